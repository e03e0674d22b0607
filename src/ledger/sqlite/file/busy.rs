//! How long SQLite itself waits while somebody else has what it needs, and the lock of a write.

use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::ledger::error::LedgerError;
use crate::ledger::waiting::{Turn, Wait};

/// So long SQLite waits within one statement of what is tried again as long as somebody is to wait:
/// nobody can be told anything meanwhile.
const STATEMENT: Duration = Duration::from_millis(250);

/// So long it does for whoever has not said how long they are to wait.
pub(in crate::ledger) const LONG_STATEMENT: Duration = Duration::from_secs(5);

/// How long SQLite waits within one statement of what is tried again as long as `wait` says.
pub(in crate::ledger) fn within_statements(wait: &Wait) -> Duration {
    STATEMENT.min(wait.at_most)
}

/// Tries again and again to begin something on a connection. What comes after it waits within its
/// statements, for as long as all of `wait`: hardly ever is anybody in the way then.
///
/// # Errors
/// Busy; whatever `attempt` answers.
pub(in crate::ledger) fn begin<T>(
    conn: &Connection,
    wait: &Wait,
    attempt: impl FnMut() -> Result<T, LedgerError>,
) -> Result<T, LedgerError> {
    conn.busy_timeout(within_statements(wait))?;
    let begun = wait.until_free(attempt);
    conn.busy_timeout(wait.at_most)?;
    begun
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
    conn.busy_timeout(wait.at_most)?;
    begun
}
