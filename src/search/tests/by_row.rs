//! The same answers a row at a time, said plainly: what the search over blocks is held to by tests.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDate, TimeDelta};

use crate::domain::{Lang, LightReason, Party, Role, Row};
use crate::search::facets::value::FacetValue;
use crate::search::facets::{Facet, FacetTally, values};
use crate::search::query::field::{Op, QueryField, TaskState};
use crate::search::query::{Query, Term, Test};
use crate::search::run::compile::{
    Compiled, CompiledTerm, Scope, TermCheck, TextCheck, WordCheck, number_found,
};
use crate::search::run::place::Place;
use crate::search::words::matcher::{Found, Needle};

/// What each kind of field counts within one kind of match.
const TITLE: i64 = 40;
const LEADER: i64 = 30;
const LEAD_UNIT: i64 = 25;
const UNIT: i64 = 20;
const OTHER: i64 = 10;

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
    ByRow::new(query, scope).find(rows)
}

/// Sorts hits by score, then deadline (none last), then id: the same every time.
pub fn rank(rows: &[Row], hits: &mut [Hit]) {
    hits.sort_by_cached_key(|hit| {
        let row = rows.get(hit.index);
        let deadline = row.and_then(|row| row.deadline).unwrap_or(NaiveDate::MAX);
        (Reverse(hit.score), deadline, row.map(|row| row.id))
    });
}

/// A query asked of one row after another: what the search has to find.
pub struct ByRow<'a> {
    query: Compiled,
    scope: Scope<'a>,
}

impl<'a> ByRow<'a> {
    /// The query about rows of `scope`.
    pub fn new(query: &Query, scope: &Scope<'a>) -> ByRow<'a> {
        ByRow {
            query: Compiled::new(query, scope),
            scope: *scope,
        }
    }

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
        for term in self.query.terms.iter() {
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

/// The first choice and the first exclusion of a field: what its facet changes.
fn owned(query: &Query, field: QueryField) -> impl Iterator<Item = usize> {
    let is_own = move |term: &Term, negated: bool| {
        let is_choice =
            matches!(&term.test, Test::Field(it) if it.field == field && it.op == Op::Is);
        is_choice && term.negated == negated
    };
    let first = |negated| query.terms.iter().position(|term| is_own(term, negated));
    [false, true].map(first).into_iter().flatten()
}

/// A query without what the facet of a field changes.
pub fn without_choices(query: &Query, field: QueryField) -> Query {
    let owned: Vec<usize> = owned(query, field).collect();
    let terms = query.terms.iter().enumerate();
    let left = terms.filter(|(at, _)| !owned.contains(at));
    Query {
        terms: left.map(|(_, term)| term.clone()).collect(),
    }
}

/// Only what the facets of some fields change.
fn only_choices(query: &Query, fields: impl IntoIterator<Item = QueryField>) -> Query {
    let places = fields.into_iter().flat_map(|field| owned(query, field));
    Query {
        terms: places.map(|at| query.terms[at].clone()).collect(),
    }
}

/// The values of every facet. Words are looked for once, not once a facet.
pub fn facets<'r>(
    rows: impl IntoIterator<Item = &'r Row>,
    query: &Query,
    scope: &Scope,
    lang: Lang,
) -> Vec<(Facet, Vec<FacetValue>)> {
    let base = Facet::ALL.into_iter().fold(query.clone(), |query, it| {
        without_choices(&query, it.field())
    });
    let compiled = ByRow::new(&base, scope);
    let found: Vec<&Row> = rows
        .into_iter()
        .filter(|row| compiled.matches(row).is_some())
        .collect();
    Facet::ALL
        .into_iter()
        .map(|facet| {
            let others = only_choices(
                query,
                Facet::ALL
                    .into_iter()
                    .filter(|it| *it != facet)
                    .map(Facet::field),
            );
            let compiled = ByRow::new(&others, scope);
            let left = found
                .iter()
                .copied()
                .filter(|row| compiled.matches(row).is_some());
            let counts = tally_rows(left, scope, facet);
            (facet, values(&counts, query, scope, facet, lang))
        })
        .collect()
}

fn tally_rows<'r>(
    rows: impl Iterator<Item = &'r Row>,
    scope: &Scope,
    facet: Facet,
) -> FacetTally<'r> {
    match facet {
        Facet::Region => FacetTally::Regions(tally(rows.map(|row| row.region.clone()))),
        Facet::Sector => FacetTally::Sectors(tally(rows.map(|row| row.sector))),
        Facet::Leader => names_of(rows, |row| {
            let leaders = row.leaders.iter();
            leaders.map(|leader| leader.name.as_str()).collect()
        }),
        Facet::Unit => names_of(rows, |row| {
            let units = row.units.iter();
            units.map(|(_, unit)| unit.name.as_str()).collect()
        }),
        Facet::Status => FacetTally::Statuses(tally(rows.map(|row| row.status))),
        Facet::Light => FacetTally::Lights(tally(rows.map(|row| row.light(scope.rules).color))),
    }
}

