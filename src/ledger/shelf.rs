//! The packed rows and marks of texts beside the tables, brought up to date with them.
//!
//! Only [`project`](super::project) writes tasks, and it does so with a [`Shelf`] in hand, so that
//! no task is written and its block forgotten. A change decodes its block, puts the new row in
//! place of the old one and encodes it again. Where the block is not what the change began with -
//! another format, or somebody else's doing - it is packed anew from the tables.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::error::LedgerError;
use super::naming::Naming;
use super::read;
use crate::domain::{Row, Task, TaskId};
use crate::packed::{Block, BlockNumber, LetterTable, Line, Marks, ROWS, units_of};

type Done = Result<(), LedgerError>;

/// How many blocks wait to be packed. An import fills one after another; whoever changes tasks
/// here and there packs a block for each, whatever waits.
const MOST_WAITING: usize = 16;

/// What a command changed and is not packed yet.
#[derive(Default)]
pub(super) struct Shelf {
    waiting: BTreeMap<BlockNumber, Waiting>,
    naming: Naming,
    letters: LetterTable,
}

/// What changed in a block, by bit.
#[derive(Default)]
struct Waiting {
    rows: BTreeMap<usize, Moved>,
    /// Of the tasks whose requirement changed; empty for those that went.
    requirements: BTreeMap<usize, String>,
}

struct Moved {
    before: Option<Line>,
    after: Option<Line>,
}

impl Shelf {
    /// Takes note of a task that the tables already have as it is `after`.
    pub fn note(&mut self, conn: &Connection, before: Option<&Task>, after: Option<&Task>) -> Done {
        let Some(task) = before.or(after) else {
            return Ok(());
        };
        let (number, bit) = BlockNumber::of(task.id);
        let naming = &mut self.naming;
        let mut line = |task: Option<&Task>| {
            let row = task.map(Row::of);
            let line = row.map(|row| Line::of(row, &mut |name| naming.number(conn, name)));
            line.transpose()
        };
        let new = line(after)?;
        let block = self.waiting.entry(number).or_default();
        match block.rows.get_mut(&bit) {
            Some(moved) => moved.after = new,
            None => {
                let before = line(before)?;
                block.rows.insert(bit, Moved { before, after: new });
            }
        }
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
            match self.moved_on(conn, number, waiting)? {
                Some((block, marks)) => put(conn, &block, marks.as_ref())?,
                None => self.pack_anew(conn, number)?,
            }
        }
        Ok(())
    }

    /// The stored block with the changes made to it, and its marks where they change; `None`
    /// when what is stored is not what the changes began with.
    fn moved_on(
        &mut self,
        conn: &Connection,
        number: BlockNumber,
        waiting: Waiting,
    ) -> Result<Option<(Block, Option<Marks>)>, LedgerError> {
        let Waiting { rows, requirements } = waiting;
        let Some(bytes) = stored(conn, Kind::Rows, number)? else {
            // A block that begins with this command holds nothing but what waits.
            let begins = rows.values().all(|row| row.before.is_none());
            let afters: Vec<Line> = rows.into_values().filter_map(|row| row.after).collect();
            if !begins || tasks_in(conn, number)? != afters.len() {
                return Ok(None);
            }
            let texts = requirements
                .iter()
                .map(|(bit, text)| (*bit, units_of(text)));
            let marks = Marks::default().with_others(texts, &mut self.letters);
            return Ok(Some((Block::of(number, afters), Some(marks))));
        };
        let names = self.naming.count(conn)?;
        let Ok(before) = Block::from_bytes(number, &bytes, names as usize) else {
            return Ok(None);
        };
        let is_known = |(bit, row): (&usize, &Moved)| before.line(*bit) == row.before;
        if !rows.iter().all(is_known) {
            return Ok(None);
        }
        let others = (0..ROWS).filter(|bit| !rows.contains_key(bit));
        let others: Vec<Line> = others.filter_map(|bit| before.line(bit)).collect();
        let afters = rows.into_values().filter_map(|row| row.after);
        let block = Block::of(number, others.into_iter().chain(afters));
        if requirements.is_empty() {
            return Ok(Some((block, None)));
        }
        let stored = stored(conn, Kind::Marks, number)?;
        let read = stored.and_then(|bytes| Marks::from_bytes(&bytes).ok());
        Ok(read.map(|marks| {
            let changed = requirements
                .iter()
                .map(|(bit, text)| (*bit, units_of(text)));
            (block, Some(marks.with_others(changed, &mut self.letters)))
        }))
    }

    /// Packs a block and its marks from the tables.
    fn pack_anew(&mut self, conn: &Connection, number: BlockNumber) -> Done {
        let (rows, marks) = from_tables(conn, number)?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let naming = &mut self.naming;
            lines.push(Line::of(row, &mut |name| naming.number(conn, name))?);
        }
        put(conn, &Block::of(number, lines), Some(&marks))
    }
}

/// Packs every block from the tables, where none is yet.
pub(super) fn pack_all(conn: &Connection) -> Done {
    let mut shelf = Shelf::default();
    let sql = format!("SELECT DISTINCT (id - 1) / {ROWS} FROM task ORDER BY 1");
    for number in read::all(conn, &sql, [], |row| row.get(0))? {
        shelf.pack_anew(conn, BlockNumber::new(number))?;
    }
    Ok(())
}

/// The rows of a block and their marks as the tables say.
pub(super) fn from_tables(
    conn: &Connection,
    number: BlockNumber,
) -> Result<(Vec<Row>, Marks), LedgerError> {
    let Some((first, last)) = ids_of(number) else {
        return Ok((Vec::new(), Marks::default()));
    };
    let tasks = read::tasks_between(conn, first, last)?;
    let texts = tasks.values().map(|task| {
        let (_, bit) = BlockNumber::of(task.id);
        (bit, units_of(&task.body.requirement))
    });
    Ok((tasks.values().map(Row::of).collect(), Marks::of(texts)))
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
    Marks,
}

impl Kind {
    /// Its table.
    pub fn table(self) -> &'static str {
        match self {
            Kind::Rows => "packed_rows",
            Kind::Marks => "packed_marks",
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

/// Stores a block, and its marks unless they stay; one without a row is not kept.
fn put(conn: &Connection, block: &Block, marks: Option<&Marks>) -> Done {
    let number = block.number();
    if block.present() == 0 {
        for kind in [Kind::Rows, Kind::Marks] {
            let sql = format!("DELETE FROM {} WHERE block = ?1", kind.table());
            conn.prepare_cached(&sql)?.execute([number.get()])?;
        }
        return Ok(());
    }
    store(conn, Kind::Rows, number, &block.to_bytes())?;
    match marks {
        Some(marks) => store(conn, Kind::Marks, number, &marks.to_bytes()),
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
