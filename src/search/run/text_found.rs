//! What the requirement texts change about the hits of a query.

use rustc_hash::FxHashMap;

use crate::domain::TaskId;
use crate::packed::BlockNumber;
use crate::search::bits::bits;

/// The score of a row found only with its text: below all others.
pub(in crate::search) const BY_TEXT: i32 = -1;

/// What the requirement texts change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextFound {
    added: FxHashMap<BlockNumber, u64>,
    dropped: FxHashMap<BlockNumber, u64>,
}

impl TextFound {
    /// The tasks that are hits only with their text, in no order.
    pub fn added(&self) -> impl Iterator<Item = TaskId> {
        ids(&self.added)
    }

    /// The tasks that an excluded word in their text keeps out, in no order.
    pub fn dropped(&self) -> impl Iterator<Item = TaskId> {
        ids(&self.dropped)
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.dropped.is_empty()
    }

    pub(in crate::search) fn add(&mut self, number: BlockNumber, rows: u64) {
        if rows != 0 {
            *self.added.entry(number).or_default() |= rows;
        }
    }

    pub(in crate::search) fn drop(&mut self, number: BlockNumber, rows: u64) {
        if rows != 0 {
            *self.dropped.entry(number).or_default() |= rows;
        }
    }

    /// The rows of a block that are added, and those that are dropped.
    pub(in crate::search) fn of_block(&self, number: BlockNumber) -> (u64, u64) {
        let of = |masks: &FxHashMap<BlockNumber, u64>| masks.get(&number).copied().unwrap_or(0);
        (of(&self.added), of(&self.dropped))
    }
}

fn ids(masks: &FxHashMap<BlockNumber, u64>) -> impl Iterator<Item = TaskId> {
    let each = |(number, mask): (&BlockNumber, &u64)| {
        let number = *number;
        bits(*mask).filter_map(move |bit| number.id_at(bit))
    };
    masks.iter().flat_map(each)
}
