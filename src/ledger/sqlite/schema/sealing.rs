//! Sums, totals and packed rows for a ledger that has tables and entries only.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::domain::{Row, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::packed::bytes::{self, Packed};
use crate::ledger::sqlite::packed::naming::BlockNames;
use crate::ledger::sqlite::packed::opening;
use crate::ledger::sqlite::tables::rows::{
    ABOUT_COLUMNS, BATCH_COLUMNS, DOCUMENT_COLUMNS, REGION_COLUMNS,
};
use crate::ledger::sqlite::tables::{
    Of, SumKind, Summer, Tally, TaskSums, Total, entries, select, tally, whole,
};
use crate::packed::{Block, BlockNumber, Line, Marks, ROWS, units_of};

type Done = Result<(), LedgerError>;

/// The totals of a ledger with nothing in it.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn begin(conn: &Connection) -> Done {
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
pub(in crate::ledger) fn seal_all(conn: &Connection) -> Done {
    begin(conn)?;
    // What was packed before has no totals any more.
    forget_names(conn)?;
    conn.execute(
        "UPDATE task SET entries = (SELECT count(*) FROM entry WHERE entry.task = task.id)",
        [],
    )?;
    let blocks = all_blocks(conn)?;
    for number in &blocks {
        match seal_tasks(conn, *number) {
            // What cannot be read gets no sums: so reading says, and `audit` mends it.
            Err(LedgerError::Damaged(_) | LedgerError::Altered(_)) => {}
            other => other?,
        }
    }
    pack(conn, blocks)?;
    seal_totals(conn)?;
    opening::make_anew(conn)
}

/// Every block that a task is in.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn all_blocks(
    conn: &Connection,
) -> Result<BTreeSet<BlockNumber>, LedgerError> {
    let sql = format!("SELECT DISTINCT (id - 1) / {ROWS} FROM task WHERE id > 0");
    let numbers: Vec<u32> = select::all(conn, &sql, [], |row| row.get(0))?;
    Ok(numbers.into_iter().map(BlockNumber::new).collect())
}

/// Makes every total from what is there.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn seal_totals(conn: &Connection) -> Done {
    let regions = ("region", REGION_COLUMNS);
    put_total(conn, Of::Regions, SumKind::Region, regions)?;
    let documents = ("source_document", DOCUMENT_COLUMNS);
    put_total(conn, Of::Documents, SumKind::Document, documents)?;
    put_total(conn, Of::Batches, SumKind::Batch, ("batch", BATCH_COLUMNS))?;
    seal_about(conn)?;
    put_total(
        conn,
        Of::Names,
        SumKind::Name,
        ("packed_name NOT INDEXED", "id, name"),
    )?;
    put_total(
        conn,
        Of::Entries,
        SumKind::Entry,
        ("entry NOT INDEXED", "task, seq"),
    )?;
    let children = ("task NOT INDEXED WHERE parent IS NOT NULL", "parent, id");
    put_total(conn, Of::Children, SumKind::Child, children)?;
    put_sum(conn, Of::Tasks, "SELECT row_sum FROM task")?;
    put_sum(conn, Of::Rows, "SELECT sum FROM packed_rows")?;
    put_sum(conn, Of::Marks, "SELECT sum FROM packed_marks")?;
    put_sum(
        conn,
        Of::Records,
        "SELECT seq FROM entry NOT INDEXED WHERE task IS NULL",
    )?;
    let (last, head) = entries::end(conn)?;
    tally::put(conn, Of::Trail, Total::of_trail(last, &head))?;
    let count = "SELECT coalesce(max(task), 0) FROM entry";
    let count = conn.query_row(count, [], |row| row.get(0))?;
    tally::put(conn, Of::LastTask, Total { count, sum: 0 })
}

/// Makes the total of what stands about the file.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn seal_about(conn: &Connection) -> Done {
    put_total(conn, Of::About, SumKind::About, ("about", ABOUT_COLUMNS))
}

/// The total of all rows of a table, by these of their columns.
fn put_total(conn: &Connection, of: Of, kind: SumKind, (name, columns): (&str, &str)) -> Done {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let width = columns.split(',').count();
    select::each(conn, &format!("SELECT {columns} FROM {name}"), |row| {
        total.add(summer.columns(kind, row, width)?);
        Ok(())
    })?;
    tally::put(conn, of, total)
}

/// The total of numbers that a query finds.
fn put_sum(conn: &Connection, of: Of, sql: &str) -> Done {
    let mut total = Total::default();
    select::each(conn, sql, |row| {
        total.add(row.get(0)?);
        Ok(())
    })?;
    tally::put(conn, of, total)
}

/// The tasks of a block, each with the sums of its rows as they are.
fn tasks_of(conn: &Connection, number: BlockNumber) -> Result<Vec<(Task, TaskSums)>, LedgerError> {
    let (Some(first), Some(last)) = (number.id_at(0), number.id_at(ROWS - 1)) else {
        return Ok(Vec::new());
    };
    let tasks = whole::tasks_with_sums(conn, first, last)?;
    Ok(tasks.into_values().collect())
}

/// Gives the tasks of a block their sums.
fn seal_tasks(conn: &Connection, number: BlockNumber) -> Done {
    for (task, sums) in tasks_of(conn, number)? {
        conn.prepare_cached("UPDATE task SET row_sum = ?2, lists_sum = ?3 WHERE id = ?1")?
            .execute((TaskId::get(task.id), sums.row, sums.lists))?;
    }
    Ok(())
}

/// Packs blocks from the tables; those that cannot be read are left out. The totals are not moved
/// along.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn pack(
    conn: &Connection,
    numbers: impl IntoIterator<Item = BlockNumber>,
) -> Done {
    // Names are numbered as their total goes along, which is thrown away.
    let (mut naming, mut tally) = (BlockNames::default(), Tally::default());
    for number in numbers {
        erase_block(conn, i64::from(number.get()))?;
        let tasks = match tasks_of(conn, number) {
            Err(LedgerError::Damaged(_) | LedgerError::Altered(_)) => continue,
            other => other?,
        };
        if tasks.is_empty() {
            continue;
        }
        let mut lines = Vec::with_capacity(tasks.len());
        for (task, _) in &tasks {
            let mut named = |name: &str| naming.number(conn, &mut tally, name);
            lines.push(Line::of(Row::of(task), &mut named)?);
        }
        let texts = tasks.iter().map(|(task, _)| {
            let (_, bit) = BlockNumber::of(task.id);
            (bit, units_of(&task.body.requirement))
        });
        let (rows, marks) = (Block::of(number, lines), Marks::of(texts));
        bytes::store(conn, Packed::Rows, number, &rows.to_bytes())?;
        bytes::store(conn, Packed::Marks, number, &marks.to_bytes())?;
    }
    Ok(())
}

/// Takes out what is packed of a block.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn erase_block(conn: &Connection, number: i64) -> Done {
    for packed in [Packed::Rows, Packed::Marks] {
        let sql = format!("DELETE FROM {} WHERE block = ?1", packed.table());
        conn.prepare_cached(&sql)?.execute([number])?;
    }
    Ok(())
}

/// Takes out every name, and what is packed with its number.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn forget_names(conn: &Connection) -> Done {
    for table in ["packed_name", Packed::Rows.table(), Packed::Marks.table()] {
        conn.execute(&format!("DELETE FROM {table}"), [])?;
    }
    tally::put(conn, Of::Names, Total::default())
}
