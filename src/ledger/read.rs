//! Reading the projection: whole tasks, list lines, documents, regions. What is read is held
//! against its sums and totals.

use std::collections::BTreeMap;

use rusqlite::{Connection, Params, Row as SqlRow};

use super::error::LedgerError;
use super::rows::{self, ABOUT_COLUMNS, DOCUMENT_COLUMNS, REGION_COLUMNS};
use super::sums::{Kind, Summer};
use super::tally::{self, Of, Tally, Total};
pub(super) use super::whole::{Alone, row_alone, some_tasks, task};
use super::{Ledger, blocks, schema, whole};
use crate::domain::fold::State;
use crate::domain::{DocumentId, Region, RegionKey, Row, SourceDocument, Task, TaskId};

/// As much of the file as SQLite can, and none of it, as it lies in the kernel's memory.
const MAP: &str = "PRAGMA mmap_size = 2147418112";
const UNMAP: &str = "PRAGMA mmap_size = 0";

/// Every row of a query, read by `read`.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&SqlRow) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, LedgerError> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params, |row| read(row))?;
    Ok(found.collect::<Result<Vec<T>, _>>()?)
}

/// Hands over every row that a statement finds.
pub(super) fn each(
    conn: &Connection,
    sql: &str,
    take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    each_with(conn, sql, [], take)
}

/// The same of a statement with parameters.
pub(super) fn each_with(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    mut take: impl FnMut(&SqlRow) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    while let Some(row) = found.next()? {
        take(row)?;
    }
    Ok(())
}

/// The whole projection.
pub(super) fn state(conn: &Connection) -> Result<State, LedgerError> {
    Ok(State::new(
        whole::all_tasks(conn)?,
        documents(conn)?,
        regions(conn)?,
    ))
}

/// Reads a table of few rows whole, which must be what was written.
fn table<K: Ord, T>(
    conn: &Connection,
    (name, columns): (&str, &str),
    (kind, of): (Kind, Of),
    tally: &Tally,
    read: impl Fn(&SqlRow) -> rusqlite::Result<(K, T)>,
) -> Result<BTreeMap<K, T>, LedgerError> {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let width = columns.split(',').count();
    let mut found = BTreeMap::new();
    each(conn, &format!("SELECT {columns} FROM {name}"), |row| {
        total.add(summer.columns(kind, row, width)?);
        let (key, value) = read(row)?;
        found.insert(key, value);
        Ok(())
    })?;
    tally.check(conn, of, total)?;
    Ok(found)
}

pub(super) fn documents(
    conn: &Connection,
) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
    documents_with(conn, &Tally::default())
}

/// The source documents within a transaction that has moved the totals by so much.
pub(super) fn documents_with(
    conn: &Connection,
    tally: &Tally,
) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
    let of = ("source_document", DOCUMENT_COLUMNS);
    table(conn, of, (Kind::Document, Of::Documents), tally, |row| {
        let document = rows::document_of(row)?;
        Ok((document.id, document))
    })
}

pub(super) fn regions(conn: &Connection) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
    regions_with(conn, &Tally::default())
}

/// The regions within a transaction that has moved the totals by so much.
pub(super) fn regions_with(
    conn: &Connection,
    tally: &Tally,
) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
    let of = ("region", REGION_COLUMNS);
    table(conn, of, (Kind::Region, Of::Regions), tally, |row| {
        let region = rows::region_of(row)?;
        Ok((region.key.clone(), region))
    })
}

/// Refuses regions and documents that are not what was written, within a transaction that has moved
/// the totals by so much. Takes a microsecond a row.
///
/// # Errors
/// [`LedgerError::Altered`]; whatever SQLite reports.
pub(super) fn check_regions_and_documents(
    conn: &Connection,
    tally: &Tally,
) -> Result<(), LedgerError> {
    let read = |_: &SqlRow| Ok(((), ()));
    let regions = ("region", REGION_COLUMNS);
    table(conn, regions, (Kind::Region, Of::Regions), tally, read)?;
    let documents = ("source_document", DOCUMENT_COLUMNS);
    let kind = (Kind::Document, Of::Documents);
    table(conn, documents, kind, tally, read).map(drop)
}

