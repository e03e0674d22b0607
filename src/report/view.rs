//! A task as scripts see it (DESIGN part 7): every key always present, in this order.

use chrono::SecondsFormat;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::domain::exported::Exported as E;
use crate::domain::fold::State;
use crate::domain::light::{Light, LightRules};
use crate::domain::task::EventBody;
use crate::domain::{Entry, Field, FreeText, Lang, Task, TaskBody, TaskId};

/// A task of a list: what each column of an export says, under its key.
#[derive(Clone, Debug)]
pub struct TaskView<'a> {
    task: &'a Task,
    state: &'a State,
    light: Light,
}

/// A task on its own: a [`TaskView`] and what only the reading pane shows.
#[derive(Clone, Debug)]
pub struct TaskDetail<'a>(TaskView<'a>);

/// A note.
#[derive(Clone, Debug, Serialize)]
pub struct NoteView<'a> {
    /// When, RFC 3339, UTC.
    pub at: String,
    /// By whom.
    pub user: &'a str,
    /// The words.
    pub text: &'a str,
}

impl<'a> TaskView<'a> {
    /// `task` of the ledger `state`, its light under `rules`.
    pub fn of(task: &'a Task, state: &'a State, rules: &LightRules) -> TaskView<'a> {
        let light = rules.light(task);
        TaskView { task, state, light }
    }

    fn put<M: SerializeMap>(&self, column: E, map: &mut M) -> Result<(), M::Error> {
        let (task, key) = (self.task, column.id());
        if let Some(field) = column.field() {
            return put(field, &task.body, self.state, map);
        }
        match column {
            E::Id => map.serialize_entry(key, &task.id),
            E::RegionCode => map.serialize_entry(key, &task.region.code()),
            E::Revision => map.serialize_entry(key, &task.revision),
            E::Light => map.serialize_entry(key, &self.light.color),
            // In Chinese whatever the language.
            E::LightReason => map.serialize_entry(key, &self.light.sentence(Lang::Zh)),
            E::UpdatedAt => map.serialize_entry(key, &Entry::stamp(task.updated_at)),
            E::UpdatedBy => map.serialize_entry(key, &task.updated_by),
            _ => Ok(()),
        }
    }
}

impl<'a> TaskDetail<'a> {
    /// `task` of the ledger `state`, its light under `rules`.
    pub fn of(task: &'a Task, state: &'a State, rules: &LightRules) -> TaskDetail<'a> {
        TaskDetail(TaskView::of(task, state, rules))
    }
}

impl Serialize for TaskView<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for column in E::ALL {
            self.put(column, &mut map)?;
        }
        map.end()
    }
}

impl Serialize for TaskDetail<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let TaskView { task, state, .. } = self.0;
        let mut map = to.serialize_map(None)?;
        for column in E::ALL {
            self.0.put(column, &mut map)?;
        }
        let children = state
            .tasks
            .values()
            .filter(|child| child.parent == Some(task.id));
        let children: Vec<TaskId> = children.map(|child| child.id).collect();
        map.serialize_entry("children", &children)?;
        map.serialize_entry("notes", &notes(task))?;
        // Those that no list has.
        let texts = FreeText::ALL.map(FreeText::field).into_iter();
        for field in texts.filter(|field| E::of_field(*field).is_none()) {
            field.put(&task.body, &mut map)?;
        }
        map.end()
    }
}

/// Writes what scripts see of a field, under its key: names for what the ledger knows by numbers,
/// and of parties the names alone.
pub(super) fn put<M: SerializeMap>(
    field: Field,
    body: &TaskBody,
    state: &State,
    map: &mut M,
) -> Result<(), M::Error> {
    let key = field.id();
    if let Some(role) = field.role() {
        let names = body.parties(role).iter().map(|party| party.name.as_str());
        return map.serialize_entry(key, &names.collect::<Vec<_>>());
    }
    match field {
        Field::Document => {
            let document = state.document_of(body);
            map.serialize_entry(key, &document.map(|document| &document.title))
        }
        Field::Region => map.serialize_entry(key, body.region.name()),
        other => other.put(body, map),
    }
}

/// The notes of a task in force, oldest first.
pub fn notes(task: &Task) -> Vec<NoteView<'_>> {
    task.events()
        .filter_map(|event| match &event.body {
            EventBody::Note { text } => Some(NoteView {
                at: event.at.to_rfc3339_opts(SecondsFormat::Millis, true),
                user: &event.user,
                text,
            }),
            _ => None,
        })
        .collect()
}
