//! Sums, totals and packed rows for a ledger that has tables and entries only.

use rusqlite::{Connection, OptionalExtension};

use super::chain::Hash;
use super::error::LedgerError;
use super::rows::{ABOUT_COLUMNS, BATCH_COLUMNS, DOCUMENT_COLUMNS, REGION_COLUMNS};
use super::shelf::Shelf;
use super::sums::{Kind, Summer};
use super::tally::{self, Of, Total};
use super::{opening, project, read, whole};
use crate::domain::TaskId;
use crate::packed::{BlockNumber, ROWS};

type Done = Result<(), LedgerError>;

/// The totals of a ledger with nothing in it.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn begin(conn: &Connection) -> Done {
    for of in Of::ALL {
        tally::put(conn, of, Total::default())?;
    }
    seal_about(conn)?;
    opening::begin(conn)
}

/// Makes the sums and totals of everything that is there, and packs its rows.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn seal_all(conn: &Connection) -> Done {
    begin(conn)?;
    // What was packed before has no totals any more.
    conn.execute_batch(
        "DELETE FROM packed_name; DELETE FROM packed_rows; DELETE FROM packed_marks;",
    )?;
    seal_trail(conn)?;
    seal_records(conn)?;
    conn.execute(
        "UPDATE task SET entries = (SELECT count(*) FROM entry WHERE entry.task = task.id)",
        [],
    )?;
    let mut shelf = Shelf::default();
    let sql = format!("SELECT DISTINCT (id - 1) / {ROWS} FROM task ORDER BY 1");
    for number in read::all(conn, &sql, [], |row| row.get(0))? {
        match seal_block(conn, &mut shelf, BlockNumber::new(number)) {
            // What cannot be read gets no sums: so reading says, and `audit` mends it.
            Err(LedgerError::Damaged(_) | LedgerError::Altered(_)) => {}
            other => other?,
        }
    }
    shelf.settle(conn)
}

/// Makes the totals of the tables that are read whole.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn seal_records(conn: &Connection) -> Done {
    let regions = ("region", REGION_COLUMNS);
    put_total(conn, Of::Regions, Kind::Region, regions)?;
    let documents = ("source_document", DOCUMENT_COLUMNS);
    put_total(conn, Of::Documents, Kind::Document, documents)?;
    put_total(conn, Of::Batches, Kind::Batch, ("batch", BATCH_COLUMNS))?;
    seal_about(conn)
}

/// Makes the total of what stands about the file.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn seal_about(conn: &Connection) -> Done {
    put_total(conn, Of::About, Kind::About, ("about", ABOUT_COLUMNS))
}

fn put_total(conn: &Connection, of: Of, kind: Kind, (name, columns): (&str, &str)) -> Done {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let width = columns.split(',').count();
    read::each(conn, &format!("SELECT {columns} FROM {name}"), |row| {
        total.add(summer.columns(kind, row, width)?);
        Ok(())
    })?;
    tally::put(conn, of, total)
}

/// Makes the totals of the trail.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn seal_trail(conn: &Connection) -> Done {
    let last: Option<(i64, Hash)> = conn
        .query_row(
            "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((last, head)) = last {
        tally::put(conn, Of::Trail, Total::of_trail(last, &head))?;
    }
    let records = "SELECT count(*), coalesce(sum(seq), 0) FROM entry WHERE task IS NULL";
    let records = conn.query_row(records, [], |row| {
        let (count, sum) = (row.get(0)?, row.get(1)?);
        Ok(Total { count, sum })
    })?;
    tally::put(conn, Of::Records, records)?;
    let (mut summer, mut entries) = (Summer::default(), Total::default());
    read::each(conn, "SELECT task, seq FROM entry", |row| {
        entries.add(summer.columns(Kind::Entry, row, 2)?);
        Ok(())
    })?;
    tally::put(conn, Of::Entries, entries)?;
    let count = "SELECT coalesce(max(task), 0) FROM entry";
    let count = conn.query_row(count, [], |row| row.get(0))?;
    tally::put(conn, Of::LastTask, Total { count, sum: 0 })
}

fn seal_block(conn: &Connection, shelf: &mut Shelf, number: BlockNumber) -> Done {
    let (Some(first), Some(last)) = (number.id_at(0), number.id_at(ROWS - 1)) else {
        return Ok(());
    };
    for (task, sums) in whole::tasks_with_sums(conn, first, last)?.values() {
        conn.prepare_cached("UPDATE task SET row_sum = ?2, lists_sum = ?3 WHERE id = ?1")?
            .execute((TaskId::get(task.id), sums.row, sums.lists))?;
        project::count_task(shelf, task, *sums);
        shelf.note(conn, None, Some(task))?;
    }
    Ok(())
}
