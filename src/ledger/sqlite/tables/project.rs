//! Domain types into the projection's tables, with the sums and totals that go with them.

use std::sync::OnceLock;

use rusqlite::{Connection, OptionalExtension, Params, ToSql, params_from_iter};

use crate::domain::task::Event;
use crate::domain::{Region, Role, SourceDocument, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::tables::cells::{self, Cell};
use crate::ledger::sqlite::tables::rows::{
    BATCH_COLUMNS, DOCUMENT_COLUMNS, EVENT_COLUMNS, INDICATOR_COLUMNS, MILESTONE_COLUMNS,
    PARTY_COLUMNS, REGION_COLUMNS,
};
use crate::ledger::sqlite::tables::sums::{SumKind, Summer, TaskSums};
use crate::ledger::sqlite::tables::tally::{Counted, Of};
use crate::ledger::sqlite::tables::task_row::{self, TaskColumn};
use crate::ledger::store::StoredBatch;

type Done = Result<(), LedgerError>;

/// Puts rows of these cells into a table.
fn insert<'a, const N: usize>(
    conn: &Connection,
    table: &str,
    columns: &str,
    rows: impl IntoIterator<Item = Result<[Cell<'a>; N], LedgerError>>,
) -> Done {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let places = ["?"; N].join(", ");
    let sql = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
    let mut statement = conn.prepare_cached(&sql)?;
    for cells in rows {
        statement.execute(params_from_iter(&cells?))?;
    }
    Ok(())
}

pub fn insert_region(conn: &Connection, counted: &mut Counted, region: &Region) -> Done {
    let cells = cells::region(region);
    let sum = counted.summer.cells(SumKind::Region, &cells);
    counted.tally.add(Of::Regions, sum);
    put_region(conn, region)
}

/// The same without counting.
pub fn put_region(conn: &Connection, region: &Region) -> Done {
    insert(conn, "region", REGION_COLUMNS, [Ok(cells::region(region))])
}

pub fn insert_document(
    conn: &Connection,
    counted: &mut Counted,
    document: &SourceDocument,
) -> Done {
    let cells = cells::document(document)?;
    let sum = counted.summer.cells(SumKind::Document, &cells);
    counted.tally.add(Of::Documents, sum);
    put_document(conn, document)
}

/// The same without counting.
pub fn put_document(conn: &Connection, document: &SourceDocument) -> Done {
    let cells = [cells::document(document)];
    insert(conn, "source_document", DOCUMENT_COLUMNS, cells)
}

pub fn insert_batch(conn: &Connection, counted: &mut Counted, batch: &StoredBatch) -> Done {
    let cells = cells::batch(batch);
    let sum = counted.summer.cells(SumKind::Batch, &cells);
    counted.tally.add(Of::Batches, sum);
    put_batch(conn, batch)
}

/// The same without counting.
pub fn put_batch(conn: &Connection, batch: &StoredBatch) -> Done {
    insert(conn, "batch", BATCH_COLUMNS, [Ok(cells::batch(batch))])
}

/// Takes a document out, if it is there.
pub fn remove_document(conn: &Connection, counted: &mut Counted, id: &str) -> Done {
    let sql = format!("DELETE FROM source_document WHERE id = ?1 RETURNING {DOCUMENT_COLUMNS}");
    let gone = removed(conn, &mut counted.summer, SumKind::Document, &sql, [id])?;
    gone.inspect(|sum| counted.tally.take(Of::Documents, *sum));
    Ok(())
}

/// Takes a region out, if it is there.
pub fn remove_region(conn: &Connection, counted: &mut Counted, key: &str) -> Done {
    let sql = format!("DELETE FROM region WHERE key = ?1 RETURNING {REGION_COLUMNS}");
    let gone = removed(conn, &mut counted.summer, SumKind::Region, &sql, [key])?;
    gone.inspect(|sum| counted.tally.take(Of::Regions, *sum));
    Ok(())
}

/// The sum of the row that a statement took out, if it did.
fn removed(
    conn: &Connection,
    summer: &mut Summer,
    kind: SumKind,
    sql: &str,
    params: impl Params,
) -> Result<Option<i64>, LedgerError> {
    let mut statement = conn.prepare_cached(sql)?;
    let width = statement.column_count();
    let sum = statement.query_row(params, |row| summer.columns(kind, row, width));
    Ok(sum.optional()?)
}

pub fn insert_task(conn: &Connection, counted: &mut Counted, task: &Task) -> Done {
    let sums = put_task(conn, &mut counted.summer, task)?;
    count_task(counted, task, sums);
    Ok(())
}

/// Writes a task, of which nothing is there, without counting and packing it; answers its sums.
pub fn put_task(
    conn: &Connection,
    summer: &mut Summer,
    task: &Task,
) -> Result<TaskSums, LedgerError> {
    let sums = put_row(conn, summer, task)?;
    for role in Role::ALL {
        insert_parties(conn, task, role)?;
    }
    insert_milestones(conn, task)?;
    insert_indicators(conn, task)?;
    for event in &task.events {
        insert_event(conn, task.id, event)?;
    }
    Ok(sums)
}

/// Counts a task that has come into the tables, with these sums.
pub fn count_task(counted: &mut Counted, task: &Task, sums: TaskSums) {
    counted.tally.add(Of::Tasks, sums.row);
    count_child(counted, task, 1);
}

/// `INSERT … ON CONFLICT DO UPDATE` over every column of `task`.
fn put_row_sql() -> &'static str {
    static SQL: OnceLock<String> = OnceLock::new();
    SQL.get_or_init(|| {
        let columns = TaskColumn::ALL.map(TaskColumn::id);
        let columns = [columns.as_slice(), &["row_sum", "lists_sum"]].concat();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let updates: Vec<String> = columns[1..]
            .iter()
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        format!(
            "INSERT INTO task ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}",
            columns.join(", "),
            places.join(", "),
            updates.join(", ")
        )
    })
}

