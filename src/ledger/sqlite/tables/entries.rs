//! The rows of the trail: entries as the text their hash runs over, and where it ends.

use std::sync::OnceLock;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Params, Row as SqlRow};

use crate::domain::Entry;
use crate::domain::entry::{self, EntryText};
use crate::ledger::chain::{self, Hash};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::problem::EntryFault;
use crate::ledger::sqlite::tables::rows::ENTRY_COLUMNS;
use crate::ledger::sqlite::tables::select;
use crate::ledger::sqlite::tables::sums::{SumKind, Summer};
use crate::ledger::sqlite::tables::tally::{self, Of, Tally, Total};
use crate::ledger::store::{Done, StoredEntry, TrailEnd};

/// How many columns of an entry are hashed.
pub(in crate::ledger) const WIDTH: usize = entry::COLUMNS.len();

/// What `read` makes of the columns of an entry, as text.
///
/// # Errors
/// The column that holds a value of no type an entry has.
pub(in crate::ledger) fn with_text<T>(
    cells: &[ValueRef; WIDTH],
    read: impl FnOnce(EntryText) -> T,
) -> Result<T, EntryFault> {
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
    Ok(read(EntryText(columns)))
}

/// The same of a row read with [`ENTRY_COLUMNS`] before all others.
///
/// # Errors
/// A column that cannot be read, or holds a value of no type an entry has.
pub(in crate::ledger) fn text_of<T>(
    row: &SqlRow,
    read: impl FnOnce(EntryText) -> T,
) -> Result<T, EntryFault> {
    let mut cells = [ValueRef::Null; WIDTH];
    for (at, cell) in cells.iter_mut().enumerate() {
        let value = row.get_ref(at);
        *cell = value.map_err(|why| EntryFault::Unreadable(why.to_string()))?;
    }
    with_text(&cells, read)
}

/// The entry of such a row.
///
/// # Errors
/// What it holds that is no entry.
pub(in crate::ledger) fn entry_of(row: &SqlRow) -> Result<Entry, EntryFault> {
    let read = text_of(row, |text| text.read())?;
    read.map_err(|why| EntryFault::Unreadable(why.to_string()))
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

/// An entry that is not as it was written.
pub(in crate::ledger) fn altered(seq: i64) -> LedgerError {
    use crate::domain::EntryId;
    LedgerError::Altered(EntryId::new(seq).map_or(Part::Trail, Part::Entry))
}

/// Hands over the entries that a condition finds, each with the hash before it.
///
/// # Errors
/// An entry whose columns are none, or that has none before it; what `take` answers; whatever SQLite
/// reports.
pub(in crate::ledger) fn each(
    conn: &Connection,
    condition: &str,
    params: impl Params,
    take: &mut dyn FnMut(&StoredEntry) -> Done,
) -> Done {
    let sql = format!("SELECT {ENTRY_COLUMNS}, hash FROM entry WHERE {condition}");
    let mut last: (i64, Hash) = (0, chain::ORIGIN);
    select::each_with(conn, &sql, params, |row| {
        let (seq, hash): (i64, Hash) = (row.get(0)?, row.get(WIDTH)?);
        let before = match last.0 == seq - 1 {
            true => last.1,
            false => hash_of(conn, seq - 1)?,
        };
        last = (seq, hash);
        let taken = text_of(row, |text| {
            take(&StoredEntry {
                seq,
                text,
                hash,
                before,
            })
        });
        taken.unwrap_or_else(|_| Err(altered(seq)))
    })
}

/// The statement that puts an entry in: its columns, and its hash.
pub(in crate::ledger) fn insert() -> &'static str {
    static SQL: OnceLock<String> = OnceLock::new();
    SQL.get_or_init(|| {
        let places = ["?"; WIDTH + 1].join(", ");
        format!("INSERT INTO entry ({ENTRY_COLUMNS}, hash) VALUES ({places})")
    })
}

/// The hash of an entry; that before the first for none.
///
/// # Errors
/// Whatever SQLite reports; an entry that is not there.
pub(in crate::ledger) fn hash_of(conn: &Connection, seq: i64) -> Result<Hash, LedgerError> {
    if seq == 0 {
        return Ok(chain::ORIGIN);
    }
    let hash: Option<Hash> = conn
        .prepare_cached("SELECT hash FROM entry WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))
        .optional()?;
    hash.ok_or(LedgerError::Altered(Part::Trail))
}

/// The last entry there is, zero before the first.
///
/// # Errors
/// Whatever SQLite reports; a trail that does not end where it should.
pub(in crate::ledger) fn last(conn: &Connection) -> Result<i64, LedgerError> {
    let (last, _) = end(conn)?;
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
pub(in crate::ledger) fn end(conn: &Connection) -> Result<(i64, Hash), LedgerError> {
    let end: Option<(i64, Hash)> = conn
        .prepare_cached("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(end.unwrap_or((0, chain::ORIGIN)))
}

/// Where the trail ends: what the last entry is, and that none after it was lost.
///
/// # Errors
/// A trail that does not end as it should; whatever SQLite reports.
pub(in crate::ledger) fn tail(conn: &Connection) -> Result<TrailEnd, LedgerError> {
    let last = conn
        .prepare_cached("SELECT seq, batch, hash, at FROM entry ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(TrailEnd {
                entry: row.get(0)?,
                batch: row.get(1)?,
                task: 0,
                hash: row.get(2)?,
                at: row.get(3)?,
            })
        })
        .optional()?;
    let tail = last.unwrap_or_default();
    tally::check(conn, Of::Trail, Total::of_trail(tail.entry, &tail.hash))?;
    let task = tally::total(conn, Of::LastTask)?.count;
    Ok(TrailEnd { task, ..tail })
}

/// Refuses a ledger whose index of entries by task has not all of them, or has wrong ones.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(in crate::ledger) fn check_index(conn: &Connection, tally: &Tally) -> Done {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let sql = "SELECT task, seq FROM entry INDEXED BY entry_task ORDER BY task, seq";
    select::each(conn, sql, |row| {
        total.add(summer.columns(SumKind::Entry, row, 2)?);
        Ok(())
    })?;
    tally.check(conn, Of::Entries, total)
}
