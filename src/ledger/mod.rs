//! The ledger: an append-only trail of entries and its projection in one SQLite file.
//!
//! This is the only module that speaks SQL. Every write goes through [`Ledger::update`],
//! [`Ledger::register`], [`Ledger::take_in`], [`Ledger::undo`] or [`Ledger::redo`]: one IMMEDIATE
//! transaction that appends the entries and moves the projection along, so that the two never
//! part. Reading never writes.
//!
//! Beside the tables lie the same list lines packed, sixty-four tasks to a blob ([`Block`]), moved
//! in the same transaction: a list and a search of 100,000 tasks read some thirteen megabytes in a
//! row where joining the tables takes over a second. See `shelf` for how they are kept and
//! [`Ledger::each_packed`] for how they are read.
//!
//! [`Block`]: crate::packed::Block

mod audit;
mod audit_tables;
mod backup;
mod beside;
mod blocks;
mod chain;
mod error;
mod fingerprint;
mod history;
mod intake;
mod intake_body;
mod intake_match;
mod naming;
mod open;
mod opening;
mod project;
mod pulse;
mod read;
mod rows;
mod schema;
mod shelf;
mod undo;
mod undo_records;
mod undo_standing;
mod write;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use audit::{AuditReport, EntryFault, Problem, Subject};
pub use backup::is_ledger_file;
pub(crate) use beside::is_running;
pub use error::{LedgerError, Strange};
pub use history::{AsOf, HistoryFilter};
pub use intake::{Drafts, EachDraft, IntakeOptions, IntakePlan, PlannedTask, Verdict};
pub use open::{Access, LONGEST_WAIT, be_patient_for, create, create_throw_away, open};
pub use pulse::{Pulse, Touches};
pub use undo::{Compensation, LeftAlone};
pub use write::{Recorded, Target};

/// An open ledger: one connection, for one thread.
#[derive(Debug)]
pub struct Ledger {
    conn: Connection,
    path: PathBuf,
    read_only: bool,
}

impl Ledger {
    fn new(conn: Connection, path: PathBuf, read_only: bool) -> Ledger {
        Ledger {
            conn,
            path,
            read_only,
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can only be read, by wish or because file or folder cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Closes it; the last one to close moves the log back into the file.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn close(self) -> Result<(), LedgerError> {
        self.conn.close().map_err(|(_, error)| error.into())
    }

    fn check_writable(&self) -> Result<(), LedgerError> {
        if self.read_only {
            Err(LedgerError::ReadOnly)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
