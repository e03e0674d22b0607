//! The list of the first tasks held against all of them.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use rustc_hash::FxHashSet;

use crate::domain::column::Order;
use crate::domain::{RegionKey, Row, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::audit::cursor::{number, text};
use crate::ledger::sqlite::audit::finding::Finding;
use crate::ledger::sqlite::packed::opening;
use crate::ledger::sqlite::tables::rows;
use crate::ledger::sqlite::tables::task_row::{self, TASK_COLUMNS, TASK_WIDTH, TaskColumn as C};

/// The list as it is stored.
pub(super) struct AuditPage {
    ids: FxHashSet<i64>,
    length: usize,
    /// Whether it says that there are no more.
    is_all: bool,
    /// The last of it.
    last: Option<Row>,
    is_in_order: bool,
}

impl AuditPage {
    /// Reads it.
    ///
    /// # Errors
    /// When it, or a task in it, is not there or not as it was written.
    pub fn read(conn: &Connection) -> Result<AuditPage, LedgerError> {
        let (ids, is_all) = opening::listed(conn)?;
        let order = Order::opening();
        let (mut is_in_order, mut last): (bool, Option<Row>) = (true, None);
        for id in &ids {
            // As it is: that a row is not what was written is said of the task.
            let sql = format!("SELECT {TASK_COLUMNS} FROM task WHERE id = ?1");
            let mut statement = conn.prepare_cached(&sql)?;
            let row = Row::of(&statement.query_row([id.get()], task_row::task_of)?);
            is_in_order &= last.is_none_or(|last| order.compare_rows(&last, &row).is_lt());
            last = Some(row);
        }
        Ok(AuditPage {
            ids: ids.iter().copied().map(TaskId::get).collect(),
            length: ids.len(),
            is_all,
            last,
            is_in_order,
        })
    }

    /// Takes note of a task.
    pub fn note(&self, task: &[ValueRef; TASK_WIDTH], found: &mut Finding) {
        let is_listed = number(task[C::Id.at()]).is_some_and(|id| self.ids.contains(&id));
        if task[C::Parent.at()] != ValueRef::Null {
            found.is_page_wrong |= is_listed;
            return;
        }
        found.tops += 1;
        match is_listed {
            true => found.listed += 1,
            false => found.is_page_wrong |= self.is_all || !self.is_past(task),
        }
    }

    /// Whether a task comes after the last of the list.
    fn is_past(&self, task: &[ValueRef; TASK_WIDTH]) -> bool {
        let Some(last) = &self.last else {
            return false;
        };
        let words = |cell| text(cell).and_then(|it| std::str::from_utf8(it).ok());
        let (Some(region), Some(printed)) =
            (words(task[C::Region.at()]), words(task[C::Number.at()]))
        else {
            return false;
        };
        // Most are of a later region, and then nothing else counts.
        if region > last.region.as_str() {
            return true;
        }
        let Some(id) = number(task[C::Id.at()]).and_then(TaskId::new) else {
            return false;
        };
        let row = Row {
            id,
            number: printed.to_owned(),
            region: RegionKey::from(region.to_owned()),
            deadline: words(task[C::Deadline.at()]).and_then(rows::date),
            ..last.clone()
        };
        Order::opening().compare_rows(last, &row).is_lt()
    }

    /// Whether it is what it should be, after every task was seen.
    pub fn is_right(&self, found: &Finding) -> bool {
        let is_whole = self.ids.len() == self.length && found.listed == self.length;
        let says_so = !self.is_all || found.tops == found.listed;
        self.is_in_order && is_whole && says_so && !found.is_page_wrong
    }
}
