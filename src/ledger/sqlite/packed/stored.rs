//! Blocks of packed rows, held against their sums and their total.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::TaskId;
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::packed::bytes::{self, Packed};
use crate::ledger::sqlite::tables::{Of, Tally, Total, select, tally};
use crate::packed::{Block, BlockNumber};

/// Hands over every block as it is stored.
pub(in crate::ledger) fn each(
    conn: &Connection,
    tally: &Tally,
    packed: Packed,
    mut take: impl FnMut(BlockNumber, &[u8]) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let table = packed.table();
    let sql = format!("SELECT block, sum, bytes FROM {table} ORDER BY block");
    let mut found = Total::default();
    select::each(conn, &sql, |row| {
        let (number, sum) = (BlockNumber::new(row.get(0)?), row.get(1)?);
        let bytes = row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)?;
        packed.check(number, sum, bytes)?;
        found.add(sum);
        take(number, bytes)
    })?;
    tally.check(conn, packed.total(), found)
}

/// Hands over every block of rows in a ledger with so many names.
///
/// # Errors
/// Whatever SQLite reports; rows that are not as they were written; what `take` answers.
pub(in crate::ledger) fn each_block(
    conn: &Connection,
    names: usize,
    mut take: impl FnMut(&Block) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    each(conn, &Tally::default(), Packed::Rows, |number, bytes| {
        take(&block_of(number, bytes, names)?)
    })
}

/// A block from its bytes, which are those that were written.
fn block_of(number: BlockNumber, bytes: &[u8], names: usize) -> Result<Block, LedgerError> {
    let block = Block::from_bytes(number, bytes, names);
    block.map_err(|_| LedgerError::Altered(Part::Rows))
}

/// Refuses a ledger whose rows say that one of these tasks is there, which the tables have not.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(in crate::ledger) fn check_absent(
    conn: &Connection,
    ids: impl IntoIterator<Item = TaskId>,
) -> Result<(), LedgerError> {
    let mut absent: BTreeMap<BlockNumber, Vec<(usize, TaskId)>> = BTreeMap::new();
    for id in ids {
        let (number, bit) = BlockNumber::of(id);
        absent.entry(number).or_default().push((bit, id));
    }
    if absent.is_empty() {
        return Ok(());
    }
    let mut is_whole = false;
    for (number, absent) in absent {
        let Some(bytes) = bytes::stored(conn, Packed::Rows, number)? else {
            if !is_whole {
                tally::check(conn, Of::Rows, bytes::total_of(conn, Packed::Rows)?)?;
                is_whole = true;
            }
            continue;
        };
        let block = block_of(number, &bytes, u32::MAX as usize)?;
        let there = absent
            .iter()
            .find(|(bit, _)| block.present() & 1 << bit != 0);
        if let Some((_, id)) = there {
            return Err(LedgerError::Altered(Part::Task(*id)));
        }
    }
    Ok(())
}
