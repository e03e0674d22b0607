//! Opening and making ledgers.
//!
//! A new ledger is made whole beside its place and then renamed into it without replacing
//! anything, so that a killed first start leaves no half ledger and of two at once one wins.
//! The file itself is only ever opened by SQLite: closing any other handle on it would drop
//! SQLite's locks (POSIX advisory locks belong to the process) and lose acknowledged updates.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Ledger;
use super::connect::{
    connect, connect_draft, connect_unchanging, is_writable_file, leave_log, open_for_reading,
    wal_size,
};
use super::doubt::{self, Care, Doubt};
use super::error::{LedgerError, Strange, unopened, unreachable};
use super::file_system;
use super::schema::{self, APPLICATION_ID};
use crate::files::{self, Draft, Rights, with_tail};

/// No database is shorter than its first page.
const SMALLEST_PAGE: u64 = 512;

/// Whether the caller means to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write where the file allows it.
    Write,
    /// Never write.
    ReadOnly,
    /// Never write, but see as closely as whoever writes who else has it open: for what vouches for
    /// the whole ledger, such as a backup.
    Closely,
    /// Write also where tables are missing or the end of the trail does not fit: to mend that.
    Mend,
}

impl Access {
    fn is_to_write(self) -> bool {
        matches!(self, Access::Write | Access::Mend)
    }
}

/// Opens the ledger at `path`.
///
/// A file or folder that cannot be written is opened for reading, and [`Ledger::is_read_only`]
/// says so; where there is no room for what SQLite makes beside it, [`Ledger::is_full`] does too.
///
/// # Errors
/// Missing, no ledger, newer schema, damaged, unreachable.
pub fn open(path: &Path, access: Access) -> Result<Ledger, LedgerError> {
    match open_as(path, access) {
        Err(error) if access.is_to_write() && is_for_want_of_room(&error, path) => {
            let mut ledger = open_as(path, Access::ReadOnly).map_err(|_| error)?;
            ledger.is_full = true;
            Ok(ledger)
        }
        opened => opened,
    }
}

/// Whether something cannot be made beside `path` because there is no room for it, or none for one
/// more file.
fn is_for_want_of_room(error: &LedgerError, path: &Path) -> bool {
    let has_room = || {
        let system = rustix::fs::statvfs(files::folder_of(path));
        system.is_ok_and(|system| system.f_bavail > 0 && system.f_favail > 0)
    };
    match error {
        LedgerError::DiskFull => true,
        LedgerError::Unreachable { .. } => !has_room(),
        _ => false,
    }
}

fn open_as(path: &Path, access: Access) -> Result<Ledger, LedgerError> {
    check_kind(path)?;
    let asked_for = path;
    // SQLite keeps the log beside the file itself, not beside a link to it.
    let path = &fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
    let read_only = !access.is_to_write() || !is_writable(path);
    if !read_only {
        file_system::check(path)?;
    }
    let care = match access {
        Access::ReadOnly => Care::Quick,
        _ => Care::Close,
    };
    let before = doubt::before_opening(path, care)?;
    if let Some(doubt) = before.doubt {
        return open_doubtful(path, doubt);
    }
    let mut conn = if read_only {
        open_for_reading(path)?
    } else {
        connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?
    };
    let version = match check_identity(&conn, path) {
        Err(error) if !error.is_about_content() => return Err(error),
        // What two ledgers make together may look like anything.
        version => version,
    };
    if let Some(doubt) = before.doubt_of_log(&conn, path)? {
        leave_log(&conn)?;
        drop(conn);
        return open_doubtful(path, doubt);
    }
    let version = version?;
    check_length(&conn, path, read_only)?;
    configure(&conn, read_only)?;
    if version < schema::CURRENT {
        if read_only {
            return Err(LedgerError::ReadOnly);
        }
        schema::upgrade(&mut conn, path)?;
    }
    let mut ledger = Ledger::new(conn, path.to_owned(), read_only)?;
    ledger.files.ask_for_as(asked_for);
    if access != Access::Mend
        && let Some(doubt) = doubt::doubt_of_content(&ledger)?
    {
        leave_log(&ledger.conn)?;
        ledger.conn.execute_batch("PRAGMA query_only = ON;")?;
        ledger.read_only = true;
        ledger.doubt = Some(doubt);
    }
    Ok(ledger)
}

/// Opens a ledger that must not be written to: the file itself, whatever log lies beside it.
fn open_doubtful(path: &Path, doubt: Doubt) -> Result<Ledger, LedgerError> {
    let conn = connect_unchanging(path)?;
    if check_identity(&conn, path)? < schema::CURRENT {
        let path = path.to_owned();
        return Err(LedgerError::Doubtful { path, doubt });
    }
    configure(&conn, true)?;
    let mut ledger = Ledger::new(conn, path.to_owned(), true)?;
    ledger.doubt = Some(doubt);
    Ok(ledger)
}

