//! Copies of a ledger that can be trusted.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::Ledger;
use super::error::LedgerError;
use super::open::sync_folder;

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
    ["", "-wal", "-shm"].iter().any(|tail| {
        let mut name = ledger.as_os_str().to_owned();
        name.push(tail);
        identity(Path::new(&name)) == Some(other)
    })
}

/// Copies through SQLite's backup API: `cp` would miss what is still in the log.
pub(super) fn copy_of(conn: &Connection, target: &Path) -> Result<(), LedgerError> {
    let draft = neighbour(target);
    let copied = fill_copy(conn, &draft).and_then(|()| {
        fs::rename(&draft, target).map_err(|error| LedgerError::Unreachable {
            path: target.to_owned(),
            why: error.to_string(),
        })
    });
    if copied.is_err() {
        let _ = fs::remove_file(&draft);
    } else {
        sync_folder(target);
    }
    copied
}

fn fill_copy(conn: &Connection, draft: &Path) -> Result<(), LedgerError> {
    let _ = fs::remove_file(draft);
    let mut copy = Connection::open(draft).map_err(|error| LedgerError::Unreachable {
        path: draft.to_owned(),
        why: error.to_string(),
    })?;
    let _ = fs::set_permissions(draft, fs::Permissions::from_mode(0o600));
    Backup::new(conn, &mut copy)?.run_to_completion(4_096, Duration::from_millis(1), None)?;
    // One file on its own: no log beside it that a mover could forget.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let verdict: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(LedgerError::Damaged(verdict));
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn neighbour(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.part-{}", std::process::id()))
}
