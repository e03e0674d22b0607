//! Characters in order with gaps between them: SkimMatcherV2's score of a text, from the part of
//! the text that decides it.
//!
//! What lies before the first place of the word's first character and after the last place of its
//! last one does not count, but for the one character in front, which makes the first a head of a
//! word or not. And of that part, the window, only its shape counts: which characters of the word
//! stand where, and what the others separate. Windows of one shape have one score, so most scores
//! are looked up.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rustc_hash::FxHashMap;

use crate::search::words::alphabet::LettersOf;

/// A word as it is looked for.
#[derive(Clone, Debug)]
pub(in crate::search) struct Pattern {
    text: String,
    units: Vec<u16>,
    /// The same unit in the other case where that counts as equal, else the unit itself.
    others: Vec<u16>,
    /// Every unit once, with its other case: what a text must have to be worth a look.
    letters: Vec<(u16, u16)>,
    codes: Codes,
    /// Whether it holds characters of two units, which windows must not cut.
    has_pairs: bool,
    /// Whether a character comes twice: then what a matcher scores depends on what it scored
    /// before (it reads cells it has not written), and only a fresh one is to be trusted.
    repeats: bool,
}

/// What each unit of a window is called in its shape.
#[derive(Clone, Debug)]
struct Codes {
    ascii: [u8; 128],
    /// The others that have a code of their own, found by their low byte first.
    marks: [bool; 256],
    coded: Vec<(u16, u8)>,
    /// Whether there were more than a shape can tell apart.
    too_many: bool,
}

const OTHER: u8 = 0;
const HARD_SEPARATOR: u8 = 1;
const SOFT_SEPARATOR: u8 = 2;
const UPPER: u8 = 3;
/// The first code of the word's own characters; there is room for twelve.
const FIRST_OWN: u8 = 4;
const LAST_CODE: u8 = 15;

/// How many units a shape holds, four bits each, below the length and the mark of the beginning.
const LONGEST_SHAPE: usize = 30;

fn is_pair(unit: u16) -> bool {
    unit & 0xF800 == 0xD800
}

impl Codes {
    fn of(units: &[u16], others: &[u16]) -> Codes {
        let mut codes = Codes {
            ascii: std::array::from_fn(class_of),
            marks: [false; 256],
            coded: Vec::new(),
            too_many: false,
        };
        let mut next = FIRST_OWN;
        let mut known: Vec<u16> = Vec::new();
        for unit in units.iter().zip(others).flat_map(|(a, b)| [*a, *b]) {
            if known.contains(&unit) {
                continue;
            }
            known.push(unit);
            if next > LAST_CODE {
                codes.too_many = true;
                break;
            }
            match codes.ascii.get_mut(usize::from(unit)) {
                Some(code) => *code = next,
                None => {
                    codes.marks[usize::from(unit & 0xFF)] = true;
                    codes.coded.push((unit, next));
                }
            }
            next += 1;
        }
        codes
    }

    fn code(&self, unit: u16) -> u8 {
        match self.ascii.get(usize::from(unit)) {
            Some(code) => *code,
            None if !self.marks[usize::from(unit & 0xFF)] => OTHER,
            None => {
                let own = self.coded.iter().find(|(known, _)| *known == unit);
                own.map_or(OTHER, |(_, code)| *code)
            }
        }
    }
}

/// What an ASCII character is to the one after it, as SkimMatcherV2 sees it.
fn class_of(ascii: usize) -> u8 {
    match u8::try_from(ascii).map_or('a', char::from) {
        '\0' | ' ' | '/' | '\\' | '|' | '(' | ')' | '[' | ']' | '{' | '}' => HARD_SEPARATOR,
        '!'..='\'' | '*'..='.' | ':'..='@' | '^'..='`' | '~' => SOFT_SEPARATOR,
        'A'..='Z' => UPPER,
        _ => OTHER,
    }
}

impl Pattern {
    /// The word `text`. Small ASCII letters stand for large ones too, unless there is a large one.
    pub fn new(text: &str) -> Pattern {
        let units: Vec<u16> = text.encode_utf16().collect();
        let is_cased = text.contains(|c: char| c.is_ascii_uppercase());
        let other = |unit: &u16| match u8::try_from(*unit) {
            Ok(letter) if !is_cased => u16::from(letter.to_ascii_uppercase()),
            _ => *unit,
        };
        let others: Vec<u16> = units.iter().map(other).collect();
        let mut letters: Vec<(u16, u16)> = units.iter().copied().zip(others.clone()).collect();
        letters.sort_unstable();
        letters.dedup();
        Pattern {
            codes: Codes::of(&units, &others),
            has_pairs: units.iter().copied().any(is_pair),
            repeats: letters.len() < units.len(),
            text: text.to_owned(),
            units,
            others,
            letters,
        }
    }

