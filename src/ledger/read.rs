//! Reading the projection: whole tasks, list lines, documents, regions. What is read is held
//! against its sums and totals.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::error::LedgerError;
use super::handle::Ledger;
use super::records::{documents, regions};
use crate::domain::fold::State;
use crate::domain::{DocumentId, Region, RegionKey, Row, SourceDocument, Task, TaskId};
use crate::ledger::sqlite::packed::stored;
use crate::ledger::sqlite::tables::whole;
use crate::ledger::sqlite::tables::whole::{children, some_tasks, task};

/// The whole projection.
pub(super) fn state(conn: &Connection) -> Result<State, LedgerError> {
    Ok(State::new(
        whole::all_tasks(conn)?,
        documents(conn)?,
        regions(conn)?,
    ))
}

impl Ledger {
    /// The tasks with these ids, whole, in the order asked for.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`] for the first id that is not there.
    pub fn tasks(&self, ids: &[TaskId]) -> Result<Vec<Task>, LedgerError> {
        let mut found = self.in_one_view(|conn| some_tasks(conn, ids))?;
        ids.iter()
            .map(|id| found.remove(id).ok_or(LedgerError::NoSuchTask(*id)))
            .collect()
    }

    /// The task with this id, whole.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`].
    pub fn task(&self, id: TaskId) -> Result<Task, LedgerError> {
        self.in_one_view(|conn| task(conn, id))?
            .ok_or(LedgerError::NoSuchTask(id))
    }

    /// Those of the tasks with these ids that are there, whole.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn tasks_there(&self, ids: &[TaskId]) -> Result<Vec<Task>, LedgerError> {
        self.in_one_view(|conn| {
            let found = some_tasks(conn, ids)?;
            let absent = ids.iter().filter(|id| !found.contains_key(id));
            stored::check_absent(conn, absent.copied())?;
            Ok(found.into_values().collect())
        })
    }

    /// The highest id a task has: as many tasks there are at most. Takes no time.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn highest_id(&self) -> Result<Option<TaskId>, LedgerError> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(id) FROM task")?
            .query_row([], |row| row.get(0))?;
        Ok(found.and_then(TaskId::new))
    }

    /// The list line of every task, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn rows(&self) -> Result<Vec<Row>, LedgerError> {
        self.in_one_view(|conn| {
            let tasks = whole::all_tasks(conn)?;
            Ok(tasks.values().map(Row::of).collect())
        })
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
        self.in_one_view(documents)
    }

    /// Every region that a task or document named, with those above it.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn regions(&self) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
        self.in_one_view(regions)
    }

    /// The ids of the tasks that detail `id`, in order.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn children(&self, id: TaskId) -> Result<Vec<TaskId>, LedgerError> {
        let all = self.in_one_view(children)?.into_iter();
        let own = all.filter(|(parent, _)| *parent == id);
        let mut ids: Vec<TaskId> = own.map(|(_, child)| child).collect();
        ids.sort_unstable();
        Ok(ids)
    }
}
