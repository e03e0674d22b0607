//! The packed rows and letters beside the tables, brought up to date with them.
//!
//! Only [`project`](super::project) writes tasks, and it does so with a [`Shelf`] in hand, so that
//! no task is written and its block forgotten. A change decodes its block, puts the new row in
//! place of the old one and encodes it again. Where the block is not what the change began with -
//! another format, or somebody else's doing - it is packed anew from the tables.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::error::LedgerError;
use super::read;
use crate::domain::{Row, Task, TaskId};
use crate::packed::{Block, BlockNumber, Letters, ROWS, units_of};

type Done = Result<(), LedgerError>;

/// How many blocks wait to be packed. An import fills one after another; whoever changes tasks
/// here and there packs a block for each, whatever waits.
const MOST_WAITING: usize = 16;

/// What a command changed and is not packed yet.
#[derive(Default)]
pub(super) struct Shelf {
    waiting: BTreeMap<BlockNumber, Waiting>,
}

/// What changed in a block, by bit.
#[derive(Default)]
struct Waiting {
    rows: BTreeMap<usize, Moved>,
    /// Of the tasks whose requirement changed; empty for those that went.
    requirements: BTreeMap<usize, String>,
}

struct Moved {
    before: Option<Row>,
    after: Option<Row>,
}

impl Shelf {
    /// Takes note of a task that the tables already have as it is `after`.
    pub fn note(&mut self, conn: &Connection, before: Option<&Task>, after: Option<&Task>) -> Done {
        let Some(task) = before.or(after) else {
            return Ok(());
        };
        let (number, bit) = BlockNumber::of(task.id);
        let block = self.waiting.entry(number).or_default();
        let moved = block.rows.entry(bit).or_insert_with(|| Moved {
            before: before.map(Row::of),
            after: None,
        });
        moved.after = after.map(Row::of);
        let [old, new] = [before, after].map(|task| task.map(|task| &task.body.requirement));
        if old != new {
            let text = new.cloned().unwrap_or_default();
            block.requirements.insert(bit, text);
        }
        if self.waiting.len() > MOST_WAITING {
            let newest = self.waiting.remove(&number);
            self.pack(conn)?;
            self.waiting.extend(newest.map(|newest| (number, newest)));
        }
        Ok(())
    }

    /// Packs whatever waits.
    pub fn pack(&mut self, conn: &Connection) -> Done {
        for (number, waiting) in std::mem::take(&mut self.waiting) {
            match moved_on(conn, number, &waiting)? {
                Some((block, letters)) => put(conn, &block, letters.as_ref())?,
                None => pack_anew(conn, number)?,
            }
        }
        Ok(())
    }
}

/// The stored block with the changes made to it, and its letters where they change; `None` when
/// what is stored is not what the changes began with.
fn moved_on(
    conn: &Connection,
    number: BlockNumber,
    waiting: &Waiting,
) -> Result<Option<(Block, Option<Letters>)>, LedgerError> {
    let afters = || waiting.rows.values().filter_map(|row| row.after.as_ref());
    let requirements = || waiting.requirements.iter();
    let Some(bytes) = stored(conn, Kind::Rows, number)? else {
        // A block that begins with this command holds nothing but what waits.
        let begins = waiting.rows.values().all(|row| row.before.is_none());
        if !begins || tasks_in(conn, number)? != afters().count() {
            return Ok(None);
        }
        let letters = Letters::of(requirements().map(|(bit, text)| (*bit, units_of(text))));
        return Ok(Some((Block::of(number, afters()), Some(letters))));
    };
    let Ok(before) = Block::from_bytes(number, &bytes) else {
        return Ok(None);
    };
    let mut rows = waiting.rows.iter();
    if !rows.all(|(bit, row)| before.row(*bit) == row.before) {
        return Ok(None);
    }
    let others: Vec<Row> = (0..ROWS)
        .filter(|bit| !waiting.rows.contains_key(bit))
        .filter_map(|bit| before.row(bit))
        .collect();
    let block = Block::of(number, others.iter().chain(afters()));
    if waiting.requirements.is_empty() {
        return Ok(Some((block, None)));
    }
    let stored = stored(conn, Kind::Letters, number)?;
    let read = stored.and_then(|bytes| Letters::from_bytes(&bytes).ok());
    Ok(read.map(|mut letters| {
        for (bit, text) in requirements() {
            letters.set(*bit, text);
        }
        (block, Some(letters))
    }))
}

