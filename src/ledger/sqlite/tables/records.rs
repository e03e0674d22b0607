//! The tables of few rows: regions, source documents, what stands about the file. Each is read whole
//! and held against its total.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow};

use crate::domain::{DocumentId, Region, RegionKey, SourceDocument};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::tables::rows::{self, ABOUT_COLUMNS, DOCUMENT_COLUMNS, REGION_COLUMNS};
use crate::ledger::sqlite::tables::select::each;
use crate::ledger::sqlite::tables::sums::{SumKind, Summer};
use crate::ledger::sqlite::tables::tally::{Of, Tally, Total};

/// Reads a table of few rows whole, which must be what was written.
fn table<K: Ord, T>(
    conn: &Connection,
    (name, columns): (&str, &str),
    (kind, of): (SumKind, Of),
    tally: &Tally,
    read: impl Fn(&SqlRow) -> rusqlite::Result<(K, T)>,
) -> Result<BTreeMap<K, T>, LedgerError> {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let width = columns.split(',').count();
    let mut found = BTreeMap::new();
    each(conn, &format!("SELECT {columns} FROM {name}"), |row| {
        total.add(summer.columns(kind, row, width)?);
        let (key, value) = read(row)?;
        found.insert(key, value);
        Ok(())
    })?;
    tally.check(conn, of, total)?;
    Ok(found)
}

/// The source documents within a transaction that has moved the totals by so much.
pub(in crate::ledger) fn documents(
    conn: &Connection,
    tally: &Tally,
) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
    let of = ("source_document", DOCUMENT_COLUMNS);
    table(conn, of, (SumKind::Document, Of::Documents), tally, |row| {
        let document = rows::document_of(row)?;
        Ok((document.id, document))
    })
}

/// The regions within a transaction that has moved the totals by so much.
pub(in crate::ledger) fn regions(
    conn: &Connection,
    tally: &Tally,
) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
    let of = ("region", REGION_COLUMNS);
    table(conn, of, (SumKind::Region, Of::Regions), tally, |row| {
        let region = rows::region_of(row)?;
        Ok((region.key.clone(), region))
    })
}

/// Refuses regions and documents that are not what was written, within a transaction that has moved
/// the totals by so much. Takes a microsecond a row.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(in crate::ledger) fn check_regions_and_documents(
    conn: &Connection,
    tally: &Tally,
) -> Result<(), LedgerError> {
    let read = |_: &SqlRow| Ok(((), ()));
    let regions = ("region", REGION_COLUMNS);
    table(conn, regions, (SumKind::Region, Of::Regions), tally, read)?;
    let documents = ("source_document", DOCUMENT_COLUMNS);
    let kind = (SumKind::Document, Of::Documents);
    table(conn, documents, kind, tally, read).map(drop)
}

/// What `read` makes of the row with this key, if it is there.
fn one<T>(
    conn: &Connection,
    (name, columns): (&str, &str),
    (column, key): (&str, &str),
    read: impl Fn(&SqlRow) -> rusqlite::Result<T>,
) -> Result<Option<T>, LedgerError> {
    let sql = format!("SELECT {columns} FROM {name} WHERE {column} = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row([key], |row| read(row)).optional()?)
}

/// The region with this key, as it is stored.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn region(
    conn: &Connection,
    key: &str,
) -> Result<Option<Region>, LedgerError> {
    one(
        conn,
        ("region", REGION_COLUMNS),
        ("key", key),
        rows::region_of,
    )
}

/// The document with this number, as it is stored.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn document(
    conn: &Connection,
    id: &str,
) -> Result<Option<SourceDocument>, LedgerError> {
    let of = ("source_document", DOCUMENT_COLUMNS);
    one(conn, of, ("id", id), rows::document_of)
}

/// What stands about the file, by name.
pub(in crate::ledger) fn about(conn: &Connection) -> Result<BTreeMap<String, String>, LedgerError> {
    let of = ("about", ABOUT_COLUMNS);
    let tally = Tally::default();
    table(conn, of, (SumKind::About, Of::About), &tally, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
