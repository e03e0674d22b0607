//! Pinyin over every reading of a character: full syllables, initials, and any mix of them with
//! Hanzi.
//!
//! The readings are ib-pinyin's. Its own matcher tries each reading in each notation one after
//! the other, which doubles and redoubles the work with every polyphone (`hhhhhhhhhhx` over a
//! run of 和 took six minutes), so the walk is done here: the set of all places the word may
//! have been matched up to is one `u64`, and each character of the text moves the whole set on.

use std::sync::OnceLock;

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

use super::readings::each_more;

/// The longest word that can be walked: one bit a place, one for "all of it".
const LONGEST: usize = 63;

/// The block of common Hanzi whose initials are tabled.
const COMMON: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

fn data() -> &'static PinyinData {
    static DATA: OnceLock<PinyinData> = OnceLock::new();
    DATA.get_or_init(|| PinyinData::new(PinyinNotation::Ascii))
}

/// Calls `f` with each reading of `c` in plain letters, ü as `v`; a reading may come twice, once
/// for each of its tones.
fn each_reading(c: char, mut f: impl FnMut(&[u8])) {
    data().get_pinyins_and_for_each(c, |pinyin| {
        if let Some(letters) = pinyin.notation(PinyinNotation::Ascii) {
            f(letters.as_bytes());
        }
    });
}

/// The first letters of all readings of `c`, one bit a letter; of those that hold only within a
/// word as well.
fn initials(c: char) -> u32 {
    fn look_up(c: char) -> u32 {
        let mut letters = 0;
        let mut add = |reading: &[u8]| letters |= reading.first().map_or(0, |&first| bit(first));
        each_reading(c, &mut add);
        each_more(c, None, &mut add);
        letters
    }
    static TABLE: OnceLock<Vec<u32>> = OnceLock::new();
    if !COMMON.contains(&c) {
        return if c.is_ascii() { 0 } else { look_up(c) };
    }
    let table = TABLE.get_or_init(|| COMMON.map(look_up).collect());
    let index = u32::from(c) - u32::from(*COMMON.start());
    usize::try_from(index)
        .ok()
        .and_then(|index| table.get(index).copied())
        .unwrap_or(0)
}

fn bit(letter: u8) -> u32 {
    match letter {
        b'a'..=b'z' => 1 << (letter - b'a'),
        _ => 0,
    }
}

/// A word to be found by sound.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    /// The word, folded.
    word: Vec<char>,
    /// The places that may be passed without a character of the text: `xi'an`, `li3yun2`.
    silent: u64,
}

impl Sound {
    /// The word to be found by sound; `None` when it has no letter or is too long to be walked.
    pub fn of(word: &[char]) -> Option<Sound> {
        let speakable = word.iter().any(char::is_ascii_lowercase) && word.len() <= LONGEST;
        let is_silent = |at: usize| match word[at] {
            '\'' => at > 0,
            // A tone, where a syllable of two letters or more ends: not in `b1` or `pm2`.
            '1'..='5' => matches!(
                word[..at],
                [
                    ..,
                    'a'..='z',
                    'a' | 'e' | 'i' | 'o' | 'u' | 'v' | 'n' | 'g' | 'r'
                ]
            ),
            _ => false,
        };
        speakable.then(|| Sound {
            word: word.to_vec(),
            silent: (0..word.len())
                .filter(|at| is_silent(*at))
                .fold(0, |places, at| places | 1 << at),
        })
    }

    /// Where the word begins and ends in `text` (folded), as character indices, end exclusive.
    /// The last syllable may be unfinished.
    pub fn find(&self, text: &[char]) -> Option<(usize, usize)> {
        (0..text.len())
            .filter(|&start| self.may_start_at(text[start]))
            .find_map(|start| Some((start, self.walk(text, start)?)))
    }

    /// Whether a match may start at `c`: spares the look-up of readings almost everywhere.
    fn may_start_at(&self, c: char) -> bool {
        self.word.first().is_some_and(|&first| {
            first == c || u8::try_from(first).is_ok_and(|first| initials(c) & bit(first) != 0)
        })
    }

    /// Where the whole word ends, begun at `start`.
    fn walk(&self, text: &[char], start: usize) -> Option<usize> {
        let done = 1u64 << self.word.len();
        let mut places = 1u64;
        for at in start..text.len() {
            let next = self.passed(self.step(places, text, at));
            if next & done != 0 {
                return Some(at + 1);
            }
            // Quotation marks and brackets make no sound: “五育”并举 is wyby.
            let passes = at > start && is_mark(text[at]) && !parts_letters(text, at);
            places = if passes { places | next } else { next };
            if places == 0 {
                break;
            }
        }
        None
    }

    /// `places` with those that silent characters of the word lead on to.
    fn passed(&self, mut places: u64) -> u64 {
        // An apostrophe after a tone: two in a row at most.
        for _ in 0..2 {
            places |= (places & self.silent) << 1;
        }
        places
    }

    /// The places in the word that can be reached from `places` by one character of the text.
    fn step(&self, places: u64, text: &[char], index: usize) -> u64 {
        let c = text[index];
        let mut next = 0;
        for (at, &wanted) in self.word.iter().enumerate() {
            if places & (1 << at) != 0 && wanted == c {
                next |= 1 << (at + 1);
            }
        }
        if !c.is_ascii() {
            let mut by = |reading: &[u8]| next |= self.step_by(places, reading);
            each_reading(c, &mut by);
            each_more(c, Some((text, index)), &mut by);
        }
        next
    }

    /// The places reached by reading a character as `reading`: its first letter (zh, ch and sh
    /// count as one), or all of it, or as much of it as the word has left.
    fn step_by(&self, places: u64, reading: &[u8]) -> u64 {
        let mut next = 0;
        for at in (0..self.word.len()).filter(|at| places & (1 << at) != 0) {
            let rest = &self.word[at..];
            let same = rest
                .iter()
                .zip(reading)
                .take_while(|(wanted, letter)| is_letter(**wanted, **letter))
                .count();
            if same > 0 {
                next |= 1 << (at + 1);
            }
            if same > 1 && matches!(reading, [b'z' | b'c' | b's', b'h', ..]) {
                next |= 1 << (at + 2);
            }
            if same == reading.len() || same == rest.len() {
                next |= 1 << (at + same);
            }
        }
        next
    }
}

/// Whether the typed letter stands for this letter of a reading: ü is written `v` or `u`.
fn is_letter(typed: char, letter: u8) -> bool {
    typed == char::from(letter) || (letter == b'v' && matches!(typed, 'u' | 'ü'))
}

/// Whether letters or figures stand on both sides: what they spell ends and begins there.
fn parts_letters(text: &[char], at: usize) -> bool {
    let side = |at: Option<usize>| text.get(at?);
    let sides = [side(at.checked_sub(1)), side(at.checked_add(1))];
    sides
        .into_iter()
        .all(|c| c.is_some_and(char::is_ascii_alphanumeric))
}

/// A folded mark that words are put in or names divided by, of those a reader does not hear.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '<' | '>' | '(' | ')' | '[' | ']' | '`' | ' ' | '「' | '」'
    )
}

#[cfg(test)]
#[path = "pinyin_tests.rs"]
mod tests;
