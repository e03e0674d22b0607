//! How many rows each table has and what their sums add up to: what tells reading that none is
//! missing, none too many and none altered. Moved along in the transaction that changes the rows.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::vocabulary::vocabulary;
use crate::ledger::chain::Hash;
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::tables::sums::{SumKind, Summer};

vocabulary! {
    /// What is counted and added up.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Of {
        Tasks,
        /// The tasks below others, each with the one above it.
        Children,
        Regions,
        Documents,
        /// What stands about the file.
        About,
        Batches,
        Names,
        Rows,
        Marks,
        /// The entries, each with its task.
        Entries,
        /// The entries that are about no task.
        Records,
        /// The last entry: its number, and the beginning of its hash.
        Trail,
        /// The highest number a task ever had.
        LastTask,
    }
}

impl Of {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Of::Tasks => "tasks",
            Of::Children => "children",
            Of::Regions => "regions",
            Of::Documents => "documents",
            Of::About => "about",
            Of::Batches => "batches",
            Of::Names => "names",
            Of::Rows => "rows",
            Of::Marks => "marks",
            Of::Entries => "entries",
            Of::Records => "records",
            Of::Trail => "trail",
            Of::LastTask => "last_task",
        }
    }

    /// What is not as it was written when the total of this does not fit.
    fn part(self) -> Part {
        match self {
            Of::Tasks | Of::LastTask => Part::Tasks,
            Of::Children => Part::Children,
            Of::Regions => Part::Regions,
            Of::Documents => Part::Documents,
            Of::About => Part::About,
            Of::Batches => Part::Batches,
            Of::Names => Part::Names,
            Of::Rows => Part::Rows,
            Of::Marks => Part::Marks,
            Of::Entries | Of::Records | Of::Trail => Part::Trail,
        }
    }
}

/// A count and a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Total {
    pub count: i64,
    pub sum: i64,
}

impl Total {
    /// One row more, of this sum.
    pub fn add(&mut self, sum: i64) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(sum);
    }

    /// One row less, of this sum.
    pub fn take(&mut self, sum: i64) {
        self.count -= 1;
        self.sum = self.sum.wrapping_sub(sum);
    }

    /// As many rows more as another total has.
    pub fn merge(&mut self, other: Total) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }

    /// The last entry of the trail.
    pub fn of_trail(last: i64, head: &Hash) -> Total {
        let beginning = head.first_chunk().copied().unwrap_or_default();
        Total {
            count: last,
            sum: i64::from_le_bytes(beginning),
        }
    }
}

/// The total that stands in the ledger.
///
/// # Errors
/// When it is not there or not as it was written.
pub(in crate::ledger) fn total(conn: &Connection, of: Of) -> Result<Total, LedgerError> {
    let found: Option<(i64, i64, i64)> = conn
        .prepare_cached("SELECT count, sum, seal FROM tally WHERE of = ?1")?
        .query_row([of.name()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let (count, sum, found) = found.ok_or(LedgerError::Altered(Part::Totals))?;
    let total = Total { count, sum };
    match is_sealed(of, total, found) {
        true => Ok(total),
        false => Err(LedgerError::Altered(Part::Totals)),
    }
}

/// Refuses what was found unless it is what the ledger says there is.
///
/// # Errors
/// [`LedgerError::Altered`].
pub(in crate::ledger) fn check(conn: &Connection, of: Of, found: Total) -> Result<(), LedgerError> {
    match total(conn, of)? == found {
        true => Ok(()),
        false => Err(LedgerError::Altered(of.part())),
    }
}

/// Whether a total stands there as it was written.
pub(in crate::ledger) fn is_sealed(of: Of, total: Total, found: i64) -> bool {
    seal(of, total) == found
}

fn seal(of: Of, total: Total) -> i64 {
    let name = ValueRef::Text(of.name().as_bytes());
    let numbers = [total.count, total.sum].map(ValueRef::Integer);
    Summer::default().row(SumKind::Total, [name].into_iter().chain(numbers))
}

/// Puts a total in the place of the one that stands there.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn put(conn: &Connection, of: Of, total: Total) -> Result<(), LedgerError> {
    conn.prepare_cached(
        "INSERT INTO tally (of, count, sum, seal) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (of) DO UPDATE SET count = excluded.count, sum = excluded.sum, seal = excluded.seal",
    )?
    .execute(params![of.name(), total.count, total.sum, seal(of, total)])?;
    Ok(())
}

/// What a transaction counts.
#[derive(Default)]
pub(in crate::ledger) struct Counted {
    /// How the totals move.
    pub tally: Tally,
    /// Adds up rows.
    pub summer: Summer,
}

/// By how much totals moved within a transaction.
#[derive(Default)]
pub(in crate::ledger) struct Tally {
    moved: BTreeMap<Of, Total>,
    set: BTreeMap<Of, Total>,
}

impl Tally {
    /// One row more, of this sum.
    pub fn add(&mut self, of: Of, sum: i64) {
        self.moved.entry(of).or_default().add(sum);
    }

    /// One row less, of this sum.
    pub fn take(&mut self, of: Of, sum: i64) {
        self.moved.entry(of).or_default().take(sum);
    }

    /// A total that is known and not counted.
    pub fn set(&mut self, of: Of, total: Total) {
        self.set.insert(of, total);
    }

    /// Refuses what was found unless it is what the ledger says, with what moved since it was
    /// settled.
    ///
    /// # Errors
    /// [`LedgerError::Altered`].
    pub fn check(&self, conn: &Connection, of: Of, found: Total) -> Result<(), LedgerError> {
        match self.moved_on(conn, of)? == found {
            true => Ok(()),
            false => Err(LedgerError::Altered(of.part())),
        }
    }

    fn moved_on(&self, conn: &Connection, of: Of) -> Result<Total, LedgerError> {
        let now = total(conn, of)?;
        let by = self.moved.get(&of).copied().unwrap_or_default();
        Ok(Total {
            count: now.count + by.count,
            sum: now.sum.wrapping_add(by.sum),
        })
    }

    /// Moves the totals in the ledger along.
    ///
    /// # Errors
    /// When one of them is not as it was written.
    pub fn settle(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let moved: Vec<Of> = self.moved.keys().copied().collect();
        for of in moved {
            put(conn, of, self.moved_on(conn, of)?)?;
        }
        self.moved.clear();
        for (of, total) in std::mem::take(&mut self.set) {
            put(conn, of, total)?;
        }
        Ok(())
    }
}
