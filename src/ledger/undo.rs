//! Undo and redo: compensating batches, refused task by task where somebody else came after.
//!
//! Nothing is ever removed from the trail. Undoing batch X appends a batch that sets back what X
//! set; redoing X sets it again. Whether a task's share of X can be compensated is decided by
//! replaying the batches that touched the task since X: X must be the last one still in force.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::error::LedgerError;
use super::rows::{self, ENTRY_COLUMNS};
use super::write::{Writer, unfoldable};
use super::{Ledger, project, read};
use crate::domain::{
    Action, Actor, BatchId, Change, Entry, EntryId, Field, Region, SourceDocument, Subject, TaskId,
    fold,
};

/// What an undo or redo did.
#[derive(Clone, Debug, PartialEq)]
pub struct Compensation {
    /// The batch taken back or put in force again.
    pub of: BatchId,
    /// What kind of command it was.
    pub action: Action,
    /// The new batch; `None` when every task had to be left alone.
    pub batch: Option<BatchId>,
    /// The tasks compensated.
    pub done: Vec<TaskId>,
    /// The tasks left, with who came after.
    pub left: Vec<LeftAlone>,
}

/// A task an undo or redo left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// The task.
    pub task: TaskId,
    /// The change that came after.
    pub entry: EntryId,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which way to compensate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Undo,
    Redo,
}

impl Way {
    fn action(self) -> Action {
        match self {
            Way::Undo => Action::Undo,
            Way::Redo => Action::Redo,
        }
    }
}

impl Ledger {
    /// Takes back this user's newest batch that is still in force; with `session_only` the newest
    /// of this session.
    ///
    /// # Errors
    /// [`LedgerError::NothingToUndo`]; read-only, busy, disk full.
    pub fn undo(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        session_only: bool,
    ) -> Result<Compensation, LedgerError> {
        let session = if session_only {
            actor.session.as_str()
        } else {
            ""
        };
        let newest: Option<i64> = self
            .conn
            .query_row(
                "SELECT id FROM batch AS b WHERE user = ?1 AND (?2 = '' OR session = ?2) \
                 AND action NOT IN ('undo', 'redo') \
                 AND coalesce((SELECT action FROM batch AS c WHERE c.compensates = b.id \
                     ORDER BY c.id DESC LIMIT 1), 'redo') = 'redo' \
                 ORDER BY id DESC LIMIT 1",
                params![actor.user, session],
                |row| row.get(0),
            )
            .optional()?;
        let batch = newest
            .and_then(BatchId::new)
            .ok_or(LedgerError::NothingToUndo)?;
        self.compensate(actor, now, batch, Way::Undo)
    }

    /// Takes back the whole batch `entry` belongs to, whoever wrote it.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; [`LedgerError::NotUndoable`] for an undo, a redo or a batch
    /// taken back already.
    pub fn undo_entry(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        entry: EntryId,
    ) -> Result<Compensation, LedgerError> {
        let found: Option<(i64, String)> = self
            .conn
            .query_row(
                "SELECT batch, action FROM entry WHERE seq = ?1",
                [entry.get()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (batch, action) = found.ok_or(LedgerError::NoSuchEntry(entry))?;
        let batch = BatchId::new(batch).ok_or(LedgerError::NoSuchEntry(entry))?;
        let is_compensation = action == Action::Undo.id() || action == Action::Redo.id();
        if is_compensation || is_undone(&self.conn, batch)? {
            return Err(LedgerError::NotUndoable(entry));
        }
        self.compensate(actor, now, batch, Way::Undo)
    }

    /// Puts this user's newest undone batch in force again, if they wrote nothing else since.
    ///
    /// # Errors
    /// [`LedgerError::NothingToRedo`]; read-only, busy, disk full.
    pub fn redo(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Compensation, LedgerError> {
        let newest: Option<(i64, i64)> = self
            .conn
            .query_row(
                "SELECT id, compensates FROM batch AS u WHERE user = ?1 AND action = 'undo' \
                 AND NOT EXISTS (SELECT 1 FROM batch AS c WHERE c.compensates = u.compensates AND c.id > u.id) \
                 ORDER BY id DESC LIMIT 1",
                [&actor.user],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (undo, of) = newest.ok_or(LedgerError::NothingToRedo)?;
        let worked_since: bool = self.conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM batch WHERE user = ?1 AND id > ?2 AND action NOT IN ('undo', 'redo'))",
            params![actor.user, undo],
            |row| row.get(0),
        )?;
        let of = BatchId::new(of)
            .filter(|_| !worked_since)
            .ok_or(LedgerError::NothingToRedo)?;
        self.compensate(actor, now, of, Way::Redo)
    }

    fn compensate(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        of: BatchId,
        way: Way,
    ) -> Result<Compensation, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, way.action(), Some(of))?;
        let mut entries = entries_of(&writer.tx, of)?;
        let action = entries.first().map_or(Action::Update, |entry| entry.action);
        if way == Way::Undo {
            entries.reverse();
        }
        let mut result = Compensation {
            of,
            action,
            batch: None,
            done: Vec::new(),
            left: Vec::new(),
        };
        if way == Way::Redo {
            compensate_records(&mut writer, &entries, way)?;
        }
        for (task, share) in shares(&entries) {
            match obstacle(&writer.tx, task, of, way)? {
                Some(left) => result.left.push(left),
                None => {
                    compensate_task(&mut writer, task, &share, way)?;
                    result.done.push(task);
                }
            }
        }
        if way == Way::Undo {
            compensate_records(&mut writer, &entries, way)?;
        }
        if result.done.is_empty() && !result.left.is_empty() {
            // Dropping the writer rolls back what records it may have put back.
            return Ok(result);
        }
        result.batch = writer.commit()?;
        Ok(result)
    }
}

