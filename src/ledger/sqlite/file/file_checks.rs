//! What a file must be so that it is opened as a ledger, and the settings it is opened with.

use std::fs;
use std::io::ErrorKind;
use std::ops::RangeInclusive;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::files::with_tail;
use crate::ledger::error::{LedgerError, Strange, unreachable};
use crate::ledger::sqlite::error::unopened;
use crate::ledger::sqlite::file::connect::wal_size;
use crate::ledger::sqlite::file::log_frames;
use crate::ledger::sqlite::schema::version::{APPLICATION_ID, CURRENT};

/// No database is shorter than its first page.
const SMALLEST_PAGE: u64 = 512;

/// How often a short file is compared with its log before it counts as cut off.
const LOOKS: usize = 3;

/// Refuses by stat what cannot be a ledger, without opening it.
pub(in crate::ledger) fn check_kind(path: &Path) -> Result<(), LedgerError> {
    let strange = |why| LedgerError::NotALedger {
        path: path.to_owned(),
        why,
    };
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        // Below a file there is nothing either; why no folder can be made there is for `create`.
        ErrorKind::NotFound | ErrorKind::NotADirectory => LedgerError::Missing(path.to_owned()),
        _ => unreachable(path, error),
    })?;
    let kind = found.file_type();
    if kind.is_dir() {
        Err(strange(Strange::Folder))
    } else if kind.is_fifo() || kind.is_socket() || kind.is_char_device() || kind.is_block_device()
    {
        Err(strange(Strange::Special))
    } else if found.len() == 0 {
        Err(strange(Strange::Empty))
    } else if found.len() < SMALLEST_PAGE {
        // SQLite takes so short a file for an empty database.
        Err(strange(Strange::Unreadable))
    } else {
        check_readable(path)
    }
}

/// Whether we may read a ledger and what lies beside it: SQLite says no more than that it cannot.
fn check_readable(path: &Path) -> Result<(), LedgerError> {
    for file in ["", "-wal", "-shm"].map(|tail| with_tail(path, tail)) {
        let refused = rustix::fs::access(&file, rustix::fs::Access::READ_OK);
        if refused == Err(rustix::io::Errno::ACCESS) {
            return Err(unreachable(&file, ErrorKind::PermissionDenied.into()));
        }
    }
    Ok(())
}

/// Checks whose file this is before anything is changed; answers its schema version.
pub(in crate::ledger) fn check_identity(
    conn: &Connection,
    path: &Path,
) -> Result<i64, LedgerError> {
    let strange = |why| LedgerError::NotALedger {
        path: path.to_owned(),
        why,
    };
    let pragma =
        |name: &str| conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let application = match pragma("application_id") {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(strange(Strange::Unreadable));
        }
        // The header reads well and names more pages than there are.
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            return Err(strange(Strange::Truncated));
        }
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) => {
            return Err(unopened(path, &error));
        }
        other => other?,
    };
    if application != APPLICATION_ID {
        return Err(strange(Strange::Foreign));
    }
    let found = pragma("user_version")?;
    if found > CURRENT {
        return Err(LedgerError::NewerSchema {
            found,
            supported: CURRENT,
        });
    }
    Ok(found)
}

/// A file cut off at its end still answers many queries and even takes writes: compare its
/// length with what it says itself. The pages it lacks may be in the log only. They are looked for
/// there before anybody moves the log into the file, which would give it its length back with holes.
pub(in crate::ledger) fn check_length(
    conn: &Connection,
    path: &Path,
    read_only: bool,
) -> Result<(), LedgerError> {
    let lacks = || -> Result<RangeInclusive<i64>, LedgerError> {
        let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let size: i64 = conn.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let length = fs::metadata(path).map_or(0, |file| file.len());
        let there = i64::try_from(length).unwrap_or(i64::MAX) / size.max(1);
        Ok(there.saturating_add(1)..=pages)
    };
    let log = with_tail(path, "-wal");
    // Another process may move the log while it is read.
    for _ in 0..LOOKS {
        let lacking = lacks()?;
        if lacking.is_empty() {
            return Ok(());
        }
        let logged = log_frames::pages_in(&log).map_err(|error| unreachable(path, error))?;
        let is_logged = |page: &i64| u32::try_from(*page).is_ok_and(|page| logged.contains(&page));
        let nowhere = lacking.filter(|page| !is_logged(page)).count();
        // A page that was free again before it was ever written stands nowhere, and rightly so.
        let free: i64 = conn.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
        if nowhere <= usize::try_from(free).unwrap_or(0) {
            if !read_only && wal_size(path) > 0 {
                let sql = "PRAGMA wal_checkpoint(PASSIVE)";
                conn.query_row(sql, [], |_| Ok(()))?;
            }
            return Ok(());
        }
    }
    Err(LedgerError::NotALedger {
        path: path.to_owned(),
        why: Strange::Truncated,
    })
}

/// The settings every connection runs with.
pub(in crate::ledger) fn configure(conn: &Connection, read_only: bool) -> Result<(), LedgerError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Plans do not hang on the values given: without this a statement kept for the next time is
    // compiled again whenever its LIMIT is, which was a third of reading a task.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;",
    )?;
    if read_only {
        conn.execute_batch("PRAGMA query_only = ON;")?;
    } else {
        // FULL: an acknowledged change survives a power cut; 3 ms are nothing at human pace.
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 8388608;",
        )?;
    }
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}
