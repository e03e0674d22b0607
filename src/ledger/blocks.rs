//! Reading the packed rows: whole lists, single blocks, and where a search looks for words.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};

use super::error::LedgerError;
use super::shelf::{self, Kind};
use super::{Ledger, naming, read};
use crate::domain::{Row, TaskId};
use crate::packed::{BadBlock, Block, BlockNumber, Blocks, Line, Marks, Names};

fn each(
    conn: &Connection,
    kind: Kind,
    mut take: impl FnMut(BlockNumber, &[u8]) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let sql = format!("SELECT block, bytes FROM {} ORDER BY block", kind.table());
    read::each(conn, &sql, |row| {
        let bytes = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        take(BlockNumber::new(row.get(0)?), bytes)
    })
}

/// A block as it is stored; with its rows from the tables where it cannot be read.
fn block_of(
    conn: &Connection,
    number: BlockNumber,
    read: Result<Block, BadBlock>,
    names: &mut Names,
) -> Result<Block, LedgerError> {
    if let Ok(block) = read {
        return Ok(block);
    }
    let (rows, _) = shelf::from_tables(conn, number)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(Line::of(row, &mut |name| {
            Ok::<_, LedgerError>(names.intern(name))
        })?);
    }
    Ok(Block::of(number, lines))
}

/// The blocks with these numbers; an empty one where none is stored.
pub(super) fn some_blocks(
    conn: &Connection,
    numbers: impl IntoIterator<Item = BlockNumber>,
) -> Result<Blocks, LedgerError> {
    let mut names = naming::names(conn)?;
    let known = names.len();
    let mut all = Vec::new();
    for number in numbers {
        all.push(match shelf::stored(conn, Kind::Rows, number)? {
            Some(bytes) => {
                let read = Block::from_bytes(number, &bytes, known);
                block_of(conn, number, read, &mut names)?
            }
            None => Block::of(number, []),
        });
    }
    Ok(Blocks { names, all })
}

/// The rows of every stored block, `None` for one that cannot be read or would be stored otherwise.
/// The bytes of two ledgers differ where their names came in another order; their rows do not.
pub(super) fn readable(
    conn: &Connection,
) -> Result<BTreeMap<BlockNumber, Option<Vec<Row>>>, LedgerError> {
    let names = naming::names(conn)?;
    let mut found = BTreeMap::new();
    each(conn, Kind::Rows, |number, bytes| {
        let block = Block::from_bytes(number, bytes, names.len()).ok();
        let lines = block.map(|block| block.lines().collect::<Vec<Line>>());
        let is_right =
            |lines: &Vec<Line>| Block::of(number, lines.iter().cloned()).to_bytes() == bytes;
        let rows = lines.filter(is_right).map(|lines| {
            let rows = lines.into_iter().filter_map(|line| line.row(&names));
            rows.collect::<Vec<Row>>()
        });
        found.insert(number, rows);
        Ok(())
    })?;
    Ok(found)
}

impl Ledger {
    /// The list line of every task, packed, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks(&self) -> Result<Blocks, LedgerError> {
        self.in_one_view(|conn| {
            let numbers = "SELECT block FROM packed_rows ORDER BY block";
            let numbers: Vec<u32> = read::all(conn, numbers, [], |row| row.get(0))?;
            some_blocks(conn, numbers.into_iter().map(BlockNumber::new))
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
            each(conn, Kind::Rows, |number, bytes| {
                take(number, bytes);
                Ok(())
            })
        })
    }

    /// The blocks with these numbers, an empty one where none is stored; with their rows from the
    /// tables where one cannot be read.
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
            each(conn, Kind::Marks, |number, bytes| {
                let marks = match Marks::from_bytes(bytes) {
                    Ok(marks) => marks,
                    Err(_) => shelf::from_tables(conn, number)?.1,
                };
                take(number, marks);
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
            let mut statement =
                conn.prepare_cached("SELECT requirement FROM task WHERE id = ?1")?;
            let mut found = Vec::new();
            for id in ids {
                let text = statement
                    .query_row([id.get()], |row| row.get(0))
                    .optional()?;
                found.extend(text.map(|text| (*id, text)));
            }
            Ok(found)
        })
    }
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
