//! Commands of the history screen.

use std::sync::Arc;

use super::page;
use crate::domain::{BatchId, Entry, TaskId};
use crate::ledger::{BatchFilter, BatchLine, BatchPage, UndoPlan};
use crate::search::{Compiled, Query, Stop, search};
use crate::tui::state::command::Command;
use crate::tui::state::dialog::{Ask, AskedFor, TaskTargets, TrailPick, UndoAsk};
use crate::tui::state::model::{History, Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::state::trail::{
    ENTRIES, EntriesAsk, TrailAsk, TrailBy, TrailRow, TrailWord, UnfoldedBatch,
};
use crate::tui::update::cursor::steps;
use crate::tui::update::opening::open as open_dialog;

/// Opens the trail, of one task or whole.
pub fn open(model: &mut Model, task: Option<TaskId>) -> Vec<Effect> {
    let came_from_task = model.screen == Screen::Task;
    model.screen = Screen::History;
    model.history = History {
        filter: BatchFilter {
            task,
            ..BatchFilter::default()
        },
        came_from_task,
        ..History::default()
    };
    reread(model)
}

/// Reads the newest batches, the cursor staying on its row if that is still there.
pub fn reread(model: &mut Model) -> Vec<Effect> {
    model.history.is_reading = true;
    vec![Effect::Trail(model.history.ask(None))]
}

/// Reads the trail under another filter; what was read under the old one goes.
fn refilter(model: &mut Model) -> Vec<Effect> {
    forget(model);
    reread(model)
}

/// Nothing of the trail is known any more.
pub fn forget(model: &mut Model) {
    let history = &mut model.history;
    history.lines.clear();
    history.opened.clear();
    history.before = None;
    history.is_read = false;
    history.offset = 0;
}

/// Takes batches that were read: the newest, or older ones below those there.
pub fn take(model: &mut Model, ask: &TrailAsk, page: BatchPage) -> Vec<Effect> {
    let before = ask.filter.before;
    if *ask != model.history.ask(before) {
        return Vec::new();
    }
    let history = &mut model.history;
    match before {
        // The same page may have been asked for twice while it was on its way.
        Some(_) if before != history.before => return Vec::new(),
        Some(_) => {
            history.lines.extend(page.lines);
            history.before = page.before;
        }
        None => take_newest(history, page),
    }
    history.is_reading = false;
    history.is_read = true;
    if history.current().is_none() {
        history.cursor = history
            .lines
            .first()
            .map(|line| TrailRow::Batch(line.batch));
    }
    place(model);
    // A page can be short where words are rare; who waits for them sees the screen fill.
    read_on(model)
}

/// Takes the newest batches; older ones that were read before stay below them, so that the line
/// somebody reads stays where it is.
fn take_newest(history: &mut History, page: BatchPage) {
    let oldest = page.lines.last().map(|line| line.batch);
    let newest_known = history.lines.first().map(|line| line.batch);
    let joins = oldest.is_some_and(|oldest| newest_known.is_some_and(|it| it >= oldest));
    let mut older: Vec<BatchLine> = Vec::new();
    if joins {
        older = std::mem::take(&mut history.lines);
        older.retain(|line| Some(line.batch) < oldest);
    }
    if older.is_empty() {
        history.before = page.before;
    }
    for (batch, stands) in page.stands {
        if let Some(line) = older.iter_mut().find(|it| it.batch == batch) {
            line.stands = stands;
        }
    }
    let added = match joins {
        true => page
            .lines
            .iter()
            .filter(|it| Some(it.batch) > newest_known)
            .count(),
        false => 0,
    };
    history.lines = page.lines;
    history.lines.extend(older);
    // What is new comes above; the rows that are read stay where they are.
    if history.offset > 0 {
        history.offset += added;
    }
}

/// Asks for older batches where the end of those read is near.
fn read_on(model: &mut Model) -> Vec<Effect> {
    let rows = rows(model);
    let history = &mut model.history;
    let all = history.rows();
    let is_near = history.cursor_row(&all) + 2 * rows >= all.len();
    if history.before.is_none() || history.is_reading || !is_near {
        return Vec::new();
    }
    history.is_reading = true;
    vec![Effect::Trail(history.ask(history.before))]
}

/// Runs a command of this screen.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let rows = isize::try_from(rows(model)).unwrap_or(1);
    if let Some(by) = steps(command, rows) {
        return move_row(model, by);
    }
    match command {
        Command::PreviewDown => return move_row(model, (rows / 2).max(1)),
        Command::PreviewUp => return move_row(model, -(rows / 2).max(1)),
        Command::Back => return step_back(model),
        Command::Open => return follow(model),
        Command::Right => return unfold(model),
        Command::Left => fold(model),
        Command::Search => {
            let ask = Ask::open(AskedFor::TrailWords, TaskTargets::default(), model);
            return open_dialog(model, ask);
        }
        Command::FilterPerson => return pick(model, TrailBy::Person),
        Command::FilterDay => return pick(model, TrailBy::Day),
        Command::AsOf => return super::opening::ask(model, AskedFor::AsOf),
        _ => {}
    }
    Vec::new()
}

