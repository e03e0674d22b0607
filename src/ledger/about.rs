//! Which ledger this is: the id that it and its copies have.

use rusqlite::Connection;

use super::error::LedgerError;
use super::handle::Ledger;
use super::part::Part;
use super::{records, sealing};
use crate::domain::LedgerId;

/// Gives the ledger behind `conn` the id of another, of which it is a copy.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn give_id(conn: &Connection, id: &str) -> Result<(), LedgerError> {
    conn.execute("UPDATE about SET value = ?1 WHERE name = 'ledger'", [id])?;
    sealing::seal_about(conn)
}

/// Gives a ledger that has lost its id a new one.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn ensure_id(conn: &Connection) -> Result<(), LedgerError> {
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
        let about = self.in_one_view(records::about)?;
        let id = about.get("ledger").cloned();
        id.map(LedgerId::of)
            .ok_or(LedgerError::Altered(Part::About))
    }
}
