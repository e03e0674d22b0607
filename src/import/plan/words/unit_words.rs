//! Whether a word reads like the name of a unit.

use super::chars::without_brackets;
use super::vocabulary::{ends_with_any, starts_with_any, vocabulary};

/// Whether a word looks like the name of a unit.
pub fn looks_like_unit(word: &str) -> bool {
    let units = &vocabulary().units;
    let core = without_brackets(word);
    let length = core.chars().count();
    (2..=30).contains(&length)
        && (ends_with_any(&core, &units.looks)
            || (starts_with_any(&core, &units.bare_starts) && length <= 12))
        && !core
            .chars()
            .any(|c| matches!(c, '“' | '”' | '《' | '》' | '。' | '；' | '：' | '%'))
}
