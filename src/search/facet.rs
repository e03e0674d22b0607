//! Facets: the values rows can be narrowed by, with how many rows each would leave.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::domain::{Lang, LightColor, RegionKey, Sector, Status};

use super::compile::Scope;
use super::field::{NONE, QueryField};
use super::query::Query;
use super::region_facet::regions;

/// What rows can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// By region, as a tree.
    Region,
    /// By sector.
    Sector,
    /// By responsible leader.
    Leader,
    /// By unit in any role.
    Unit,
    /// By stored state.
    Status,
    /// By the colour of the day.
    Light,
}

/// The vocabulary: facet, the field it sets, Chinese, English, its key.
const WORDS: [(Facet, QueryField, &str, &str, char); 6] = [
    (Facet::Region, QueryField::Region, "地区", "region", 'r'),
    (Facet::Sector, QueryField::Sector, "领域", "sector", 't'),
    (Facet::Leader, QueryField::Leader, "责任领导", "leader", 'l'),
    (Facet::Unit, QueryField::Unit, "单位", "unit", 'u'),
    (Facet::Status, QueryField::Status, "状态", "status", 's'),
    (Facet::Light, QueryField::Light, "灯", "light", 'g'),
];

impl Facet {
    /// How many there are.
    pub(super) const COUNT: usize = WORDS.len();

    /// Every facet, in the order they stand on the screen.
    pub fn all() -> impl Iterator<Item = Facet> {
        WORDS.iter().map(|word| word.0)
    }

    /// The field of a query it sets.
    pub fn field(self) -> QueryField {
        WORDS[self as usize].1
    }

    /// The label shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(WORDS[self as usize].2, WORDS[self as usize].3)
    }

    /// The letter after `f` that opens it.
    pub fn letter(self) -> char {
        WORDS[self as usize].4
    }

    /// The facet with this letter.
    pub fn of_letter(letter: char) -> Option<Facet> {
        WORDS
            .iter()
            .find(|word| word.4 == letter)
            .map(|word| word.0)
    }

    /// Whether a row can count for several values, so that the counts do not add up.
    pub fn counts_twice(self) -> bool {
        matches!(self, Facet::Leader | Facet::Unit)
    }
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// What goes into the query.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// How deep it stands in the region tree; 0 at the top and in all other facets.
    pub depth: usize,
    /// How many rows have it under all the other conditions.
    pub count: usize,
    /// Whether the query asks for it.
    pub chosen: bool,
    /// Whether the query excludes it.
    pub excluded: bool,
}

/// How many rows have each value of a facet.
pub(super) enum Tally<'n> {
    /// By region, those below it not included.
    Regions(HashMap<RegionKey, usize>),
    /// By sector.
    Sectors(HashMap<Sector, usize>),
    /// By name, each once, by count, then by name; and how many rows name nobody.
    Names(Vec<(&'n str, usize)>, usize),
    /// By status.
    Statuses(HashMap<Status, usize>),
    /// By colour.
    Lights(HashMap<LightColor, usize>),
}

/// The values of a facet as they are shown.
pub(super) fn values(
    counts: &Tally,
    query: &Query,
    scope: &Scope,
    facet: Facet,
    lang: Lang,
) -> Vec<FacetValue> {
    let field = facet.field();
    let picked = Picked {
        chosen: query.values(field),
        excluded: query.excluded(field),
    };
    match counts {
        Tally::Regions(counts) => regions(counts, scope, &picked),
        Tally::Sectors(counts) => sectors(counts, &picked, lang),
        Tally::Names(counts, without) => names(counts, *without, &picked, lang),
        Tally::Statuses(counts) => {
            let words = Status::ALL.into_iter();
            vocabulary(
                words.map(|it| (it.id(), it.label(lang), count_of(counts, &it))),
                &picked,
            )
        }
        Tally::Lights(counts) => {
            let words = LightColor::ALL.into_iter();
            vocabulary(
                words.map(|it| (it.id(), it.label(lang), count_of(counts, &it))),
                &picked,
            )
        }
    }
}

/// What the query asks for and excludes in a facet.
pub(super) struct Picked<'q> {
    pub chosen: &'q [String],
    pub excluded: &'q [String],
}

impl Picked<'_> {
    /// A value of the facet; `None` when nothing has it and it is not picked.
    pub fn value(&self, value: &str, label: &str, count: usize) -> Option<FacetValue> {
        let is_in = |values: &[String]| values.iter().any(|picked| picked == value);
        let (chosen, excluded) = (is_in(self.chosen), is_in(self.excluded));
        (count > 0 || chosen || excluded).then(|| FacetValue {
            value: value.to_owned(),
            label: label.to_owned(),
            depth: 0,
            count,
            chosen,
            excluded,
        })
    }

    /// Whether nothing is picked.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Everything picked either way.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().chain(self.excluded).map(String::as_str)
    }
}

fn count_of<T: std::hash::Hash + Eq>(counts: &HashMap<T, usize>, value: &T) -> usize {
    counts.get(value).copied().unwrap_or(0)
}

/// Values of a small vocabulary, in its order.
fn vocabulary<'w>(
    words: impl Iterator<Item = (&'w str, &'w str, usize)>,
    picked: &Picked,
) -> Vec<FacetValue> {
    words
        .filter_map(|(id, label, count)| picked.value(id, label, count))
        .collect()
}

/// Sectors by count, then in the order of the taxonomy.
fn sectors(counts: &HashMap<Sector, usize>, picked: &Picked, lang: Lang) -> Vec<FacetValue> {
    let words = Sector::all().map(|it| (it.name(), it.label(lang), count_of(counts, &it)));
    let mut values = vocabulary(words, picked);
    values.sort_by_key(|value| Reverse(value.count));
    values
}

/// Names in the order they are counted in, then those that nobody bears any more and are picked;
/// rows without any come last.
fn names(counts: &[(&str, usize)], without: usize, picked: &Picked, lang: Lang) -> Vec<FacetValue> {
    let named = counts.iter().filter(|(name, _)| *name != NONE);
    let mut values: Vec<FacetValue> = named
        .filter_map(|(name, count)| picked.value(name, name, *count))
        .collect();
    let mut lost: BTreeSet<&str> = picked.all().collect();
    lost.remove(NONE);
    lost.retain(|name| values.iter().all(|value| value.value != *name));
    values.extend(lost.iter().filter_map(|name| picked.value(name, name, 0)));
    let label = lang.pick("(文件未列)", "(none listed)");
    values.extend(picked.value(NONE, label, without));
    values
}

#[cfg(test)]
#[path = "facet_tests.rs"]
mod tests;
