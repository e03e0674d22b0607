//! Reading for a command that prints and ends: one moment, and the file as it lies in memory.

use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;

/// As much of the file as SQLite can, and none of it, as it lies in the kernel's memory.
const MAP: &str = "PRAGMA mmap_size = 2147418112";
const UNMAP: &str = "PRAGMA mmap_size = 0";

impl Ledger {
    /// From here on this connection reads the ledger as it stands now, whatever others commit: for
    /// a command that reads in several steps and ends.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn stand_still(&self) -> Result<(), LedgerError> {
        // Read as it lies in the kernel's memory: copying it page by page into SQLite's own is half
        // the time of a search. A program that runs on does not do so, for a fault of the disk
        // then comes as a signal and not as an answer; a command that only prints may end there.
        self.store.stand_still()?;
        self.store.conn.execute_batch(MAP)?;
        Ok(())
    }

    /// Gives back to the kernel what of the file lies mapped: of many pages here and there each
    /// has its neighbours mapped with it, the whole file in the end.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn give_back_pages(&self) -> Result<(), LedgerError> {
        self.store.conn.execute_batch(UNMAP)?;
        self.store.conn.execute_batch(MAP)?;
        Ok(())
    }

    /// The end of [`Ledger::stand_still`]: what is read from here on may be later than what was.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn move_on(&self) -> Result<(), LedgerError> {
        self.store.conn.execute_batch("COMMIT")?;
        Ok(())
    }

    /// From here on few pages are read, each by itself: the kernel is asked for them one by one,
    /// which for each takes a fraction of having the pages round it mapped. What was mapped is
    /// given back.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn read_here_and_there(&self) -> Result<(), LedgerError> {
        self.store.conn.execute_batch(UNMAP)?;
        Ok(())
    }
}
