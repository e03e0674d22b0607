//! Reading the packed rows: whole lists, single blocks, and where a search looks for words.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::column::Order;
use crate::domain::{Row, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::store::{BlockKind, Done, Store, StoreView, TasksBy, WantedBlocks};
use crate::packed::{Block, BlockNumber, Blocks, Marks, NameTable};

/// The names in packed rows, by number.
pub(in crate::ledger) fn names(view: &mut dyn StoreView) -> Result<NameTable, LedgerError> {
    let mut names = NameTable::default();
    view.names(&mut |name| {
        names.push(name);
        Ok(())
    })?;
    Ok(names)
}

/// A block from its bytes, which are those that were written.
fn block_of(number: BlockNumber, bytes: &[u8], names: &NameTable) -> Result<Block, LedgerError> {
    let block = Block::from_bytes(number, bytes, names.len());
    block.map_err(|_| LedgerError::Altered(Part::Rows))
}

/// The blocks with these numbers; an empty one where none is stored.
fn some_blocks(
    view: &mut dyn StoreView,
    numbers: impl IntoIterator<Item = BlockNumber>,
) -> Result<Blocks, LedgerError> {
    let names = names(view)?;
    let numbers: Vec<BlockNumber> = numbers.into_iter().collect();
    let mut all: Vec<Block> = Vec::with_capacity(numbers.len());
    let wanted = WantedBlocks::These(&numbers);
    view.blocks(BlockKind::Rows, wanted, &mut |number, bytes| {
        let missing = numbers[all.len()..].iter().take_while(|it| **it != number);
        let missing: Vec<Block> = missing.map(|number| Block::of(*number, [])).collect();
        all.extend(missing);
        all.push(block_of(number, bytes, &names)?);
        Ok(())
    })?;
    let missing = numbers[all.len()..].iter();
    all.extend(missing.map(|number| Block::of(*number, [])));
    Ok(Blocks { names, all })
}

/// Hands over the marks of the requirements of every block, in the order of ids, a bit a task.
pub(in crate::ledger) fn each_marks(
    view: &mut dyn StoreView,
    mut take: impl FnMut(BlockNumber, Marks),
) -> Done {
    view.blocks(BlockKind::Marks, WantedBlocks::All, &mut |number, bytes| {
        let marks = Marks::from_bytes(bytes);
        take(
            number,
            marks.map_err(|_| LedgerError::Altered(Part::Marks))?,
        );
        Ok(())
    })
}

/// The lines of these tasks, from the few blocks they are in, in the order the screen opens with.
fn rows_of(view: &mut dyn StoreView, ids: &[TaskId]) -> Result<Vec<Row>, LedgerError> {
    let mut places: BTreeMap<BlockNumber, Vec<usize>> = BTreeMap::new();
    for (number, bit) in ids.iter().map(|id| BlockNumber::of(*id)) {
        places.entry(number).or_default().push(bit);
    }
    let blocks = some_blocks(view, places.keys().copied())?;
    let mut rows = Vec::with_capacity(ids.len());
    for (block, bits) in blocks.all.iter().zip(places.into_values()) {
        for bit in bits {
            let row = block.row(bit, &blocks.names);
            rows.push(row.ok_or(LedgerError::Altered(Part::Opening))?);
        }
    }
    let order = Order::opening();
    rows.sort_unstable_by(|a, b| order.compare_rows(a, b));
    Ok(rows)
}

impl<S: Store> Ledger<S> {
    /// The list line of every task, packed, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks(&self) -> Result<Blocks, LedgerError> {
        self.in_one_view(|view| {
            let names = names(view)?;
            let mut all = Vec::new();
            view.blocks(BlockKind::Rows, WantedBlocks::All, &mut |number, bytes| {
                all.push(block_of(number, bytes, &names)?);
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
        self.in_one_view(names)
    }

    /// Hands over the list lines of every task as they are stored, see [`Block::from_bytes`], in
    /// the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn each_packed(&self, take: &mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), LedgerError> {
        self.in_one_view(|view| {
            view.blocks(BlockKind::Rows, WantedBlocks::All, &mut |number, bytes| {
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
        self.in_one_view(|view| some_blocks(view, numbers.iter().copied()))
    }

    /// The blocks these tasks are in, each once, in the order of ids; one whose tasks are all gone
    /// is empty.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn blocks_of(&self, ids: &[TaskId]) -> Result<Blocks, LedgerError> {
        let numbers: BTreeSet<BlockNumber> = ids.iter().map(|id| BlockNumber::of(*id).0).collect();
        self.in_one_view(|view| some_blocks(view, numbers))
    }

    /// Hands over the marks of the requirements of every block, in the order of ids, a bit a
    /// task.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn each_marks(&self, take: impl FnMut(BlockNumber, Marks)) -> Result<(), LedgerError> {
        self.in_one_view(|view| each_marks(view, take))
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
        let mut found = Vec::with_capacity(ids.len());
        self.in_one_view(|view| {
            view.requirements(ids, &mut |id, text| {
                found.push((id, text.to_owned()));
                Ok(())
            })
        })?;
        Ok(found)
    }

    /// The first `count` tasks that detail no other, in the order the screen opens with,
    /// [`Order::opening`]. Takes as long on a large ledger as on a small one.
    ///
    /// # Errors
    /// Whatever SQLite reports; what is not as it was written.
    pub fn first_rows(&self, count: usize) -> Result<Vec<Row>, LedgerError> {
        self.in_one_view(|view| {
            let first = view.task_ids(TasksBy::Opening, count)?;
            rows_of(view, &first)
        })
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
