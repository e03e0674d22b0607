//! Whether a trail still goes through the point where somebody last read it.
//!
//! A restore takes the trail back, and others write on from there: entries, ids and revisions come
//! round again with other meanings. The hash of the last entry read is different then.

use rusqlite::{Connection, OptionalExtension};

use super::chain::{self, Hash};
use super::error::LedgerError;
use crate::domain::EntryId;

/// The end of a trail as somebody read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    last: Option<EntryId>,
    hash: Hash,
}

impl Default for Mark {
    /// Before the first entry, where every trail begins.
    fn default() -> Mark {
        Mark {
            last: None,
            hash: chain::ORIGIN,
        }
    }
}

impl Mark {
    /// The end of the trail when this entry was the last; zero: before the first.
    pub(super) fn at(conn: &Connection, last: i64) -> Result<Mark, LedgerError> {
        let Some(last) = EntryId::new(last) else {
            return Ok(Mark::default());
        };
        let hash = hash_of(conn, last)?.ok_or(LedgerError::NoSuchEntry(last))?;
        Ok(Mark {
            last: Some(last),
            hash,
        })
    }

    /// The number of the last entry that was read; zero before the first.
    pub(super) fn seq(&self) -> i64 {
        self.last.map_or(0, EntryId::get)
    }

    /// The last entry that was read.
    pub fn last(&self) -> Option<EntryId> {
        self.last
    }

    /// Where the trail that `conn` reads ends.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub(super) fn at_end(conn: &Connection) -> Result<Mark, LedgerError> {
        let found: Option<(i64, Hash)> = conn
            .prepare_cached("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.map_or(Mark::default(), |(seq, hash)| Mark {
            last: EntryId::new(seq),
            hash,
        }))
    }

    /// The hash of the last entry that was read.
    pub(super) fn hash(&self) -> &Hash {
        &self.hash
    }

    /// Whether the trail that `conn` reads goes through it.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub(super) fn is_in(&self, conn: &Connection) -> Result<bool, LedgerError> {
        match self.check(conn) {
            Err(LedgerError::Parted) => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Refuses a trail that does not go through it.
    ///
    /// # Errors
    /// [`LedgerError::Parted`]; whatever SQLite reports.
    pub(super) fn check(&self, conn: &Connection) -> Result<(), LedgerError> {
        let Some(last) = self.last else {
            return Ok(());
        };
        match hash_of(conn, last)? == Some(self.hash) {
            true => Ok(()),
            false => Err(LedgerError::Parted),
        }
    }
}

fn hash_of(conn: &Connection, id: EntryId) -> Result<Option<Hash>, LedgerError> {
    let hash = conn
        .prepare_cached("SELECT hash FROM entry WHERE seq = ?1")?
        .query_row([id.get()], |row| row.get(0))
        .optional()?;
    Ok(hash)
}
