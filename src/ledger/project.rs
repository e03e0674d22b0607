//! Domain types into the projection's tables.

use std::sync::OnceLock;

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use serde::Serialize;

use super::error::LedgerError;
use super::rows::TASK_COLUMNS;
use super::shelf::Shelf;
use crate::domain::task::Event;
use crate::domain::{
    BatchId, DocumentId, Entry, Field, Region, Role, SourceDocument, Task, TaskId,
};

type Done = Result<(), LedgerError>;

fn json<T: Serialize>(value: &T) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Database(error.to_string()))
}

/// The bare word of an enum that serde writes as a string.
fn word<T: Serialize>(value: &T) -> Result<String, LedgerError> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

pub fn insert_region(conn: &Connection, region: &Region) -> Done {
    let parent = region.parent.as_ref().map(|parent| parent.as_str());
    conn.prepare_cached("INSERT INTO region (key, parent) VALUES (?1, ?2)")?
        .execute(params![region.key.as_str(), parent])?;
    Ok(())
}

pub fn insert_document(conn: &Connection, document: &SourceDocument) -> Done {
    conn.prepare_cached(
        "INSERT INTO source_document (id, title, document_number, issuer, issued_on, region, file) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        document.id.get(),
        document.title,
        document.document_number,
        document.issuer,
        document.issued_on.map(|day| day.to_string()),
        document.region.as_str(),
        document.file.as_ref().map(json).transpose()?,
    ])?;
    Ok(())
}

/// Takes a document out unless a task still refers to it; answers whether it went.
pub fn remove_unused_document(conn: &Connection, id: DocumentId) -> Result<bool, LedgerError> {
    let gone = conn.execute(
        "DELETE FROM source_document WHERE id = ?1 \
         AND NOT EXISTS (SELECT 1 FROM task WHERE document = ?1)",
        [id.get()],
    )?;
    Ok(gone > 0)
}

/// Takes a region out unless something still refers to it; answers whether it went.
pub fn remove_unused_region(conn: &Connection, region: &Region) -> Result<bool, LedgerError> {
    let gone = conn.execute(
        "DELETE FROM region WHERE key = ?1 \
         AND NOT EXISTS (SELECT 1 FROM task WHERE region = ?1) \
         AND NOT EXISTS (SELECT 1 FROM source_document WHERE region = ?1) \
         AND NOT EXISTS (SELECT 1 FROM region AS below WHERE below.parent = ?1)",
        [region.key.as_str()],
    )?;
    Ok(gone > 0)
}

pub fn insert_task(conn: &Connection, shelf: &mut Shelf, task: &Task) -> Done {
    put_row(conn, task)?;
    for role in Role::ALL {
        insert_parties(conn, task, role)?;
    }
    insert_milestones(conn, task)?;
    insert_indicators(conn, task)?;
    for event in &task.events {
        insert_event(conn, task.id, event)?;
    }
    shelf.note(conn, None, Some(task))
}

/// `INSERT … ON CONFLICT DO UPDATE` over every column of `task`.
fn put_row_sql() -> &'static str {
    static SQL: OnceLock<String> = OnceLock::new();
    SQL.get_or_init(|| {
        let columns: Vec<&str> = TASK_COLUMNS.split(',').map(str::trim).collect();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let updates: Vec<String> = columns[1..]
            .iter()
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        format!(
            "INSERT INTO task ({TASK_COLUMNS}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}",
            places.join(", "),
            updates.join(", ")
        )
    })
}

/// Writes the row of a task, new or there already, in the order of [`TASK_COLUMNS`].
fn put_row(conn: &Connection, task: &Task) -> Done {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    conn.prepare_cached(put_row_sql())?.execute(params![
        task.id.get(),
        task.revision.get(),
        task.last_batch.get(),
        Entry::stamp(task.updated_at),
        task.updated_by,
        task.number,
        task.parent.map(TaskId::get),
        task.document.map(DocumentId::get),
        task.region.as_str(),
        task.sector.name(),
        json(&task.section_path)?,
        task.title,
        task.requirement,
        task.problem,
        task.objective,
        task.measures,
        task.clause.as_ref().map(json).transpose()?,
        task.deadline_text,
        day(task.deadline),
        day(task.original_deadline),
        task.standing,
        task.status.id(),
        task.progress.map(|progress| progress.percent()),
        day(task.started_on),
        task.report_cycle.map(|cycle| cycle.id()),
    ])?;
    Ok(())
}

