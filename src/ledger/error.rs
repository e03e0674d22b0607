//! What can go wrong with a ledger, as values.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::doubt::Doubt;
use super::part::Part;
use super::problem::Problem;
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
    /// The trail was taken back since it was read.
    #[error("the ledger was restored from a backup")]
    Parted,
    /// It has an older schema, and may only be read.
    #[error("schema {found} is older than {supported}")]
    OlderSchema {
        /// Its schema.
        found: i64,
        /// That of this program.
        supported: i64,
    },
    /// A file is there that is no backup of this ledger.
    #[error("{0} is no backup of this ledger")]
    NotABackup(PathBuf),
    /// The backup there has entries that the ledger has not.
    #[error("the backup {0} has entries that this ledger has not")]
    BackupAhead(PathBuf),
    /// Somebody works on a file that is to be replaced: this lies beside it.
    #[error("in use: {0}")]
    InUse(PathBuf),
    /// These programs have a damaged ledger open: nothing can be done under their hands.
    #[error("{path} is held open by {by:?}")]
    HeldOpen {
        /// The ledger.
        path: PathBuf,
        /// Their process numbers, as far as the system tells.
        by: Vec<u32>,
    },
    /// A ledger that does not stand up to its audit is not copied.
    #[error("{path} fails its audit: {problem:?}")]
    Unsound {
        /// The ledger.
        path: PathBuf,
        /// The first of what is wrong with it.
        problem: Box<Problem>,
    },
    /// The files that were opened are not those at their place any more.
    #[error("{path} was taken away or replaced: {how:?}")]
    Replaced {
        /// The ledger's place.
        path: PathBuf,
        /// What is there instead.
        how: Replacement,
    },
    /// The ledger was opened for reading because something about its files is wrong.
    #[error("{path} is only read: {doubt:?}")]
    Doubtful {
        /// The ledger.
        path: PathBuf,
        /// What is wrong.
        doubt: Doubt,
    },
    /// The ledger lies on a file system that keeps no locks.
    #[error("{path} is on {kind}, which keeps no locks")]
    NoLocks {
        /// The ledger.
        path: PathBuf,
        /// The kind of file system.
        kind: &'static str,
    },
    /// SQLite cannot read the file, in its own words.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
    /// What was read is not what was written: the disk's doing, or somebody's behind the program's
    /// back.
    #[error("not as it was written: {0:?}")]
    Altered(Part),
    /// A table refuses what follows from the trail: the two have parted.
    #[error("the tables do not fit the trail: {0}")]
    Misfit(String),
    /// The tables cannot be repaired from a trail that is not whole itself: the first entry that is
    /// not as it was written.
    #[error("the trail is not whole from entry {0} on")]
    TrailBroken(EntryId),
    /// What the trail makes did not come about, whole as it is; nothing was changed.
    #[error("the ledger could not be repaired: {0:?}")]
    Unmendable(Box<Unmended>),
    /// The ledger was opened for reading, by wish or because the file cannot be written.
    #[error("the ledger is read-only")]
    ReadOnly,
    /// This machine's clock says a year that cannot be; no later entry could be earlier.
    #[error("the clock says {0}")]
    Clock(DateTime<Utc>),
    /// Somebody else kept the lock longer than the wait.
    #[error("another user is saving")]
    Busy,
    /// The drafts to be taken in could not be read to their end.
    #[error("{0}")]
    Drafts(String),
    /// No room.
    #[error("the disk is full")]
    DiskFull,
    /// This process may have no more files open than so many.
    #[error("no more than {0} files may be open")]
    FewFiles(u64),
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

impl From<crate::domain::entry::Unreadable> for LedgerError {
    fn from(error: crate::domain::entry::Unreadable) -> Self {
        LedgerError::Damaged(error.to_string())
    }
}

impl LedgerError {
    /// Whether it says that what is written in a file is not what was written there, rather than
    /// that the file cannot be reached, is held by somebody or is of another program.
    pub fn is_about_content(&self) -> bool {
        match self {
            LedgerError::NotALedger { why, .. } => {
                matches!(
                    why,
                    Strange::Empty | Strange::Unreadable | Strange::Truncated
                )
            }
            LedgerError::Damaged(_)
            | LedgerError::Altered(_)
            | LedgerError::Database(_)
            | LedgerError::Misfit(_)
            | LedgerError::Doubtful { .. }
            | LedgerError::Unfoldable { .. }
            | LedgerError::Unmendable(_)
            | LedgerError::Unsound { .. } => true,
            _ => false,
        }
    }
}

/// Why a ledger could not be repaired.
#[derive(Debug)]
pub enum Unmended {
    /// It would still be so.
    Still(Problem),
    /// This stood in the way.
    Hindered(LedgerError),
}

/// What became of the files of an open ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// There is nothing at its place.
    Gone,
    /// Another file is there.
    Other,
    /// Its log or the index of it is not there any more.
    LogGone,
    /// Another log or index is there.
    LogOther,
    /// The log was cut off.
    LogCut,
    /// Something was copied over it.
    Overwritten,
    /// It lies where it lay, but the path by which it was opened leads to another file now.
    Elsewhere,
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

/// With fewer open files a ledger cannot be opened for sure.
const FEW_FILES: u64 = 32;

/// Where this process may have so few files open that one could not be opened.
pub(super) fn few_files() -> Option<LedgerError> {
    use rustix::process::{Resource, getrlimit};
    let most = getrlimit(Resource::Nofile).current;
    most.filter(|most| *most < FEW_FILES)
        .map(LedgerError::FewFiles)
}

/// What the system says of `path`.
pub(super) fn unreachable(path: &Path, error: std::io::Error) -> LedgerError {
    if error.kind() == ErrorKind::StorageFull {
        return LedgerError::DiskFull;
    }
    let is_about_files = error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error());
    if is_about_files && let Some(few) = few_files() {
        return few;
    }
    LedgerError::Unreachable {
        path: path.to_owned(),
        why: error.to_string(),
    }
}
