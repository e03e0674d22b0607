//! What comes back from the ledger.

use std::sync::Arc;

use super::filter::{
    ask_for_texts, finish, forget_the_gone, go_on, relist, relist_to, show_first_rows,
};
use super::{drafts, history, import, restored, written};
use crate::domain::row::Touch;
use crate::report::trail::who;
use crate::tui::state::data::{Data, Loaded};
use crate::tui::state::dialog::{Dialog, ReplaceExport};
use crate::tui::state::model::{Model, Screen, Touched};
use crate::tui::state::msg::{Detail, Effect, ExportJob, Made, Msg, PastMoment, Refreshed};
use crate::tui::state::waiting::Aim;
use crate::tui::update::opening::open_form;
use crate::tui::update::reading::{load, read_ahead, wanted_details};
use crate::tui::update::told::clock_time;
use crate::wording::{Review as ReviewWords, fill};

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
        Msg::FirstRows(loaded, much_to_come) => first_rows(model, *loaded, much_to_come),
        Msg::Loaded(loaded) => return take_load(model, *loaded),
        Msg::Idle => return idle(model),
        Msg::Calm => return read_ahead(model),
        Msg::Texts(watch, found) => {
            if model.browse.texts.take(&watch, found) {
                relist(model);
                return wanted_details(model);
            }
        }
        Msg::Details(details) => take_details(model, details),
        Msg::Refreshed(refreshed) => return take_refresh(model, *refreshed),
        Msg::Restored => return restored::begin_anew(model),
        Msg::Recorded(done) => written::recorded(model, &done),
        Msg::Registered(task) => written::registered(model, &task),
        Msg::Stale(job, tasks) => return written::stale(model, *job, tasks),
        Msg::Refused(_, refusals) => written::refused(model, &refusals),
        Msg::Compensated(way, compensation) => written::compensated(model, way, &compensation),
        Msg::Trail(ask, page) => return history::take(model, &ask, page),
        Msg::BatchEntries(ask, entries) => history::take_entries(model, &ask, entries),
        Msg::TrailChoices(by, all) => {
            if let Some(Dialog::TrailPick(pick)) = &mut model.dialog {
                pick.take(by, all);
            }
        }
        Msg::UndoPlanned(plan) => history::planned(model, *plan),
        Msg::UndoAsked(plan) => history::undo_asked(model, *plan),
        Msg::UndoMoved(plan) => history::undo_moved(model, *plan),
        Msg::AsOf(moment) => return take_moment(model, moment),
        Msg::Exported(count, path) => {
            model.sent = None;
            let path = path.display();
            model.message = fill(model.words().exported, &[("n", &count), ("path", &path)]);
        }
        Msg::NotExported(job) => not_exported(model, job),
        Msg::Completed(text, names) => completed(model, &text, names),
        Msg::GoesOn(seconds) => import::goes_on(model, seconds),
        Msg::FileRead(watch, result) => return import::file_read(model, &watch, result),
        Msg::Planned(asked, plan) => import::planned(model, asked, *plan),
        Msg::PlanMoved(plan) => import::plan_moved(model, *plan),
        Msg::TakenIn(plan) => {
            import::taken_in(model, &plan);
            return wanted_details(model);
        }
        Msg::Created(made) => return created(model, made),
        Msg::Views(answer) => return super::views::take(model, *answer),
        Msg::Today(today) => {
            model.rules.today = today;
            model.data.set_rules(&model.rules);
            relist(model);
        }
        Msg::Failed(sentence) => written::failed(model, sentence),
        Msg::Replaced(Some(replaced)) => {
            written::failed(model, replaced.line.clone());
            model.shown.replaced = Some(replaced);
        }
        Msg::Replaced(None) => {
            model.shown.replaced = None;
            model.message = model.words().in_place_again.to_owned();
        }
        // After what was recorded, if anything was; that of simulated tasks lies where it lies.
        Msg::Clock(sentence) if !model.shown.is_demo => {
            model.message = format!("{} {sentence}", model.message).trim().to_owned();
        }
        Msg::Clock(_) => {}
        Msg::Drafts(drafts) => return drafts::found(model, drafts),
        Msg::Unkept(unkept) => drafts::unkept(model, unkept),
        Msg::Waiting(sentence) => {
            model.takes_long = !sentence.is_empty();
            model.message = sentence;
        }
        Msg::Stirred => return vec![Effect::Refresh],
        Msg::Lost(why) => model.message = fill(model.words().ledger_lost, &[("why", &why)]),
        Msg::Drawn
        | Msg::TakesLong(_)
        | Msg::Key(_)
        | Msg::Paste(_)
        | Msg::Garbled
        | Msg::Rest(_)
        | Msg::TypedOn(_)
        | Msg::Resize(..) => {}
    }
    Vec::new()
}

