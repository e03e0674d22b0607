//! The packed blocks of a range, each held against the tasks in it.

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, Row as SqlRow};

use crate::domain::TaskId;
use crate::ledger::error::LedgerError;
use crate::ledger::problem::ComparedPart;
use crate::ledger::sqlite::audit::cursor::Cursor;
use crate::ledger::sqlite::audit::finding::{Finding, FindingKey};
use crate::ledger::sqlite::audit::packing::{PackedShown, Packing};
use crate::ledger::sqlite::packed::bytes::Packed;
use crate::ledger::sqlite::tables::Of;
use crate::ledger::sqlite::tables::task_row::{TASK_WIDTH, TaskColumn as C};
use crate::packed::{Block, BlockNumber, NameTable, ROWS};

/// Blocks of rows and of marks, in the order of their numbers.
pub(super) struct AuditBlocks<'s> {
    rows: Cursor<'s>,
    marks: Cursor<'s>,
    packing: Packing<'s>,
    names: usize,
    /// The one at hand.
    number: Option<BlockNumber>,
    block: Option<Block>,
    /// The bits of its rows that no task was met for.
    left: u64,
    /// Whether a task is in it.
    has_tasks: bool,
    /// Whether there is a task of which nobody can tell what its line should be.
    is_unknown: bool,
    is_wrong: bool,
}

impl<'s> AuditBlocks<'s> {
    /// The queries.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn prepare<'c>(
        conn: &'c Connection,
    ) -> Result<(CachedStatement<'c>, CachedStatement<'c>), LedgerError> {
        let query = |packed: Packed| {
            conn.prepare_cached(&format!(
                "SELECT block, sum, bytes FROM {} WHERE block BETWEEN ?1 AND ?2 ORDER BY block",
                packed.table()
            ))
        };
        Ok((query(Packed::Rows)?, query(Packed::Marks)?))
    }

    /// The blocks of the tasks from one id to another.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn over(
        rows: &'s mut CachedStatement,
        marks: &'s mut CachedStatement,
        first: i64,
        last: i64,
        names: &'s NameTable,
    ) -> Result<AuditBlocks<'s>, LedgerError> {
        let block = |id: i64| id.saturating_sub(1).div_euclid(ROWS as i64);
        // What has no place among the ids belongs to the ends.
        let range = [
            if first == i64::MIN {
                first
            } else {
                block(first)
            },
            if last == i64::MAX { last } else { block(last) },
        ];
        Ok(AuditBlocks {
            rows: Cursor::over(rows, range, 0)?,
            marks: Cursor::over(marks, range, 0)?,
            packing: Packing::of(names),
            names: names.len(),
            number: None,
            block: None,
            left: 0,
            has_tasks: false,
            is_unknown: false,
            is_wrong: false,
        })
    }

    /// On to the block that a task is in.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn go_to(&mut self, task: Option<TaskId>, found: &mut Finding) -> Result<(), LedgerError> {
        let number = task.map(|task| BlockNumber::of(task).0);
        if number == self.number || number.is_none() {
            return Ok(());
        }
        self.close(found)?;
        self.number = number;
        let wanted = number.map_or(i64::MAX, |number| i64::from(number.get()));
        skip(&mut self.rows, wanted, ComparedPart::Rows, found)?;
        if let (Some(row), Some(number)) = (self.rows.at(wanted), number) {
            let bytes = checked(row, Packed::Rows, number, found)?;
            let block = bytes.and_then(|bytes| Block::from_bytes(number, bytes, self.names).ok());
            self.is_wrong = block.is_none();
            self.left = block.as_ref().map_or(0, Block::present);
            self.block = block;
            self.rows.advance()?;
        }
        Ok(())
    }

    /// Compares a task with its line in the block at hand.
    pub fn compare(
        &mut self,
        bit: usize,
        row: &SqlRow,
        task: &[ValueRef; TASK_WIDTH],
        shown: &mut PackedShown,
    ) {
        self.has_tasks = true;
        self.left &= !(1 << bit);
        self.packing.note_text(bit, task[C::Requirement.at()]);
        let block = self.block.as_ref();
        let is_so = block.is_some_and(|block| self.packing.is_line(block, bit, row, task, shown));
        self.is_wrong |= !is_so;
    }

    /// Passes over a task that is not what its entries say.
    pub fn pass(&mut self, bit: usize) {
        self.left &= !(1 << bit);
        self.is_unknown = true;
    }

    fn close(&mut self, found: &mut Finding) -> Result<(), LedgerError> {
        let Some(number) = self.number.take() else {
            return Ok(());
        };
        let wanted = i64::from(number.get());
        let is_missing = self.block.is_some() != self.has_tasks && !self.is_unknown;
        if self.is_wrong || self.left != 0 || is_missing {
            found.note(ComparedPart::Rows, wanted);
        }
        skip(&mut self.marks, wanted, ComparedPart::Marks, found)?;
        let expected = self.packing.marks();
        let is_so = match self.marks.at(wanted) {
            Some(row) => {
                let bytes = checked(row, Packed::Marks, number, found)?;
                match self.is_unknown {
                    true => bytes.is_some(),
                    false => self.has_tasks && bytes == Some(expected.as_slice()),
                }
            }
            None => !self.has_tasks || self.is_unknown,
        };
        if !is_so {
            found.note(ComparedPart::Marks, wanted);
        }
        if self.marks.key() == Some(wanted) {
            self.marks.advance()?;
        }
        (self.block, self.left) = (None, 0);
        (self.has_tasks, self.is_unknown, self.is_wrong) = (false, false, false);
        Ok(())
    }

    /// Ends with the last block.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn finish(mut self, found: &mut Finding) -> Result<(), LedgerError> {
        self.close(found)?;
        skip(&mut self.rows, i64::MAX, ComparedPart::Rows, found)?;
        skip(&mut self.marks, i64::MAX, ComparedPart::Marks, found)
    }
}

/// Passes over blocks before the one that is wanted: nobody has tasks in them.
fn skip(
    at: &mut Cursor,
    wanted: i64,
    of: ComparedPart,
    found: &mut Finding,
) -> Result<(), LedgerError> {
    while let Some(block) = at.key().filter(|block| *block < wanted) {
        found.note(of, FindingKey::Number(block));
        at.advance()?;
    }
    Ok(())
}

/// The bytes of a block, counted; none where they are not those that have this sum.
fn checked<'r>(
    row: &'r SqlRow,
    packed: Packed,
    number: BlockNumber,
    found: &mut Finding,
) -> Result<Option<&'r [u8]>, LedgerError> {
    let sum: i64 = row.get(1)?;
    let of = match packed {
        Packed::Marks => Of::Marks,
        Packed::Rows | Packed::First => Of::Rows,
    };
    found.add(of, sum);
    let bytes = row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)?;
    Ok(packed.check(number, sum, bytes).is_ok().then_some(bytes))
}
