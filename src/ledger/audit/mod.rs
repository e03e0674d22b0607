//! Proof that the ledger is what its entries say.
//!
//! SQLite's own check misses most flipped bytes. The chain finds an entry altered, cut out or
//! slipped in; folding the entries and comparing finds a table altered behind their back.
//!
//! Entries and tables are looked through side by side, some neighbouring ids at a time and on two
//! threads, so that the largest ledger takes no more memory than a small one. See `range` for what
//! is done with a task, `typed` for who decides, and `chain_walk` for naming the first bad entry.

mod blocks;
mod chain_walk;
mod cursor;
mod fields;
mod finding;
mod folded;
mod packing;
mod page;
mod range;
mod tables;
mod tail;
mod threads;
pub(super) mod typed;
mod written;

use rusqlite::Connection;

pub(super) use finding::{Finding, Key};

use super::Ledger;
use super::chain;
use super::error::LedgerError;
use super::glance::TailFault;
use super::shape::Misshapen;
use super::trail;
use crate::domain::EntryId;
use crate::domain::fold::FoldError;

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

/// Something an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// SQLite's own check says this.
    Integrity(String),
    /// This entry is not as it was written.
    Entry(EntryId, EntryFault),
    /// Entries cut off the end, from the first to the last.
    Cut(i64, i64),
    /// A table, an index or a trigger is not the one this version makes.
    Misshapen(Misshapen),
    /// A table cannot be read: its name, and why.
    Table(&'static str, String),
    /// Not what its entries say: what it is, and which.
    Differs(Subject, String),
    /// The end of the trail does not fit together.
    Tail(TailFault),
    /// So many more that differ.
    More(usize),
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// It is not there.
    Missing,
    /// This column holds a value of another type.
    WrongType(usize),
    /// It is not what was hashed.
    HashMisfit,
    /// It cannot be read.
    Unreadable(String),
    /// It does not follow from those before it.
    Unfoldable(FoldError),
}

/// What the tables hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A region.
    Region,
    /// A source document.
    Document,
    /// A task with all that belongs to it.
    Task,
    /// A batch of entries.
    Batch,
    /// A block of packed rows.
    Rows,
    /// The letters of the requirements of a block.
    Marks,
    /// The list of the first tasks.
    Opening,
    /// The names in packed rows.
    Names,
    /// What a table adds up to.
    Totals,
    /// An index.
    Index,
    /// A whole table.
    Table,
    /// A trigger.
    Trigger,
}

/// Whether SQLite's own check of the file goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCheck {
    /// It does.
    Along,
    /// Entries and tables only.
    LeftOut,
}

impl Subject {
    /// Its identifier in the trail and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Subject::Region => "region",
            Subject::Document => "document",
            Subject::Task => "task",
            Subject::Batch => "batch",
            Subject::Rows => "rows",
            Subject::Marks => "marks",
            Subject::Opening => "first_page",
            Subject::Names => "name",
            Subject::Totals => "total",
            Subject::Index => "index",
            Subject::Table => "table",
            Subject::Trigger => "trigger",
        }
    }
}

impl AuditReport {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        self.first_bad.is_none() && self.problems.is_empty()
    }
}

impl Ledger {
    /// Recomputes the chain of the whole trail, folds it and compares with every table; SQLite
    /// checks the file.
    ///
    /// # Errors
    /// Only when the file cannot be read at all; what is wrong with it is in the report.
    pub fn audit(&self) -> Result<AuditReport, LedgerError> {
        self.audit_with(FileCheck::Along)
    }

    /// The same, with or without SQLite's own check of the file.
    ///
    /// # Errors
    /// As [`Ledger::audit`].
    pub fn audit_with(&self, check: FileCheck) -> Result<AuditReport, LedgerError> {
        threads::look_through(self, check)
    }
}

/// What is found on one connection, which may be in the midst of writing.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn found_in(conn: &Connection) -> Result<Finding, LedgerError> {
    threads::entries_and_tables(conn, None)
}

/// The report on what was found in a whole ledger, and on what SQLite said.
pub(super) fn report(
    conn: &Connection,
    found: &mut Finding,
    said: Option<String>,
) -> Result<AuditReport, LedgerError> {
    let mut report = AuditReport::default();
    report.problems.extend(said.map(Problem::Integrity));
    let end = trail::end(conn);
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
                    found.note(Subject::Index, Key::Text("entry_task".to_owned()));
                }
            }
        }
    }
    if let Some((entry, fault)) = found.unfoldable.clone() {
        report.first_bad = Some(entry);
        report.problems.push(Problem::Entry(entry, fault));
        report.entries = u64::try_from(entry.get() - 1).unwrap_or(0);
        let head = trail::hash_of(conn, entry.get() - 1);
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
fn report_of(found: &Finding, report: &mut AuditReport) {
    report.problems.extend(found.unreadable.iter().cloned());
    let more = found.differs.len().saturating_sub(SHOWN);
    let named = found.differs.iter().take(SHOWN);
    let named = named.map(|(of, key)| Problem::Differs(*of, key.to_string()));
    report.problems.extend(named);
    if more > 0 {
        report.problems.push(Problem::More(more));
    }
}