/// Brings the rows of a task from `before` to `after`; lists that did not change are left alone.
pub fn update_task(conn: &Connection, shelf: &mut Shelf, before: &Task, after: &Task) -> Done {
    put_row(conn, after)?;
    let id = after.id.get();
    for role in Role::ALL {
        if before.parties(role) != after.parties(role) {
            conn.prepare_cached("DELETE FROM assignment WHERE task = ?1 AND role = ?2")?
                .execute(params![id, role.key()])?;
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
    update_events(conn, before, after)?;
    shelf.note(conn, Some(before), Some(after))
}

/// Events are only ever added, withdrawn or put back.
fn update_events(conn: &Connection, before: &Task, after: &Task) -> Done {
    for event in &after.events {
        match before.events.iter().find(|old| old.entry == event.entry) {
            None => insert_event(conn, after.id, event)?,
            Some(old) if old.withdrawn != event.withdrawn => {
                conn.prepare_cached("UPDATE event SET withdrawn = ?2 WHERE entry = ?1")?
                    .execute(params![event.entry.get(), event.withdrawn])?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Takes a task and everything listed under it out.
pub fn remove_task(conn: &Connection, shelf: &mut Shelf, task: &Task) -> Done {
    let id = task.id.get();
    for table in ["assignment", "milestone", "indicator", "event"] {
        conn.execute(&format!("DELETE FROM {table} WHERE task = ?1"), [id])?;
    }
    conn.execute("DELETE FROM task WHERE id = ?1", [id])?;
    shelf.note(conn, Some(task), None)
}

fn insert_parties(conn: &Connection, task: &Task, role: Role) -> Done {
    let mut insert = conn.prepare_cached(
        "INSERT INTO assignment (task, role, place, name, printed) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (place, party) in (0_i64..).zip(task.parties(role)) {
        insert.execute(params![
            task.id.get(),
            role.key(),
            place,
            party.name,
            party.printed
        ])?;
    }
    Ok(())
}

fn insert_milestones(conn: &Connection, task: &Task) -> Done {
    let mut insert = conn.prepare_cached(
        "INSERT INTO milestone (task, place, text, due, precision, done_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (place, milestone) in (0_i64..).zip(&task.milestones) {
        insert.execute(params![
            task.id.get(),
            place,
            milestone.text,
            milestone.due.map(|day| day.to_string()),
            word(&milestone.precision)?,
            milestone.done_on.map(|day| day.to_string()),
        ])?;
    }
    Ok(())
}

fn insert_indicators(conn: &Connection, task: &Task) -> Done {
    let mut insert = conn.prepare_cached(
        "INSERT INTO indicator (task, place, text, name, op, value, unit, due) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (place, indicator) in (0_i64..).zip(&task.indicators) {
        insert.execute(params![
            task.id.get(),
            place,
            indicator.text,
            indicator.name,
            indicator.op.sign(),
            indicator.value,
            indicator.unit,
            indicator.due.map(|day| day.to_string()),
        ])?;
    }
    Ok(())
}

fn insert_event(conn: &Connection, task: TaskId, event: &Event) -> Done {
    conn.prepare_cached(
        "INSERT INTO event (entry, task, batch, at, user, kind, body, withdrawn) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        event.entry.get(),
        task.get(),
        BatchId::get(event.batch),
        Entry::stamp(event.at),
        event.user,
        Field::of_event(&event.body).0.id(),
        json(&event.body)?,
        event.withdrawn,
    ])?;
    Ok(())
}
