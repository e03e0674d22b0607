//! Proof that the ledger is what its entries say.
//!
//! SQLite's own check misses most flipped bytes. The chain finds an entry altered, cut out or
//! slipped in; folding the entries and comparing finds a table altered behind their back.
//!
//! Entries and tables are looked through side by side, some neighbouring ids at a time and on two
//! threads, so that the largest ledger takes no more memory than a small one. See `range` for what
//! is done with a task, `typed` for who decides, and `chain_walk` for naming the first bad entry.

mod blocks;
mod chain_walk;
mod cursor;
mod fields;
pub(in crate::ledger) mod finding;
mod folded;
mod packing;
mod page;
mod range;
pub(in crate::ledger) mod report;
mod tables;
mod tail;
mod threads;
pub(in crate::ledger) mod typed;
mod written;

use rusqlite::Connection;

use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;

use finding::Finding;
use report::{AuditReport, FileCheck};

impl Ledger {
    /// Recomputes the chain of the whole trail, folds it and compares with every table; SQLite
    /// checks the file.
    ///
    /// # Errors
    /// Only when the file cannot be read at all; what is wrong with it is in the report.
    pub fn audit(&self) -> Result<AuditReport, LedgerError> {
        self.audit_with(FileCheck::Along)
    }

    /// The same, with or without SQLite's own check of the file.
    ///
    /// # Errors
    /// As [`Ledger::audit`].
    pub fn audit_with(&self, check: FileCheck) -> Result<AuditReport, LedgerError> {
        threads::look_through(self, check)
    }
}

/// What is found on one connection, which may be in the midst of writing.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn found_in(conn: &Connection) -> Result<Finding, LedgerError> {
    threads::entries_and_tables(conn, None)
}
