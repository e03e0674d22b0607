//! The report of an audit, made of what was found.

use rusqlite::Connection;

use crate::domain::EntryId;
use crate::ledger::chain;
use crate::ledger::error::LedgerError;
use crate::ledger::problem::{ComparedPart, Problem};
use crate::ledger::sqlite::audit::finding::{Finding, FindingKey};
use crate::ledger::sqlite::audit::{chain_walk, tables};
use crate::ledger::sqlite::tables::entries;

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
    /// Everything found.
    pub problems: Vec<Problem>,
}

impl AuditReport {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        self.first_bad.is_none() && self.problems.is_empty()
    }
}

/// Whether SQLite's own check of the file goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCheck {
    /// It does.
    Along,
    /// Entries and tables only.
    LeftOut,
}

/// The report on what was found in a whole ledger, and on what SQLite said.
pub(in crate::ledger) fn report(
    conn: &Connection,
    found: &mut Finding,
    said: Option<String>,
) -> Result<AuditReport, LedgerError> {
    let mut report = AuditReport::default();
    report.problems.extend(said.map(Problem::Integrity));
    let end = entries::end(conn);
    if found.is_trail_bad
        || Ok(found.entries) != end.as_ref().map(|(last, _)| *last).map_err(|_| ())
    {
        match chain_walk::first_bad(conn) {
            Some((entry, fault)) => found.note_unfoldable(entry, fault),
            // The trail is whole: what made it look otherwise says nothing about the rest.
            None => {
                found.unfoldable = None;
                found.differs.clear();
                // Where nothing else is told, it was the index by which it was read.
                if found.misshapen.is_empty() && found.unreadable.is_empty() {
                    found.note(
                        ComparedPart::Index,
                        FindingKey::Text("entry_task".to_owned()),
                    );
                }
            }
        }
    }
    if let Some((entry, fault)) = found.unfoldable.clone() {
        report.first_bad = Some(entry);
        report.problems.push(Problem::Entry(entry, fault));
        report.entries = u64::try_from(entry.get() - 1).unwrap_or(0);
        let head = entries::hash_of(conn, entry.get() - 1);
        report.head = chain::hex(&head.unwrap_or(chain::ORIGIN));
        return Ok(report);
    }
    let (last, head) = end.unwrap_or((0, chain::ORIGIN));
    report.entries = u64::try_from(last).unwrap_or(0);
    report.head = chain::hex(&head);
    let misshapen = found.misshapen.iter().cloned();
    report.problems.extend(misshapen.map(Problem::Misshapen));
    // Lines cut off the end leave a whole chain, but others remember how long it was.
    let known = tables::known_end(conn);
    if let Some(cut) = known.filter(|known| *known > last) {
        report.first_bad = EntryId::new(last + 1);
        report.problems.push(Problem::Cut(last + 1, cut));
    }
    report_of(found, &mut report);
    Ok(report)
}

/// Adds to a report what was found of tables that differ.
pub(super) fn report_of(found: &Finding, report: &mut AuditReport) {
    report.problems.extend(found.unreadable.iter().cloned());
    let more = found.differs.len().saturating_sub(SHOWN);
    let named = found.differs.iter().take(SHOWN);
    let named = named.map(|(of, key)| Problem::Differs(*of, key.to_string()));
    report.problems.extend(named);
    if more > 0 {
        report.problems.push(Problem::More(more));
    }
}
