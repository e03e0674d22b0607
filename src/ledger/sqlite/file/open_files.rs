//! The files a ledger was opened as, and whether they are still the ones at its path.
//!
//! SQLite goes on reading and writing a file that was deleted or renamed over: whoever has it open
//! is told that all is recorded, and everybody else reads something else. The same with the log
//! (-wal) and its index (-shm): without them the next program begins new ones, and of two logs on
//! one ledger one is lost. So device and inode are compared under the lock of every write, again
//! before it is acknowledged, and at every pulse.
//!
//! While one connection has a ledger open nobody may lawfully remove or exchange these files: the
//! last one to close takes log and index away, and a checkpoint empties the log without replacing
//! it. Only `stat` is used here, for opening them would drop SQLite's locks.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use crate::files::with_tail;
use crate::ledger::error::{LedgerError, Replacement};
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::file::file_alone::{self, Alone};
use crate::ledger::sqlite::file::file_id::{FileId, stat};
use crate::ledger::sqlite::file::log_frames::{FRAME_HEAD, LOG_HEAD};
use crate::ledger::sqlite::file::open_here::OpenHere;
use crate::ledger::sqlite::view::SqliteView;

/// When the ledger itself was last written to, and how long it is: a checkpoint of anybody changes
/// that, and so does a copy written over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    written: (i64, i64),
    length: u64,
}

impl Stamp {
    fn of(found: &Metadata) -> Stamp {
        Stamp {
            written: (found.mtime(), found.mtime_nsec()),
            length: found.len(),
        }
    }
}

/// One of the files.
#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    identity: FileId,
}

/// What is known of the ledger without its log.
#[derive(Clone, Copy, Debug)]
enum KnownAlone {
    /// Nobody has looked.
    Nothing,
    /// Its trail ended here, which is in the log as well.
    End(Mark),
    /// SQLite copied a backup into the log, and the ledger does not have all of it yet.
    Behind,
}

/// The files of one connection.
#[derive(Debug)]
pub(in crate::ledger) struct OpenFiles {
    ledger: OpenFile,
    /// By which path it was asked for, which may lead over links to where it lies.
    asked_for: Option<PathBuf>,
    /// Log and index; those that the connection does without are not there.
    beside: Vec<OpenFile>,
    stamp: Stamp,
    alone: KnownAlone,
    /// Whether others wrote into them, past SQLite, as far as was looked.
    is_spoilt: bool,
    /// What `PRAGMA data_version` was last.
    version: i64,
}

impl OpenFiles {
    /// The files `conn` has open of the ledger at `path`.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`] when one of them was exchanged while it was being opened.
    pub fn of(conn: &Connection, path: &Path) -> Result<OpenFiles, LedgerError> {
        let replaced = |how| replaced(path, how);
        // The first question makes the log where there is none.
        let version = version_of(conn)?;
        let found = stat(path)?.ok_or_else(|| replaced(Replacement::Gone))?;
        let ledger = OpenFile {
            path: path.to_owned(),
            identity: FileId::of(&found),
        };
        if has_moved(conn)? {
            return Err(replaced(Replacement::Other));
        }
        let mut beside = Vec::new();
        // One opened as unchanging, and a copy that has no log, say `delete`.
        let mode: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let tails: &[&str] = match mode.as_str() {
            "wal" => &["-wal", "-shm"],
            _ => &[],
        };
        let open = OpenHere::now();
        for tail in tails {
            let path = with_tail(path, tail);
            match FileId::at(&path)? {
                Some(identity) if open.has(identity) => {
                    beside.push(OpenFile { path, identity });
                }
                Some(_) => return Err(replaced(Replacement::LogOther)),
                // Who may write neither file nor folder has the index in their own memory.
                None if *tail == "-shm" && !open.has_named(&path) => {}
                None => return Err(replaced(Replacement::LogGone)),
            }
        }
        Ok(OpenFiles {
            ledger,
            asked_for: None,
            beside,
            stamp: Stamp::of(&found),
            is_spoilt: false,
            alone: KnownAlone::Nothing,
            version,
        })
    }

    /// The ledger was asked for by this path: where a link on the way is changed to lead elsewhere,
    /// everybody who comes later finds another one.
    pub fn ask_for_as(&mut self, path: &Path) {
        let path = std::path::absolute(path).ok();
        self.asked_for = path.filter(|path| *path != self.ledger.path);
    }

