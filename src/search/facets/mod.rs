//! Facets: the values rows can be narrowed by, with how many rows each would leave.

pub(in crate::search) mod count;
mod region;
pub(in crate::search) mod value;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::domain::vocabulary::vocabulary;
use crate::domain::{Lang, LightColor, RegionKey, Sector, Status};

use crate::search::facets::region::regions;
use crate::search::facets::value::{FacetValue, Picked};
use crate::search::query::Query;
use crate::search::query::field::{NONE, QueryField};
use crate::search::run::compile::Scope;

vocabulary! {
    /// What rows can be narrowed by, in the order they stand on the screen.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Facet {
        /// By region, as a tree.
        Region "region" "地区" "region",
        /// By sector.
        Sector "sector" "领域" "sector",
        /// By responsible leader.
        Leader "leader" "责任领导" "leader",
        /// By unit in any role.
        Unit "unit" "单位" "unit",
        /// By stored state.
        Status "status" "状态" "status",
        /// By the colour of the day.
        Light "light" "灯" "light",
    }
}

impl Facet {
    /// How many there are.
    pub(in crate::search) const COUNT: usize = Facet::ALL.len();

    /// The field of a query it sets.
    pub fn field(self) -> QueryField {
        match self {
            Facet::Region => QueryField::Region,
            Facet::Sector => QueryField::Sector,
            Facet::Leader => QueryField::Leader,
            Facet::Unit => QueryField::Unit,
            Facet::Status => QueryField::Status,
            Facet::Light => QueryField::Light,
        }
    }

    /// The letter after `f` that opens it.
    pub fn letter(self) -> char {
        match self {
            Facet::Region => 'r',
            Facet::Sector => 't',
            Facet::Leader => 'l',
            Facet::Unit => 'u',
            Facet::Status => 's',
            Facet::Light => 'g',
        }
    }

    /// The facet with this letter.
    pub fn of_letter(letter: char) -> Option<Facet> {
        Facet::ALL
            .into_iter()
            .find(|facet| facet.letter() == letter)
    }

    /// Whether a row can count for several values, so that the counts do not add up.
    pub fn counts_twice(self) -> bool {
        matches!(self, Facet::Leader | Facet::Unit)
    }
}

/// How many rows have each value of a facet.
pub(in crate::search) enum FacetTally<'n> {
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
pub(in crate::search) fn values(
    counts: &FacetTally,
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
        FacetTally::Regions(counts) => regions(counts, scope, &picked),
        FacetTally::Sectors(counts) => sectors(counts, &picked, lang),
        FacetTally::Names(counts, without) => names(counts, *without, &picked, lang),
        FacetTally::Statuses(counts) => {
            let words = Status::ALL.into_iter();
            of_words(
                words.map(|it| (it.id(), it.label(lang), count_of(counts, &it))),
                &picked,
            )
        }
        FacetTally::Lights(counts) => {
            let words = LightColor::ALL.into_iter();
            of_words(
                words.map(|it| (it.id(), it.label(lang), count_of(counts, &it))),
                &picked,
            )
        }
    }
}

fn count_of<T: std::hash::Hash + Eq>(counts: &HashMap<T, usize>, value: &T) -> usize {
    counts.get(value).copied().unwrap_or(0)
}

/// Values of a small vocabulary, in its order.
fn of_words<'w>(
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
    let mut values = of_words(words, picked);
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
#[path = "tests.rs"]
mod tests;
