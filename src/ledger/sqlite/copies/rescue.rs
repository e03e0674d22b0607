//! Saving what only this program still has, once its files were taken away.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use rusqlite::Row;

use crate::files::{self, AtomicFile, Rights, with_tail};
use crate::ledger::chain;
use crate::ledger::error::{LedgerError, Replacement, unreachable};
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::sqlite::copies::copy::checked_copy;
use crate::ledger::sqlite::copies::view_copy::copy_view;
use crate::ledger::sqlite::file::file_id::stat;
use crate::ledger::sqlite::file::log_frames::LOG_HEAD;
use crate::ledger::sqlite::file::{Identity, glance};

/// Where in the head of a log the number is that makes it another than the one before it.
const SALT: u64 = 16;

/// What was done to save what others cannot find any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rescue {
    /// Nothing had to be done.
    NotNeeded,
    /// The log was taken away: what was in it was moved into the ledger.
    PutBack,
    /// The ledger as this program has it was copied to this file.
    Kept(PathBuf),
    /// What was written into the ledger itself cannot be told from what was there; the log, with
    /// what was recorded last, was copied to this file. Beside a backup it is its log.
    KeptLog(PathBuf),
}

impl Ledger {
    /// Saves what would be gone with the last program that has the deleted files open. Whoever has
    /// the same files open saves the same: two programs that do so at once end up with one copy.
    ///
    /// # Errors
    /// When that cannot be done; nothing else changes then.
    pub fn rescue(&self) -> Result<Rescue, LedgerError> {
        let how = match self.store.files.check() {
            Err(LedgerError::Replaced { how, .. }) => how,
            Ok(()) if self.store.files.is_spoilt() => return self.keep_what_is_left(),
            other => return other.map(|()| Rescue::NotNeeded),
        };
        if how == Replacement::Elsewhere {
            return Ok(Rescue::NotNeeded);
        }
        if how == Replacement::LogGone && self.put_back()? {
            self.forget_index();
            return Ok(Rescue::PutBack);
        }
        self.keep_copy().map(Rescue::Kept)
    }

    /// Moves the log that has no name any more into the ledger; whether all of it is there now.
    fn put_back(&self) -> Result<bool, LedgerError> {
        if self.store.read_only {
            return Ok(false);
        }
        let move_all = || {
            let sql = "PRAGMA wal_checkpoint(FULL)";
            let all = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let (busy, length, moved): (i64, i64, i64) = self.store.conn.query_row(sql, [], all)?;
            match busy {
                0 => Ok(length == moved),
                // Others read what is not moved yet, or write.
                _ => Err(LedgerError::Busy),
            }
        };
        match self.wait.until_free(move_all) {
            Err(LedgerError::Busy) => Ok(false),
            moved => moved,
        }
    }

    /// The index of a log that is gone says that something was lost. Nothing was.
    fn forget_index(&self) {
        let there = |tail| fs::symlink_metadata(with_tail(&self.store.path, tail)).is_ok();
        if !there("-wal") && there("-shm") {
            let _ = fs::remove_file(with_tail(&self.store.path, "-shm"));
        }
    }

    fn keep_copy(&self) -> Result<PathBuf, LedgerError> {
        let target = self.name_of_copy()?;
        let draft = checked_copy(&self.store.conn, &target)?;
        settle(draft, target)
    }

    fn name_of_copy(&self) -> Result<PathBuf, LedgerError> {
        let end = glance::end(&self.store.conn)?;
        let name = match end.last() {
            None => ".rescued.db".to_owned(),
            Some(last) => {
                let hash: String = chain::hex(end.hash()).chars().take(8).collect();
                format!(".rescued-{last}-{hash}.db")
            }
        };
        Ok(with_tail(&self.store.path, &name))
    }

    /// Others wrote into the files themselves. What this program reads may still be all of the
    /// ledger: the log has what changed, and the rest may be as it was. Else the log is kept.
    fn keep_what_is_left(&self) -> Result<Rescue, LedgerError> {
        let copy = match self.keep_sound_copy() {
            Err(error) if error.is_about_content() => self.keep_copy_of_view(),
            copy => copy,
        };
        match copy {
            Ok(copy) => Ok(Rescue::Kept(copy)),
            Err(error) if error.is_about_content() => self.keep_log(),
            Err(error) => Err(error),
        }
    }

    /// Where not every page is sound: trail and tables may be whole all the same, and what else there
    /// is follows from them.
    fn keep_copy_of_view(&self) -> Result<PathBuf, LedgerError> {
        let target = self.name_of_copy()?;
        let identity = Identity::of(&self.store.conn);
        let copied = self.in_one_view(|view| {
            if !self.store.files.is_in(&self.store.conn)? {
                return Err(LedgerError::Altered(Part::About));
            }
            copy_view(view, identity.id(), &target)
        });
        match copied {
            // Somebody else at this ledger was faster, and kept the same.
            Ok(_) | Err(LedgerError::Exists(_)) => Ok(target),
            Err(error) => Err(error),
        }
    }

    fn keep_sound_copy(&self) -> Result<PathBuf, LedgerError> {
        let target = self.name_of_copy()?;
        let draft = AtomicFile::beside(&target).map_err(|error| unreachable(&target, error))?;
        let copy = self.audited_copy(&draft)?;
        if !self.store.files.is_in(&copy.store.conn)? {
            return Err(LedgerError::Altered(Part::About));
        }
        drop(copy);
        settle(draft, target)
    }

    /// Copies the log as it lies there. SQLite locks no part of it, so that no lock is lost when it
    /// is closed.
    fn keep_log(&self) -> Result<Rescue, LedgerError> {
        let log = with_tail(&self.store.path, "-wal");
        let length = stat(&log)?.map_or(0, |log| log.len());
        if length <= LOG_HEAD {
            return Ok(Rescue::NotNeeded);
        }
        let mut salt = [0; 4];
        let opened = File::open(&log);
        let opened = opened.and_then(|file| file.read_exact_at(&mut salt, SALT).map(|()| file));
        let mut file = opened.map_err(|error| unreachable(&log, error))?;
        let salt = u32::from_be_bytes(salt);
        let target = with_tail(
            &self.store.path,
            &format!(".rescued-{length}-{salt:08x}.db-wal"),
        );
        let copied = files::copy(&mut file, &target, rights());
        kept(copied, target).map(Rescue::KeptLog)
    }
}

/// Colleagues have to get at what was kept.
fn rights() -> Rights {
    Rights {
        mode: Some(0o660),
        ..Rights::default()
    }
}

fn settle(draft: AtomicFile, target: PathBuf) -> Result<PathBuf, LedgerError> {
    let settled = draft.finish(rights()).and_then(|()| draft.settle(&target));
    kept(settled, target)
}

fn kept(done: io::Result<()>, target: PathBuf) -> Result<PathBuf, LedgerError> {
    match done {
        // Somebody else at this ledger was faster, and kept the same.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(target),
        Err(error) => Err(unreachable(&target, error)),
        Ok(()) => Ok(target),
    }
}
