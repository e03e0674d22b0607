//! Schema versions: making the newest, and bringing an older ledger up to it.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::backup;
use super::error::LedgerError;

/// `duba` in ASCII, in the file's header.
pub const APPLICATION_ID: i64 = 0x6475_6261;

/// The schema this program writes.
pub const CURRENT: i64 = 1;

/// One step from a version to the next.
pub(super) struct Step {
    /// The version it leads to.
    pub to: i64,
    /// What it does.
    pub sql: &'static str,
}

/// Every step ever shipped, oldest first. Schema 1 is the first that was, so there is none yet.
const STEPS: [Step; 0] = [];

/// Makes the newest schema in an empty file.
///
/// # Errors
/// Whatever SQLite reports; nothing is committed then.
pub(super) fn create(conn: &mut Connection) -> Result<(), LedgerError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(include_str!("schema.sql"))?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", CURRENT)?;
    tx.commit()?;
    Ok(())
}

/// Brings the ledger at `path` up to [`CURRENT`], after a backup beside it.
///
/// # Errors
/// Whatever SQLite reports; the old schema stands then, whole.
pub(super) fn upgrade(conn: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    climb(conn, path, &STEPS, |_| {})
}

/// Takes every step above the file's version in one transaction. The version is read inside it:
/// of two programs started at once the second finds the work done.
pub(super) fn climb(
    conn: &mut Connection,
    path: &Path,
    steps: &[Step],
    after_step: impl Fn(i64),
) -> Result<(), LedgerError> {
    let before: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if steps.iter().all(|step| step.to <= before) {
        return Ok(());
    }
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".schema-{before}.bak"));
    backup::copy_of(conn, Path::new(&copy))?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in steps.iter().filter(|step| step.to > found) {
        tx.execute_batch(step.sql)?;
        tx.pragma_update(None, "user_version", step.to)?;
        after_step(step.to);
    }
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
