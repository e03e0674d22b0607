//! The packed bytes beside the tables, a blob a block, each with its sum.

use rusqlite::{Connection, OptionalExtension, params};

use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::tables::{Of, SumKind, Tally, Total, select, sums};
use crate::packed::BlockNumber;

/// Which table of packed bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ledger) enum Packed {
    Rows,
    Marks,
    /// The list of the first tasks, in one block.
    First,
}

impl Packed {
    /// Its table.
    pub fn table(self) -> &'static str {
        match self {
            Packed::Rows => "packed_rows",
            Packed::Marks => "packed_marks",
            Packed::First => "packed_first",
        }
    }

    pub(in crate::ledger) fn kind(self) -> SumKind {
        match self {
            Packed::Rows => SumKind::Rows,
            Packed::Marks => SumKind::Marks,
            Packed::First => SumKind::First,
        }
    }

    /// Which total the sums add up to.
    pub fn total(self) -> Of {
        match self {
            Packed::Marks => Of::Marks,
            Packed::Rows | Packed::First => Of::Rows,
        }
    }

    /// What is damaged where its bytes are not what was written.
    pub fn part(self) -> Part {
        match self {
            Packed::Rows => Part::Rows,
            Packed::Marks => Part::Marks,
            Packed::First => Part::Opening,
        }
    }

    /// Refuses bytes that have not this sum.
    pub fn check(self, number: BlockNumber, sum: i64, bytes: &[u8]) -> Result<(), LedgerError> {
        match sums::of_block(self.kind(), number.get(), bytes) == sum {
            true => Ok(()),
            false => Err(LedgerError::Altered(self.part())),
        }
    }
}

/// The packed bytes of a block, as they were stored.
///
/// # Errors
/// Whatever SQLite reports; bytes that are not what was written.
pub(in crate::ledger) fn stored(
    conn: &Connection,
    packed: Packed,
    number: BlockNumber,
) -> Result<Option<Vec<u8>>, LedgerError> {
    let sql = format!("SELECT sum, bytes FROM {} WHERE block = ?1", packed.table());
    let mut statement = conn.prepare_cached(&sql)?;
    let found: Option<(i64, Vec<u8>)> = statement
        .query_row([number.get()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((sum, bytes)) = found else {
        return Ok(None);
    };
    packed.check(number, sum, &bytes)?;
    Ok(Some(bytes))
}

/// Puts bytes in the place of those that are stored, or takes them out, and moves the total along.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn keep(
    conn: &Connection,
    tally: &mut Tally,
    packed: Packed,
    number: BlockNumber,
    bytes: Option<&[u8]>,
) -> Result<(), LedgerError> {
    let of = packed.total();
    let sql = format!("SELECT sum FROM {} WHERE block = ?1", packed.table());
    let old: Option<i64> = conn
        .prepare_cached(&sql)?
        .query_row([number.get()], |row| row.get(0))
        .optional()?;
    old.inspect(|sum| tally.take(of, *sum));
    match bytes {
        Some(bytes) => tally.add(of, store(conn, packed, number, bytes)?),
        None => {
            let sql = format!("DELETE FROM {} WHERE block = ?1", packed.table());
            conn.prepare_cached(&sql)?.execute([number.get()])?;
        }
    }
    Ok(())
}

/// How many blocks there are and what their sums add up to; the bytes are not read.
pub(in crate::ledger) fn total_of(conn: &Connection, packed: Packed) -> Result<Total, LedgerError> {
    let mut total = Total::default();
    let sql = format!("SELECT sum FROM {}", packed.table());
    select::each(conn, &sql, |row| {
        total.add(row.get(0)?);
        Ok(())
    })?;
    Ok(total)
}

/// Stores bytes and answers their sum.
pub(in crate::ledger) fn store(
    conn: &Connection,
    packed: Packed,
    number: BlockNumber,
    bytes: &[u8],
) -> Result<i64, LedgerError> {
    let sql = format!(
        "INSERT INTO {} (block, sum, bytes) VALUES (?1, ?2, ?3) \
         ON CONFLICT (block) DO UPDATE SET sum = excluded.sum, bytes = excluded.bytes",
        packed.table()
    );
    let sum = sums::of_block(packed.kind(), number.get(), bytes);
    conn.prepare_cached(&sql)?
        .execute(params![number.get(), sum, bytes])?;
    Ok(sum)
}
