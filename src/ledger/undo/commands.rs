//! Undo and redo: compensating batches, refused task by task where somebody else came after.
//!
//! Nothing is ever removed from the trail. Undoing batch X appends a batch that sets back what X
//! set; redoing that undo sets it again. Whether a task's share of X can be compensated is decided by
//! replaying the batches that touched the task: X must be the last one in force to be undone, and
//! the same ones must be in force as before X for it to be redone.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::choice::{newest_of, newest_undone};
use super::fate::{Stands, stands};
use super::references;
use super::share::{LeftAlone, UndoOrRedo, entries_of, shares};
use super::standing::{UndoStanding, verdict};
use crate::domain::task_field::TaskBody;
use crate::domain::{
    Action, Actor, BatchId, Change, Entry, EntryId, Field, Gist, RegionKey, Subject, TaskId,
    TaskName, fold,
};
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::store::{Store, StoreView, WantedBatches};
use crate::ledger::write::{Writer, unfoldable};
use crate::ledger::{history, read, trail};

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
    /// What it did to the tasks compensated.
    pub gist: Gist,
    /// What the first of them is called, also where it went with its registration.
    pub first: Option<TaskName>,
}

impl<S: Store> Ledger<S> {
    /// Takes back what this name and this login put in force last, and what of it still is: a batch
    /// of theirs, or one they put back by a redo. Of batches written before logins were kept the
    /// name decides.
    ///
    /// # Errors
    /// [`LedgerError::NothingToUndo`]; read-only, busy, disk full.
    pub fn undo(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Compensation, LedgerError> {
        // The batch is chosen under the write lock: another program of the same user may be
        // taking back the very same one.
        let mut writer = Writer::begin(self, actor, now, UndoOrRedo::Undo.action())?;
        let batch = newest_of(writer.view(), actor, false)?;
        compensate(writer, batch, UndoOrRedo::Undo, None)
    }

    /// Takes back the whole batch `entry` belongs to, whoever wrote it.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; [`LedgerError::NotUndoable`] for an undo, a redo, a repair or a
    /// batch taken back already.
    pub fn undo_entry(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        entry: EntryId,
    ) -> Result<Compensation, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, UndoOrRedo::Undo.action())?;
        let batch = batch_of_entry(writer.view(), entry)?;
        compensate(writer, batch, UndoOrRedo::Undo, None)
    }

    /// Puts back what the newest undo of this name and this login took, if they wrote nothing else
    /// since.
    ///
    /// # Errors
    /// [`LedgerError::NothingToRedo`]; read-only, busy, disk full.
    pub fn redo(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Compensation, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, UndoOrRedo::Redo.action())?;
        let (batch, tasks) = newest_undone(writer.view(), actor)?;
        compensate(writer, batch, UndoOrRedo::Redo, Some(&tasks))
    }
}

/// The batch an entry belongs to, if that can be taken back.
pub(in crate::ledger) fn batch_of_entry(
    view: &mut dyn StoreView,
    entry: EntryId,
) -> Result<BatchId, LedgerError> {
    // None may be missing among those that say what became of it.
    view.batches(WantedBatches::All)?;
    let found = trail::entry(view, entry)?.ok_or(LedgerError::NoSuchEntry(entry))?;
    let (batch, action) = (found.batch, found.action);
    let is_none = matches!(action, Action::Undo | Action::Redo | Action::Rebuild);
    if is_none || stands(view, batch)? == Stands::Nothing {
        return Err(LedgerError::NotUndoable(entry));
    }
    Ok(batch)
}

/// Takes back what stands of a batch, or puts it in force again; with `only` in no other tasks.
pub(in crate::ledger) fn compensate(
    mut writer: Writer,
    of: BatchId,
    way: UndoOrRedo,
    only: Option<&BTreeSet<TaskId>>,
) -> Result<Compensation, LedgerError> {
    writer.compensates = Some(of);
    let mut entries = entries_of(writer.view(), of)?;
    let action = entries.first().map_or(Action::Update, |entry| entry.action);
    if way == UndoOrRedo::Undo {
        entries.reverse();
    }
    let mut result = Compensation {
        of,
        action,
        batch: None,
        done: Vec::new(),
        left: Vec::new(),
        gist: Gist::default(),
        first: None,
    };
    if way == UndoOrRedo::Redo {
        references::put_back(&mut writer, &entries)?;
    }
    for (task, share) in shares(&entries) {
        if only.is_some_and(|only| !only.contains(&task)) {
            continue;
        }
        match verdict(writer.view(), task, &share, of, way, &BTreeSet::new())? {
            UndoStanding::Nothing => {}
            UndoStanding::Left(left) => result.left.push(left),
            UndoStanding::Go => {
                let name = compensate_task(&mut writer, task, &share, way)?;
                result.first = result.first.or(name);
                result.done.push(task);
                let changes = share.iter().map(|entry| way.directed(&entry.change));
                changes.for_each(|change| result.gist.add(&change));
            }
        }
    }
    if way == UndoOrRedo::Undo {
        references::take_away(&mut writer, &entries)?;
    }
    if result.done.is_empty() && !result.left.is_empty() {
        // Dropping the writer rolls back what records it may have put back.
        return Ok(result);
    }
    result.batch = writer.commit()?;
    Ok(result)
}

/// Compensates a task's share of a batch; answers what the task is called.
fn compensate_task(
    writer: &mut Writer,
    id: TaskId,
    share: &[&Entry],
    way: UndoOrRedo,
) -> Result<Option<TaskName>, LedgerError> {
    let before = read::task(writer.view(), id)?;
    let mut after = before.clone();
    for original in share {
        let change = way.directed(&original.change);
        restore_surroundings(writer, original, &change)?;
        let entry = writer.append(Subject::Task(id), change, original.reason.as_deref())?;
        if entry.removes_task() {
            if let Some(before) = &before {
                writer.remove_task(before)?;
            }
            return Ok(before.as_ref().map(TaskName::of));
        }
        match &mut after {
            // It comes back with its withdrawn events and counts its revisions on.
            None => after = history::fold_of_task(writer.view(), id, i64::MAX)?,
            Some(task) => {
                fold::apply_to_task(task, &entry).map_err(|why| unfoldable(&entry, why.into()))?
            }
        }
    }
    match (&before, &after) {
        (Some(before), Some(after)) => {
            writer.put_task(Some(before), after)?;
        }
        (None, Some(after)) => writer.put_task(None, after)?,
        (_, None) => {}
    }
    Ok(after.as_ref().map(TaskName::of))
}

/// What a task is about to refer to may have gone with somebody else's undo.
fn restore_surroundings(
    writer: &mut Writer,
    original: &Entry,
    change: &Change,
) -> Result<(), LedgerError> {
    let unreadable = |why: crate::domain::task_field::BadValue| unfoldable(original, why.into());
    match change.field {
        Field::Region => {
            let region: RegionKey = Field::Region.read(&change.new).map_err(unreadable)?;
            writer.ensure_region(&region)
        }
        Field::Task if !change.new.is_null() => {
            let body: TaskBody = Field::Task.read(&change.new).map_err(unreadable)?;
            writer.ensure_region(&body.region)?;
            match body.document {
                Some(document) => references::ensure_document(writer, document),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
