//! Which ledger a file is a copy of.

use rusqlite::Connection;

use crate::ledger::chain::Hash;

/// What copies of one ledger have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Identity {
    /// The id it was given when it was made, or when it came to schema 4: two copies of an older
    /// one may have got two.
    id: Option<String>,
    /// The hash of the first entry.
    first: Option<Hash>,
}

impl Identity {
    /// That of a ledger of any schema; what cannot be read is not there.
    pub fn of(conn: &Connection) -> Identity {
        let id = "SELECT value FROM about WHERE name = 'ledger'";
        let first = "SELECT hash FROM entry WHERE seq = 1";
        Identity {
            id: conn.query_row(id, [], |row| row.get(0)).ok(),
            first: conn.query_row(first, [], |row| row.get(0)).ok(),
        }
    }

    /// The id.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether both are of one ledger.
    pub fn is_of(&self, other: &Identity) -> bool {
        let is_same_id = self.id.is_some() && self.id == other.id;
        is_same_id || (self.first.is_some() && self.first == other.first)
    }
}
