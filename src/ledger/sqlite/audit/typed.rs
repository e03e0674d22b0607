//! A closer look: entries folded by the rules of the domain, and what they make compared with the
//! tables value by value. What this says of a task counts.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::fold::State;
use crate::domain::{Role, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::problem::{ComparedPart, EntryFault};
use crate::ledger::sqlite::audit::finding::{Finding, FindingKey};
use crate::ledger::sqlite::tables::cells::{self, Cell};
use crate::ledger::sqlite::tables::rows::{DOCUMENT_COLUMNS, ENTRY_COLUMNS, REGION_COLUMNS};
use crate::ledger::sqlite::tables::select::{self, each_with};
use crate::ledger::sqlite::tables::task_row::{self, TASK_COLUMNS};
use crate::ledger::sqlite::tables::whole::{EVENTS, INDICATORS, MILESTONES, PARTIES, WholeList};
use crate::ledger::sqlite::tables::{Of, SumKind, Summer, TaskSums, entries};

/// Folds the entries of a condition on a task, or on none; `None` where they do not fold, which is
/// noted.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn fold(
    conn: &Connection,
    task: Option<TaskId>,
    found: &mut Finding,
) -> Result<Option<State>, LedgerError> {
    let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE task IS ?1 ORDER BY seq");
    let mut state = State::default();
    let mut is_whole = true;
    each_with(conn, &sql, [task.map(TaskId::get)], |row| {
        if !is_whole {
            return Ok(());
        }
        let Ok(entry) = entries::entry_of(row) else {
            (found.is_trail_bad, is_whole) = (true, false);
            return Ok(());
        };
        let folded = state.check_old(&entry).and_then(|()| state.apply(&entry));
        if let Err(why) = folded {
            found.note_unfoldable(entry.id, EntryFault::Unfoldable(why));
            is_whole = false;
        }
        Ok(())
    })?;
    Ok(is_whole.then_some(state))
}

/// Whether the rows of a task are what its entries make; if not, that is noted.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn is_sound(
    conn: &Connection,
    id: TaskId,
    found: &mut Finding,
) -> Result<bool, LedgerError> {
    found.closer_looks += 1;
    let Some(mut state) = fold(conn, Some(id), found)? else {
        return Ok(false);
    };
    let is_sound = is_stored(conn, id, state.tasks.remove(&id).as_ref())?;
    if !is_sound {
        found.note(ComparedPart::Task, id.get());
    }
    Ok(is_sound)
}

/// Whether the tables have this of a task and nothing else.
fn is_stored(conn: &Connection, id: TaskId, task: Option<&Task>) -> Result<bool, LedgerError> {
    let Some(task) = task else {
        let nothing: [Vec<Cell>; 0] = [];
        let sql = "SELECT id FROM task WHERE id = ?1";
        let mut is_so = has_rows(conn, sql, id, &nothing)?;
        for list in [PARTIES, MILESTONES, INDICATORS, EVENTS] {
            is_so &= has_rows(conn, &query(list), id, &nothing)?;
        }
        return Ok(is_so);
    };
    let mut row = task_row::cells_of(task)?.to_vec();
    let sums = TaskSums::of(&mut Summer::default(), task, &row)?;
    row.extend([sums.row.into(), sums.lists.into()]);
    let sql = format!("SELECT {TASK_COLUMNS}, row_sum, lists_sum FROM task WHERE id = ?1");
    if !has_rows(conn, &sql, id, &[row])? {
        return Ok(false);
    }
    let mut roles = Role::ALL;
    roles.sort_unstable_by_key(|role| role.id());
    let parties = roles.into_iter().flat_map(|role| {
        let own = (0..).zip(task.parties(role));
        own.map(move |(place, party)| cells::party(id, role, place, party).to_vec())
    });
    let parties: Vec<Vec<Cell>> = parties.collect();
    let milestones = (0..).zip(&task.milestones);
    let milestones = milestones.map(|(place, it)| Ok(cells::milestone(id, place, it)?.to_vec()));
    let milestones = milestones.collect::<Result<Vec<_>, LedgerError>>()?;
    let indicators = (0..).zip(&task.indicators);
    let indicators = indicators.map(|(place, it)| cells::indicator(id, place, it).to_vec());
    let indicators: Vec<Vec<Cell>> = indicators.collect();
    let events = task.events.iter();
    let events = events.map(|event| Ok(cells::event(id, event)?.to_vec()));
    let events = events.collect::<Result<Vec<_>, LedgerError>>()?;
    Ok(has_rows(conn, &query(PARTIES), id, &parties)?
        && has_rows(conn, &query(MILESTONES), id, &milestones)?
        && has_rows(conn, &query(INDICATORS), id, &indicators)?
        && has_rows(conn, &query(EVENTS), id, &events)?)
}

fn query(list: WholeList) -> String {
    let WholeList {
        name,
        columns,
        order,
        ..
    } = list;
    format!("SELECT {columns} FROM {name} WHERE task = ?1 ORDER BY {order}")
}

/// Whether a query about a task finds just these rows.
fn has_rows(
    conn: &Connection,
    sql: &str,
    id: TaskId,
    expected: &[Vec<Cell>],
) -> Result<bool, LedgerError> {
    let mut expected = expected.iter();
    let mut is_so = true;
    each_with(conn, sql, [id.get()], |row| {
        is_so &= match expected.next() {
            Some(cells) => is_row(row, cells)?,
            None => false,
        };
        Ok(())
    })?;
    Ok(is_so && expected.next().is_none())
}

/// Whether a row has just these values.
fn is_row(row: &rusqlite::Row, cells: &[Cell]) -> Result<bool, rusqlite::Error> {
    for (at, cell) in cells.iter().enumerate() {
        if row.get_ref(at)? != cell.value() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Notes the regions and documents that are not what the entries about no task make.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn look_at_records(conn: &Connection, found: &mut Finding) -> Result<(), LedgerError> {
    let Some(state) = fold(conn, None, found)? else {
        return Ok(());
    };
    let mut regions = BTreeMap::new();
    for region in state.regions.values() {
        let cells = cells::region(region).to_vec();
        regions.insert(FindingKey::Text(region.key.as_str().to_owned()), cells);
    }
    let table = ("region", REGION_COLUMNS);
    look_at_table(
        conn,
        table,
        (ComparedPart::Region, SumKind::Region, Of::Regions),
        regions,
        found,
    )?;
    let mut documents = BTreeMap::new();
    for document in state.documents.values() {
        let cells = cells::document(document)?.to_vec();
        documents.insert(FindingKey::Number(document.id.get()), cells);
    }
    let table = ("source_document", DOCUMENT_COLUMNS);
    let of = (ComparedPart::Document, SumKind::Document, Of::Documents);
    look_at_table(conn, table, of, documents, found)
}

fn look_at_table(
    conn: &Connection,
    (name, columns): (&str, &str),
    (subject, kind, of): (ComparedPart, SumKind, Of),
    mut expected: BTreeMap<FindingKey, Vec<Cell>>,
    found: &mut Finding,
) -> Result<(), LedgerError> {
    let mut summer = Summer::default();
    let width = columns.split(',').count();
    select::each(conn, &format!("SELECT {columns} FROM {name}"), |row| {
        found.add(of, summer.columns(kind, row, width)?);
        let key = FindingKey::of(row.get_ref(0)?);
        let is_so = match expected.remove(&key) {
            Some(cells) => is_row(row, &cells)?,
            None => false,
        };
        if !is_so {
            found.note(subject, key);
        }
        Ok(())
    })?;
    expected
        .into_keys()
        .for_each(|key| found.note(subject, key));
    Ok(())
}
