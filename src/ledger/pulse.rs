//! Hearing of other people's changes.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::beside::unreachable;
use super::error::LedgerError;
use super::rows::{self, ENTRY_COLUMNS};
use super::{Ledger, open, read};
use crate::domain::EntryId;
use crate::domain::row::Touch;

/// A connection of its own that asks one question: has anybody committed since?
#[derive(Debug)]
pub struct Pulse {
    conn: Connection,
    seen: i64,
    alarm: Option<File>,
}

impl Pulse {
    /// Begins to listen at `path`.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path) -> Result<Pulse, LedgerError> {
        let path = std::fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
        let conn = open::open_for_reading(&path)?;
        let mut pulse = Pulse {
            conn,
            seen: 0,
            alarm: None,
        };
        pulse.beat()?;
        // Only now: the first question makes the journal where there is none.
        pulse.alarm = alarm_at(&path);
        Ok(pulse)
    }

    /// A file that becomes readable when somebody writes to the ledger, once; `None` where the
    /// system cannot tell. What was written may not be committed yet: go on asking for a while.
    pub fn take_alarm(&mut self) -> Option<File> {
        self.alarm.take()
    }

    /// Whether any connection has committed since the last time, this program's own one among
    /// them: the pulse is a connection of its own. Takes microseconds and no lock.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn beat(&mut self) -> Result<bool, LedgerError> {
        let now: i64 = self
            .conn
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        let moved = now != self.seen;
        self.seen = now;
        Ok(moved)
    }
}

/// Every commit is written to the journal beside the ledger before it counts, and the journal
/// stays the same file for as long as a [`Pulse`] has the ledger open.
#[cfg(target_os = "linux")]
fn alarm_at(ledger: &Path) -> Option<File> {
    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    let mut journal = OsString::from(ledger);
    journal.push("-wal");
    let alarm = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok()?;
    add_watch(&alarm, Path::new(&journal), WatchFlags::MODIFY).ok()?;
    Some(alarm.into())
}

#[cfg(not(target_os = "linux"))]
fn alarm_at(_ledger: &Path) -> Option<File> {
    None
}

/// What happened after an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touches {
    /// The last entry of the trail now.
    pub last: Option<EntryId>,
    /// Each task touched, with its last change.
    pub tasks: Vec<Touch>,
}

impl Ledger {
    /// Everything that happened after entry `seen`.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn touches_since(&self, seen: Option<EntryId>) -> Result<Touches, LedgerError> {
        let seen = seen.map_or(0, EntryId::get);
        // The plus sign keeps SQLite from reading the whole index on the task for its order.
        let sql = format!(
            "SELECT {ENTRY_COLUMNS} FROM entry WHERE seq IN \
             (SELECT max(seq) FROM entry WHERE seq > ?1 AND task IS NOT NULL GROUP BY +task) \
             ORDER BY task"
        );
        // In one view: what is committed in between must not count as seen.
        self.in_one_view(|conn| {
            let entries = read::all(conn, &sql, [seen], rows::entry_of)?;
            let touches = entries.into_iter().filter_map(|entry| {
                Some(Touch {
                    task: entry.task()?,
                    entry: entry.id,
                    actor: entry.actor,
                    at: entry.at,
                })
            });
            Ok(Touches {
                tasks: touches.collect(),
                last: self.last_entry()?,
            })
        })
    }

    /// When the trail was last written.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn last_written(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry ORDER BY seq DESC LIMIT 1");
        let last = read::all(&self.conn, &sql, [], rows::entry_of)?;
        Ok(last.first().map(|entry| entry.at))
    }
}
