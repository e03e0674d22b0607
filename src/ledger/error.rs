//! What can go wrong with a ledger, as values.

use std::path::PathBuf;

use crate::domain::fold::FoldError;
use crate::domain::{EntryId, Refusal, Task, TaskId};

/// Why the ledger could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no ledger at this path.
    #[error("no ledger at {0}")]
    Missing(PathBuf),
    /// There is one already.
    #[error("a ledger is there already: {0}")]
    Exists(PathBuf),
    /// The file is not a ledger.
    #[error("{path} is not a ledger: {why:?}")]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: Strange,
    },
    /// A newer duban made it.
    #[error("schema {found} is newer than {supported}")]
    NewerSchema {
        /// The file's schema version.
        found: i64,
        /// The newest this program knows.
        supported: i64,
    },
    /// Another duban changed the schema while this program had the ledger open.
    #[error("schema is now {found}, this program began with {supported}")]
    SchemaMoved {
        /// The file's schema version now.
        found: i64,
        /// The one this program reads and writes.
        supported: i64,
    },
    /// The file or its trail is damaged.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
    /// The ledger was opened for reading, by wish or because the file cannot be written.
    #[error("the ledger is read-only")]
    ReadOnly,
    /// Somebody else kept the lock longer than the wait.
    #[error("another user is saving")]
    Busy,
    /// The drafts to be taken in could not be read to their end.
    #[error("{0}")]
    Drafts(String),
    /// No room.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or file cannot be made or opened.
    #[error("{path}: {why}")]
    Unreachable {
        /// Which.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// No task of this id.
    #[error("no task {0}")]
    NoSuchTask(TaskId),
    /// No entry of this number.
    #[error("no entry {0}")]
    NoSuchEntry(EntryId),
    /// The entry belongs to an undo, a redo, or a batch taken back already.
    #[error("entry {0} cannot be taken back")]
    NotUndoable(EntryId),
    /// Nothing of this user's is left to take back.
    #[error("nothing to undo")]
    NothingToUndo,
    /// Nothing of this user's can be put back.
    #[error("nothing to redo")]
    NothingToRedo,
    /// Tasks moved on since the caller saw them; these are their present selves.
    #[error("changed since")]
    Stale(Vec<Task>),
    /// Not lawful, for these reasons.
    #[error("refused")]
    Refused(Vec<(TaskId, Refusal)>),
    /// The entries do not fold to a state.
    #[error("entry {entry}: {why}")]
    Unfoldable {
        /// The first entry that does not fit.
        entry: EntryId,
        /// Why.
        why: FoldError,
    },
    /// Anything else SQLite reports.
    #[error("database: {0}")]
    Database(String),
}

/// What a file that is no ledger looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strange {
    /// A folder.
    Folder,
    /// A pipe, a device, a socket.
    Special,
    /// Nothing in it.
    Empty,
    /// A SQLite database of another program.
    Foreign,
    /// No database at all, or its beginning is destroyed.
    Unreadable,
    /// Shorter than its own directory says.
    Truncated,
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
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => LedgerError::Busy,
            Some(Code::DiskFull) => LedgerError::DiskFull,
            Some(Code::ReadOnly) => LedgerError::ReadOnly,
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
