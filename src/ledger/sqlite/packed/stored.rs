//! Blocks of packed rows, held against their sums and their total.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::TaskId;
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::packed::bytes;
use crate::ledger::sqlite::packed::bytes::Packed;
use crate::ledger::sqlite::packed::naming;
use crate::ledger::sqlite::tables::select;
use crate::ledger::sqlite::tables::tally;
use crate::ledger::sqlite::tables::tally::{Of, Total};
use crate::packed::{Block, BlockNumber, Blocks};

/// Hands over every block as it is stored.
pub(in crate::ledger) fn each(
    conn: &Connection,
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
    let of = match packed {
        Packed::Marks => Of::Marks,
        Packed::Rows | Packed::First => Of::Rows,
    };
    tally::check(conn, of, found)
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
    each(conn, Packed::Rows, |number, bytes| {
        take(&block_of(number, bytes, names)?)
    })
}

/// A block from its bytes, which are those that were written.
fn block_of(number: BlockNumber, bytes: &[u8], names: usize) -> Result<Block, LedgerError> {
    let block = Block::from_bytes(number, bytes, names);
    block.map_err(|_| LedgerError::Altered(Part::Rows))
}

/// The blocks with these numbers; an empty one where none is stored.
pub(in crate::ledger) fn some_blocks(
    conn: &Connection,
    numbers: impl IntoIterator<Item = BlockNumber>,
) -> Result<Blocks, LedgerError> {
    let names = naming::names(conn)?;
    let mut is_whole = false;
    let mut all = Vec::new();
    for number in numbers {
        all.push(match bytes::stored(conn, Packed::Rows, number)? {
            Some(bytes) => block_of(number, &bytes, names.len())?,
            None => {
                if !is_whole {
                    tally::check(conn, Of::Rows, bytes::total_of(conn, Packed::Rows)?)?;
                    is_whole = true;
                }
                Block::of(number, [])
            }
        });
    }
    Ok(Blocks { names, all })
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
    let blocks = some_blocks(conn, absent.keys().copied())?;
    for (block, absent) in blocks.all.iter().zip(absent.values()) {
        let there = absent
            .iter()
            .find(|(bit, _)| block.present() & 1 << bit != 0);
        if let Some((_, id)) = there {
            return Err(LedgerError::Altered(Part::Task(*id)));
        }
    }
    Ok(())
}
