//! Where a settings file is wrong: line, key, and what would be right.

use std::path::{Path, PathBuf};

use crate::text::edits;

/// Why a settings file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {fault:?}")]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// 1-based line.
    pub line: Option<usize>,
    /// The key with its section: `ui.language`.
    pub key: Option<String>,
    /// What is wrong there.
    pub fault: SettingsFault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsFault {
    /// The file cannot be read, for this reason of the system's.
    Unreadable(String),
    /// It is no TOML, for this reason of the reader's.
    Syntax(String),
    /// A key or section there is none of.
    UnknownKey {
        /// The known one that looks most like it.
        nearest: Option<&'static str>,
        /// Every known one of that place.
        known: Vec<&'static str>,
    },
    /// A value the key cannot take.
    WrongValue(Expected),
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// true or false.
    Bool,
    /// "zh" or "en".
    Language,
    /// A whole number.
    Whole {
        /// The smallest.
        from: i32,
        /// The largest.
        to: i32,
    },
    /// A list of column names.
    Columns,
    /// Sort keys with commas.
    Sort,
    /// A key of the keyboard, as a string.
    Key,
    /// A syllable for each character of the name.
    Reading,
    /// A path from the root on.
    Path,
    /// A section: a table.
    Section,
}

const SECTIONS: [&str; 6] = ["ledger", "ui", "keys", "rules", "columns", "readings"];

/// Every key with what it takes.
const KEYS: [(&str, &str, Expected); 7] = [
    ("ledger", "path", Expected::Path),
    ("ui", "language", Expected::Language),
    ("ui", "ascii", Expected::Bool),
    (
        "ui",
        "pulse_ms",
        Expected::Whole {
            from: 50,
            to: 60_000,
        },
    ),
    (
        "rules",
        "due_soon_workdays",
        Expected::Whole { from: 0, to: 365 },
    ),
    ("columns", "order", Expected::Columns),
    ("columns", "sort", Expected::Sort),
];

/// What `key` of `section` takes.
pub(super) fn expected(section: &str, key: &str) -> Option<Expected> {
    if section == "keys" {
        return Some(Expected::Key);
    }
    if section == "readings" {
        return Some(Expected::Reading);
    }
    let found = KEYS
        .iter()
        .find(|known| known.0 == section && known.1 == key);
    found.map(|known| known.2)
}

/// A value of the right type that the key cannot take.
pub(super) fn wrong_value(text: &str, path: &Path, section: &str, key: &str) -> SettingsError {
    let mut place = FaultPlace::default();
    let line = text.lines().position(|line| {
        place.step(line);
        place.section == section && place.key.as_deref() == Some(key)
    });
    SettingsError {
        file: path.to_owned(),
        line: line.map(|index| index + 1),
        key: Some(format!("{section}.{key}")),
        fault: SettingsFault::WrongValue(expected(section, key).unwrap_or(Expected::Section)),
    }
}

/// The ledger a text names that cannot be read as settings, as far as its lines can be told apart.
pub(super) fn ledger_named_in(text: &str) -> Option<PathBuf> {
    let mut place = FaultPlace::default();
    let named = text.lines().filter_map(|line| {
        place.step(line);
        let is_named = place.section == "ledger" && place.key.as_deref() == Some("path");
        let (_, value) = line.split_once('=').filter(|_| is_named)?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let path = PathBuf::from(value[1..].split(quote).next()?);
        path.is_absolute().then_some(path)
    });
    named.last()
}

/// A fault the TOML reader found.
pub(super) fn of_toml(error: &toml::de::Error, text: &str, path: &Path) -> SettingsError {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let mut place = FaultPlace::default();
    text.lines().take(line).for_each(|line| place.step(line));
    let is_unknown = error.message().starts_with("unknown field");
    let is_mistyped =
        error.message().starts_with("invalid type") || error.message().starts_with("invalid value");
    let fault = if is_unknown {
        unknown(&place)
    } else if is_mistyped {
        let key = place.key.as_deref();
        let takes = key.and_then(|key| expected(&place.section, key));
        SettingsFault::WrongValue(takes.unwrap_or(Expected::Section))
    } else {
        SettingsFault::Syntax(error.message().lines().collect::<Vec<_>>().join(" "))
    };
    SettingsError {
        file: path.to_owned(),
        line: Some(line),
        key: (is_unknown || is_mistyped).then(|| place.path()),
        fault,
    }
}

fn unknown(place: &FaultPlace) -> SettingsFault {
    let is_section = !SECTIONS.contains(&place.section.as_str());
    let (word, known): (&str, Vec<&'static str>) = if is_section {
        let word = if place.section.is_empty() {
            place.key.as_deref().unwrap_or_default()
        } else {
            &place.section
        };
        (word, SECTIONS.to_vec())
    } else {
        let of_section = KEYS.iter().filter(|key| key.0 == place.section);
        (
            place.key.as_deref().unwrap_or_default(),
            of_section.map(|key| key.1).collect(),
        )
    };
    SettingsFault::UnknownKey {
        nearest: nearest(word, &known),
        known,
    }
}

/// Where in the file a line stands.
#[derive(Default)]
struct FaultPlace {
    section: String,
    key: Option<String>,
}

impl FaultPlace {
    fn step(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest.split(']').next().unwrap_or_default();
            self.section = name.trim().to_owned();
            self.key = None;
        } else if let Some((key, _)) = line.split_once('=')
            && !line.starts_with('#')
        {
            self.key = Some(key.trim().trim_matches(['"', '\'']).to_owned());
        }
    }

    fn path(&self) -> String {
        match (&self.key, self.section.as_str()) {
            (Some(key), "") => key.clone(),
            (Some(key), section) => format!("{section}.{key}"),
            (None, section) => section.to_owned(),
        }
    }
}

/// The known word fewest changes away, if it is near enough to be what was meant.
fn nearest(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let best = known
        .iter()
        .map(|other| (edits(word.as_bytes(), other.as_bytes()), *other))
        .min()?;
    (best.0 <= 1 + word.len() / 3).then_some(best.1)
}
