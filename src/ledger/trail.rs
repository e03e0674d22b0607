//! Reading entries, each held against the chain of hashes, and none left out.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use super::chain::{self, Hash};
use super::error::LedgerError;
use super::part::Part;
use super::problem::EntryFault;
use crate::ledger::sqlite::packed::stored;
use crate::ledger::sqlite::tables::rows::{ENTRIES_AT, ENTRY_COLUMNS};
use crate::ledger::sqlite::tables::select;
use crate::ledger::sqlite::tables::select::each_with;
use crate::ledger::sqlite::tables::sums::{SumKind, Summer};
use crate::ledger::sqlite::tables::tally;
use crate::ledger::sqlite::tables::tally::{Of, Tally, Total};
use crate::ledger::sqlite::tables::whole::RowsAlone;

use crate::domain::{EntryId, Task, TaskId, entry};

/// How many columns of an entry are hashed.
const WIDTH: usize = entry::COLUMNS.len();

/// A query for entries as this module reads them: with their hash.
fn entries(condition: &str) -> String {
    format!("SELECT {ENTRY_COLUMNS}, hash FROM entry WHERE {condition}")
}

/// Recomputes hashes; made once and used for many, since it keeps its memory.
#[derive(Default)]
pub(super) struct Linker(Vec<u8>);

impl Linker {
    /// The hash of an entry, read with [`ENTRY_COLUMNS`] before all others, after one of hash
    /// `before`. It runs over the columns as they lie on the disk: two ways to write one value are
    /// two different lines.
    pub fn link(&mut self, row: &SqlRow, before: &Hash) -> Result<Hash, EntryFault> {
        let mut cells = [ValueRef::Null; WIDTH];
        for (at, cell) in cells.iter_mut().enumerate() {
            let value = row.get_ref(at);
            *cell = value.map_err(|why| EntryFault::Unreadable(why.to_string()))?;
        }
        self.link_cells(&cells, before)
    }

    /// The same for columns that were taken from the row already.
    pub fn link_cells(
        &mut self,
        cells: &[ValueRef; WIDTH],
        before: &Hash,
    ) -> Result<Hash, EntryFault> {
        let mut digits = [Digits::default(); WIDTH];
        let mut columns: [Option<&[u8]>; WIDTH] = [None; WIDTH];
        let all = columns.iter_mut().zip(&mut digits).zip(cells).enumerate();
        for (at, ((column, digits), cell)) in all {
            *column = match *cell {
                ValueRef::Null => None,
                ValueRef::Integer(number) => Some(digits.of(number)),
                ValueRef::Text(bytes) => Some(bytes),
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err(EntryFault::WrongType(at)),
            };
        }
        self.0.clear();
        entry::write_canonical(columns, &mut self.0);
        Ok(chain::link(before, &self.0))
    }
}

/// A number in figures.
#[derive(Clone, Copy, Default)]
struct Digits([u8; 20]);

