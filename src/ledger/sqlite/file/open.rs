//! Opening and making ledgers.
//!
//! A new ledger is made whole beside its place and then renamed into it without replacing
//! anything, so that a killed first start leaves no half ledger and of two at once one wins.
//! The file itself is only ever opened by SQLite: closing any other handle on it would drop
//! SQLite's locks (POSIX advisory locks belong to the process) and lose acknowledged updates.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::OpenFlags;

use crate::files::{self, AtomicFile, Rights, with_tail};
use crate::ledger::doubt::Doubt;
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::handle::Ledger;
use crate::ledger::sqlite::file::access::{Access, Opening};
use crate::ledger::sqlite::file::busy;
use crate::ledger::sqlite::file::connect::{
    connect_draft, connect_unchanging, connect_within, is_writable_file, leave_log,
    open_for_reading_within, take_up_log,
};
use crate::ledger::sqlite::file::file_checks::{
    check_identity, check_kind, check_length, configure,
};
use crate::ledger::sqlite::file::file_doubts;
use crate::ledger::sqlite::file::file_system;
use crate::ledger::sqlite::schema::{steps, version};
use crate::ledger::sqlite::store::SqliteStore;

/// Opens the ledger at `path`, as `how` says, or for this access with the usual wait.
///
/// A file or folder that cannot be written is opened for reading, and [`Ledger::is_read_only`]
/// says so; where there is no room for what SQLite makes beside it, [`Ledger::is_full`] does too.
///
/// # Errors
/// Missing, no ledger, newer schema, damaged, unreachable, busy.
pub fn open(path: &Path, how: impl Into<Opening>) -> Result<Ledger, LedgerError> {
    let how = how.into();
    let opened = how.wait.until_free(|| open_as(path, &how));
    match opened {
        Err(error) if how.access.is_to_write() && is_for_want_of_room(&error, path) => {
            let mut ledger = open_as(path, &how.to(Access::ReadOnly)).map_err(|_| error)?;
            ledger.store.is_full = true;
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

fn open_as(path: &Path, how: &Opening) -> Result<Ledger, LedgerError> {
    let access = how.access;
    check_kind(path)?;
    let asked_for = path;
    // SQLite keeps the log beside the file itself, not beside a link to it.
    let path = &fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
    let read_only = !access.is_to_write() || !is_writable(path);
    if !read_only {
        file_system::check(path, how)?;
    }
    let before = file_doubts::before_opening(path, access)?;
    if let Some(doubt) = before.doubt {
        return open_doubtful(path, doubt);
    }
    let statement = busy::within_statements(&how.wait);
    let mut conn = match read_only {
        true => open_for_reading_within(path, statement)?,
        false => connect_within(path, OpenFlags::SQLITE_OPEN_READ_WRITE, statement)?,
    };
    // Until all is found sound: whoever is refused must not move the log into a file that is not
    // its own, or not whole, by closing it.
    leave_log(&conn)?;
    let version = match check_identity(&conn, path) {
        Err(error) if !error.is_about_content() => return Err(error),
        // What two ledgers make together may look like anything.
        version => version,
    };
    // Nobody stood in the way: what is looked at from here on is not looked at again from its beginning.
    conn.busy_timeout(how.wait.at_most)?;
    if let Some(doubt) = before.doubt_of_log(&conn, path)? {
        drop(conn);
        return open_doubtful(path, doubt);
    }
    let version = version?;
    check_length(&conn, path, read_only)?;
    configure(&conn, read_only)?;
    if version < version::CURRENT {
        check_may_be_raised(version, read_only)?;
        steps::upgrade(&mut conn, path, &how.wait)?;
    }
    let mut ledger = Ledger::over(SqliteStore::new(conn, path.to_owned(), read_only)?);
    ledger.store.wait = how.wait.clone();
    ledger.wait_for_others(how.wait.clone());
    ledger.store.files.ask_for_as(asked_for);
    ledger.raised_from = (version < version::CURRENT).then_some(version);
    if access != Access::Mend
        && let Some(doubt) = file_doubts::doubt_of_content(&ledger)?
    {
        ledger.store.conn.execute_batch("PRAGMA query_only = ON;")?;
        ledger.store.read_only = true;
        ledger.store.doubt = Some(doubt);
        return Ok(ledger);
    }
    take_up_log(&ledger.store.conn)?;
    Ok(ledger)
}

/// Refuses to read an older ledger that may not be brought up to date.
fn check_may_be_raised(found: i64, read_only: bool) -> Result<(), LedgerError> {
    let supported = version::CURRENT;
    match read_only {
        true => Err(LedgerError::OlderSchema { found, supported }),
        false => Ok(()),
    }
}

/// Opens a ledger that must not be written to: the file itself, whatever log lies beside it.
fn open_doubtful(path: &Path, doubt: Doubt) -> Result<Ledger, LedgerError> {
    let conn = connect_unchanging(path)?;
    if check_identity(&conn, path)? < version::CURRENT {
        let path = path.to_owned();
        return Err(LedgerError::Doubtful { path, doubt });
    }
    configure(&conn, true)?;
    let mut ledger = Ledger::over(SqliteStore::new(conn, path.to_owned(), true)?);
    ledger.store.doubt = Some(doubt);
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
    create_as(path, &Opening::from(Access::Write), fill)
}

/// The same as `how` says.
///
/// # Errors
/// As [`create`].
pub fn create_as(
    path: &Path,
    how: &Opening,
    fill: impl FnOnce(&mut Ledger) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    make(path, Keep::Safe, how, fill)
}

/// Makes a ledger nobody will miss, such as the demo's: filled without waiting for the disk, which
/// is a hundred times faster and may lose it all with the power.
///
/// # Errors
/// As [`create`].
pub fn create_throw_away(
    path: &Path,
    how: &Opening,
    fill: impl FnOnce(&mut Ledger) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    make(path, Keep::ThrowAway, how, fill)
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
    how: &Opening,
    fill: impl FnOnce(&mut Ledger) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    file_system::check(path, how)?;
    // A log left over from a file that was removed would be played into the new one.
    for tail in ["", "-wal", "-journal"] {
        let there = with_tail(path, tail);
        if fs::symlink_metadata(&there).is_ok() {
            return Err(LedgerError::Exists(there));
        }
    }
    files::make_folder(path).map_err(|error| unreachable(path, error))?;
    let draft = AtomicFile::beside(path).map_err(|error| unreachable(path, error))?;
    let mut conn = connect_draft(&draft)?;
    steps::create(&mut conn)?;
    configure(&conn, false)?;
    if keep == Keep::ThrowAway {
        conn.execute_batch("PRAGMA synchronous = OFF;")?;
    }
    let mut ledger = Ledger::over(SqliteStore::new(conn, draft.path().to_owned(), false)?);
    fill(&mut ledger)?;
    // SQLite reads a changed schema anew with the next statement. A checkpoint that has to do so
    // finds its own transaction in the way and answers SQLITE_LOCKED, so something else goes first.
    version::check_unmoved(&ledger.store.conn)?;
    // Everything back into the one file before it moves. Closing would do so as well, but keep
    // silent when there is no room for it.
    let (busy, length, moved): (i64, i64, i64) =
        ledger
            .store
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

/// Whether this user may write the file and, for the log beside it, the folder.
fn is_writable(path: &Path) -> bool {
    use rustix::fs::{Access, access};
    is_writable_file(path) && access(files::folder_of(path), Access::WRITE_OK).is_ok()
}
