//! An open ledger, whatever is done with it: its connection and its files.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::doubt::Doubt;
use super::error::LedgerError;
use super::mark::Mark;
use crate::ledger::sqlite::file::connect;
use crate::ledger::sqlite::file::open_files::OpenFiles;
use crate::ledger::sqlite::file::waiting::Turn;

/// An open ledger: one connection, for one thread.
#[derive(Debug)]
pub struct Ledger {
    pub(super) conn: Connection,
    pub(super) path: PathBuf,
    pub(super) read_only: bool,
    pub(super) is_full: bool,
    pub(super) mark: Mark,
    pub(super) files: OpenFiles,
    pub(super) doubt: Option<Doubt>,
    /// Held while the connection, which stands before it, is closed.
    closing: Option<Turn>,
}

impl Ledger {
    pub(super) fn new(
        conn: Connection,
        path: PathBuf,
        read_only: bool,
    ) -> Result<Ledger, LedgerError> {
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

    pub(super) fn check_writable(&self) -> Result<(), LedgerError> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        match (self.is_full, self.read_only) {
            (true, _) => Err(LedgerError::DiskFull),
            (_, true) => Err(LedgerError::ReadOnly),
            _ => Ok(()),
        }
    }

    /// Where the trail ends now.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn mark(&self) -> Result<Mark, LedgerError> {
        Mark::at_end(&self.conn)
    }

    /// Refuses a trail that does not go through `mark`.
    ///
    /// # Errors
    /// [`LedgerError::Parted`]; whatever SQLite reports.
    pub fn check_mark(&self, mark: &Mark) -> Result<(), LedgerError> {
        mark.check(&self.conn)
    }

    /// From here on refuses to write into a trail that does not go through `mark`: what was decided
    /// on was read before it was restored.
    pub fn hold_to(&mut self, mark: Mark) {
        self.mark = mark;
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
