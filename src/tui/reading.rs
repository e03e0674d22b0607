//! What the worker reads for the list: blocks, made into an index before they are handed over.

use std::collections::BTreeMap;

use super::data::Loaded;
use super::msg::Wanted;
use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{EntryId, Row, TaskId};
use crate::ledger::{Ledger, LedgerError};
use crate::packed::{Block, BlockNumber, ROWS};
use crate::search::{Index, Stop};

/// Everything, with the orders the list will ask for.
///
/// # Errors
/// Whatever the ledger reports.
pub fn all(ledger: &Ledger, wanted: &Wanted, rules: &LightRules) -> Result<Loaded, LedgerError> {
    let last_entry = ledger.last_entry()?;
    let index = Index::of_blocks(packed(&ledger.rows()?), rules);
    let mut arranged = Vec::new();
    for order in &wanted.orders {
        if let Ok(ids) = index.arranged(order, &Stop::NEVER) {
            arranged.push((order.clone(), ids));
        }
    }
    Ok(Loaded {
        index,
        arranged,
        documents: ledger.documents()?,
        regions: ledger.regions()?,
        last_entry,
    })
}

/// The first rows of a ledger that takes longer to read; `None` for others.
///
/// # Errors
/// Whatever the ledger reports.
pub fn first_rows(
    _ledger: &Ledger,
    _count: usize,
    _rules: &LightRules,
) -> Result<Option<Loaded>, LedgerError> {
    Ok(None)
}

/// The blocks these tasks are in.
///
/// # Errors
/// Whatever the ledger reports.
pub fn blocks_of(ledger: &Ledger, ids: &[TaskId]) -> Result<Vec<Block>, LedgerError> {
    let mut blocks = Vec::new();
    let mut numbers: Vec<BlockNumber> = ids.iter().map(|id| BlockNumber::of(*id).0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let ids: Vec<TaskId> = (0..ROWS).filter_map(|bit| number.id_at(bit)).collect();
        let rows: Vec<Row> = ledger.tasks_there(&ids)?.iter().map(Row::of).collect();
        blocks.push(Block::of(number, &rows));
    }
    Ok(blocks)
}

/// A past state of the ledger.
pub fn past(state: &State, last_entry: Option<EntryId>, rules: &LightRules) -> Loaded {
    let rows: Vec<Row> = state.tasks.values().map(Row::of).collect();
    Loaded {
        documents: state.documents.clone(),
        regions: state.regions.clone(),
        last_entry,
        ..Loaded::of_rows(&rows, rules)
    }
}

fn packed(rows: &[Row]) -> Vec<Block> {
    let mut by_block: BTreeMap<BlockNumber, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let (number, _) = BlockNumber::of(row.id);
        by_block.entry(number).or_default().push(row);
    }
    let blocks = by_block.into_iter();
    blocks
        .map(|(number, rows)| Block::of(number, rows))
        .collect()
}
