//! Interface texts, Chinese and English side by side, and the sentences of failures.
//!
//! Every table is written once with both languages in each line, so that a missing text does not
//! compile. Our own texts use ASCII and East Asian Wide characters only: a test refuses any of
//! ambiguous width, since terminals disagree on how far those move the cursor.

pub mod audit;
pub mod batch;
pub mod cli;
pub mod container;
pub mod damage;
pub mod doubt;
mod drafts;
pub mod exit;
pub mod failure;
pub mod failure_texts;
pub mod files;
pub mod foreign;
pub mod help;
pub mod losses;
pub mod message;
pub mod query;
pub mod query_help;
pub mod reader;
pub mod rescue;
pub mod returned;
mod review;
mod screen;
pub mod settings;
pub mod views;
pub mod waiting;

pub use drafts::DraftTexts;
pub use exit::{Exit, Failure};
pub use query::of_query;
pub use review::Review;
pub use screen::Screen;
pub use views::ViewTexts;

/// Makes a struct of texts with a Chinese and an English instance and a list of all of them.
///
/// A text may hold `{name}` places, to be filled with [`fill`].
macro_rules! texts {
    ($(#[$doc:meta])* $table:ident { $($name:ident: $zh:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $table {
            $(#[doc = concat!("English: `", $en, "`")] pub $name: &'static str,)*
        }

        impl $table {
            const ZH: $table = $table { $($name: $zh,)* };
            const EN: $table = $table { $($name: $en,)* };

            /// The texts of `lang`.
            pub fn of(lang: $crate::domain::Lang) -> &'static $table {
                lang.pick(&Self::ZH, &Self::EN)
            }

            /// Every text: name, Chinese, English.
            pub const ALL: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($name), $zh, $en),)*];
        }
    };
}
pub(crate) use texts;

/// Puts values into the `{name}` places of a text. A value is put in as it is; one that holds
/// braces is not looked at again.
pub fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            break;
        };
        let name = &rest[open + 1..open + close];
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(&value.to_string()),
            None => filled.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    type Table = (
        &'static str,
        &'static [(&'static str, &'static str, &'static str)],
    );

    /// Every table of interface texts.
    fn tables() -> Vec<Table> {
        vec![
            ("FailureTexts", failure_texts::FailureTexts::ALL),
            ("FileTexts", files::FileTexts::ALL),
            ("AuditTexts", audit::AuditTexts::ALL),
            ("BatchTexts", batch::BatchTexts::ALL),
            ("DamageTexts", damage::DamageTexts::ALL),
            ("DoubtTexts", doubt::DoubtTexts::ALL),
            ("doubts", doubt::ALL),
            ("RescueTexts", rescue::RescueTexts::ALL),
            ("ReaderTexts", reader::ReaderTexts::ALL),
            ("CliTexts", cli::CliTexts::ALL),
            ("ContainerTexts", container::ContainerTexts::ALL),
            ("DraftTexts", DraftTexts::ALL),
            ("HelpTexts", help::HelpTexts::ALL),
            ("QueryTexts", query::QueryTexts::ALL),
            ("Review", Review::ALL),
            ("Screen", Screen::ALL),
            ("ViewTexts", ViewTexts::ALL),
        ]
    }

    fn places(text: &str) -> std::collections::BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect()
    }

    #[test]
    fn every_text_is_there_in_both_languages_with_the_same_places_and_no_ambiguous_width() {
        for (table, texts) in tables() {
            for (name, zh, en) in texts {
                assert!(!zh.is_empty() && !en.is_empty(), "{table}.{name}");
                assert_eq!(places(zh), places(en), "{table}.{name}");
                for text in [zh, en] {
                    assert!(!crate::text::has_ambiguous(text), "{table}.{name}: {text}");
                }
            }
        }
    }

    #[test]
    fn places_are_filled_once_and_unknown_ones_stay() {
        let text = fill("{n} 项，原 {old}{x}", &[("n", &3), ("old", &"{n}")]);
        assert_eq!(text, "3 项，原 {n}{x}");
    }
}
