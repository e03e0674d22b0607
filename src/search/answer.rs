//! What a query finds in an index.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::domain::{Lang, Row, TaskId};

use super::compile::{Compiled, Scope};
use super::facet::{Facet, FacetValue, facet, facets};
use super::find::{HitCounts, Place};
use super::index::Index;
use super::query::Query;
use super::stop::{Stop, Stopped};

/// A task that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskHit {
    /// Which.
    pub id: TaskId,
    /// How well the words fit; zero without words.
    pub score: i32,
    /// The best place a word was found in; `None` without words.
    pub place: Option<Place>,
    /// Whether some word was found only nearly: with one character wrong or missing.
    pub near: bool,
}

/// Everything a query finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// By id.
    hits: Vec<TaskHit>,
}

impl Answer {
    /// The hits, in the order of ids.
    pub fn hits(&self) -> &[TaskHit] {
        &self.hits
    }

    /// The hit of a task, if it was found.
    pub fn get(&self, id: TaskId) -> Option<&TaskHit> {
        let at = self.hits.binary_search_by_key(&id, |hit| hit.id).ok()?;
        self.hits.get(at)
    }

    /// The best `most` hits: by score, then deadline (none last), then id.
    pub fn best(&self, index: &Index, most: usize) -> Vec<TaskHit> {
        let mut hits = self.hits.clone();
        hits.sort_by_cached_key(|hit| {
            let deadline = index.row(hit.id).and_then(|row| row.deadline);
            (
                Reverse(hit.score),
                deadline.unwrap_or(NaiveDate::MAX),
                hit.id,
            )
        });
        hits.truncate(most);
        hits
    }

    /// Where the words hit, among tasks that stand under no other.
    pub fn counts(&self, index: &Index) -> HitCounts {
        let tops = self.hits.iter().filter(|hit| !index.is_kid(hit.id));
        HitCounts::of_places(tops.map(|hit| hit.place))
    }
}

/// Everything `query` finds, tasks that stand under others included.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn search(index: &Index, query: &Query, scope: &Scope, stop: &Stop) -> Result<Answer, Stopped> {
    stop.check()?;
    let rows: Vec<Row> = index.rows().collect();
    let found = Compiled::new(query, scope).find(&rows);
    let hits = found.into_iter().filter_map(|hit| {
        Some(TaskHit {
            id: rows.get(hit.index)?.id,
            score: i32::try_from(hit.score).unwrap_or(i32::MAX),
            place: hit.place,
            near: false,
        })
    });
    Ok(Answer {
        hits: hits.collect(),
    })
}

/// The values of every facet with how many tasks that stand under no other each would leave,
/// counted under all conditions but its own.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn count_facets(
    index: &Index,
    query: &Query,
    scope: &Scope,
    lang: Lang,
    stop: &Stop,
) -> Result<Vec<(Facet, Vec<FacetValue>)>, Stopped> {
    stop.check()?;
    let tops: Vec<Row> = index.rows().filter(|row| !index.is_kid(row.id)).collect();
    Ok(facets(&tops, query, scope, lang))
}

/// The same for one facet.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn count_facet(
    index: &Index,
    query: &Query,
    scope: &Scope,
    which: Facet,
    lang: Lang,
    stop: &Stop,
) -> Result<Vec<FacetValue>, Stopped> {
    stop.check()?;
    let tops: Vec<Row> = index.rows().filter(|row| !index.is_kid(row.id)).collect();
    Ok(facet(&tops, query, scope, which, lang))
}
