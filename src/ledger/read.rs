//! Reading the projection: whole tasks, list lines, documents, regions. What is read is held
//! against its sums and totals.

use std::collections::BTreeMap;

use super::error::LedgerError;
use super::handle::Ledger;
use super::records;
use super::store::{Store, StoreView, TasksBy, WantedTasks};
use crate::domain::fold::State;
use crate::domain::{DocumentId, Region, RegionKey, Row, SourceDocument, Task, TaskId};

/// The tasks asked for, whole, by id.
pub(super) fn tasks(
    view: &mut dyn StoreView,
    wanted: WantedTasks,
) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
    // Built from all of them at once, a map takes half the room.
    let mut found = Vec::new();
    view.tasks(wanted, &mut |task| {
        found.push((task.id, task));
        Ok(())
    })?;
    Ok(found.into_iter().collect())
}

/// Those of these tasks that are there, whole.
pub(super) fn some_tasks(
    view: &mut dyn StoreView,
    ids: &[TaskId],
) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
    tasks(view, WantedTasks::These(ids))
}

/// One task, whole.
pub(super) fn task(view: &mut dyn StoreView, id: TaskId) -> Result<Option<Task>, LedgerError> {
    Ok(some_tasks(view, &[id])?.remove(&id))
}

/// The whole projection.
pub(super) fn state(view: &mut dyn StoreView) -> Result<State, LedgerError> {
    Ok(State::new(
        tasks(view, WantedTasks::All)?,
        records::all(view)?,
        records::all(view)?,
    ))
}

impl<S: Store> Ledger<S> {
    /// The tasks with these ids, whole, in the order asked for.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`] for the first id that is not there.
    pub fn tasks(&self, ids: &[TaskId]) -> Result<Vec<Task>, LedgerError> {
        let mut found = self.in_one_view(|view| some_tasks(view, ids))?;
        ids.iter()
            .map(|id| found.remove(id).ok_or(LedgerError::NoSuchTask(*id)))
            .collect()
    }

    /// The task with this id, whole.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`].
    pub fn task(&self, id: TaskId) -> Result<Task, LedgerError> {
        self.in_one_view(|view| task(view, id))?
            .ok_or(LedgerError::NoSuchTask(id))
    }

    /// Those of the tasks with these ids that are there, whole.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn tasks_there(&self, ids: &[TaskId]) -> Result<Vec<Task>, LedgerError> {
        let found = self.in_one_view(|view| some_tasks(view, ids))?;
        Ok(found.into_values().collect())
    }

    /// The highest id a task has: as many tasks there are at most. Takes no time.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn highest_id(&self) -> Result<Option<TaskId>, LedgerError> {
        let newest = self.in_one_view(|view| view.task_ids(TasksBy::Newest, 1))?;
        Ok(newest.first().copied())
    }

    /// The list line of every task, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn rows(&self) -> Result<Vec<Row>, LedgerError> {
        let tasks = self.in_one_view(|view| tasks(view, WantedTasks::All))?;
        Ok(tasks.values().map(Row::of).collect())
    }

    /// The whole ledger as it stands.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn state(&self) -> Result<State, LedgerError> {
        self.in_one_view(state)
    }

    /// Every source document.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn documents(&self) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
        self.in_one_view(|view| records::all(view))
    }

    /// Every region that a task or document named, with those above it.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn regions(&self) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
        self.in_one_view(|view| records::all(view))
    }

    /// The ids of the tasks that detail `id`, in order.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn children(&self, id: TaskId) -> Result<Vec<TaskId>, LedgerError> {
        self.in_one_view(|view| view.task_ids(TasksBy::Parent(id), usize::MAX))
    }
}
