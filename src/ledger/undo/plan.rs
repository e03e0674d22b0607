//! What an undo would do, shown before it is done; and the undo of just that.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::choice::newest_of;
use super::commands::{Compensation, batch_of_entry, compensate};
use super::fate::{Stands, stands};
use super::share::{LeftAlone, UndoOrRedo, entries_of, shares};
use super::standing::{UndoStanding, verdict};
use crate::domain::{Action, Actor, BatchId, Entry, EntryId, Gist, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::store::{Store, StoreView, WantedBatches};
use crate::ledger::write::Writer;

/// What an undo would do.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoPlan {
    /// The batch that would be taken back.
    pub of: BatchId,
    /// Its first entry.
    pub first: EntryId,
    /// What kind of command it was.
    pub action: Action,
    /// Whose.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
    /// The tasks that would be set back.
    pub tasks: Vec<TaskId>,
    /// What would happen to them.
    pub gist: Gist,
    /// The tasks that would be left, with who came after.
    pub left: Vec<LeftAlone>,
}

/// What came of an undo that was planned.
#[derive(Clone, Debug, PartialEq)]
pub enum Planned {
    /// It was done.
    Done(Compensation),
    /// The ledger moved on since: nothing was done, and this is what would be now.
    Moved(Box<UndoPlan>),
}

/// What came of an undo of what a session did last.
#[derive(Clone, Debug, PartialEq)]
pub enum Undone {
    /// It was done.
    Done(Compensation),
    /// The session put in force again what somebody else wrote. Nothing was done: who takes back the
    /// work of others sees first what that does.
    Asked(Box<UndoPlan>),
}

/// Which batch an undo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoOf {
    /// The newest in force of the same name and login.
    Newest,
    /// The one this entry belongs to, whoever wrote it.
    Entry(EntryId),
}

impl<S: Store> Ledger<S> {
    /// What an undo would do. Writes nothing.
    ///
    /// # Errors
    /// As [`Ledger::undo`] and [`Ledger::undo_entry`].
    pub fn plan_undo(&self, actor: &Actor, of: UndoOf) -> Result<UndoPlan, LedgerError> {
        self.in_one_view(|view| {
            let batch = match of {
                UndoOf::Newest => newest_of(view, actor, false)?,
                UndoOf::Entry(entry) => batch_of_entry(view, entry)?,
            };
            plan(view, batch)
        })
    }

    /// Takes back what this session put in force last, if it is the person's own.
    ///
    /// # Errors
    /// As [`Ledger::undo`].
    pub fn undo_of_session(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Undone, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, UndoOrRedo::Undo.action())?;
        let batch = newest_of(writer.view(), actor, true)?;
        let found = writer.view().batches(WantedBatches::One(batch))?;
        if !found.iter().any(|batch| batch.is_of(actor)) {
            let plan = plan(writer.view(), batch)?;
            return Ok(Undone::Asked(Box::new(plan)));
        }
        compensate(writer, batch, UndoOrRedo::Undo, None).map(Undone::Done)
    }

    /// Takes back the batch of a plan, if it would still do just that.
    ///
    /// # Errors
    /// [`LedgerError::NotUndoable`] when it was taken back meanwhile; read-only, busy, disk full.
    pub fn undo_planned(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        plan_seen: &UndoPlan,
    ) -> Result<Planned, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, UndoOrRedo::Undo.action())?;
        writer.view().batches(WantedBatches::All)?;
        if stands(writer.view(), plan_seen.of)? == Stands::Nothing {
            return Err(LedgerError::NotUndoable(plan_seen.first));
        }
        let fresh = plan(writer.view(), plan_seen.of)?;
        if fresh != *plan_seen {
            return Ok(Planned::Moved(Box::new(fresh)));
        }
        compensate(writer, plan_seen.of, UndoOrRedo::Undo, None).map(Planned::Done)
    }
}

fn plan(view: &mut dyn StoreView, of: BatchId) -> Result<UndoPlan, LedgerError> {
    let mut entries = entries_of(view, of)?;
    let empty = || LedgerError::Altered(Part::Batches);
    let head = entries.first().ok_or_else(empty)?;
    let mut plan = UndoPlan {
        of,
        first: head.id,
        action: head.action,
        actor: head.actor.clone(),
        at: head.at,
        tasks: Vec::new(),
        gist: Gist::default(),
        left: Vec::new(),
    };
    entries.reverse();
    // Children come before the tasks they stand under, and would be gone when those are looked at.
    let mut gone = BTreeSet::new();
    for (task, share) in shares(&entries) {
        match verdict(view, task, &share, of, UndoOrRedo::Undo, &gone)? {
            UndoStanding::Nothing => {}
            UndoStanding::Left(left) => plan.left.push(left),
            UndoStanding::Go => {
                if share.iter().any(|entry| registers(entry)) {
                    gone.insert(task);
                }
                plan.tasks.push(task);
                let changes = share.iter().map(|it| UndoOrRedo::Undo.directed(&it.change));
                changes.for_each(|change| plan.gist.add(&change));
            }
        }
    }
    // As they were changed, which is the order people know.
    plan.tasks.reverse();
    Ok(plan)
}

/// Whether taking an entry back takes its task out.
fn registers(entry: &Entry) -> bool {
    entry.change.field == crate::domain::Field::Task
}