impl Digits {
    fn of(&mut self, number: i64) -> &[u8] {
        let mut begin = self.0.len();
        let mut left = number.unsigned_abs();
        loop {
            begin -= 1;
            self.0[begin] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        if number < 0 {
            begin -= 1;
            self.0[begin] = b'-';
        }
        &self.0[begin..]
    }
}

/// The hash of an entry; that before the first for none.
///
/// # Errors
/// Whatever SQLite reports; an entry that is not there.
pub(super) fn hash_of(conn: &Connection, seq: i64) -> Result<Hash, LedgerError> {
    if seq == 0 {
        return Ok(chain::ORIGIN);
    }
    let hash: Option<Hash> = conn
        .prepare_cached("SELECT hash FROM entry WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))
        .optional()?;
    hash.ok_or(LedgerError::Altered(Part::Trail))
}

/// An entry that is not as it was written.
fn altered(seq: i64) -> LedgerError {
    LedgerError::Altered(EntryId::new(seq).map_or(Part::Trail, Part::Entry))
}

/// The last entry there is, zero before the first.
///
/// # Errors
/// Whatever SQLite reports; a trail that does not end where it should.
pub(super) fn last(conn: &Connection) -> Result<i64, LedgerError> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(seq) FROM entry")?
        .query_row([], |row| row.get(0))?;
    let last = last.unwrap_or(0);
    match tally::total(conn, Of::Trail)?.count == last {
        true => Ok(last),
        false => Err(LedgerError::Altered(Part::Trail)),
    }
}

/// The last entry and its hash, whatever the totals say; those before the first where there is
/// none.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn end(conn: &Connection) -> Result<(i64, Hash), LedgerError> {
    let end: Option<(i64, Hash)> = conn
        .prepare_cached("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(end.unwrap_or((0, chain::ORIGIN)))
}

/// Hands over the entries after one number up to another, in their order.
///
/// # Errors
/// An entry that is not as it was written, or is missing; what `take` answers; whatever SQLite
/// reports.
pub(super) fn walk(
    conn: &Connection,
    after: i64,
    upto: i64,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut linker = Linker::default();
    let (mut last, mut head) = (after, hash_of(conn, after)?);
    let sql = entries("seq > ?1 AND seq <= ?2 ORDER BY seq");
    each_with(conn, &sql, [after, upto], |row| {
        let (seq, hash): (i64, Hash) = (row.get(0)?, row.get(WIDTH)?);
        if seq != last + 1 {
            return Err(LedgerError::Altered(Part::Trail));
        }
        if linker.link(row, &head) != Ok(hash) {
            return Err(altered(seq));
        }
        (last, head) = (seq, hash);
        take(row)
    })?;
    match last >= upto {
        true => Ok(()),
        // Before `upto` came, there was no more: that must be the end.
        false => tally::check(conn, Of::Trail, Total::of_trail(last, &head)),
    }
}

/// How many entries are looked through at a time for the newest that are wanted.
const STRETCH: i64 = 1_000;

/// What `read` makes of the newest entries before one number, at most so many, oldest first; it
/// is shown entries in their order, some stretches of them, the last stretch first.
///
/// # Errors
/// As [`walk`].
pub(super) fn newest<T>(
    conn: &Connection,
    before: i64,
    most: Option<u32>,
    read: impl Fn(&SqlRow) -> Result<Option<T>, LedgerError>,
) -> Result<Vec<T>, LedgerError> {
    let most = most.map_or(usize::MAX, |most| most as usize);
    let mut stretches: Vec<Vec<T>> = Vec::new();
    let (mut found, mut end) = (0, last(conn)?.min(before.saturating_sub(1)));
    while end > 0 && found < most {
        let begin = (end - STRETCH).max(0);
        let mut some = Vec::new();
        walk(conn, begin, end, |row| {
            some.extend(read(row)?);
            Ok(())
        })?;
        found += some.len();
        end = begin;
        stretches.push(some);
    }
    let all = stretches.into_iter().rev().flatten();
    Ok(all.skip(found.saturating_sub(most)).collect())
}

/// Hands over the newest entries of a task before one number, at most so many, newest first.
///
/// # Errors
/// As [`walk`]; entries that the index has lost.
pub(super) fn of_task(
    conn: &Connection,
    id: TaskId,
    before: i64,
    most: Option<u32>,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    check_index_of(conn, id)?;
    each_of_task(conn, id, before, most, &mut take)
}

/// The same where the index is known to be whole.
pub(super) fn each_of_task(
    conn: &Connection,
    id: TaskId,
    before: i64,
    most: Option<u32>,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut linker = Linker::default();
    let sql = entries("task = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3");
    let limit = most.map_or(-1, i64::from);
    let mut newer = before;
    each_with(conn, &sql, params![id.get(), before, limit], |row| {
        let (seq, hash): (i64, Hash) = (row.get(0)?, row.get(WIDTH)?);
        let is_so = seq < newer && linker.link(row, &hash_of(conn, seq - 1)?) == Ok(hash);
        newer = seq;
        match is_so {
            true => take(row),
            false => Err(altered(seq)),
        }
    })
}

/// A task with the login of whoever wrote it last.
///
/// # Errors
/// As [`walk`].
pub(super) fn with_login(conn: &Connection, task: &Task) -> Result<Task, LedgerError> {
    let mut task = task.clone();
    of_task(conn, task.id, i64::MAX, Some(1), |row| {
        task.updated_login = row.get("login")?;
        Ok(())
    })?;
    Ok(task)
}

/// Refuses a ledger whose index of entries has not all of those about this task.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(super) fn check_index_of(conn: &Connection, id: TaskId) -> Result<(), LedgerError> {
    let Some(expected) = RowsAlone::prepare(conn)?.find(id, |row| row.get::<_, i64>(ENTRIES_AT))?
    else {
        // Nothing but the whole index tells what there is of a task that was taken out.
        stored::check_absent(conn, [id])?;
        return check_index(conn, &Tally::default());
    };
    let found: i64 = conn
        .prepare_cached("SELECT count(*) FROM entry WHERE task = ?1")?
        .query_row([id.get()], |row| row.get(0))?;
    match found == expected {
        true => Ok(()),
        false => Err(LedgerError::Altered(Part::TrailOf(id))),
    }
}

/// Refuses a ledger whose index of entries by task has not all of them, or has wrong ones.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(super) fn check_index(conn: &Connection, tally: &Tally) -> Result<(), LedgerError> {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let sql = "SELECT task, seq FROM entry INDEXED BY entry_task ORDER BY task, seq";
    select::each(conn, sql, |row| {
        total.add(summer.columns(SumKind::Entry, row, 2)?);
        Ok(())
    })?;
    tally.check(conn, Of::Entries, total)
}

/// Hands over the entries that are about no task, in their order.
///
/// # Errors
/// As [`walk`].
pub(super) fn of_records(
    conn: &Connection,
    tally: &Tally,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let (mut linker, mut total) = (Linker::default(), Total::default());
    select::each(conn, &entries("task IS NULL ORDER BY seq"), |row| {
        let (seq, hash): (i64, Hash) = (row.get(0)?, row.get(WIDTH)?);
        if linker.link(row, &hash_of(conn, seq - 1)?) != Ok(hash) {
            return Err(altered(seq));
        }
        total.add(seq);
        take(row)
    })?;
    tally.check(conn, Of::Records, total)
}
