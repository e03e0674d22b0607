//! Reading the packed rows: whole lists, single blocks, and where a search looks for words.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension};

use super::error::LedgerError;
use super::shelf::{self, Kind};
use super::{Ledger, naming, read};
use crate::domain::{DocumentId, EntryId, Region, RegionKey, Row, SourceDocument, TaskId};
use crate::packed::{BadBlock, Block, BlockNumber, Blocks, Line, Marks, Names};

/// What a list begins with, all of one moment.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Every task's line, in the order of ids.
    pub blocks: Blocks,
    /// Every source document.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// Every region that a task or document named, with those above it.
    pub regions: BTreeMap<RegionKey, Region>,
    /// The last entry of the trail.
    pub last_entry: Option<EntryId>,
}

/// From how many blocks on the threads are woken.
const WORTH_IT: usize = 64;

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

fn blocks(conn: &Connection) -> Result<Blocks, LedgerError> {
    let mut names = naming::names(conn)?;
    let known = names.len();
    let mut stored: Vec<(BlockNumber, Vec<u8>)> = Vec::new();
    each(conn, Kind::Rows, |number, bytes| {
        stored.push((number, bytes.to_vec()));
        Ok(())
    })?;
    let read = |(number, bytes): (BlockNumber, Vec<u8>)| {
        (number, Block::from_bytes(number, &bytes, known))
    };
    let read: Vec<(BlockNumber, Result<Block, BadBlock>)> = match stored.len() < WORTH_IT {
        true => stored.into_iter().map(read).collect(),
        false => stored.into_par_iter().map(read).collect(),
    };
    let mut all = Vec::with_capacity(read.len());
    for (number, read) in read {
        all.push(block_of(conn, number, read, &mut names)?);
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
        self.in_one_view(blocks)
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

    /// What a list begins with, all of one moment.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn listing(&self) -> Result<Listing, LedgerError> {
        self.in_one_view(|conn| {
            Ok(Listing {
                blocks: blocks(conn)?,
                documents: read::documents(conn)?,
                regions: read::regions(conn)?,
                last_entry: self.last_entry()?,
            })
        })
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
