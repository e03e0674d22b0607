//! What comes back from the ledger.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::browse::go_to;
use super::filter::{
    arrangements, ask_for_texts, finish, forget_the_gone, go_on, relist, relist_to, show_first_rows,
};
use super::{history, import, read_ahead, wanted_details};
use crate::domain::row::Touch;
use crate::domain::{StatusEdit, Task, TaskId};
use crate::ledger::{Compensation, Target};
use crate::tui::data::{Data, Loaded};
use crate::tui::dialog::{Dialog, Stale};
use crate::tui::model::{Model, Screen, Touched};
use crate::tui::msg::{Detail, Done, Effect, Job, Moment, Msg, Refreshed, Wanted, Way};
use crate::tui::waiting::Aim;
use crate::wording::{Review as ReviewWords, failure, fill};

/// Takes an answer of the worker.
pub fn answer(model: &mut Model, msg: Msg) -> Vec<Effect> {
    // These go to a task of the list, or forget the marks that are in it.
    let is_about_list = matches!(
        msg,
        Msg::Recorded(_)
            | Msg::Registered(_)
            | Msg::Compensated(..)
            | Msg::TakenIn(_)
            | Msg::Stale(..)
    );
    if is_about_list {
        finish(model);
    }
    match msg {
        Msg::FirstRows(loaded, much_to_come) => {
            model.much_to_come = much_to_come;
            return first_rows(model, *loaded);
        }
        Msg::Loaded(loaded) => return take_load(model, *loaded),
        Msg::Idle => {
            // One thing at a time: the frame with the list comes before the question of texts.
            if model.browse.pending.is_none() {
                return ask_for_texts(model).into_iter().collect();
            }
            go_on(model);
            return wanted_details(model);
        }
        Msg::Calm => return read_ahead(model),
        Msg::Texts(watch, found) => {
            if model.browse.texts.take(&watch, found) {
                relist(model);
                return wanted_details(model);
            }
        }
        Msg::Details(details) => take_details(model, details),
        Msg::Refreshed(refreshed) => return take_refresh(model, *refreshed),
        Msg::Recorded(done) => recorded(model, &done),
        Msg::Registered(task) => registered(model, &task),
        Msg::Stale(job, tasks) => return stale(model, *job, tasks),
        Msg::Refused(_, refusals) => {
            model.is_saving = false;
            reopen(model);
            if let Some((id, refusal)) = refusals.first() {
                let failure = failure::of_refusal(refusal, model.lang);
                model.message = format!("#{id} {} {}", failure.sentence, failure.hint);
            }
        }
        Msg::Compensated(way, compensation) => compensated(model, way, &compensation),
        Msg::History(filter, entries) => history::take(model, filter, entries),
        Msg::AsOf(moment) => return take_moment(model, moment),
        Msg::Exported(count, path) => {
            model.sent = None;
            let path = path.display();
            model.message = fill(model.words().exported, &[("n", &count), ("path", &path)]);
        }
        Msg::Completed(text, names) => {
            if let Some(Dialog::Path(ask)) = &mut model.dialog {
                if names.is_empty() {
                    model.message = ReviewWords::of(model.lang).path_none.to_owned();
                }
                ask.take_names(&text, names);
            }
        }
        Msg::GoesOn(seconds) => import::goes_on(model, seconds),
        Msg::FileRead(watch, result) => return import::file_read(model, &watch, result),
        Msg::Planned(asked, plan) => import::planned(model, asked, *plan),
        Msg::PlanMoved(plan) => import::plan_moved(model, *plan),
        Msg::TakenIn(plan) => {
            import::taken_in(model, &plan);
            return wanted_details(model);
        }
        Msg::Created(made) => {
            model.screen = Screen::Browse;
            model.face.path = made.path;
            model.face.is_demo = made.is_demo;
            if let Some(today) = made.today {
                model.rules.today = today;
            }
            let mut effects = vec![load(model)];
            effects.extend(super::views::read());
            if std::mem::take(&mut model.import.is_wanted) {
                effects.extend(import::show(model));
            }
            return effects;
        }
        Msg::Views(answer) => return super::views::take(model, *answer),
        Msg::Today(today) => {
            model.rules.today = today;
            model.data.set_rules(&model.rules);
            relist(model);
        }
        Msg::Failed(sentence) => {
            model.is_saving = false;
            if let Some(review) = model.import.review_mut() {
                review.taking = None;
            }
            reopen(model);
            model.message = sentence;
        }
        Msg::Waiting => model.message = model.words().waiting.to_owned(),
        Msg::Lost(why) => model.message = fill(model.words().ledger_lost, &[("why", &why)]),
        Msg::Key(_) | Msg::Paste(_) | Msg::Garbled | Msg::Resize(..) => {}
    }
    Vec::new()
}

