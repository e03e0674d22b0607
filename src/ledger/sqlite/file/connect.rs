//! Connections to a ledger: how SQLite is let in, where there is no room or no right to make what it
//! needs beside the file.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::files::{AtomicFile, with_tail};
use crate::ledger::error::{LedgerError, Strange};
use crate::ledger::sqlite::error::unopened;
use crate::ledger::sqlite::file::busy::LONG_STATEMENT;

/// A connection to a file in the making, which others may have exchanged for a link.
pub(in crate::ledger) fn connect_draft(draft: &AtomicFile) -> Result<Connection, LedgerError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    connect(draft.path(), flags)
}

/// A plain connection with the wait for other users in place.
pub(in crate::ledger) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, LedgerError> {
    connect_within(path, flags, LONG_STATEMENT)
}

/// The same that waits so long within each statement.
pub(in crate::ledger) fn connect_within(
    path: &Path,
    flags: OpenFlags,
    statement: Duration,
) -> Result<Connection, LedgerError> {
    if has_lost_all_beside_a_log(path) {
        return Err(LedgerError::NotALedger {
            path: path.to_owned(),
            why: Strange::Empty,
        });
    }
    let is_address = flags.contains(OpenFlags::SQLITE_OPEN_URI);
    // The bundled SQLite takes every name that begins so for an address.
    let named_like_one = !is_address && path.as_os_str().as_encoded_bytes().starts_with(b"file:");
    let place = if named_like_one {
        &Path::new(".").join(path)
    } else {
        path
    };
    let conn = Connection::open_with_flags(place, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| unopened(path, &error))?;
    conn.busy_timeout(statement)?;
    Ok(conn)
}

/// Whether a file is too short for a database and has a log: SQLite would take the log away.
fn has_lost_all_beside_a_log(path: &Path) -> bool {
    const SHORTEST: u64 = 100;
    let length = |path: &Path| fs::metadata(path).map(|found| found.len());
    length(path).is_ok_and(|length| length < SHORTEST)
        && length(&with_tail(path, "-wal")).is_ok_and(|length| length > 0)
}

/// Keeps SQLite from moving the log into the ledger when `conn` is the last one to close, and from
/// taking it away.
pub(in crate::ledger) fn leave_log(conn: &Connection) -> Result<(), LedgerError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

/// The opposite of [`leave_log`], which is SQLite's own way.
pub(in crate::ledger) fn take_up_log(conn: &Connection) -> Result<(), LedgerError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// A read-only connection.
///
/// In a folder where no -shm can be made, or grown, SQLite cannot even read a WAL database; see
/// [`without_index`]. The same for somebody who may write the folder but not the file: the -wal and
/// -shm SQLite would make for them would be theirs and lock the owner out.
pub(in crate::ledger) fn open_for_reading(path: &Path) -> Result<Connection, LedgerError> {
    open_for_reading_within(path, LONG_STATEMENT)
}

/// The same that waits so long within each statement.
pub(in crate::ledger) fn open_for_reading_within(
    path: &Path,
    statement: Duration,
) -> Result<Connection, LedgerError> {
    let usual = || match is_writable_file(path) {
        true => connect_within(path, OpenFlags::SQLITE_OPEN_READ_ONLY, statement),
        false => connect_by_address(path, "readonly_shm=1", statement),
    };
    if !is_writable_file(path) && !fs::exists(with_tail(path, "-wal")).unwrap_or(true) {
        return connect_unchanging(path);
    }
    let conn = usual()?;
    match try_reading(&conn) {
        Err(error) if is_about_index(&error) => {
            // What this one has open of the index the next one would have to share.
            drop(conn);
            without_index(path, statement)?.map_or_else(usual, Ok)
        }
        // Whoever opens it tries again.
        Err(error) if is_busy(&error) => Err(LedgerError::Busy),
        // Whatever else is wrong shows, with its own sentence, in the checks that follow.
        _ => Ok(conn),
    }
}

fn try_reading(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Whether the log's index cannot be made or opened.
fn is_about_index(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly};
    use rusqlite::ffi::{SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMOPEN, SQLITE_IOERR_SHMSIZE};
    let code = error.sqlite_error_code();
    let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
    matches!(code, Some(CannotOpen | DiskFull | ReadOnly))
        || [
            SQLITE_IOERR_SHMSIZE,
            SQLITE_IOERR_SHMOPEN,
            SQLITE_IOERR_SHMMAP,
        ]
        .contains(&extended)
}

/// A read-only connection that makes the index of the log in its own memory, which SQLite does
/// where -wal and -shm are there, be they empty; else, when no log holds unseen changes, the file
/// alone is the whole truth and is opened as unchanging.
fn without_index(path: &Path, statement: Duration) -> Result<Option<Connection>, LedgerError> {
    let conn = connect_by_address(path, "readonly_shm=1", statement)?;
    match try_reading(&conn) {
        Err(error) if is_about_index(&error) && wal_size(path) == 0 => {
            connect_unchanging(path).map(Some)
        }
        Err(error) if is_about_index(&error) => Ok(None),
        _ => Ok(Some(conn)),
    }
}

/// A connection that takes the file at `path` for the whole truth: no lock, no log.
pub(in crate::ledger) fn connect_unchanging(path: &Path) -> Result<Connection, LedgerError> {
    connect_by_address(path, "immutable=1", LONG_STATEMENT)
}

fn connect_by_address(
    path: &Path,
    option: &str,
    statement: Duration,
) -> Result<Connection, LedgerError> {
    let address = format!("file:{}?{option}", percent_encoded(path));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    connect_within(Path::new(&address), flags, statement)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, FileLockingProtocolFailed};
    let code = error.sqlite_error_code();
    matches!(code, Some(DatabaseBusy | FileLockingProtocolFailed))
}

fn percent_encoded(path: &Path) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt;
    let mut address = String::new();
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            address.push(char::from(*byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

pub(in crate::ledger) fn wal_size(path: &Path) -> u64 {
    fs::metadata(with_tail(path, "-wal")).map_or(0, |wal| wal.len())
}

pub(in crate::ledger) fn is_writable_file(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}
