//! One word against one text. The only place that knows how words are found: as they stand, by
//! sound, or as characters with gaps between them.

use std::cell::RefCell;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::text::{fold, fold_char};

use super::pinyin::Sound;

/// Longest text and word the fuzzy matcher is given, in characters: its cost is their product.
const FUZZY_TEXT: usize = 200;
const FUZZY_WORD: usize = 32;

/// How well a word was found, worst first.
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
    folded: Vec<char>,
    /// The folded word as a string; empty finds nothing.
    text: String,
    sound: Option<Sound>,
    /// Found with gaps as well.
    fuzzy: bool,
    /// Of common Hanzi alone: folding changes neither it nor what could be equal to it.
    hanzi_only: bool,
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

thread_local! {
    /// One matcher a thread; its cache stays on (`use_cache(false)` panics in 0.3.7).
    static SKIM: SkimMatcherV2 = SkimMatcherV2::default().ignore_case();
    static FOLDED: RefCell<Vec<char>> = const { RefCell::new(Vec::new()) };
}

/// Calls `f` with `text` folded, in a buffer that is kept.
fn with_folded<R>(text: &str, f: impl FnOnce(&[char]) -> R) -> R {
    FOLDED.with(|buffer| match buffer.try_borrow_mut() {
        Ok(mut buffer) => {
            buffer.clear();
            buffer.extend(text.chars().map(fold_char));
            f(&buffer)
        }
        Err(_) => f(&text.chars().map(fold_char).collect::<Vec<char>>()),
    })
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
            hanzi_only: folded.iter().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')),
            folded,
            text,
        }
    }

    /// The folded word.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How well the word is found in `text`, if at all.
    pub fn find(&self, text: &str) -> Option<Found> {
        if self.text.is_empty() || text.is_empty() {
            return None;
        }
        if self.hanzi_only {
            return match text.find(&self.text) {
                Some(at) => Some(as_it_stands(at, self.text.len(), text.len())),
                None => self.find_fuzzy(text).map(|(found, _)| found),
            };
        }
        let found = with_folded(text, |chars| match find_in(chars, &self.folded) {
            Some(at) => Some(as_it_stands(at, self.folded.len(), chars.len())),
            None => self.find_sound(chars).map(|(found, _)| found),
        });
        found.or_else(|| self.find_fuzzy(text).map(|(found, _)| found))
    }

    /// The characters of `text` the word is found in, as rising indices.
    pub fn positions(&self, text: &str) -> Option<Vec<usize>> {
        if self.text.is_empty() {
            return None;
        }
        let found = with_folded(text, |chars| match find_in(chars, &self.folded) {
            Some(at) => Some((at..at + self.folded.len()).collect()),
            None => {
                let (_, (start, end)) = self.find_sound(chars)?;
                Some((start..end).collect())
            }
        });
        found.or_else(|| self.find_fuzzy(text).map(|(_, positions)| positions))
    }

    fn find_sound(&self, text: &[char]) -> Option<(Found, (usize, usize))> {
        let (start, end) = self.sound.as_ref()?.find(text)?;
        // The initials of a whole name are a better guess than the same letters within a title.
        let fine = match (start, end == text.len()) {
            (0, true) => 29,
            (0, false) => 9,
            _ => 0,
        };
        let kind = Kind::Pinyin;
        Some((Found { kind, fine }, (start, end)))
    }

    fn find_fuzzy(&self, text: &str) -> Option<(Found, Vec<usize>)> {
        if !self.fuzzy || !self.stands_in_order(text) {
            return None;
        }
        let choice: String = text.chars().take(FUZZY_TEXT).map(fold_char).collect();
        let (score, positions) = SKIM.with(|skim| skim.fuzzy_indices(&choice, &self.text))?;
        // Twenty points a character is about the best there is.
        let best = i64::try_from(self.folded.len() * 20).unwrap_or(i64::MAX);
        let fine = u8::try_from((score * 9 / best).clamp(0, 9)).unwrap_or(0);
        let kind = Kind::Fuzzy;
        Some((Found { kind, fine }, positions))
    }

    /// Whether all characters of the word come in this order: cheap, and mostly they do not.
    fn stands_in_order(&self, text: &str) -> bool {
        let mut chars = text.chars().take(FUZZY_TEXT).map(fold_char);
        self.folded.iter().all(|wanted| chars.any(|c| c == *wanted))
    }
}

fn as_it_stands(at: usize, length: usize, whole: usize) -> Found {
    let kind = match at {
        0 if length == whole => Kind::Whole,
        0 => Kind::Prefix,
        _ => Kind::Inside,
    };
    Found { kind, fine: 0 }
}

/// Where `word` begins in `text`.
fn find_in(text: &[char], word: &[char]) -> Option<usize> {
    let first = word.first()?;
    let last_start = text.len().checked_sub(word.len())?;
    (0..=last_start).find(|&at| text[at] == *first && text[at..].starts_with(word))
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
