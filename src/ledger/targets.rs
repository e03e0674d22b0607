//! What an edit is about: the tasks named, as they are and as they were seen.

use std::collections::{BTreeMap, BTreeSet};

use super::error::LedgerError;
use super::store::StoreView;
use super::trail;
use crate::domain::{Change, Edit, Refusal, Revision, Task, TaskId};

/// A task to act on, with the revision the caller saw; `None` acts on whatever is there now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The task.
    pub id: TaskId,
    /// The revision seen.
    pub seen: Option<Revision>,
}

/// Refuses to write on tasks that are not there, or not as they were seen.
///
/// # Errors
/// [`LedgerError::NoSuchTask`]; [`LedgerError::Stale`] with the present tasks.
pub(super) fn check_present(
    view: &mut dyn StoreView,
    targets: &[Target],
    present: &BTreeMap<TaskId, Task>,
) -> Result<(), LedgerError> {
    let mut stale = Vec::new();
    for target in targets {
        let task = present
            .get(&target.id)
            .ok_or(LedgerError::NoSuchTask(target.id))?;
        if target.seen.is_some_and(|seen| seen != task.revision) {
            stale.push(trail::with_login(view, task)?);
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(LedgerError::Stale(stale))
    }
}

/// The changes to each target, a target named twice taken once.
///
/// # Errors
/// [`LedgerError::Refused`] with every reason.
pub(super) fn plan<'a>(
    targets: &[Target],
    present: &'a BTreeMap<TaskId, Task>,
    edit: &Edit,
) -> Result<Vec<(&'a Task, Vec<Change>)>, LedgerError> {
    let mut planned: Vec<(&Task, Vec<Change>)> = Vec::new();
    let mut refused: Vec<(TaskId, Refusal)> = Vec::new();
    let mut seen = BTreeSet::new();
    for task in targets
        .iter()
        .filter(|target| seen.insert(target.id))
        .filter_map(|target| present.get(&target.id))
    {
        match edit.changes(task) {
            Ok(changes) => planned.push((task, changes)),
            Err(refusal) => refused.push((task.id, refusal)),
        }
    }
    if refused.is_empty() {
        Ok(planned)
    } else {
        Err(LedgerError::Refused(refused))
    }
}
