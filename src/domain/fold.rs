//! Entries to state: the one way a ledger comes about.
//!
//! The ledger as of a past day is a fold that stops early; the audit is a full fold compared with
//! the stored projection.

use std::collections::BTreeMap;

use serde_json::Value;

use super::change::Change;
use super::entry::{Action, Entry};
use super::id::{DocumentId, Revision, TaskId};
use super::region::{Region, RegionKey};
use super::task::{Event, SourceDocument, Task};
use super::task_field::TaskBody;
use super::task_field::{BadValue, Field};

/// A whole ledger in memory.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Every task in the projection.
    pub tasks: BTreeMap<TaskId, Task>,
    /// Every source document.
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    /// Every region any task or document named, with the nodes above it.
    pub regions: BTreeMap<RegionKey, Region>,
    /// Tasks whose registration was undone: a redo gives them their withdrawn events back and
    /// counts their revisions on, so that no revision is ever seen twice.
    removed: BTreeMap<TaskId, Task>,
}

/// What was taken out is no part of what a ledger says, and the projection does not hold it.
impl PartialEq for State {
    fn eq(&self, other: &State) -> bool {
        self.tasks == other.tasks
            && self.documents == other.documents
            && self.regions == other.regions
    }
}

/// An entry that does not fit the state before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// It changes a task that is not there.
    #[error("it changes task {0}, which is not in the ledger at that point")]
    NoSuchTask(TaskId),
    /// It registers a task that is there already.
    #[error("it registers task {0} a second time")]
    TaskExists(TaskId),
    /// A task field without a task, or the reverse.
    #[error("field {0} does not go with its subject")]
    Misplaced(&'static str),
    /// It says of this field that something else stood there than did.
    #[error("its old {0} is not what stood there")]
    Old(&'static str),
    /// Its value does not fit the field.
    #[error(transparent)]
    Value(#[from] BadValue),
}

impl State {
    /// A ledger of these tasks, documents and regions.
    pub fn new(
        tasks: BTreeMap<TaskId, Task>,
        documents: BTreeMap<DocumentId, SourceDocument>,
        regions: BTreeMap<RegionKey, Region>,
    ) -> State {
        State {
            tasks,
            documents,
            regions,
            removed: BTreeMap::new(),
        }
    }

    /// Whether the old value of an entry is what stands in the state before it. The fold goes by
    /// new values alone: an old one that is wrong was taken from a table that somebody had altered.
    ///
    /// # Errors
    /// [`FoldError::Old`]; what it is about is not there.
    pub fn check_old(&self, entry: &Entry) -> Result<(), FoldError> {
        let Change { field, old, new } = &entry.change;
        let is_so = match (field, entry.task()) {
            (Field::Task, Some(id)) if new.is_null() => {
                let task = self.tasks.get(&id).ok_or(FoldError::NoSuchTask(id))?;
                Field::Task.read::<TaskBody>(old)? == task.body
            }
            (Field::DocumentRecord, None) if new.is_null() => {
                let gone: SourceDocument = field.read(old)?;
                self.documents.get(&gone.id) == Some(&gone)
            }
            (Field::RegionRecord, None) if new.is_null() => {
                let gone: Region = field.read(old)?;
                self.regions.get(&gone.key) == Some(&gone)
            }
            // Events replace nothing; undoing one tells it as what was.
            _ if field.is_event() => true,
            (field, Some(id)) if !field.is_record() => {
                let task = self.tasks.get(&id).ok_or(FoldError::NoSuchTask(id))?;
                field.get(&task.body) == *old
            }
            _ => old.is_null(),
        };
        match is_so {
            true => Ok(()),
            false => Err(FoldError::Old(field.id())),
        }
    }

    /// Applies one entry.
    ///
    /// # Errors
    /// When the entry does not follow from the state; the state is then unchanged.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), FoldError> {
        match (entry.change.field, entry.task()) {
            (Field::Task, Some(id)) => self.apply_registration(id, entry),
            (Field::DocumentRecord, None) => self.apply_document(entry),
            (Field::RegionRecord, None) => self.apply_region(entry),
            // It made the tables what the entries say: nothing that they did not say before.
            (Field::Rebuild, None) => Ok(()),
            (field, Some(id)) if !field.is_record() => {
                let task = self.tasks.get_mut(&id).ok_or(FoldError::NoSuchTask(id))?;
                apply_to_task(task, entry).map_err(FoldError::from)
            }
            (field, _) => Err(FoldError::Misplaced(field.id())),
        }
    }

    fn apply_registration(&mut self, id: TaskId, entry: &Entry) -> Result<(), FoldError> {
        if entry.change.new.is_null() {
            let gone = self.tasks.remove(&id).ok_or(FoldError::NoSuchTask(id))?;
            self.removed.insert(id, gone);
            return Ok(());
        }
        if self.tasks.contains_key(&id) {
            return Err(FoldError::TaskExists(id));
        }
        let mut task = registered(id, entry)?;
        if let Some(gone) = self.removed.remove(&id) {
            // One revision for the undo that took it out, one for this.
            task.revision = gone.revision.next().next();
            task.entries = gone.entries + 2;
            task.events = gone.events;
        }
        self.tasks.insert(id, task);
        Ok(())
    }

    fn apply_document(&mut self, entry: &Entry) -> Result<(), FoldError> {
        match &entry.change.new {
            Value::Null => {
                let gone: SourceDocument = Field::DocumentRecord.read(&entry.change.old)?;
                self.documents.remove(&gone.id);
            }
            new => {
                let document: SourceDocument = Field::DocumentRecord.read(new)?;
                self.documents.insert(document.id, document);
            }
        }
        Ok(())
    }

    fn apply_region(&mut self, entry: &Entry) -> Result<(), FoldError> {
        match &entry.change.new {
            Value::Null => {
                let gone: Region = Field::RegionRecord.read(&entry.change.old)?;
                self.regions.remove(&gone.key);
            }
            new => {
                let region: Region = Field::RegionRecord.read(new)?;
                self.regions.insert(region.key.clone(), region);
            }
        }
        Ok(())
    }

    /// The document a task came from.
    pub fn document_of(&self, task: &TaskBody) -> Option<&SourceDocument> {
        task.document.and_then(|id| self.documents.get(&id))
    }
}

/// The task a registration entry brings about.
///
/// # Errors
/// When the recorded value is no task.
pub fn registered(id: TaskId, entry: &Entry) -> Result<Task, BadValue> {
    let body = Field::Task.read(&entry.change.new)?;
    Ok(registered_as(id, entry, body))
}

/// The same where the recorded value was made from `body`.
pub fn registered_as(id: TaskId, entry: &Entry, body: TaskBody) -> Task {
    Task {
        id,
        revision: Revision::FIRST,
        last_batch: entry.batch,
        updated_at: entry.at,
        updated_by: entry.actor.user.clone(),
        entries: 1,
        updated_login: None,
        body,
        events: Vec::new(),
    }
}

/// Applies a field change or an event to a task that is there. A batch raises the revision once,
/// however many fields it changes.
///
/// # Errors
/// When the value does not fit; the task is then unchanged.
pub fn apply_to_task(task: &mut Task, entry: &Entry) -> Result<(), BadValue> {
    let field = entry.change.field;
    if field.is_event() {
        apply_event(task, entry)?;
    } else {
        field.set(&mut task.body, &entry.change.new)?;
    }
    if task.last_batch != entry.batch {
        task.revision = task.revision.next();
        task.last_batch = entry.batch;
    }
    task.updated_at = entry.at;
    task.updated_by.clone_from(&entry.actor.user);
    task.entries += 1;
    Ok(())
}

/// An event is added by its own batch; undo withdraws the events of the batch it compensates and
/// redo puts the very same events back, with their first time and author.
fn apply_event(task: &mut Task, entry: &Entry) -> Result<(), BadValue> {
    match (entry.action, entry.compensates) {
        (Action::Undo | Action::Redo, Some(batch)) => {
            let field = entry.change.field;
            for event in &mut task.events {
                if event.batch == batch && Field::of_event(&event.body).0 == field {
                    event.withdrawn = entry.action == Action::Undo;
                }
            }
        }
        _ => task.events.push(Event {
            entry: entry.id,
            batch: entry.batch,
            at: entry.at,
            user: entry.actor.user.clone(),
            login: None,
            body: entry.change.field.read_event(&entry.change.new)?,
            withdrawn: false,
        }),
    }
    Ok(())
}
