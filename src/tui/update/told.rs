//! What the message line says a write, an undo or a redo has done: which task or how many, which
//! fields, from what to what.

use chrono::{DateTime, Utc};

use crate::domain::{Field, TaskName};
use crate::ledger::{Compensation, LeftAlone, Recorded};
use crate::report::trail::person;
use crate::text::{columns, cut};
use crate::tui::layout::name_of;
use crate::tui::state::model::Model;
use crate::tui::state::msg::UndoWay;
use crate::wording::{batch, fill};

/// A title shorter than this says nothing.
const LEAST_TITLE: usize = 8;

/// Kept free for the place of the cursor at the end of the line.
const PLACE: usize = 18;

/// What was done, and the key that takes it back; between them as much of the title as fits. Where
/// there is no room for the key either, it gives way.
fn with_title(model: &Model, done: &str, title: Option<&str>, tail: &str) -> String {
    let cols = usize::from(model.size.0).saturating_sub(2);
    let used = columns(done) + columns(tail);
    if used > cols {
        return done.to_owned();
    }
    let room = cols.saturating_sub(used + PLACE + 2);
    match title.filter(|_| room >= LEAST_TITLE) {
        Some(title) => format!("{done}  {}{tail}", cut(title, room)),
        None => format!("{done}{tail}"),
    }
}

/// A change that was recorded.
pub fn recorded(model: &Model, recorded: &Recorded) -> String {
    let words = model.words();
    let what = batch::what(&recorded.gist, model.lang);
    let name = match recorded.changed.as_slice() {
        [] => return words.recorded_none.to_owned(),
        // The row is there under the number people see; its title may be the one of before.
        [task] => Some(name_of(task.id, model).unwrap_or_else(|| TaskName::of(task))),
        _ => None,
    };
    let tasks = match &name {
        Some(name) => name.short(),
        None => batch::tasks(recorded.changed.len(), model.lang),
    };
    let mut done = fill(words.recorded, &[("tasks", &tasks), ("what", &what)]);
    // Who hands a task out may think that what stands under it goes along.
    let kids = name
        .as_ref()
        .map_or(0, |name| model.data.below(name.id).len());
    if kids > 0
        && recorded
            .gist
            .fields
            .iter()
            .any(|it| it.field == Field::Status)
    {
        done.push_str(&fill(words.recorded_not_kids, &[("n", &kids)]));
    }
    let title = name.as_ref().map(|name| name.title.as_str());
    with_title(model, &done, title, words.undo_hint)
}

/// A task that was registered; outside the filter it says so.
pub fn registered(model: &Model, name: &TaskName, is_listed: bool) -> String {
    let words = model.words();
    let text = match is_listed {
        true => words.registered,
        false => words.registered_outside,
    };
    let region = name.region.short();
    let task = match name.number.is_empty() {
        true => region.to_owned(),
        false => format!("{region} {}", name.number),
    };
    let done = fill(text, &[("id", &name.id), ("task", &task)]);
    with_title(model, &done, Some(&name.title), words.undo_hint)
}

/// An undo or redo.
pub fn compensated(model: &Model, way: UndoWay, result: &Compensation) -> String {
    let words = model.words();
    let (text, none, hint) = match way {
        UndoWay::Undo => (words.undone, words.undone_none, words.redo_hint),
        UndoWay::Redo => (words.redone, words.redone_none, words.undo_hint),
    };
    let left = left_alone(model, &result.left);
    let action = result.action.label(model.lang);
    if result.done.is_empty() {
        return format!("{}{left}", fill(none, &[("what", &action)]));
    }
    let what = batch::what_of(result.action, &result.gist, model.lang);
    let only = match result.done.as_slice() {
        [only] => name_of(*only, model).or_else(|| result.first.clone()),
        _ => None,
    };
    let tasks = match &only {
        Some(name) => name.short(),
        None => batch::tasks(result.done.len(), model.lang),
    };
    let done = fill(text, &[("tasks", &tasks), ("what", &what)]);
    let title = only.as_ref().map(|name| name.title.as_str());
    with_title(model, &format!("{done}{left}"), title, hint)
}

/// What was left as it is since somebody came after.
fn left_alone(model: &Model, left: &[LeftAlone]) -> String {
    let Some(first) = left.first() else {
        return String::new();
    };
    let only = name_of(first.task, model).filter(|_| left.len() == 1);
    let tasks = match only {
        Some(name) => name.short(),
        None => batch::tasks(left.len(), model.lang),
    };
    let at = clock_time(first.at);
    let by = person(&first.by, first.login.as_deref(), model.lang);
    let values: [(&str, &dyn std::fmt::Display); 3] = [("tasks", &tasks), ("by", &by), ("at", &at)];
    fill(model.words().left_alone, &values)
}

/// A moment as a time of day.
pub fn clock_time(at: DateTime<Utc>) -> String {
    crate::domain::china::local(at).format("%H:%M").to_string()
}
