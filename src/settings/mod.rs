//! `settings.toml`: sections `[ledger] [ui] [keys] [rules] [columns] [readings]`. What a file leaves out keeps
//! the value of the file before it, and at last that of `data/settings.toml`, which is embedded.

mod fault;
mod layers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

pub use fault::{Expected, SettingsError, SettingsFault};
pub use layers::Layers;

use crate::domain::column::Order;
use crate::domain::{Lang, Thresholds};
use crate::text::reading;

/// The defaults, and the pattern for a file of one's own.
pub const DEFAULTS: &str = include_str!("../../data/settings.toml");

/// A settings file larger than this is none.
const MAX_BYTES: u64 = 1 << 20;

/// The columns a task table can have, by their names in the file.
pub const COLUMNS: [&str; 8] = [
    "number", "region", "title", "people", "status", "progress", "deadline", "light",
];

/// All settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Section `[ledger]`: where the ledger lies, when neither flag nor environment says.
    pub ledger: Option<PathBuf>,
    /// Section `[ui]`.
    pub ui: Ui,
    /// Section `[keys]`: command = key, as written; the screen knows which commands there are.
    pub keys: BTreeMap<String, String>,
    /// Section `[rules]`.
    pub rules: Rules,
    /// Section `[columns]`.
    pub columns: Columns,
    /// Section `[readings]`: a name = its syllables, for the search.
    pub readings: BTreeMap<String, String>,
}

/// How the interface looks and listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ui {
    /// Language where neither flag nor environment names one.
    pub language: Lang,
    /// ASCII frames and punctuation only.
    pub ascii: bool,
    /// How often the screen asks whether somebody else has changed the ledger.
    pub pulse: Duration,
}

/// The limits of the lights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Yellow when at most this many workdays remain.
    pub due_soon_workdays: i32,
}

impl Rules {
    /// The limits the light rules take.
    pub fn thresholds(&self) -> Thresholds {
        Thresholds {
            due_soon_workdays: self.due_soon_workdays,
        }
    }
}

