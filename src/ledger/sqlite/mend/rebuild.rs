//! Tables repaired from the entries.
//!
//! What an audit finds to differ is taken out and put in as the entries make it, in one
//! transaction, which then must stand up to an audit itself; where that does not do, every table is
//! made anew. The repair is an entry: that the tables were not what they should have been stays in
//! the trail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::domain::{Action, Actor, Change, EntryId, Field, Subject as About, TaskId};
use crate::ledger::doubt::{Misshapen, Piece};
use crate::ledger::error::{LedgerError, Unmended};
use crate::ledger::handle::Ledger;
use crate::ledger::problem::{ComparedPart, Problem};
use crate::ledger::sqlite::audit;
use crate::ledger::sqlite::audit::finding::{Finding, FindingKey};
use crate::ledger::sqlite::audit::report::report;
use crate::ledger::sqlite::file::{about, busy};
use crate::ledger::sqlite::mend::anew;
use crate::ledger::sqlite::packed::opening;
use crate::ledger::sqlite::schema::{sealing, shape, version};
use crate::ledger::sqlite::store::SqliteStore;
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::sqlite::write::SqliteWrite;
use crate::ledger::store::Store;
use crate::ledger::write::Writer;
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
    pub repaired: Vec<(ComparedPart, usize)>,
}

/// What was repaired: what it is, and which.
type Repaired = BTreeSet<(ComparedPart, FindingKey)>;

