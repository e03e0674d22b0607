//! 领域/学段: the taxonomy of sectors, read from `data/sectors.toml`.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// One sector of the taxonomy; its Chinese name is its identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sector(u8);

/// A line of `data/sectors.toml`.
#[derive(Deserialize)]
struct SectorWord {
    name: String,
    en: String,
    /// Words that mark the sector in a document's text.
    cues: Vec<String>,
}

#[derive(Deserialize)]
struct Taxonomy {
    sector: Vec<SectorWord>,
}

fn words() -> &'static [SectorWord] {
    static WORDS: OnceLock<Vec<SectorWord>> = OnceLock::new();
    WORDS.get_or_init(|| {
        // The file is part of the binary and a test parses it; an empty taxonomy could only come
        // from a broken build.
        toml::from_str::<Taxonomy>(include_str!("../../data/sectors.toml"))
            .map(|taxonomy| taxonomy.sector)
            .unwrap_or_default()
    })
}

/// What nobody has sorted.
impl Default for Sector {
    fn default() -> Sector {
        Sector::other()
    }
}

impl Sector {
    /// Every sector, in the order of the data file.
    pub fn all() -> impl Iterator<Item = Sector> {
        (0..words().len()).filter_map(|index| u8::try_from(index).ok().map(Sector))
    }

    /// 其他: what no other sector fits, the last of the taxonomy.
    pub fn other() -> Sector {
        Sector(u8::try_from(words().len().saturating_sub(1)).unwrap_or(u8::MAX))
    }

    /// The Chinese name, which is the identifier in JSON.
    pub fn name(self) -> &'static str {
        words()
            .get(usize::from(self.0))
            .map_or("其他", |word| word.name.as_str())
    }

    /// The label shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        let english = words()
            .get(usize::from(self.0))
            .map_or("Other", |word| word.en.as_str());
        lang.pick(self.name(), english)
    }

    /// Words that mark this sector in a document.
    pub fn cues(self) -> impl Iterator<Item = &'static str> {
        let cues = words()
            .get(usize::from(self.0))
            .map(|word| word.cues.as_slice());
        cues.unwrap_or_default().iter().map(String::as_str)
    }

    /// Reads a name or an English label.
    pub fn parse(text: &str) -> Option<Sector> {
        let text = text.trim();
        words()
            .iter()
            .position(|word| word.name == text || word.en.eq_ignore_ascii_case(text))
            .and_then(|index| u8::try_from(index).ok())
            .map(Sector)
    }
}

/// A name the taxonomy does not have.
#[derive(Debug, thiserror::Error)]
#[error("no such sector: {0}")]
pub struct UnknownSector(String);

impl TryFrom<String> for Sector {
    type Error = UnknownSector;
    fn try_from(name: String) -> Result<Self, UnknownSector> {
        Sector::parse(&name).ok_or(UnknownSector(name))
    }
}

impl From<Sector> for String {
    fn from(sector: Sector) -> String {
        sector.name().to_owned()
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_taxonomy_is_complete_without_repeats_and_ends_in_other() {
        let names: Vec<_> = Sector::all().map(Sector::name).collect();
        assert_eq!(names.len(), 22);
        assert_eq!(Sector::other().name(), "其他");
        for sector in Sector::all() {
            assert_eq!(Sector::parse(sector.name()), Some(sector));
            assert_eq!(Sector::parse(sector.label(Lang::En)), Some(sector));
            assert!(sector == Sector::other() || sector.cues().count() >= 5);
        }
    }
}
