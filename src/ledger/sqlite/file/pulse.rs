//! Hearing of other people's changes.

use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::files::with_tail;
use crate::ledger::changes::{Changes, StopSignal};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::sqlite::file::access::Access;
use crate::ledger::sqlite::file::connect;
use crate::ledger::sqlite::file::file_doubts;
use crate::ledger::sqlite::file::open_files::{OpenFiles, version_of};

/// An alarm tells of writing, and the commit follows: soon, as a rule.
const COMMIT: Duration = Duration::from_millis(40);

/// For so long after an alarm the next one is not heard: a long import would keep us awake.
const DEAF: Duration = Duration::from_millis(100);

/// For so long after an alarm the ledger is asked at every beat: a commit on a slow disk comes long
/// after the writing that gave the alarm.
const STIR: Duration = Duration::from_secs(10);

/// How often it is asked where an alarm would tell and has not: it may be one that cannot be read any
/// more.
const CALM: Duration = Duration::from_secs(15);

/// The changes of the ledger at a path. It is opened by whoever waits first.
#[derive(Debug)]
pub(in crate::ledger) struct SqliteChanges {
    path: PathBuf,
    beat: Duration,
    pulse: Option<Pulse>,
}

impl SqliteChanges {
    /// Of the ledger that is asked for by this path; where nothing tells of changes it is asked at
    /// every `beat`.
    pub fn at(path: &Path, beat: Duration) -> SqliteChanges {
        SqliteChanges {
            path: path.to_owned(),
            beat,
            pulse: None,
        }
    }
}

impl Changes for SqliteChanges {
    fn wait(&mut self, at_most: Duration, stop: &StopSignal) -> Result<bool, LedgerError> {
        match &mut self.pulse {
            Some(pulse) => pulse.wait(at_most, self.beat, stop),
            None => {
                self.pulse = Some(Pulse::open(&self.path)?);
                Ok(true)
            }
        }
    }
}

/// A connection of its own that asks one question: has anybody committed since?
#[derive(Debug)]
pub(in crate::ledger) struct Pulse {
    conn: Connection,
    files: OpenFiles,
    seen: i64,
    /// Readable when somebody writes to the ledger, or takes it or a file beside it away. What was
    /// written may not be committed yet. Nothing where the system cannot tell.
    alarm: Option<File>,
    /// When that last was so.
    stirred: Option<Instant>,
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
            stirred: None,
        })
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

    /// Waits until a beat says that somebody committed, at most so long; without an alarm it beats
    /// as often as `every` says, and soon after one.
    ///
    /// # Errors
    /// As [`Pulse::beat`].
    pub fn wait(
        &mut self,
        at_most: Duration,
        every: Duration,
        stop: &StopSignal,
    ) -> Result<bool, LedgerError> {
        let end = Instant::now() + at_most;
        loop {
            if self.wait_for_alarm(end.min(Instant::now() + self.until_next(every)), stop) {
                return Ok(false);
            }
            if self.beat()? {
                return Ok(true);
            }
            if Instant::now() >= end {
                return Ok(false);
            }
        }
    }

    /// Whether there was an alarm since this was last asked.
    pub fn has_rung(&mut self) -> bool {
        let (mut told, mut some) = ([0; 4096], false);
        while let Some(alarm) = &mut self.alarm
            && alarm.read(&mut told).is_ok_and(|count| count > 0)
        {
            some = true;
        }
        some
    }

    fn until_next(&self, every: Duration) -> Duration {
        let is_stirred = self.stirred.is_some_and(|at| at.elapsed() < STIR);
        match self.alarm.is_some() && !is_stirred {
            true => CALM.max(every),
            false => every,
        }
    }

    /// Waits until it is time, or for a commit after the next alarm; answers whether `stop` says to
    /// end.
    fn wait_for_alarm(&mut self, end: Instant, stop: &StopSignal) -> bool {
        let deaf = self.stirred.map(|at| at + DEAF);
        if let Some(deaf) = deaf.filter(|deaf| *deaf > Instant::now())
            && stop.wait_with(None, deaf.min(end)).0
        {
            return true;
        }
        let alarm = self.alarm.as_ref().map(AsFd::as_fd);
        let (is_over, has_rung) = stop.wait_with(alarm, end);
        if is_over || !has_rung {
            return is_over;
        }
        self.has_rung();
        self.stirred = Some(Instant::now());
        stop.wait(COMMIT)
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
