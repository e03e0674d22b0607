//! An open SQLite file: its connection and its files.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, DropBehavior, Transaction};

use crate::ledger::chain::Hash;
use crate::ledger::changes::Changes;
use crate::ledger::doubt::Doubt;
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::file::pulse::SqliteChanges;
use crate::ledger::sqlite::file::{OpenFiles, busy, connect};
use crate::ledger::sqlite::schema::version;
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::sqlite::write::SqliteWrite;
use crate::ledger::store::{Done, Store, StoreView, WriteTransaction};
use crate::ledger::waiting::{Turn, Wait};

/// An open file: one connection, for one thread.
#[derive(Debug)]
pub(in crate::ledger) struct SqliteStore {
    pub conn: Connection,
    pub path: PathBuf,
    pub read_only: bool,
    pub is_full: bool,
    pub files: OpenFiles,
    pub doubt: Option<Doubt>,
    /// The end of the trail of which the index of entries by task has all.
    indexed: Cell<Option<(i64, Hash)>>,
    /// How long others are waited for in what is no view and no write of the traits.
    wait: Wait,
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

    /// What is wrong with it so that it is only read, in the words of the first write tried.
    pub fn doubt(&self) -> Option<LedgerError> {
        Some(LedgerError::Doubtful {
            path: self.path.clone(),
            doubt: self.doubt.clone()?,
        })
    }

    /// Refuses a file that is only read.
    ///
    /// # Errors
    /// Why it is.
    pub fn check_writable(&self) -> Done {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        match (self.is_full, self.read_only) {
            (true, _) => Err(LedgerError::DiskFull),
            (_, true) => Err(LedgerError::ReadOnly),
            _ => Ok(()),
        }
    }

    /// From here on waits so long for others.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn wait_for_others(&mut self, wait: Wait) -> Done {
        busy::wait_in_statements(&self.conn, &wait)?;
        self.wait = wait;
        Ok(())
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

    fn in_view_within<T>(
        &self,
        wait: &Wait,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let found = match self.conn.is_autocommit() {
            false => read(&self.conn),
            true => {
                let view = wait.until_free(|| self.begin_view())?;
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
        let mut view = self.wait.until_free(|| self.begin_view())?;
        view.set_drop_behavior(DropBehavior::Ignore);
        Ok(())
    }

    /// Whether its files are still those at its place, and what is in them is what was left there.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`]; unreachable; busy; whatever SQLite reports.
    pub fn check_in_place(&mut self, wait: &Wait) -> Done {
        let SqliteStore { conn, files, .. } = self;
        wait.until_free(|| files.check_content(conn))
    }
}

impl Store for SqliteStore {
    fn view(&self, wait: &Wait, read: &mut dyn FnMut(&mut dyn StoreView) -> Done) -> Done {
        self.in_view_within(wait, |conn| {
            read(&mut SqliteView::of(conn).with_indexed(&self.indexed))
        })
    }

    fn begin(&mut self, wait: &Wait) -> Result<Box<dyn WriteTransaction + '_>, LedgerError> {
        self.check_writable()?;
        self.check_in_place(wait)?;
        let SqliteStore { conn, files, .. } = self;
        let (turn, tx) = busy::begin_write(conn, wait)?;
        // Under the lock: while it was waited for, somebody may have exchanged the files.
        files.check()?;
        version::check_unmoved(&tx)?;
        Ok(Box::new(SqliteWrite::on(conn, (turn, tx), files)?))
    }

    fn changes(&self, beat: Duration) -> Result<Box<dyn Changes>, LedgerError> {
        Ok(Box::new(SqliteChanges::at(self.files.asked_for(), beat)))
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
