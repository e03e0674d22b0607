//! What stands in the way of an undo or redo of one task.

use std::collections::BTreeSet;

use super::share::{LeftAlone, UndoOrRedo};
use crate::domain::task_field::TaskBody;
use crate::domain::{Action, BatchId, Entry, Field, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::store::{StoreView, TasksBy};
use crate::ledger::write::unfoldable;
use crate::ledger::{read, trail};

/// What is to be done about one task.
pub(in crate::ledger) enum UndoStanding {
    /// Compensate it.
    Go,
    /// The batch is not in force here (undo) or in force already (redo), since an earlier undo or
    /// redo had to leave this task.
    Nothing,
    /// Somebody came after.
    Left(LeftAlone),
}

/// Whether the share of batch `of` in `task` can be compensated. Tasks that are `gone` would have
/// been taken out before, though they are still there.
pub(in crate::ledger) fn verdict(
    view: &mut dyn StoreView,
    task: TaskId,
    share: &[&Entry],
    of: BatchId,
    way: UndoOrRedo,
    gone: &BTreeSet<TaskId>,
) -> Result<UndoStanding, LedgerError> {
    let standing = TaskStanding::of(view, task, of)?;
    let is_in_force = standing.in_force.contains(&of);
    let left = match way {
        UndoOrRedo::Undo if !is_in_force => return Ok(UndoStanding::Nothing),
        UndoOrRedo::Redo if is_in_force => return Ok(UndoStanding::Nothing),
        UndoOrRedo::Undo if standing.in_force.last() == Some(&of) => {
            child_in_the_way(view, task, share, gone)?
        }
        UndoOrRedo::Redo if standing.in_force == standing.below => {
            missing_parent(view, task, share)?
        }
        _ => {
            let newer = standing.in_force.last().filter(|last| **last > of);
            Some(last_touch(view, task, newer.copied())?)
        }
    };
    Ok(left.map_or(UndoStanding::Go, UndoStanding::Left))
}

/// The batches in force on a task. Undo only ever takes back the last of them and redo only puts
/// one back on those it stood on, so that the list alone says what the task says.
struct TaskStanding {
    /// Oldest first.
    in_force: Vec<BatchId>,
    /// Those that were in force before the batch in question was first recorded.
    below: Vec<BatchId>,
}

impl TaskStanding {
    /// Replays every batch that touched `task`.
    fn of(
        view: &mut dyn StoreView,
        task: TaskId,
        of: BatchId,
    ) -> Result<TaskStanding, LedgerError> {
        let mut touches = BTreeSet::new();
        trail::of_task(view, task, i64::MAX, None, |entry| {
            let text = &entry.text;
            let is_undo = text.action()? == Action::Undo;
            touches.insert((text.batch()?, is_undo, text.compensates()?));
            Ok(())
        })?;
        let mut standing = TaskStanding {
            in_force: Vec::new(),
            below: Vec::new(),
        };
        for (batch, is_undo, compensates) in touches {
            let target = compensates.unwrap_or(batch);
            if batch == of {
                standing.below.clone_from(&standing.in_force);
            }
            if is_undo {
                standing.in_force.retain(|earlier| *earlier != target);
            } else {
                standing.in_force.push(target);
            }
        }
        Ok(standing)
    }
}

/// The last entry about `task`; with `batch` the last that recorded that batch or put it back.
fn last_touch(
    view: &mut dyn StoreView,
    task: TaskId,
    batch: Option<BatchId>,
) -> Result<LeftAlone, LedgerError> {
    let mut last = None;
    trail::of_task(view, task, i64::MAX, None, |entry| {
        if last.is_none() {
            let entry = entry.text.read()?;
            let batches = [Some(entry.batch), entry.compensates];
            if batch.is_none() || batches.contains(&batch) {
                last = Some(entry);
            }
        }
        Ok(())
    })?;
    let entry = last.ok_or(LedgerError::Altered(Part::TrailOf(task)))?;
    Ok(LeftAlone {
        task,
        entry: entry.id,
        by: entry.actor.user,
        login: entry.actor.origin.login,
        at: entry.at,
    })
}

/// The registration among the entries of a task's share.
fn registration<'a>(share: &[&'a Entry]) -> Option<&'a Entry> {
    share
        .iter()
        .copied()
        .find(|entry| entry.change.field == Field::Task)
}

/// A task whose registration would be taken back must have no children left.
fn child_in_the_way(
    view: &mut dyn StoreView,
    task: TaskId,
    share: &[&Entry],
    gone: &BTreeSet<TaskId>,
) -> Result<Option<LeftAlone>, LedgerError> {
    if registration(share).is_none() {
        return Ok(None);
    }
    let children = view.task_ids(TasksBy::Parent(task), usize::MAX)?;
    let mut children = children.into_iter();
    let child = children.find(|child| !gone.contains(child));
    child
        .map(|child| last_touch(view, child, None).map(|left| LeftAlone { task, ..left }))
        .transpose()
}

/// A task whose registration would be put back must find its parent there.
fn missing_parent(
    view: &mut dyn StoreView,
    task: TaskId,
    share: &[&Entry],
) -> Result<Option<LeftAlone>, LedgerError> {
    let Some(entry) = registration(share) else {
        return Ok(None);
    };
    let Some(parent) = body_in(entry)?.parent else {
        return Ok(None);
    };
    if read::task(view, parent)?.is_some() {
        return Ok(None);
    }
    last_touch(view, parent, None).map(|left| Some(LeftAlone { task, ..left }))
}

/// The task a registration recorded.
fn body_in(entry: &Entry) -> Result<TaskBody, LedgerError> {
    Field::Task
        .read(&entry.change.new)
        .map_err(|why| unfoldable(entry, why.into()))
}