/// The first rows of a large ledger. The one under the cursor is read whole before the others,
/// or its preview would wait for all of them.
fn first_rows(model: &mut Model, loaded: Loaded, much_to_come: bool) {
    model.much_to_come = much_to_come;
    if !model.is_loaded {
        model.data = Data::new(loaded);
        model.data.is_partial = true;
        show_first_rows(model);
    }
}

/// Nothing is to be drawn and no key waits.
fn idle(model: &mut Model) -> Vec<Effect> {
    // One thing at a time: the frame with the list comes before the question of texts.
    if model.browse.pending.is_none() {
        return ask_for_texts(model).into_iter().collect();
    }
    go_on(model);
    wanted_details(model)
}

/// A file that is there is replaced only when told to. Whoever has gone on to something else
/// meanwhile is not interrupted.
fn not_exported(model: &mut Model, job: ExportJob) {
    if model.dialog.is_none() {
        model.dialog = Some(Dialog::Replace(Box::new(ReplaceExport(job))));
        return;
    }
    model.sent = None;
    let path = job.path.display();
    model.message = fill(model.words().replace_question, &[("path", &path)]);
}

fn completed(model: &mut Model, text: &str, names: Vec<String>) {
    if let Some(Dialog::Path(ask)) = &mut model.dialog {
        if names.is_empty() {
            model.message = ReviewWords::of(model.lang).path_none.to_owned();
        }
        ask.take_names(text, names);
    }
}

/// A ledger was made at the first start.
fn created(model: &mut Model, made: Made) -> Vec<Effect> {
    model.screen = Screen::Browse;
    model.shown.path = made.path;
    model.shown.is_demo = made.is_demo;
    if let Some(today) = made.today {
        model.rules.today = today;
    }
    let mut effects = vec![load(model)];
    effects.extend(super::views::read());
    if std::mem::take(&mut model.import.is_wanted) {
        effects.extend(import::show(model));
    }
    effects
}

fn take_load(model: &mut Model, loaded: Loaded) -> Vec<Effect> {
    model.last_entry = loaded.last_entry;
    model.data = Data::new(loaded);
    model.browse.texts.forget();
    model.shown.is_sample = is_sample(model);
    model.is_loaded = true;
    model.much_to_come = false;
    model.details.clear();
    model.awaited.clear();
    forget_the_gone(model);
    relist(model);
    wanted_details(model)
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

fn take_details(model: &mut Model, details: Vec<Detail>) {
    for detail in details {
        model.awaited.remove(&detail.task.id);
        model.details.insert(detail.task.id, Arc::new(detail));
    }
    if model.opening.is_some() && model.dialog.is_none() {
        open_form(model);
        if model.opening.is_none() {
            model.message.clear();
        }
    }
}

/// The ledger moved on, by this screen or by others: lines, lights and counts follow, the place
/// does not.
fn take_refresh(model: &mut Model, refreshed: Refreshed) -> Vec<Effect> {
    model.last_entry = refreshed.last_entry.or(model.last_entry);
    if model.shown.as_of.is_some() {
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
            by: who(&touch.actor, model.lang),
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
            &[
                ("by", &who(&last.actor, model.lang)),
                ("at", &at),
                ("n", &n),
            ],
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

/// To a past day, or back to now: the filter and the place stay.
fn take_moment(model: &mut Model, moment: Option<PastMoment>) -> Vec<Effect> {
    model.sent = None;
    model.details.clear();
    model.awaited.clear();
    model.browse.marks.clear();
    model.browse.range_from = None;
    match moment {
        None => {
            model.shown.as_of = None;
            if let Some(today) = model.today_before.take() {
                model.rules.today = today;
            }
            model.message = model.words().as_of_back.to_owned();
            vec![load(model)]
        }
        Some(moment) => {
            model.shown.as_of = Some(moment.label);
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