/// Makes a ledger at `path`; `fill` writes what it begins with.
///
/// # Errors
/// [`LedgerError::Exists`] when something is there, also when somebody was faster; whatever
/// `fill` answers; nothing is left behind then.
pub fn create(
    path: &Path,
    fill: impl FnOnce(&mut Ledger) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    make(path, Keep::Safe, fill)
}

/// Makes a ledger nobody will miss, such as the demo's: filled without waiting for the disk, which
/// is a hundred times faster and may lose it all with the power.
///
/// # Errors
/// As [`create`].
pub fn create_throw_away(
    path: &Path,
    fill: impl FnOnce(&mut Ledger) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    make(path, Keep::ThrowAway, fill)
}

/// What a ledger in the making is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Safe,
    ThrowAway,
}

fn make(
    path: &Path,
    keep: Keep,
    fill: impl FnOnce(&mut Ledger) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    file_system::check(path)?;
    // A log left over from a file that was removed would be played into the new one.
    for tail in ["", "-wal", "-journal"] {
        let there = with_tail(path, tail);
        if fs::symlink_metadata(&there).is_ok() {
            return Err(LedgerError::Exists(there));
        }
    }
    files::make_folder(path).map_err(|error| unreachable(path, error))?;
    let draft = Draft::beside(path).map_err(|error| unreachable(path, error))?;
    let mut conn = connect_draft(&draft)?;
    schema::create(&mut conn)?;
    configure(&conn, false)?;
    if keep == Keep::ThrowAway {
        conn.execute_batch("PRAGMA synchronous = OFF;")?;
    }
    let mut ledger = Ledger::new(conn, draft.path().to_owned(), false)?;
    fill(&mut ledger)?;
    // SQLite reads a changed schema anew with the next statement. A checkpoint that has to do so
    // finds its own transaction in the way and answers SQLITE_LOCKED, so something else goes first.
    schema::check_unmoved(&ledger.conn)?;
    // Everything back into the one file before it moves. Closing would do so as well, but keep
    // silent when there is no room for it.
    let (busy, length, moved): (i64, i64, i64) =
        ledger
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
    if busy != 0 || length != moved {
        return Err(LedgerError::Busy);
    }
    drop(ledger);
    // Group members must be able to write; -wal and -shm copy this mode.
    let rights = Rights {
        mode: Some(0o660),
        ..Rights::default()
    };
    let settled = draft.finish(rights).and_then(|()| draft.settle(path));
    settled.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => LedgerError::Exists(path.to_owned()),
        _ => unreachable(path, error),
    })
}

/// Refuses by stat what cannot be a ledger, without opening it.
pub(super) fn check_kind(path: &Path) -> Result<(), LedgerError> {
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
        Ok(())
    }
}

/// Whether this user may write the file and, for the log beside it, the folder.
fn is_writable(path: &Path) -> bool {
    use rustix::fs::{Access, access};
    is_writable_file(path) && access(files::folder_of(path), Access::WRITE_OK).is_ok()
}

/// Checks whose file this is before anything is changed; answers its schema version.
pub(super) fn check_identity(conn: &Connection, path: &Path) -> Result<i64, LedgerError> {
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
    if found > schema::CURRENT {
        return Err(LedgerError::NewerSchema {
            found,
            supported: schema::CURRENT,
        });
    }
    Ok(found)
}

/// A file cut off at its end still answers many queries and even takes writes: compare its
/// length with what it says itself. Pages may be in the log only, so that is emptied first.
pub(super) fn check_length(
    conn: &Connection,
    path: &Path,
    read_only: bool,
) -> Result<(), LedgerError> {
    let is_short = || -> Result<bool, LedgerError> {
        let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let size: i64 = conn.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let length = fs::metadata(path).map_or(0, |file| file.len());
        Ok(i64::try_from(length).unwrap_or(i64::MAX) < pages * size)
    };
    if !is_short()? {
        return Ok(());
    }
    if wal_size(path) > 0 {
        if read_only {
            return Ok(());
        }
        let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(0))?;
        if busy != 0 || !is_short()? || wal_size(path) > 0 {
            return Ok(());
        }
    }
    Err(LedgerError::NotALedger {
        path: path.to_owned(),
        why: Strange::Truncated,
    })
}

/// The settings every connection runs with.
pub(super) fn configure(conn: &Connection, read_only: bool) -> Result<(), LedgerError> {
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
