//! What SQLite is told while somebody else has what it needs.

use std::cell::Cell;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::ledger::error::LedgerError;
use crate::ledger::waiting::{Turn, WaitingFor};

thread_local! {
    /// The wait that is going on: SQLite's handler is told nothing but how often it was asked.
    static GOING_ON: Cell<Option<WaitingFor>> = const { Cell::new(None) };
    /// Whether SQLite is to answer at once, since somebody above waits by themselves.
    static AT_ONCE: Cell<bool> = const { Cell::new(false) };
}

/// What SQLite asks on every connection when somebody holds what it needs.
pub(in crate::ledger) fn wait_for_others(attempt: i32) -> bool {
    if AT_ONCE.get() {
        return false;
    }
    let begun = GOING_ON.get().filter(|_| attempt > 0);
    let mut waiting = begun.unwrap_or_else(WaitingFor::begin);
    let goes_on = waiting.goes_on();
    GOING_ON.set(goes_on.then_some(waiting));
    goes_on
}

/// Begins a write: the lock, for which others are waited for as long as `goes_on`, and the turn. While
/// it waits the program may be stopped.
pub(in crate::ledger) fn begin_write<'c>(
    conn: &'c Connection,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<(Turn, Transaction<'c>), LedgerError> {
    loop {
        let turn = Turn::take();
        AT_ONCE.set(true);
        let begun = Transaction::new_unchecked(conn, TransactionBehavior::Immediate);
        AT_ONCE.set(false);
        match begun.map_err(LedgerError::from) {
            Err(LedgerError::Busy) => drop(turn),
            begun => return Ok((turn, begun?)),
        }
        if !goes_on() {
            return Err(LedgerError::Busy);
        }
    }
}
