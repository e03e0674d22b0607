//! An open SQLite file: its connection and its files.

use std::cell::Cell;
use std::path::PathBuf;

use rusqlite::{Connection, DropBehavior, Transaction};

use crate::ledger::chain::Hash;
use crate::ledger::doubt::Doubt;
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::file::{OpenFiles, busy, connect};
use crate::ledger::sqlite::schema::version;
use crate::ledger::store::Done;
use crate::ledger::waiting::{Turn, Wait};

/// An open file: one connection, for one thread.
#[derive(Debug)]
pub struct SqliteStore {
    pub(in crate::ledger) conn: Connection,
    pub(in crate::ledger) path: PathBuf,
    pub(in crate::ledger) read_only: bool,
    pub(in crate::ledger) is_full: bool,
    pub(in crate::ledger) files: OpenFiles,
    pub(in crate::ledger) doubt: Option<Doubt>,
    /// The end of the trail of which the index of entries by task has all.
    pub(super) indexed: Cell<Option<(i64, Hash)>>,
    /// How long others are waited for in what is no view and no write of the traits.
    pub(in crate::ledger) wait: Wait,
    /// Held while the connection, which stands before it, is closed.
    closing: Option<Turn>,
}

impl SqliteStore {
    /// Of a connection to the file at `path`.
    ///
    /// # Errors
    /// Side files that are not its own; whatever SQLite reports.
    pub fn new(
        conn: Connection,
        path: PathBuf,
        read_only: bool,
    ) -> Result<SqliteStore, LedgerError> {
        Ok(SqliteStore {
            files: OpenFiles::of(&conn, &path)?,
            conn,
            path,
            read_only,
            is_full: false,
            doubt: None,
            indexed: Cell::new(None),
            wait: Wait::default(),
            closing: None,
        })
    }

    /// Runs several queries on one and the same state, whatever others commit meanwhile.
    ///
    /// # Errors
    /// What `read` answers; busy; whatever SQLite reports.
    pub fn in_one_view<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.in_view_within(&self.wait, read)
    }

    /// The same, with others waited for as long as this says.
    ///
    /// # Errors
    /// As [`SqliteStore::in_one_view`].
    pub(super) fn in_view_within<T>(
        &self,
        wait: &Wait,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let found = match self.conn.is_autocommit() {
            false => read(&self.conn),
            true => {
                let view = busy::begin(&self.conn, wait, || self.begin_view())?;
                let found = read(&view);
                view.finish()?;
                found
            }
        };
        if self.read_only {
            // Before what was found is believed, and also where it says that all is broken.
            self.files.check_unchanged()?;
        }
        found
    }

    /// Begins to read one moment: that of the first question, after which nobody stands in the way.
    fn begin_view(&self) -> Result<Transaction<'_>, LedgerError> {
        let view = self.conn.unchecked_transaction()?;
        version::check_unmoved(&view)?;
        Ok(view)
    }

    /// The same until the connection commits.
    ///
    /// # Errors
    /// Busy; whatever SQLite reports.
    pub fn stand_still(&self) -> Done {
        let mut view = busy::begin(&self.conn, &self.wait, || self.begin_view())?;
        view.set_drop_behavior(DropBehavior::Ignore);
        Ok(())
    }
}

/// The last one to close moves the log back into the file and takes it away; not so where the log
/// at the path is somebody else's by now.
impl Drop for SqliteStore {
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
