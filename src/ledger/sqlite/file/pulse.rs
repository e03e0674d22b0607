//! Hearing of other people's changes.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;

use crate::files::with_tail;
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::sqlite::file::access::Access;
use crate::ledger::sqlite::file::connect;
use crate::ledger::sqlite::file::file_doubts;
use crate::ledger::sqlite::file::open_files::{OpenFiles, version_of};

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
        if let Some(doubt) = file_doubts::before_opening(&path, Access::Write)?.doubt {
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
