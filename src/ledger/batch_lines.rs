//! The trail by batches: what each command did, in a line, newest first, a page at a time.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::batch_line::{BatchLine, Gathering, Keeps};
use super::error::LedgerError;
use super::handle::Ledger;
use super::store::{Store, StoreView, WantedBatches};
use super::trail;
use super::undo::fate::{Stands, stands};
use super::undo::share::span_of;
use crate::domain::{BatchId, Entry, EntryId, TaskId, china};

/// Which batches to read; all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchFilter {
    /// Only those that touched this task.
    pub task: Option<TaskId>,
    /// Only by this user: the name given or the login name.
    pub by: Option<String>,
    /// Only of this day (Asia/Shanghai).
    pub day: Option<NaiveDate>,
    /// Only before this entry, for reading page by page.
    pub before: Option<EntryId>,
}

/// Some batches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchPage {
    /// The lines, newest first.
    pub lines: Vec<BatchLine>,
    /// How much is in force of older batches that some of these took back or put in force again.
    pub stands: Vec<(BatchId, Stands)>,
    /// Where to read on; `None` when there is nothing older.
    pub before: Option<EntryId>,
}

/// So many lines are a page.
const PAGE: usize = 200;

/// So many entries are looked through at a time.
const STRETCH: i64 = 1_000;

/// After so many a page is handed over, however few lines it has: who waits for a rare word sees
/// that it goes on. A batch longer than this is read whole all the same.
const MOST_ENTRIES: i64 = 20_000;

/// Of the batches of one task those longer than this are not read whole.
const LONG_BATCH: i64 = 2_000;

impl<S: Store> Ledger<S> {
    /// The batches asked for, newest first, a page of them. With `keeps` only those of which some
    /// entry is kept.
    ///
    /// # Errors
    /// Whatever SQLite reports; an entry that is not as it was written.
    pub fn batches(
        &self,
        filter: &BatchFilter,
        keeps: Option<Keeps>,
    ) -> Result<BatchPage, LedgerError> {
        self.in_one_view(|view| {
            let mut page = match filter.task {
                None => page(view, filter, keeps),
                Some(id) => page_of_task(view, id, filter, keeps),
            }?;
            if filter.before.is_none() {
                page.stands = older(view, &page.lines)?;
            }
            Ok(page)
        })
    }

    /// Entries of a batch after one of them, at most so many, in their order; with `task` only
    /// those about it.
    ///
    /// # Errors
    /// As [`Ledger::batches`].
    pub fn batch_entries(
        &self,
        (first, last): (EntryId, EntryId),
        task: Option<TaskId>,
        after: Option<EntryId>,
        most: u32,
    ) -> Result<Vec<Entry>, LedgerError> {
        self.in_one_view(|view| {
            let mut found = Vec::new();
            let begin = after.map_or(first.get() - 1, EntryId::get);
            match task {
                None => {
                    let end = last.get().min(begin.saturating_add(i64::from(most)));
                    trail::walk(view, begin, end, |entry| {
                        found.push(entry.text.read()?);
                        Ok(())
                    })?;
                }
                Some(id) => {
                    trail::of_task(view, id, last.get() + 1, None, |entry| {
                        if entry.seq > begin {
                            found.push(entry.text.read()?);
                        }
                        Ok(())
                    })?;
                    found.reverse();
                    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                }
            }
            Ok(found)
        })
    }

    /// Everybody who wrote, by name and by login name, with how many batches; most first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn writers(&self) -> Result<Vec<(String, usize)>, LedgerError> {
        self.in_one_view(|view| {
            let mut counts: FxHashMap<String, usize> = FxHashMap::default();
            for batch in view.batches(WantedBatches::All)? {
                if let Some(login) = batch.login.filter(|login| *login != batch.user) {
                    *counts.entry(login).or_default() += 1;
                }
                *counts.entry(batch.user).or_default() += 1;
            }
            let mut all: Vec<(String, usize)> = counts.into_iter().collect();
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(all)
        })
    }

    /// The days on which somebody wrote, or this user, with how many batches; newest first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn days(&self, by: Option<&str>) -> Result<Vec<(NaiveDate, usize)>, LedgerError> {
        self.in_one_view(|view| {
            let mut all = std::collections::BTreeMap::new();
            for batch in view.batches(WantedBatches::All)? {
                let login = batch.login.as_deref();
                if by.is_none_or(|by| by == batch.user || login == Some(by)) {
                    *all.entry(china::day_of(batch.at)).or_insert(0) += 1;
                }
            }
            Ok(all.into_iter().rev().collect())
        })
    }
}

/// What became of the batches that some lines took back or put in force again, but for those lines
/// themselves. Whoever has read them before learns of it so.
fn older(
    view: &mut dyn StoreView,
    lines: &[BatchLine],
) -> Result<Vec<(BatchId, Stands)>, LedgerError> {
    let own: BTreeSet<BatchId> = lines.iter().map(|line| line.batch).collect();
    let all: BTreeSet<BatchId> = lines.iter().filter_map(|line| line.compensates).collect();
    let all = all.difference(&own);
    all.map(|batch| Ok((*batch, stands(view, *batch)?)))
        .collect()
}