/// Writes the row of a task, new or there already, with its sums, which it answers.
fn put_row(conn: &Connection, summer: &mut Summer, task: &Task) -> Result<TaskSums, LedgerError> {
    let cells = task_row::cells_of(task)?;
    let sums = TaskSums::of(summer, task, &cells)?;
    let with_sums = cells.iter().map(|cell| cell as &dyn ToSql);
    let with_sums = with_sums.chain([&sums.row as &dyn ToSql, &sums.lists]);
    conn.prepare_cached(put_row_sql())?
        .execute(params_from_iter(with_sums))?;
    Ok(sums)
}

/// The sum of the row of a task.
fn row_sum(summer: &mut Summer, task: &Task) -> Result<i64, LedgerError> {
    Ok(summer.cells(SumKind::Task, &task_row::cells_of(task)?))
}

/// Brings the rows of a task from `before` to `after`; lists that did not change are left alone.
pub fn update_task(conn: &Connection, counted: &mut Counted, before: &Task, after: &Task) -> Done {
    let old = row_sum(&mut counted.summer, before)?;
    let new = put_row(conn, &mut counted.summer, after)?;
    counted.tally.take(Of::Tasks, old);
    counted.tally.add(Of::Tasks, new.row);
    if before.parent != after.parent {
        count_child(counted, before, -1);
        count_child(counted, after, 1);
    }
    let id = after.id.get();
    for role in Role::ALL {
        if before.parties(role) != after.parties(role) {
            conn.prepare_cached("DELETE FROM assignment WHERE task = ?1 AND role = ?2")?
                .execute((id, role.id()))?;
            insert_parties(conn, after, role)?;
        }
    }
    if before.milestones != after.milestones {
        conn.prepare_cached("DELETE FROM milestone WHERE task = ?1")?
            .execute([id])?;
        insert_milestones(conn, after)?;
    }
    if before.indicators != after.indicators {
        conn.prepare_cached("DELETE FROM indicator WHERE task = ?1")?
            .execute([id])?;
        insert_indicators(conn, after)?;
    }
    update_events(conn, before, after)
}

/// Events are only ever added, withdrawn or put back.
fn update_events(conn: &Connection, before: &Task, after: &Task) -> Done {
    for event in &after.events {
        match before.events.iter().find(|old| old.entry == event.entry) {
            None => insert_event(conn, after.id, event)?,
            Some(old) if old.withdrawn != event.withdrawn => {
                conn.prepare_cached("UPDATE event SET withdrawn = ?2 WHERE entry = ?1")?
                    .execute((event.entry.get(), event.withdrawn))?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Takes a task and everything listed under it out.
pub fn remove_task(conn: &Connection, counted: &mut Counted, task: &Task) -> Done {
    erase_task(conn, task.id.get())?;
    let sum = row_sum(&mut counted.summer, task)?;
    counted.tally.take(Of::Tasks, sum);
    count_child(counted, task, -1);
    Ok(())
}

/// Takes every row of a task out and leaves sums and packed rows to whoever knows what they were.
pub fn erase_task(conn: &Connection, id: i64) -> Done {
    for table in ["assignment", "milestone", "indicator", "event"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE task = ?1"))?
            .execute([id])?;
    }
    conn.prepare_cached("DELETE FROM task WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Counts a task below another, or counts it no more.
fn count_child(counted: &mut Counted, task: &Task, by: i64) {
    let Some(parent) = task.parent else { return };
    let pair = [parent.get().into(), task.id.get().into()];
    let sum = counted.summer.cells(SumKind::Child, &pair);
    match by > 0 {
        true => counted.tally.add(Of::Children, sum),
        false => counted.tally.take(Of::Children, sum),
    }
}

fn insert_parties(conn: &Connection, task: &Task, role: Role) -> Done {
    let parties = (0..).zip(task.parties(role));
    let rows = parties.map(|(place, party)| Ok(cells::party(task.id, role, place, party)));
    insert(conn, "assignment", PARTY_COLUMNS, rows)
}

fn insert_milestones(conn: &Connection, task: &Task) -> Done {
    let milestones = (0..).zip(&task.milestones);
    let rows = milestones.map(|(place, milestone)| cells::milestone(task.id, place, milestone));
    insert(conn, "milestone", MILESTONE_COLUMNS, rows)
}

fn insert_indicators(conn: &Connection, task: &Task) -> Done {
    let indicators = (0..).zip(&task.indicators);
    let rows = indicators.map(|(place, one)| Ok(cells::indicator(task.id, place, one)));
    insert(conn, "indicator", INDICATOR_COLUMNS, rows)
}

fn insert_event(conn: &Connection, task: TaskId, event: &Event) -> Done {
    insert(conn, "event", EVENT_COLUMNS, [cells::event(task, event)])
}