    /// The word.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The word in units.
    pub fn units(&self) -> &[u16] {
        &self.units
    }

    /// The texts `among` that have every character of the word, in whatever order.
    pub fn sift(&self, letters: LettersOf, among: u64) -> u64 {
        let mut left = if self.units.is_empty() { 0 } else { among };
        for (unit, other) in &self.letters {
            if left == 0 {
                break;
            }
            let mut with = letters.with(*unit);
            if other != unit {
                with |= letters.with(*other);
            }
            left &= with;
        }
        left
    }

    /// The characters of `text` that score best, as rising indices.
    pub fn positions(&self, text: &[u16]) -> Option<Vec<usize>> {
        let skim = SkimMatcherV2::default();
        let (_, positions) = skim.fuzzy_indices(&String::from_utf16_lossy(text), &self.text)?;
        Some(positions)
    }

    fn is_at(&self, place: usize, unit: u16) -> bool {
        unit == self.units[place] || unit == self.others[place]
    }

    /// From the first place of the first character to behind the last place of the last one;
    /// `None` when the characters do not come in this order.
    fn window(&self, text: &[u16]) -> Option<(usize, usize)> {
        let first = text.iter().position(|unit| self.is_at(0, *unit))?;
        let mut at = first + 1;
        for place in 1..self.units.len() {
            let rest = text.get(at..)?;
            at += rest.iter().position(|unit| self.is_at(place, *unit))? + 1;
        }
        let last = self.units.len() - 1;
        let later = text[at..].iter().rposition(|unit| self.is_at(last, *unit));
        Some((first, later.map_or(at, |more| at + more + 1)))
    }
}

/// A matcher at work for one word in one thread, with the scores it knows.
pub(in crate::search) struct Scorer {
    known: FxHashMap<u128, i32>,
    /// Boxed: it is large, and most words never get as far as a score.
    skim: Option<Box<SkimMatcherV2>>,
    window: String,
}

impl Scorer {
    /// One that knows nothing yet. It serves one word alone: shapes are in that word's terms.
    pub fn new() -> Scorer {
        Scorer {
            known: FxHashMap::default(),
            skim: None,
            window: String::new(),
        }
    }

    /// The score of `text`; `None` when the word's characters do not come in this order.
    pub fn score(&mut self, pattern: &Pattern, text: &[u16]) -> Option<i32> {
        if pattern.units.is_empty() {
            return None;
        }
        if pattern.has_pairs {
            return self.measure(pattern, text);
        }
        let (first, end) = match pattern.units.as_slice() {
            [one] if *one >= 0x80 => best_single(text, *one)?,
            _ => pattern.window(text)?,
        };
        let start = first.saturating_sub(1);
        let window = text.get(start..end)?;
        let Some(shape) = shape(&pattern.codes, window, start == first) else {
            return self.measure(pattern, window);
        };
        if let Some(score) = self.known.get(&shape) {
            return Some(*score);
        }
        let score = self.measure(pattern, window)?;
        self.known.insert(shape, score);
        Some(score)
    }

    fn measure(&mut self, pattern: &Pattern, window: &[u16]) -> Option<i32> {
        self.window.clear();
        let chars = char::decode_utf16(window.iter().copied());
        self.window
            .extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if pattern.repeats {
            self.skim = None;
        }
        let skim = self.skim.get_or_insert_with(Box::default);
        let score = skim.fuzzy_match(&self.window, &pattern.text)?;
        i32::try_from(score).ok()
    }
}

/// The first of the places where a single character scores best: what stands before it decides.
fn best_single(text: &[u16], unit: u16) -> Option<(usize, usize)> {
    let worth = |at: usize| match at.checked_sub(1).map(|before| text[before]) {
        None => 3,
        Some(before) => match class_of(usize::from(before)) {
            HARD_SEPARATOR => 2,
            SOFT_SEPARATOR => 1,
            _ => 0,
        },
    };
    let places = text.iter().enumerate().filter(|(_, it)| **it == unit);
    // From behind, since the last of equals is taken: the one in front of the first is not `unit`.
    let best = places.map(|(at, _)| at).rev().max_by_key(|at| worth(*at))?;
    Some((best, best + 1))
}

/// What a window's score depends on; `None` when it is too long or too varied to be told in short.
fn shape(codes: &Codes, window: &[u16], is_start: bool) -> Option<u128> {
    if window.len() > LONGEST_SHAPE || codes.too_many {
        return None;
    }
    if window.iter().fold(false, |any, unit| any | is_pair(*unit)) {
        return None;
    }
    let head = (window.len() as u128) << 1 | u128::from(is_start);
    let own = window.iter();
    Some(own.fold(head, |key, unit| key << 4 | u128::from(codes.code(*unit))))
}

#[cfg(test)]
#[path = "fuzzy_tests.rs"]
mod tests;
