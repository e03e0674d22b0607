//! Which schema a file has, and whose file it is.

use std::path::PathBuf;

use rusqlite::Connection;

use crate::ledger::error::{LedgerError, Strange};

/// `duba` in ASCII, in the file's header.
pub const APPLICATION_ID: i64 = 0x6475_6261;

/// Every schema ever shipped, oldest first: the first whole, of each later one what it adds.
pub(in crate::ledger) const SCHEMAS: [&str; 4] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
];

/// The schema this program writes.
pub const CURRENT: i64 = SCHEMAS.len() as i64;

/// Whether the open ledger still has the identity and the schema this program knows. Asked inside
/// every view and every write: a screen stays open for days, and meanwhile a newer duban may have
/// raised the schema of the file under it.
///
/// # Errors
/// [`LedgerError::SchemaMoved`]; [`LedgerError::NotALedger`] where another program's database has
/// been copied into the file.
pub(in crate::ledger) fn check_unmoved(conn: &Connection) -> Result<(), LedgerError> {
    let (application, found) = conn
        .prepare_cached(
            "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version",
        )?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    if application != APPLICATION_ID {
        return Err(LedgerError::NotALedger {
            path: conn.path().map(PathBuf::from).unwrap_or_default(),
            why: Strange::Foreign,
        });
    }
    if found != CURRENT {
        return Err(LedgerError::SchemaMoved {
            found,
            supported: CURRENT,
        });
    }
    Ok(())
}
