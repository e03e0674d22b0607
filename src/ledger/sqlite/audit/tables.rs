//! What is looked through once for the whole ledger: what does not belong to a task.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use crate::ledger::chain::{Hash, Linker};
use crate::ledger::error::LedgerError;
use crate::ledger::problem::{ComparedPart, Problem};
use crate::ledger::sqlite::audit::cursor::cells;
use crate::ledger::sqlite::audit::finding::{BatchNote, Finding, FindingKey};
use crate::ledger::sqlite::audit::page::AuditPage;
use crate::ledger::sqlite::audit::typed;
use crate::ledger::sqlite::tables::entries::WIDTH;
use crate::ledger::sqlite::tables::rows::{ABOUT_COLUMNS, BATCH_COLUMNS, ENTRY_COLUMNS};
use crate::ledger::sqlite::tables::{Of, SumKind, Summer, Total, batches, entries, select, tally};

/// Every table.
const TABLES: [&str; 16] = [
    "entry",
    "batch",
    "region",
    "source_document",
    "task",
    "assignment",
    "milestone",
    "indicator",
    "event",
    "packed_name",
    "packed_rows",
    "packed_marks",
    "packed_first",
    "tally",
    "about",
    "record",
];

/// The last entry that anything in the ledger knows of.
pub(super) fn known_end(conn: &Connection) -> Option<i64> {
    let batch: Option<i64> = conn
        .query_row("SELECT max(last_entry) FROM batch", [], |row| row.get(0))
        .unwrap_or_default();
    let trail = tally::total(conn, Of::Trail).ok().map(|total| total.count);
    batch.max(trail)
}

/// The highest number that a task, or anything of one, has; zero where there is none.
pub(super) fn highest(conn: &Connection) -> i64 {
    let columns = [
        "task FROM entry",
        "id FROM task",
        "task FROM assignment",
        "task FROM milestone",
        "task FROM indicator",
        "task FROM event",
    ];
    let highest = columns.map(|column| {
        let (column, table) = column.split_once(" FROM ").unwrap_or_default();
        let sql = format!("SELECT max({column}) FROM {table}");
        let found: Result<Option<i64>, _> = conn.query_row(&sql, [], |row| row.get(0));
        found.ok().flatten().unwrap_or(0)
    });
    highest.into_iter().max().unwrap_or(0)
}

/// The tables that cannot be read to their end.
pub(super) fn unreadable(conn: &Connection) -> Vec<Problem> {
    let mut found = Vec::new();
    for table in TABLES {
        let sql = format!("SELECT * FROM {table} NOT INDEXED");
        if let Err(error) = select::each(conn, &sql, |_| Ok(())) {
            found.push(Problem::Table(table, error.to_string()));
        }
    }
    found
}

/// Looks through the entries about no task and what they make.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn look_at_records(
    conn: &Connection,
    last: i64,
    found: &mut Finding,
) -> Result<(), LedgerError> {
    let (mut linker, mut summer) = (Linker::default(), Summer::default());
    let sql = format!(
        "SELECT {ENTRY_COLUMNS}, hash FROM entry INDEXED BY entry_task WHERE task IS NULL ORDER BY seq"
    );
    select::each(conn, &sql, |row| {
        let (seq, hash): (i64, Hash) = (row.get(0)?, row.get(WIDTH)?);
        let before = entries::hash_of(conn, seq - 1);
        let is_so = before.is_ok_and(|before| {
            entries::text_of(row, |text| linker.link(&text, &before)) == Ok(hash)
        });
        found.is_trail_bad |= !is_so;
        found.add(Of::Records, seq);
        let entry: [ValueRef; WIDTH] = cells(row)?;
        found.note_entry(&entry, &mut summer, last);
        Ok(())
    })?;
    typed::look_at_records(conn, found)?;
    let width = ABOUT_COLUMNS.split(',').count();
    let sql = format!("SELECT {ABOUT_COLUMNS} FROM about");
    select::each(conn, &sql, |row| {
        found.add(Of::About, summer.columns(SumKind::About, row, width)?);
        Ok(())
    })
}

