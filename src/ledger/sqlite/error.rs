//! What SQLite reports, as what went wrong with a ledger.

use std::path::Path;

use crate::ledger::error::{LedgerError, few_files};
use crate::ledger::part::Part;

/// How SQLite begins to say that a table or a column is not what a statement takes it for. Every
/// statement is this program's own and fits the tables that it makes.
const SHAPE: [&str; 6] = [
    "no such table",
    "no such column",
    "has no column named",
    "malformed database schema",
    "foreign key mismatch",
    "cannot modify",
];

fn is_about_shape(error: &rusqlite::Error) -> bool {
    let is_told = match error {
        rusqlite::Error::SqlInputError { msg, .. } => Some(msg),
        rusqlite::Error::SqliteFailure(_, msg) => msg.as_ref(),
        _ => None,
    };
    is_told.is_some_and(|told| SHAPE.iter().any(|words| told.contains(words)))
}

/// Whether files of this process may only grow so large: SQLite calls a write past that a failure of
/// the disk, or a full one, by what it was writing.
fn has_size_limit() -> bool {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Fsize).current.is_some()
}

/// What SQLite says of a file that it could not open.
pub(in crate::ledger) fn unopened(path: &Path, error: &rusqlite::Error) -> LedgerError {
    few_files().unwrap_or_else(|| LedgerError::Unreachable {
        path: path.to_owned(),
        why: error.to_string(),
    })
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        // The index of the log grows by plain writes, and only for want of room do they fail.
        let no_room_for_index = error
            .sqlite_error()
            .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
        if no_room_for_index {
            return LedgerError::DiskFull;
        }
        match error.sqlite_error_code() {
            // The last: the index of the log stays locked, though never by another of this program.
            _ if is_about_shape(&error) => LedgerError::Altered(Part::Shape),
            Some(Code::DatabaseBusy | Code::DatabaseLocked | Code::FileLockingProtocolFailed) => {
                LedgerError::Busy
            }
            Some(Code::DiskFull) => LedgerError::DiskFull,
            Some(Code::SystemIoFailure) if has_size_limit() => LedgerError::DiskFull,
            Some(Code::CannotOpen) => {
                few_files().unwrap_or_else(|| LedgerError::Database(error.to_string()))
            }
            Some(Code::ReadOnly) => LedgerError::ReadOnly,
            Some(Code::ConstraintViolation) => LedgerError::Misfit(error.to_string()),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
                LedgerError::Damaged(error.to_string())
            }
            _ => match error {
                // A stored value that does not read back was not written by this program.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => {
                    LedgerError::Damaged(error.to_string())
                }
                other => LedgerError::Database(other.to_string()),
            },
        }
    }
}