/// Packs every block from the tables, where none is yet.
pub(super) fn pack_all(conn: &Connection) -> Done {
    let sql = format!("SELECT DISTINCT (id - 1) / {ROWS} FROM task ORDER BY 1");
    for number in read::all(conn, &sql, [], |row| row.get(0))? {
        pack_anew(conn, BlockNumber::new(number))?;
    }
    Ok(())
}

/// Packs a block and its letters from the tables.
fn pack_anew(conn: &Connection, number: BlockNumber) -> Done {
    let (block, letters) = from_tables(conn, number)?;
    put(conn, &block, Some(&letters))
}

/// A block and its letters as the tables say.
pub(super) fn from_tables(
    conn: &Connection,
    number: BlockNumber,
) -> Result<(Block, Letters), LedgerError> {
    let Some((first, last)) = ids_of(number) else {
        return Ok((Block::of(number, []), Letters::default()));
    };
    let tasks = read::tasks_between(conn, first, last)?;
    let rows: Vec<Row> = tasks.values().map(Row::of).collect();
    let texts = tasks.values().map(|task| {
        let (_, bit) = BlockNumber::of(task.id);
        (bit, units_of(&task.body.requirement))
    });
    Ok((Block::of(number, &rows), Letters::of(texts)))
}

fn ids_of(number: BlockNumber) -> Option<(TaskId, TaskId)> {
    Some((number.id_at(0)?, number.id_at(ROWS - 1)?))
}

fn tasks_in(conn: &Connection, number: BlockNumber) -> Result<usize, LedgerError> {
    let Some((first, last)) = ids_of(number) else {
        return Ok(0);
    };
    let count: u32 = conn
        .prepare_cached("SELECT count(*) FROM task WHERE id BETWEEN ?1 AND ?2")?
        .query_row([first.get(), last.get()], |row| row.get(0))?;
    Ok(count as usize)
}

/// Which table of packed bytes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Rows,
    Letters,
}

impl Kind {
    /// Its table.
    pub fn table(self) -> &'static str {
        match self {
            Kind::Rows => "packed_rows",
            Kind::Letters => "packed_letters",
        }
    }
}

/// The packed bytes of a block, as they are stored.
pub(super) fn stored(
    conn: &Connection,
    kind: Kind,
    number: BlockNumber,
) -> Result<Option<Vec<u8>>, LedgerError> {
    let sql = format!("SELECT bytes FROM {} WHERE block = ?1", kind.table());
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement
        .query_row([number.get()], |row| row.get(0))
        .optional()?)
}

/// Stores a block, and its letters unless they stay; one without a row is not kept.
fn put(conn: &Connection, block: &Block, letters: Option<&Letters>) -> Done {
    let number = block.number();
    if block.present() == 0 {
        for kind in [Kind::Rows, Kind::Letters] {
            let sql = format!("DELETE FROM {} WHERE block = ?1", kind.table());
            conn.prepare_cached(&sql)?.execute([number.get()])?;
        }
        return Ok(());
    }
    store(conn, Kind::Rows, number, &block.to_bytes())?;
    match letters {
        Some(letters) => store(conn, Kind::Letters, number, &letters.to_bytes()),
        None => Ok(()),
    }
}

fn store(conn: &Connection, kind: Kind, number: BlockNumber, bytes: &[u8]) -> Done {
    let sql = format!(
        "INSERT INTO {} (block, bytes) VALUES (?1, ?2) ON CONFLICT (block) DO UPDATE SET bytes = excluded.bytes",
        kind.table()
    );
    conn.prepare_cached(&sql)?
        .execute(params![number.get(), bytes])?;
    Ok(())
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
