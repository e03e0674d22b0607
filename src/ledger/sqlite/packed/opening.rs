//! The first page of the screen, before anything else is read.
//!
//! Which tasks come first, in the order the screen opens with, is kept as a list of their numbers
//! with a sum of its own: the page takes as long on a large ledger as on a small one, and a list
//! that is not what was written is noticed, which of an index in that order nobody could tell.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::domain::column::Order;
use crate::domain::{RegionKey, Row, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::packed::bytes::{self, Packed};
use crate::ledger::sqlite::packed::{naming, stored};
use crate::ledger::sqlite::tables::{Tally, whole};
use crate::packed::BlockNumber;

/// How many the list has at most: three pages of the tallest screen, and as many again before
/// changes have worn it down to that.
const MOST: usize = 1_200;

/// With fewer than so many the list is made anew.
const FEWEST: usize = 600;

/// The tasks that come first.
struct First {
    /// In order.
    ids: Vec<TaskId>,
    /// Whether no other task details none.
    is_all: bool,
}

impl First {
    fn read(conn: &Connection) -> Result<First, LedgerError> {
        let altered = LedgerError::Altered(Part::Opening);
        let bytes = bytes::stored(conn, Packed::First, BlockNumber::new(0))?;
        let bytes = bytes.ok_or(LedgerError::Altered(Part::Opening))?;
        let (is_all, ids) = bytes.split_first().ok_or(altered)?;
        let (ids, _) = ids.as_chunks();
        let ids = ids
            .iter()
            .map(|it| TaskId::new(u32::from_le_bytes(*it).into()));
        Ok(First {
            ids: ids.flatten().collect(),
            is_all: *is_all == 1,
        })
    }

    fn write(&self, conn: &Connection) -> Result<(), LedgerError> {
        let mut bytes = vec![u8::from(self.is_all)];
        let numbers = self.ids.iter().map(|id| u32::try_from(id.get()));
        bytes.extend(numbers.flatten().flat_map(u32::to_le_bytes));
        bytes::store(conn, Packed::First, BlockNumber::new(0), &bytes)?;
        Ok(())
    }

    /// Those of the packed rows as they are.
    fn of_all(conn: &Connection) -> Result<First, LedgerError> {
        let (rows, is_all) = smallest(conn, MOST)?;
        Ok(First {
            ids: rows.iter().map(|row| row.id).collect(),
            is_all,
        })
    }
}

/// The tasks of the list in order, and whether it says that no other task details none.
///
/// # Errors
/// A list that is not as it was written.
pub(in crate::ledger) fn listed(conn: &Connection) -> Result<(Vec<TaskId>, bool), LedgerError> {
    let First { ids, is_all } = First::read(conn)?;
    Ok((ids, is_all))
}

/// A ledger without tasks has a list without them.
pub(in crate::ledger) fn begin(conn: &Connection) -> Result<(), LedgerError> {
    let (ids, is_all) = (Vec::new(), true);
    First { ids, is_all }.write(conn)
}

/// Makes the list from the packed rows.
///
/// # Errors
/// Whatever SQLite reports; rows that are not as they were written.
pub(in crate::ledger) fn make_anew(conn: &Connection) -> Result<(), LedgerError> {
    First::of_all(conn)?.write(conn)
}

/// The list, moved along with the tasks of one transaction.
#[derive(Default)]
pub(in crate::ledger) struct OpeningRows {
    first: Option<First>,
    /// Rows of tasks in the list, for comparing.
    rows: FxHashMap<TaskId, Row>,
    is_changed: bool,
}

impl OpeningRows {
    /// Takes note of a task that the tables already have as it is `after`.
    pub fn note(
        &mut self,
        conn: &Connection,
        before: Option<&Task>,
        after: Option<&Task>,
    ) -> Result<(), LedgerError> {
        let (old, new) = (before.and_then(place), after.and_then(place));
        if old == new {
            return Ok(());
        }
        let mut first = match self.first.take() {
            Some(first) => first,
            None => First::read(conn)?,
        };
        if let (Some(_), Some(task)) = (old, before) {
            self.rows.remove(&task.id);
            let length = first.ids.len();
            first.ids.retain(|id| *id != task.id);
            self.is_changed |= first.ids.len() < length;
        }
        if let (Some(_), Some(task)) = (new, after) {
            self.put(conn, &mut first, Row::of(task))?;
        }
        self.first = Some(first);
        Ok(())
    }

    fn put(&mut self, conn: &Connection, first: &mut First, row: Row) -> Result<(), LedgerError> {
        if !first.is_all {
            let Some(last) = first.ids.last() else {
                return Ok(());
            };
            if self.compare(conn, *last, &row)?.is_lt() {
                return Ok(());
            }
        }
        let (mut from, mut to) = (0, first.ids.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.compare(conn, first.ids[middle], &row)?.is_lt() {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        first.ids.insert(from, row.id);
        self.rows.insert(row.id, row);
        self.is_changed = true;
        if first.ids.len() > MOST {
            first.is_all = false;
            let gone = first.ids.pop();
            gone.map(|id| self.rows.remove(&id));
        }
        Ok(())
    }

    /// How a task of the list compares with another one's row.
    fn compare(
        &mut self,
        conn: &Connection,
        id: TaskId,
        row: &Row,
    ) -> Result<Ordering, LedgerError> {
        let listed = match self.rows.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let listed = whole::row_alone(conn, id)?;
                let listed = listed.ok_or(LedgerError::Altered(Part::Opening))?;
                free.insert(Row::of(&listed))
            }
        };
        Ok(Order::opening().compare_rows(listed, row))
    }

    /// Brings the stored list up to date; rows are packed and totals settled before.
    pub fn settle(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let Some(mut first) = self.first.take() else {
            return Ok(());
        };
        if !first.is_all && first.ids.len() < FEWEST {
            first = First::of_all(conn)?;
            self.is_changed = true;
        }
        match std::mem::take(&mut self.is_changed) {
            true => first.write(conn),
            false => Ok(()),
        }
    }
}

/// What decides where in the order a task stands, if it stands there.
fn place(task: &Task) -> Option<(&RegionKey, &str, Option<NaiveDate>)> {
    match task.parent {
        Some(_) => None,
        None => Some((&task.region, &task.number, task.deadline)),
    }
}

/// The first `count` of all tasks that detail no other, and whether there are no more. Reads all.
fn smallest(conn: &Connection, count: usize) -> Result<(Vec<Row>, bool), LedgerError> {
    let order = Order::opening();
    let names = naming::names(conn, &Tally::default())?;
    let mut rows: Vec<Row> = Vec::new();
    let mut is_all = true;
    let mut cut = |rows: &mut Vec<Row>| {
        rows.sort_unstable_by(|a, b| order.compare_rows(a, b));
        is_all &= rows.len() <= count;
        rows.truncate(count);
    };
    stored::each_block(conn, names.len(), |block| {
        let tops = block.lines().filter(|line| line.parent.is_none());
        rows.extend(tops.filter_map(|line| line.row(&names)));
        if rows.len() > count * 4 {
            cut(&mut rows);
        }
        Ok(())
    })?;
    cut(&mut rows);
    Ok((rows, is_all))
}

/// The first tasks that detail no other, in the order the screen opens with. Takes as long on a large
/// ledger as on a small one, unless very many are asked for.
///
/// # Errors
/// Whatever SQLite reports; what is not as it was written.
pub(in crate::ledger) fn first(
    conn: &Connection,
    count: usize,
) -> Result<Vec<TaskId>, LedgerError> {
    let First { mut ids, is_all } = First::read(conn)?;
    if ids.len() < count && !is_all {
        let (rows, _) = smallest(conn, count)?;
        return Ok(rows.iter().map(|row| row.id).collect());
    }
    ids.truncate(count);
    Ok(ids)
}

#[cfg(test)]
#[path = "opening_tests.rs"]
mod tests;
