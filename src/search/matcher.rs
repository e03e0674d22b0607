//! One word against one text, or against the texts of a block. The only place that knows how words
//! are found: as they stand, by sound, or as characters with gaps between them.

use crate::packed::{Texts, units_of};
use crate::text::fold;

use super::bits::bits;
use super::gaps::{Pattern, Scorer};
use super::pinyin::{Heard, Sound};

/// Longest text and word that are looked at for gaps, in characters: the cost is their product.
const FUZZY_TEXT: usize = 200;
const FUZZY_WORD: usize = 32;

/// How well a word was found, worst first. Zero is kept for what is found only nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Its characters in this order, with gaps.
    Fuzzy = 1,
    /// By pinyin.
    Pinyin = 2,
    /// As it stands, within the text.
    Inside = 3,
    /// As it stands, at the beginning.
    Prefix = 4,
    /// It is the text.
    Whole = 5,
}

/// That a word was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How.
    pub kind: Kind,
    /// Finer order within the kind, 0 to 29.
    pub fine: u8,
}

/// A word made ready to be looked for in many texts.
#[derive(Clone, Debug)]
pub struct Needle {
    /// Folded; empty finds nothing.
    pattern: Pattern,
    sound: Option<Sound>,
    /// Found with gaps as well.
    fuzzy: bool,
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

impl Needle {
    /// Makes `word` ready; an exact one is found only as it stands.
    pub fn new(word: &str, exact: bool) -> Needle {
        let text = fold(word);
        let folded: Vec<char> = text.chars().collect();
        let has_hanzi = folded.iter().copied().any(is_hanzi);
        Needle {
            sound: if exact { None } else { Sound::of(&folded) },
            fuzzy: !exact && has_hanzi && (2..=FUZZY_WORD).contains(&folded.len()),
            pattern: Pattern::new(&text),
        }
    }

    /// The folded word.
    pub fn text(&self) -> &str {
        self.pattern.text()
    }

    /// How well the word is found in `text`, if at all.
    pub fn find(&self, text: &str) -> Option<Found> {
        let units: Vec<u16> = units_of(text).collect();
        Seeker::new(self).find(&units)
    }

    /// The characters of `text` the word is found in, as rising indices.
    pub fn positions(&self, text: &str) -> Option<Vec<usize>> {
        let units: Vec<u16> = units_of(text).collect();
        let word = self.pattern.units();
        let place = find_in(&units, word).map(|at| (at, at + word.len()));
        let place = place.or_else(|| self.sound.as_ref()?.find(&units));
        match place {
            Some((start, end)) => {
                Some((chars_in(&units[..start])..chars_in(&units[..end])).collect())
            }
            None if self.fuzzy => self.pattern.positions(shortened(&units)),
            None => None,
        }
    }
}

/// A word being looked for, in one thread.
pub(super) struct Seeker<'n> {
    needle: &'n Needle,
    scorer: Scorer,
    heard: Heard,
}

