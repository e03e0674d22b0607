//! The rows that a statement finds.

use rusqlite::{Connection, Params, Row as SqlRow};

use crate::ledger::error::LedgerError;

/// Every row of a query, read by `read`.
pub(in crate::ledger) fn all<T>(
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
pub(in crate::ledger) fn each(
    conn: &Connection,
    sql: &str,
    take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    each_with(conn, sql, [], take)
}

/// The same of a statement with parameters.
pub(in crate::ledger) fn each_with(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    while let Some(row) = found.next()? {
        take(row)?;
    }
    Ok(())
}
