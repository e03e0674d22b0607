//! A whole ledger looked through: its ranges shared out among two threads, and SQLite's own check
//! beside them.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use rusqlite::Connection;

use crate::ledger::chain::{self, Hash};
use crate::ledger::doubt::Misshapen;
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::problem::Problem;
use crate::ledger::sqlite::audit::finding::Finding;
use crate::ledger::sqlite::audit::page::AuditPage;
use crate::ledger::sqlite::audit::range::Ranges;
use crate::ledger::sqlite::audit::report::{AuditReport, FileCheck, report};
use crate::ledger::sqlite::audit::tables;
use crate::ledger::sqlite::file::connect;
use crate::ledger::sqlite::packed::naming;
use crate::ledger::sqlite::schema::shape;
use crate::ledger::sqlite::tables::{Tally, entries};
use crate::packed::{NameTable, ROWS};

/// How many tasks a thread takes at a time: whole blocks.
const TASKS: i64 = 16 * ROWS as i64;

/// How often the moment is looked for at which all connections see the same ledger.
const TRIES: usize = 3;

/// Looks through a whole ledger.
///
/// # Errors
/// Only when the file cannot be read at all.
pub(super) fn look_through(ledger: &Ledger, check: FileCheck) -> Result<AuditReport, LedgerError> {
    for _ in 0..TRIES {
        let Some((before, helpers)) = helpers(ledger) else {
            break;
        };
        let done = ledger
            .store
            .in_one_view(|conn| match version(conn)? == before {
                true => audit(conn, helpers, check).map(Some),
                false => Ok(None),
            })?;
        if let Some(report) = done {
            return Ok(report);
        }
    }
    ledger
        .store
        .in_one_view(|conn| audit(conn, Vec::new(), check))
}

