//! Sums by which reading notices that what it reads is not what was written.
//!
//! SQLite keeps no sums of its pages: a flipped bit changes a value, or cuts rows off a table or an
//! index, and a query answers as if nothing were. So every row that reading looks up by itself has
//! a sum of its own beside it, and of every table the `tally` knows how many rows there are and what
//! their sums add up to. A sum of 32 bits finds every single flipped bit and all but one in four
//! thousand million other changes; it is no seal against somebody who computes it anew, for which
//! there is the audit.

use rusqlite::Row as SqlRow;
use rusqlite::types::ValueRef;

use crate::domain::{Role, Task};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::tables::cells::{self, Cell};

/// What a row is a row of; the same values in another table have another sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::ledger) enum SumKind {
    Task = 1,
    Assignment,
    Milestone,
    Indicator,
    Event,
    Region,
    Document,
    About,
    Batch,
    Entry,
    Name,
    Child,
    Rows,
    Marks,
    First,
    Total,
    Piece,
}

/// Adds up rows; made once and used for many, since it keeps its memory.
#[derive(Default)]
pub(in crate::ledger) struct Summer(Vec<u8>);

impl Summer {
    /// The sum of a row of these values.
    pub fn row<'v>(
        &mut self,
        kind: SumKind,
        values: impl IntoIterator<Item = ValueRef<'v>>,
    ) -> i64 {
        self.0.clear();
        self.0.push(kind as u8);
        for value in values {
            self.put(value);
        }
        i64::from(crc32fast::hash(&self.0))
    }

    /// The sum of a row of these cells.
    pub fn cells(&mut self, kind: SumKind, cells: &[Cell]) -> i64 {
        self.row(kind, cells.iter().map(Cell::value))
    }

    /// The sum of the first columns of a row that was read.
    ///
    /// # Errors
    /// When there are not so many columns.
    pub fn columns(
        &mut self,
        kind: SumKind,
        row: &SqlRow,
        columns: usize,
    ) -> Result<i64, rusqlite::Error> {
        self.0.clear();
        self.0.push(kind as u8);
        for column in 0..columns {
            let value = row.get_ref(column)?;
            self.put(value);
        }
        Ok(i64::from(crc32fast::hash(&self.0)))
    }

    /// Each value with its type and length before it, so that no two rows give the same bytes.
    fn put(&mut self, value: ValueRef) {
        let bytes = &mut self.0;
        let (kind, content): (u8, &[u8]) = match value {
            ValueRef::Null => return bytes.push(0),
            ValueRef::Integer(number) => {
                bytes.push(1);
                return bytes.extend(number.to_le_bytes());
            }
            ValueRef::Real(figure) => {
                bytes.push(2);
                // SQLite keeps no minus sign of nought.
                return bytes.extend((figure + 0.0).to_le_bytes());
            }
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(blob) => (4, blob),
        };
        bytes.push(kind);
        bytes.extend((content.len() as u64).to_le_bytes());
        bytes.extend(content);
    }
}

/// The sums of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ledger) struct TaskSums {
    /// Of its row.
    pub row: i64,
    /// Of all the rows listed under it, added up.
    pub lists: i64,
}

impl TaskSums {
    /// Those of a task as it is to be stored, whose row has these cells.
    ///
    /// # Errors
    /// When a value cannot be written.
    pub fn of(summer: &mut Summer, task: &Task, cells: &[Cell]) -> Result<TaskSums, LedgerError> {
        let row = summer.cells(SumKind::Task, cells);
        let mut lists = 0_i64;
        let mut add = |kind, cells: &[Cell]| lists = lists.wrapping_add(summer.cells(kind, cells));
        for role in Role::ALL {
            for (place, party) in (0..).zip(task.parties(role)) {
                let cells = cells::party(task.id, role, place, party);
                add(SumKind::Assignment, &cells);
            }
        }
        for (place, milestone) in (0..).zip(&task.milestones) {
            let cells = cells::milestone(task.id, place, milestone)?;
            add(SumKind::Milestone, &cells);
        }
        for (place, indicator) in (0..).zip(&task.indicators) {
            let cells = cells::indicator(task.id, place, indicator);
            add(SumKind::Indicator, &cells);
        }
        for event in &task.events {
            add(SumKind::Event, &cells::event(task.id, event)?);
        }
        Ok(TaskSums { row, lists })
    }
}

/// The sum of a block of packed bytes.
pub(in crate::ledger) fn of_block(kind: SumKind, block: u32, bytes: &[u8]) -> i64 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind as u8]);
    hasher.update(&block.to_le_bytes());
    hasher.update(bytes);
    i64::from(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use crate::ledger::sqlite::tables::sums::*;

    #[test]
    fn where_one_value_ends_and_what_kind_it_is_counts() {
        let mut summer = Summer::default();
        let mut of = |kind, values: &[ValueRef]| summer.row(kind, values.iter().copied());
        let text = |text: &'static str| ValueRef::Text(text.as_bytes());
        let all = [
            of(SumKind::Region, &[text("甲乙"), text("丙")]),
            of(SumKind::Region, &[text("甲"), text("乙丙")]),
            of(SumKind::Region, &[text("甲乙丙")]),
            of(SumKind::Name, &[text("甲乙丙")]),
            of(SumKind::Region, &[text("甲乙丙"), ValueRef::Null]),
            of(SumKind::Region, &[text("")]),
            of(SumKind::Region, &[ValueRef::Null]),
            of(SumKind::Region, &[ValueRef::Integer(0)]),
            of(SumKind::Region, &[ValueRef::Real(0.0)]),
            of(SumKind::Region, &[ValueRef::Blob(b"")]),
        ];
        for (at, sum) in all.iter().enumerate() {
            assert!(!all[..at].contains(sum), "{at}");
        }
        assert_eq!(
            of(SumKind::Indicator, &[ValueRef::Real(-0.0)]),
            of(SumKind::Indicator, &[ValueRef::Real(0.0)])
        );
    }
}
