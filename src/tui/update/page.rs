//! Commands of the task view, and copying.

use crate::domain::TaskId;
use crate::tui::layout::{Goal, page_lines, preview_text, row_text};
use crate::tui::state::command::Command;
use crate::tui::state::dialog::{AskedFor, DeadlineDialog, StatusPick};
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::update::cursor::go_to;
use crate::tui::update::cursor::place_cursor;
use crate::tui::update::cursor::steps;
use crate::tui::update::dialog::as_left;
use crate::tui::update::opening::open as open_dialog;
use crate::tui::update::opening::{ask, edit};
use crate::wording::fill;

/// Opens a task.
pub fn open(model: &mut Model, id: TaskId) {
    let came_from_history = match model.screen {
        Screen::History => true,
        Screen::Task => model.page.came_from_history,
        _ => false,
    };
    model.screen = Screen::Task;
    model.page = crate::tui::state::model::Page {
        task: Some(id),
        came_from_history,
        ..Default::default()
    };
}

/// Leaves task view, history or a later screen; the place on browse is as it was.
pub fn leave(model: &mut Model) {
    model.screen = match model.screen {
        Screen::History if model.history.came_from_task => {
            // Back and forth would have no end.
            model.page.came_from_history = false;
            Screen::Task
        }
        Screen::Task if model.page.came_from_history => Screen::History,
        _ => Screen::Browse,
    };
    place_cursor(model);
}

/// Runs a command of the task view.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let rows = rows(model);
    if let Some(by) = steps(command, isize::try_from(rows).unwrap_or(1)) {
        move_line(model, by);
        return Vec::new();
    }
    match command {
        Command::PreviewDown => move_line(model, isize::try_from(rows / 2).unwrap_or(1)),
        Command::PreviewUp => move_line(model, -isize::try_from(rows / 2).unwrap_or(1)),
        Command::NextPane => next_part(model, true),
        Command::PreviousPane => next_part(model, false),
        Command::Left => neighbour(model, -1),
        Command::Right => neighbour(model, 1),
        Command::Back => leave(model),
        Command::Open => follow(model),
        Command::Clause => {
            toggle_clause(model);
            // It stands near the top, and is what the key was pressed for.
            move_line(model, isize::MIN);
        }
        Command::Status => {
            let dialog = StatusPick::open(model);
            return open_dialog(model, dialog);
        }
        Command::Deadline => {
            let dialog = as_left(DeadlineDialog::open(model), model);
            return open_dialog(model, dialog);
        }
        Command::Progress => return ask(model, AskedFor::Progress),
        Command::Note => return ask(model, AskedFor::Note),
        Command::AsOf => return ask(model, AskedFor::AsOf),
        Command::Edit => return edit(model),
        Command::Parent => {
            let parent = model
                .page
                .task
                .and_then(|id| model.data.row(id))
                .and_then(|row| row.parent);
            if let Some(parent) = parent {
                open(model, parent);
            }
        }
        Command::CopyNumber | Command::CopyTitle | Command::CopyLine | Command::CopyPreview => {
            return copy(command, model);
        }
        _ => {}
    }
    Vec::new()
}

fn move_line(model: &mut Model, by: isize) {
    let last = page_lines(model).len().saturating_sub(1);
    model.page.cursor = model
        .page
        .cursor
        .min(last)
        .saturating_add_signed(by)
        .min(last);
    place(model);
}

fn rows(model: &Model) -> usize {
    usize::from(model.size.1.saturating_sub(4)).max(1)
}

fn place(model: &mut Model) {
    let rows = rows(model);
    let page = &mut model.page;
    if page.cursor < page.offset {
        page.offset = page.cursor;
    } else if page.cursor >= page.offset + rows {
        page.offset = page.cursor + 1 - rows;
    }
}

/// To the first line of the next or previous part.
fn next_part(model: &mut Model, is_next: bool) {
    let lines = page_lines(model);
    let at = model.page.cursor;
    let found = if is_next {
        (at + 1..lines.len()).find(|line| lines[*line].begins_part)
    } else {
        (0..at.min(lines.len()))
            .rev()
            .find(|line| lines[*line].begins_part)
    };
    model.page.cursor = found.unwrap_or(0);
    place(model);
    // As much of the part as fits is shown with its first line.
    let at = model.page.cursor;
    let end = (at + 1..lines.len()).find(|line| lines[*line].begins_part);
    let wanted = end.unwrap_or(lines.len()).saturating_sub(rows(model));
    model.page.offset = model.page.offset.max(wanted.min(at));
}

/// The task before or after in the filter.
fn neighbour(model: &mut Model, by: isize) {
    let browse = &model.browse;
    // A child opened from its parent is not in the list itself.
    let place = |id: Option<TaskId>| id.and_then(|id| browse.task_place(id));
    let at = place(model.page.task).or_else(|| place(browse.cursor));
    let to = at.and_then(|at| at.checked_add_signed(by));
    match to.and_then(|to| browse.lines.task_at(to)) {
        Some(id) => {
            go_to(model, id);
            open(model, id);
        }
        None => {
            let words = model.words();
            let text = if by < 0 {
                words.at_first
            } else {
                words.at_last
            };
            model.message = text.to_owned();
        }
    }
}

/// Enter: to the child or parent under the cursor, or the original wording.
fn follow(model: &mut Model) {
    let goal = page_lines(model)
        .get(model.page.cursor)
        .and_then(|line| line.goal);
    match goal {
        Some(Goal::Task(id)) => open(model, id),
        Some(Goal::Clause) | None => toggle_clause(model),
    }
}

/// The original wording, and back.
fn toggle_clause(model: &mut Model) {
    let has_clause = has_clause(model, model.page.task);
    if has_clause {
        model.page.clause_open = !model.page.clause_open;
    } else {
        model.message = model.words().no_clause.to_owned();
    }
}

/// Whether the original wording of a task is kept.
pub fn has_clause(model: &Model, task: Option<TaskId>) -> bool {
    task.and_then(|id| model.details.get(&id))
        .is_some_and(|detail| detail.task.clause.is_some())
}

/// Copies something of the current task to the reader's clipboard.
pub fn copy(command: Command, model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.current().and_then(|id| model.data.row(id)) else {
        return Vec::new();
    };
    let text = match command {
        Command::CopyNumber => row.number.clone(),
        Command::CopyTitle => row.title.clone(),
        Command::CopyPreview => preview_text(model),
        _ => row_text(model, &row),
    };
    let short: String = text.chars().take(20).collect();
    model.message = fill(model.words().copied, &[("text", &short)]);
    vec![Effect::Copy(text)]
}
