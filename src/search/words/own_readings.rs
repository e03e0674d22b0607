//! Readings that ib-pinyin does not have: of single characters, of characters within a word (乐亭),
//! and of names as their bearers read them (settings.toml).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::text::reading;

/// The words with their readings, from `data/readings.toml`.
const OWN: &str = include_str!("../../../data/readings.toml");

/// `data/readings.toml`: word to syllables, separated by blanks.
#[derive(Deserialize)]
struct ReadingsFile {
    readings: BTreeMap<String, String>,
}

/// A reading of a character within a word.
pub(in crate::search) struct OwnReading {
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
pub(in crate::search) struct OwnReadings {
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
            let own = toml::from_str(OWN)
                .map_or_else(|_| BTreeMap::new(), |file: ReadingsFile| file.readings);
            let names = OF_USER.get().cloned().into_iter().flatten();
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
        let Some(read) = reading(word, syllables) else {
            return false;
        };
        let word: String = read.iter().map(|(c, _)| *c).collect();
        let units: Vec<u16> = word.encode_utf16().collect();
        let mut at = 0;
        for (c, syllable) in read {
            self.of.entry(c).or_default().push(self.all.len());
            self.all.push(OwnReading {
                word: units.clone(),
                at,
                syllable: syllable.into_bytes(),
            });
            at += c.len_utf16();
        }
        true
    }
}

static OF_USER: OnceLock<BTreeMap<String, String>> = OnceLock::new();

/// Tells the search how these names are read besides what their characters say; once, before the
/// first search. What is no [`reading`] is left out.
pub fn read_names(names: &BTreeMap<String, String>) {
    if !names.is_empty() {
        // A second call would come too late to be heard, and changes nothing.
        let _ = OF_USER.set(names.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_of_the_file_is_one() {
        let file: ReadingsFile = toml::from_str(OWN).unwrap();
        assert!(!file.readings.is_empty());
        let mut all = OwnReadings::default();
        for (word, syllables) in &file.readings {
            assert!(all.add(word, syllables), "{word} = {syllables}");
        }
    }
}
