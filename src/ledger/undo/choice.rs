//! Which batch an undo or redo without an argument is about.

use std::collections::BTreeSet;

use super::fate::{Fate, Stands, tasks_of};
use super::share::{UndoOrRedo, entries_of, shares};
use super::standing::{UndoStanding, verdict};
use crate::domain::{Action, Actor, BatchId, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::store::{StoreView, WantedBatches};

/// What a name and a login, or one session of theirs, put in force last and still is: a batch of
/// theirs, or one they put back. One of which a part was left is passed over while that part still
/// cannot be taken back, or nobody would come past it.
pub(in crate::ledger) fn newest_of(
    view: &mut dyn StoreView,
    actor: &Actor,
    session_only: bool,
) -> Result<BatchId, LedgerError> {
    let mut looked_at = BTreeSet::new();
    for batch in view.batches(WantedBatches::All)? {
        let is_own = batch.is_of(actor)
            && (!session_only || batch.session == actor.session)
            && !matches!(batch.action, Action::Undo | Action::Rebuild);
        let of = batch.compensates.unwrap_or(batch.id);
        if !is_own || !looked_at.insert(of) {
            continue;
        }
        let is_it = match Fate::of(view, of)?.stands() {
            Stands::Whole => true,
            Stands::Part { .. } => some_can(view, of, UndoOrRedo::Undo, None)?,
            Stands::Nothing => false,
        };
        if is_it {
            return Ok(of);
        }
    }
    Err(LedgerError::NothingToUndo)
}

/// What the newest undo of a name and a login took back and nobody put in force again since, if
/// they wrote nothing else since. Of one that was redone in part the rest, if any of it can be.
pub(in crate::ledger) fn newest_undone(
    view: &mut dyn StoreView,
    actor: &Actor,
) -> Result<(BatchId, BTreeSet<TaskId>), LedgerError> {
    let own = view.batches(WantedBatches::All)?.into_iter();
    let own = own.filter(|batch| batch.is_of(actor) && batch.action != Action::Rebuild);
    // Newest first: until something else they wrote.
    for undo in own.take_while(|it| matches!(it.action, Action::Undo | Action::Redo)) {
        let Some(of) = undo.compensates.filter(|_| undo.action == Action::Undo) else {
            continue;
        };
        let Some(tasks) = Fate::of(view, of)?.taken_by(undo.id) else {
            continue;
        };
        let is_all = tasks_of(view, undo.id)?.len() == tasks.len();
        if is_all || some_can(view, of, UndoOrRedo::Redo, Some(&tasks))? {
            return Ok((of, tasks));
        }
    }
    Err(LedgerError::NothingToRedo)
}

/// Whether a batch can be compensated in some task; with `only` in one of these.
fn some_can(
    view: &mut dyn StoreView,
    batch: BatchId,
    way: UndoOrRedo,
    only: Option<&BTreeSet<TaskId>>,
) -> Result<bool, LedgerError> {
    let entries = entries_of(view, batch)?;
    for (task, share) in shares(&entries) {
        let is_asked = only.is_none_or(|only| only.contains(&task));
        if is_asked
            && matches!(
                verdict(view, task, &share, batch, way, &BTreeSet::new())?,
                UndoStanding::Go
            )
        {
            return Ok(true);
        }
    }
    Ok(false)
}
