//! One batch in a line, put together from its entries, which come in their order.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;

use super::error::LedgerError;
use super::part::Part;
use super::undo::fate::{Stands, stands};
use crate::domain::gist::FieldGist;
use crate::domain::task_field::TaskBody;
use crate::domain::{
    Action, Actor, BatchId, Entry, EntryId, Field, Gist, SourceDocument, TaskId, TaskName,
};
use crate::ledger::store::{StoreView, StoredEntry};

/// A batch in short.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchLine {
    /// Its number.
    pub batch: BatchId,
    /// Its first entry.
    pub first: EntryId,
    /// Its last entry.
    pub last: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// By what kind of command.
    pub action: Action,
    /// For undo and redo: the batch taken back or put in force again.
    pub compensates: Option<BatchId>,
    /// Why.
    pub reason: Option<String>,
    /// How many tasks it touched.
    pub tasks: usize,
    /// The first of them.
    pub first_tasks: Vec<TaskId>,
    /// What those of them were called that it registered.
    pub names: Vec<TaskName>,
    /// The titles of the documents it registered.
    pub documents: Vec<String>,
    /// What it did.
    pub gist: Gist,
    /// Its entry, where it has only one.
    pub only: Option<Box<Entry>>,
    /// How much of it is in force.
    pub stands: Stands,
}

impl BatchLine {
    /// Whether it is an undo or a redo itself.
    pub fn is_compensation(&self) -> bool {
        matches!(self.action, Action::Undo | Action::Redo)
    }

    /// Whether it was taken back and nothing of it put in force again since.
    pub fn is_undone(&self) -> bool {
        self.stands == Stands::Nothing
    }
}

/// Whether an entry is looked for; its batch then is.
pub type Keeps<'a> = &'a dyn Fn(&Entry) -> bool;

/// So many tasks of a batch are told by name.
const FIRST_TASKS: usize = 3;

/// The value of a field before and after, as it lies on the disk.
#[derive(PartialEq)]
struct RawField {
    field: Field,
    count: usize,
    old: Option<Option<String>>,
    new: Option<Option<String>>,
}

/// A batch being put together from its entries.
pub(super) struct Gathering {
    pub head: Entry,
    pub last: EntryId,
    entries: usize,
    tasks: FxHashSet<TaskId>,
    first_tasks: Vec<TaskId>,
    names: Vec<TaskName>,
    documents: Vec<String>,
    fields: Vec<RawField>,
    pub is_kept: bool,
}

impl Gathering {
    pub(super) fn of(entry: &StoredEntry, keeps: Option<Keeps>) -> Result<Gathering, LedgerError> {
        let head = entry.text.read()?;
        let mut gathering = Gathering {
            last: head.id,
            entries: 0,
            tasks: FxHashSet::default(),
            first_tasks: Vec::new(),
            names: Vec::new(),
            documents: Vec::new(),
            fields: Vec::new(),
            is_kept: keeps.is_none(),
            head,
        };
        gathering.add(entry, keeps)?;
        Ok(gathering)
    }

    /// Takes an entry in. Most are looked at without being read: a bulk change has one for every
    /// task, and their values are the same.
    pub(super) fn add(
        &mut self,
        entry: &StoredEntry,
        keeps: Option<Keeps>,
    ) -> Result<(), LedgerError> {
        let text = &entry.text;
        let (task, field) = (text.task()?, text.field()?);
        self.last = text.id()?;
        self.entries += 1;
        let is_new = task.is_some_and(|id| self.tasks.insert(id));
        if let (Some(id), true) = (task, is_new && self.first_tasks.len() < FIRST_TASKS) {
            self.first_tasks.push(id);
            if field == Field::Task {
                self.names.extend(name_in(&entry.text.read()?));
            }
        }
        if field == Field::DocumentRecord {
            self.documents.extend(title_in(&entry.text.read()?));
        }
        if !self.is_kept && keeps.is_some_and(|keeps| text.read().is_ok_and(|it| keeps(&it))) {
            self.is_kept = true;
        }
        self.add_field(field, text.old_value()?, text.new_value()?);
        Ok(())
    }

