//! What became of a change that was sent to the ledger.

use crate::domain::{Refusal, Task, TaskId, TaskName};
use crate::ledger::{Compensation, Target};
use crate::report::trail::updated_by;
use crate::tui::layout::{briefly_called, marked};
use crate::tui::state::dialog::{Dialog, Stale};
use crate::tui::state::draft_place::place_of;
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::{Done, EditJob, Effect, UndoWay};
use crate::tui::update::cursor::go_to;
use crate::tui::update::told;
use crate::tui::update::told::clock_time;
use crate::wording::{fill, message};

pub fn recorded(model: &mut Model, done: &Done) {
    model.is_saving = false;
    let sent = model.sent.take();
    forget_draft(model, &done.job, sent.as_ref());
    // What the change was about is done with; marks outside the filter were left alone.
    let is_of_marks = |target: &Target| model.browse.marks.contains(&target.id);
    if model.screen == Screen::Browse && done.job.targets.iter().any(is_of_marks) {
        for id in marked(model) {
            model.browse.marks.remove(&id);
        }
    }
    model.message = told::recorded(model, &done.recorded);
}

/// What was recorded is no draft any more.
fn forget_draft(model: &mut Model, job: &EditJob, sent: Option<&Dialog>) {
    if job.edit.note.is_some() {
        // With subtasks taken along the change is on more tasks than the note was typed for.
        let place = match sent {
            Some(Dialog::Bulk(bulk)) => bulk.targets.place(),
            _ => place_of(job.targets.iter().map(|target| target.id)),
        };
        model.drafts.remove(&place);
    }
    let form = match sent {
        Some(Dialog::Bulk(bulk)) => bulk.from(),
        other => other,
    };
    if let Some(Dialog::Form(form)) = form {
        model
            .form_drafts
            .remove(&form.task.as_ref().map(|task| task.id));
    }
}

pub fn registered(model: &mut Model, task: &Task) {
    model.is_saving = false;
    model.sent = None;
    model.form_drafts.remove(&None);
    let is_listed = model.browse.lists(task.id);
    if is_listed {
        go_to(model, task.id);
    }
    model.message = told::registered(model, &TaskName::of(task), is_listed);
}

pub fn refused(model: &mut Model, refusals: &[(TaskId, Refusal)]) {
    model.is_saving = false;
    reopen(model);
    if let Some((id, refusal)) = refusals.first() {
        let why = message::of_refusal(refusal, model.lang);
        model.message = format!("{} {why}", briefly_called(*id, model));
    }
}

/// One task: both versions side by side. Several: the counts are asked for again with the
/// revisions of now.
pub fn stale(model: &mut Model, job: EditJob, tasks: Vec<Task>) -> Vec<Effect> {
    model.is_saving = false;
    match (job.targets.len(), tasks.into_iter().next()) {
        (1, Some(theirs)) => {
            let dialog = Stale::open(job, theirs, model);
            model.dialog = Some(dialog);
        }
        (_, Some(task)) => {
            let at = clock_time(task.updated_at);
            let text = model.words().stale_several;
            model.message = fill(text, &[("by", &updated_by(&task, model.lang)), ("at", &at)]);
            // The worker has told of the change already, so the counts are those of now.
            if let Some(Dialog::Bulk(bulk)) = model.sent.take() {
                model.dialog = Some(bulk.renewed(model));
            }
        }
        _ => {}
    }
    Vec::new()
}

pub fn compensated(model: &mut Model, way: UndoWay, result: &Compensation) {
    model.is_saving = false;
    model.message = told::compensated(model, way, result);
    if let [only] = result.done.as_slice()
        && model.browse.lists(*only)
    {
        go_to(model, *only);
    }
}

/// Nothing was recorded: what was typed is there again.
pub fn failed(model: &mut Model, sentence: String) {
    model.is_saving = false;
    model.opening = None;
    model.history.planning = None;
    model.history.is_reading = false;
    if let Some(review) = model.import.review_mut() {
        review.taking = None;
    }
    reopen(model);
    model.message = sentence;
}

/// The dialog whose change was not recorded comes back, with what was typed in it.
fn reopen(model: &mut Model) {
    if model.dialog.is_none() {
        model.dialog = model.sent.take();
    }
}
