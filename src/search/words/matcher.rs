//! One word against one text, or against the texts of a block. The only place that knows how words
//! are found: as they stand, but for what does not count, by another name, by sound, as characters
//! with gaps between them, or nearly.

use crate::packed::{Texts, units_of};
use crate::text::fold;

use crate::search::bits::bits;
use crate::search::words::alphabet::LettersOf;
use crate::search::words::fuzzy::{Pattern, Scorer};
use crate::search::words::ignored::{self, bare};
use crate::search::words::near::{self, Among, may_be_near};
use crate::search::words::pinyin::Sound;
use crate::search::words::pinyin_cache::PinyinCache;
use crate::search::words::short_names::other_forms;
use crate::search::words::units::{begins, chars_in, find_in, shortened};

/// Longest word that is looked for with gaps, in characters: the cost is its product with the text.
const FUZZY_WORD: usize = 32;

/// How well a word was found, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// But for one character that is wrong or too many.
    Near = 0,
    /// Its characters in this order, with gaps.
    Fuzzy = 1,
    /// By pinyin.
    Pinyin = 2,
    /// By its short name, or by what it is short for.
    OtherName = 3,
    /// But for 的, blanks and punctuation.
    Loose = 4,
    /// As it stands, within the text.
    Inside = 5,
    /// As it stands, at the beginning.
    Prefix = 6,
    /// It is the text.
    Whole = 7,
}

/// That a word was found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How.
    pub kind: Kind,
    /// Finer order within the kind, 0 to 29.
    pub fine: u8,
}

impl Found {
    /// The same where a whole name says no more than part of a title: of a region or a sector,
    /// which whole shelves of tasks have in common.
    pub(in crate::search) fn at_most_inside(self) -> Found {
        Found {
            kind: self.kind.min(Kind::Inside),
            ..self
        }
    }
}

/// A word made ready to be looked for in many texts.
#[derive(Clone, Debug)]
pub struct Needle {
    /// Folded; empty finds nothing.
    pattern: Pattern,
    /// Without what does not count.
    bare: Option<Literal>,
    /// What it is short for, or its short name.
    other_names: Vec<Literal>,
    sound: Option<Sound>,
    /// Found with gaps as well.
    fuzzy: bool,
    /// Found with one character wrong as well.
    near: bool,
}

/// A folded text to be found as it stands, and each of its units once.
#[derive(Clone, Debug)]
struct Literal {
    units: Vec<u16>,
    letters: Vec<u16>,
}

impl Literal {
    fn new(units: Vec<u16>) -> Literal {
        let mut letters = units.clone();
        letters.sort_unstable();
        letters.dedup();
        Literal { units, letters }
    }

    /// Which of the texts `among` hold all its units.
    fn sift(&self, letters: LettersOf, among: u64) -> u64 {
        let mut all = among;
        for unit in &self.letters {
            if all == 0 {
                break;
            }
            all &= letters.with(*unit);
        }
        all
    }

    /// Which of the texts `among` hold all its units but one.
    fn sift_nearly(&self, letters: LettersOf, among: u64) -> u64 {
        let (mut all, mut but_one) = (among, 0);
        for unit in &self.letters {
            if all | but_one == 0 {
                break;
            }
            let with = letters.with(*unit);
            but_one = (but_one & with) | (all & !with);
            all &= with;
        }
        all | but_one
    }
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
        let pattern = Pattern::new(&text);
        let bare = bare(pattern.units()).filter(|_| !exact).map(Literal::new);
        let other_names = if exact {
            Vec::new()
        } else {
            other_forms(&text)
        };
        Needle {
            sound: if exact { None } else { Sound::of(&folded) },
            fuzzy: !exact && has_hanzi && (2..=FUZZY_WORD).contains(&folded.len()),
            near: bare.as_ref().is_some_and(|bare| may_be_near(&bare.units)),
            other_names: other_names
                .iter()
                .map(|name| Literal::new(name.encode_utf16().collect()))
                .collect(),
            bare,
            pattern,
        }
    }

    /// The folded word.
    pub fn text(&self) -> &str {
        self.pattern.text()
    }

    /// How well the word is found in a name, if at all.
    pub fn find(&self, text: &str) -> Option<Found> {
        let units: Vec<u16> = units_of(text).collect();
        Seeker::new(self).find(&units)
    }

    /// How well the word is found in a title, if at all.
    pub fn find_in_title(&self, text: &str) -> Option<Found> {
        let units: Vec<u16> = units_of(text).collect();
        Seeker::in_titles(self).find(&units)
    }

    /// The characters of a name the word is found in, as rising indices.
    pub fn positions(&self, text: &str) -> Option<Vec<usize>> {
        self.places(text, Among::Names)
    }

    /// The characters of a title the word is found in, as rising indices.
    pub fn positions_in_title(&self, text: &str) -> Option<Vec<usize>> {
        self.places(text, Among::Titles)
    }

    fn places(&self, text: &str, among: Among) -> Option<Vec<usize>> {
        let units: Vec<u16> = units_of(text).collect();
        let of_units = |places: Vec<usize>| {
            let chars = places.into_iter().map(|at| chars_in(&units[..at]));
            chars.collect()
        };
        let run = |(start, end): (usize, usize)| {
            let run = start..end;
            of_units(run.filter(|at| begins(units[*at])).collect())
        };
        let stands = find_in(&units, self.pattern.units());
        let stands = stands.map(|at| (at, at + self.pattern.units().len()));
        if let Some(place) = stands {
            return Some(run(place));
        }
        if let Some((start, end)) = self.loosely(&units) {
            let counts =
                (start..end).filter(|at| begins(units[*at]) && !ignored::is_slight(units[*at]));
            return Some(of_units(counts.collect()));
        }
        let other = self.other_name(&units);
        if let Some(place) = other.or_else(|| self.sound.as_ref()?.find(&units)) {
            return Some(run(place));
        }
        let gaps = self
            .fuzzy
            .then(|| self.pattern.positions(shortened(&units)));
        gaps.flatten()
            .or_else(|| self.nearly(&units, among).map(of_units))
    }

    fn loosely(&self, text: &[u16]) -> Option<(usize, usize)> {
        ignored::find(text, &self.bare.as_ref()?.units)
    }

    fn other_name(&self, text: &[u16]) -> Option<(usize, usize)> {
        let place = |name: &Literal| {
            let at = find_in(text, &name.units)?;
            Some((at, at + name.units.len()))
        };
        self.other_names.iter().find_map(place)
    }

    /// The units of `text` that are right.
    fn nearly(&self, text: &[u16], among: Among) -> Option<Vec<usize>> {
        let bare = self.bare.as_ref().filter(|_| self.near)?;
        near::find(shortened(text), &bare.units, among)
    }
}

