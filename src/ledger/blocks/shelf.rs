//! The packed rows and marks of texts beside the tables, brought up to date with them.
//!
//! Only [`project`](crate::ledger::sqlite::tables::project) writes tasks, and it does so with a [`Shelf`] in hand,
//! so that no task is written and its block, its place in the list of the first or its part of the
//! totals forgotten. A change decodes its block, puts the new row in place of the old one and encodes
//! it again. A block that is not what the change began with is somebody else's doing: then nothing is
//! written.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use crate::domain::{Row, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::packed::bytes::{Packed, store, stored, total_of};
use crate::ledger::sqlite::packed::naming::BlockNames;
use crate::ledger::sqlite::packed::opening::OpeningRows;
use crate::ledger::sqlite::tables::sums::Summer;
use crate::ledger::sqlite::tables::tally::{Of, Tally};
use crate::packed::{Block, BlockNumber, LetterTable, Line, Marks, ROWS, units_of};

type Done = Result<(), LedgerError>;

/// How many blocks wait to be packed. An import fills one after another; whoever changes tasks
/// here and there packs a block for each, whatever waits.
const MOST_WAITING: usize = 16;

/// What a command changed and is not packed yet.
#[derive(Default)]
pub(in crate::ledger) struct Shelf {
    waiting: BTreeMap<BlockNumber, WaitingBlocks>,
    naming: BlockNames,
    letters: LetterTable,
    opening: OpeningRows,
    /// How the totals of the ledger move.
    pub tally: Tally,
    pub summer: Summer,
    /// Whether no block of rows is missing, once that was asked.
    is_whole: bool,
}

/// What changed in a block, by bit.
#[derive(Default)]
struct WaitingBlocks {
    rows: BTreeMap<usize, Moved>,
    /// Of the tasks whose requirement changed; empty for those that went.
    requirements: BTreeMap<usize, String>,
}

struct Moved {
    before: Option<Line>,
    after: Option<Line>,
}

impl Shelf {
    /// Takes note of a task that the tables already have as it is `after`.
    pub fn note(&mut self, conn: &Connection, before: Option<&Task>, after: Option<&Task>) -> Done {
        let Some(task) = before.or(after) else {
            return Ok(());
        };
        self.opening.note(conn, before, after)?;
        let (number, bit) = BlockNumber::of(task.id);
        let (naming, tally) = (&mut self.naming, &mut self.tally);
        let block = self.waiting.entry(number).or_default();
        // The names it had come first: its block vouches for them.
        let old = match before {
            Some(task) if !block.rows.contains_key(&bit) => {
                let mut known = |name: &str| naming.number(conn, tally, name);
                Some(Line::of(Row::of(task), &mut known)?)
            }
            _ => None,
        };
        let mut coming = |name: &str| naming.number_of_new(conn, tally, name);
        let new = after.map(|task| Line::of(Row::of(task), &mut coming));
        let new = new.transpose()?;
        let moved = block.rows.entry(bit).or_insert(Moved {
            before: old,
            after: None,
        });
        moved.after = new;
        let [old, new] = [before, after].map(|task| task.map(|task| &task.body.requirement));
        if old != new {
            let text = new.cloned().unwrap_or_default();
            block.requirements.insert(bit, text);
        }
        if self.waiting.len() > MOST_WAITING {
            let newest = self.waiting.remove(&number);
            self.pack(conn)?;
            self.waiting.extend(newest.map(|newest| (number, newest)));
        }
        Ok(())
    }

    /// Packs whatever waits, and brings the totals and the list of the first tasks up to date: the
    /// end of a command.
    pub fn settle(&mut self, conn: &Connection) -> Done {
        self.pack(conn)?;
        self.tally.settle(conn)?;
        self.opening.settle(conn)
    }

    fn pack(&mut self, conn: &Connection) -> Done {
        for (number, waiting) in std::mem::take(&mut self.waiting) {
            let (block, marks) = self.moved_on(conn, number, waiting)?;
            self.put(conn, &block, marks.as_ref())?;
        }
        Ok(())
    }