/// One step back: words, day, person, then the screen.
fn step_back(model: &mut Model) -> Vec<Effect> {
    let history = &mut model.history;
    if !history.words.is_empty() {
        history.words.clear();
        history.wanted.clear();
    } else if history.filter.day.take().is_some() || history.filter.by.take().is_some() {
    } else {
        page::leave(model);
        return Vec::new();
    }
    refilter(model)
}

/// Enter: a batch is unfolded or folded, an entry leads to its task.
fn follow(model: &mut Model) -> Vec<Effect> {
    match model.history.cursor {
        Some(TrailRow::Batch(batch)) if model.history.opened.contains_key(&batch) => {
            fold(model);
        }
        Some(TrailRow::Batch(_)) => return unfold(model),
        Some(TrailRow::Entry(..)) => match model.current() {
            Some(id) => page::open(model, id),
            None => model.message = model.words().no_task.to_owned(),
        },
        None => {}
    }
    Vec::new()
}

fn unfold(model: &mut Model) -> Vec<Effect> {
    let Some(TrailRow::Batch(batch)) = model.history.cursor else {
        return Vec::new();
    };
    if model.history.opened.contains_key(&batch) {
        return Vec::new();
    }
    model.history.opened.insert(batch, UnfoldedBatch::default());
    entries_of(model, batch)
}

/// Folds the batch under the cursor, or that of the entry under it.
fn fold(model: &mut Model) {
    if let Some(batch) = model.history.cursor.map(TrailRow::batch) {
        model.history.opened.remove(&batch);
        model.history.cursor = Some(TrailRow::Batch(batch));
        place(model);
    }
}

/// Asks for more entries of an unfolded batch, unless all are there.
fn entries_of(model: &mut Model, batch: BatchId) -> Vec<Effect> {
    let history = &mut model.history;
    let Some(line) = history.lines.iter().find(|line| line.batch == batch) else {
        return Vec::new();
    };
    let span = (line.first, line.last);
    let Some(opened) = history.opened.get_mut(&batch) else {
        return Vec::new();
    };
    if opened.is_whole || std::mem::replace(&mut opened.is_reading, true) {
        return Vec::new();
    }
    vec![Effect::BatchEntries(EntriesAsk {
        batch,
        span,
        task: history.filter.task,
        after: opened.entries.last().map(|entry| entry.id),
    })]
}

/// Takes entries of a batch; one that was folded meanwhile is let go.
pub fn take_entries(model: &mut Model, ask: &EntriesAsk, entries: Vec<Entry>) {
    let Some(opened) = model.history.opened.get_mut(&ask.batch) else {
        return;
    };
    if opened.entries.last().map(|entry| entry.id) != ask.after {
        return;
    }
    opened.is_reading = false;
    opened.is_whole = entries.len() < usize::try_from(ENTRIES).unwrap_or(usize::MAX);
    opened.entries.extend(entries);
    place(model);
}

/// Opens the list a filter is chosen from.
fn pick(model: &mut Model, by: TrailBy) -> Vec<Effect> {
    let person = match by {
        TrailBy::Person => None,
        TrailBy::Day => model.history.filter.by.clone(),
    };
    let mut effects = open_dialog(model, TrailPick::open(by));
    effects.push(Effect::TrailChoices(by, person));
    effects
}

