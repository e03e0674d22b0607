//! Reading the packed rows: whole lists, single blocks, and where a search looks for words.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::error::LedgerError;
use super::part::Part;
use super::read::{self, Alone};
use super::shelf::{self, Packed};
use super::tally::{self, Of, Total};
use super::{Ledger, naming};
use crate::domain::TaskId;
use crate::packed::{Block, BlockNumber, Blocks, Marks, Names};

/// Hands over every block as it is stored.
fn each(
    conn: &Connection,
    packed: Packed,
    mut take: impl FnMut(BlockNumber, &[u8]) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let table = packed.table();
    let sql = format!("SELECT block, sum, bytes FROM {table} ORDER BY block");
    let mut found = Total::default();
    read::each(conn, &sql, |row| {
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
pub(super) fn each_block(
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
pub(super) fn some_blocks(
    conn: &Connection,
    numbers: impl IntoIterator<Item = BlockNumber>,
) -> Result<Blocks, LedgerError> {
    let names = naming::names(conn)?;
    let mut is_whole = false;
    let mut all = Vec::new();
    for number in numbers {
        all.push(match shelf::stored(conn, Packed::Rows, number)? {
            Some(bytes) => block_of(number, &bytes, names.len())?,
            None => {
                if !is_whole {
                    tally::check(conn, Of::Rows, shelf::total_of(conn, Packed::Rows)?)?;
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
pub(super) fn check_absent(
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

impl Ledger {
    /// The list line of every task, packed, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks(&self) -> Result<Blocks, LedgerError> {
        self.in_one_view(|conn| {
            let names = naming::names(conn)?;
            let mut all = Vec::new();
            each_block(conn, names.len(), |block| {
                all.push(block.clone());
                Ok(())
            })?;
            Ok(Blocks { names, all })
        })
    }

    /// The names in packed rows, by number.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn names(&self) -> Result<Names, LedgerError> {
        self.in_one_view(naming::names)
    }

    /// Hands over the list lines of every task as they are stored, see [`Block::from_bytes`], in
    /// the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn each_packed(&self, take: &mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), LedgerError> {
        self.in_one_view(|conn| {
            each(conn, Packed::Rows, |number, bytes| {
                take(number, bytes);
                Ok(())
            })
        })
    }

    /// The blocks with these numbers, an empty one where none is stored.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks_numbered(&self, numbers: &[BlockNumber]) -> Result<Blocks, LedgerError> {
        self.in_one_view(|conn| some_blocks(conn, numbers.iter().copied()))
    }

    /// The blocks these tasks are in, each once, in the order of ids; one whose tasks are all gone
    /// is empty.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks_of(&self, ids: &[TaskId]) -> Result<Blocks, LedgerError> {
        let numbers: BTreeSet<BlockNumber> = ids.iter().map(|id| BlockNumber::of(*id).0).collect();
        self.in_one_view(|conn| some_blocks(conn, numbers))
    }

    /// Hands over the marks of the requirements of every block, in the order of ids, a bit a
    /// task.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn each_marks(&self, mut take: impl FnMut(BlockNumber, Marks)) -> Result<(), LedgerError> {
        self.in_one_view(|conn| {
            each(conn, Packed::Marks, |number, bytes| {
                let marks = Marks::from_bytes(bytes);
                take(
                    number,
                    marks.map_err(|_| LedgerError::Altered(Part::Marks))?,
                );
                Ok(())
            })
        })
    }

    /// The marks of the requirements of every block, in the order of ids, a bit a task.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn marks(&self) -> Result<Vec<(BlockNumber, Marks)>, LedgerError> {
        let mut all = Vec::new();
        self.each_marks(|number, marks| all.push((number, marks)))?;
        Ok(all)
    }

    /// The requirements of those of these tasks that are there, in the order asked for.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn requirements(&self, ids: &[TaskId]) -> Result<Vec<(TaskId, String)>, LedgerError> {
        self.in_one_view(|conn| {
            let (mut found, mut absent) = (Vec::with_capacity(ids.len()), Vec::new());
            let mut alone = Alone::prepare(conn)?;
            for id in ids {
                match alone.find(*id, |row| row.get("requirement"))? {
                    Some(text) => found.push((*id, text)),
                    None => absent.push(*id),
                }
            }
            check_absent(conn, absent)?;
            Ok(found)
        })
    }
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
