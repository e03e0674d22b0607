//! The trail by batches: what each command did, in a line, newest first, a page at a time.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::batch_line::{BatchLine, Gathering, Keeps};
use super::error::LedgerError;
use super::handle::Ledger;
use super::part::Part;
use super::undo::fate::{Stands, stands};
use super::undo::share::span_of;
use crate::domain::{BatchId, Entry, EntryId, TaskId, china};
use crate::ledger::sqlite::tables::{batches, rows};
use crate::ledger::trail;

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

impl Ledger {
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
        self.in_one_view(|conn| {
            let mut page = match filter.task {
                None => page(conn, filter, keeps),
                Some(id) => page_of_task(conn, id, filter, keeps),
            }?;
            if filter.before.is_none() {
                page.stands = older(conn, &page.lines)?;
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
        self.in_one_view(|conn| {
            let mut found = Vec::new();
            let begin = after.map_or(first.get() - 1, EntryId::get);
            match task {
                None => {
                    let end = last.get().min(begin.saturating_add(i64::from(most)));
                    trail::walk(conn, begin, end, |row| {
                        found.push(rows::entry_of(row)?);
                        Ok(())
                    })?;
                }
                Some(id) => {
                    trail::of_task(conn, id, last.get() + 1, None, |row| {
                        let touch = rows::brief_of(row)?;
                        if touch.id.get() > begin {
                            found.push(rows::entry_of(row)?);
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
        self.in_one_view(|conn| {
            batches::check(conn)?;
            let mut all: Vec<(String, usize)> = Vec::new();
            let mut add = |name: String, n: usize| match all.iter_mut().find(|it| it.0 == name) {
                Some((_, sum)) => *sum += n,
                None => all.push((name, n)),
            };
            let sql = "SELECT user, login, count(*) FROM batch GROUP BY user, login";
            crate::ledger::sqlite::tables::select::each(conn, sql, |row| {
                let (user, login): (String, Option<String>) = (row.get(0)?, row.get(1)?);
                let n = usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
                if let Some(login) = login.filter(|login| *login != user) {
                    add(login, n);
                }
                add(user, n);
                Ok(())
            })?;
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(all)
        })
    }

    /// The days on which somebody wrote, or this user, with how many batches; newest first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn days(&self, by: Option<&str>) -> Result<Vec<(NaiveDate, usize)>, LedgerError> {
        self.in_one_view(|conn| {
            let mut all = std::collections::BTreeMap::new();
            let sql = "SELECT entry.at FROM batch JOIN entry ON entry.seq = batch.first_entry \
                       WHERE ?1 IS NULL OR batch.user = ?1 OR batch.login = ?1";
            crate::ledger::sqlite::tables::select::each_with(conn, sql, [by], |row| {
                let at = row.get_ref(0)?.as_str().ok().and_then(rows::time);
                let at = at.ok_or(LedgerError::Altered(Part::Trail))?;
                *all.entry(china::day_of(at)).or_insert(0) += 1;
                Ok(())
            })?;
            Ok(all.into_iter().rev().collect())
        })
    }
}

/// What became of the batches that some lines took back or put in force again, but for those lines
/// themselves. Whoever has read them before learns of it so.
fn older(conn: &Connection, lines: &[BatchLine]) -> Result<Vec<(BatchId, Stands)>, LedgerError> {
    let own: BTreeSet<BatchId> = lines.iter().map(|line| line.batch).collect();
    let all: BTreeSet<BatchId> = lines.iter().filter_map(|line| line.compensates).collect();
    let all = all.difference(&own);
    all.map(|batch| Ok((*batch, stands(conn, *batch)?)))
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
    conn: &Connection,
    filter: &BatchFilter,
    keeps: Option<Keeps>,
) -> Result<BatchPage, LedgerError> {
    let before = filter.before.map_or(i64::MAX, EntryId::get);
    let newest = trail::last(conn)?.min(before.saturating_sub(1));
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
        let mut some = stretch(conn, begin, end, keeps)?;
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
                page.lines.push(one.line(conn)?);
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
    conn: &Connection,
    begin: i64,
    end: i64,
    keeps: Option<Keeps>,
) -> Result<Vec<Gathering>, LedgerError> {
    let mut some: Vec<Gathering> = Vec::new();
    trail::walk(conn, begin, end, |row| {
        let batch = rows::brief_of(row)?.batch;
        match some.last_mut() {
            Some(one) if one.head.batch == batch => one.add(row, keeps)?,
            _ => some.push(Gathering::of(row, keeps)?),
        }
        Ok(())
    })?;
    Ok(some)
}

/// The batches that touched a task. One too long to be read whole is told by what it did to that
/// task, and by the number of its tasks.
fn page_of_task(
    conn: &Connection,
    id: TaskId,
    filter: &BatchFilter,
    keeps: Option<Keeps>,
) -> Result<BatchPage, LedgerError> {
    let before = filter.before.map_or(i64::MAX, EntryId::get);
    // Newest first, as they come.
    let mut own: Vec<Entry> = Vec::new();
    trail::of_task(conn, id, before, None, |row| {
        own.push(rows::entry_of(row)?);
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
            page.lines.extend(line_of_batch(conn, newest.batch, id)?);
        }
    }
    Ok(page)
}

fn line_of_batch(
    conn: &Connection,
    batch: BatchId,
    id: TaskId,
) -> Result<Option<BatchLine>, LedgerError> {
    let (first, last) = span_of(conn, batch)?;
    if last - first < LONG_BATCH {
        let one = stretch(conn, first - 1, last, None)?.into_iter().next();
        return one.map(|one| one.line(conn)).transpose();
    }
    let mut line = None;
    trail::each_of_task(conn, id, last + 1, None, |row| {
        if rows::brief_of(row)?.batch == batch {
            let mut earlier = Gathering::of(row, None)?;
            if let Some(later) = line.take() {
                earlier.join(later);
            }
            line = Some(earlier);
        }
        Ok(())
    })?;
    let Some(one) = line else { return Ok(None) };
    let sql = "SELECT count(DISTINCT task) FROM entry WHERE seq BETWEEN ?1 AND ?2";
    let tasks: i64 = conn.query_row(sql, [first, last], |row| row.get(0))?;
    let mut line = one.line(conn)?;
    line.tasks = usize::try_from(tasks).unwrap_or(0);
    line.only = None;
    line.first = EntryId::new(first).unwrap_or(line.first);
    line.last = EntryId::new(last).unwrap_or(line.last);
    Ok(Some(line))
}