impl<'n> Seeker<'n> {
    /// One that begins.
    pub fn new(needle: &'n Needle) -> Seeker<'n> {
        Seeker {
            needle,
            scorer: Scorer::new(),
            heard: Heard::new(),
        }
    }

    /// How well the word is found in a folded text, if at all.
    pub fn find(&mut self, text: &[u16]) -> Option<Found> {
        let stands = self.as_it_stands(text);
        let heard = stands.or_else(|| self.by_sound(text));
        heard.or_else(|| self.with_gaps(text))
    }

    /// Calls `found` with each of the texts `among` that the word is found in.
    pub fn find_all(&mut self, texts: &Texts, among: u64, mut found: impl FnMut(usize, Found)) {
        let letters = texts.letters();
        let written = self.needle.pattern.sift(letters, among);
        let mut spoken = match &self.needle.sound {
            Some(sound) if among != 0 => among & sound.sift(letters, &mut self.heard),
            _ => 0,
        };
        for bit in bits(written) {
            let text = texts.get(bit);
            let is_spoken = spoken & 1 << bit != 0;
            let best = match self.as_it_stands(text) {
                None if is_spoken => self.by_sound(text),
                stands => stands,
            };
            if let Some(best) = best.or_else(|| self.with_gaps(text)) {
                found(bit, best);
            }
            spoken &= !(1 << bit);
        }
        for bit in bits(spoken) {
            if let Some(best) = self.by_sound(texts.get(bit)) {
                found(bit, best);
            }
        }
    }

    fn as_it_stands(&self, text: &[u16]) -> Option<Found> {
        let word = self.needle.pattern.units();
        let kind = match find_in(text, word)? {
            0 if word.len() == text.len() => Kind::Whole,
            0 => Kind::Prefix,
            _ => Kind::Inside,
        };
        Some(Found { kind, fine: 0 })
    }

    fn by_sound(&self, text: &[u16]) -> Option<Found> {
        let (start, end) = self.needle.sound.as_ref()?.find(text)?;
        // The initials of a whole name are a better guess than the same letters within a title.
        let fine = match (start, end == text.len()) {
            (0, true) => 29,
            (0, false) => 9,
            _ => 0,
        };
        let kind = Kind::Pinyin;
        Some(Found { kind, fine })
    }

    fn with_gaps(&mut self, text: &[u16]) -> Option<Found> {
        if !self.needle.fuzzy {
            return None;
        }
        let pattern = &self.needle.pattern;
        let score = self.scorer.score(pattern, shortened(text))?;
        // Twenty points a character is about the best there is.
        let best = i32::try_from(chars_in(pattern.units()) * 20).unwrap_or(i32::MAX);
        let fine = u8::try_from((score.saturating_mul(9) / best).clamp(0, 9)).unwrap_or(0);
        let kind = Kind::Fuzzy;
        Some(Found { kind, fine })
    }
}

/// Whether a unit begins a character; the second half of a rare one does not.
fn begins(unit: u16) -> bool {
    !(0xDC00..0xE000).contains(&unit)
}

fn chars_in(units: &[u16]) -> usize {
    units.iter().filter(|unit| begins(**unit)).count()
}

/// As much of a text as is looked at for gaps.
fn shortened(text: &[u16]) -> &[u16] {
    if text.len() <= FUZZY_TEXT {
        return text;
    }
    let starts = text.iter().enumerate().filter(|(_, unit)| begins(**unit));
    let end = starts.map(|(at, _)| at).nth(FUZZY_TEXT);
    &text[..end.unwrap_or(text.len())]
}

/// Where `word` begins in `text`; nothing is nowhere.
fn find_in(text: &[u16], word: &[u16]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    let last_start = text.len().checked_sub(word.len())?;
    let starts = text[..=last_start].iter().enumerate();
    let mut starts = starts.filter(|(_, unit)| *unit == first).map(|(at, _)| at);
    starts.find(|at| text[at + 1..].starts_with(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(word: &str, text: &str) -> Option<Kind> {
        Needle::new(word, false).find(text).map(|found| found.kind)
    }

    #[test]
    fn a_word_is_found_as_it_stands_before_by_sound_and_with_gaps_last() {
        assert_eq!(kind("李云生", "李云生"), Some(Kind::Whole));
        assert_eq!(kind("强化", "强化师资力量"), Some(Kind::Prefix));
        assert_eq!(kind("师资", "强化师资力量"), Some(Kind::Inside));
        assert_eq!(kind("szll", "强化师资力量"), Some(Kind::Pinyin));
        assert_eq!(kind("强师", "强化师资力量"), Some(Kind::Fuzzy));
        assert_eq!(kind("师强", "强化师资力量"), None);
    }

    #[test]
    fn widths_and_cases_do_not_matter() {
        assert_eq!(kind("ｐｐｔ", "制作PPT材料"), Some(Kind::Inside));
        assert_eq!(kind("LYS", "李云生"), Some(Kind::Pinyin));
        assert_eq!(kind("“五育”", "坚持\"五育\"并举"), Some(Kind::Inside));
    }

    #[test]
    fn letters_are_never_found_with_gaps_between_them() {
        assert_eq!(kind("zzzz", "自然的主要的资源的准则"), None);
        assert_eq!(kind("ab", "a1b"), None);
    }

    #[test]
    fn an_exact_word_is_found_only_as_it_stands() {
        let exact = Needle::new("强师", true);
        assert_eq!(exact.find("强化师资力量"), None);
        assert_eq!(Needle::new("qh", true).find("强化师资力量"), None);
        assert!(Needle::new("师资", true).find("强化师资力量").is_some());
    }

    #[test]
    fn positions_are_those_of_the_characters_found() {
        let positions = |word: &str, text: &str| Needle::new(word, false).positions(text);
        assert_eq!(positions("师资", "强化师资力量"), Some(vec![2, 3]));
        assert_eq!(positions("szl", "强化师资力量"), Some(vec![2, 3, 4]));
        assert_eq!(positions("强力", "强化师资力量"), Some(vec![0, 4]));
        assert_eq!(positions("yx", "强化师资力量"), None);
    }

    #[test]
    fn a_very_long_text_and_word_end() {
        let text = "教育".repeat(5_000);
        assert!(Needle::new(&"教".repeat(64), false).find(&text).is_none());
        assert!(Needle::new(&"育教".repeat(16), false).find(&text).is_some());
        assert!(Needle::new(&"jy".repeat(32), false).find(&text).is_none());
    }
}