/// What stands about the file, by name.
pub(super) fn about(conn: &Connection) -> Result<BTreeMap<String, String>, LedgerError> {
    let of = ("about", ABOUT_COLUMNS);
    let tally = Tally::default();
    table(conn, of, (Kind::About, Of::About), &tally, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// The tasks that detail others, each with the one above it.
pub(super) fn children(conn: &Connection) -> Result<Vec<(TaskId, TaskId)>, LedgerError> {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let mut found = Vec::new();
    // All of them from the index alone: which are missing there no look at a few can tell.
    let sql = "SELECT parent, id FROM task INDEXED BY task_parent WHERE parent IS NOT NULL";
    each(conn, sql, |row| {
        total.add(summer.columns(Kind::Child, row, 2)?);
        let pair = (TaskId::new(row.get(0)?), TaskId::new(row.get(1)?));
        if let (Some(parent), Some(child)) = pair {
            found.push((parent, child));
        }
        Ok(())
    })?;
    tally::check(conn, Of::Children, total)?;
    Ok(found)
}

impl Ledger {
    /// The tasks with these ids, whole, in the order asked for.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`] for the first id that is not there.
    pub fn tasks(&self, ids: &[TaskId]) -> Result<Vec<Task>, LedgerError> {
        let mut found = self.in_one_view(|conn| some_tasks(conn, ids))?;
        ids.iter()
            .map(|id| found.remove(id).ok_or(LedgerError::NoSuchTask(*id)))
            .collect()
    }

    /// The task with this id, whole.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`].
    pub fn task(&self, id: TaskId) -> Result<Task, LedgerError> {
        self.in_one_view(|conn| task(conn, id))?
            .ok_or(LedgerError::NoSuchTask(id))
    }

    /// Those of the tasks with these ids that are there, whole.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn tasks_there(&self, ids: &[TaskId]) -> Result<Vec<Task>, LedgerError> {
        self.in_one_view(|conn| {
            let found = some_tasks(conn, ids)?;
            let absent = ids.iter().filter(|id| !found.contains_key(id));
            blocks::check_absent(conn, absent.copied())?;
            Ok(found.into_values().collect())
        })
    }

    /// The highest id a task has: as many tasks there are at most. Takes no time.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn highest_id(&self) -> Result<Option<TaskId>, LedgerError> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(id) FROM task")?
            .query_row([], |row| row.get(0))?;
        Ok(found.and_then(TaskId::new))
    }

    /// The list line of every task, in the order of ids.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn rows(&self) -> Result<Vec<Row>, LedgerError> {
        self.in_one_view(|conn| {
            let tasks = whole::all_tasks(conn)?;
            Ok(tasks.values().map(Row::of).collect())
        })
    }

    /// The whole ledger as it stands.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn state(&self) -> Result<State, LedgerError> {
        self.in_one_view(state)
    }

    /// Every source document.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn documents(&self) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
        self.in_one_view(documents)
    }

    /// Every region that a task or document named, with those above it.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn regions(&self) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
        self.in_one_view(regions)
    }

    /// The ids of the tasks that detail `id`, in order.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn children(&self, id: TaskId) -> Result<Vec<TaskId>, LedgerError> {
        let all = self.in_one_view(children)?.into_iter();
        let own = all.filter(|(parent, _)| *parent == id);
        let mut ids: Vec<TaskId> = own.map(|(_, child)| child).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// From here on this connection reads the ledger as it stands now, whatever others commit: for
    /// a command that reads in several steps and ends.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn stand_still(&self) -> Result<(), LedgerError> {
        // Read as it lies in the kernel's memory: copying it page by page into SQLite's own is half
        // the time of a search. A program that runs on does not do so, for a fault of the disk
        // then comes as a signal and not as an answer; a command that only prints may end there.
        self.conn.execute_batch("BEGIN")?;
        self.conn.execute_batch(MAP)?;
        Ok(())
    }

    /// Gives back to the kernel what of the file lies mapped: of many pages here and there each
    /// has its neighbours mapped with it, the whole file in the end.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn give_back_pages(&self) -> Result<(), LedgerError> {
        self.conn.execute_batch(UNMAP)?;
        self.conn.execute_batch(MAP)?;
        Ok(())
    }

    /// The end of [`Ledger::stand_still`]: what is read from here on may be later than what was.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn move_on(&self) -> Result<(), LedgerError> {
        self.conn.execute_batch("COMMIT")?;
        Ok(())
    }

    /// From here on few pages are read, each by itself: the kernel is asked for them one by one,
    /// which for each takes a fraction of having the pages round it mapped. What was mapped is
    /// given back.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn read_here_and_there(&self) -> Result<(), LedgerError> {
        self.conn.execute_batch(UNMAP)?;
        Ok(())
    }

    /// Reads in several steps what the ledger is at one moment, whatever others commit meanwhile.
    ///
    /// # Errors
    /// Whatever `read` reports.
    pub fn at_one_moment<T>(
        &self,
        read: impl FnOnce(&Ledger) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.in_one_view(|_| read(self))
    }

    /// Runs several queries on one and the same state, whatever others commit meanwhile.
    pub(super) fn in_one_view<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let found = match self.conn.is_autocommit() {
            false => read(&self.conn),
            true => {
                let view = self.conn.unchecked_transaction()?;
                schema::check_unmoved(&view)?;
                let found = read(&view);
                view.finish()?;
                found
            }
        };
        if self.read_only {
            // Before what was found is believed, and also where it says that all is broken.
            self.files.check_unchanged()?;
        }
        found
    }
}
