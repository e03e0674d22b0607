//! Every table but those of the trail made anew and filled with what the entries make.

use rusqlite::Connection;

use crate::domain::{EntryId, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::audit::finding::Finding;
use crate::ledger::sqlite::audit::typed;
use crate::ledger::sqlite::file::about;
use crate::ledger::sqlite::packed::opening;
use crate::ledger::sqlite::schema::{sealing, shape};
use crate::ledger::sqlite::tables::rows::ENTRY_COLUMNS;
use crate::ledger::sqlite::tables::{Summer, entries, project, select};
use crate::ledger::store::StoredBatch;

type Done = Result<(), LedgerError>;

/// Makes everything anew but the entries, which must be whole.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn make(conn: &Connection) -> Done {
    shape::lay_out_anew(conn)?;
    about::ensure_id(conn)?;
    sealing::begin(conn)?;
    put_regions(conn)?;
    put_documents(conn)?;
    let tasks = "SELECT DISTINCT task FROM entry WHERE task IS NOT NULL ORDER BY task";
    for task in select::all(conn, tasks, [], |row| row.get::<_, i64>(0))? {
        put_task(conn, task)?;
    }
    let batches = "SELECT batch, min(seq), max(seq) FROM entry GROUP BY batch ORDER BY batch";
    for (first, last) in select::all(conn, batches, [], |row| Ok((row.get(1)?, row.get(2)?)))? {
        put_batch(conn, first, last)?;
    }
    pack(conn)
}

/// Packs every task, and makes the totals.
fn pack(conn: &Connection) -> Done {
    sealing::pack(conn, sealing::all_blocks(conn)?)?;
    sealing::seal_totals(conn)?;
    opening::make_anew(conn)
}

/// Puts regions in as the entries make them.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn put_regions(conn: &Connection) -> Done {
    conn.execute("DELETE FROM region", [])?;
    let state = typed::fold(conn, None, &mut Finding::default())?.unwrap_or_default();
    let mut regions = state.regions.values();
    regions.try_for_each(|region| project::put_region(conn, region))
}

/// Puts documents in as the entries make them.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn put_documents(conn: &Connection) -> Done {
    conn.execute("DELETE FROM source_document", [])?;
    let state = typed::fold(conn, None, &mut Finding::default())?.unwrap_or_default();
    let mut documents = state.documents.values();
    documents.try_for_each(|document| project::put_document(conn, document))
}

/// Puts a task in as its entries make it, or takes out what is left of one.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn put_task(conn: &Connection, number: i64) -> Done {
    project::erase_task(conn, number)?;
    let Some(id) = TaskId::new(number) else {
        return Ok(());
    };
    let state = typed::fold(conn, Some(id), &mut Finding::default())?;
    match state.and_then(|mut state| state.tasks.remove(&id)) {
        Some(task) => project::put_task(conn, &mut Summer::default(), &task).map(|_| ()),
        None => Ok(()),
    }
}

/// Puts the batch in that has these entries.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn put_batch(conn: &Connection, first: i64, last: i64) -> Done {
    let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE seq = ?1");
    let begun = select::all(conn, &sql, [first], |row| Ok(entries::entry_of(row).ok()))?;
    let begun = begun.into_iter().flatten().next();
    let (Some(entry), Some(last)) = (begun, EntryId::new(last)) else {
        return Ok(());
    };
    let batch = StoredBatch {
        last,
        ..StoredBatch::begun_by(&entry)
    };
    project::put_batch(conn, &batch)
}
