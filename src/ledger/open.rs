//! Opening and making ledgers.
//!
//! A new ledger is made whole beside its place and then renamed into it without replacing
//! anything, so that a killed first start leaves no half ledger and of two at once one wins.
//! The file itself is only ever opened by SQLite: closing any other handle on it would drop
//! SQLite's locks (POSIX advisory locks belong to the process) and lose acknowledged updates.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::Ledger;
use super::beside::{Draft, unreachable, with_tail};
use super::error::{LedgerError, Strange};
use super::schema::{self, APPLICATION_ID};

/// How long a write waits for another user's before it gives up. Other writes take milliseconds;
/// the import of a large ledger takes a good part of a minute.
pub const LONGEST_WAIT: Duration = Duration::from_secs(60);

thread_local! {
    static PATIENCE: Cell<Duration> = const { Cell::new(LONGEST_WAIT) };
}

/// Makes the writes of this thread wait so long and no longer.
pub fn be_patient_for(wait: Duration) {
    PATIENCE.set(wait);
}

/// No database is shorter than its first page.
const SMALLEST_PAGE: u64 = 512;

/// Whether the caller means to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write where the file allows it.
    Write,
    /// Never write.
    ReadOnly,
}

/// Opens the ledger at `path`.
///
/// A file or folder that cannot be written is opened for reading, and [`Ledger::is_read_only`]
/// says so.
///
/// # Errors
/// Missing, no ledger, newer schema, damaged, unreachable.
pub fn open(path: &Path, access: Access) -> Result<Ledger, LedgerError> {
    check_kind(path)?;
    // SQLite keeps the log beside the file itself, not beside a link to it.
    let path = &fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
    let read_only = access == Access::ReadOnly || !is_writable(path);
    let mut conn = if read_only {
        open_for_reading(path)?
    } else {
        connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?
    };
    let version = check_identity(&conn, path)?;
    check_length(&conn, path, read_only)?;
    configure(&conn, read_only)?;
    if version < schema::CURRENT {
        if read_only {
            return Err(LedgerError::ReadOnly);
        }
        schema::upgrade(&mut conn, path)?;
    }
    Ok(Ledger::new(conn, path.to_owned(), read_only))
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
    // A log left over from a file that was removed would be played into the new one.
    for tail in ["", "-wal", "-journal"] {
        let there = with_tail(path, tail);
        if fs::symlink_metadata(&there).is_ok() {
            return Err(LedgerError::Exists(there));
        }
    }
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(|error| unreachable(path, error))?;
    }
    let draft = Draft::beside(path, "new")?;
    let mut conn = connect(&draft.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::create(&mut conn)?;
    configure(&conn, false)?;
    if keep == Keep::ThrowAway {
        conn.execute_batch("PRAGMA synchronous = OFF;")?;
    }
    let mut ledger = Ledger::new(conn, draft.path.clone(), false);
    fill(&mut ledger)?;
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
    ledger.close()?;
    // Group members must be able to write; -wal and -shm copy this mode.
    fs::set_permissions(&draft.path, fs::Permissions::from_mode(0o660))
        .map_err(|error| unreachable(path, error))?;
    draft.settle(path)
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

/// A read-only connection.
///
/// In a folder where no -shm can be made SQLite cannot even read a WAL database; when no log holds
/// unseen changes the file alone is the whole truth and is opened as unchanging. The same for
/// somebody who may write the folder but not the file: the -wal and -shm SQLite would make for
/// them would be theirs and lock the owner out.
pub(super) fn open_for_reading(path: &Path) -> Result<Connection, LedgerError> {
    let by_address = |option: &str| {
        let address = format!("file:{}?{option}", percent_encoded(path));
        connect(
            Path::new(&address),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        )
    };
    let conn = if is_writable_file(path) {
        connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?
    } else if fs::exists(with_tail(path, "-wal")).unwrap_or(true) {
        by_address("readonly_shm=1")?
    } else {
        return by_address("immutable=1");
    };
    match conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly)
            ) && wal_size(path) == 0 =>
        {
            by_address("immutable=1")
        }
        // Whatever else is wrong shows, with its own sentence, in the checks that follow.
        _ => Ok(conn),
    }
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

/// Waits a random 0.5 to 4 ms and tries again: SQLite's own growing pauses starve a writer
/// among several (measured: 10 s; this way under 1 s).
fn wait_for_others(attempt: i32) -> bool {
    thread_local! {
        static SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
        static SEED: Cell<u32> = const { Cell::new(0) };
    }
    let now = Instant::now();
    if attempt == 0 {
        SINCE.set(Some(now));
    }
    if SINCE
        .get()
        .is_some_and(|since| now - since > PATIENCE.get())
    {
        return false;
    }
    let seed = if SEED.get() == 0 {
        std::process::id()
    } else {
        SEED.get()
    };
    let next = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    SEED.set(next.max(1));
    std::thread::sleep(Duration::from_micros(u64::from(500 + (next >> 8) % 3_500)));
    true
}

/// Refuses by stat what cannot be a ledger, without opening it.
fn check_kind(path: &Path) -> Result<(), LedgerError> {
    let strange = |why| LedgerError::NotALedger {
        path: path.to_owned(),
        why,
    };
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        // Below a file there is nothing either; why no folder can be made there is for `create`.
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            LedgerError::Missing(path.to_owned())
        }
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
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    is_writable_file(path) && access(folder.unwrap_or(Path::new(".")), Access::WRITE_OK).is_ok()
}

fn is_writable_file(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Checks whose file this is before anything is changed; answers its schema version.
fn check_identity(conn: &Connection, path: &Path) -> Result<i64, LedgerError> {
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
fn check_length(conn: &Connection, path: &Path, read_only: bool) -> Result<(), LedgerError> {
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
fn configure(conn: &Connection, read_only: bool) -> Result<(), LedgerError> {
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