/// Narrows to a person or a day; `None` takes that away.
pub fn narrow(model: &mut Model, by: TrailBy, value: Option<String>) -> Vec<Effect> {
    let filter = &mut model.history.filter;
    match by {
        TrailBy::Person => filter.by = value,
        TrailBy::Day => filter.day = value.and_then(|text| text.parse().ok()),
    }
    refilter(model)
}

/// Looks for words in the trail; none takes those away that were looked for.
pub fn look_for(model: &mut Model, text: &str) -> Vec<Effect> {
    let words = text.split_whitespace();
    let wanted = words.map(|word| TrailWord {
        text: word.to_owned(),
        tasks: Arc::new(tasks_found(model, word)),
    });
    let wanted: Vec<TrailWord> = wanted.collect();
    model.history.words = text.trim().to_owned();
    model.history.wanted = wanted;
    refilter(model)
}

/// The tasks a word finds as it does on the browse screen: by title, people, region, number.
fn tasks_found(model: &Model, word: &str) -> rustc_hash::FxHashSet<TaskId> {
    let Ok(query) = Query::parse(word) else {
        return Default::default();
    };
    let changed = model.changed_ids();
    let scope = model.scope(&changed);
    let query = Compiled::new(&query, &scope);
    let answer = search(&model.data.index, &query, &scope, None, &Stop::NEVER);
    let hits = answer.map_or(Vec::new(), |answer| answer.hits().to_vec());
    // What was found only nearly would be a surprise among so much.
    let sure = hits.iter().filter(|hit| !hit.near);
    sure.map(|hit| hit.id).collect()
}

/// `u`: weighs what taking back the batch under the cursor would do, whoever wrote it.
pub fn undo(model: &mut Model) -> Vec<Effect> {
    let words = model.words();
    let Some(line) = model.history.current() else {
        model.message = words.history_empty.to_owned();
        return Vec::new();
    };
    if line.is_compensation() || line.is_undone() {
        let why = match line.is_undone() {
            true => words.undo_is_undone,
            false => words.undo_is_compensation,
        };
        model.message = why.to_owned();
        return Vec::new();
    }
    let entry = line.first;
    model.history.planning = Some(line.batch);
    vec![Effect::PlanUndo(entry)]
}

/// What an undo would do is known: it is shown, unless somebody has given it up.
pub fn planned(model: &mut Model, plan: UndoPlan) {
    if model.history.planning != Some(plan.of) {
        return;
    }
    model.history.planning = None;
    if model.screen == Screen::History && model.dialog.is_none() {
        model.dialog = Some(UndoAsk::open(plan, model));
    }
}

/// Somebody was faster: it is shown as it would be now.
pub fn undo_moved(model: &mut Model, plan: UndoPlan) {
    model.message = model.words().undo_moved.to_owned();
    undo_asked(model, plan);
}

/// `u` where the last thing this session did was to put back what somebody else wrote.
pub fn undo_asked(model: &mut Model, plan: UndoPlan) {
    model.is_saving = false;
    model.sent = None;
    if model.dialog.is_none() {
        model.dialog = Some(UndoAsk::open(plan, model));
    }
}

fn rows(model: &Model) -> usize {
    let body = model.size.1.saturating_sub(4);
    usize::from(model.history.list_rows(body.saturating_sub(1)))
}

fn move_row(model: &mut Model, by: isize) -> Vec<Effect> {
    let history = &mut model.history;
    let all = history.rows();
    let last = all.len().saturating_sub(1);
    let to = history.cursor_row(&all).saturating_add_signed(by).min(last);
    history.cursor = all.get(to).copied();
    let next = all.get(to + 1).copied().map(TrailRow::batch);
    let opened = history.cursor.map(TrailRow::batch);
    let is_end = opened.is_some_and(|batch| next != Some(batch));
    place(model);
    let mut effects = read_on(model);
    if let (Some(batch), true) = (opened, is_end) {
        effects.extend(entries_of(model, batch));
    }
    effects
}

fn place(model: &mut Model) {
    let rows = rows(model);
    let history = &mut model.history;
    let all = history.rows();
    let at = history.cursor_row(&all);
    if at < history.offset {
        history.offset = at;
    } else if at >= history.offset + rows {
        history.offset = at + 1 - rows;
    }
    history.offset = history.offset.min(all.len().saturating_sub(rows));
}