fn is_undone(conn: &Connection, batch: BatchId) -> Result<bool, LedgerError> {
    let last: Option<String> = conn
        .query_row(
            "SELECT action FROM batch WHERE compensates = ?1 ORDER BY id DESC LIMIT 1",
            [batch.get()],
            |row| row.get(0),
        )
        .optional()?;
    Ok(last.as_deref() == Some(Action::Undo.id()))
}

fn entries_of(conn: &Connection, batch: BatchId) -> Result<Vec<Entry>, LedgerError> {
    let sql = format!(
        "SELECT {ENTRY_COLUMNS} FROM entry WHERE seq BETWEEN (SELECT first_entry FROM batch WHERE id = ?1) \
         AND (SELECT last_entry FROM batch WHERE id = ?1) ORDER BY seq"
    );
    read::all(conn, &sql, [batch.get()], rows::entry_of)
}

/// The entries of each task, tasks in the order they first come in.
fn shares(entries: &[Entry]) -> Vec<(TaskId, Vec<&Entry>)> {
    let mut place = std::collections::HashMap::new();
    let mut shares: Vec<(TaskId, Vec<&Entry>)> = Vec::new();
    for entry in entries {
        let Some(task) = entry.task() else { continue };
        let at = *place.entry(task).or_insert_with(|| {
            shares.push((task, Vec::new()));
            shares.len() - 1
        });
        shares[at].1.push(entry);
    }
    shares
}

/// What stands in the way of compensating `of` on `task`.
fn obstacle(
    conn: &Connection,
    task: TaskId,
    of: BatchId,
    way: Way,
) -> Result<Option<LeftAlone>, LedgerError> {
    let in_force = still_in_force(conn, task, of)?;
    let blocking = match (way, in_force.as_slice()) {
        (Way::Undo, [only]) if *only == of => None,
        (Way::Redo, []) => None,
        (_, all) => all.last().copied().or(Some(of)),
    };
    match blocking {
        Some(batch) => last_touch(conn, task, batch).map(Some),
        None if way == Way::Undo => child_in_the_way(conn, task, of),
        None => Ok(None),
    }
}

/// Replays the batches that touched `task` from `of` on; answers those still in force, in order.
fn still_in_force(
    conn: &Connection,
    task: TaskId,
    of: BatchId,
) -> Result<Vec<BatchId>, LedgerError> {
    let sql = "SELECT DISTINCT e.batch, e.action, e.compensates FROM entry AS e \
               WHERE e.task = ?1 AND e.batch >= ?2 ORDER BY e.batch";
    let touches = read::all(conn, sql, params![task.get(), of.get()], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, Option<i64>>(2)?,
        ))
    })?;
    let mut in_force: Vec<i64> = Vec::new();
    for (batch, action, compensates) in touches {
        let target = compensates.unwrap_or(batch);
        let is_undo = action == Action::Undo.id();
        match in_force.iter().rposition(|earlier| *earlier == target) {
            Some(at) if is_undo => {
                in_force.remove(at);
            }
            // The undo or redo of a batch from before `of` is a change like any other.
            None if is_undo || compensates.is_none() || target < of.get() => in_force.push(batch),
            None => in_force.push(target),
            Some(_) => {}
        }
    }
    Ok(in_force.into_iter().filter_map(BatchId::new).collect())
}

