//! One moment of a ledger as SQLite reads it. Every row is held against its sum, and whatever must not
//! leave anything out against the totals.

use std::cell::Cell;
use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::domain::{Region, SourceDocument, Task, TaskId};
use crate::ledger::chain::Hash;
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::packed::bytes::{self, Packed};
use crate::ledger::sqlite::packed::{naming, opening, stored};
use crate::ledger::sqlite::tables::rows::{self, BATCH_COLUMNS};
use crate::ledger::sqlite::tables::task_row::TaskColumn as C;
use crate::ledger::sqlite::tables::whole::{self, RowsAlone};
use crate::ledger::sqlite::tables::{Counted, Of, Total, batches, entries, records, select};
use crate::ledger::store::{
    About, BlockKind, Done, EntryQuery, RecordKind, StoreView, StoredBatch, StoredEntry,
    TaskOutline, TasksBy, TrailEnd, WantedBatches, WantedBlocks, WantedRecords, WantedTasks,
};
use crate::packed::BlockNumber;

/// Of more tasks than this the whole index of entries is looked through at once.
const FEW: usize = 20;

/// A connection within a transaction, with what was found out about the indexes.
pub(in crate::ledger) struct SqliteView<'c> {
    pub conn: &'c Connection,
    /// By how much this transaction has moved the totals.
    pub counted: Counted,
    /// The tasks whose part of the index of entries is whole.
    checked_tasks: BTreeSet<TaskId>,
    is_index_whole: bool,
    /// The end of the trail of which the store knows that the index has all of it.
    indexed: Option<&'c Cell<Option<(i64, Hash)>>>,
    are_children_checked: bool,
    checked_records: BTreeSet<RecordKind>,
    checked_blocks: BTreeSet<BlockKind>,
    /// Where the trail ends, with what was appended in this transaction.
    pub tail: Option<TrailEnd>,
    /// Whether it writes, so that the packed rows may be behind the tables.
    is_writing: bool,
}

