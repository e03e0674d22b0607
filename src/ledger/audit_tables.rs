//! The projection built anew beside the stored one, and compared with it value by value.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::audit::{Problem, Subject};
use super::error::LedgerError;
use super::shelf::Shelf;
use super::{blocks, project, read, schema};
use crate::domain::fold::State;
use crate::domain::{Action, BatchId, Entry, EntryId};
use crate::packed::BlockNumber;

/// A batch as its entries tell it.
pub(super) struct BatchRow {
    pub id: BatchId,
    first: EntryId,
    pub last: EntryId,
    user: String,
    session: String,
    action: Action,
    compensates: Option<BatchId>,
}

impl BatchRow {
    /// The batch whose first entry this is.
    pub fn begun_by(entry: &Entry) -> BatchRow {
        BatchRow {
            id: entry.batch,
            first: entry.id,
            last: entry.id,
            user: entry.actor.user.clone(),
            session: entry.actor.session.clone(),
            action: entry.action,
            compensates: entry.compensates,
        }
    }
}

/// A table of the projection.
struct Table {
    name: &'static str,
    /// What its rows are told apart by; the first column names what the row belongs to.
    key: &'static str,
    /// What the first column of the key counts.
    of: Subject,
}

const TABLES: [Table; 9] = [
    table("region", "key", Subject::Region),
    table("source_document", "id", Subject::Document),
    table("task", "id", Subject::Task),
    table("assignment", "task, role, place", Subject::Task),
    table("milestone", "task, place", Subject::Task),
    table("indicator", "task, place", Subject::Task),
    table("event", "task, entry", Subject::Task),
    table("batch", "id", Subject::Batch),
    table("packed_marks", "block", Subject::Marks),
];

const fn table(name: &'static str, key: &'static str, of: Subject) -> Table {
    Table { name, key, of }
}

/// A column of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

/// The projection that follows from a trail, in memory.
pub(super) struct Rebuilt {
    conn: Connection,
}

impl Rebuilt {
    /// Builds it.
    pub fn of(state: &State, batches: &[BatchRow]) -> Result<Rebuilt, LedgerError> {
        let mut conn = Connection::open_in_memory()?;
        schema::create(&mut conn)?;
        // The entries themselves are not copied, so nothing may refer to them.
        conn.pragma_update(None, "foreign_keys", false)?;
        let tx = conn.transaction()?;
        for region in state.regions.values() {
            project::insert_region(&tx, region)?;
        }
        for document in state.documents.values() {
            project::insert_document(&tx, document)?;
        }
        let mut shelf = Shelf::default();
        for task in state.tasks.values() {
            project::insert_task(&tx, &mut shelf, task)?;
        }
        shelf.pack(&tx)?;
        for batch in batches {
            insert_batch(&tx, batch)?;
        }
        tx.commit()?;
        Ok(Rebuilt { conn })
    }

    /// The triggers that make the trail append-only and are not, or not as they were made, in the
    /// stored ledger.
    pub fn missing_guards(&self, stored: &Connection) -> Vec<Problem> {
        let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
        let guards = |conn| -> Result<BTreeMap<String, String>, LedgerError> {
            let found = read::all(conn, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(found.into_iter().collect())
        };
        match (guards(&self.conn), guards(stored)) {
            (Ok(wanted), Ok(found)) => wanted
                .into_iter()
                .filter(|(name, sql)| found.get(name) != Some(sql))
                .map(|(name, _)| Problem::Guard(name))
                .collect(),
            (Err(error), _) | (_, Err(error)) => vec![Problem::GuardsUnreadable(error.to_string())],
        }
    }

    /// Where the stored tables differ.
    pub fn differences(&self, stored: &Connection) -> Vec<Problem> {
        let mut found = BTreeSet::new();
        let mut unreadable = Vec::new();
        for table in &TABLES {
            match self.differing(stored, table) {
                Ok(keys) => found.extend(keys.into_iter().map(|key| (table.of, key))),
                Err(error) => unreadable.push(Problem::Table(table.name, error.to_string())),
            }
        }
        match (blocks::readable(&self.conn), blocks::readable(stored)) {
            (Ok(wanted), Ok(there)) => {
                let numbers: BTreeSet<&BlockNumber> = wanted.keys().chain(there.keys()).collect();
                let other = |number: &&BlockNumber| wanted.get(number) != there.get(number);
                let keys = numbers.into_iter().filter(other);
                let keys = keys.map(|it| Key::Number(i64::from(it.get())));
                found.extend(keys.map(|key| (Subject::Rows, key)));
            }
            (Err(error), _) | (_, Err(error)) => {
                unreadable.push(Problem::Table("packed_rows", error.to_string()));
            }
        }
        let named = found.into_iter().map(|(of, key)| {
            let name = match key {
                Key::Number(number) => number.to_string(),
                Key::Text(text) => text,
            };
            Problem::Differs(of, name)
        });
        unreadable.into_iter().chain(named).collect()
    }

    /// What the rows belong to that are in one and not, or otherwise, in the other.
    fn differing(&self, stored: &Connection, table: &Table) -> Result<Vec<Key>, LedgerError> {
        let columns = self.columns(table)?;
        let wanted = rows_of(&self.conn, table, &columns)?;
        let mut found = rows_of(stored, table, &columns)?;
        let mut differing = Vec::new();
        for (key, row) in wanted {
            if found.remove(&key).as_ref() != Some(&row) {
                differing.extend(key.into_iter().next());
            }
        }
        differing.extend(found.into_keys().filter_map(|key| key.into_iter().next()));
        Ok(differing)
    }

    fn columns(&self, table: &Table) -> Result<String, LedgerError> {
        let sql = "SELECT name FROM pragma_table_info(?1) ORDER BY cid";
        let names: Vec<String> = read::all(&self.conn, sql, [table.name], |row| row.get(0))?;
        Ok(names.join(", "))
    }
}

fn insert_batch(conn: &Connection, batch: &BatchRow) -> Result<(), LedgerError> {
    conn.prepare_cached(
        "INSERT INTO batch (id, first_entry, last_entry, user, session, action, compensates) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        batch.id.get(),
        batch.first.get(),
        batch.last.get(),
        batch.user,
        batch.session,
        batch.action.id(),
        batch.compensates.map(BatchId::get),
    ])?;
    Ok(())
}

type Rows = BTreeMap<Vec<Key>, Vec<Value>>;

fn rows_of(conn: &Connection, table: &Table, columns: &str) -> Result<Rows, LedgerError> {
    let keys = table.key.split(',').count();
    let (name, key) = (table.name, table.key);
    let mut statement = conn.prepare(&format!("SELECT {key}, {columns} FROM {name}"))?;
    let width = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Rows::new();
    while let Some(row) = found.next()? {
        let mut key = Vec::with_capacity(keys);
        for column in 0..keys {
            key.push(match row.get(column)? {
                Value::Integer(number) => Key::Number(number),
                Value::Text(text) => Key::Text(text),
                other => Key::Text(format!("{other:?}")),
            });
        }
        let values = (keys..width)
            .map(|column| row.get(column))
            .collect::<Result<Vec<Value>, _>>()?;
        rows.insert(key, values);
    }
    Ok(rows)
}
