//! The ledger as the screen holds it: the search index, what its rows belong to, and the orders
//! that were asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::column::Order;
use crate::domain::light::LightRules;
use crate::domain::{
    DocumentId, EntryId, Light, LightColor, Region, RegionKey, Revision, Row, SourceDocument,
    Status, TaskId,
};
use crate::packed::{Block, Blocks, ROWS};
use crate::search::{Index, Stop, Stopped};
use crate::tui::state::rows::LateRows;

/// Everything a load brings.
#[derive(Debug)]
pub struct Loaded {
    /// Every task's line, ready to be searched.
    pub index: Index,
    /// Orders worked out beside it, off the thread that draws.
    pub arranged: Vec<(Order, Vec<TaskId>)>,
    /// The source documents.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// The regions.
    pub regions: BTreeMap<RegionKey, Region>,
    /// The last entry this is the fold of.
    pub last_entry: Option<EntryId>,
}

impl Loaded {
    /// Rows that are not packed: a past day, a test.
    pub fn of_rows(rows: &[Row], rules: &LightRules) -> Loaded {
        Loaded {
            index: Index::of_rows(rows, rules),
            arranged: Vec::new(),
            documents: BTreeMap::new(),
            regions: BTreeMap::new(),
            last_entry: None,
        }
    }
}

/// How many orders are kept: the list's own, that of the words, one to come back to.
const ORDERS_KEPT: usize = 3;

/// Of more changed rows than this a new order is made from the beginning.
const MOST_MOVED: usize = 500;

/// The lines in memory.
#[derive(Debug)]
pub struct Data {
    /// Every task's line.
    pub index: Index,
    /// The source documents.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// The regions.
    pub regions: BTreeMap<RegionKey, Region>,
    /// Whether only the first rows are there yet.
    pub is_partial: bool,
    /// The tasks that stand under no other in the orders asked for, the last one first.
    orders: Vec<(Order, Arc<Vec<TaskId>>)>,
    lately: LateRows,
}

/// What can move a task to another place of an order.
struct SortKeys {
    row: Arc<Row>,
    light: Light,
    is_kid: bool,
    has_kids: bool,
}

impl Data {
    /// Nothing yet.
    pub fn empty(rules: &LightRules) -> Data {
        Data {
            index: Index::of_rows(&[], rules),
            documents: BTreeMap::new(),
            regions: BTreeMap::new(),
            is_partial: false,
            orders: Vec::new(),
            lately: LateRows::default(),
        }
    }

    /// What was loaded.
    pub fn new(loaded: Loaded) -> Data {
        let orders = loaded.arranged.into_iter();
        Data {
            index: loaded.index,
            documents: loaded.documents,
            regions: loaded.regions,
            is_partial: false,
            orders: orders.map(|(order, ids)| (order, Arc::new(ids))).collect(),
            lately: LateRows::default(),
        }
    }

    /// The line of a task, put together: for those on the screen, not for all.
    pub fn row(&self, id: TaskId) -> Option<Arc<Row>> {
        self.lately.get(id, || self.index.row(id))
    }

    /// Its revision alone: cheap.
    pub fn revision(&self, id: TaskId) -> Option<Revision> {
        self.index.revision(id)
    }

    /// Its status alone: cheap.
    pub fn status(&self, id: TaskId) -> Option<Status> {
        self.index.status(id)
    }

    /// Its date in force alone: cheap.
    pub fn deadline(&self, id: TaskId) -> Option<NaiveDate> {
        self.index.deadline(id)
    }

    /// Whether a task is there.
    pub fn contains(&self, id: TaskId) -> bool {
        self.index.contains(id)
    }

    /// The light of a task on the day the lights were computed for.
    pub fn light(&self, id: TaskId) -> Light {
        self.index.light(id)
    }

    /// Its colour alone: cheap, for counting.
    pub fn color(&self, id: TaskId) -> LightColor {
        self.index.color(id)
    }

    /// The tasks that detail `id`, directly or further down.
    pub fn children(&self, id: TaskId) -> &[TaskId] {
        self.index.children(id)
    }

    /// The tasks that stand under `id`, directly or further down, though it stand under another
    /// itself.
    pub fn below(&self, id: TaskId) -> Vec<TaskId> {
        if !self.is_kid(id) {
            return self.children(id).to_vec();
        }
        let parent = |id: TaskId| self.row(id)?.parent;
        let is_below = |kid: &TaskId| {
            // A ring, which the ledger never makes, ends after as many steps as there are tasks.
            let above = std::iter::successors(parent(*kid), |id| parent(*id));
            above.take(self.index.len()).any(|above| above == id)
        };
        let family = self.children(self.top_of(id)).iter();
        family.copied().filter(is_below).collect()
    }

