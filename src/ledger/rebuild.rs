//! Tables repaired from the entries.
//!
//! What an audit finds to differ is taken out and put in as the entries make it, in one
//! transaction, which then must stand up to an audit itself. The repair is an entry: that the
//! tables were not what they should have been stays in the trail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::audit::{self, AuditReport, Finding, Key, Subject, typed};
use super::error::LedgerError;
use super::rows::{self, BatchRow, ENTRY_COLUMNS};
use super::sums::Summer;
use super::write::Writer;
use super::{Ledger, opening, project, read, schema, sealing, waiting};
use crate::domain::fold::State;
use crate::domain::{Action, Actor, Change, EntryId, Field, Subject as About, TaskId};
use crate::packed::BlockNumber;

type Done = Result<(), LedgerError>;

/// How many of a kind the trail names.
const NAMED: usize = 100;

/// What a repair did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuild {
    /// The entry that tells it; `None` when nothing had to be repaired.
    pub entry: Option<EntryId>,
    /// How many of each kind were repaired.
    pub repaired: Vec<(Subject, usize)>,
}

impl Ledger {
    /// Makes the tables what the entries say, where they differ, and says so in the trail.
    ///
    /// # Errors
    /// [`LedgerError::TrailBroken`] where the trail itself is not whole; tables that cannot be
    /// read; read-only, busy, disk full. Nothing is changed then.
    pub fn rebuild(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Rebuild, LedgerError> {
        self.check_writable()?;
        self.check_in_place()?;
        let Ledger {
            conn, files, mark, ..
        } = self;
        let (turn, tx) = waiting::begin_write(conn)?;
        files.check()?;
        schema::check_unmoved(&tx)?;
        mark.check(&tx)?;
        tx.pragma_update(None, "defer_foreign_keys", true)?;
        let mut found = audit::found_in(&tx)?;
        let mut report = audit::report(&tx, &mut found, None)?;
        if found.differs.iter().any(|(of, _)| *of == Subject::Index) {
            // What was read by an index that is not whole says nothing yet.
            let indexes: BTreeSet<_> = found.differs.iter().cloned().collect();
            tx.execute_batch("REINDEX")?;
            found = audit::found_in(&tx)?;
            report = audit::report(&tx, &mut found, None)?;
            found
                .differs
                .extend(indexes.into_iter().filter(|(of, _)| *of == Subject::Index));
        }
        check_repairable(&report, &found)?;
        if found.differs.is_empty() {
            return Ok(Rebuild::default());
        }
        repair(&tx, &found)?;
        check_clean(&tx)?;
        let mut writer = Writer::on((turn, tx), files, actor, now, Action::Rebuild)?;
        let change = Change {
            field: Field::Rebuild,
            old: Value::Null,
            new: told(&found),
        };
        let entry = writer.append(About::Record, change, None)?;
        writer.commit()?;
        Ok(Rebuild {
            entry: Some(entry.id),
            repaired: counts(&found),
        })
    }
}

/// Refuses what cannot be repaired from the entries.
fn check_repairable(report: &AuditReport, found: &Finding) -> Done {
    if let Some(entry) = report.first_bad {
        return Err(LedgerError::TrailBroken(entry));
    }
    match found.unreadable.first() {
        None => Ok(()),
        Some(problem) => Err(LedgerError::Damaged(format!("{problem:?}"))),
    }
}

/// Refuses a repair that did not bring about what it should.
fn check_clean(conn: &Connection) -> Done {
    let mut found = audit::found_in(conn)?;
    let report = audit::report(conn, &mut found, None)?;
    match report.problems.first() {
        None => Ok(()),
        Some(audit::Problem::Guard(name)) => Err(LedgerError::Damaged(name.clone())),
        Some(problem) => Err(LedgerError::Damaged(format!("{problem:?}"))),
    }
}

fn counts(found: &Finding) -> Vec<(Subject, usize)> {
    let mut counts: BTreeMap<Subject, usize> = BTreeMap::new();
    for (of, _) in &found.differs {
        *counts.entry(*of).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// What was repaired, for the trail: how many of each kind, and which.
fn told(found: &Finding) -> Value {
    let mut told = serde_json::Map::new();
    for (of, count) in counts(found) {
        let own = found.differs.iter().filter(|(subject, _)| *subject == of);
        let named: Vec<String> = own.take(NAMED).map(|(_, key)| key.to_string()).collect();
        told.insert(
            of.id().to_owned(),
            json!({ "count": count, "first": named }),
        );
    }
    Value::Object(told)
}

/// The keys of what differs of a kind.
fn keys(found: &Finding, of: Subject) -> impl Iterator<Item = &Key> {
    let own = found
        .differs
        .iter()
        .filter(move |(subject, _)| *subject == of);
    own.map(|(_, key)| key)
}

fn repair(conn: &Connection, found: &Finding) -> Done {
    repair_records(conn, found)?;
    let mut blocks: BTreeSet<BlockNumber> = BTreeSet::new();
    for key in keys(found, Subject::Task) {
        let Key::Number(number) = key else { continue };
        repair_task(conn, *number)?;
        blocks.extend(TaskId::new(*number).map(|id| BlockNumber::of(id).0));
    }
    for of in [Subject::Rows, Subject::Marks] {
        for key in keys(found, of) {
            let Key::Number(number) = key else { continue };
            match u32::try_from(*number) {
                Ok(number) => _ = blocks.insert(BlockNumber::new(number)),
                Err(_) => sealing::erase_block(conn, *number)?,
            }
        }
    }
    repair_batches(conn, found)?;
    sealing::seal_totals(conn)?;
    if keys(found, Subject::Names).next().is_some() {
        sealing::forget_names(conn)?;
        blocks = sealing::all_blocks(conn)?;
    }
    sealing::pack(conn, blocks)?;
    sealing::seal_totals(conn)?;
    opening::make_anew(conn)
}

/// Puts regions and documents in as the entries make them.
fn repair_records(conn: &Connection, found: &Finding) -> Done {
    let is_wrong = |of| keys(found, of).next().is_some();
    let (regions, documents) = (is_wrong(Subject::Region), is_wrong(Subject::Document));
    if !regions && !documents {
        return Ok(());
    }
    let state = typed::fold(conn, None, &mut Finding::default())?.unwrap_or_default();
    let State {
        regions: all_regions,
        documents: all_documents,
        ..
    } = &state;
    if regions {
        conn.execute("DELETE FROM region", [])?;
        for region in all_regions.values() {
            project::put_region(conn, region)?;
        }
    }
    if documents {
        conn.execute("DELETE FROM source_document", [])?;
        for document in all_documents.values() {
            project::put_document(conn, document)?;
        }
    }
    Ok(())
}

/// Puts a task in as its entries make it, or takes out what is left of one.
fn repair_task(conn: &Connection, number: i64) -> Done {
    project::erase_task(conn, number)?;
    let Some(id) = TaskId::new(number) else {
        return Ok(());
    };
    let state = typed::fold(conn, Some(id), &mut Finding::default())?;
    match state.and_then(|mut state| state.tasks.remove(&id)) {
        Some(task) => project::put_task(conn, &mut Summer::default(), &task).map(|_| ()),
        None => Ok(()),
    }
}

/// Puts batches in as their entries tell them.
fn repair_batches(conn: &Connection, found: &Finding) -> Done {
    for key in keys(found, Subject::Batch) {
        let Key::Number(number) = key else { continue };
        conn.execute("DELETE FROM batch WHERE id = ?1", [number])?;
        let Some(note) = found.batch(*number) else {
            continue;
        };
        let sql = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE seq = ?1");
        let first = read::all(conn, &sql, [note.first], rows::entry_of)?;
        let last = EntryId::new(i64::from(note.last));
        if let (Some(entry), Some(last)) = (first.first(), last) {
            let batch = BatchRow {
                last,
                ..BatchRow::begun_by(entry)
            };
            project::put_batch(conn, &batch)?;
        }
    }
    Ok(())
}