/// Asks for the whole ledger, with the orders the list will go through.
pub fn load(model: &Model) -> Effect {
    Effect::Load(Wanted {
        today: model.rules.today,
        orders: arrangements(model),
    })
}

/// The first rows of a large ledger. The one under the cursor is read whole before the others,
/// or its preview would wait for all of them.
fn first_rows(model: &mut Model, loaded: Loaded) -> Vec<Effect> {
    if !model.is_loaded {
        model.data = Data::new(loaded);
        model.data.is_partial = true;
        show_first_rows(model);
    }
    Vec::new()
}

fn take_load(model: &mut Model, loaded: Loaded) -> Vec<Effect> {
    model.last_entry = loaded.last_entry;
    model.data = Data::new(loaded);
    model.browse.texts.forget();
    model.face.is_sample = is_sample(model);
    model.is_loaded = true;
    model.much_to_come = false;
    model.details.clear();
    model.awaited.clear();
    forget_the_gone(model);
    relist(model);
    let mut effects = wanted_details(model);
    for typed in std::mem::take(&mut model.typed_ahead) {
        effects.extend(super::update(model, typed));
    }
    effects
}

/// Whether the ledger holds the five sample plans and nothing else.
fn is_sample(model: &Model) -> bool {
    let titles = crate::sample::titles();
    let documents = &model.data.documents;
    documents.len() == titles.len()
        && documents
            .values()
            .all(|document| titles.contains(&document.title.as_str()))
}

/// The dialog whose change was not recorded comes back, with what was typed in it.
fn reopen(model: &mut Model) {
    if model.dialog.is_none() {
        model.dialog = model.sent.take();
    }
}

fn take_details(model: &mut Model, details: Vec<Detail>) {
    for detail in details {
        model.awaited.remove(&detail.task.id);
        model.details.insert(detail.task.id, Arc::new(detail));
    }
}

/// The ledger moved on, by this screen or by others: lines, lights and counts follow, the place
/// does not.
fn take_refresh(model: &mut Model, refreshed: Refreshed) -> Vec<Effect> {
    model.last_entry = refreshed.last_entry.or(model.last_entry);
    if model.face.as_of.is_some() {
        return Vec::new();
    }
    for touch in &refreshed.touches {
        model.awaited.remove(&touch.task);
    }
    model.data.documents = refreshed.documents;
    model.data.regions = refreshed.regions;
    model.data.put(&refreshed.blocks);
    model.browse.texts.renew();
    for touch in &refreshed.touches {
        if !model.data.contains(touch.task) {
            model.details.remove(&touch.task);
        }
    }
    let others: Vec<_> = refreshed
        .touches
        .iter()
        .filter(|touch| touch.actor.session != model.actor.session)
        .collect();
    for touch in &others {
        let is_under_cursor = model.browse.cursor == Some(touch.task);
        let mark = Touched {
            by: touch.actor.user.clone(),
            at: touch.at,
            seen: is_under_cursor,
        };
        model.browse.touched.insert(touch.task, mark);
    }
    relist_to(model, Aim::Quiet);
    let gone = |touch: &&&Touch| !model.data.contains(touch.task);
    let last_gone = others.iter().filter(gone).max_by_key(|touch| touch.entry);
    if let (Some(last), true) = (last_gone, model.message.is_empty()) {
        let (at, n) = (clock_time(last.at), others.iter().filter(gone).count());
        model.message = fill(
            model.words().others_gone,
            &[("by", &last.actor.user), ("at", &at), ("n", &n)],
        );
    }
    let mut effects = wanted_details(model);
    if model.screen == Screen::History {
        effects.extend(history::reread(model));
    }
    if model.screen == Screen::Import {
        effects.extend(import::plan_anew(model));
    }
    effects
}

fn clock_time(at: DateTime<Utc>) -> String {
    crate::domain::china::local(at).format("%H:%M").to_string()
}

