//! Saving what only this program still has, once its files were taken away.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::backup::checked_copy;
use super::error::{LedgerError, Replacement, unreachable};
use super::{Ledger, chain, glance};
use crate::files::{Rights, with_tail};

/// What was done to save what others cannot find any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rescue {
    /// Nothing had to be done.
    NotNeeded,
    /// The log was taken away: what was in it was moved into the ledger.
    PutBack,
    /// The ledger as this program has it was copied to this file.
    Kept(PathBuf),
}

impl Ledger {
    /// Saves what would be gone with the last program that has the deleted files open. Whoever has
    /// the same files open saves the same: two programs that do so at once end up with one copy.
    ///
    /// # Errors
    /// When that cannot be done; nothing else changes then.
    pub fn rescue(&self) -> Result<Rescue, LedgerError> {
        let how = match self.files.check() {
            Err(LedgerError::Replaced { how, .. }) => how,
            other => return other.map(|()| Rescue::NotNeeded),
        };
        if how == Replacement::LogGone && self.put_back()? {
            self.forget_index();
            return Ok(Rescue::PutBack);
        }
        self.keep_copy().map(Rescue::Kept)
    }

    /// Moves the log that has no name any more into the ledger; whether all of it is there now.
    fn put_back(&self) -> Result<bool, LedgerError> {
        if self.read_only {
            return Ok(false);
        }
        let (busy, length, moved): (i64, i64, i64) =
            self.conn
                .query_row("PRAGMA wal_checkpoint(FULL)", [], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?;
        Ok(busy == 0 && length == moved)
    }

    /// The index of a log that is gone says that something was lost. Nothing was.
    fn forget_index(&self) {
        let there = |tail| fs::symlink_metadata(with_tail(&self.path, tail)).is_ok();
        if !there("-wal") && there("-shm") {
            let _ = fs::remove_file(with_tail(&self.path, "-shm"));
        }
    }

    fn keep_copy(&self) -> Result<PathBuf, LedgerError> {
        let end = glance::end(&self.conn)?;
        let name = match end.last() {
            None => ".rescued.db".to_owned(),
            Some(last) => {
                let hash: String = chain::hex(end.hash()).chars().take(8).collect();
                format!(".rescued-{last}-{hash}.db")
            }
        };
        let target = with_tail(&self.path, &name);
        let draft = checked_copy(&self.conn, &target)?;
        let rights = Rights {
            mode: Some(0o660),
            ..Rights::default()
        };
        match draft.finish(rights).and_then(|()| draft.settle(&target)) {
            // Somebody else at this ledger was faster, and kept the same.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(target),
            Err(error) => Err(unreachable(&target, error)),
            Ok(()) => Ok(target),
        }
    }
}
