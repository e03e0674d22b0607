//! The first page of the screen, before anything else is read.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::error::LedgerError;
use super::{Ledger, blocks, read};
use crate::domain::column::Order;
use crate::domain::{Row, TaskId};
use crate::packed::BlockNumber;

/// As the index `task_opening` has them.
const IN_ORDER: &str = "SELECT id FROM task WHERE parent IS NULL \
     ORDER BY region, number_length, number_text, deadline_heap, id LIMIT ?1";

/// Every task like this one where the index tells dates apart by the heap only.
const LIKE_THE_LAST: &str = "SELECT id FROM task WHERE parent IS NULL \
     AND (region, number_length, number_text, deadline_heap) \
       = (SELECT region, number_length, number_text, deadline_heap FROM task WHERE id = ?1) \
     AND deadline_heap IN ('', ':')";

fn ids(conn: &Connection, sql: &str, parameter: i64) -> Result<Vec<TaskId>, LedgerError> {
    let found: Vec<i64> = read::all(conn, sql, [parameter], |row| row.get(0))?;
    Ok(found.into_iter().filter_map(TaskId::new).collect())
}

/// The lines of these tasks, from the few blocks they are in.
fn rows_of(conn: &Connection, ids: &[TaskId]) -> Result<Vec<Row>, LedgerError> {
    let mut places: BTreeMap<BlockNumber, Vec<usize>> = BTreeMap::new();
    for (number, bit) in ids.iter().map(|id| BlockNumber::of(*id)) {
        places.entry(number).or_default().push(bit);
    }
    let blocks = blocks::some_blocks(conn, places.keys().copied())?;
    let mut rows = Vec::with_capacity(ids.len());
    for (block, mut bits) in blocks.all.iter().zip(places.into_values()) {
        bits.sort_unstable();
        bits.dedup();
        let found = bits
            .into_iter()
            .filter_map(|bit| block.row(bit, &blocks.names));
        rows.extend(found);
    }
    Ok(rows)
}

impl Ledger {
    /// The first `count` tasks that detail no other, in the order the screen opens with,
    /// [`Order::opening`]. Takes as long on a large ledger as on a small one.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn first_rows(&self, count: usize) -> Result<Vec<Row>, LedgerError> {
        self.in_one_view(|conn| {
            let mut first = ids(conn, IN_ORDER, i64::try_from(count).unwrap_or(i64::MAX))?;
            if let Some(last) = first.last() {
                first.extend(ids(conn, LIKE_THE_LAST, last.get())?);
            }
            let mut rows = rows_of(conn, &first)?;
            let order = Order::opening();
            rows.sort_by(|a, b| order.compare_rows(a, b));
            rows.truncate(count);
            Ok(rows)
        })
    }
}

#[cfg(test)]
#[path = "opening_tests.rs"]
mod tests;
