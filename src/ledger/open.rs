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
use super::doubt::{self, Doubt};
use super::error::{LedgerError, Strange, unreachable};
use super::file_system;
use super::schema::{self, APPLICATION_ID};
use super::waiting::wait_for_others;
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
    /// Write also where the end of the trail does not fit: to mend that.
    Mend,
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
        Err(error) if access != Access::ReadOnly && is_for_want_of_room(&error, path) => {
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
    // SQLite keeps the log beside the file itself, not beside a link to it.
    let path = &fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
    let read_only = access == Access::ReadOnly || !is_writable(path);
    if !read_only {
        file_system::check(path)?;
    }
    let before = doubt::before_opening(path)?;
    if let Some(doubt) = before.doubt {
        return open_doubtful(path, doubt);
    }
    let mut conn = if read_only {
        open_for_reading(path)?
    } else {
        connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?
    };
    let version = check_identity(&conn, path)?;
    if let Some(doubt) = before.doubt_of_log(&conn, path)? {
        leave_log(&conn)?;
        drop(conn);
        return open_doubtful(path, doubt);
    }
    check_length(&conn, path, read_only)?;
    configure(&conn, read_only)?;
    if version < schema::CURRENT {
        if read_only {
            return Err(LedgerError::ReadOnly);
        }
        schema::upgrade(&mut conn, path)?;
    }
    let mut ledger = Ledger::new(conn, path.to_owned(), read_only)?;
    if access != Access::Mend
        && let Some(doubt) = doubt::doubt_of_tail(&ledger)?
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

/// A connection to a file in the making, which others may have exchanged for a link.
pub(super) fn connect_draft(draft: &Draft) -> Result<Connection, LedgerError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    connect(draft.path(), flags)
}

/// A plain connection with the wait for other users in place.
pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, LedgerError> {
    let is_address = flags.contains(OpenFlags::SQLITE_OPEN_URI);
    // The bundled SQLite takes every name that begins so for an address.
    let named_like_one = !is_address && path.as_os_str().as_encoded_bytes().starts_with(b"file:");
    let place = if named_like_one {
        &Path::new(".").join(path)
    } else {
        path
    };
    let mut conn = Connection::open_with_flags(place, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| LedgerError::Unreachable {
            path: path.to_owned(),
            why: error.to_string(),
        })?;
    conn.busy_handler(Some(wait_for_others))?;
    Ok(conn)
}

/// Keeps SQLite from moving the log into the ledger when `conn` is the last one to close, and from
/// taking it away.
pub(super) fn leave_log(conn: &Connection) -> Result<(), LedgerError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

/// A read-only connection.
///
/// In a folder where no -shm can be made, or grown, SQLite cannot even read a WAL database; see
/// [`without_index`]. The same for somebody who may write the folder but not the file: the -wal and
/// -shm SQLite would make for them would be theirs and lock the owner out.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection, LedgerError> {
    let conn = if is_writable_file(path) {
        connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?
    } else if fs::exists(with_tail(path, "-wal")).unwrap_or(true) {
        connect_by_address(path, "readonly_shm=1")?
    } else {
        return connect_unchanging(path);
    };
    match try_reading(&conn) {
        Err(error) if is_about_index(&error) => {
            drop(conn);
            without_index(path)
        }
        // They were waited for, and need not be a second time.
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
fn without_index(path: &Path) -> Result<Connection, LedgerError> {
    let conn = connect_by_address(path, "readonly_shm=1")?;
    match try_reading(&conn) {
        Err(error) if is_about_index(&error) && wal_size(path) == 0 => connect_unchanging(path),
        Err(error) if is_about_index(&error) => Err(error.into()),
        _ => Ok(conn),
    }
}

/// A connection that takes the file at `path` for the whole truth: no lock, no log.
pub(super) fn connect_unchanging(path: &Path) -> Result<Connection, LedgerError> {
    connect_by_address(path, "immutable=1")
}

fn connect_by_address(path: &Path, option: &str) -> Result<Connection, LedgerError> {
    let address = format!("file:{}?{option}", percent_encoded(path));
    connect(
        Path::new(&address),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
    )
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

fn wal_size(path: &Path) -> u64 {
    fs::metadata(with_tail(path, "-wal")).map_or(0, |wal| wal.len())
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

fn is_writable_file(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
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
            return Err(LedgerError::Unreachable {
                path: path.to_owned(),
                why: error.to_string(),
            });
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
