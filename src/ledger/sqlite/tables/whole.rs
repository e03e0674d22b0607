//! Whole tasks, their rows put together from the tables and held against their sums.

use std::collections::BTreeMap;

use rusqlite::{CachedStatement, Connection, Row as SqlRow};

use crate::domain::{Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::tables::rows::{
    self, EVENT_COLUMNS, INDICATOR_COLUMNS, MILESTONE_COLUMNS, PARTY_COLUMNS,
};
use crate::ledger::sqlite::tables::select::{each, each_with};
use crate::ledger::sqlite::tables::sums::{SumKind, Summer, TaskSums};
use crate::ledger::sqlite::tables::tally::{Of, Tally, Total};
use crate::ledger::sqlite::tables::task_row::{self, TASK_COLUMNS, TASK_WIDTH};
use crate::ledger::store::{Done, TaskOutline, WantedTasks};

/// Which tasks a query is about.
#[derive(Clone, Copy)]
enum Which<'a> {
    Wanted(WantedTasks<'a>),
    Between(TaskId, TaskId),
}

impl Which<'_> {
    /// The condition on `column` and its parameter, a JSON list of ids or the first and the last.
    fn condition(self, column: &str) -> (String, String) {
        match self {
            Which::Wanted(WantedTasks::All) => ("?1 = ''".to_owned(), String::new()),
            Which::Wanted(WantedTasks::These(ids)) => {
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

/// A task being read.
struct WholeReading {
    task: Task,
    /// The sums of the rows that were read.
    found: TaskSums,
    /// Those that stand beside them.
    stored: TaskSums,
}

/// Hands over the tasks asked for, whole, by id, in a transaction that has moved the totals by so much;
/// answers those that are not there.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports; what `take` answers.
pub(in crate::ledger) fn tasks(
    conn: &Connection,
    tally: &Tally,
    wanted: WantedTasks,
    take: &mut dyn FnMut(Task) -> Done,
) -> Result<Vec<TaskId>, LedgerError> {
    let reading = read(conn, Which::Wanted(wanted))?;
    let mut altered = reading.values().filter(|it| it.found != it.stored);
    if let Some(altered) = altered.next() {
        return Err(LedgerError::Altered(Part::Task(altered.task.id)));
    }
    let mut absent = Vec::new();
    match wanted {
        WantedTasks::All => {
            let mut total = Total::default();
            reading.values().for_each(|it| total.add(it.found.row));
            tally.check(conn, Of::Tasks, total)?;
        }
        WantedTasks::These(ids) => {
            absent.extend(ids.iter().filter(|id| !reading.contains_key(id)));
        }
    }
    reading.into_values().try_for_each(|it| take(it.task))?;
    Ok(absent)
}

/// Hands over the tasks asked for without what is listed under them, by id.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports; what `take` answers.
pub(in crate::ledger) fn outlines(
    conn: &Connection,
    tally: &Tally,
    wanted: WantedTasks,
    take: &mut dyn FnMut(&TaskOutline) -> Done,
) -> Done {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let (is_wanted, ids) = Which::Wanted(wanted).condition("id");
    let sql = task_rows(&format!("{is_wanted} ORDER BY id"));
    each_with(conn, &sql, [&ids], |row| {
        let outline = checked(&mut summer, row, task_row::outline_of)?;
        total.add(row.get(TASK_WIDTH)?);
        take(&outline)
    })?;
    match wanted {
        WantedTasks::All => tally.check(conn, Of::Tasks, total),
        WantedTasks::These(_) => Ok(()),
    }
}

/// The tasks from one id to another, whole, with the sums that their rows have.
pub(in crate::ledger) fn tasks_with_sums(
    conn: &Connection,
    first: TaskId,
    last: TaskId,
) -> Result<BTreeMap<TaskId, (Task, TaskSums)>, LedgerError> {
    let reading = read(conn, Which::Between(first, last))?.into_iter();
    Ok(reading.map(|(id, it)| (id, (it.task, it.found))).collect())
}

fn read(conn: &Connection, which: Which) -> Result<BTreeMap<TaskId, WholeReading>, LedgerError> {
    let mut summer = Summer::default();
    let (is_wanted, ids) = which.condition("id");
    let sql = task_rows(&format!("{is_wanted} ORDER BY id"));
    let mut reading: BTreeMap<TaskId, WholeReading> = BTreeMap::new();
    each_with(conn, &sql, [&ids], |row| {
        let row_sum = summer.columns(SumKind::Task, row, TASK_WIDTH)?;
        let found = TaskSums {
            row: row_sum,
            lists: 0,
        };
        let stored = TaskSums {
            row: row.get(TASK_WIDTH)?,
            lists: row.get(TASK_WIDTH + 1)?,
        };
        // Before it is read: of a value that cannot be, the sum tells whose it is.
        let task = match (task_row::task_of(row), row.get(0).map(TaskId::new)) {
            (Err(_), Ok(Some(id))) if found.row != stored.row => {
                return Err(LedgerError::Altered(Part::Task(id)));
            }
            (task, _) => task?,
        };
        reading.insert(
            task.id,
            WholeReading {
                task,
                found,
                stored,
            },
        );
        Ok(())
    })?;
    read_lists(conn, which, &mut summer, &mut reading)?;
    Ok(reading)
}

/// Reads everything that is listed under these tasks.
fn read_lists(
    conn: &Connection,
    which: Which,
    summer: &mut Summer,
    reading: &mut BTreeMap<TaskId, WholeReading>,
) -> Result<(), LedgerError> {
    let (of_wanted, ids) = which.condition("task");
    let mut list = |table: WholeList, take: &dyn Fn(&SqlRow, &mut Task) -> rusqlite::Result<()>| {
        let WholeList {
            name,
            columns,
            order,
            kind,
        } = table;
        let width = columns.split(',').count();
        let sql = format!("SELECT {columns} FROM {name} WHERE {of_wanted} ORDER BY task, {order}");
        each_with(conn, &sql, [&ids], |row| {
            let id = TaskId::new(row.get(0)?);
            if let Some(reading) = id.and_then(|id| reading.get_mut(&id)) {
                let sum = summer.columns(kind, row, width)?;
                reading.found.lists = reading.found.lists.wrapping_add(sum);
                take(row, &mut reading.task)?;
            }
            Ok(())
        })
    };
    list(PARTIES, &|row, task| {
        let (_, role, party) = rows::assignment_of(row)?;
        task.body.parties_mut(role).push(party);
        Ok(())
    })?;
    list(MILESTONES, &|row, task| {
        task.body.milestones.push(rows::milestone_of(row)?.1);
        Ok(())
    })?;
    list(INDICATORS, &|row, task| {
        task.body.indicators.push(rows::indicator_of(row)?.1);
        Ok(())
    })?;
    list(EVENTS, &|row, task| {
        task.events.push(rows::event_of(row)?.1);
        Ok(())
    })
}

/// A table of what is listed under tasks.
#[derive(Clone, Copy)]
pub(in crate::ledger) struct WholeList {
    /// Its name.
    pub name: &'static str,
    /// Its columns, the task first.
    pub columns: &'static str,
    /// What the rows of a task are sorted by.
    pub order: &'static str,
    /// What its rows are.
    pub kind: SumKind,
}

/// Leaders and units.
pub(in crate::ledger) const PARTIES: WholeList = WholeList {
    name: "assignment",
    columns: PARTY_COLUMNS,
    order: "role, place",
    kind: SumKind::Assignment,
};

/// Milestones.
pub(in crate::ledger) const MILESTONES: WholeList = WholeList {
    name: "milestone",
    columns: MILESTONE_COLUMNS,
    order: "place",
    kind: SumKind::Milestone,
};

/// Indicators.
pub(in crate::ledger) const INDICATORS: WholeList = WholeList {
    name: "indicator",
    columns: INDICATOR_COLUMNS,
    order: "place",
    kind: SumKind::Indicator,
};

/// Events.
pub(in crate::ledger) const EVENTS: WholeList = WholeList {
    name: "event",
    columns: EVENT_COLUMNS,
    order: "entry",
    kind: SumKind::Event,
};

/// The rows of tasks with their sums, as [`checked`] wants them.
fn task_rows(condition: &str) -> String {
    format!("SELECT {TASK_COLUMNS}, row_sum, lists_sum FROM task WHERE {condition}")
}

/// What `read` makes of the row of a task, which is what was written.
fn checked<'r, T>(
    summer: &mut Summer,
    row: &'r SqlRow,
    read: impl FnOnce(&'r SqlRow) -> rusqlite::Result<T>,
) -> Result<T, LedgerError> {
    let stored: i64 = row.get(TASK_WIDTH)?;
    if summer.columns(SumKind::Task, row, TASK_WIDTH)? == stored {
        return Ok(read(row)?);
    }
    let id = TaskId::new(row.get(0)?);
    Err(LedgerError::Altered(id.map_or(Part::Tasks, Part::Task)))
}

/// Rows of tasks one by one, without what is listed under them.
pub(in crate::ledger) struct RowsAlone<'c> {
    statement: CachedStatement<'c>,
    summer: Summer,
}

impl<'c> RowsAlone<'c> {
    /// Makes ready.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn prepare(conn: &'c Connection) -> Result<RowsAlone<'c>, LedgerError> {
        Ok(RowsAlone {
            statement: conn.prepare_cached(&task_rows("id = ?1"))?,
            summer: Summer::default(),
        })
    }

    /// What `read` makes of the row of this task.
    ///
    /// # Errors
    /// [`LedgerError::Altered`]; whatever SQLite reports.
    pub fn find<T>(
        &mut self,
        id: TaskId,
        read: impl FnOnce(&SqlRow) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, LedgerError> {
        let mut found = self.statement.query([id.get()])?;
        match found.next()? {
            Some(row) => checked(&mut self.summer, row, read).map(Some),
            None => Ok(None),
        }
    }
}

/// The row of a task without what is listed under it.
pub(in crate::ledger) fn row_alone(
    conn: &Connection,
    id: TaskId,
) -> Result<Option<Task>, LedgerError> {
    RowsAlone::prepare(conn)?.find(id, task_row::task_of)
}

/// The tasks that detail others, each with the one above it, in a transaction that has moved
/// the totals by so much.
pub(in crate::ledger) fn children(
    conn: &Connection,
    tally: &Tally,
) -> Result<Vec<(TaskId, TaskId)>, LedgerError> {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let mut found = Vec::new();
    // All of them from the index alone: which are missing there no look at a few can tell.
    let sql = "SELECT parent, id FROM task INDEXED BY task_parent WHERE parent IS NOT NULL";
    each(conn, sql, |row| {
        total.add(summer.columns(SumKind::Child, row, 2)?);
        let pair = (TaskId::new(row.get(0)?), TaskId::new(row.get(1)?));
        if let (Some(parent), Some(child)) = pair {
            found.push((parent, child));
        }
        Ok(())
    })?;
    tally.check(conn, Of::Children, total)?;
    Ok(found)
}