    /// The path by which it was asked for.
    pub fn asked_for(&self) -> &Path {
        self.asked_for.as_deref().unwrap_or(&self.ledger.path)
    }

    /// Whether path, log and index name the files that are open, by `stat` alone.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`]; unreachable.
    pub fn check(&self) -> Result<(), LedgerError> {
        self.find().map(drop)
    }

    fn find(&self) -> Result<Stamp, LedgerError> {
        let found = match stat(&self.ledger.path)? {
            None => return Err(self.replaced(Replacement::Gone)),
            Some(found) => found,
        };
        if FileId::of(&found) != self.ledger.identity {
            return Err(self.replaced(Replacement::Other));
        }
        let mut gone = false;
        for file in &self.beside {
            match FileId::at(&file.path)? {
                Some(identity) if identity == file.identity => {}
                Some(_) => return Err(self.replaced(Replacement::LogOther)),
                None => gone = true,
            }
        }
        if gone {
            return Err(self.replaced(Replacement::LogGone));
        }
        match &self.asked_for {
            Some(path) if FileId::at(path)? != Some(self.ledger.identity) => {
                Err(replaced(path, Replacement::Elsewhere))
            }
            _ => Ok(Stamp::of(&found)),
        }
    }

    /// The same, and whether what is in them is what was left there: that the log is as long as its
    /// index says, and that nobody but SQLite wrote into the ledger. `conn` must be the connection
    /// of these files, outside of a transaction.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`]; unreachable; whatever SQLite reports.
    pub fn check_content(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let found = self.look_at_content(conn);
        if let Err(LedgerError::Replaced { how, .. }) = &found
            && matches!(how, Replacement::Overwritten | Replacement::LogCut)
        {
            self.is_spoilt = true;
        }
        found
    }

    fn look_at_content(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let stamp = self.find()?;
        let version = match self.check_log(conn).and_then(|()| version_of(conn)) {
            // SQLite changes the file too, and can read it then.
            Err(error) if error.is_about_content() && stamp != self.stamp => {
                return Err(self.replaced(Replacement::Overwritten));
            }
            version => version?,
        };
        if std::mem::replace(&mut self.version, version) != version
            && let KnownAlone::End(end) = &self.alone
            && !end.is_in(&mut SqliteView::of(conn))?
        {
            self.alone = KnownAlone::Behind;
        }
        if stamp != self.stamp && self.check_ledger(conn)? {
            self.stamp = stamp;
        }
        Ok(())
    }

    /// Refuses what may be a mixture: a connection that takes the ledger's own file for all there is
    /// does not notice that somebody has written to it since.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`]; unreachable.
    pub fn check_unchanged(&self) -> Result<(), LedgerError> {
        if !self.beside.is_empty() {
            return Ok(());
        }
        let found = stat(&self.ledger.path)?;
        match found.map(|found| Stamp::of(&found)) == Some(self.stamp) {
            true => Ok(()),
            false => Err(self.replaced(Replacement::Overwritten)),
        }
    }

    /// Remembers how far the ledger has got without its log, so that what is copied over it is told
    /// from what SQLite moves there. Not done at opening, where every command would wait for it.
    ///
    /// # Errors
    /// As [`OpenFiles::check`]; whatever SQLite reports.
    pub fn remember_alone(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let stamp = self.find()?;
        if let Alone::Ledger(_, end) = file_alone::look(&self.ledger.path) {
            self.alone = match end.is_in(&mut SqliteView::of(conn))? {
                true => KnownAlone::End(end),
                false => KnownAlone::Behind,
            };
            self.stamp = stamp;
        }
        Ok(())
    }

    /// Whether the log is shorter than what its index says is in it.
    fn check_log(&self, conn: &Connection) -> Result<(), LedgerError> {
        let Some(log) = self.beside.first() else {
            return Ok(());
        };
        // Somebody may empty the log lawfully between the two questions, but not each time.
        for _ in 0..3 {
            let needed = match pages_in_log(conn)? {
                None | Some(0) => return Ok(()),
                Some(pages) => LOG_HEAD + pages * (FRAME_HEAD + page_size(conn)?),
            };
            let length = stat(&log.path)?.map_or(0, |found| found.len());
            if length >= needed {
                return Ok(());
            }
        }
        Err(self.replaced(Replacement::LogCut))
    }

