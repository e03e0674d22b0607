//! The packed rows and marks of texts beside the tables, brought up to date with them.
//!
//! Only [`Writer`](crate::ledger::write::Writer) writes tasks, and it has a [`BlockWriter`], so that no
//! task is written and its block forgotten. A change decodes its block, puts the new row in place of
//! the old one and encodes it again. A block that is not what the change began with is somebody else's
//! doing: then nothing is written.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::domain::{Row, Task};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::store::{BlockKind, Done, NameUse, TasksBy, WantedBlocks, WriteTransaction};
use crate::packed::{Block, BlockNumber, LetterTable, Line, Marks, NameId, ROWS, units_of};

/// A block of this transaction's own ledger is decoded whatever numbers its names have.
const ANY_NAMES: usize = u32::MAX as usize;

/// How many blocks wait to be packed. An import fills one after another; whoever changes tasks
/// here and there packs a block for each, whatever waits.
const MOST_WAITING: usize = 16;

/// What a command changed and is not packed yet.
#[derive(Default)]
pub(in crate::ledger) struct BlockWriter {
    waiting: BTreeMap<BlockNumber, WaitingBlocks>,
    /// The numbers of names that were asked for.
    known: FxHashMap<Box<str>, NameId>,
    letters: LetterTable,
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

impl BlockWriter {
    /// Takes note of a task that the tables already have as it is `after`.
    pub fn note(
        &mut self,
        tx: &mut dyn WriteTransaction,
        before: Option<&Task>,
        after: Option<&Task>,
    ) -> Done {
        let Some(task) = before.or(after) else {
            return Ok(());
        };
        let (number, bit) = BlockNumber::of(task.id);
        let known = &mut self.known;
        let block = self.waiting.entry(number).or_default();
        // The names it had come first: its block vouches for them.
        let old = match before {
            Some(task) if !block.rows.contains_key(&bit) => {
                let mut packed = |name: &str| number_of(tx, known, name, NameUse::Packed);
                Some(Line::of(Row::of(task), &mut packed)?)
            }
            _ => None,
        };
        let mut coming = |name: &str| number_of(tx, known, name, NameUse::Coming);
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
            self.pack(tx)?;
            self.waiting.extend(newest.map(|newest| (number, newest)));
        }
        Ok(())
    }

    /// Packs whatever waits: the end of a command.
    pub fn settle(&mut self, tx: &mut dyn WriteTransaction) -> Done {
        self.pack(tx)
    }

    fn pack(&mut self, tx: &mut dyn WriteTransaction) -> Done {
        for (number, waiting) in std::mem::take(&mut self.waiting) {
            let (block, marks) = self.moved_on(tx, number, waiting)?;
            put(tx, &block, marks.as_ref())?;
        }
        Ok(())
    }

    /// The stored block with the changes made to it, and its marks where they change.
    fn moved_on(
        &mut self,
        tx: &mut dyn WriteTransaction,
        number: BlockNumber,
        waiting: WaitingBlocks,
    ) -> Result<(Block, Option<Marks>), LedgerError> {
        let WaitingBlocks { rows, requirements } = waiting;
        let altered = |_| LedgerError::Altered(Part::Rows);
        let Some(bytes) = stored(tx, BlockKind::Rows, number)? else {
            // A block that begins with this command holds nothing but what waits.
            let begins = rows.values().all(|row| row.before.is_none());
            let afters: Vec<Line> = rows.into_values().filter_map(|row| row.after).collect();
            if !begins || tasks_in(tx, number)? != afters.len() {
                return Err(LedgerError::Altered(Part::Rows));
            }
            let marks = self.with_texts(&Marks::default(), &requirements);
            return Ok((Block::of(number, afters), Some(marks)));
        };
        let before = Block::from_bytes(number, &bytes, ANY_NAMES).map_err(altered)?;
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
        let bytes = stored(tx, BlockKind::Marks, number)?;
        let marks = bytes.and_then(|bytes| Marks::from_bytes(&bytes).ok());
        let marks = marks.ok_or(LedgerError::Altered(Part::Marks))?;
        Ok((block, Some(self.with_texts(&marks, &requirements))))
    }

    fn with_texts(&mut self, marks: &Marks, texts: &BTreeMap<usize, String>) -> Marks {
        let texts = texts.iter().map(|(bit, text)| (*bit, units_of(text)));
        marks.with_others(texts, &mut self.letters)
    }
}

/// The number of a name, asked for once.
fn number_of(
    tx: &mut dyn WriteTransaction,
    known: &mut FxHashMap<Box<str>, NameId>,
    name: &str,
    used: NameUse,
) -> Result<NameId, LedgerError> {
    if let Some(id) = known.get(name) {
        return Ok(*id);
    }
    let id = tx.number_name(name, used)?;
    known.insert(name.into(), id);
    Ok(id)
}

/// The stored bytes of a block; none only where there really are none.
fn stored(
    tx: &mut dyn WriteTransaction,
    kind: BlockKind,
    number: BlockNumber,
) -> Result<Option<Vec<u8>>, LedgerError> {
    let mut found = None;
    let wanted = WantedBlocks::These(&[number]);
    tx.view().blocks(kind, wanted, &mut |_, bytes| {
        found = Some(bytes.to_vec());
        Ok(())
    })?;
    Ok(found)
}

/// Stores a block, and its marks unless they stay; one without a row is not kept.
fn put(tx: &mut dyn WriteTransaction, block: &Block, marks: Option<&Marks>) -> Done {
    let number = block.number();
    if block.present() == 0 {
        tx.put_block(BlockKind::Rows, number, None)?;
        return tx.put_block(BlockKind::Marks, number, None);
    }
    tx.put_block(BlockKind::Rows, number, Some(&block.to_bytes()))?;
    match marks {
        Some(marks) => tx.put_block(BlockKind::Marks, number, Some(&marks.to_bytes())),
        None => Ok(()),
    }
}

fn tasks_in(tx: &mut dyn WriteTransaction, number: BlockNumber) -> Result<usize, LedgerError> {
    let Some((first, last)) = number.id_at(0).zip(number.id_at(ROWS - 1)) else {
        return Ok(0);
    };
    let there = tx.view().task_ids(TasksBy::Between(first, last), ROWS)?;
    Ok(there.len())
}

#[cfg(test)]
#[path = "block_writer_tests.rs"]
mod tests;
