//! Which ledger this is: the id that it and its copies have.

use rusqlite::Connection;

use crate::domain::LedgerId;
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::sqlite::schema::sealing;
use crate::ledger::sqlite::tables::records;

/// Gives the ledger behind `conn` the id of another, of which it is a copy.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn give_id(conn: &Connection, id: &str) -> Result<(), LedgerError> {
    conn.execute("UPDATE about SET value = ?1 WHERE name = 'ledger'", [id])?;
    sealing::seal_about(conn)
}

/// Gives a ledger that has lost its id a new one.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn ensure_id(conn: &Connection) -> Result<(), LedgerError> {
    conn.execute(
        "INSERT OR IGNORE INTO about (name, value) VALUES ('ledger', lower(hex(randomblob(16))))",
        [],
    )?;
    sealing::seal_about(conn)
}

impl Ledger {
    /// The id it was given when it was made, which its backups share.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn id(&self) -> Result<LedgerId, LedgerError> {
        let about = self.store.in_one_view(records::about)?;
        let id = about.get("ledger").cloned();
        id.map(LedgerId::of)
            .ok_or(LedgerError::Altered(Part::About))
    }
}
