//! Proof that the ledger is what its entries say.
//!
//! `integrity_check` alone misses most flipped bytes. The chain finds an entry altered, cut out or
//! slipped in; folding the entries and comparing finds a projection altered behind their back.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row as SqlRow};

use super::Ledger;
use super::audit_tables::{BatchRow, Rebuilt};
use super::chain::{self, Hash};
use super::error::LedgerError;
use super::rows::{self, ENTRY_COLUMNS};
use crate::domain::fold::{FoldError, State};
use crate::domain::{Entry, EntryId, entry};

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
    /// A trigger that keeps the trail append-only is missing or altered.
    Guard(String),
    /// The triggers cannot be read.
    GuardsUnreadable(String),
    /// A table cannot be read: its name, and why.
    Table(&'static str, String),
    /// Not what its entries say: what it is, and which.
    Differs(Subject, String),
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

/// What the projection holds.
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
                Ok(verdict) => report.problems.push(Problem::Integrity(verdict)),
                Err(error) => report.problems.push(Problem::Integrity(error.to_string())),
            }
            if let Some(trail) = check_trail(conn, &mut report) {
                check_projection(conn, &trail, &mut report)?;
            }
            Ok(report)
        })
    }
}

/// What a walk over the trail brings to light.
#[derive(Default)]
struct Trail {
    state: State,
    batches: Vec<BatchRow>,
}

impl Trail {
    fn take(&mut self, entry: &Entry) -> Result<(), EntryFault> {
        self.state.apply(entry).map_err(EntryFault::Unfoldable)?;
        match self.batches.last_mut() {
            Some(batch) if batch.id == entry.batch => batch.last = entry.id,
            _ => self.batches.push(BatchRow::begun_by(entry)),
        }
        Ok(())
    }
}

/// Walks the chain and folds as it goes; `None` when the trail breaks off.
fn check_trail(conn: &Connection, report: &mut AuditReport) -> Option<Trail> {
    let mut trail = Trail::default();
    let mut before = chain::ORIGIN;
    let mut expected = EntryId::FIRST;
    let walked = (|| -> Result<bool, rusqlite::Error> {
        let sql = format!("SELECT {ENTRY_COLUMNS}, hash FROM entry ORDER BY seq");
        let mut statement = conn.prepare(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            match check_entry(row, expected, &before).and_then(|(entry, hash)| {
                trail.take(&entry)?;
                Ok(hash)
            }) {
                Ok(hash) => before = hash,
                Err(fault) => {
                    report.problems.push(Problem::Entry(expected, fault));
                    return Ok(false);
                }
            }
            report.entries += 1;
            expected = expected.next();
        }
        Ok(true)
    })();
    report.head = chain::hex(&before);
    match walked {
        Ok(true) => return Some(trail),
        Ok(false) => {}
        Err(error) => {
            let fault = EntryFault::Unreadable(error.to_string());
            report.problems.push(Problem::Entry(expected, fault));
        }
    }
    report.first_bad = Some(expected);
    None
}

/// Checks one line against the hash before it. The hash runs over the columns as they lie on the
/// disk: two ways to write one value are two different lines.
fn check_entry(
    row: &SqlRow,
    expected: EntryId,
    before: &Hash,
) -> Result<(Entry, Hash), EntryFault> {
    let said = |error: rusqlite::Error| EntryFault::Unreadable(error.to_string());
    let seq: i64 = row.get(0).map_err(said)?;
    if seq > expected.get() {
        return Err(EntryFault::Missing);
    }
    let mut columns = Vec::with_capacity(13);
    for column in 0..13 {
        columns.push(match row.get_ref(column).map_err(said)? {
            ValueRef::Null => None,
            ValueRef::Integer(number) => Some(number.to_string().into_bytes()),
            ValueRef::Text(bytes) => Some(bytes.to_vec()),
            ValueRef::Real(_) | ValueRef::Blob(_) => {
                return Err(EntryFault::WrongType(column));
            }
        });
    }
    let bytes = entry::canonical(columns.iter().map(Option::as_deref));
    let hash: Hash = row.get("hash").map_err(said)?;
    if seq < expected.get() || chain::link(before, &bytes) != hash {
        return Err(EntryFault::HashMisfit);
    }
    Ok((rows::entry_of(row).map_err(said)?, hash))
}

/// Builds the projection anew from the trail and lists where the stored one differs.
fn check_projection(
    conn: &Connection,
    trail: &Trail,
    report: &mut AuditReport,
) -> Result<(), LedgerError> {
    let rebuilt = Rebuilt::of(&trail.state, &trail.batches)?;
    report.problems.extend(rebuilt.missing_guards(conn));
    // Lines cut off the end leave a whole chain, but the batches remember how long it was.
    let known: Result<Option<i64>, _> =
        conn.query_row("SELECT max(last_entry) FROM batch", [], |row| row.get(0));
    let last = trail.batches.last().map_or(0, |batch| batch.last.get());
    if let Some(cut) = known.ok().flatten().filter(|known| *known > last) {
        report.first_bad = EntryId::new(last + 1);
        report.problems.push(Problem::Cut(last + 1, cut));
    }
    let mut differences = rebuilt.differences(conn);
    let more = differences.len().saturating_sub(SHOWN);
    differences.truncate(SHOWN);
    if more > 0 {
        differences.push(Problem::More(more));
    }
    report.problems.extend(differences);
    Ok(())
}
