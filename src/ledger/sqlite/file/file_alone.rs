//! The ledger's own file without its log: what a program finds there once the log is gone.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use crate::ledger::error::LedgerError;
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::file::identity::Identity;
use crate::ledger::sqlite::file::{connect, glance};
use crate::ledger::sqlite::schema::version;

/// What is in the file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::ledger) enum Alone {
    /// A ledger, and where its trail ends.
    Ledger(Identity, Mark),
    /// A ledger of an older schema.
    Older,
    /// No ledger at all.
    NoLedger,
    /// Somebody may just be writing to it, or was killed while doing so.
    Unsure,
}

/// Looks into the file at `path` as SQLite would without a log. It takes no lock.
pub(in crate::ledger) fn look(path: &Path) -> Alone {
    let Ok(conn) = connect::connect_unchanging(path) else {
        return Alone::Unsure;
    };
    match schema_of(&conn) {
        Ok(Some(version)) if version < version::CURRENT => return Alone::Older,
        Ok(Some(_)) => {}
        Ok(None) => return Alone::NoLedger,
        Err(_) => return Alone::Unsure,
    }
    // Pages of two moments may lie side by side: only an end that fits is one.
    match glance::end(&conn) {
        Ok(end) => Alone::Ledger(Identity::of(&conn), end),
        Err(_) => Alone::Unsure,
    }
}

/// The schema of the ledger; nothing where it is none. The first page, which says so, is written in
/// one piece.
fn schema_of(conn: &Connection) -> Result<Option<i64>, LedgerError> {
    let number = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    match number("application_id") {
        Ok(id) if id == version::APPLICATION_ID => Ok(Some(number("user_version")?)),
        Ok(_) => Ok(None),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