impl<'c> SqliteView<'c> {
    /// Of a connection in whose transaction nothing is written.
    pub fn of(conn: &'c Connection) -> SqliteView<'c> {
        SqliteView {
            conn,
            counted: Counted::default(),
            checked_tasks: BTreeSet::new(),
            is_index_whole: false,
            indexed: None,
            are_children_checked: false,
            checked_records: BTreeSet::new(),
            checked_blocks: BTreeSet::new(),
            tail: None,
            is_writing: false,
        }
    }

    /// Of one in whose transaction things are written.
    ///
    /// # Errors
    /// A trail that does not end as it should; whatever SQLite reports.
    pub fn writing(conn: &'c Connection) -> Result<SqliteView<'c>, LedgerError> {
        Ok(SqliteView {
            is_writing: true,
            tail: Some(entries::tail(conn)?),
            ..SqliteView::of(conn)
        })
    }

    /// The same with what views before it found out, and for those after it.
    pub fn with_indexed(self, indexed: &'c Cell<Option<(i64, Hash)>>) -> SqliteView<'c> {
        SqliteView {
            indexed: Some(indexed),
            ..self
        }
    }

    /// Refuses a ledger whose index of entries by task has not all of them.
    fn check_index(&mut self) -> Done {
        let end = entries::end(self.conn)?;
        if self
            .indexed
            .is_none_or(|indexed| indexed.get() != Some(end))
        {
            entries::check_index(self.conn, &self.counted.tally)?;
            self.indexed.inspect(|indexed| indexed.set(Some(end)));
        }
        self.is_index_whole = true;
        Ok(())
    }

    /// Refuses a ledger whose index of entries has not all of those about this task.
    fn check_index_of(&mut self, id: TaskId) -> Done {
        if self.is_index_whole || self.checked_tasks.contains(&id) {
            return Ok(());
        }
        let expected = match self.checked_tasks.len() < FEW {
            true => {
                RowsAlone::prepare(self.conn)?.find(id, |row| row.get::<_, i64>(C::Entries.at()))?
            }
            false => None,
        };
        let Some(expected) = expected else {
            // Nothing but the whole index tells what there is of a task that was taken out.
            if self.checked_tasks.len() < FEW {
                self.check_absent(&[id])?;
            }
            return self.check_index();
        };
        let found: i64 = self
            .conn
            .prepare_cached("SELECT count(*) FROM entry WHERE task = ?1")?
            .query_row([id.get()], |row| row.get(0))?;
        self.checked_tasks.insert(id);
        match found == expected {
            true => Ok(()),
            false => Err(LedgerError::Altered(Part::TrailOf(id))),
        }
    }

    /// Refuses a ledger whose packed rows have a task that its tables have not.
    fn check_absent(&self, ids: &[TaskId]) -> Done {
        match self.is_writing {
            true => Ok(()),
            false => stored::check_absent(self.conn, ids.iter().copied()),
        }
    }

    /// The entries about no task, of which none may be missing.
    fn records_in_trail(
        &self,
        wanted: &EntryQuery,
        take: &mut dyn FnMut(&StoredEntry) -> Done,
    ) -> Done {
        let mut total = Total::default();
        let condition = "task IS NULL ORDER BY seq";
        entries::each(self.conn, condition, [], &mut |entry| {
            total.add(entry.seq);
            match entry.seq > wanted.after && entry.seq <= wanted.upto {
                true => take(entry),
                false => Ok(()),
            }
        })?;
        self.counted.tally.check(self.conn, Of::Records, total)
    }

    fn ids(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<TaskId>, LedgerError> {
        let ids: Vec<i64> = select::all(self.conn, sql, params, |row| row.get(0))?;
        Ok(ids.into_iter().filter_map(TaskId::new).collect())
    }

    /// The records there are, or the one with this key, as JSON.
    fn record_texts(
        &self,
        kind: RecordKind,
        key: Option<&str>,
    ) -> Result<Vec<(String, String)>, LedgerError> {
        let (conn, tally) = (self.conn, &self.counted.tally);
        match kind {
            RecordKind::Region => {
                let all: Vec<Region> = match key {
                    None => records::regions(conn, tally)?.into_values().collect(),
                    Some(key) => records::region(conn, key)?.into_iter().collect(),
                };
                let texts = all
                    .iter()
                    .map(|it| Ok((it.key.as_str().to_owned(), json(it)?)));
                texts.collect()
            }
            RecordKind::Document => {
                let all: Vec<SourceDocument> = match key {
                    None => records::documents(conn, tally)?.into_values().collect(),
                    Some(key) => records::document(conn, key)?.into_iter().collect(),
                };
                let texts = all.iter().map(|it| Ok((it.id.to_string(), json(it)?)));
                texts.collect()
            }
        }
    }
}

/// A value as JSON.
fn json<T: serde::Serialize>(value: &T) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Database(error.to_string()))
}

impl From<BlockKind> for Packed {
    fn from(kind: BlockKind) -> Packed {
        match kind {
            BlockKind::Rows => Packed::Rows,
            BlockKind::Marks => Packed::Marks,
        }
    }
}

impl StoreView for SqliteView<'_> {
    fn tail(&mut self) -> Result<TrailEnd, LedgerError> {
        match &self.tail {
            Some(tail) => Ok(tail.clone()),
            None => entries::tail(self.conn),
        }
    }

    fn entries(&mut self, wanted: &EntryQuery, take: &mut dyn FnMut(&StoredEntry) -> Done) -> Done {
        let (task, subject) = match wanted.about {
            About::Any => (None, "?5 IS NULL AND "),
            About::Task(id) => {
                self.check_index_of(id)?;
                (Some(id.get()), "task = ?5 AND ")
            }
            About::Records => return self.records_in_trail(wanted, take),
        };
        let since = match wanted.since {
            Some(_) => "at >= ?4 AND ",
            None => "?4 IS NULL AND ",
        };
        let order = if wanted.is_newest_first {
            "DESC"
        } else {
            "ASC"
        };
        let condition =
            format!("{subject}{since}seq > ?1 AND seq <= ?2 ORDER BY seq {order} LIMIT ?3");
        let limit = wanted.limit.map_or(-1, i64::from);
        let params = params![wanted.after, wanted.upto, limit, wanted.since, task];
        entries::each(self.conn, &condition, params, take)
    }

    fn batches(&mut self, wanted: WantedBatches) -> Result<Vec<StoredBatch>, LedgerError> {
        let (condition, number) = match wanted {
            WantedBatches::All => {
                batches::check(self.conn, &self.counted.tally)?;
                ("?1 IS NULL", None)
            }
            WantedBatches::One(id) => ("id = ?1", Some(id.get())),
            WantedBatches::Compensating(id) => ("compensates = ?1", Some(id.get())),
        };
        let sql = format!(
            "SELECT {BATCH_COLUMNS}, (SELECT at FROM entry WHERE seq = first_entry) FROM batch \
             WHERE {condition} ORDER BY id DESC"
        );
        select::all(self.conn, &sql, [number], rows::batch_of)
    }

    fn tasks(&mut self, wanted: WantedTasks, take: &mut dyn FnMut(Task) -> Done) -> Done {
        let absent = whole::tasks(self.conn, &self.counted.tally, wanted, take)?;
        self.check_absent(&absent)
    }

    fn outlines(
        &mut self,
        wanted: WantedTasks,
        take: &mut dyn FnMut(&TaskOutline) -> Done,
    ) -> Done {
        whole::outlines(self.conn, &self.counted.tally, wanted, take)
    }

    fn requirements(&mut self, of: &[TaskId], take: &mut dyn FnMut(TaskId, &str) -> Done) -> Done {
        let mut absent = Vec::new();
        let mut alone = RowsAlone::prepare(self.conn)?;
        for id in of {
            let text: Option<String> = alone.find(*id, |row| row.get("requirement"))?;
            match text {
                Some(text) => take(*id, &text)?,
                None => absent.push(*id),
            }
        }
        self.check_absent(&absent)
    }

    fn task_ids(&mut self, by: TasksBy, limit: usize) -> Result<Vec<TaskId>, LedgerError> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        match by {
            TasksBy::Opening => opening::first(self.conn, limit),
            TasksBy::Newest => self.ids("SELECT id FROM task ORDER BY id DESC LIMIT ?1", [most]),
            TasksBy::Between(first, last) => {
                let sql = "SELECT id FROM task WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";
                self.ids(sql, [first.get(), last.get(), most])
            }
            TasksBy::Parent(id) => {
                if !self.are_children_checked {
                    self.children()?;
                }
                let sql = "SELECT id FROM task WHERE parent = ?1 ORDER BY id LIMIT ?2";
                self.ids(sql, [id.get(), most])
            }
            TasksBy::Document(id) => {
                let sql = "SELECT id FROM task WHERE document = ?1 ORDER BY id LIMIT ?2";
                self.ids(sql, [id.get(), most])
            }
            TasksBy::Region(key) => {
                let sql = "SELECT id FROM task WHERE region = ?1 ORDER BY id LIMIT ?2";
                self.ids(sql, params![key.as_str(), most])
            }
        }
    }

