//! A write to a ledger in SQLite: one IMMEDIATE transaction that appends entries and moves tables, sums,
//! totals and the list of the first tasks along with them, so that they never part.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Transaction, params_from_iter};

use crate::domain::{Region, SourceDocument, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::file::OpenFiles;
use crate::ledger::sqlite::packed::bytes::{self, Packed};
use crate::ledger::sqlite::packed::naming::BlockNames;
use crate::ledger::sqlite::packed::opening::OpeningRows;
use crate::ledger::sqlite::tables::{Counted, Of, SumKind, Total, entries, project, records};
use crate::ledger::sqlite::view::SqliteView;
use crate::ledger::store::{
    BlockKind, Committed, Done, NameUse, RecordKind, StoreView, StoredBatch, StoredEntry,
    WriteTransaction,
};
use crate::ledger::waiting::Turn;
use crate::packed::{BlockNumber, NameId};

/// The columns of an entry that are numbers.
const NUMBERS: [usize; 4] = [0, 1, 2, 12];

/// A transaction that has the lock.
pub(in crate::ledger) struct SqliteWrite<'a> {
    reading: SqliteView<'a>,
    /// Until it is committed.
    tx: Option<Transaction<'a>>,
    files: &'a OpenFiles,
    naming: BlockNames,
    opening: OpeningRows,
    /// Given back after the lock.
    _turn: Turn,
}

impl<'a> SqliteWrite<'a> {
    /// Finds the end of the trail.
    ///
    /// # Errors
    /// A trail that does not end as it should; whatever SQLite reports.
    pub fn on(
        conn: &'a rusqlite::Connection,
        (turn, tx): (Turn, Transaction<'a>),
        files: &'a OpenFiles,
    ) -> Result<SqliteWrite<'a>, LedgerError> {
        // What refers to something may be written before it.
        conn.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        Ok(SqliteWrite {
            reading: SqliteView::writing(conn)?,
            tx: Some(tx),
            files,
            naming: BlockNames::default(),
            opening: OpeningRows::default(),
            _turn: turn,
        })
    }

    fn counted(&mut self) -> &mut Counted {
        &mut self.reading.counted
    }
}

/// A value from JSON that a store was given.
fn value<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, LedgerError> {
    serde_json::from_str(body).map_err(|error| LedgerError::Database(error.to_string()))
}

impl WriteTransaction for SqliteWrite<'_> {
    fn view(&mut self) -> &mut dyn StoreView {
        &mut self.reading
    }

    fn append(&mut self, entry: &StoredEntry) -> Done {
        let SqliteView {
            conn,
            tail,
            counted,
            ..
        } = &mut self.reading;
        let tail = tail.get_or_insert_default();
        if entry.seq != tail.entry + 1 {
            return Err(LedgerError::Altered(Part::Trail));
        }
        let text = &entry.text;
        let (task, batch) = (text.task()?.map(TaskId::get), text.batch()?.get());
        let number = |bytes| std::str::from_utf8(bytes).ok()?.parse().ok();
        let columns = text.0.iter().enumerate().map(|(at, column)| match column {
            None => ValueRef::Null,
            Some(bytes) if NUMBERS.contains(&at) => {
                number(bytes).map_or(ValueRef::Null, ValueRef::Integer)
            }
            Some(bytes) => ValueRef::Text(bytes),
        });
        let values = columns.chain([ValueRef::Blob(&entry.hash)]);
        conn.prepare_cached(entries::insert())?
            .execute(params_from_iter(values.map(ToSqlOutput::Borrowed)))?;
        (tail.entry, tail.batch, tail.hash) = (entry.seq, batch, entry.hash);
        text.stamp()?.clone_into(&mut tail.at);
        let Counted { tally, summer } = counted;
        let cells = [task.into(), entry.seq.into()];
        tally.add(Of::Entries, summer.cells(SumKind::Entry, &cells));
        match task {
            None => tally.add(Of::Records, entry.seq),
            Some(id) if id > tail.task => {
                tail.task = id;
                tally.set(Of::LastTask, Total { count: id, sum: 0 });
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn put_task(&mut self, before: Option<&Task>, after: &Task) -> Done {
        let conn = self.reading.conn;
        match before {
            None => project::insert_task(conn, self.counted(), after)?,
            Some(before) => project::update_task(conn, self.counted(), before, after)?,
        }
        self.opening.note(conn, before, Some(after))
    }

    fn remove_task(&mut self, task: &Task) -> Done {
        let conn = self.reading.conn;
        project::remove_task(conn, self.counted(), task)?;
        self.opening.note(conn, Some(task), None)
    }

    fn put_record(&mut self, kind: RecordKind, key: &str, body: Option<&str>) -> Done {
        let (conn, counted) = (self.reading.conn, &mut self.reading.counted);
        match (kind, body) {
            (RecordKind::Region, Some(body)) => {
                project::insert_region(conn, counted, &value::<Region>(body)?)
            }
            (RecordKind::Document, Some(body)) => {
                project::insert_document(conn, counted, &value::<SourceDocument>(body)?)
            }
            (RecordKind::Region, None) => project::remove_region(conn, counted, key),
            (RecordKind::Document, None) => project::remove_document(conn, counted, key),
        }
    }

    fn number_name(&mut self, name: &str, used: NameUse) -> Result<NameId, LedgerError> {
        let (conn, tally) = (self.reading.conn, &mut self.reading.counted.tally);
        match used {
            NameUse::Packed => self.naming.number(conn, tally, name),
            NameUse::Coming => self.naming.number_of_new(conn, tally, name),
        }
    }

    fn put_block(&mut self, kind: BlockKind, number: BlockNumber, bytes: Option<&[u8]>) -> Done {
        let (conn, tally) = (self.reading.conn, &mut self.reading.counted.tally);
        bytes::keep(conn, tally, Packed::from(kind), number, bytes)
    }

    fn commit(&mut self, batches: &[StoredBatch]) -> Result<Committed, LedgerError> {
        let conn = self.reading.conn;
        for batch in batches {
            project::insert_batch(conn, self.counted(), batch)?;
        }
        let end = self.reading.tail()?;
        let tally = &mut self.reading.counted.tally;
        // What tasks refer to; small tables, of which nothing else is read by most writes.
        records::check_regions_and_documents(conn, tally)?;
        tally.set(Of::Trail, Total::of_trail(end.entry, &end.hash));
        tally.settle(conn)?;
        self.opening.settle(conn)?;
        if let Some(Err(why)) = self.tx.take().map(Transaction::commit) {
            self.reading = SqliteView::of(conn);
            return Ok(Committed::Perhaps(why.into()));
        }
        // Recorded is what is recorded in the file others find: all is well only after a look whether
        // that is the one written to.
        self.files.check()?;
        Ok(Committed::Surely)
    }
}
