//! Reading the projection: whole tasks, list lines, documents, regions.

use std::collections::BTreeMap;

use rusqlite::{Connection, Params, Row as SqlRow};

use super::error::LedgerError;
use super::rows::{self, TASK_COLUMNS};
use super::{Ledger, schema};
use crate::domain::fold::State;
use crate::domain::{DocumentId, Region, RegionKey, Role, Row, SourceDocument, Task, TaskId};

/// Which tasks a query is about.
#[derive(Clone, Copy)]
enum Which<'a> {
    All,
    These(&'a [TaskId]),
    Between(TaskId, TaskId),
}

impl Which<'_> {
    /// The condition on `column` and its parameter, a JSON list of ids or the first and the last.
    fn condition(self, column: &str) -> (String, String) {
        match self {
            Which::All => ("?1 = ''".to_owned(), String::new()),
            Which::These(ids) => {
                let list: Vec<String> = ids.iter().map(TaskId::to_string).collect();
                (
                    format!("{column} IN (SELECT value FROM json_each(?1))"),
                    format!("[{}]", list.join(",")),
                )
            }
            Which::Between(first, last) => (
                format!("{column} BETWEEN ?1 ->> 0 AND ?1 ->> 1"),
                format!("[{first},{last}]"),
            ),
        }
    }
}

/// Every row of a query, read by `read`.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&SqlRow) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, LedgerError> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params, |row| read(row))?;
    Ok(found.collect::<Result<Vec<T>, _>>()?)
}

/// Hands over every row that a statement finds.
pub(super) fn each(
    conn: &Connection,
    sql: &str,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        take(row)?;
    }
    Ok(())
}

/// The tasks asked for, whole, by id.
fn tasks(conn: &Connection, which: Which) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
    let (is_wanted, ids) = which.condition("id");
    let sql = format!("SELECT {TASK_COLUMNS} FROM task WHERE {is_wanted} ORDER BY id");
    let mut tasks: BTreeMap<TaskId, Task> = all(conn, &sql, [&ids], rows::task_of)?
        .into_iter()
        .map(|task| (task.id, task))
        .collect();
    let (of_wanted, ids) = which.condition("task");
    let list = |columns: &str, table: &str, order: &str| {
        format!("SELECT task, {columns} FROM {table} WHERE {of_wanted} ORDER BY task, {order}")
    };
    let sql = list("role, name, printed", "assignment", "role, place");
    for (id, role, party) in all(conn, &sql, [&ids], rows::assignment_of)? {
        if let Some(task) = tasks.get_mut(&id) {
            task.body.parties_mut(role).push(party);
        }
    }
    let sql = list("text, due, precision, done_on", "milestone", "place");
    for (id, milestone) in all(conn, &sql, [&ids], rows::milestone_of)? {
        if let Some(task) = tasks.get_mut(&id) {
            task.body.milestones.push(milestone);
        }
    }
    let sql = list("text, name, op, value, unit, due", "indicator", "place");
    for (id, indicator) in all(conn, &sql, [&ids], rows::indicator_of)? {
        if let Some(task) = tasks.get_mut(&id) {
            task.body.indicators.push(indicator);
        }
    }
    let sql = list("entry, batch, at, user, body, withdrawn", "event", "entry");
    for (id, event) in all(conn, &sql, [&ids], rows::event_of)? {
        if let Some(task) = tasks.get_mut(&id) {
            task.events.push(event);
        }
    }
    Ok(tasks)
}

/// One task, whole, on any connection: the write path reads inside its transaction.
pub(super) fn task(conn: &Connection, id: TaskId) -> Result<Option<Task>, LedgerError> {
    Ok(tasks(conn, Which::These(&[id]))?.remove(&id))
}

/// Several tasks, whole.
pub(super) fn some_tasks(
    conn: &Connection,
    ids: &[TaskId],
) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
    tasks(conn, Which::These(ids))
}

/// The tasks from one id to another, whole.
pub(super) fn tasks_between(
    conn: &Connection,
    first: TaskId,
    last: TaskId,
) -> Result<BTreeMap<TaskId, Task>, LedgerError> {
    tasks(conn, Which::Between(first, last))
}

/// The whole projection.
pub(super) fn state(conn: &Connection) -> Result<State, LedgerError> {
    Ok(State::new(
        tasks(conn, Which::All)?,
        documents(conn)?,
        regions(conn)?,
    ))
}

pub(super) fn documents(
    conn: &Connection,
) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
    let sql =
        "SELECT id, title, document_number, issuer, issued_on, region, file FROM source_document";
    let found = all(conn, sql, [], rows::document_of)?;
    Ok(found
        .into_iter()
        .map(|document| (document.id, document))
        .collect())
}

pub(super) fn regions(conn: &Connection) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
    let found = all(conn, "SELECT key, parent FROM region", [], rows::region_of)?;
    Ok(found
        .into_iter()
        .map(|region| (region.key.clone(), region))
        .collect())
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
        let found = self.in_one_view(|conn| some_tasks(conn, ids))?;
        Ok(found.into_values().collect())
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
        self.in_one_view(|conn| Ok(tasks(conn, Which::All)?.values().map(Row::of).collect()))
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
        documents(&self.conn)
    }

    /// Every region that a task or document named, with those above it.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn regions(&self) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
        regions(&self.conn)
    }

    /// The ids of the tasks that detail `id`, in order.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn children(&self, id: TaskId) -> Result<Vec<TaskId>, LedgerError> {
        let sql = "SELECT id FROM task WHERE parent = ?1 ORDER BY id";
        let ids: Vec<i64> = all(&self.conn, sql, [id.get()], |row| row.get(0))?;
        Ok(ids.into_iter().filter_map(TaskId::new).collect())
    }

    /// Every name a task lists in `role`, most used first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn names_in(&self, role: Role) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT name FROM assignment WHERE role = ?1 GROUP BY name ORDER BY count(*) DESC, name";
        all(&self.conn, sql, [role.key()], |row| row.get(0))
    }

    /// From here on this connection reads the ledger as it stands now, whatever others commit: for
    /// a command that reads in several steps and ends.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn stand_still(&self) -> Result<(), LedgerError> {
        // Read as it lies in the kernel's memory: copying it page by page into SQLite's own is half
        // the time of a search. A program that runs on does not do so, for a fault of the disk
        // then comes as a signal and not as an answer; a command that only prints may end there.
        self.conn
            .execute_batch("PRAGMA mmap_size = 2147418112; BEGIN")?;
        Ok(())
    }

    /// From here on few pages are read, each by itself: the kernel is asked for them one by one,
    /// which for each takes a fraction of having the pages round it mapped.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn read_here_and_there(&self) -> Result<(), LedgerError> {
        self.conn.execute_batch("PRAGMA mmap_size = 0")?;
        Ok(())
    }

    /// Reads in several steps what the ledger is at one moment, whatever others commit meanwhile.
    ///
    /// # Errors
    /// Whatever `read` reports.
    pub fn at_one_moment<T>(
        &self,
        read: impl FnOnce(&Ledger) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.in_one_view(|_| read(self))
    }

    /// Runs several queries on one and the same state, whatever others commit meanwhile.
    pub(super) fn in_one_view<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        if !self.conn.is_autocommit() {
            return read(&self.conn);
        }
        let view = self.conn.unchecked_transaction()?;
        schema::check_unmoved(&view)?;
        let found = read(&view)?;
        view.finish()?;
        Ok(found)
    }
}