/// The task table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Columns from left to right, of [`COLUMNS`].
    pub order: Vec<String>,
    /// Order of the rows at the start.
    pub sort: Order,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SettingsFile {
    ledger: LedgerPart,
    ui: UiPart,
    keys: BTreeMap<String, String>,
    rules: RulesPart,
    columns: ColumnsPart,
    readings: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LedgerPart {
    path: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct UiPart {
    language: Option<String>,
    ascii: Option<bool>,
    pulse_ms: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RulesPart {
    due_soon_workdays: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ColumnsPart {
    order: Option<Vec<String>>,
    sort: Option<String>,
}

impl Default for Settings {
    /// What stands in `data/settings.toml`; a test compares the two.
    fn default() -> Self {
        Settings {
            ledger: None,
            ui: Ui {
                language: Lang::Zh,
                ascii: false,
                pulse: Duration::from_millis(500),
            },
            keys: BTreeMap::new(),
            rules: Rules {
                due_soon_workdays: 3,
            },
            columns: Columns {
                order: COLUMNS.map(str::to_owned).to_vec(),
                sort: Order::opening(),
            },
            readings: BTreeMap::new(),
        }
    }
}

/// The text of a settings file.
fn text_of(path: &Path) -> Result<String, SettingsError> {
    let unreadable = |why: String| SettingsError {
        file: path.to_owned(),
        line: None,
        key: None,
        fault: SettingsFault::Unreadable(why),
    };
    let found = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    // A pipe would block, a device would never end.
    if !found.is_file() || found.len() > MAX_BYTES {
        return Err(unreadable("not a settings file".to_owned()));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8".to_owned()))?;
    Ok(text.trim_start_matches('\u{FEFF}').to_owned())
}

impl Settings {
    /// What a text says, over the defaults.
    ///
    /// # Errors
    /// The first fault, with the line and the key.
    pub fn parse(text: &str, path: &Path) -> Result<Settings, SettingsError> {
        Settings::default().over_text(text, path)
    }

    /// These with what the file at `path` says over them.
    ///
    /// # Errors
    /// The first fault, with the file, the line and the key.
    fn over(self, path: &Path) -> Result<Settings, SettingsError> {
        self.over_text(&text_of(path)?, path)
    }

    fn over_text(mut self, text: &str, path: &Path) -> Result<Settings, SettingsError> {
        let file: SettingsFile =
            toml::from_str(text).map_err(|error| fault::of_toml(&error, text, path))?;
        let check = SettingsCheck { text, path };
        check.ledger(file.ledger, &mut self.ledger)?;
        check.ui(file.ui, &mut self.ui)?;
        check.rules(file.rules, &mut self.rules)?;
        check.columns(file.columns, &mut self.columns)?;
        check.readings(&file.readings)?;
        self.keys.extend(file.keys);
        self.readings.extend(file.readings);
        Ok(self)
    }
}

/// Takes values over that are of the right kind, if they are in range.
struct SettingsCheck<'a> {
    text: &'a str,
    path: &'a Path,
}

impl SettingsCheck<'_> {
    fn wrong(&self, section: &str, key: &str) -> SettingsError {
        fault::wrong_value(self.text, self.path, section, key)
    }

    fn whole(
        &self,
        section: &str,
        key: &str,
        value: Option<i64>,
        place: &mut i32,
    ) -> Result<(), SettingsError> {
        let Some(value) = value else { return Ok(()) };
        *place = match fault::expected(section, key) {
            Some(Expected::Whole { from, to }) => i32::try_from(value)
                .ok()
                .filter(|value| (from..=to).contains(value))
                .ok_or_else(|| self.wrong(section, key))?,
            _ => return Err(self.wrong(section, key)),
        };
        Ok(())
    }

    fn ledger(&self, part: LedgerPart, ledger: &mut Option<PathBuf>) -> Result<(), SettingsError> {
        // What a path means must not hang on where the program is started.
        match part.path {
            Some(path) if !path.is_absolute() => Err(self.wrong("ledger", "path")),
            Some(path) => {
                *ledger = Some(path);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn ui(&self, part: UiPart, ui: &mut Ui) -> Result<(), SettingsError> {
        if let Some(word) = part.language {
            ui.language = word.parse().map_err(|()| self.wrong("ui", "language"))?;
        }
        ui.ascii = part.ascii.unwrap_or(ui.ascii);
        let mut pulse = i32::try_from(ui.pulse.as_millis()).unwrap_or(i32::MAX);
        self.whole("ui", "pulse_ms", part.pulse_ms, &mut pulse)?;
        ui.pulse = Duration::from_millis(u64::try_from(pulse).unwrap_or(0));
        Ok(())
    }

    fn rules(&self, part: RulesPart, rules: &mut Rules) -> Result<(), SettingsError> {
        self.whole(
            "rules",
            "due_soon_workdays",
            part.due_soon_workdays,
            &mut rules.due_soon_workdays,
        )?;
        Ok(())
    }

    fn columns(&self, part: ColumnsPart, columns: &mut Columns) -> Result<(), SettingsError> {
        if let Some(order) = part.order {
            let all_known = order.iter().all(|name| COLUMNS.contains(&name.as_str()));
            if order.is_empty() || !all_known {
                return Err(self.wrong("columns", "order"));
            }
            columns.order = order;
        }
        if let Some(sort) = part.sort {
            columns.sort = Order::parse(&sort).map_err(|_| self.wrong("columns", "sort"))?;
        }
        Ok(())
    }

    fn readings(&self, readings: &BTreeMap<String, String>) -> Result<(), SettingsError> {
        let wrong = |(name, syllables): &(&String, &String)| reading(name, syllables).is_none();
        match readings.iter().find(wrong) {
            Some((name, _)) => Err(self.wrong("readings", name)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, SettingsError> {
        Settings::parse(text, Path::new("settings.toml"))
    }

    #[test]
    fn the_embedded_file_says_what_the_defaults_are() {
        assert_eq!(parse(DEFAULTS).unwrap(), Settings::default());
        assert_eq!(parse("").unwrap(), Settings::default());
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_the_nearest_known_one() {
        let error = parse("[ui]\nascii = true\nlangauge = \"en\"\n").unwrap_err();
        assert_eq!(error.line, Some(3));
        assert_eq!(error.key.as_deref(), Some("ui.langauge"));
        assert!(
            matches!(error.fault, SettingsFault::UnknownKey { nearest: Some(near), .. } if near == "language")
        );
        let error = parse("\n[rule]\ndue_soon_workdays = 3\n").unwrap_err();
        assert_eq!((error.line, error.key.as_deref()), (Some(2), Some("rule")));
    }

    #[test]
    fn a_value_of_the_wrong_kind_or_range_is_named_with_what_was_expected() {
        for (text, key, expected) in [
            ("[ui]\nascii = 1", "ui.ascii", Expected::Bool),
            ("[ui]\nlanguage = \"fr\"", "ui.language", Expected::Language),
            (
                "[rules]\ndue_soon_workdays = -1",
                "rules.due_soon_workdays",
                Expected::Whole { from: 0, to: 365 },
            ),
            (
                "[columns]\norder = [\"colour\"]",
                "columns.order",
                Expected::Columns,
            ),
            (
                "[columns]\nsort = \"colour\"",
                "columns.sort",
                Expected::Sort,
            ),
            ("[keys]\nassign = 5", "keys.assign", Expected::Key),
            (
                "[ledger]\npath = \"duban.db\"",
                "ledger.path",
                Expected::Path,
            ),
            ("[ledger]\npath = 5", "ledger.path", Expected::Path),
            (
                "[readings]\n\"单 田芳\" = \"shan tian\"",
                "readings.单 田芳",
                Expected::Reading,
            ),
            ("[readings]\n\"单\" = 1", "readings.单", Expected::Reading),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.key.as_deref(), Some(key), "{text}");
            assert_eq!(error.line, Some(2));
            assert_eq!(error.fault, SettingsFault::WrongValue(expected), "{text}");
        }
        let error = parse("[ui\n").unwrap_err();
        assert!(matches!(error.fault, SettingsFault::Syntax(_)));
    }
}
