//! Copies of a ledger that can be trusted.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::Ledger;
use super::beside::{Draft, with_tail};
use super::error::LedgerError;

impl Ledger {
    /// Writes a copy of the ledger, as it is at this moment, to `target`, replacing a file of that
    /// name only once the copy is whole and checked.
    ///
    /// # Errors
    /// No room, no permission, or `target` is the ledger itself; the old target stands then.
    pub fn backup(&self, target: &Path) -> Result<(), LedgerError> {
        if self.is_same_file(target) {
            return Err(LedgerError::Exists(target.to_owned()));
        }
        copy_of(&self.conn, target)
    }

    /// Whether `other` names this ledger's file or one of its side files, by device and inode: it
    /// must then not be opened by anything but SQLite.
    pub fn is_same_file(&self, other: &Path) -> bool {
        is_ledger_file(&self.path, other)
    }
}

/// Whether `other` is the ledger at `ledger`, its log or its shared memory, under any name.
pub fn is_ledger_file(ledger: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
    let Some(other) = identity(other) else {
        return false;
    };
    let file = fs::canonicalize(ledger).unwrap_or_else(|_| ledger.to_owned());
    ["", "-wal", "-shm"]
        .iter()
        .any(|tail| identity(&with_tail(&file, tail)) == Some(other))
}

/// Copies through SQLite's backup API: `cp` would miss what is still in the log.
pub(super) fn copy_of(conn: &Connection, target: &Path) -> Result<(), LedgerError> {
    let draft = Draft::beside(target, "part")?;
    let mut copy = Connection::open(&draft.path)?;
    // In one step, on one view: with pauses every write of others would start it over.
    Backup::new(conn, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(1), None)?;
    // One file on its own: no log beside it that a mover could forget.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(LedgerError::Damaged(verdict));
    }
    copy.close().map_err(|(_, error)| error)?;
    draft.replace(target)
}
