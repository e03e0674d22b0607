//! What is wrong with a settings file, as a sentence, a hint and an exit code.

use std::path::Path;

use super::exit::{Exit, Failure};
use super::failure_texts::FailureTexts;
use super::{fill, foreign};
use crate::domain::Lang;
use crate::settings::{Expected, SettingsError, SettingsFault};

/// What is wrong with a settings file.
pub fn of_settings(error: &SettingsError, lang: Lang) -> Failure {
    let t = FailureTexts::of(lang);
    let file = error.file.display();
    let line = error.line.map_or("?".to_owned(), |line| line.to_string());
    let key = error.key.clone().unwrap_or_default();
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("file", &file), ("line", &line), ("key", &key)];
    let (sentence, hint) = match &error.fault {
        SettingsFault::Unreadable(why) => (
            fill(
                t.settings_unreadable,
                &[("file", &file), ("why", &foreign::told(why, lang))],
            ),
            t.settings_unreadable_hint.to_owned(),
        ),
        SettingsFault::Syntax(why) => (
            fill(
                t.settings_syntax,
                &[
                    ("file", &file),
                    ("line", &line),
                    ("why", &foreign::told_of_settings(why, lang)),
                ],
            ),
            t.settings_syntax_hint.to_owned(),
        ),
        SettingsFault::UnknownKey { nearest, known } => (
            fill(t.settings_unknown, &values),
            match nearest {
                Some(nearest) => fill(t.settings_nearest, &[("key", nearest)]),
                None => fill(t.settings_known, &[("keys", &known.join(", "))]),
            },
        ),
        SettingsFault::WrongValue(expected) => {
            (fill(t.settings_wrong, &values), expects(*expected, t))
        }
    };
    Failure::new(Exit::Usage, sentence, hint)
}

/// What to do where the ledger is not found and a settings file was left aside.
pub fn may_name_the_ledger(file: &Path, lang: Lang) -> String {
    let text = FailureTexts::of(lang).missing_in_settings;
    fill(text, &[("file", &file.display())])
}

fn expects(expected: Expected, t: &FailureTexts) -> String {
    match expected {
        Expected::Bool => t.expects_bool.to_owned(),
        Expected::Language => t.expects_language.to_owned(),
        Expected::Whole { from, to } => fill(t.expects_whole, &[("from", &from), ("to", &to)]),
        Expected::Columns => {
            let all = crate::settings::COLUMNS.join(", ");
            fill(t.expects_columns, &[("all", &all)])
        }
        Expected::Sort => t.expects_sort.to_owned(),
        Expected::Key => t.expects_key.to_owned(),
        Expected::Reading => t.expects_reading.to_owned(),
        Expected::Path => t.expects_path.to_owned(),
        Expected::Section => t.expects_section.to_owned(),
    }
}
