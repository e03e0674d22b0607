//! The entries of a batch, task by task, and which way they are to be compensated.

use chrono::{DateTime, Utc};

use crate::domain::{Action, BatchId, Change, Entry, EntryId, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::store::{StoreView, WantedBatches};
use crate::ledger::trail;

/// A task an undo or redo left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// The task.
    pub task: TaskId,
    /// The change that came after.
    pub entry: EntryId,
    /// Who made it.
    pub by: String,
    /// The login name behind that name, where it is known.
    pub login: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which way to compensate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ledger) enum UndoOrRedo {
    Undo,
    Redo,
}

impl UndoOrRedo {
    pub fn action(self) -> Action {
        match self {
            UndoOrRedo::Undo => Action::Undo,
            UndoOrRedo::Redo => Action::Redo,
        }
    }

    /// A recorded change as it is to be made now.
    pub fn directed(self, change: &Change) -> Change {
        match self {
            UndoOrRedo::Undo => change.reversed(),
            UndoOrRedo::Redo => change.clone(),
        }
    }
}

/// The first and the last entry of a batch.
pub(in crate::ledger) fn span_of(
    view: &mut dyn StoreView,
    batch: BatchId,
) -> Result<(i64, i64), LedgerError> {
    let found = view.batches(WantedBatches::One(batch))?;
    let batch = found.first().ok_or(LedgerError::Altered(Part::Batches))?;
    Ok((batch.first.get(), batch.last.get()))
}

/// The entries of a batch.
pub(in crate::ledger) fn entries_of(
    view: &mut dyn StoreView,
    batch: BatchId,
) -> Result<Vec<Entry>, LedgerError> {
    let (first, last) = span_of(view, batch)?;
    let mut entries = Vec::new();
    trail::walk(view, first - 1, last, |entry| {
        entries.push(entry.text.read()?);
        Ok(())
    })?;
    Ok(entries)
}

/// The entries of each task, tasks in the order they first come in.
pub(in crate::ledger) fn shares(entries: &[Entry]) -> Vec<(TaskId, Vec<&Entry>)> {
    let mut place = std::collections::HashMap::new();
    let mut shares: Vec<(TaskId, Vec<&Entry>)> = Vec::new();
    for entry in entries {
        let Some(task) = entry.task() else { continue };
        let at = *place.entry(task).or_insert_with(|| {
            shares.push((task, Vec::new()));
            shares.len() - 1
        });
        shares[at].1.push(entry);
    }
    shares
}
