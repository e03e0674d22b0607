//! Proof that the ledger is what its entries say.
//!
//! `integrity_check` alone misses most flipped bytes. The chain finds an entry altered, cut out or
//! slipped in; folding the entries and comparing finds a projection altered behind their back.

use super::chain::{self, Hash};
use super::error::LedgerError;
use super::rows::{self, ENTRY_COLUMNS};
use super::{Ledger, read};
use crate::domain::EntryId;
use crate::domain::fold::State;

/// How many differences are spelled out.
const SHOWN: usize = 20;

/// The result of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// How many entries were read.
    pub entries: u64,
    /// The hash of the last good entry, in hex: keep it elsewhere and an audit proves that nothing
    /// before it was changed since.
    pub head: String,
    /// The first entry that is not as it was written.
    pub first_bad: Option<EntryId>,
    /// Everything found, as sentences.
    pub problems: Vec<String>,
}

impl AuditReport {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        self.first_bad.is_none() && self.problems.is_empty()
    }
}

impl Ledger {
    /// Reads the whole trail, recomputes its chain, folds it and compares with the projection.
    ///
    /// # Errors
    /// Only when the file cannot be read at all; what is wrong with it is in the report.
    pub fn audit(&self) -> Result<AuditReport, LedgerError> {
        self.in_one_view(|conn| {
            let mut report = AuditReport::default();
            let found = conn.query_row("PRAGMA integrity_check(5)", [], |row| {
                row.get::<_, String>(0)
            });
            match found {
                Ok(verdict) if verdict == "ok" => {}
                Ok(verdict) => report.problems.push(format!("integrity_check: {verdict}")),
                Err(error) => report.problems.push(format!("integrity_check: {error}")),
            }
            check_guards(conn, &mut report)?;
            let folded = check_trail(conn, &mut report);
            if let (Some(folded), None) = (folded, report.first_bad) {
                match read::state(conn) {
                    Ok(stored) => compare(&folded, &stored, &mut report),
                    Err(error) => report.problems.push(format!("projection: {error}")),
                }
            }
            Ok(report)
        })
    }
}

/// The triggers that make the trail append-only must be there.
fn check_guards(conn: &rusqlite::Connection, report: &mut AuditReport) -> Result<(), LedgerError> {
    for trigger in ["entry_is_never_changed", "entry_is_never_deleted"] {
        let there: bool = conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = ?1)",
            [trigger],
            |row| row.get(0),
        )?;
        if !there {
            report
                .problems
                .push(format!("trigger {trigger} is missing"));
        }
    }
    Ok(())
}

/// Walks the chain and folds as it goes; `None` when the trail breaks off.
fn check_trail(conn: &rusqlite::Connection, report: &mut AuditReport) -> Option<State> {
    let mut state = State::default();
    let mut before = chain::ORIGIN;
    let mut expected = EntryId::FIRST;
    let walked = (|| -> Result<bool, rusqlite::Error> {
        let sql = format!("SELECT {ENTRY_COLUMNS}, hash FROM entry ORDER BY seq");
        let mut statement = conn.prepare(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let fault = match (rows::entry_of(row), row.get::<_, Hash>("hash")) {
                (Ok(entry), Ok(hash)) => {
                    let fault = if entry.id != expected {
                        Some(format!("entry {expected} is missing"))
                    } else if chain::link(&before, &entry) != hash {
                        Some(format!("entry {expected}: the hash does not fit"))
                    } else {
                        state
                            .apply(&entry)
                            .err()
                            .map(|why| format!("entry {expected}: {why}"))
                    };
                    before = if fault.is_none() { hash } else { before };
                    fault
                }
                (Err(error), _) | (_, Err(error)) => Some(format!("entry {expected}: {error}")),
            };
            if let Some(fault) = fault {
                report.problems.push(fault);
                return Ok(false);
            }
            report.entries += 1;
            expected = expected.next();
        }
        Ok(true)
    })();
    report.head = chain::hex(&before);
    match walked {
        Ok(true) => Some(state),
        Ok(false) => {
            report.first_bad = Some(expected);
            None
        }
        Err(error) => {
            report.first_bad = Some(expected);
            report.problems.push(format!("entry {expected}: {error}"));
            None
        }
    }
}

/// Lists where the stored projection differs from the fold.
fn compare(folded: &State, stored: &State, report: &mut AuditReport) {
    let mut differences = Vec::new();
    let ids = folded.tasks.keys().chain(
        stored
            .tasks
            .keys()
            .filter(|id| !folded.tasks.contains_key(id)),
    );
    for id in ids {
        if folded.tasks.get(id) != stored.tasks.get(id) {
            differences.push(format!("task {id} is not what its entries say"));
        }
    }
    if folded.documents != stored.documents {
        differences.push("the source documents are not what their entries say".to_owned());
    }
    if folded.regions != stored.regions {
        differences.push("the regions are not what their entries say".to_owned());
    }
    let more = differences.len().saturating_sub(SHOWN);
    differences.truncate(SHOWN);
    if more > 0 {
        differences.push(format!("and {more} more"));
    }
    report.problems.extend(differences);
}
