//! The end of the trail, as the next entry needs it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::chain::{self, Hash};
use super::error::LedgerError;
use super::part::Part;
use crate::domain::{BatchId, EntryId};
use crate::ledger::sqlite::tables::tally;
use crate::ledger::sqlite::tables::tally::{Of, Total};

/// Where the trail goes on.
pub(super) struct End {
    pub next: EntryId,
    pub batch: BatchId,
    pub head: Hash,
    /// When the last entry was written.
    pub at: Option<DateTime<Utc>>,
}

impl End {
    /// Of a ledger as it stands.
    ///
    /// # Errors
    /// A trail that does not end as it should; whatever SQLite reports.
    pub fn of(conn: &Connection) -> Result<End, LedgerError> {
        let last: Option<(i64, i64, Hash, String)> = conn
            .prepare_cached("SELECT seq, batch, hash, at FROM entry ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let Some((seq, batch, head, at)) = last else {
            tally::check(conn, Of::Trail, Total::of_trail(0, &chain::ORIGIN))?;
            return Ok(End {
                next: EntryId::FIRST,
                batch: BatchId::FIRST,
                head: chain::ORIGIN,
                at: None,
            });
        };
        // What the last entry is, and that none after it was lost.
        tally::check(conn, Of::Trail, Total::of_trail(seq, &head))?;
        let out_of_numbers = || LedgerError::Altered(Part::Trail);
        Ok(End {
            next: EntryId::new(seq + 1).ok_or_else(out_of_numbers)?,
            batch: BatchId::new(batch + 1).ok_or_else(out_of_numbers)?,
            head,
            at: at.parse().ok(),
        })
    }
}
