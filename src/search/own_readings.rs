//! Readings that ib-pinyin does not have: of single characters, of characters within a word (乐亭),
//! and of names as their bearers read them (settings.toml).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::text::fold;

/// The words with their readings, from `data/readings.toml`.
const OWN: &str = include_str!("../../data/readings.toml");

/// `data/readings.toml`: word to syllables, separated by blanks.
#[derive(Deserialize)]
struct File {
    readings: BTreeMap<String, String>,
}

/// A reading of a character within a word.
pub(super) struct OwnReading {
    /// The folded word in units.
    word: Vec<u16>,
    /// Where in it the character begins.
    at: usize,
    /// In plain letters, ü as `v`.
    pub syllable: Vec<u8>,
}

impl OwnReading {
    /// Whether the character at `index` of a folded text stands in the word.
    pub fn holds(&self, text: &[u16], index: usize) -> bool {
        let start = index.checked_sub(self.at);
        start.is_some_and(|start| text[start..].starts_with(&self.word))
    }
}

/// All such readings.
#[derive(Default)]
pub(super) struct OwnReadings {
    all: Vec<OwnReading>,
    of: FxHashMap<char, Vec<usize>>,
}

impl OwnReadings {
    /// The readings, read when they are first asked for.
    pub fn table() -> &'static OwnReadings {
        static TABLE: OnceLock<OwnReadings> = OnceLock::new();
        TABLE.get_or_init(|| {
            let mut all = OwnReadings::default();
            // A file that did not parse would leave its readings out; a test reads every one.
            let own =
                toml::from_str(OWN).map_or_else(|_| BTreeMap::new(), |file: File| file.readings);
            let names = OF_USER.get().into_iter().flatten().cloned();
            for (word, syllables) in own.into_iter().chain(names) {
                all.add(&word, &syllables);
            }
            all
        })
    }

    /// Every reading.
    pub fn all(&self) -> &[OwnReading] {
        &self.all
    }

    /// The readings of a character, with their places in [`OwnReadings::all`].
    pub fn of(&self, c: char) -> impl Iterator<Item = (usize, &OwnReading)> {
        let places = self.of.get(&c).into_iter().flatten();
        places.filter_map(|place| Some((*place, self.all.get(*place)?)))
    }

    /// Adds a word with a syllable for each of its characters; whether it is one.
    fn add(&mut self, word: &str, syllables: &str) -> bool {
        let Some((word, syllables)) = parse(word, syllables) else {
            return false;
        };
        let units: Vec<u16> = word.iter().collect::<String>().encode_utf16().collect();
        let mut at = 0;
        for (c, syllable) in word.into_iter().zip(syllables) {
            self.of.entry(c).or_default().push(self.all.len());
            self.all.push(OwnReading {
                word: units.clone(),
                at,
                syllable,
            });
            at += c.len_utf16();
        }
        true
    }
}

/// The folded characters of `word` without blanks, with the letters of their syllables, ü as `v`.
fn parse(word: &str, syllables: &str) -> Option<(Vec<char>, Vec<Vec<u8>>)> {
    let word: Vec<char> = fold(word).chars().filter(|c| *c != ' ').collect();
    let syllables: Vec<Vec<u8>> = syllables
        .split_whitespace()
        .map(|syllable| fold(syllable).replace('ü', "v").into_bytes())
        .collect();
    let is_spoken = |syllable: &Vec<u8>| syllable.iter().all(u8::is_ascii_lowercase);
    let fits = !word.is_empty() && word.len() == syllables.len() && syllables.iter().all(is_spoken);
    fits.then_some((word, syllables))
}

/// Whether `syllables` are a reading of `word`: one of plain letters for each character.
pub fn is_reading(word: &str, syllables: &str) -> bool {
    parse(word, syllables).is_some()
}

static OF_USER: OnceLock<Vec<(String, String)>> = OnceLock::new();

/// Tells the search how these names are read besides what their characters say; once, before the
/// first search. What is no reading ([`is_reading`]) is left out.
pub fn read_names(names: impl IntoIterator<Item = (String, String)>) {
    // A second call comes too late to be heard and changes nothing.
    let _ = OF_USER.set(names.into_iter().collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_of_the_file_is_one() {
        let file: File = toml::from_str(OWN).unwrap();
        assert!(!file.readings.is_empty());
        let mut all = OwnReadings::default();
        for (word, syllables) in &file.readings {
            assert!(all.add(word, syllables), "{word} = {syllables}");
        }
    }

    #[test]
    fn a_reading_has_a_syllable_of_letters_for_each_character() {
        assert!(is_reading("单 田芳", "shan tian fang"));
        assert!(is_reading("吕后", "lü hou"));
        assert!(!is_reading("单田芳", "shan tian"));
        assert!(!is_reading("单", "3"));
        assert!(!is_reading("", ""));
    }
}
