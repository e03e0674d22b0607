//! Tables read side by side in the order of one key.

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Params, Row as SqlRow, Rows, Statement};

use crate::ledger::error::LedgerError;

/// A query whose rows come in the order of a number in them.
pub(super) struct Cursor<'s> {
    rows: Rows<'s>,
    column: usize,
    key: Option<i64>,
}

impl<'s> Cursor<'s> {
    /// At the first row of a statement; the number is in this column.
    pub fn over(
        statement: &'s mut Statement,
        params: impl Params,
        column: usize,
    ) -> Result<Cursor<'s>, LedgerError> {
        let mut cursor = Cursor {
            rows: statement.query(params)?,
            column,
            key: None,
        };
        cursor.advance()?;
        Ok(cursor)
    }

    /// On to the next row.
    pub fn advance(&mut self) -> Result<(), LedgerError> {
        self.rows.advance()?;
        self.key = match self.rows.get() {
            Some(row) => Some(row.get(self.column)?),
            None => None,
        };
        Ok(())
    }

    /// The number of the row at hand; none after the last.
    pub fn key(&self) -> Option<i64> {
        self.key
    }

    /// The row at hand, if it has this number.
    pub fn at(&self, key: i64) -> Option<&SqlRow<'s>> {
        match self.key == Some(key) {
            true => self.rows.get(),
            false => None,
        }
    }

    /// Hands over every row of this number.
    pub fn each(
        &mut self,
        key: i64,
        mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        while let Some(row) = self.at(key) {
            take(row)?;
            self.advance()?;
        }
        Ok(())
    }
}

/// The first columns of a row.
pub(super) fn cells<'r, const N: usize>(
    row: &'r SqlRow,
) -> Result<[ValueRef<'r>; N], rusqlite::Error> {
    let mut cells = [ValueRef::Null; N];
    for (at, cell) in cells.iter_mut().enumerate() {
        *cell = row.get_ref(at)?;
    }
    Ok(cells)
}

/// The bytes of a text; none of anything else.
pub(super) fn text(cell: ValueRef<'_>) -> Option<&[u8]> {
    match cell {
        ValueRef::Text(text) => Some(text),
        _ => None,
    }
}

/// A number; none of anything else.
pub(super) fn number(cell: ValueRef) -> Option<i64> {
    match cell {
        ValueRef::Integer(number) => Some(number),
        _ => None,
    }
}
