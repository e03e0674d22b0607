//! The cursor of the list, and what is in view.

use crate::domain::TaskId;
use crate::tui::state::command::Command;
use crate::tui::state::lines::TableLine;
use crate::tui::state::model::{Model, Pane};

/// How many lines a command of movement goes, with `page` lines to a page; `None` for others.
pub fn steps(command: Command, page: isize) -> Option<isize> {
    Some(match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::PageDown => page,
        Command::PageUp => -page,
        Command::Top => isize::MIN,
        Command::Bottom => isize::MAX,
        _ => return None,
    })
}

/// Moves the cursor by so many tasks; headings are passed over.
pub fn move_cursor(model: &mut Model, by: isize) {
    let browse = &model.browse;
    let Some(last) = browse.lines.tasks().checked_sub(1) else {
        return;
    };
    let at = browse.cursor.and_then(|id| browse.task_place(id));
    let to = at.map_or(0, |at| at.saturating_add_signed(by).min(last));
    if let Some(id) = browse.lines.task_at(to) {
        go_to(model, id);
    }
}

/// Puts the cursor on a task. A change mark ends once its row has been looked at and left.
pub fn go_to(model: &mut Model, id: TaskId) {
    if model.browse.cursor == Some(id) {
        return;
    }
    if let Some(left) = model.browse.cursor
        && model
            .browse
            .touched
            .get(&left)
            .is_some_and(|touched| touched.seen)
    {
        model.browse.touched.remove(&left);
    }
    select(model, Some(id));
    place_cursor(model);
}

/// Scrolls so that the cursor is in view. At the edge with something beside the table half a page
/// at once, since every line costs a repaint; else a line at a time, which a terminal can scroll.
pub fn place_cursor(model: &mut Model) {
    let layout = model.layout();
    let rows = layout.table_rows().max(1);
    let count = model.browse.lines.len();
    let line = model.browse.cursor_line().unwrap_or(0);
    let offset = model.browse.offset.min(count.saturating_sub(rows));
    let step = if layout.facets.is_some() || layout.is_beside {
        (rows / 2).max(1)
    } else {
        1
    };
    let placed = if line < offset {
        if offset - line <= step {
            (offset.saturating_sub(step)).min(line)
        } else {
            line
        }
    } else if line >= offset + rows {
        let least = line + 1 - rows;
        if line - (offset + rows) < step {
            (offset + step).max(least).min(line)
        } else {
            least
        }
    } else {
        offset
    };
    // The heading above the first task comes along.
    let above = placed.checked_sub(1);
    let is_heading = |at: usize| matches!(model.browse.lines.get(at), Some(TableLine::Heading(_)));
    let placed = match above {
        Some(above) if is_heading(above) && line < above + rows => above,
        _ => placed,
    };
    model.browse.offset = placed.min(count.saturating_sub(rows));
}

/// A pane that is not shown at this size or by choice cannot hold the keys.
pub fn settle_pane(model: &mut Model) {
    let layout = model.layout();
    let is_shown = match model.browse.pane {
        Pane::Table => true,
        Pane::Preview => layout.preview.is_some(),
        Pane::Facets => layout.facets.is_some(),
    };
    if !is_shown {
        model.browse.pane = Pane::Table;
    }
}

/// Puts the cursor on a task; what belongs to the task that had it goes back to its beginning.
pub fn select(model: &mut Model, id: Option<TaskId>) {
    if model.browse.cursor != id {
        model.browse.cursor = id;
        model.browse.preview_scroll = 0;
    }
    if let Some(touched) = id.and_then(|id| model.browse.touched.get_mut(&id)) {
        touched.seen = true;
    }
}