fn names_of<'r>(
    rows: impl Iterator<Item = &'r Row>,
    names_of: impl Fn(&'r Row) -> BTreeSet<&'r str>,
) -> FacetTally<'r> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut without = 0;
    for row in rows {
        let names = names_of(row);
        without += usize::from(names.is_empty());
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    FacetTally::Names(counts, without)
}

/// How often each value comes.
pub(in crate::search) fn tally<T: std::hash::Hash + Eq>(
    values: impl Iterator<Item = T>,
) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// How well a row fits so far.
#[derive(Clone, Copy, Default)]
struct Fit {
    score: i64,
    place: Option<Place>,
}

/// The worth of a match in a field that counts `field`.
fn worth(found: Found, field: i64) -> i64 {
    found.kind as i64 * 100 + field + i64::from(found.fine)
}

impl ByRow<'_> {
    /// How a row meets a condition, negation left aside.
    fn check(&self, term: &CompiledTerm, row: &Row) -> Option<Fit> {
        let plain = |holds: bool| holds.then(Fit::default);
        let scored = |found: Option<Found>, field: i64| Fit {
            score: found.map_or(0, |found| worth(found, field)),
            place: None,
        };
        match &term.check {
            TermCheck::Words(words) => {
                let fits = words.iter().filter_map(|word| word_fit(word, row));
                fits.max_by_key(|fit| fit.score)
            }
            TermCheck::Title(check) => Some(scored(check.find_title(&row.title)?, TITLE)),
            TermCheck::Leaders(check) => {
                Some(scored(check.find_party(row.leaders.iter())?, LEADER))
            }
            TermCheck::Units(check) => {
                let units = row.units.iter();
                let found = check.find_party(units.clone().map(|(_, unit)| unit))?;
                let leads = units.filter(|(role, _)| *role == Role::LeadUnit);
                let leading = leads.flat_map(|(_, unit)| {
                    let needles = check.needles.iter();
                    needles.filter_map(|needle| needle.find(&unit.name))
                });
                let (any, lead) = (scored(found, UNIT), leading.max());
                let lead = lead.map_or(0, |lead| worth(lead, LEAD_UNIT));
                Some(Fit {
                    score: any.score.max(lead),
                    place: None,
                })
            }
            TermCheck::Regions(regions) => Some(scored(*regions.get(&row.region)?, OTHER)),
            TermCheck::Sectors(sectors) => Some(scored(*sectors.get(&row.sector)?, OTHER)),
            TermCheck::Documents(documents) => Some(scored(*documents.get(&row.document?)?, OTHER)),
            TermCheck::Number(op, values) => {
                let numbers = values
                    .iter()
                    .filter_map(|value| number_found(row, value, true));
                let is_exact =
                    |found: &Found| *op == Op::Has || found.kind == crate::search::Kind::Whole;
                numbers
                    .filter(is_exact)
                    .max()
                    .map(|found| scored(Some(found), OTHER))
            }
            TermCheck::Parents(check) => plain(check.holds(row.parent)),
            TermCheck::Statuses(statuses) => plain(statuses.contains(&row.status)),
            TermCheck::Lights(colors) => plain(colors.contains(&row.light(self.scope.rules).color)),
            TermCheck::States(states) => plain(states.iter().any(|state| self.is_in(row, *state))),
            TermCheck::Deadline(checks) => plain(
                checks
                    .iter()
                    .any(|check| check.holds(row.deadline, row.standing)),
            ),
            TermCheck::Progress(checks) => {
                plain(checks.iter().any(|check| check.holds(row.progress)))
            }
        }
    }

    fn is_in(&self, row: &Row, state: TaskState) -> bool {
        let reason = || row.light(self.scope.rules).reason;
        match state {
            TaskState::Overdue => reason() == LightReason::Overdue,
            TaskState::DueSoon => reason() == LightReason::DueSoon,
            TaskState::Unreported => row.status.is_running() && !row.has_data,
            TaskState::Changed => self.scope.changed.contains(&row.id),
            TaskState::Mine => {
                // The local day of Asia/Shanghai. Not before today rather than on it: with an
                // assumed date in the past, what was just written must still count.
                let local = row.updated_at + TimeDelta::hours(8);
                row.updated_by == self.scope.me && local.date_naive() >= self.scope.rules.today
            }
        }
    }
}

