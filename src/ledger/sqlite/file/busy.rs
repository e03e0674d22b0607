//! How long SQLite itself waits while somebody else has what it needs, and the lock of a write.

use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::ledger::error::LedgerError;
use crate::ledger::waiting::{Turn, Wait};

/// So long SQLite waits within one statement; whoever runs it tries again as long as they are to wait.
const STATEMENT: Duration = Duration::from_millis(250);

/// Has a connection wait within each statement, no longer than all of `wait`.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn wait_in_statements(
    conn: &Connection,
    wait: &Wait,
) -> Result<(), LedgerError> {
    Ok(conn.busy_timeout(STATEMENT.min(wait.at_most))?)
}

/// Begins a write: the lock, for which others are waited for, and the turn. Between two tries the
/// program may be stopped.
///
/// # Errors
/// Busy; whatever SQLite reports.
pub(in crate::ledger) fn begin_write<'c>(
    conn: &'c Connection,
    wait: &Wait,
) -> Result<(Turn, Transaction<'c>), LedgerError> {
    conn.busy_timeout(Duration::ZERO)?;
    let begun = wait.until_free(|| {
        let turn = Turn::take();
        let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        Ok((turn, tx))
    });
    wait_in_statements(conn, wait)?;
    begun
}
