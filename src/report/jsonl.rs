//! A ledger as task lines, which `import` reads back: what [`TaskDraft`] reads, from the ledger.
//!
//! Every field of a list but what the next ledger will count or compute anew, and what a list
//! leaves out of the document. History is not in it; that is what a backup is for.
//!
//! [`TaskDraft`]: crate::domain::draft::TaskDraft

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::LazyLock;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::view::put;
use crate::domain::fold::State;
use crate::domain::{Field, Party, Role, Task, TaskId};

/// The fields in the order they have in a line.
static LINE: LazyLock<[Field; Field::BODY.len()]> = LazyLock::new(|| {
    let mut fields = Field::BODY;
    fields.sort_by_key(|field| match field {
        Field::Status | Field::Progress => 1,
        Field::DeadlineText | Field::Deadline | Field::OriginalDeadline | Field::Standing => 2,
        Field::StartedOn | Field::ReportCycle => 3,
        Field::Milestones | Field::Indicators => 4,
        Field::Clause => 5,
        _ => 0,
    });
    fields
});

/// One line.
struct TaskLine<'a> {
    task: &'a Task,
    state: &'a State,
}

impl Serialize for TaskLine<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let TaskLine { task, state } = self;
        let body = &task.body;
        let mut map = to.serialize_map(None)?;
        for field in *LINE {
            match field {
                Field::Parent => {
                    let parent = body.parent.and_then(|id| state.tasks.get(&id));
                    map.serialize_entry(field.id(), &parent.map(called))?;
                }
                Field::Clause => {
                    let clause = body.clause.as_ref();
                    map.serialize_entry("line", &clause.and_then(|clause| clause.line))?;
                    map.serialize_entry("clause", &clause.map(|clause| &clause.text))?;
                }
                other => put(other, body, state, &mut map)?,
            }
            match field {
                Field::Document => {
                    let document = state.document_of(body);
                    let number = document.and_then(|it| it.document_number.as_deref());
                    map.serialize_entry("document_number", &number)?;
                    map.serialize_entry("issuer", &document.and_then(|it| it.issuer.as_deref()))?;
                    map.serialize_entry("issued_on", &document.and_then(|it| it.issued_on))?;
                }
                Field::Region => map.serialize_entry("region_code", &body.region.code())?,
                Field::AssistingUnits => map.serialize_entry("printed", &printed(task))?,
                _ => {}
            }
        }
        map.end()
    }
}

/// What a parent is found by: its number, or its title when it bears none.
fn called(parent: &Task) -> &str {
    if parent.number.is_empty() {
        &parent.title
    } else {
        &parent.number
    }
}

/// The printed words of every role where any differ from the names.
fn printed(task: &Task) -> BTreeMap<&'static str, Vec<&str>> {
    let words = |party: &'_ Party| party.printed.is_some();
    Role::ALL
        .into_iter()
        .filter(|role| task.parties(*role).iter().any(words))
        .map(|role| {
            let parties = task.body.parties(role).iter();
            let words = parties.map(|p| p.printed.as_deref().unwrap_or(&p.name));
            (role.id(), words.collect())
        })
        .collect()
}

/// Writes the line of a task of `state`, in which the one above it is as well.
///
/// # Errors
/// Whatever the writer reports.
pub fn write_line(task: &Task, state: &State, into: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *into, &TaskLine { task, state })?;
    into.write_all(b"\n")
}

/// The tasks by id, children right after their parent; `parents` says who stands below whom.
pub fn family_order(tasks: &[TaskId], parents: &BTreeMap<TaskId, TaskId>) -> Vec<TaskId> {
    let wanted: BTreeSet<TaskId> = tasks.iter().copied().collect();
    let mut children: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    let mut tops = Vec::new();
    for task in &wanted {
        match parents.get(task).filter(|parent| wanted.contains(parent)) {
            Some(parent) => children.entry(*parent).or_default().push(*task),
            None => tops.push(*task),
        }
    }
    let mut ordered = Vec::with_capacity(wanted.len());
    let mut ahead: Vec<TaskId> = tops.into_iter().rev().collect();
    while let Some(task) = ahead.pop() {
        ordered.push(task);
        if let Some(below) = children.remove(&task) {
            ahead.extend(below.into_iter().rev());
        }
    }
    ordered
}
