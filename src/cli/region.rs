//! Regions as users name them.

use std::collections::{BTreeMap, BTreeSet};

use super::known;
use crate::domain::name;
use crate::domain::region::{Named, look_up};
use crate::domain::{Lang, Region, RegionKey};
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, fill};

type Regions = BTreeMap<RegionKey, Region>;

/// The regions of the ledger a filter word means, each with those below it. A region of the
/// standard without tasks means none; one nobody knows is a mistake.
///
/// # Errors
/// Not found for a name neither ledger nor standard has.
pub fn filter(text: &str, known: &Regions, lang: Lang) -> Result<BTreeSet<RegionKey>, Failure> {
    let tops = named(text, known).ok_or_else(|| known::unknown_region(text, known, lang))?;
    Ok(known
        .keys()
        .filter(|key| is_below_any(key, &tops, known))
        .cloned()
        .collect())
}

/// Every region of that name or code in the ledger, else in the standard's table.
fn named(text: &str, known: &Regions) -> Option<Vec<RegionKey>> {
    let text = text.trim();
    let name = name::clean(text);
    let is_called = |key: &&RegionKey| name::clean(key.name()) == name || key.as_str() == text;
    let in_ledger: Vec<RegionKey> = known.keys().filter(is_called).cloned().collect();
    if !in_ledger.is_empty() {
        return Some(in_ledger);
    }
    match look_up(&name) {
        Named::One(key) => Some(vec![key]),
        Named::Several(keys) => Some(keys),
        Named::Unknown if name == RegionKey::unclassified().as_str() => Some(Vec::new()),
        Named::Unknown => None,
    }
}

fn is_below_any(key: &RegionKey, tops: &[RegionKey], known: &Regions) -> bool {
    let mut at = Some(key);
    while let Some(here) = at {
        if tops.contains(here) {
            return true;
        }
        at = known.get(here).and_then(|region| region.parent.as_ref());
    }
    false
}

/// The one region a task is registered under.
///
/// # Errors
/// A usage failure for a name of several regions. A name the standard does not know is taken as
/// it is, under 未归类, and the second value is true.
pub fn one(text: &str, known: &Regions, lang: Lang) -> Result<(RegionKey, bool), Failure> {
    let t = CliTexts::of(lang);
    let text = name::clean(&crate::text::clean_line(text));
    if text.is_empty() {
        return Err(unknown(&text, lang));
    }
    match look_up(&text) {
        Named::One(key) => Ok((key, false)),
        Named::Unknown => {
            let key = RegionKey::uncoded_among(&text, known.keys());
            let is_new = !known.contains_key(&key) && key != RegionKey::unclassified();
            Ok((key, is_new))
        }
        Named::Several(keys) => {
            let mut there = keys.iter().filter(|key| known.contains_key(key));
            match (there.next(), there.next()) {
                (Some(key), None) => Ok((key.clone(), false)),
                _ => {
                    let all: Vec<&str> = keys.iter().take(12).map(RegionKey::as_str).collect();
                    Err(Failure::new(
                        Exit::Usage,
                        fill(t.region_namesakes, &[("value", &text), ("n", &keys.len())]),
                        fill(t.region_namesakes_hint, &[("all", &all.join("、"))]),
                    ))
                }
            }
        }
    }
}

fn unknown(text: &str, lang: Lang) -> Failure {
    let t = CliTexts::of(lang);
    Failure::new(
        Exit::Usage,
        fill(t.region_unknown, &[("value", &text)]),
        t.region_unknown_hint,
    )
}
