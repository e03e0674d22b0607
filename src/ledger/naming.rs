//! The numbers of the names in packed rows: given once, in the order names come, and kept for good.

use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

use super::error::LedgerError;
use super::read;
use crate::packed::{NameId, Names};

/// Numbers for names, within one transaction: what it gave out is in the table at once.
#[derive(Default)]
pub(super) struct Naming {
    known: FxHashMap<Box<str>, NameId>,
    /// The next number, once asked for.
    next: Option<u32>,
}

impl Naming {
    /// The number of a name, new or there already.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn number(&mut self, conn: &Connection, name: &str) -> Result<NameId, LedgerError> {
        if let Some(id) = self.known.get(name) {
            return Ok(*id);
        }
        let stored = conn
            .prepare_cached("SELECT id FROM packed_name WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        let number = match stored {
            Some(number) => number,
            None => {
                let number = self.count(conn)?;
                conn.prepare_cached("INSERT INTO packed_name (id, name) VALUES (?1, ?2)")?
                    .execute(params![number, name])?;
                self.next = Some(number.saturating_add(1));
                number
            }
        };
        let id = NameId::new(number);
        self.known.insert(name.into(), id);
        Ok(id)
    }

    /// How many numbers there are.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn count(&mut self, conn: &Connection) -> Result<u32, LedgerError> {
        if let Some(next) = self.next {
            return Ok(next);
        }
        let next = "SELECT coalesce(max(id) + 1, 0) FROM packed_name";
        let next = conn.query_row(next, [], |row| row.get(0))?;
        self.next = Some(next);
        Ok(next)
    }
}

/// Every name, by number. Should one be missing, those after it are left out, and rows that bear
/// them are read from the tables.
///
/// # Errors
/// Whatever SQLite reports.
pub(super) fn names(conn: &Connection) -> Result<Names, LedgerError> {
    let mut names = Names::default();
    let sql = "SELECT id, name FROM packed_name ORDER BY id";
    read::each(conn, sql, |row| {
        let (number, name) = (row.get::<_, u32>(0)?, row.get_ref(1)?);
        if number as usize == names.len() {
            names.push(name.as_str().map_err(rusqlite::Error::from)?);
        }
        Ok(())
    })?;
    Ok(names)
}
