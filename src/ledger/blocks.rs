//! Reading the packed rows: whole lists, single blocks, and where a search looks for words.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row as SqlRow};

use super::error::LedgerError;
use super::shelf::{self, Kind};
use super::{Ledger, read};
use crate::domain::{DocumentId, EntryId, Region, RegionKey, SourceDocument, TaskId};
use crate::packed::{Block, BlockNumber, Letters};

/// What a list begins with, all of one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// Every task's line, in the order of ids.
    pub blocks: Vec<Block>,
    /// Every source document.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// Every region that a task or document named, with those above it.
    pub regions: BTreeMap<RegionKey, Region>,
    /// The last entry of the trail.
    pub last_entry: Option<EntryId>,
}

fn number_in(row: &SqlRow) -> Result<BlockNumber, LedgerError> {
    Ok(BlockNumber::new(row.get(0)?))
}

/// The block with these bytes; from the tables where they cannot be read.
fn read_or_packed(
    conn: &Connection,
    number: BlockNumber,
    bytes: &[u8],
) -> Result<Block, LedgerError> {
    match Block::from_bytes(number, bytes) {
        Ok(block) => Ok(block),
        Err(_) => Ok(shelf::from_tables(conn, number)?.0),
    }
}

fn each(
    conn: &Connection,
    kind: Kind,
    mut take: impl FnMut(BlockNumber, &[u8]) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let sql = format!("SELECT block, bytes FROM {} ORDER BY block", kind.table());
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let bytes = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        take(number_in(row)?, bytes)?;
    }
    Ok(())
}

/// One block; an empty one where none is stored.
pub(super) fn block(conn: &Connection, number: BlockNumber) -> Result<Block, LedgerError> {
    match shelf::stored(conn, Kind::Rows, number)? {
        Some(bytes) => read_or_packed(conn, number, &bytes),
        None => Ok(Block::of(number, [])),
    }
}

fn each_block(conn: &Connection, mut take: impl FnMut(Block)) -> Result<(), LedgerError> {
    each(conn, Kind::Rows, |number, bytes| {
        take(read_or_packed(conn, number, bytes)?);
        Ok(())
    })
}

fn blocks(conn: &Connection) -> Result<Vec<Block>, LedgerError> {
    let mut all = Vec::new();
    each_block(conn, |block| all.push(block))?;
    Ok(all)
}

impl Ledger {
    /// The list line of every task, packed, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks(&self) -> Result<Vec<Block>, LedgerError> {
        self.in_one_view(blocks)
    }

    /// Hands over the list lines of every task, packed, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn each_block(&self, take: impl FnMut(Block)) -> Result<(), LedgerError> {
        self.in_one_view(|conn| each_block(conn, take))
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
    pub fn blocks_of(&self, ids: &[TaskId]) -> Result<Vec<Block>, LedgerError> {
        let numbers: BTreeSet<BlockNumber> = ids.iter().map(|id| BlockNumber::of(*id).0).collect();
        self.in_one_view(|conn| numbers.into_iter().map(|it| block(conn, it)).collect())
    }

    /// Hands over the letters of the requirements of every block, in the order of ids, a bit a
    /// task.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn each_letters(
        &self,
        mut take: impl FnMut(BlockNumber, Letters),
    ) -> Result<(), LedgerError> {
        self.in_one_view(|conn| {
            each(conn, Kind::Letters, |number, bytes| {
                let letters = match Letters::from_bytes(bytes) {
                    Ok(letters) => letters,
                    Err(_) => shelf::from_tables(conn, number)?.1,
                };
                take(number, letters);
                Ok(())
            })
        })
    }

    /// The letters of the requirements of every block, in the order of ids, a bit a task.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn letters(&self) -> Result<Vec<(BlockNumber, Letters)>, LedgerError> {
        let mut all = Vec::new();
        self.each_letters(|number, letters| all.push((number, letters)))?;
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
