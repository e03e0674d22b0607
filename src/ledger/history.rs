//! Who changed what, when, from where, why; and the ledger as it stood.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow};

use super::error::LedgerError;
use super::write::unfoldable;
use super::{Ledger, rows, trail};
use crate::domain::china;
use crate::domain::fold::State;
use crate::domain::{Entry, EntryId, Task, TaskId};

/// Which entries to read; everything by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only of this task.
    pub task: Option<TaskId>,
    /// Only by this user: the name given or the login name.
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
        self.in_one_view(|conn| {
            let wanted = Wanted::of(filter);
            let (before, most) = (wanted.before, filter.limit);
            let Some(id) = filter.task else {
                return trail::newest(conn, before, most, |row| wanted.read(row));
            };
            let mut found = Vec::new();
            let is_all_wanted =
                filter.by.is_none() && wanted.since.is_none() && wanted.until.is_none();
            trail::of_task(conn, id, before, most.filter(|_| is_all_wanted), |row| {
                found.extend(wanted.read(row)?);
                Ok(())
            })?;
            found.truncate(most.map_or(usize::MAX, |most| most as usize));
            found.reverse();
            Ok(found)
        })
    }

    /// The last entry of the trail.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn last_entry(&self) -> Result<Option<EntryId>, LedgerError> {
        Ok(EntryId::new(self.in_one_view(trail::last)?))
    }

    /// The ledger as it stood: the fold of the entries up to that moment. Of a day, up to the first
    /// entry of a later day, so that a later day never shows less than an earlier one.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; damaged.
    pub fn as_of(&self, moment: AsOf) -> Result<State, LedgerError> {
        self.in_one_view(|conn| {
            let last = match moment {
                AsOf::Entry(id) if id.get() > trail::last(conn)? => {
                    return Err(LedgerError::NoSuchEntry(id));
                }
                AsOf::Entry(id) => id.get(),
                AsOf::Day(day) => last_of_day(conn, day)?,
            };
            let mut state = State::default();
            trail::walk(conn, 0, last, |row| {
                let entry = rows::entry_of(row)?;
                state.apply(&entry).map_err(|why| unfoldable(&entry, why))
            })?;
            Ok(state)
        })
    }

    /// The day of a past moment, for the lights of that day.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; whatever SQLite reports.
    pub fn day_of(&self, moment: AsOf) -> Result<NaiveDate, LedgerError> {
        match moment {
            AsOf::Day(day) => Ok(day),
            AsOf::Entry(id) => self.in_one_view(|conn| {
                if id.get() > trail::last(conn)? {
                    return Err(LedgerError::NoSuchEntry(id));
                }
                let mut found = None;
                trail::walk(conn, id.get() - 1, id.get(), |row| {
                    found = Some(rows::entry_of(row)?.at);
                    Ok(())
                })?;
                let at = found.ok_or(LedgerError::NoSuchEntry(id))?;
                Ok(china::day_of(at))
            }),
        }
    }
}

/// The last entry before the first one of a later day; zero where there is none. One that a clock
/// gone wrong dated back, in a ledger of an older version, brings nothing of later days with it.
fn last_of_day(conn: &Connection, day: NaiveDate) -> Result<i64, LedgerError> {
    let later: Option<i64> = match day.succ_opt().and_then(begin_of).map(Entry::stamp) {
        None => None,
        Some(end) => conn
            .prepare_cached("SELECT seq FROM entry WHERE at >= ?1 ORDER BY seq LIMIT 1")?
            .query_row([end], |row| row.get(0))
            .optional()?,
    };
    let Some(later) = later else {
        return trail::last(conn);
    };
    // It is not among those that are folded, and its time is what counts.
    trail::walk(conn, later - 1, later, |_| Ok(()))?;
    Ok(later - 1)
}

/// A task as its own entries make it; `None` when the last of them took it out.
pub(super) fn fold_of_task(conn: &Connection, id: TaskId) -> Result<Option<Task>, LedgerError> {
    let mut entries = Vec::new();
    trail::each_of_task(conn, id, i64::MAX, None, |row| {
        entries.push(rows::entry_of(row)?);
        Ok(())
    })?;
    let mut state = State::default();
    for entry in entries.iter().rev() {
        state.apply(entry).map_err(|why| unfoldable(entry, why))?;
    }
    Ok(state.tasks.remove(&id))
}

/// A filter with its days as they are stored.
struct Wanted<'a> {
    by: Option<&'a str>,
    since: Option<String>,
    until: Option<String>,
    before: i64,
}

impl Wanted<'_> {
    fn of(filter: &HistoryFilter) -> Wanted<'_> {
        let next = filter.until.and_then(|day| day.succ_opt());
        Wanted {
            by: filter.by.as_deref(),
            since: filter.since.and_then(begin_of).map(Entry::stamp),
            until: next.and_then(begin_of).map(Entry::stamp),
            before: filter.before.map_or(i64::MAX, EntryId::get),
        }
    }

    /// The entry, if it is wanted. Asked of every entry that was read, whose hash is right: a
    /// condition of the query would pass over one whose user or time was altered.
    fn read(&self, row: &SqlRow) -> Result<Option<Entry>, LedgerError> {
        let text = |column| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
        let (at, user) = (text("at")?, text("user")?);
        let login: Option<String> = match self.by {
            Some(_) => row.get("login")?,
            None => None,
        };
        let is_wanted = self
            .by
            .is_none_or(|by| by == user || login.as_deref() == Some(by))
            && self.since.as_deref().is_none_or(|since| at >= since)
            && self.until.as_deref().is_none_or(|until| at < until);
        match is_wanted {
            true => Ok(Some(rows::entry_of(row)?)),
            false => Ok(None),
        }
    }
}