impl Ledger {
    /// Makes the tables what the entries say, where they differ, and says so in the trail. Tables,
    /// indexes and triggers that are missing or altered are made anew.
    ///
    /// # Errors
    /// [`LedgerError::TrailBroken`] where the trail itself is not whole;
    /// [`LedgerError::Unmendable`]; read-only, busy, disk full. Nothing is changed then.
    pub fn rebuild(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Rebuild, LedgerError> {
        self.store.facts().check_writable()?;
        self.check_in_place()?;
        // Counted from a state that breaks them, references would refuse the one that does not.
        self.store.conn.pragma_update(None, "foreign_keys", false)?;
        let done = self.rebuild_unbound(actor, now);
        self.store.conn.pragma_update(None, "foreign_keys", true)?;
        done
    }

    fn rebuild_unbound(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Rebuild, LedgerError> {
        let Ledger {
            store, mark, wait, ..
        } = self;
        let SqliteStore { conn, files, .. } = store;
        let (turn, tx) = busy::begin_write(conn, wait)?;
        files.check()?;
        version::check_unmoved(&tx)?;
        mark.check(&mut SqliteView::of(&tx))?;
        let repaired = mend(&tx)?;
        if repaired.is_empty() {
            return Ok(Rebuild::default());
        }
        let mut writer = Writer::on(
            Box::new(SqliteWrite::on(conn, (turn, tx), files)?),
            actor,
            now,
            Action::Rebuild,
        )?;
        let change = Change {
            field: Field::Rebuild,
            old: Value::Null,
            new: told(&repaired),
        };
        let entry = writer.append(About::Record, change, None)?;
        writer.commit()?;
        Ok(Rebuild {
            entry: Some(entry.id),
            repaired: counts(&repaired),
        })
    }
}

/// Brings everything to what the entries make of it: what differs alone where that will do, else
/// every table.
fn mend(conn: &Connection) -> Result<Repaired, LedgerError> {
    let Some(found) = looked_at(conn)? else {
        return Ok(Repaired::new());
    };
    let is_table = |it: &Misshapen| it.piece == Piece::Table;
    if !found.misshapen.iter().any(is_table) && found.unreadable.is_empty() {
        conn.execute_batch("SAVEPOINT alone")?;
        match mend_alone(conn, &found) {
            Err(error) if error.is_about_content() => {
                tracing::warn!("every table is made anew: {error}");
                conn.execute_batch("ROLLBACK TO alone; RELEASE alone")?;
            }
            other => return other,
        }
    }
    match anew::make(conn).and_then(|()| check_clean(conn)) {
        Ok(()) => made_anew(&found),
        Err(error @ (LedgerError::TrailBroken(_) | LedgerError::Unmendable(_))) => Err(error),
        Err(error) if error.is_about_content() => {
            Err(LedgerError::Unmendable(Box::new(Unmended::Hindered(error))))
        }
        Err(error) => Err(error),
    }
}

/// What an audit finds; nothing where all is well.
///
/// # Errors
/// [`LedgerError::TrailBroken`]; whatever SQLite reports.
fn looked_at(conn: &Connection) -> Result<Option<Finding>, LedgerError> {
    let mut found = audit::found_in(conn)?;
    let report = report(conn, &mut found, None)?;
    match report.first_bad {
        Some(entry) => Err(LedgerError::TrailBroken(entry)),
        None => Ok((!report.is_clean()).then_some(found)),
    }
}

/// Mends what is not as it should be, and nothing else.
fn mend_alone(conn: &Connection, found: &Finding) -> Result<Repaired, LedgerError> {
    let is_index = |(of, _): &&(ComparedPart, FindingKey)| *of == ComparedPart::Index;
    let mut repaired = shapes(found);
    repaired.extend(found.differs.iter().filter(is_index).cloned());
    let mut again = None;
    if !repaired.is_empty() {
        // What was read by an index that is not whole says nothing yet.
        shape::mend_around_tables(conn)?;
        conn.execute_batch("REINDEX")?;
        again = Some(looked_at(conn)?.unwrap_or_default());
    }
    let found = again.as_ref().unwrap_or(found);
    if !found.differs.is_empty() {
        repair(conn, found)?;
    }
    check_clean(conn)?;
    repaired.extend(found.differs.iter().cloned());
    Ok(repaired)
}

/// The tables, indexes and triggers that were not as they should be.
fn shapes(found: &Finding) -> Repaired {
    let each = found.misshapen.iter();
    each.map(|it| (it.piece.subject(), FindingKey::Text(it.name.clone())))
        .collect()
}

/// What was wrong when every table was made anew; all of them where nobody can tell.
fn made_anew(found: &Finding) -> Result<Repaired, LedgerError> {
    let mut repaired = shapes(found);
    repaired.extend(found.differs.iter().cloned());
    for problem in &found.unreadable {
        if let Problem::Table(name, _) = problem {
            repaired.insert((ComparedPart::Table, FindingKey::Text((*name).to_owned())));
        }
    }
    if repaired.is_empty() {
        let all = shape::tables_made_of_the_trail()?.into_iter();
        repaired.extend(all.map(|name| (ComparedPart::Table, FindingKey::Text(name))));
    }
    Ok(repaired)
}

/// Refuses a repair that did not bring about what it should.
fn check_clean(conn: &Connection) -> Done {
    let mut found = audit::found_in(conn)?;
    let report = report(conn, &mut found, None)?;
    if let Some(entry) = report.first_bad {
        return Err(LedgerError::TrailBroken(entry));
    }
    match report.problems.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(LedgerError::Unmendable(Box::new(Unmended::Still(problem)))),
    }
}

fn counts(repaired: &Repaired) -> Vec<(ComparedPart, usize)> {
    let mut counts: BTreeMap<ComparedPart, usize> = BTreeMap::new();
    for (of, _) in repaired {
        *counts.entry(*of).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// What was repaired, for the trail: how many of each kind, and which.
fn told(repaired: &Repaired) -> Value {
    let mut told = serde_json::Map::new();
    for (of, count) in counts(repaired) {
        let own = repaired.iter().filter(|(subject, _)| *subject == of);
        let named: Vec<String> = own.take(NAMED).map(|(_, key)| key.to_string()).collect();
        told.insert(
            of.id().to_owned(),
            json!({ "count": count, "first": named }),
        );
    }
    Value::Object(told)
}

/// The keys of what differs of a kind.
fn keys(found: &Finding, of: ComparedPart) -> impl Iterator<Item = &FindingKey> {
    let own = found
        .differs
        .iter()
        .filter(move |(subject, _)| *subject == of);
    own.map(|(_, key)| key)
}

fn repair(conn: &Connection, found: &Finding) -> Done {
    about::ensure_id(conn)?;
    if keys(found, ComparedPart::Region).next().is_some() {
        anew::put_regions(conn)?;
    }
    if keys(found, ComparedPart::Document).next().is_some() {
        anew::put_documents(conn)?;
    }
    let mut blocks: BTreeSet<BlockNumber> = BTreeSet::new();
    for key in keys(found, ComparedPart::Task) {
        let FindingKey::Number(number) = key else {
            continue;
        };
        anew::put_task(conn, *number)?;
        blocks.extend(TaskId::new(*number).map(|id| BlockNumber::of(id).0));
    }
    for of in [ComparedPart::Rows, ComparedPart::Marks] {
        for key in keys(found, of) {
            let FindingKey::Number(number) = key else {
                continue;
            };
            match u32::try_from(*number) {
                Ok(number) => _ = blocks.insert(BlockNumber::new(number)),
                Err(_) => sealing::erase_block(conn, *number)?,
            }
        }
    }
    repair_batches(conn, found)?;
    sealing::seal_totals(conn)?;
    if keys(found, ComparedPart::Names).next().is_some() {
        sealing::forget_names(conn)?;
        blocks = sealing::all_blocks(conn)?;
    }
    sealing::pack(conn, blocks)?;
    sealing::seal_totals(conn)?;
    opening::make_anew(conn)
}

/// Puts batches in as their entries tell them.
fn repair_batches(conn: &Connection, found: &Finding) -> Done {
    for key in keys(found, ComparedPart::Batch) {
        let FindingKey::Number(number) = key else {
            continue;
        };
        conn.execute("DELETE FROM batch WHERE id = ?1", [number])?;
        if let Some(note) = found.batch(*number) {
            anew::put_batch(conn, i64::from(note.first), i64::from(note.last))?;
        }
    }
    Ok(())
}
