//! The numbers of the names in packed rows: given once, in the order names come, and kept for good.

use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::tables::{Of, SumKind, Summer, Tally, Total, select, tally};
use crate::packed::{NameId, NameTable};

/// Numbers for names, within one transaction: what it gave out is in the table at once.
#[derive(Default)]
pub(in crate::ledger) struct BlockNames {
    known: FxHashMap<Box<str>, NameId>,
    /// The next number, once every name is known.
    next: Option<u32>,
    /// Whether all names were found to be what was written.
    is_checked: bool,
}

impl BlockNames {
    /// The number of a name, new or there already.
    ///
    /// # Errors
    /// Whatever SQLite reports; names that are not as they were written.
    pub fn number(
        &mut self,
        conn: &Connection,
        tally: &mut Tally,
        name: &str,
    ) -> Result<NameId, LedgerError> {
        if let Some(id) = self.known.get(name) {
            return Ok(*id);
        }
        if self.next.is_none() {
            if let Some(number) = looked_up(conn, name)? {
                return Ok(self.know(name, number));
            }
            // A name that the index does not have may be new, or the index may have lost it.
            self.know_all(conn, tally)?;
            if self.known.contains_key(name) {
                return Err(LedgerError::Altered(Part::Names));
            }
        }
        let number = self.next.unwrap_or_default();
        conn.prepare_cached("INSERT INTO packed_name (id, name) VALUES (?1, ?2)")?
            .execute(params![number, name])?;
        let cells = [i64::from(number).into(), name.into()];
        tally.add(Of::Names, Summer::default().cells(SumKind::Name, &cells));
        self.next = Some(number.saturating_add(1));
        Ok(self.know(name, number))
    }

    /// The same for a name that comes into a row which did not have it. Where a name was altered, the
    /// rows with its number vouch for what it was; of this row nothing does but the total of all.
    ///
    /// # Errors
    /// As [`BlockNames::number`].
    pub fn number_of_new(
        &mut self,
        conn: &Connection,
        tally: &mut Tally,
        name: &str,
    ) -> Result<NameId, LedgerError> {
        let is_known = self.next.is_some() || self.known.contains_key(name);
        if !is_known && !self.is_checked {
            check(conn)?;
            self.is_checked = true;
        }
        self.number(conn, tally, name)
    }

    fn know(&mut self, name: &str, number: u32) -> NameId {
        let id = NameId::new(number);
        self.known.insert(name.into(), id);
        id
    }

    fn know_all(&mut self, conn: &Connection, tally: &Tally) -> Result<(), LedgerError> {
        let mut next = 0;
        each_name(conn, tally, |name| {
            self.know(name, next);
            next += 1;
            Ok(())
        })?;
        self.next = Some(next);
        Ok(())
    }
}

/// The number of a name by the index of names, which the table must confirm.
fn looked_up(conn: &Connection, name: &str) -> Result<Option<u32>, LedgerError> {
    let number: Option<u32> = conn
        .prepare_cached("SELECT id FROM packed_name WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    if let Some(number) = number {
        let is_so = conn
            .prepare_cached("SELECT name = ?2 FROM packed_name NOT INDEXED WHERE id = ?1")?
            .query_row(params![number, name], |row| row.get(0))
            .optional()?;
        if is_so != Some(true) {
            return Err(LedgerError::Altered(Part::Names));
        }
    }
    Ok(number)
}

/// Refuses names that are not as they were written. Takes a fraction of what reading them takes.
fn check(conn: &Connection) -> Result<(), LedgerError> {
    let (mut summer, mut found) = (Summer::default(), Total::default());
    let sql = "SELECT id, name FROM packed_name NOT INDEXED";
    select::each(conn, sql, |row| {
        found.add(summer.columns(SumKind::Name, row, 2)?);
        Ok(())
    })?;
    tally::check(conn, Of::Names, found)
}

/// Every name, by number, as far as they are without a gap.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn names_as_they_are(conn: &Connection) -> Result<NameTable, LedgerError> {
    let mut names = NameTable::default();
    select::each(
        conn,
        "SELECT id, name FROM packed_name ORDER BY id",
        |row| {
            if usize::try_from(row.get::<_, i64>(0)?) == Ok(names.len()) {
                names.push(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            }
            Ok(())
        },
    )?;
    Ok(names)
}

/// Hands over every name, by number.
///
/// # Errors
/// Whatever SQLite reports; names that are not as they were written; what `take` answers.
pub(in crate::ledger) fn each_name(
    conn: &Connection,
    tally: &Tally,
    mut take: impl FnMut(&str) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let (mut summer, mut found) = (Summer::default(), Total::default());
    let sql = "SELECT id, name FROM packed_name ORDER BY id";
    select::each(conn, sql, |row| {
        if row.get::<_, i64>(0)? != found.count {
            return Err(LedgerError::Altered(Part::Names));
        }
        found.add(summer.columns(SumKind::Name, row, 2)?);
        take(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)
    })?;
    tally.check(conn, Of::Names, found)
}

/// Every name, by number, in a transaction that has moved the totals by so much.
///
/// # Errors
/// Whatever SQLite reports; names that are not as they were written.
pub(in crate::ledger) fn names(conn: &Connection, tally: &Tally) -> Result<NameTable, LedgerError> {
    let mut names = NameTable::default();
    each_name(conn, tally, |name| {
        names.push(name);
        Ok(())
    })?;
    Ok(names)
}
