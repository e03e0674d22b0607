//! Reading the packed rows: whole lists, single blocks, and where a search looks for words.

use std::collections::BTreeSet;

use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::sqlite::packed::bytes::Packed;
use crate::ledger::sqlite::packed::naming;
use crate::ledger::sqlite::packed::stored::{check_absent, each, each_block, some_blocks};
use crate::ledger::sqlite::tables::whole::RowsAlone;

use crate::domain::TaskId;
use crate::packed::{BlockNumber, Blocks, Marks, NameTable};

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
    pub fn names(&self) -> Result<NameTable, LedgerError> {
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
            let mut alone = RowsAlone::prepare(conn)?;
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
#[path = "read_tests.rs"]
mod tests;
