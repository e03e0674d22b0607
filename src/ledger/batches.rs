//! The batches of entries, held against their totals.

use rusqlite::Connection;

use super::error::{LedgerError, Part};
use super::read;
use super::rows::BATCH_COLUMNS;
use super::sums::{Kind, Summer};
use super::tally::{self, Of, Total};

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
pub(super) fn check(conn: &Connection) -> Result<(), LedgerError> {
    let mut summer = Summer::default();
    let (mut total, mut indexed) = (Total::default(), [Total::default(); 2]);
    let width = BATCH_COLUMNS.split(',').count();
    let sql = format!("SELECT {BATCH_COLUMNS} FROM batch NOT INDEXED");
    read::each(conn, &sql, |row| {
        total.add(summer.columns(Kind::Batch, row, width)?);
        for ((_, [first, second]), total) in INDEXES.iter().zip(&mut indexed) {
            let values = [row.get_ref(*first)?, row.get_ref(*second)?];
            if values[0] != rusqlite::types::ValueRef::Null {
                total.add(summer.row(Kind::Batch, values));
            }
        }
        Ok(())
    })?;
    tally::check(conn, Of::Batches, total)?;
    for ((sql, _), expected) in INDEXES.iter().zip(indexed) {
        let mut found = Total::default();
        read::each(conn, sql, |row| {
            found.add(summer.columns(Kind::Batch, row, 2)?);
            Ok(())
        })?;
        if found != expected {
            return Err(LedgerError::Altered(Part::Batches));
        }
    }
    Ok(())
}
