//! What tasks are called on the screen.

use crate::domain::{Row, TaskId, TaskName};
use crate::tui::state::model::Model;
use crate::wording::fill;

/// The number of a task: as printed; of a task under another, the parent's and its place there.
pub fn number_text(model: &Model, row: &Row, nested: bool) -> String {
    let top = model.data.top_of(row.id);
    let parent = model.data.row(top).filter(|_| nested && top != row.id);
    match parent {
        Some(parent) => {
            let siblings = model.data.children(parent.id);
            let place = siblings
                .iter()
                .position(|id| *id == row.id)
                .map_or(0, |at| at + 1);
            format!("{}.{place}", number_text(model, &parent, false))
        }
        None if row.number.is_empty() => format!("#{}", row.id),
        None => row.number.clone(),
    }
}

/// What a task of the list is called.
pub fn name_of(id: TaskId, model: &Model) -> Option<TaskName> {
    let row = model.data.row(id)?;
    Some(TaskName {
        id,
        region: row.region.clone(),
        number: number_text(model, &row, row.parent.is_some()),
        title: row.title.clone(),
    })
}

/// Region, number and title.
pub fn full_name(name: &TaskName, model: &Model) -> String {
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("task", &name.short()), ("title", &name.title)];
    fill(model.words().target_one, &values)
}

/// Region, number and title of a task; of one that is not in the list, its id.
pub fn called(id: TaskId, model: &Model) -> String {
    name_of(id, model).map_or(format!("#{id}"), |name| full_name(&name, model))
}

/// Region and number of a task, where there is little room; of one that is not in the list, its id.
pub fn briefly_called(id: TaskId, model: &Model) -> String {
    name_of(id, model).map_or(format!("#{id}"), |name| name.short())
}
