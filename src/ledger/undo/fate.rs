//! What became of a batch: which of its tasks were taken back, by which undo, and what still stands.
//!
//! An undo leaves the tasks that somebody changed since, and so may a redo. Later, when nothing is
//! in the way any more, another undo takes the rest back: of a batch a part can stand.

use std::collections::{BTreeMap, BTreeSet};

use super::share::span_of;
use crate::domain::{Action, BatchId, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::store::{StoreView, WantedBatches};
use crate::ledger::trail;

/// How much of a batch is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// All of it.
    Whole,
    /// Some tasks of it were taken back.
    Part {
        /// So many were.
        back: usize,
        /// So many were not.
        rest: usize,
    },
    /// It was taken back.
    Nothing,
}

/// An undo or redo of a batch.
#[derive(Clone, Copy)]
struct Reach {
    by: BatchId,
    is_undo: bool,
}

/// What became of a batch.
pub(in crate::ledger) struct Fate {
    /// Its tasks, each with the last undo or redo that reached it; empty where nothing ever did.
    tasks: BTreeMap<TaskId, Option<Reach>>,
    last: Option<Reach>,
}

impl Fate {
    /// Follows a batch through everything that was done about it.
    pub fn of(view: &mut dyn StoreView, batch: BatchId) -> Result<Fate, LedgerError> {
        let reaches = view.batches(WantedBatches::Compensating(batch))?;
        let mut fate = Fate {
            tasks: BTreeMap::new(),
            last: None,
        };
        if reaches.is_empty() {
            return Ok(fate);
        }
        let own = tasks_of(view, batch)?;
        fate.tasks = own.into_iter().map(|task| (task, None)).collect();
        for reach in reaches.into_iter().rev() {
            let (by, is_undo) = (reach.id, reach.action == Action::Undo);
            fate.last = Some(Reach { by, is_undo });
            for task in tasks_of(view, by)? {
                if let Some(reached) = fate.tasks.get_mut(&task) {
                    *reached = fate.last;
                }
            }
        }
        Ok(fate)
    }

    /// How much of it is in force.
    pub fn stands(&self) -> Stands {
        let is_back = |reach: &Option<Reach>| reach.is_some_and(|it| it.is_undo);
        let back = self.tasks.values().filter(|reach| is_back(reach)).count();
        match (back, self.tasks.len() - back) {
            // Of documents and regions alone the last word counts.
            (0, 0) if is_back(&self.last) => Stands::Nothing,
            (0, _) => Stands::Whole,
            (_, 0) => Stands::Nothing,
            (back, rest) => Stands::Part { back, rest },
        }
    }

    /// The tasks that an undo took back and nobody put in force again since; `None` where that undo
    /// is done with.
    pub fn taken_by(&self, undo: BatchId) -> Option<BTreeSet<TaskId>> {
        let is_by = |reach: &Option<Reach>| reach.is_some_and(|it| it.by == undo);
        let tasks = self.tasks.iter().filter(|(_, reach)| is_by(reach));
        let tasks: BTreeSet<TaskId> = tasks.map(|(task, _)| *task).collect();
        (!tasks.is_empty() || is_by(&self.last)).then_some(tasks)
    }
}

/// How much of a batch is in force.
pub(in crate::ledger) fn stands(
    view: &mut dyn StoreView,
    batch: BatchId,
) -> Result<Stands, LedgerError> {
    Ok(Fate::of(view, batch)?.stands())
}

/// The tasks a batch touched.
pub(in crate::ledger) fn tasks_of(
    view: &mut dyn StoreView,
    batch: BatchId,
) -> Result<BTreeSet<TaskId>, LedgerError> {
    let (first, last) = span_of(view, batch)?;
    trail::tasks_between(view, first - 1, last)
}