/// A word being looked for, in one thread.
pub(in crate::search) struct Seeker<'n> {
    needle: &'n Needle,
    among: Among,
    scorer: Scorer,
    heard: PinyinCache,
}

impl<'n> Seeker<'n> {
    /// One for names of any kind.
    pub fn new(needle: &'n Needle) -> Seeker<'n> {
        Seeker {
            needle,
            among: Among::Names,
            scorer: Scorer::new(),
            heard: PinyinCache::new(),
        }
    }

    /// One for titles.
    pub fn in_titles(needle: &'n Needle) -> Seeker<'n> {
        Seeker {
            among: Among::Titles,
            ..Seeker::new(needle)
        }
    }

    /// How well the word is found in a folded text, if at all.
    pub fn find(&mut self, text: &[u16]) -> Option<Found> {
        self.as_it_stands(text)
            .or_else(|| self.loosely(text))
            .or_else(|| self.by_other_name(text))
            .or_else(|| self.by_sound(text))
            .or_else(|| self.with_gaps(text))
            .or_else(|| self.nearly(text))
    }

    /// Calls `found` with each of the texts `among` that the word is found in.
    /// `letters` are those of the texts.
    pub fn find_all(
        &mut self,
        texts: &Texts,
        letters: LettersOf,
        among: u64,
        mut found: impl FnMut(usize, Found),
    ) {
        let needle = self.needle;
        if needle.pattern.units().is_empty() || among == 0 {
            return;
        }
        let written = needle.pattern.sift(letters, among);
        let maybe = match &needle.bare {
            Some(bare) if needle.near => bare.sift_nearly(letters, among),
            // The word itself, mostly: its letters have been asked for.
            Some(bare) if bare.units.len() == needle.pattern.units().len() => 0,
            Some(bare) => bare.sift(letters, among),
            None => 0,
        };
        let named = needle.other_names.iter();
        let named = named.fold(0, |all, name| all | name.sift(letters, among));
        let spoken = match &needle.sound {
            Some(sound) => among & self.heard.sift(letters, sound),
            None => 0,
        };
        for bit in bits(written | maybe | named | spoken) {
            let text = texts.get(bit);
            let is_in = |mask: u64| mask & 1 << bit != 0;
            let mut best = None;
            if is_in(written) {
                best = self.as_it_stands(text);
            }
            if best.is_none() && is_in(written | maybe) {
                best = self.loosely(text);
            }
            if best.is_none() && is_in(named) {
                best = self.by_other_name(text);
            }
            if best.is_none() && is_in(spoken) {
                best = self.by_sound_again(text);
            }
            if best.is_none() && is_in(written) {
                best = self.with_gaps(text);
            }
            if best.is_none() && is_in(maybe) {
                best = self.nearly(text);
            }
            if let Some(best) = best {
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

    fn loosely(&self, text: &[u16]) -> Option<Found> {
        let place = self.needle.loosely(text)?;
        Some(placed(Kind::Loose, place, text))
    }

    fn by_other_name(&self, text: &[u16]) -> Option<Found> {
        let place = self.needle.other_name(text)?;
        Some(placed(Kind::OtherName, place, text))
    }

    fn by_sound(&self, text: &[u16]) -> Option<Found> {
        let place = self.needle.sound.as_ref()?.find(text)?;
        Some(placed(Kind::Pinyin, place, text))
    }

    /// The same for one text of many, which the table of what was heard is worth.
    fn by_sound_again(&mut self, text: &[u16]) -> Option<Found> {
        let sound = self.needle.sound.as_ref()?;
        let place = self.heard.find(text, sound)?;
        Some(placed(Kind::Pinyin, place, text))
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

    fn nearly(&self, text: &[u16]) -> Option<Found> {
        self.needle.nearly(text, self.among)?;
        let kind = Kind::Near;
        Some(Found { kind, fine: 0 })
    }
}

/// The initials of a whole name are a better guess than the same letters within a title, and so
/// with other names.
fn placed(kind: Kind, (start, end): (usize, usize), text: &[u16]) -> Found {
    let fine = match (start, end == text.len()) {
        (0, true) => 29,
        (0, false) => 9,
        _ => 0,
    };
    Found { kind, fine }
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