impl TextCheck {
    /// How a title meets the values: as an exact name, or as well as a word is found in it.
    fn find_title(&self, title: &str) -> Option<Option<Found>> {
        let is_called = self.names.iter().any(|name| name == title);
        let found = self
            .needles
            .iter()
            .filter_map(|needle| needle.find_in_title(title))
            .max();
        found.map(Some).or(is_called.then_some(None))
    }

    /// How a list of parties meets the values.
    fn find_party<'r>(
        &self,
        mut parties: impl Iterator<Item = &'r Party> + Clone,
    ) -> Option<Option<Found>> {
        let is_called = |party: &Party| self.names.iter().any(|name| party.is_called(name));
        if !self.needles.is_empty() {
            let found = self
                .needles
                .iter()
                .filter_map(|needle| best_party(needle, parties.clone()));
            if let Some(found) = found.max() {
                return Some(Some(found));
            }
        }
        let holds = (self.none && parties.clone().next().is_none()) || parties.any(is_called);
        holds.then_some(None)
    }
}

fn best_party<'r>(needle: &Needle, parties: impl Iterator<Item = &'r Party>) -> Option<Found> {
    parties
        .filter_map(|party| find_in_party(needle, party))
        .max()
}

/// How well a word is found in a party's name or in the words it was printed with.
fn find_in_party(needle: &Needle, party: &Party) -> Option<Found> {
    let printed = party
        .printed
        .as_deref()
        .and_then(|printed| needle.find(printed));
    needle.find(&party.name).max(printed)
}

/// The best match of a word in any field of a row.
fn word_fit(word: &WordCheck, row: &Row) -> Option<Fit> {
    let other = word
        .regions
        .get(&row.region)
        .copied()
        .flatten()
        .max(word.sectors.get(&row.sector).copied().flatten())
        .max(number_found(row, word.needle.text(), false));
    let units = row.units.iter().map(|(_, unit)| unit);
    let leads = row.units.iter();
    let leads = leads.filter(|(role, _)| *role == Role::LeadUnit);
    let leading = leads.filter_map(|(_, unit)| word.needle.find(&unit.name));
    let fields = [
        (word.needle.find_in_title(&row.title), TITLE, Place::Title),
        (
            best_party(&word.needle, row.leaders.iter()),
            LEADER,
            Place::People,
        ),
        (best_party(&word.needle, units), UNIT, Place::People),
        (leading.max(), LEAD_UNIT, Place::People),
        (other, OTHER, Place::Other),
    ];
    let fits = fields.into_iter().filter_map(|(found, field, place)| {
        Some(Fit {
            score: worth(found?, field),
            place: Some(place),
        })
    });
    fits.max_by_key(|fit| fit.score)
}
