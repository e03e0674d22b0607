//! The same answers a row at a time, said plainly: what the search over blocks is held to by tests.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::compile::{Compiled, Scope};
use super::facet::{Facet, FacetValue, Tally, values};
use super::find::{Fit, Place};
use super::query::Query;
use crate::domain::{Lang, Row};

/// A row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place among the rows that were searched.
    pub index: usize,
    /// How well the words fit; zero without words.
    pub score: i64,
    /// The best place a word was found in; `None` without words.
    pub place: Option<Place>,
}

/// The rows a query lets through, in the order they stand.
pub fn find(rows: &[Row], query: &Query, scope: &Scope) -> Vec<Hit> {
    Compiled::new(query, scope).find(rows)
}

/// Sorts hits by score, then deadline (none last), then id: the same every time.
pub fn rank(rows: &[Row], hits: &mut [Hit]) {
    hits.sort_by_cached_key(|hit| {
        let row = rows.get(hit.index);
        let deadline = row.and_then(|row| row.deadline).unwrap_or(NaiveDate::MAX);
        (Reverse(hit.score), deadline, row.map(|row| row.id))
    });
}

impl Compiled<'_> {
    /// The rows the query lets through, in the order they stand.
    pub fn find(&self, rows: &[Row]) -> Vec<Hit> {
        rows.iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let fit = self.fit(row)?;
                Some(Hit {
                    index,
                    score: fit.score,
                    place: fit.place,
                })
            })
            .collect()
    }

    /// How well a row fits, `None` when it does not.
    pub fn matches(&self, row: &Row) -> Option<i64> {
        self.fit(row).map(|fit| fit.score)
    }

    fn fit(&self, row: &Row) -> Option<Fit> {
        let mut fit = Fit::default();
        for term in &self.terms {
            let found = self.check(term, row);
            match (found, term.negated) {
                (Some(_), true) | (None, false) => return None,
                (None, true) => {}
                (Some(part), false) => {
                    fit.score += part.score;
                    fit.place = [fit.place, part.place].into_iter().flatten().min();
                }
            }
        }
        Some(fit)
    }
}

/// The values of every facet. Words are looked for once, not once a facet.
pub fn facets<'r>(
    rows: impl IntoIterator<Item = &'r Row>,
    query: &Query,
    scope: &Scope,
    lang: Lang,
) -> Vec<(Facet, Vec<FacetValue>)> {
    let base = Facet::all().fold(query.clone(), |query, it| query.without_choices(it.field()));
    let compiled = Compiled::new(&base, scope);
    let found: Vec<&Row> = rows
        .into_iter()
        .filter(|row| compiled.matches(row).is_some())
        .collect();
    Facet::all()
        .map(|facet| {
            let others =
                query.only_choices(Facet::all().filter(|it| *it != facet).map(Facet::field));
            let compiled = Compiled::new(&others, scope);
            let left = found
                .iter()
                .copied()
                .filter(|row| compiled.matches(row).is_some());
            let counts = tally_rows(left, scope, facet);
            (facet, values(&counts, query, scope, facet, lang))
        })
        .collect()
}

fn tally_rows<'r>(rows: impl Iterator<Item = &'r Row>, scope: &Scope, facet: Facet) -> Tally {
    match facet {
        Facet::Region => Tally::Regions(tally(rows.map(|row| row.region.clone()))),
        Facet::Sector => Tally::Sectors(tally(rows.map(|row| row.sector))),
        Facet::Leader => names_of(rows, |row| {
            let leaders = row.leaders.iter();
            leaders.map(|leader| leader.name.as_str()).collect()
        }),
        Facet::Unit => names_of(rows, |row| {
            let units = row.units.iter();
            units.map(|(_, unit)| unit.name.as_str()).collect()
        }),
        Facet::Status => Tally::Statuses(tally(rows.map(|row| row.status))),
        Facet::Light => Tally::Lights(tally(rows.map(|row| row.light(scope.rules).color))),
    }
}

fn names_of<'r>(
    rows: impl Iterator<Item = &'r Row>,
    names_of: impl Fn(&'r Row) -> BTreeSet<&'r str>,
) -> Tally {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut without = 0;
    for row in rows {
        let names = names_of(row);
        without += usize::from(names.is_empty());
        for name in names {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    Tally::Names(counts, without)
}

/// How often each value comes.
pub(super) fn tally<T: std::hash::Hash + Eq>(values: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}
