//! Pinyin over every reading of a character: full syllables, initials, and any mix of them with
//! Hanzi.
//!
//! The readings are ib-pinyin's. Its own matcher tries each reading in each notation one after
//! the other, which doubles and redoubles the work with every polyphone (`hhhhhhhhhhx` over a
//! run of 和 took six minutes), so the walk is done here: the set of all places the word may
//! have been matched up to is one `u64`, and each character of the text moves the whole set on.

use std::sync::OnceLock;

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

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

/// The first letters of all readings of `c`, one bit a letter.
fn initials(c: char) -> u32 {
    fn look_up(c: char) -> u32 {
        let mut letters = 0;
        each_reading(c, |reading| {
            letters |= reading.first().map_or(0, |&first| bit(first))
        });
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
}

impl Sound {
    /// The word to be found by sound; `None` when it has no letter or is too long to be walked.
    pub fn of(word: &[char]) -> Option<Sound> {
        let speakable = word.iter().any(char::is_ascii_lowercase) && word.len() <= LONGEST;
        speakable.then(|| Sound {
            word: word.to_vec(),
        })
    }

    /// Where the word begins and ends in `text` (folded), as character indices, end exclusive.
    /// The last syllable may be unfinished.
    pub fn find(&self, text: &[char]) -> Option<(usize, usize)> {
        (0..text.len())
            .filter(|&start| self.may_start_at(text[start]))
            .find_map(|start| Some((start, self.walk(&text[start..])? + start)))
    }

    /// Whether a match may start at `c`: spares the look-up of readings almost everywhere.
    fn may_start_at(&self, c: char) -> bool {
        self.word.first().is_some_and(|&first| {
            first == c || u8::try_from(first).is_ok_and(|first| initials(c) & bit(first) != 0)
        })
    }

    /// How many characters from the start of `text` the whole word takes.
    fn walk(&self, text: &[char]) -> Option<usize> {
        let done = 1u64 << self.word.len();
        let mut places = 1u64;
        for (index, &c) in text.iter().enumerate() {
            places = self.step(places, c);
            if places & done != 0 {
                return Some(index + 1);
            }
            if places == 0 {
                break;
            }
        }
        None
    }

    /// The places in the word that can be reached from `places` by one character of the text.
    fn step(&self, places: u64, c: char) -> u64 {
        let mut next = 0;
        for (at, &wanted) in self.word.iter().enumerate() {
            if places & (1 << at) != 0 && wanted == c {
                next |= 1 << (at + 1);
            }
        }
        if !c.is_ascii() {
            each_reading(c, |reading| next |= self.step_by(places, reading));
        }
        next
    }

    /// The places reached by reading a character as `reading`: its first letter, or all of it, or
    /// as much of it as the word has left.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn find(word: &str, text: &str) -> Option<(usize, usize)> {
        let word: Vec<char> = word.chars().collect();
        let text: Vec<char> = text.chars().collect();
        Sound::of(&word)?.find(&text)
    }

    #[test]
    fn initials_full_syllables_and_mixtures_are_found_where_they_stand() {
        for (word, text, place) in [
            ("lys", "李云生", (0, 3)),
            ("liyunsheng", "李云生", (0, 3)),
            ("liys", "李云生", (0, 3)),
            ("李ys", "李云生", (0, 3)),
            ("yey", "配套幼儿园治理", (2, 5)),
            ("jyj", "旗教育局", (1, 4)),
            ("youeryuan", "强化幼儿园", (2, 5)),
        ] {
            assert_eq!(find(word, text), Some(place), "{word} in {text}");
        }
    }

    #[test]
    fn every_reading_of_a_polyphone_counts() {
        for (word, text) in [
            ("chongqing", "重庆"),
            ("zhongqing", "重庆"),
            ("yinhang", "银行"),
            ("shan", "单"),
            ("xie", "解"),
            ("zeng", "曾"),
            ("changqi", "长期"),
            ("tiaozheng", "调整"),
            ("kuaiji", "会计"),
            ("liuan", "六安"),
            ("luan", "六安"),
            ("qiu", "仇"),
            ("zhai", "翟"),
        ] {
            assert!(find(word, text).is_some(), "{word} in {text}");
        }
    }

    #[test]
    fn u_with_two_dots_is_written_v_or_u() {
        for (word, text) in [
            ("nv", "女"),
            ("nu", "女"),
            ("lvse", "绿色"),
            ("luse", "绿色"),
            ("zhanlue", "战略"),
            ("zhanlve", "战略"),
        ] {
            assert!(find(word, text).is_some(), "{word} in {text}");
        }
    }

    #[test]
    fn letters_must_follow_one_another_without_a_gap() {
        assert_eq!(find("ls", "李云生"), None);
        assert_eq!(find("zzzz", "坚持五育并举发展素质教育"), None);
        assert_eq!(find("lyx", "李云生"), None);
    }

    #[test]
    fn the_last_syllable_may_be_unfinished() {
        assert_eq!(find("liyunsh", "李云生"), Some((0, 3)));
        assert_eq!(find("youery", "幼儿园"), Some((0, 3)));
        assert_eq!(find("lish", "李云生"), None);
    }

    #[test]
    fn a_hostile_word_over_polyphones_ends_at_once() {
        let text: Vec<char> = "和".repeat(2_000).chars().collect();
        let word: Vec<char> = format!("{}x", "h".repeat(62)).chars().collect();
        let before = std::time::Instant::now();
        assert_eq!(Sound::of(&word).unwrap().find(&text), None);
        assert!(before.elapsed().as_secs() < 5);
    }
}