/// Looks at what can be told only after every task was seen: batches, names, the first page,
/// indexes and totals.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn look_at_rest(
    conn: &Connection,
    page: Option<&AuditPage>,
    end: (i64, Hash),
    found: &mut Finding,
) -> Result<(), LedgerError> {
    look_at_batches(conn, found)?;
    look_at_names(conn, found)?;
    if !page.is_some_and(|page| page.is_right(found)) {
        found.note(ComparedPart::Opening, FindingKey::Number(1));
    }
    look_at_indexes(conn, found)?;
    for of in Of::ALL {
        let expected = match of {
            Of::Trail => Total::of_trail(end.0, &end.1),
            Of::LastTask => Total {
                count: found.last_task,
                sum: 0,
            },
            of => found.total(of),
        };
        match tally::total(conn, of) {
            Ok(total) if total == expected => {}
            // The rows are not those that were counted: that was said.
            Ok(_)
                if found
                    .differs
                    .iter()
                    .any(|(subject, _)| Some(*subject) == rows_of(of)) => {}
            Ok(_) | Err(LedgerError::Altered(_)) => {
                found.note(ComparedPart::Totals, FindingKey::Text(of.name().to_owned()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What the rows are that a total is of.
fn rows_of(of: Of) -> Option<ComparedPart> {
    match of {
        Of::Tasks | Of::Children => Some(ComparedPart::Task),
        Of::Regions => Some(ComparedPart::Region),
        Of::Documents => Some(ComparedPart::Document),
        Of::Batches => Some(ComparedPart::Batch),
        Of::Names => Some(ComparedPart::Names),
        Of::Rows => Some(ComparedPart::Rows),
        Of::Marks => Some(ComparedPart::Marks),
        Of::About | Of::Entries | Of::Records | Of::Trail | Of::LastTask => None,
    }
}

fn look_at_batches(conn: &Connection, found: &mut Finding) -> Result<(), LedgerError> {
    let mut summer = Summer::default();
    let mut wrong = Vec::new();
    let mut seen = 0;
    let width = BATCH_COLUMNS.split(',').count();
    let sql = format!("SELECT {BATCH_COLUMNS} FROM batch NOT INDEXED ORDER BY id");
    select::each(conn, &sql, |row| {
        found.add(Of::Batches, summer.columns(SumKind::Batch, row, width)?);
        let id = row.get(0)?;
        let says = [
            row.get_ref(3)?,
            row.get_ref(4)?,
            row.get_ref(5)?,
            row.get_ref(6)?,
            row.get_ref(7)?,
        ];
        let (first, last): (i64, i64) = (row.get(1)?, row.get(2)?);
        let is_so = |note: BatchNote| {
            let count = i64::from(note.last) - i64::from(note.first) + 1;
            (i64::from(note.first), i64::from(note.last)) == (first, last)
                && i64::from(note.count) == count
                && note.sum == summer.row(SumKind::Batch, says)
        };
        let note = found.batch(id);
        seen += usize::from(note.is_some());
        if !note.is_some_and(is_so) {
            wrong.push(id);
        }
        Ok(())
    })?;
    if seen < found.batches().count() {
        let there = select::all(conn, "SELECT id FROM batch NOT INDEXED", [], |row| {
            row.get(0)
        })?;
        let there: std::collections::BTreeSet<i64> = there.into_iter().collect();
        let all = found.batches().map(|(id, _)| id);
        wrong.extend(all.filter(|id| !there.contains(id)));
    }
    wrong
        .into_iter()
        .for_each(|id| found.note(ComparedPart::Batch, id));
    Ok(())
}

fn look_at_names(conn: &Connection, found: &mut Finding) -> Result<(), LedgerError> {
    let mut summer = Summer::default();
    let mut by_name = Total::default();
    let mut next = 0;
    select::each(
        conn,
        "SELECT id, name FROM packed_name NOT INDEXED ORDER BY id",
        |row| {
            found.add(Of::Names, summer.columns(SumKind::Name, row, 2)?);
            by_name.add(summer.row(SumKind::Name, [row.get_ref(1)?, row.get_ref(0)?]));
            let id: i64 = row.get(0)?;
            if id != next {
                found.note(ComparedPart::Names, id);
            }
            next += 1;
            Ok(())
        },
    )?;
    check_index(
        conn,
        "sqlite_autoindex_packed_name_1",
        "name, id FROM packed_name",
        SumKind::Name,
        by_name,
        found,
    )
}

fn look_at_indexes(conn: &Connection, found: &mut Finding) -> Result<(), LedgerError> {
    if !batches::look_through(conn)?.1 {
        found.note(ComparedPart::Index, FindingKey::Text("batch".to_owned()));
    }
    let (children, by_document) = (found.total(Of::Children), found.by_document);
    let of = "parent, id FROM task";
    check_index(conn, "task_parent", of, SumKind::Child, children, found)?;
    let of = "document, id FROM task";
    check_index(
        conn,
        "task_document",
        of,
        SumKind::Document,
        by_document,
        found,
    )?;
    // The events were read by their index: only the table itself tells what that has lost.
    let (mut summer, mut by_event) = (Summer::default(), Total::default());
    select::each(conn, "SELECT task, entry FROM event NOT INDEXED", |row| {
        by_event.add(summer.columns(SumKind::Event, row, 2)?);
        Ok(())
    })?;
    let of = "task, entry FROM event";
    check_index(conn, "event_task", of, SumKind::Event, by_event, found)
}

/// Notes an index that has not just the pairs that it should.
fn check_index(
    conn: &Connection,
    index: &str,
    of: &str,
    kind: SumKind,
    expected: Total,
    found: &mut Finding,
) -> Result<(), LedgerError> {
    let mut summer = Summer::default();
    let mut total = Total::default();
    let partial = conn
        .query_row(
            "SELECT sql LIKE '%WHERE%' FROM sqlite_schema WHERE name = ?1",
            [index],
            |row| row.get::<_, Option<bool>>(0),
        )
        .optional()?
        .flatten();
    let column = of.split(',').next().unwrap_or_default();
    let only = match partial {
        Some(true) => format!("WHERE {column} IS NOT NULL"),
        _ => String::new(),
    };
    let sql = format!("SELECT {of} INDEXED BY {index} {only}");
    select::each(conn, &sql, |row| {
        total.add(summer.columns(kind, row, 2)?);
        Ok(())
    })?;
    if total != expected {
        found.note(ComparedPart::Index, FindingKey::Text(index.to_owned()));
    }
    Ok(())
}