    fn children(&mut self) -> Result<Vec<(TaskId, TaskId)>, LedgerError> {
        let found = whole::children(self.conn, &self.counted.tally)?;
        self.are_children_checked = true;
        Ok(found)
    }

    fn records(
        &mut self,
        kind: RecordKind,
        wanted: WantedRecords,
        take: &mut dyn FnMut(&str, &str) -> Done,
    ) -> Done {
        let key = match wanted {
            WantedRecords::All => None,
            WantedRecords::Key(key) => Some(key),
        };
        let found = self.record_texts(kind, key)?;
        // Not there, or lost: the whole table tells.
        if found.is_empty() && key.is_some() && !self.checked_records.contains(&kind) {
            self.record_texts(kind, None)?;
            self.checked_records.insert(kind);
        }
        found.iter().try_for_each(|(key, body)| take(key, body))
    }

    fn names(&mut self, take: &mut dyn FnMut(&str) -> Done) -> Done {
        naming::each_name(self.conn, &self.counted.tally, take)
    }

    fn blocks(
        &mut self,
        kind: BlockKind,
        wanted: WantedBlocks,
        take: &mut dyn FnMut(BlockNumber, &[u8]) -> Done,
    ) -> Done {
        let packed = Packed::from(kind);
        let (conn, tally) = (self.conn, &self.counted.tally);
        let numbers = match wanted {
            WantedBlocks::All => return stored::each(conn, tally, packed, take),
            WantedBlocks::These(numbers) => numbers,
        };
        for number in numbers {
            match bytes::stored(conn, packed, *number)? {
                Some(bytes) => take(*number, &bytes)?,
                // Not there, or lost: all of them tell.
                None if self.checked_blocks.insert(kind) => {
                    tally.check(conn, packed.total(), bytes::total_of(conn, packed)?)?;
                }
                None => {}
            }
        }
        Ok(())
    }
}
