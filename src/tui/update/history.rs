//! Commands of the history screen.

use super::{page, steps};
use crate::domain::{Entry, EntryId, TaskId};
use crate::ledger::HistoryFilter;
use crate::tui::command::Command;
use crate::tui::dialog::Question;
use crate::tui::model::{History, Model, Screen};
use crate::tui::msg::Effect;

/// Opens the trail, of one task or whole.
pub fn open(model: &mut Model, task: Option<TaskId>) -> Vec<Effect> {
    let came_from_task = model.screen == Screen::Task;
    model.screen = Screen::History;
    let filter = HistoryFilter {
        task,
        limit: Some(History::PAGE),
        ..HistoryFilter::default()
    };
    model.history = History {
        filter: filter.clone(),
        came_from_task,
        ..History::default()
    };
    vec![Effect::History(filter)]
}

/// Takes entries that were read: newest ones, or older ones in front of those there.
pub fn take(model: &mut Model, filter: HistoryFilter, entries: Vec<Entry>) {
    let wanted = HistoryFilter {
        before: filter.before,
        ..model.history.filter.clone()
    };
    if filter != wanted {
        return;
    }
    let is_full = entries.len() >= History::PAGE as usize;
    let history = &mut model.history;
    let oldest = history.entries.first().map(|entry| entry.id);
    if filter.before.is_some() {
        // The same page may have been asked for twice while it was on its way.
        if filter.before != oldest {
            return;
        }
        let older = entries.len();
        history.entries.splice(0..0, entries);
        history.offset += older;
        history.may_have_more = is_full;
    } else {
        take_newest(history, entries, is_full);
    }
    place(model);
}

/// Takes the newest entries; older ones that were read before stay in front of them, so that the
/// line somebody reads stays where it is.
fn take_newest(history: &mut History, entries: Vec<Entry>, is_full: bool) {
    let first = entries.first().map(|entry| entry.id);
    let joins = |last: &Entry| first.is_some_and(|first| first <= last.id);
    if history.entries.last().is_some_and(joins) {
        history.entries.retain(|entry| Some(entry.id) < first);
        if history.entries.is_empty() {
            history.may_have_more = is_full;
        }
        history.entries.extend(entries);
    } else {
        history.entries = entries;
        history.may_have_more = is_full;
    }
    let is_there = |id: EntryId| history.entries.iter().any(|entry| entry.id == id);
    if !history.cursor.is_some_and(is_there) {
        history.cursor = history.entries.last().map(|entry| entry.id);
    }
}

/// Runs a command of this screen.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let rows = isize::try_from(rows(model)).unwrap_or(1);
    if let Some(by) = steps(command, rows) {
        return move_line(model, by);
    }
    match command {
        Command::PreviewDown => return move_line(model, (rows / 2).max(1)),
        Command::PreviewUp => return move_line(model, -(rows / 2).max(1)),
        Command::Back => {
            let filter = &mut model.history.filter;
            if filter.since.take().is_some() {
                filter.until = None;
                return refilter(model);
            }
            if filter.by.take().is_some() {
                return refilter(model);
            }
            page::leave(model);
        }
        Command::Open => {
            let task = model.current().filter(|id| model.data.row(*id).is_some());
            match task {
                Some(id) => page::open(model, id),
                None => model.message = model.words().no_task.to_owned(),
            }
        }
        Command::FilterPerson => {
            let line = model.history.cursor_line();
            let by = model
                .history
                .entries
                .get(line)
                .map(|entry| entry.actor.user.clone());
            let filter = &mut model.history.filter;
            filter.by = if filter.by.is_some() { None } else { by };
            return refilter(model);
        }
        Command::FilterDay => {
            let line = model.history.cursor_line();
            let day = model
                .history
                .entries
                .get(line)
                .map(|entry| crate::domain::china::local(entry.at).date_naive());
            let filter = &mut model.history.filter;
            let wanted = if filter.since.is_some() { None } else { day };
            filter.since = wanted;
            filter.until = wanted;
            return refilter(model);
        }
        Command::AsOf => return super::browse::ask(model, Question::AsOf),
        _ => {}
    }
    Vec::new()
}

/// Reads the trail under another filter; what was read under the old one goes when it is there.
fn refilter(model: &mut Model) -> Vec<Effect> {
    model.history.entries.clear();
    model.history.offset = 0;
    reread(model)
}

/// Reads the trail anew, the cursor staying on its entry if that is still there.
pub fn reread(model: &mut Model) -> Vec<Effect> {
    vec![Effect::History(model.history.filter.clone())]
}

fn rows(model: &Model) -> usize {
    usize::from(model.history.list_rows(model.size.1.saturating_sub(4)))
}

fn move_line(model: &mut Model, by: isize) -> Vec<Effect> {
    let last = model.history.entries.len().saturating_sub(1);
    let at = model.history.cursor_line();
    let to = at.saturating_add_signed(by).min(last);
    model.history.cursor = model.history.entries.get(to).map(|entry| entry.id);
    place(model);
    let oldest: Option<EntryId> = model.history.entries.first().map(|entry| entry.id);
    match (to, model.history.may_have_more, oldest) {
        (0, true, Some(oldest)) => {
            let filter = HistoryFilter {
                before: Some(oldest),
                ..model.history.filter.clone()
            };
            vec![Effect::History(filter)]
        }
        _ => Vec::new(),
    }
}

fn place(model: &mut Model) {
    let rows = rows(model);
    let line = model.history.cursor_line();
    let history = &mut model.history;
    if line < history.offset {
        history.offset = line;
    } else if line >= history.offset + rows {
        history.offset = line + 1 - rows;
    }
    history.offset = history
        .offset
        .min(history.entries.len().saturating_sub(rows));
}
