//! What a query finds in an index.

use std::cmp::Reverse;

use chrono::{Datelike, NaiveDate};

use crate::domain::{LightColor, TaskId};

use crate::search::bits::{bits, count};
use crate::search::index::{Index, Sheet};
use crate::search::run::block_search::{BlockHits, Searcher};
use crate::search::run::compile::{Compiled, Scope};
use crate::search::run::place::{HitCounts, Place};
use crate::search::run::plan::Plan;
use crate::search::run::text_found::TextFound;
use crate::search::threads::parallel::chunked;
use crate::search::threads::sort::sort;
use crate::search::threads::stop::{Stop, Stopped};

/// How many parts of an answer are put together between two looks at whether to give up.
const PARTS_AT_A_TIME: usize = 16;

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
    /// Whether it stands under another task that is there.
    pub is_kid: bool,
}

/// Everything a query finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// By id.
    hits: Vec<TaskHit>,
    /// The same as masks, by the place of the sheet.
    masks: Vec<u64>,
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
        let Some(last) = most.checked_sub(1) else {
            return Vec::new();
        };
        // There are few distinct scores, and dates cost a look at the row: first what scores
        // enough at all.
        let least = match self.hits.len() > most {
            true => {
                let mut scores: Vec<Reverse<i32>> =
                    self.hits.iter().map(|hit| Reverse(hit.score)).collect();
                let (_, Reverse(least), _) = scores.select_nth_unstable(last);
                *least
            }
            false => i32::MIN,
        };
        let enough = (0u32..)
            .zip(&self.hits)
            .filter(|(_, hit)| hit.score >= least);
        let mut keys: Vec<(Reverse<i32>, i32, u32)> = enough
            .map(|(at, hit)| (Reverse(hit.score), day_of(index, hit.id), at))
            .collect();
        if keys.len() > most {
            keys.select_nth_unstable(last);
            keys.truncate(most);
        }
        sort(&mut keys);
        let hits = keys.into_iter();
        hits.filter_map(|(_, _, at)| self.hits.get(at as usize).copied())
            .collect()
    }

    /// Where the words hit, among tasks that stand under no other.
    pub fn counts(&self) -> HitCounts {
        let tops = self.hits.iter().filter(|hit| !hit.is_kid);
        HitCounts::of_places(tops.map(|hit| hit.place))
    }

    /// How many tasks of each colour it has that stand under no other. The index is that of the
    /// search.
    pub fn colors(&self, index: &Index) -> [usize; LightColor::ALL.len()] {
        let sheets = index.sheets().iter().zip(&self.masks);
        sheets.fold([0; LightColor::ALL.len()], |mut all, (sheet, mask)| {
            for (count_of, rows) in all.iter_mut().zip(sheet.colors()) {
                *count_of += count(rows & mask & !sheet.kids);
            }
            all
        })
    }

    /// The hits of each sheet of the index that was searched.
    pub(in crate::search) fn masks(&self) -> &[u64] {
        &self.masks
    }
}

/// The deadline as a number; none is the last.
fn day_of(index: &Index, id: TaskId) -> i32 {
    let facts = index.find(id).and_then(|(sheet, bit)| sheet.facts(bit));
    let deadline = facts.and_then(|facts| facts.deadline());
    deadline.unwrap_or(NaiveDate::MAX).num_days_from_ce()
}

/// Everything `query` finds, tasks that stand under others included, with what the requirement
/// texts change about it.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub fn search(
    index: &Index,
    query: &Compiled,
    scope: &Scope,
    text: Option<&TextFound>,
    stop: &Stop,
) -> Result<Answer, Stopped> {
    stop.check()?;
    let plan = Plan::new(query, scope, index.names());
    let parts = chunked(
        index.sheets(),
        stop,
        || (Searcher::new(&plan), BlockHits::none()),
        |(searcher, found), sheets| {
            let mut part = Answer::default();
            for sheet in sheets {
                searcher.search(&index.indexed(sheet), text, found);
                collect(sheet, found, &mut part.hits);
                part.masks.push(found.mask);
            }
            part
        },
    )?;
    let mut all = Answer {
        hits: Vec::with_capacity(parts.iter().map(|part| part.hits.len()).sum()),
        masks: Vec::with_capacity(index.sheets().len()),
    };
    for (number, part) in parts.into_iter().enumerate() {
        // Some ten thousand hits at most.
        if number % PARTS_AT_A_TIME == 0 {
            stop.check()?;
        }
        all.hits.extend(part.hits);
        all.masks.extend(part.masks);
    }
    Ok(all)
}

fn collect(sheet: &Sheet, found: &BlockHits, into: &mut Vec<TaskHit>) {
    into.reserve(count(found.mask));
    for bit in bits(found.mask) {
        if let Some(id) = sheet.block.number().id_at(bit) {
            into.push(TaskHit {
                id,
                score: found.scores[bit],
                place: found.places[bit],
                near: found.near & 1 << bit != 0,
                is_kid: sheet.kids & 1 << bit != 0,
            });
        }
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
