//! Schema versions: making the newest, and bringing an older ledger up to it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::copies::copy;
use crate::ledger::sqlite::file::{OpenFiles, busy, connect};
use crate::ledger::sqlite::schema::sealing;
use crate::ledger::sqlite::schema::version::{APPLICATION_ID, CURRENT, SCHEMAS};
use crate::ledger::waiting::Wait;

/// The first that was ever shipped.
const FIRST: i64 = 1;

/// One step from a version to the next.
#[derive(Clone, Copy)]
pub(in crate::ledger) struct SchemaStep {
    /// The version it leads to.
    pub to: i64,
    /// What it makes.
    pub sql: &'static str,
    /// What it puts there.
    pub fill: fn(&Connection) -> Result<(), LedgerError>,
}

/// Every step ever shipped, oldest first. After the last one all sums are taken and all rows packed
/// anew, whatever those before it have left there.
fn shipped() -> Vec<SchemaStep> {
    let later = SCHEMAS.into_iter().zip(FIRST..).skip(1);
    let steps = later.map(|(sql, to)| SchemaStep {
        to,
        sql,
        fill: match to == CURRENT {
            true => sealing::seal_all,
            false => |_| Ok(()),
        },
    });
    steps.collect()
}

/// Makes the newest schema in an empty file.
///
/// # Errors
/// Whatever SQLite reports; nothing is committed then.
pub(in crate::ledger) fn create(conn: &mut Connection) -> Result<(), LedgerError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    lay_out(&tx)?;
    sealing::begin(&tx)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", CURRENT)?;
    tx.commit()?;
    Ok(())
}

/// Makes every table, index and trigger of the newest schema where there is none.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn lay_out(conn: &Connection) -> Result<(), LedgerError> {
    for schema in SCHEMAS {
        conn.execute_batch(schema)?;
    }
    Ok(())
}

/// Brings the ledger at `path` up to [`CURRENT`], after a backup beside it.
///
/// # Errors
/// A version nobody wrote; whatever SQLite reports. The old schema stands then, whole.
pub(in crate::ledger) fn upgrade(
    conn: &mut Connection,
    path: &Path,
    wait: &Wait,
) -> Result<(), LedgerError> {
    check_was_written(version_of(conn)?)?;
    climb(conn, (path, wait), &shipped(), |_| {})
}

fn version_of(conn: &Connection) -> Result<i64, LedgerError> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Takes every step above the file's version in one transaction. Version and backup are taken
/// under its lock: of two programs started at once the second finds the work done, and does not
/// put a copy of the new schema in place of the old one's.
pub(in crate::ledger) fn climb(
    conn: &Connection,
    (path, wait): (&Path, &Wait),
    steps: &[SchemaStep],
    after_step: impl Fn(i64),
) -> Result<(), LedgerError> {
    let files = OpenFiles::of(conn, path)?;
    let (_turn, tx) = busy::begin_write(conn, wait)?;
    files.check()?;
    let before = version_of(&tx)?;
    if steps.iter().all(|step| step.to <= before) {
        return Ok(());
    }
    // A connection with an open write cannot be copied; another one sees what was committed last.
    let committed = connect::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let beginning = format!(".schema-{before}");
    let names = copy::names_beside(path, &beginning);
    copy::copy_under(&committed, names, copy::rights_of(path)?)?;
    take(&tx, steps, before, after_step)?;
    tx.commit()?;
    files.check()
}

/// Brings a copy that nobody else has up to [`CURRENT`].
///
/// # Errors
/// As [`upgrade`].
pub(in crate::ledger) fn upgrade_copy(conn: &mut Connection) -> Result<(), LedgerError> {
    let before = version_of(conn)?;
    check_was_written(before)?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    take(&tx, &shipped(), before, |_| {})?;
    tx.commit()?;
    Ok(())
}

fn check_was_written(version: i64) -> Result<(), LedgerError> {
    match version < FIRST {
        true => Err(LedgerError::Altered(Part::Shape)),
        false => Ok(()),
    }
}

/// Takes the steps above a version.
fn take(
    tx: &Transaction,
    steps: &[SchemaStep],
    before: i64,
    after_step: impl Fn(i64),
) -> Result<(), LedgerError> {
    for step in steps.iter().filter(|step| step.to > before) {
        tx.execute_batch(step.sql)?;
        (step.fill)(tx)?;
        tx.pragma_update(None, "user_version", step.to)?;
        after_step(step.to);
    }
    Ok(())
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