    fn add_field(&mut self, field: Field, old: Option<&str>, new: Option<&str>) {
        let known = self.fields.iter_mut().find(|it| it.field == field);
        let Some(known) = known else {
            let value =
                |value: Option<&str>| (!field.is_record()).then(|| value.map(str::to_owned));
            self.fields.push(RawField {
                field,
                count: 1,
                old: value(old),
                new: value(new),
            });
            return;
        };
        known.count += 1;
        known.old.take_if(|known| known.as_deref() != old);
        known.new.take_if(|known| known.as_deref() != new);
    }

    /// Takes in the part of the same batch that comes after.
    pub(super) fn join(&mut self, later: Gathering) {
        self.last = later.last;
        self.entries += later.entries;
        self.is_kept |= later.is_kept;
        let own = &self.tasks;
        let more = later.first_tasks.iter().filter(|id| !own.contains(id));
        self.first_tasks.extend(more);
        self.first_tasks.truncate(FIRST_TASKS);
        self.tasks.extend(later.tasks);
        self.documents.extend(later.documents);
        self.names.extend(later.names);
        for other in later.fields {
            match self.fields.iter_mut().find(|it| it.field == other.field) {
                None => self.fields.push(other),
                Some(known) => {
                    known.count += other.count;
                    known.old.take_if(|old| other.old.as_ref() != Some(old));
                    known.new.take_if(|new| other.new.as_ref() != Some(new));
                }
            }
        }
    }

    pub(super) fn line(self, view: &mut dyn StoreView) -> Result<BatchLine, LedgerError> {
        let fields = self.fields.into_iter().map(|raw| {
            let value = |value: Option<Option<String>>| {
                value.map(|text| match text {
                    None => Ok(serde_json::Value::Null),
                    Some(text) => serde_json::from_str(&text),
                })
            };
            let old = value(raw.old).transpose();
            let new = value(raw.new).transpose();
            let (old, new) = old
                .and_then(|old| Ok((old, new?)))
                .map_err(|_| LedgerError::Altered(Part::Entry(self.head.id)))?;
            Ok(FieldGist {
                field: raw.field,
                count: raw.count,
                old,
                new,
            })
        });
        let gist = Gist {
            fields: fields.collect::<Result<_, LedgerError>>()?,
        };
        let head = self.head;
        let names = self.names.into_iter();
        let is_first = |name: &TaskName| self.first_tasks.contains(&name.id);
        Ok(BatchLine {
            batch: head.batch,
            first: head.id,
            last: self.last,
            at: head.at,
            actor: head.actor.clone(),
            action: head.action,
            compensates: head.compensates,
            reason: head.reason.clone(),
            tasks: self.tasks.len(),
            names: names.filter(is_first).collect(),
            first_tasks: self.first_tasks,
            documents: self.documents,
            gist,
            stands: stands(view, head.batch)?,
            only: (self.entries == 1).then(|| Box::new(head)),
        })
    }
}

/// What a registration, or its taking back, calls its task.
fn name_in(entry: &Entry) -> Option<TaskName> {
    let change = &entry.change;
    let body = match change.new.is_null() {
        true => &change.old,
        false => &change.new,
    };
    let body: TaskBody = Field::Task.read(body).ok()?;
    Some(TaskName {
        id: entry.task()?,
        region: body.region,
        number: body.number,
        title: body.title,
    })
}

fn title_in(entry: &Entry) -> Option<String> {
    let change = &entry.change;
    let record = match change.new.is_null() {
        true => &change.old,
        false => &change.new,
    };
    let document: SourceDocument = Field::DocumentRecord.read(record).ok()?;
    Some(document.title)
}