    /// Whether a task stands under another.
    pub fn is_kid(&self, id: TaskId) -> bool {
        self.index.is_kid(id)
    }

    /// The task without a parent that `id` stands under, or `id` itself.
    pub fn top_of(&self, id: TaskId) -> TaskId {
        self.index.top_of(id)
    }

    /// Another day, other limits: the lights follow.
    pub fn set_rules(&mut self, rules: &LightRules) {
        self.index.set_rules(rules);
        self.orders.clear();
    }

    /// The tasks that stand under no other, in an order; kept until rows change their place in it.
    ///
    /// # Errors
    /// [`Stopped`] when it was told to give up.
    pub fn arranged(&mut self, order: &Order, stop: &Stop) -> Result<Arc<Vec<TaskId>>, Stopped> {
        if let Some(at) = self.orders.iter().position(|(known, _)| known == order) {
            let found = self.orders.remove(at);
            let ids = Arc::clone(&found.1);
            self.orders.insert(0, found);
            return Ok(ids);
        }
        let ids = Arc::new(self.index.arranged(order, stop)?);
        self.orders.truncate(ORDERS_KEPT - 1);
        self.orders.insert(0, (order.clone(), Arc::clone(&ids)));
        Ok(ids)
    }

    /// Puts changed blocks in the place of the old ones. All rows of a block are compared, not
    /// those alone that somebody is known to have touched: the next change may be in it already.
    pub fn put(&mut self, blocks: &Blocks) {
        let ids: Vec<TaskId> = blocks.all.iter().flat_map(ids_of).collect();
        let before: Vec<Option<SortKeys>> = ids.iter().map(|id| self.standing(*id)).collect();
        self.index.put(blocks);
        self.lately.forget();
        let mut moved = Vec::new();
        for (id, before) in ids.into_iter().zip(before) {
            let after = self.standing(id);
            match (&before, &after) {
                (None, None) => {}
                (Some(one), Some(other)) if one.row == other.row && one.is_kid == other.is_kid => {}
                _ => moved.push((id, before, after)),
            }
        }
        // Tasks under one that came or went are tops no more, or are now, though they lie elsewhere.
        let changes_tops = moved.iter().any(|(_, before, after)| {
            before.is_some() != after.is_some()
                && (before.iter().chain(after)).any(|standing| standing.has_kids)
        });
        if changes_tops || moved.len() > MOST_MOVED {
            self.orders.clear();
            return;
        }
        let mut orders = std::mem::take(&mut self.orders);
        for (order, ids) in &mut orders {
            let stays = |before: &SortKeys, after: &SortKeys| {
                let same = order.compare((&before.row, &before.light), (&after.row, &after.light));
                before.is_kid == after.is_kid && (after.is_kid || same.is_eq())
            };
            let leaving: Vec<&(TaskId, Option<SortKeys>, Option<SortKeys>)> = moved
                .iter()
                .filter(|(_, before, after)| match (before, after) {
                    (Some(before), Some(after)) => !stays(before, after),
                    _ => true,
                })
                .collect();
            if !leaving.is_empty() {
                self.move_in(order, Arc::make_mut(ids), &leaving);
            }
        }
        self.orders = orders;
    }

    /// Takes tasks out of an order and puts those that are tops now where they belong.
    fn move_in(
        &self,
        order: &Order,
        ids: &mut Vec<TaskId>,
        moved: &[&(TaskId, Option<SortKeys>, Option<SortKeys>)],
    ) {
        // By id: blocks come in the order of ids, and so do the rows in them.
        ids.retain(|id| moved.binary_search_by_key(id, |moved| moved.0).is_err());
        for (id, _, after) in moved {
            let Some(after) = after.as_ref().filter(|after| !after.is_kid) else {
                continue;
            };
            let at = ids.partition_point(|other| {
                let Some(row) = self.row(*other) else {
                    return true;
                };
                let other = (&*row, &self.light(*other));
                order.compare(other, (&after.row, &after.light)).is_lt()
            });
            ids.insert(at, *id);
        }
    }

    fn standing(&self, id: TaskId) -> Option<SortKeys> {
        Some(SortKeys {
            row: self.row(id)?,
            light: self.light(id),
            is_kid: self.is_kid(id),
            has_kids: !self.children(id).is_empty(),
        })
    }
}

fn ids_of(block: &Block) -> impl Iterator<Item = TaskId> + use<> {
    let number = block.number();
    (0..ROWS).filter_map(move |bit| number.id_at(bit))
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