    /// The ledger was written to. Through SQLite that is a checkpoint: its trail then goes on from
    /// where it was, and is that of the log as well. Answers whether that could be told.
    fn check_ledger(&mut self, conn: &Connection) -> Result<bool, LedgerError> {
        let known = match &self.alone {
            KnownAlone::Nothing => return Ok(true),
            KnownAlone::End(end) => end.last(),
            KnownAlone::Behind => None,
        };
        let end = match file_alone::look(&self.ledger.path) {
            // In the middle of a checkpoint nothing can be told; at the next look it can.
            Alone::Unsure => return Ok(false),
            Alone::NoLedger | Alone::Older => return Err(self.replaced(Replacement::Overwritten)),
            Alone::Ledger(_, end) => end,
        };
        if end.last() >= known && end.is_in(&mut SqliteView::of(conn))? {
            self.alone = KnownAlone::End(end);
            return Ok(true);
        }
        // Somebody may have written, even restored, between the two looks.
        let may_be_lawful =
            matches!(self.alone, KnownAlone::Behind) || version_of(conn)? != self.version;
        match may_be_lawful {
            true => Ok(false),
            false => Err(self.replaced(Replacement::Overwritten)),
        }
    }

    /// Whether closing the last connection would move this log into a ledger that is not its own
    /// any more, or take away the log of others.
    pub fn must_not_be_tidied(&mut self, conn: &Connection) -> bool {
        // Whatever path leads to it.
        self.asked_for = None;
        let found = match self.alone {
            KnownAlone::Nothing => self.check(),
            // Of the content something is known only by those who stay long.
            _ => self.check_content(conn),
        };
        let is_other = match &found {
            Err(LedgerError::Replaced { how, .. }) => *how != Replacement::LogGone,
            Err(error) => error.is_about_content(),
            // Written to since, and nobody can tell whether by SQLite: the next one finds out.
            Ok(()) => {
                !matches!(self.alone, KnownAlone::Nothing)
                    && self.find().is_ok_and(|stamp| stamp != self.stamp)
            }
        };
        is_other || self.is_spoilt
    }

    /// Whether it was found that others wrote into these files, past SQLite.
    pub fn is_spoilt(&self) -> bool {
        self.is_spoilt
    }

    /// Whether a copy of what the connection reads is a copy of the ledger that was opened.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn is_in(&self, copy: &Connection) -> Result<bool, LedgerError> {
        match &self.alone {
            KnownAlone::End(end) => end.is_in(&mut SqliteView::of(copy)),
            KnownAlone::Nothing | KnownAlone::Behind => Ok(false),
        }
    }

    fn replaced(&self, how: Replacement) -> LedgerError {
        replaced(&self.ledger.path, how)
    }
}

fn replaced(path: &Path, how: Replacement) -> LedgerError {
    LedgerError::Replaced {
        path: path.to_owned(),
        how,
    }
}

/// Whether the path of the ledger names another file than the one `conn` has open.
fn has_moved(conn: &Connection) -> Result<bool, LedgerError> {
    let mut moved = 0;
    conn.file_control(None::<&str>, rusqlite::FileControl::HasMoved(&mut moved))?;
    Ok(moved != 0)
}

/// What changes when any other connection commits.
pub(in crate::ledger) fn version_of(conn: &Connection) -> Result<i64, LedgerError> {
    let version = conn
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))?;
    Ok(version)
}

/// How many pages the index says are in the log; nothing where it cannot be asked.
pub(in crate::ledger) fn pages_in_log(conn: &Connection) -> Result<Option<u64>, LedgerError> {
    Ok(pages_in_and_out(conn)?.map(|(pages, _)| pages))
}

/// Whether all that is in the log has been moved into the ledger, so that nobody reads the log.
pub(in crate::ledger) fn is_log_moved(conn: &Connection) -> Result<bool, LedgerError> {
    Ok(pages_in_and_out(conn)?.is_some_and(|(pages, moved)| pages == moved))
}

/// How many pages are in the log, and how many of them are in the ledger as well.
fn pages_in_and_out(conn: &Connection) -> Result<Option<(u64, u64)>, LedgerError> {
    let answer: Option<(i64, i64)> = conn
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
        .optional()
        .unwrap_or_default();
    let known =
        answer.and_then(|(pages, moved)| Some((pages.try_into().ok()?, moved.try_into().ok()?)));
    Ok(known)
}

fn page_size(conn: &Connection) -> Result<u64, LedgerError> {
    let size: i64 = conn
        .prepare_cached("PRAGMA page_size")?
        .query_row([], |row| row.get(0))?;
    Ok(size.unsigned_abs())
}
