//! The task that a row of an export was written from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rusqlite::Connection;

use super::stamp::is_stamp;
use crate::domain::exported::Exported;
use crate::domain::fold::State;
use crate::domain::returned::{Against, Returned};
use crate::domain::{DocumentId, Entry, Region, RegionKey, Revision, SourceDocument, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::write::unfoldable;
use crate::ledger::{rows, trail};

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
    /// A state the task never came to in this ledger.
    Later(Revision),
    /// The row does not say.
    Unknown,
}

impl Base {
    /// What a row was written from.
    pub fn of(conn: &Connection, task: &Task, returned: &Returned) -> Result<Base, LedgerError> {
        let returned = known_by(returned, task);
        let changed_at = returned.raw.get(&Exported::UpdatedAt);
        let is_now = || changed_at.is_some_and(|cell| is_stamp(cell, task.updated_at));
        Ok(match returned.revision.filter(|_| returned.id.is_some()) {
            None if returned.id.is_some() && is_now() => Base::Now,
            None => Base::Unknown,
            Some(seen) if seen == task.revision => Base::Now,
            Some(seen) if seen > task.revision => Base::Later(seen),
            Some(seen) => Base::Then(task_at(conn, task.id, seen)?.map(Box::new)),
        })
    }

    /// The task as it then was, of which it is known.
    pub fn task<'t>(&'t self, now: &'t Task) -> Option<&'t Task> {
        match self {
            Base::Now => Some(now),
            Base::Then(then) => then.as_deref(),
            Base::Later(_) | Base::Unknown => None,
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
    conn: &Connection,
    id: TaskId,
    wanted: Revision,
) -> Result<Option<Task>, LedgerError> {
    let mut entries: Vec<Entry> = Vec::new();
    trail::of_task(conn, id, i64::MAX, None, |row| {
        entries.push(rows::entry_of(row)?);
        Ok(())
    })?;
    let mut state = State::default();
    for entry in entries.into_iter().rev() {
        let is_there = |task: &&Task| task.revision == wanted && task.last_batch != entry.batch;
        if let Some(task) = state.tasks.get(&id).filter(is_there) {
            return Ok(Some(task.clone()));
        }
        state.apply(&entry).map_err(|why| unfoldable(&entry, why))?;
    }
    Ok(state
        .tasks
        .remove(&id)
        .filter(|task| task.revision == wanted))
}
