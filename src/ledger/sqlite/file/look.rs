//! Connections to ledgers that are looked at from outside: backups, what a backup is to replace,
//! what is left of a damaged one.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::files::with_tail;
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::sqlite::file::connect::{connect, connect_unchanging, open_for_reading};
use crate::ledger::sqlite::file::file_checks::{
    check_identity, check_kind, check_length, configure,
};

/// A read-only connection to the ledger at `path`, of whichever schema this program knows.
///
/// # Errors
/// As [`crate::ledger::sqlite::file::open`].
pub(in crate::ledger) fn look_at(path: &Path) -> Result<Connection, LedgerError> {
    check_kind(path)?;
    let path = &fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
    let conn = open_for_reading(path)?;
    check_identity(&conn, path)?;
    Ok(conn)
}

/// The same to a backup somebody named. Where nothing lies beside it the file alone is the whole
/// truth, and nothing is made beside it either.
pub(in crate::ledger) fn look_closely(path: &Path) -> Result<Connection, LedgerError> {
    check_kind(path)?;
    let path = &fs::canonicalize(path).map_err(|error| unreachable(path, error))?;
    let mut logs = ["-wal", "-journal"]
        .iter()
        .map(|tail| with_tail(path, tail));
    let conn = match logs.any(|log| fs::metadata(log).is_ok_and(|log| log.len() > 0)) {
        true => open_for_reading(path)?,
        false => connect_unchanging(path)?,
    };
    check_identity(&conn, path)?;
    check_length(&conn, path, true)?;
    Ok(conn)
}

/// A read-only connection to what is left of a ledger, whatever is wrong with it.
pub(in crate::ledger) fn look_hard(path: &Path) -> Result<Connection, LedgerError> {
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    despite_length(&conn)?;
    Ok(conn)
}

/// The same without any log: the file alone, which no lock is taken on.
pub(in crate::ledger) fn look_at_file(path: &Path) -> Result<Connection, LedgerError> {
    let conn = connect_unchanging(path)?;
    despite_length(&conn)?;
    Ok(conn)
}

/// Whether what lies at `path` has a trail, whoever it says it belongs to.
pub(in crate::ledger) fn has_trail(path: &Path) -> bool {
    let sql = "SELECT count(*) FROM pragma_table_info('entry') WHERE name IN ('seq', 'hash')";
    let found = look_hard(path).and_then(|conn| Ok(conn.query_row(sql, [], |row| row.get(0))?));
    found.is_ok_and(|columns: i64| columns == 2)
}

/// A connection to write a whole ledger over another that is in use.
pub(in crate::ledger) fn connect_live(path: &Path) -> Result<Connection, LedgerError> {
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    configure(&conn, false)?;
    Ok(conn)
}

/// The same where the other is damaged, as far as SQLite can lock it at all.
pub(in crate::ledger) fn connect_damaged(path: &Path) -> Result<Connection, LedgerError> {
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    despite_length(&conn)?;
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(LedgerError::Damaged(mode));
    }
    conn.pragma_update(None, "synchronous", "FULL")?;
    Ok(conn)
}

/// SQLite refuses to read a file that is shorter than it says unless it may be mended by hand.
fn despite_length(conn: &Connection) -> Result<(), LedgerError> {
    Ok(conn.pragma_update(None, "writable_schema", true)?)
}