fn recorded(model: &mut Model, done: &Done) {
    model.is_saving = false;
    let words = model.words();
    let sent = model.sent.take();
    forget_draft(model, &done.job, sent.as_ref());
    // What the change was about is done with; marks outside the filter were left alone.
    let is_of_marks = |target: &Target| model.browse.marks.contains(&target.id);
    if model.screen == Screen::Browse && done.job.targets.iter().any(is_of_marks) {
        for id in model.browse.marked_in_filter() {
            model.browse.marks.remove(&id);
        }
    }
    model.message = match (done.changed.as_slice(), done.job.edit.status) {
        ([], _) => words.recorded_none.to_owned(),
        ([task], Some(StatusEdit::To(to))) => {
            // The line is still the old one: the refresh comes after this.
            let from = model.data.row(task.id).map_or(to, |row| row.status);
            fill(
                words.recorded_status,
                &[
                    ("number", &task.number),
                    ("to", &to.label(model.lang)),
                    ("from", &from.label(model.lang)),
                ],
            )
        }
        (changed, _) => fill(words.recorded, &[("n", &changed.len())]),
    };
}

/// What was recorded is no draft any more.
fn forget_draft(model: &mut Model, job: &Job, sent: Option<&Dialog>) {
    if job.edit.note.is_some() {
        let only: Option<TaskId> = match job.targets.as_slice() {
            [only] => Some(only.id),
            _ => None,
        };
        model.drafts.remove(&only);
    }
    if let Some(Dialog::Form(form)) = sent {
        model
            .form_drafts
            .remove(&form.task.as_ref().map(|task| task.id));
    }
}

fn registered(model: &mut Model, task: &Task) {
    model.is_saving = false;
    model.sent = None;
    model.form_drafts.remove(&None);
    let words = model.words();
    let text = if model.browse.lists(task.id) {
        go_to(model, task.id);
        words.registered
    } else {
        words.registered_outside
    };
    model.message = fill(text, &[("id", &task.id)]);
}

/// One task: both versions side by side. Several: the counts are asked for again with the
/// revisions of now.
fn stale(model: &mut Model, job: Job, tasks: Vec<Task>) -> Vec<Effect> {
    model.is_saving = false;
    match (job.targets.len(), tasks.into_iter().next()) {
        (1, Some(theirs)) => {
            let dialog = Stale::open(job, theirs, model);
            model.dialog = Some(dialog);
        }
        (_, Some(task)) => {
            let at = clock_time(task.updated_at);
            let text = model.words().stale_several;
            model.message = fill(text, &[("by", &task.updated_by), ("at", &at)]);
            // The worker has told of the change already, so the counts are those of now.
            if let Some(Dialog::Bulk(bulk)) = model.sent.take() {
                model.dialog = Some(bulk.renewed(model));
            }
        }
        _ => {}
    }
    Vec::new()
}

fn compensated(model: &mut Model, way: Way, result: &Compensation) {
    model.is_saving = false;
    let words = model.words();
    let text = match way {
        Way::Undo => words.undone,
        Way::Redo => words.redone,
    };
    let what = result.action.label(model.lang);
    let mut message = match (result.done.as_slice(), way) {
        ([], Way::Undo) => fill(words.undone_none, &[("what", &what)]),
        ([], Way::Redo) => fill(words.redone_none, &[("what", &what)]),
        (done, _) => fill(text, &[("what", &what), ("n", &done.len())]),
    };
    let way_back = match (result.done.is_empty(), way) {
        (true, _) => "",
        (false, Way::Undo) => words.redo_hint,
        (false, Way::Redo) => words.undo_hint,
    };
    if let Some(left) = result.left.first() {
        let at = clock_time(left.at);
        message.push_str(&fill(
            words.left_alone,
            &[("n", &result.left.len()), ("by", &left.by), ("at", &at)],
        ));
    }
    message.push_str(way_back);
    model.message = message;
    if let [only] = result.done.as_slice()
        && model.browse.lists(*only)
    {
        go_to(model, *only);
    }
}

/// To a past day, or back to now: the filter and the place stay.
fn take_moment(model: &mut Model, moment: Option<Moment>) -> Vec<Effect> {
    model.sent = None;
    model.details.clear();
    model.awaited.clear();
    model.browse.marks.clear();
    model.browse.range_from = None;
    match moment {
        None => {
            model.face.as_of = None;
            if let Some(today) = model.today_before.take() {
                model.rules.today = today;
            }
            model.message = model.words().as_of_back.to_owned();
            vec![load(model)]
        }
        Some(moment) => {
            model.face.as_of = Some(moment.label);
            model.screen = Screen::Browse;
            let today = std::mem::replace(&mut model.rules.today, moment.day);
            model.today_before.get_or_insert(today);
            model.is_loaded = true;
            model.data = Data::new(*moment.loaded);
            model.browse.texts.forget();
            relist(model);
            wanted_details(model)
        }
    }
}
