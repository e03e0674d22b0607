//! Hearing of other people's changes.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::error::{LedgerError, unreachable};
use super::handle::Ledger;
use crate::ledger::sqlite::file::connect;
use crate::ledger::sqlite::file::file_doubts;
use crate::ledger::sqlite::file::file_doubts::Care;
use crate::ledger::sqlite::file::open_files::{OpenFiles, version_of};
use crate::ledger::sqlite::tables::rows;
use crate::ledger::trail;

use crate::domain::EntryId;
use crate::domain::row::Touch;
use crate::files::with_tail;

/// A connection of its own that asks one question: has anybody committed since?
#[derive(Debug)]
pub struct Pulse {
    conn: Connection,
    files: OpenFiles,
    seen: i64,
    alarm: Option<File>,
}

impl Pulse {
    /// Begins to listen at `path`.
    ///
    /// # Errors
    /// When the file cannot be opened, or its side files are not its own.
    pub fn open(path: &Path) -> Result<Pulse, LedgerError> {
        let asked_for = path;
        let path = std::fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
        if let Some(doubt) = file_doubts::before_opening(&path, Care::Close)?.doubt {
            return Err(LedgerError::Doubtful { path, doubt });
        }
        let conn = connect::open_for_reading(&path)?;
        // The first question makes the journal where there is none.
        let seen = version_of(&conn)?;
        let mut files = OpenFiles::of(&conn, &path)?;
        files.ask_for_as(asked_for);
        files.remember_alone(&conn)?;
        Ok(Pulse {
            conn,
            files,
            seen,
            alarm: alarm_at(&path),
        })
    }

    /// A file that becomes readable when somebody writes to the ledger, or takes it or a file beside
    /// it away, once; `None` where the system cannot tell. What was written may not be committed
    /// yet: go on asking for a while.
    pub fn take_alarm(&mut self) -> Option<File> {
        self.alarm.take()
    }

    /// Whether any connection has committed since the last time, this program's own one among
    /// them: the pulse is a connection of its own. Takes microseconds and no lock.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`] while the files at the ledger's place are not the ones that are
    /// open here; whatever SQLite reports.
    pub fn beat(&mut self) -> Result<bool, LedgerError> {
        self.files.check_content(&self.conn)?;
        let now = version_of(&self.conn)?;
        let moved = now != self.seen;
        self.seen = now;
        Ok(moved)
    }
}

/// Every commit is written to the journal beside the ledger before it counts, and the journal
/// stays the same file for as long as a [`Pulse`] has the ledger open. What is deleted or renamed
/// over while it is open tells so by the number of its names, which is one of its attributes.
#[cfg(target_os = "linux")]
fn alarm_at(ledger: &Path) -> Option<File> {
    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    let taken_away = WatchFlags::ATTRIB | WatchFlags::MOVE_SELF | WatchFlags::DELETE_SELF;
    let written = taken_away | WatchFlags::MODIFY;
    let alarm = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok()?;
    add_watch(&alarm, with_tail(ledger, "-wal"), written).ok()?;
    // Without these it takes until the next pulse.
    let _ = add_watch(&alarm, ledger, written);
    let _ = add_watch(&alarm, with_tail(ledger, "-shm"), taken_away);
    Some(alarm.into())
}

#[cfg(not(target_os = "linux"))]
fn alarm_at(_ledger: &Path) -> Option<File> {
    None
}

/// No ledger that is worked on is left alone for so long.
const LONG_ALONE: TimeDelta = TimeDelta::days(366);

/// Clocks of one office differ by so much, and nobody has to be told.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

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
        // In one view: what is committed in between must not count as seen.
        self.in_one_view(|conn| {
            let last = trail::last(conn)?;
            let mut touches = BTreeMap::new();
            trail::walk(conn, seen.min(last), last, |row| {
                if let Some(touch) = rows::touch_of(row)? {
                    touches.insert(touch.task, touch);
                }
                Ok(())
            })?;
            Ok(Touches {
                tasks: touches.into_values().collect(),
                last: EntryId::new(last),
            })
        })
    }

    /// When the trail was last written.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn last_written(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        let last = self.in_one_view(|conn| {
            trail::newest(conn, i64::MAX, Some(1), |row| {
                Ok(Some(rows::entry_of(row)?))
            })
        })?;
        Ok(last.first().map(|entry| entry.at))
    }

    /// By how much `now` is behind the last entry, where that is more than clocks differ: what is
    /// written has the time of that entry. Takes microseconds.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn clock_behind(&self, now: DateTime<Utc>) -> Result<Option<TimeDelta>, LedgerError> {
        let last: Option<String> = self
            .conn
            .prepare_cached("SELECT at FROM entry ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let last = last.and_then(|at| at.parse::<DateTime<Utc>>().ok());
        let behind = last.map(|last| last - now);
        Ok(behind.filter(|behind| *behind > CLOCKS_DIFFER))
    }

    /// By how much the last command was recorded after what was recorded before it, where that is
    /// longer than an office leaves its ledger alone. Takes microseconds.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn clock_ahead(&self) -> Result<Option<TimeDelta>, LedgerError> {
        let sql = "SELECT last.at, before.at FROM batch \
                   JOIN entry last ON last.seq = first_entry \
                   JOIN entry before ON before.seq = first_entry - 1 ORDER BY batch.id DESC LIMIT 1";
        let times: Option<(String, String)> = self
            .conn
            .prepare_cached(sql)?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let times = times.and_then(|(last, before)| {
            let read = |at: String| at.parse::<DateTime<Utc>>().ok();
            Some(read(last)? - read(before)?)
        });
        Ok(times.filter(|ahead| *ahead > LONG_ALONE))
    }
}