/// Counts what others committed.
fn version(conn: &Connection) -> Result<i64, LedgerError> {
    Ok(conn.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

/// Two more connections that see the ledger as it is now, and how many commits there were before;
/// none where it cannot be opened again, or is being read already.
fn helpers(ledger: &Ledger) -> Option<(i64, Vec<Connection>)> {
    // With its log SQLite would take up one that is doubted, and what tells of its loss would go.
    if !ledger.store.conn.is_autocommit() || ledger.store.doubt.is_some() {
        return None;
    }
    let before = version(&ledger.store.conn).ok()?;
    let end = entries::end(&ledger.store.conn).ok()?;
    let mut helpers = Vec::new();
    for _ in 0..2 {
        let conn = connect::open_for_reading(&ledger.store.path).ok()?;
        conn.execute_batch("BEGIN").ok()?;
        // Another file may have been put in its place.
        if entries::end(&conn).ok()? != end {
            return None;
        }
        helpers.push(conn);
    }
    Some((before, helpers))
}

/// What all threads look at.
struct AuditWork<'a> {
    names: &'a NameTable,
    page: Option<&'a AuditPage>,
    end: (i64, Hash),
    /// The highest number that anything of a task has.
    highest: i64,
    /// The first task of the range that is next.
    next: AtomicI64,
    /// Whether an entry was found bad, so that the rest does not matter.
    is_over: AtomicBool,
}

fn audit(
    conn: &Connection,
    mut helpers: Vec<Connection>,
    check: FileCheck,
) -> Result<AuditReport, LedgerError> {
    let second = helpers.pop();
    let mut third = helpers.pop();
    thread::scope(|scope| {
        let checking = (check == FileCheck::Along).then(|| {
            let conn = third.take()?;
            // Where there are no more threads, what it would do is done afterwards.
            let checker = thread::Builder::new();
            checker.spawn_scoped(scope, move || own_check(&conn)).ok()
        });
        let mut found = entries_and_tables(conn, second)?;
        let said = match checking.flatten() {
            Some(checking) => checking
                .join()
                .unwrap_or_else(|_| Some("the check of the file ended early".to_owned())),
            None if check == FileCheck::Along => own_check(conn),
            None => None,
        };
        report(conn, &mut found, said)
    })
}

/// What SQLite's own check says, unless it is content. The indexes are looked through with the
/// tables, so that the quick one is enough.
fn own_check(conn: &Connection) -> Option<String> {
    let verdict = conn.query_row("PRAGMA quick_check(5)", [], |row| row.get::<_, String>(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => None,
        Ok(verdict) => Some(verdict),
        Err(error) => Some(error.to_string()),
    }
}

/// Looks through everything but what SQLite checks, with another connection at the same moment if
/// there is one.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn entries_and_tables(
    conn: &Connection,
    second: Option<Connection>,
) -> Result<Finding, LedgerError> {
    let misshapen = shape::misshapen(conn)?;
    let names = match names(conn) {
        _ if misshapen.iter().any(Misshapen::is_read) => None,
        Err(error) if error.is_about_content() => None,
        names => Some(names?),
    };
    let Some(names) = names else {
        return Ok(incomparable(conn, misshapen));
    };
    let page = AuditPage::read(conn).ok();
    let end = entries::end(conn).unwrap_or((0, chain::ORIGIN));
    let work = AuditWork {
        names: &names,
        page: page.as_ref(),
        end,
        highest: tables::highest(conn),
        next: AtomicI64::new(0),
        is_over: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        let work = &work;
        let other = second.and_then(|conn| {
            let helper = thread::Builder::new();
            let work = move || take_ranges(&conn, work);
            helper.spawn_scoped(scope, work).ok()
        });
        let mut found = Finding::default();
        let mut done = tables::look_at_records(conn, end.0, &mut found);
        if done.is_ok() {
            let (own, own_done) = take_ranges(conn, work);
            found.merge(own);
            done = own_done;
        }
        if let Some(other) = other {
            let ended = || LedgerError::Database("a thread of the audit ended early".to_owned());
            let (other, other_done) = other.join().map_err(|_| ended())?;
            found.merge(other);
            done = done.and(other_done);
        }
        if done.is_ok() && !found.is_trail_bad {
            done = tables::look_at_rest(conn, work.page, end, &mut found);
        }
        if let Err(error) = done {
            found.unreadable = tables::unreadable(conn);
            if found.unreadable.is_empty() {
                found.unreadable.push(Problem::Integrity(error.to_string()));
            }
            found.is_trail_bad = true;
        }
        found.misshapen = misshapen;
        Ok(found)
    })
}

/// Where nothing can be compared; whether the trail is whole is asked by itself.
fn incomparable(conn: &Connection, misshapen: Vec<Misshapen>) -> Finding {
    let mut found = Finding::default();
    found.is_trail_bad = true;
    if misshapen.is_empty() {
        found.unreadable = tables::unreadable(conn);
    }
    found.misshapen = misshapen;
    found
}

/// The names; as far as they can be read where they are not what was written.
fn names(conn: &Connection) -> Result<NameTable, LedgerError> {
    naming::names(conn, &Tally::default()).or_else(|_| naming::names_as_they_are(conn))
}

/// Takes one range after the other until there are no more.
fn take_ranges(conn: &Connection, work: &AuditWork) -> (Finding, Result<(), LedgerError>) {
    let mut ranges = Ranges::of(conn, work.names, work.page, work.end.0);
    let done = loop {
        let begin = work.next.fetch_add(TASKS, Ordering::Relaxed);
        if begin > work.highest || work.is_over.load(Ordering::Relaxed) {
            break Ok(());
        }
        // What has no place among the ids belongs to the ends.
        let first = if begin == 0 { i64::MIN } else { begin + 1 };
        let end = begin + TASKS;
        let last = if end > work.highest { i64::MAX } else { end };
        if let Err(error) = ranges.look_through(first, last) {
            break Err(error);
        }
        if ranges.found.is_trail_bad {
            work.is_over.store(true, Ordering::Relaxed);
        }
    };
    (ranges.found, done)
}