    /// The stored block with the changes made to it, and its marks where they change.
    fn moved_on(
        &mut self,
        conn: &Connection,
        number: BlockNumber,
        waiting: WaitingBlocks,
    ) -> Result<(Block, Option<Marks>), LedgerError> {
        let WaitingBlocks { rows, requirements } = waiting;
        let altered = |_| LedgerError::Altered(Part::Rows);
        let Some(bytes) = self.stored_rows(conn, number)? else {
            // A block that begins with this command holds nothing but what waits.
            let begins = rows.values().all(|row| row.before.is_none());
            let afters: Vec<Line> = rows.into_values().filter_map(|row| row.after).collect();
            if !begins || tasks_in(conn, number)? != afters.len() {
                return Err(LedgerError::Altered(Part::Rows));
            }
            let marks = self.with_texts(&Marks::default(), &requirements);
            return Ok((Block::of(number, afters), Some(marks)));
        };
        let names = self.naming.count(conn)?;
        let before = Block::from_bytes(number, &bytes, names as usize).map_err(altered)?;
        let is_known = |(bit, row): (&usize, &Moved)| before.line(*bit) == row.before;
        if !rows.iter().all(is_known) {
            return Err(LedgerError::Altered(Part::Rows));
        }
        let others = (0..ROWS).filter(|bit| !rows.contains_key(bit));
        let others: Vec<Line> = others.filter_map(|bit| before.line(bit)).collect();
        let afters = rows.into_values().filter_map(|row| row.after);
        let block = Block::of(number, others.into_iter().chain(afters));
        if requirements.is_empty() {
            return Ok((block, None));
        }
        let bytes = stored(conn, Packed::Marks, number)?;
        let marks = bytes.and_then(|bytes| Marks::from_bytes(&bytes).ok());
        let marks = marks.ok_or(LedgerError::Altered(Part::Marks))?;
        Ok((block, Some(self.with_texts(&marks, &requirements))))
    }

    fn with_texts(&mut self, marks: &Marks, texts: &BTreeMap<usize, String>) -> Marks {
        let texts = texts.iter().map(|(bit, text)| (*bit, units_of(text)));
        marks.with_others(texts, &mut self.letters)
    }

    /// The stored rows of a block; none only where there really are none.
    fn stored_rows(
        &mut self,
        conn: &Connection,
        number: BlockNumber,
    ) -> Result<Option<Vec<u8>>, LedgerError> {
        let bytes = stored(conn, Packed::Rows, number)?;
        if bytes.is_none() && !self.is_whole {
            let found = total_of(conn, Packed::Rows)?;
            self.tally.check(conn, Of::Rows, found)?;
            self.is_whole = true;
        }
        Ok(bytes)
    }

    /// Stores a block, and its marks unless they stay; one without a row is not kept.
    fn put(&mut self, conn: &Connection, block: &Block, marks: Option<&Marks>) -> Done {
        let number = block.number();
        if block.present() == 0 {
            self.keep(conn, Packed::Rows, number, None)?;
            return self.keep(conn, Packed::Marks, number, None);
        }
        self.keep(conn, Packed::Rows, number, Some(block.to_bytes()))?;
        match marks {
            Some(marks) => self.keep(conn, Packed::Marks, number, Some(marks.to_bytes())),
            None => Ok(()),
        }
    }

    /// Puts bytes in the place of those that are stored, and moves the total along.
    fn keep(
        &mut self,
        conn: &Connection,
        packed: Packed,
        number: BlockNumber,
        bytes: Option<Vec<u8>>,
    ) -> Done {
        let of = match packed {
            Packed::Rows => Of::Rows,
            Packed::Marks => Of::Marks,
            Packed::First => return Ok(()),
        };
        let sql = format!("SELECT sum FROM {} WHERE block = ?1", packed.table());
        let old: Option<i64> = conn
            .prepare_cached(&sql)?
            .query_row([number.get()], |row| row.get(0))
            .optional()?;
        old.inspect(|sum| self.tally.take(of, *sum));
        match bytes {
            Some(bytes) => self.tally.add(of, store(conn, packed, number, &bytes)?),
            None => {
                let sql = format!("DELETE FROM {} WHERE block = ?1", packed.table());
                conn.prepare_cached(&sql)?.execute([number.get()])?;
            }
        }
        Ok(())
    }
}

fn ids_of(number: BlockNumber) -> Option<(TaskId, TaskId)> {
    Some((number.id_at(0)?, number.id_at(ROWS - 1)?))
}

fn tasks_in(conn: &Connection, number: BlockNumber) -> Result<usize, LedgerError> {
    let Some((first, last)) = ids_of(number) else {
        return Ok(0);
    };
    let count: u32 = conn
        .prepare_cached("SELECT count(*) FROM task WHERE id BETWEEN ?1 AND ?2")?
        .query_row([first.get(), last.get()], |row| row.get(0))?;
    Ok(count as usize)
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