/// Whether a batch is one of those asked for, but for the words.
fn is_wanted(filter: &BatchFilter, head: &Entry) -> bool {
    let login = head.actor.origin.login.as_deref();
    let by = filter.by.as_deref();
    by.is_none_or(|by| by == head.actor.user || login == Some(by))
        && filter.day.is_none_or(|day| day == china::day_of(head.at))
}

fn page(
    view: &mut dyn StoreView,
    filter: &BatchFilter,
    keeps: Option<Keeps>,
) -> Result<BatchPage, LedgerError> {
    let before = filter.before.map_or(i64::MAX, EntryId::get);
    let newest = trail::last(view)?.min(before.saturating_sub(1));
    let mut end = newest;
    let mut page = BatchPage::default();
    // The newer part of a batch whose beginning is still to be read.
    let mut open: Option<Gathering> = None;
    while end > 0 && page.lines.len() < PAGE {
        let goes_on = open.as_ref().is_some_and(|it| it.last.get() == newest);
        if newest - end >= MOST_ENTRIES && !goes_on {
            break;
        }
        let begin = (end - STRETCH).max(0);
        let mut some = stretch(view, begin, end, keeps)?;
        if let Some(later) = open.take() {
            match some.last_mut() {
                Some(last) if last.head.batch == later.head.batch => last.join(later),
                _ => some.push(later),
            }
        }
        let mut some = some.into_iter();
        if begin > 0 {
            open = some.next();
        }
        for one in some.rev() {
            if one.is_kept && is_wanted(filter, &one.head) {
                page.lines.push(one.line(view)?);
            }
        }
        end = begin;
    }
    page.before = match open {
        Some(open) => Some(open.last.next()),
        None if end > 0 => EntryId::new(end + 1),
        None => None,
    };
    Ok(page)
}

/// The batches of some entries, oldest first; the first may have begun before, the last go on.
fn stretch(
    view: &mut dyn StoreView,
    begin: i64,
    end: i64,
    keeps: Option<Keeps>,
) -> Result<Vec<Gathering>, LedgerError> {
    let mut some: Vec<Gathering> = Vec::new();
    trail::walk(view, begin, end, |entry| {
        let batch = entry.text.batch()?;
        match some.last_mut() {
            Some(one) if one.head.batch == batch => one.add(entry, keeps)?,
            _ => some.push(Gathering::of(entry, keeps)?),
        }
        Ok(())
    })?;
    Ok(some)
}

/// The batches that touched a task. One too long to be read whole is told by what it did to that
/// task, and by the number of its tasks.
fn page_of_task(
    view: &mut dyn StoreView,
    id: TaskId,
    filter: &BatchFilter,
    keeps: Option<Keeps>,
) -> Result<BatchPage, LedgerError> {
    let before = filter.before.map_or(i64::MAX, EntryId::get);
    // Newest first, as they come.
    let mut own: Vec<Entry> = Vec::new();
    trail::of_task(view, id, before, None, |entry| {
        own.push(entry.text.read()?);
        Ok(())
    })?;
    let mut page = BatchPage::default();
    for entries in own.chunk_by(|one, other| one.batch == other.batch) {
        let Some(newest) = entries.first() else {
            continue;
        };
        if page.lines.len() >= PAGE {
            page.before = Some(newest.id.next());
            break;
        }
        let is_kept = keeps.is_none_or(|keeps| entries.iter().any(keeps));
        if is_kept && is_wanted(filter, newest) {
            page.lines.extend(line_of_batch(view, newest.batch, id)?);
        }
    }
    Ok(page)
}

fn line_of_batch(
    view: &mut dyn StoreView,
    batch: BatchId,
    id: TaskId,
) -> Result<Option<BatchLine>, LedgerError> {
    let (first, last) = span_of(view, batch)?;
    if last - first < LONG_BATCH {
        let one = stretch(view, first - 1, last, None)?.into_iter().next();
        return one.map(|one| one.line(view)).transpose();
    }
    let mut line = None;
    trail::of_task(view, id, last + 1, None, |entry| {
        if entry.text.batch()? == batch {
            let mut earlier = Gathering::of(entry, None)?;
            if let Some(later) = line.take() {
                earlier.join(later);
            }
            line = Some(earlier);
        }
        Ok(())
    })?;
    let Some(one) = line else { return Ok(None) };
    let mut line = one.line(view)?;
    line.tasks = trail::tasks_between(view, first - 1, last)?.len();
    line.only = None;
    line.first = EntryId::new(first).unwrap_or(line.first);
    line.last = EntryId::new(last).unwrap_or(line.last);
    Ok(Some(line))
}
