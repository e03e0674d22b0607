//! The rows a search runs over: everything a list shows, in memory, sixty-four rows a block.

use std::collections::BTreeMap;

use crate::domain::column::Order;
use crate::domain::light::LightRules;
use crate::domain::{Light, LightColor, LightReason, Row, TaskId};
use crate::packed::{Block, BlockNumber};

use super::stop::{Stop, Stopped};

/// Every list line of a ledger, ready to be searched, counted and put in order.
#[derive(Debug)]
pub struct Index {
    rows: BTreeMap<TaskId, Row>,
    children: BTreeMap<TaskId, Vec<TaskId>>,
    rules: LightRules,
}

impl Index {
    /// The index of packed rows, with their lights under `rules`.
    pub fn of_blocks(blocks: Vec<Block>, rules: &LightRules) -> Index {
        let rows: Vec<Row> = blocks.iter().flat_map(Block::rows).collect();
        Index::of_rows(&rows, rules)
    }

    /// The index of rows that are not packed: a past day, a test.
    pub fn of_rows(rows: &[Row], rules: &LightRules) -> Index {
        let mut index = Index {
            rows: rows.iter().map(|row| (row.id, row.clone())).collect(),
            children: BTreeMap::new(),
            rules: rules.clone(),
        };
        index.relate();
        index
    }

    /// Puts a block in the place of the one with its number. One without rows takes it out.
    pub fn put(&mut self, block: &Block) {
        let number: BlockNumber = block.number();
        self.rows.retain(|id, _| BlockNumber::of(*id).0 != number);
        self.rows.extend(block.rows().map(|row| (row.id, row)));
        self.relate();
    }

    /// Computes the lights anew: another day, other limits.
    pub fn set_rules(&mut self, rules: &LightRules) {
        self.rules = rules.clone();
    }

    fn relate(&mut self) {
        self.children.clear();
        for id in self.rows.keys() {
            let top = self.top_of(*id);
            if top != *id {
                self.children.entry(top).or_default().push(*id);
            }
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows stand under no other.
    pub fn tops(&self) -> usize {
        self.rows.keys().filter(|id| !self.is_kid(**id)).count()
    }

    /// Whether the task is there.
    pub fn contains(&self, id: TaskId) -> bool {
        self.rows.contains_key(&id)
    }

    /// The line of a task, put together: for those on the screen, not for all.
    pub fn row(&self, id: TaskId) -> Option<Row> {
        self.rows.get(&id).cloned()
    }

    /// Its light with the reason.
    pub fn light(&self, id: TaskId) -> Light {
        let unknown = Light {
            color: LightColor::None,
            reason: LightReason::NoData,
        };
        self.rows
            .get(&id)
            .map_or(unknown, |row| row.light(&self.rules))
    }

    /// The colour of its light: cheap, for counting.
    pub fn color(&self, id: TaskId) -> LightColor {
        self.light(id).color
    }

    /// Whether the task stands under another that is there.
    pub fn is_kid(&self, id: TaskId) -> bool {
        self.top_of(id) != id
    }

    /// The task without a parent above `id`, or `id` itself; a ring, which the ledger never makes,
    /// ends at once.
    pub fn top_of(&self, id: TaskId) -> TaskId {
        let mut at = id;
        for _ in 0..16 {
            let parent = self.rows.get(&at).and_then(|row| row.parent);
            match parent.filter(|parent| self.rows.contains_key(parent)) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }

    /// The tasks that stand under a task without a parent, directly or further down, by id.
    pub fn children(&self, top: TaskId) -> &[TaskId] {
        self.children.get(&top).map_or(&[], Vec::as_slice)
    }

    /// Every task that stands under no other, in this order: keys in turn, then deadline, then id.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn arranged(&self, order: &Order, stop: &Stop) -> Result<Vec<TaskId>, Stopped> {
        stop.check()?;
        let mut tops: Vec<(&Row, Light)> = self
            .rows
            .values()
            .filter(|row| !self.is_kid(row.id))
            .map(|row| (row, row.light(&self.rules)))
            .collect();
        tops.sort_by(|(a, light_a), (b, light_b)| order.compare((a, light_a), (b, light_b)));
        Ok(tops.into_iter().map(|(row, _)| row.id).collect())
    }

    /// Every row, in the order of ids: for the few who need all of it.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.rows.values().cloned()
    }
}
