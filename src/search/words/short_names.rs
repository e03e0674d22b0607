//! Common short names: 发改委 finds 发展和改革委员会, and most the other way round.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::text::fold;

const NAMES: &str = include_str!("../../../data/short_names.toml");

/// A word has at most so many other forms: beyond that they are guesses.
const MOST: usize = 8;

/// `data/short_names.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShortNamesFile {
    both: BTreeMap<String, Vec<String>>,
    short_finds_long: BTreeMap<String, Vec<String>>,
}

/// What to put in the place of what, folded; the longest first, so that 发改委 is not taken for 发改.
fn swaps() -> &'static [(String, String)] {
    static SWAPS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    SWAPS.get_or_init(|| {
        // A file that did not parse would leave the short names out; a test reads it.
        let file: ShortNamesFile = toml::from_str(NAMES).unwrap_or_default();
        let pairs = |names: &BTreeMap<String, Vec<String>>| -> Vec<(String, String)> {
            let each = names.iter().flat_map(|(short, longs)| {
                let longs = longs.iter();
                longs.map(move |long| (fold(short), fold(long)))
            });
            each.collect()
        };
        let both = pairs(&file.both);
        let back = both
            .iter()
            .map(|(short, long)| (long.clone(), short.clone()));
        let mut all: Vec<(String, String)> = back.collect();
        all.extend(both);
        all.extend(pairs(&file.short_finds_long));
        all.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        all
    })
}

/// The other forms of a folded word: each short name in it written out, each long one shortened.
pub(in crate::search) fn other_forms(word: &str) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (from, to) in swaps() {
        // Part of a longer name that was swapped, or already what it would become.
        let is_part = seen
            .iter()
            .any(|longer| longer.len() > from.len() && longer.contains(from.as_str()));
        if is_part
            || !word.contains(from.as_str())
            || (to.len() > from.len() && word.contains(to.as_str()))
        {
            continue;
        }
        seen.push(from);
        forms.push(word.replace(from.as_str(), to));
        if forms.len() == MOST {
            break;
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_many_names_and_each_is_shorter_than_what_it_stands_for() {
        let file: ShortNamesFile = toml::from_str(NAMES).unwrap();
        let all: Vec<(&String, &Vec<String>)> =
            file.both.iter().chain(&file.short_finds_long).collect();
        assert!(all.len() >= 60);
        for (short, longs) in all {
            let length = |text: &str| text.chars().count();
            assert!(!longs.is_empty() && length(short) >= 2, "{short}");
            assert!(
                longs.iter().all(|long| length(long) > length(short)),
                "{short}"
            );
        }
    }

    #[test]
    fn a_short_name_is_written_out_and_a_long_one_shortened() {
        assert_eq!(other_forms("旗发改委"), ["旗发展和改革委员会"]);
        assert_eq!(other_forms("发展和改革委员会"), ["发改委"]);
        assert_eq!(other_forms("敖汉一小"), ["敖汉第一小学"]);
        assert_eq!(other_forms("发改"), ["发展和改革", "发展改革"]);
        assert!(other_forms("义务教育").is_empty());
        assert!(other_forms("第一小学").is_empty());
        assert!(other_forms("教育").is_empty());
    }
}
