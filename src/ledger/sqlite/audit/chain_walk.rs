//! The trail from its first entry on, to name the one that is not as it was written.

use rusqlite::Connection;

use crate::domain::EntryId;
use crate::ledger::chain::{self, Hash, Linker};
use crate::ledger::problem::EntryFault;
use crate::ledger::sqlite::tables::entries;
use crate::ledger::sqlite::tables::rows::ENTRY_COLUMNS;

/// Walks the chain; answers the first entry that does not fit, and why.
pub(super) fn first_bad(conn: &Connection) -> Option<(EntryId, EntryFault)> {
    let mut linker = Linker::default();
    let mut before = chain::ORIGIN;
    let mut expected = EntryId::FIRST;
    let walked = (|| -> Result<Option<EntryFault>, rusqlite::Error> {
        let sql = format!("SELECT {ENTRY_COLUMNS}, hash FROM entry NOT INDEXED ORDER BY seq");
        let mut statement = conn.prepare(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            match check(&mut linker, row, expected, &before) {
                Ok(hash) => before = hash,
                Err(fault) => return Ok(Some(fault)),
            }
            expected = expected.next();
        }
        Ok(None)
    })();
    let fault = match walked {
        Ok(fault) => fault?,
        Err(error) => EntryFault::Unreadable(error.to_string()),
    };
    Some((expected, fault))
}

/// Checks one line against the hash before it; answers its own.
fn check(
    linker: &mut Linker,
    row: &rusqlite::Row,
    expected: EntryId,
    before: &Hash,
) -> Result<Hash, EntryFault> {
    let said = |error: rusqlite::Error| EntryFault::Unreadable(error.to_string());
    let seq: i64 = row.get(0).map_err(said)?;
    if seq > expected.get() {
        return Err(EntryFault::Missing);
    }
    let link = entries::text_of(row, |text| linker.link(&text, before))?;
    let hash: Hash = row.get("hash").map_err(said)?;
    if seq < expected.get() || link != hash {
        return Err(EntryFault::HashMisfit);
    }
    entries::entry_of(row)?;
    Ok(hash)
}
