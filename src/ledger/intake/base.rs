//! The task that a row of an export was written from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::stamp::{is_stamp, is_time};
use crate::domain::exported::Exported;
use crate::domain::fold::State;
use crate::domain::returned_row::Returned;
use crate::domain::row_fault::Against;
use crate::domain::{DocumentId, Entry, Region, RegionKey, Revision, SourceDocument, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::store::StoreView;
use crate::ledger::trail;
use crate::ledger::write::unfoldable;

/// What the ledger knows of the places of tasks.
pub(in crate::ledger) struct Places<'a> {
    pub documents: &'a BTreeMap<DocumentId, SourceDocument>,
    pub regions: &'a BTreeMap<RegionKey, Region>,
}

/// The state of a task that a row was written from.
pub(in crate::ledger) enum Base {
    /// As the task is.
    Now,
    /// As it was; nothing where it never had this revision.
    Then(Option<Box<Task>>),
    /// A state the task never had in this ledger, with the revision the row says.
    Elsewhere(Option<Revision>),
    /// The row does not say.
    Unknown,
}

impl Base {
    /// What a row was written from: its revision and the time of the last change both say so, as far
    /// as they are there. A ledger that went back to an earlier state gives a revision out again.
    pub fn of(
        view: &mut dyn StoreView,
        task: &Task,
        returned: &Returned,
    ) -> Result<Base, LedgerError> {
        let changed_at = returned.raw.get(&Exported::UpdatedAt);
        let stamp = changed_at.map(String::as_str).filter(|cell| is_time(cell));
        let fits = |state: &Task| stamp.is_none_or(|cell| is_stamp(cell, state.updated_at));
        Ok(match (returned.revision, stamp) {
            (None, None) => Base::Unknown,
            (None, Some(cell)) => Base::by_time(view, task, cell)?,
            (Some(seen), _) if seen > task.revision => Base::Elsewhere(Some(seen)),
            (Some(seen), _) if seen == task.revision && fits(task) => Base::Now,
            (Some(seen), _) if seen == task.revision => Base::Elsewhere(Some(seen)),
            (Some(seen), _) => match task_at(view, task.id, seen)? {
                Some(then) if !fits(&then) => Base::Elsewhere(Some(seen)),
                then => Base::Then(then.map(Box::new)),
            },
        })
    }

    /// What a row was written from that says a time only. A program of sheets may have cut it short,
    /// so that several states fit.
    fn by_time(view: &mut dyn StoreView, task: &Task, cell: &str) -> Result<Base, LedgerError> {
        if cell == Entry::stamp(task.updated_at) {
            return Ok(Base::Now);
        }
        let fits = |state: &Task| is_stamp(cell, state.updated_at);
        let mut states = states_of(view, task.id, &fits)?;
        Ok(match (states.pop(), states.is_empty()) {
            (None, _) => Base::Elsewhere(None),
            (Some(_), false) => Base::Unknown,
            (Some(state), true) if state.revision == task.revision => Base::Now,
            (Some(state), true) => Base::Then(Some(Box::new(state))),
        })
    }

    /// The task as it then was, of which it is known.
    pub fn task<'t>(&'t self, now: &'t Task) -> Option<&'t Task> {
        match self {
            Base::Now => Some(now),
            Base::Then(then) => then.as_deref(),
            Base::Elsewhere(_) | Base::Unknown => None,
        }
    }
}

/// A row as it is compared with a task: known by its place it has no id, as a draft of a document has
/// none. One that has lost its id only still says at which revision it was written.
pub(in crate::ledger) fn known_by<'r>(returned: &'r Returned, task: &Task) -> Cow<'r, Returned> {
    let is_known = returned.id.is_some() || returned.revision.is_none();
    match (returned.id, is_known) {
        (Some(id), _) if id == task.id => Cow::Borrowed(returned),
        (_, is_known) => Cow::Owned(Returned {
            id: Some(task.id).filter(|_| !is_known),
            ..returned.clone()
        }),
    }
}

pub(in crate::ledger) fn against<'t>(task: &'t Task, places: &Places<'t>) -> Against<'t> {
    let document = task.document.and_then(|id| places.documents.get(&id));
    Against {
        body: &task.body,
        document: document.map(|document| document.title.as_str()),
        is_extended: task.extensions() > 0,
    }
}

/// A task as it was at a revision; `None` where it never had it.
pub(in crate::ledger) fn task_at(
    view: &mut dyn StoreView,
    id: TaskId,
    wanted: Revision,
) -> Result<Option<Task>, LedgerError> {
    let is_wanted = |task: &Task| task.revision == wanted;
    Ok(states_of(view, id, &is_wanted)?.into_iter().next())
}

/// The states of a task after each batch, of those that are wanted.
fn states_of(
    view: &mut dyn StoreView,
    id: TaskId,
    is_wanted: &dyn Fn(&Task) -> bool,
) -> Result<Vec<Task>, LedgerError> {
    let mut entries: Vec<Entry> = Vec::new();
    trail::of_task(view, id, i64::MAX, None, |entry| {
        entries.push(entry.text.read()?);
        Ok(())
    })?;
    let mut state = State::default();
    let mut wanted = Vec::new();
    for entry in entries.into_iter().rev() {
        let is_whole = |task: &&Task| task.last_batch != entry.batch && is_wanted(task);
        wanted.extend(state.tasks.get(&id).filter(is_whole).cloned());
        state.apply(&entry).map_err(|why| unfoldable(&entry, why))?;
    }
    wanted.extend(state.tasks.remove(&id).filter(is_wanted));
    Ok(wanted)
}
