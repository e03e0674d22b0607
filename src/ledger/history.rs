//! Who changed what, when, from where, why; and the ledger as it stood.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

use super::Ledger;
use super::error::LedgerError;
use super::read::all;
use super::rows::{self, ENTRY_COLUMNS};
use super::write::unfoldable;
use crate::domain::china;
use crate::domain::fold::State;
use crate::domain::{Entry, EntryId, Task, TaskId};

/// Which entries to read; everything by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only of this task.
    pub task: Option<TaskId>,
    /// Only by this user.
    pub by: Option<String>,
    /// Only from this day on (Asia/Shanghai).
    pub since: Option<NaiveDate>,
    /// Only up to the end of this day (Asia/Shanghai).
    pub until: Option<NaiveDate>,
    /// Only before this entry, for reading page by page.
    pub before: Option<EntryId>,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}

/// A past moment of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// At the end of this day (Asia/Shanghai).
    Day(NaiveDate),
    /// Right after this entry.
    Entry(EntryId),
}

/// The first instant of `day`.
fn begin_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    china::moment_of(day.and_hms_opt(0, 0, 0)?)
}

impl Ledger {
    /// The entries asked for, oldest first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<Entry>, LedgerError> {
        let since = filter.since.and_then(begin_of).map(Entry::stamp);
        let until = filter
            .until
            .and_then(|day| day.succ_opt())
            .and_then(begin_of)
            .map(Entry::stamp);
        // Two shapes so that the index on the task is used where there is one to look up.
        let of_task = if filter.task.is_some() {
            "task = ?1"
        } else {
            "?1 IS NULL"
        };
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE {of_task} AND (?2 IS NULL OR user = ?2) \
             AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4) AND (?5 IS NULL OR seq < ?5) \
             ORDER BY seq DESC LIMIT ?6"
        );
        let params = params![
            filter.task.map(TaskId::get),
            filter.by,
            since,
            until,
            filter.before.map(EntryId::get),
            filter.limit.map_or(-1, i64::from),
        ];
        let mut found = all(&self.conn, &sql, params, rows::entry_of)?;
        found.reverse();
        Ok(found)
    }

    /// The last entry of the trail.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn last_entry(&self) -> Result<Option<EntryId>, LedgerError> {
        let last: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(seq) FROM entry")?
            .query_row([], |row| row.get(0))?;
        Ok(last.and_then(EntryId::new))
    }

    /// The ledger as it stood: the fold of the entries up to that moment. Of a day, up to the last
    /// entry written on it or before, whatever the clock did in between.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; damaged.
    pub fn as_of(&self, moment: AsOf) -> Result<State, LedgerError> {
        let last = match moment {
            AsOf::Entry(id) => {
                if self.last_entry()?.is_none_or(|last| id > last) {
                    return Err(LedgerError::NoSuchEntry(id));
                }
                Some(id.get())
            }
            AsOf::Day(day) => {
                let end = day.succ_opt().and_then(begin_of).map(Entry::stamp);
                self.conn.query_row(
                    "SELECT max(seq) FROM entry WHERE ?1 IS NULL OR at < ?1",
                    [end],
                    |row| row.get(0),
                )?
            }
        };
        let mut state = State::default();
        for_each_entry(&self.conn, last.unwrap_or(0), |entry| {
            state.apply(&entry).map_err(|why| unfoldable(&entry, why))
        })?;
        Ok(state)
    }

    /// The day of a past moment, for the lights of that day.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; whatever SQLite reports.
    pub fn day_of(&self, moment: AsOf) -> Result<NaiveDate, LedgerError> {
        match moment {
            AsOf::Day(day) => Ok(day),
            AsOf::Entry(id) => {
                let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE seq = ?1");
                let found = all(&self.conn, &sql, [id.get()], rows::entry_of)?;
                let entry = found.first().ok_or(LedgerError::NoSuchEntry(id))?;
                Ok(china::day_of(entry.at))
            }
        }
    }
}

/// A task as its own entries make it; `None` when the last of them took it out.
pub(super) fn fold_of_task(conn: &Connection, id: TaskId) -> Result<Option<Task>, LedgerError> {
    let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE task = ?1 ORDER BY seq");
    let mut state = State::default();
    for entry in all(conn, &sql, [id.get()], rows::entry_of)? {
        state.apply(&entry).map_err(|why| unfoldable(&entry, why))?;
    }
    Ok(state.tasks.remove(&id))
}

/// Streams the entries from the first up to `last`.
fn for_each_entry(
    conn: &Connection,
    last: i64,
    mut each: impl FnMut(Entry) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE seq <= ?1 ORDER BY seq");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([last])?;
    while let Some(row) = found.next()? {
        each(rows::entry_of(row)?)?;
    }
    Ok(())
}
