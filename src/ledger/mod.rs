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

mod anew;
mod audit;
mod backup;
mod batch_line;
mod batch_lines;
mod batches;
mod blocks;
mod cells;
mod chain;
mod connect;
mod doubt;
mod error;
mod file_alone;
mod file_doubts;
mod file_system;
mod fingerprint;
mod glance;
mod history;
mod holders;
mod identity;
mod intake;
mod intake_agree;
mod intake_alike;
mod intake_body;
mod intake_documents;
mod intake_fit;
mod intake_judge;
mod intake_lines;
mod intake_match;
mod intake_places;
mod intake_returned;
mod intake_unread;
mod locks;
mod look;
mod mark;
mod moment;
mod naming;
mod open;
mod open_files;
mod opening;
mod part;
mod problem;
mod project;
mod pulse;
mod read;
mod read_ahead;
mod rebuild;
mod rescue;
pub mod restore;
mod rows;
pub mod salvage;
mod schema;
mod sealing;
mod shape;
mod shelf;
mod sums;
mod tally;
mod targets;
mod trail;
mod trail_end;
mod undo;
mod undo_choice;
mod undo_fate;
mod undo_plan;
mod undo_records;
mod undo_standing;
mod waiting;
mod whole;
mod write;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::domain::LedgerId;

pub use audit::report::{AuditReport, FileCheck};
pub use backup::is_ledger_file;
pub use batch_line::{BatchLine, Keeps};
pub use batch_lines::{BatchFilter, BatchPage};
pub use doubt::{Doubt, Flaw, Misshapen, Piece, TailFault};
pub use error::{LedgerError, Replacement, Strange, Unmended};
pub use file_system::accept_any_file_system;
pub use history::{AsOf, HistoryFilter};
pub use holders::{Holder, holders};
pub use intake::{Drafts, EachDraft, IntakeOptions, IntakePlan, PlannedTask, Verdict};
pub use intake_returned::Conflict;
pub use mark::Mark;
pub use moment::{Moment, Otherwise, Pieces};
pub use open::{Access, create, create_throw_away, open};
pub use part::Part;
pub use problem::{EntryFault, Problem, Subject};
pub use pulse::{Pulse, Touches};
pub use rebuild::Rebuild;
pub use rescue::Rescue;
pub use undo::{Compensation, LeftAlone};
pub use undo_fate::Stands;
pub use undo_plan::{Planned, UndoOf, UndoPlan, Undone};
pub use waiting::{LONGEST_WAIT, be_patient_for, between_writes, tell_of_waiting};
pub use write::{Recorded, Target};

use open_files::OpenFiles;
use waiting::Turn;

/// An open ledger: one connection, for one thread.
#[derive(Debug)]
pub struct Ledger {
    conn: Connection,
    path: PathBuf,
    read_only: bool,
    is_full: bool,
    mark: Mark,
    files: OpenFiles,
    doubt: Option<Doubt>,
    /// Held while the connection, which stands before it, is closed.
    closing: Option<Turn>,
}

impl Ledger {
    fn new(conn: Connection, path: PathBuf, read_only: bool) -> Result<Ledger, LedgerError> {
        Ok(Ledger {
            files: OpenFiles::of(&conn, &path)?,
            conn,
            path,
            read_only,
            is_full: false,
            mark: Mark::default(),
            doubt: None,
            closing: None,
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The id it was given when it was made, which its backups share.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn id(&self) -> Result<LedgerId, LedgerError> {
        let about = self.in_one_view(read::about)?;
        let id = about.get("ledger").cloned();
        id.map(LedgerId::of)
            .ok_or(LedgerError::Altered(Part::About))
    }

    /// Whether it can only be read, by wish or because file or folder cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether it can only be read because the disk has no room.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// What is wrong with it so that it is only read, in the words of the first write tried.
    pub fn doubt(&self) -> Option<LedgerError> {
        Some(LedgerError::Doubtful {
            path: self.path.clone(),
            doubt: self.doubt.clone()?,
        })
    }

    /// Whether its files are still those at its place, and what is in them is what was left there.
    /// Asked by every write; a program that stays open asks when it hears that something happened.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`]; unreachable; whatever SQLite reports.
    pub fn check_in_place(&mut self) -> Result<(), LedgerError> {
        self.files.check_content(&self.conn)
    }

    /// Prepares [`Ledger::check_in_place`] for a long stay. Takes a fraction of a millisecond.
    ///
    /// # Errors
    /// As [`Ledger::check_in_place`].
    pub fn remember_alone(&mut self) -> Result<(), LedgerError> {
        self.files.remember_alone(&self.conn)
    }

    fn check_writable(&self) -> Result<(), LedgerError> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        match (self.is_full, self.read_only) {
            (true, _) => Err(LedgerError::DiskFull),
            (_, true) => Err(LedgerError::ReadOnly),
            _ => Ok(()),
        }
    }
}

/// The last one to close moves the log back into the file and takes it away; not so where the log
/// at the path is somebody else's by now.
impl Drop for Ledger {
    fn drop(&mut self) {
        if self.files.must_not_be_tidied(&self.conn)
            && let Err(error) = connect::leave_log(&self.conn)
        {
            tracing::warn!("the log cannot be left as it is: {error}");
        }
        // Nobody can open it while the log is moved.
        self.closing = (!self.read_only).then(Turn::take);
    }
}

#[cfg(test)]
mod tests;