fn last_touch(conn: &Connection, task: TaskId, batch: BatchId) -> Result<LeftAlone, LedgerError> {
    let sql = format!(
        "SELECT {ENTRY_COLUMNS} FROM entry WHERE task = ?1 AND batch >= ?2 ORDER BY seq DESC LIMIT 1"
    );
    let entry = conn.query_row(&sql, params![task.get(), batch.get()], rows::entry_of)?;
    Ok(LeftAlone {
        task,
        entry: entry.id,
        by: entry.actor.user,
        at: entry.at,
    })
}

/// A task whose registration would be taken back must have no children from later batches.
fn child_in_the_way(
    conn: &Connection,
    task: TaskId,
    of: BatchId,
) -> Result<Option<LeftAlone>, LedgerError> {
    let registered_here: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM entry WHERE task = ?1 AND batch = ?2 AND field = ?3)",
        params![task.get(), of.get(), Field::Task.id()],
        |row| row.get(0),
    )?;
    if !registered_here {
        return Ok(None);
    }
    let child: Option<i64> = conn
        .query_row(
            "SELECT id FROM task WHERE parent = ?1 LIMIT 1",
            [task.get()],
            |row| row.get(0),
        )
        .optional()?;
    child
        .and_then(TaskId::new)
        .map(|child| last_touch(conn, child, BatchId::FIRST).map(|left| LeftAlone { task, ..left }))
        .transpose()
}

fn compensate_task(
    writer: &mut Writer,
    id: TaskId,
    share: &[&Entry],
    way: Way,
) -> Result<(), LedgerError> {
    let mut task = read::task(&writer.tx, id)?;
    let before = task.clone();
    for original in share {
        let change = directed(&original.change, way);
        let entry = writer.append(Subject::Task(id), change, original.reason.as_deref())?;
        let fold = |why: fold::FoldError| unfoldable(&entry, why);
        if entry.removes_task() {
            project::remove_task(&writer.tx, id)?;
            return Ok(());
        }
        match &mut task {
            None => {
                let back = fold::registered(id, &entry).map_err(|why| fold(why.into()))?;
                project::insert_task(&writer.tx, &back)?;
                task = Some(back);
            }
            Some(task) => fold::apply_to_task(task, &entry).map_err(|why| fold(why.into()))?,
        }
    }
    if let (Some(before), Some(after)) = (&before, &task) {
        project::update_task(&writer.tx, before, after)?;
    } else if let (None, Some(after)) = (&before, &task) {
        let inserted = read::task(&writer.tx, id)?.ok_or(LedgerError::NoSuchTask(id))?;
        project::update_task(&writer.tx, &inserted, after)?;
    }
    Ok(())
}

fn directed(change: &Change, way: Way) -> Change {
    match way {
        Way::Undo => change.reversed(),
        Way::Redo => change.clone(),
    }
}

/// Documents and regions go only when nothing refers to them any more, and come back when they
/// are gone.
fn compensate_records(writer: &mut Writer, entries: &[Entry], way: Way) -> Result<(), LedgerError> {
    for original in entries
        .iter()
        .filter(|entry| entry.subject == Subject::Record)
    {
        let moved = match (original.change.field, way) {
            (Field::DocumentRecord, way) => {
                let document: SourceDocument = Field::DocumentRecord
                    .read(&original.change.new)
                    .map_err(|why| unfoldable(original, why.into()))?;
                match way {
                    Way::Undo => project::remove_unused_document(&writer.tx, document.id)?,
                    Way::Redo => {
                        let there = read::documents(&writer.tx)?.contains_key(&document.id);
                        if !there {
                            project::insert_document(&writer.tx, &document)?;
                        }
                        !there
                    }
                }
            }
            (Field::RegionRecord, way) => {
                let region: Region = Field::RegionRecord
                    .read(&original.change.new)
                    .map_err(|why| unfoldable(original, why.into()))?;
                match way {
                    Way::Undo => project::remove_unused_region(&writer.tx, &region)?,
                    Way::Redo => {
                        let there = read::regions(&writer.tx)?.contains_key(&region.key);
                        if !there {
                            project::insert_region(&writer.tx, &region)?;
                        }
                        !there
                    }
                }
            }
            _ => false,
        };
        if moved {
            writer.append(Subject::Record, directed(&original.change, way), None)?;
        }
    }
    Ok(())
}
