//! The batches of entries, held against their totals.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::tables::rows::BATCH_COLUMNS;
use crate::ledger::sqlite::tables::select;
use crate::ledger::sqlite::tables::sums::{SumKind, Summer};
use crate::ledger::sqlite::tables::tally::{Of, Tally, Total};

/// The indexes of batches: a query that goes over all of one, and the columns of it among
/// [`BATCH_COLUMNS`].
const INDEXES: [(&str, [usize; 2]); 2] = [
    ("SELECT user, id FROM batch INDEXED BY batch_user", [3, 0]),
    (
        "SELECT compensates, id FROM batch INDEXED BY batch_compensates WHERE compensates IS NOT NULL",
        [6, 0],
    ),
];

/// Refuses a ledger whose batches, or the indexes by which they are looked up, are not what was
/// written.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(in crate::ledger) fn check(conn: &Connection, tally: &Tally) -> Result<(), LedgerError> {
    let (total, is_indexed) = look_through(conn)?;
    tally.check(conn, Of::Batches, total)?;
    match is_indexed {
        true => Ok(()),
        false => Err(LedgerError::Altered(Part::Batches)),
    }
}

/// What the batches add up to, and whether the indexes have just those.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn look_through(conn: &Connection) -> Result<(Total, bool), LedgerError> {
    let mut summer = Summer::default();
    let (mut total, mut indexed) = (Total::default(), [Total::default(); 2]);
    let width = BATCH_COLUMNS.split(',').count();
    let sql = format!("SELECT {BATCH_COLUMNS} FROM batch NOT INDEXED");
    select::each(conn, &sql, |row| {
        total.add(summer.columns(SumKind::Batch, row, width)?);
        for ((_, [first, second]), total) in INDEXES.iter().zip(&mut indexed) {
            let values = [row.get_ref(*first)?, row.get_ref(*second)?];
            if values[0] != ValueRef::Null {
                total.add(summer.row(SumKind::Batch, values));
            }
        }
        Ok(())
    })?;
    let mut is_indexed = true;
    for ((sql, _), expected) in INDEXES.iter().zip(indexed) {
        let mut found = Total::default();
        select::each(conn, sql, |row| {
            found.add(summer.columns(SumKind::Batch, row, 2)?);
            Ok(())
        })?;
        is_indexed &= found == expected;
    }
    Ok((total, is_indexed))
}
