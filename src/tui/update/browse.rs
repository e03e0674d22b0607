//! Commands of the browse screen.

use super::filter::{only_state, relist};
use super::{open, page};
use crate::domain::TaskId;
use crate::search::{Facet, Query, State};
use crate::tui::command::Command;
use crate::tui::dialog::{
    Ask, ColumnsPick, DeadlineDialog, Dialog, FacetPick, Form, Question, Search, SortPick,
    StatusPick, Targets,
};
use crate::tui::model::{Model, Pane, Screen};
use crate::tui::msg::Effect;
use crate::wording::fill;

/// Runs a command of this screen.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let page_rows = isize::try_from(model.layout().table_rows().max(1)).unwrap_or(1);
    if model.browse.pane == Pane::Facets && move_in_facets(command, model) {
        return Vec::new();
    }
    match command {
        Command::Down => move_cursor(model, 1),
        Command::Up => move_cursor(model, -1),
        Command::PageDown => move_cursor(model, page_rows),
        Command::PageUp => move_cursor(model, -page_rows),
        Command::Top => move_cursor(model, isize::MIN),
        Command::Bottom => move_cursor(model, isize::MAX),
        Command::PreviewDown => scroll_preview(model, true),
        Command::PreviewUp => scroll_preview(model, false),
        Command::NextPane => change_pane(model, true),
        Command::PreviousPane => change_pane(model, false),
        Command::Back => return step_back(model),
        Command::Open => {
            if let Some(id) = model.browse.cursor {
                page::open(model, id);
            }
        }
        Command::Search => return open_with(model, Search::open),
        Command::FacetRegion => return pick(model, Facet::Region),
        Command::FacetSector => return pick(model, Facet::Sector),
        Command::FacetLeader => return pick(model, Facet::Leader),
        Command::FacetUnit => return pick(model, Facet::Unit),
        Command::FacetStatus => return pick(model, Facet::Status),
        Command::FacetLight => return pick(model, Facet::Light),
        Command::Overdue => only_state(model, State::Overdue.id()),
        Command::DueSoon => only_state(model, State::DueSoon.id()),
        Command::Unreported => only_state(model, State::Unreported.id()),
        Command::Changed => only_state(model, State::Changed.id()),
        Command::Mine => only_state(model, State::Mine.id()),
        Command::ClearFilter => {
            model.browse.query = Query::default();
            relist(model);
            model.message = model.words().cleared.to_owned();
        }
        Command::Mark => mark_and_go_down(model),
        Command::Range => range(model),
        Command::MarkAll => mark_all(model),
        Command::Status => return open_with(model, StatusPick::open),
        Command::Progress => return ask(model, Question::Progress),
        Command::Note => return ask(model, Question::Note),
        Command::Deadline => return open_with(model, DeadlineDialog::open),
        Command::Create => {
            let form = Form::create(model);
            return open(model, form);
        }
        Command::Edit => return edit(model),
        Command::Sort => return open(model, Dialog::Sort(SortPick)),
        Command::Columns => return open_with(model, ColumnsPick::open),
        Command::Group => {
            model.browse.grouping = model.browse.grouping.next();
            relist(model);
            let by = model.browse.grouping.label(model.lang);
            model.message = fill(model.words().grouped, &[("by", &by)]);
        }
        Command::Facets => {
            model.browse.facets_hidden = !model.browse.facets_hidden;
            model.browse.pane = Pane::Table;
            place_cursor(model);
        }
        Command::Full => {
            model.browse.is_full = !model.browse.is_full;
            model.browse.pane = Pane::Table;
            place_cursor(model);
        }
        Command::Children => fold_children(model),
        Command::Parent => to_parent(model),
        Command::AsOf => return ask(model, Question::AsOf),
        Command::Export => return ask(model, Question::Export),
        Command::CopyNumber | Command::CopyTitle | Command::CopyLine | Command::CopyPreview => {
            return page::copy(command, model);
        }
        _ => {}
    }
    Vec::new()
}

fn open_with(model: &mut Model, make: fn(&Model) -> Dialog) -> Vec<Effect> {
    let dialog = make(model);
    open(model, dialog)
}

fn pick(model: &mut Model, facet: Facet) -> Vec<Effect> {
    let dialog = FacetPick::open(facet, model);
    open(model, dialog)
}

/// Opens a question about the marked tasks or the one under the cursor.
pub fn ask(model: &mut Model, question: Question) -> Vec<Effect> {
    let dialog = Ask::open(question, Targets::of(model), model);
    open(model, dialog)
}

/// Opens the form of the task under the cursor once it is in memory whole.
pub fn edit(model: &mut Model) -> Vec<Effect> {
    let task = model
        .current()
        .and_then(|id| model.details.get(&id))
        .map(|detail| detail.task.clone());
    match task {
        None => {
            model.message = model.words().loading.to_owned();
            Vec::new()
        }
        Some(task) => {
            let form = Form::edit(&task, model);
            open(model, form)
        }
    }
}

/// Moves the cursor by so many tasks; headings are passed over.
pub fn move_cursor(model: &mut Model, by: isize) {
    let ids: Vec<TaskId> = model.browse.ids().collect();
    let Some(last) = ids.len().checked_sub(1) else {
        return;
    };
    let at = model
        .browse
        .cursor
        .and_then(|cursor| ids.iter().position(|id| *id == cursor));
    let to = at.unwrap_or(0).saturating_add_signed(by).min(last);
    go_to(model, ids[to]);
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
    model.browse.cursor = Some(id);
    if let Some(touched) = model.browse.touched.get_mut(&id) {
        touched.seen = true;
    }
    model.browse.preview_scroll = 0;
    place_cursor(model);
}

/// Scrolls so that the cursor is in view. At the edge with facets or preview shown half a page at
/// once, since every line costs a repaint; with the table alone a line at a time, which a terminal
/// can scroll.
pub fn place_cursor(model: &mut Model) {
    let rows = model.layout().table_rows().max(1);
    let count = model.browse.lines.len();
    let line = model.browse.cursor_line().unwrap_or(0);
    let offset = model.browse.offset.min(count.saturating_sub(rows));
    let step = if model.browse.is_full {
        1
    } else {
        (rows / 2).max(1)
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
    let placed = match (placed, model.browse.lines.first()) {
        (1, Some(super::super::listing::Line::Heading { .. })) if line < rows => 0,
        (placed, _) => placed,
    };
    model.browse.offset = placed.min(count.saturating_sub(rows));
}

fn scroll_preview(model: &mut Model, is_down: bool) {
    let half = (model.layout().preview_rows() / 2).max(1);
    let scroll = &mut model.browse.preview_scroll;
    *scroll = if is_down {
        *scroll + half
    } else {
        scroll.saturating_sub(half)
    };
    let most = crate::tui::view::preview_length(model).saturating_sub(1);
    model.browse.preview_scroll = model.browse.preview_scroll.min(most);
}

fn change_pane(model: &mut Model, is_next: bool) {
    let layout = model.layout();
    let mut panes = vec![Pane::Table];
    if layout.preview.is_some() {
        panes.push(Pane::Preview);
    }
    if layout.facets.is_some() {
        panes.push(Pane::Facets);
    }
    let at = panes
        .iter()
        .position(|pane| *pane == model.browse.pane)
        .unwrap_or(0);
    let step = if is_next { 1 } else { panes.len() - 1 };
    model.browse.pane = panes[(at + step) % panes.len()];
}

/// In the facet pane the list keys move there and Enter takes the value.
fn move_in_facets(command: Command, model: &mut Model) -> bool {
    let lines = crate::tui::view::facet_lines(model);
    let last = lines.len().saturating_sub(1);
    let at = model.browse.facet_cursor.min(last);
    model.browse.facet_cursor = match command {
        Command::Down => (at + 1).min(last),
        Command::Up => at.saturating_sub(1),
        Command::Top => 0,
        Command::Bottom => last,
        Command::PageDown => (at + 10).min(last),
        Command::PageUp => at.saturating_sub(10),
        Command::Open | Command::Mark => {
            if let Some(line) = lines.get(at) {
                match &line.value {
                    None => {
                        let dialog = FacetPick::open(line.facet, model);
                        model.dialog = Some(dialog);
                    }
                    Some(value) => {
                        model.browse.query.toggle(line.facet.field(), value);
                        relist(model);
                    }
                }
            }
            at
        }
        _ => return false,
    };
    true
}

/// One step back: range, marks, the as-of ledger, then the last condition of the filter.
fn step_back(model: &mut Model) -> Vec<Effect> {
    if model.browse.pane != Pane::Table {
        model.browse.pane = Pane::Table;
    } else if model.browse.range_from.take().is_some() {
    } else if !model.browse.marks.is_empty() {
        model.browse.marks.clear();
        model.message = model.words().none_marked.to_owned();
    } else if model.browse.query.pop_condition() {
        relist(model);
    } else if model.face.as_of.is_some() {
        return vec![Effect::AsOf(None)];
    }
    Vec::new()
}

fn mark_and_go_down(model: &mut Model) {
    if let Some(id) = model.browse.cursor {
        if !model.browse.marks.remove(&id) {
            model.browse.marks.insert(id);
        }
        move_cursor(model, 1);
    }
}

/// `V` begins a range, a second one marks everything from there to the cursor.
fn range(model: &mut Model) {
    let Some(here) = model.browse.cursor else {
        return;
    };
    match model.browse.range_from.take() {
        None => {
            model.browse.range_from = Some(here);
            model.message = model.words().range_from.to_owned();
        }
        Some(from) => {
            let ids = ranged(model, from, here);
            model.browse.marks.extend(ids);
        }
    }
}

/// The tasks between two, both included, in the order of the list.
pub fn ranged(model: &Model, from: TaskId, to: TaskId) -> Vec<TaskId> {
    let ids: Vec<TaskId> = model.browse.ids().collect();
    let place = |wanted| ids.iter().position(|id| *id == wanted);
    match (place(from), place(to)) {
        (Some(a), Some(b)) => ids[a.min(b)..=a.max(b)].to_vec(),
        _ => Vec::new(),
    }
}

/// Marks everything that fits the filter; when all of it is marked already, nothing.
fn mark_all(model: &mut Model) {
    use crate::tui::listing::Line;
    let all: Vec<TaskId> = model
        .browse
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Task {
                id, ghost: false, ..
            } => Some(*id),
            _ => None,
        })
        .collect();
    let words = model.words();
    if !all.is_empty() && all.iter().all(|id| model.browse.marks.contains(id)) {
        model.browse.marks.clear();
        model.message = words.none_marked.to_owned();
    } else {
        model.message = fill(words.all_marked, &[("n", &all.len())]);
        model.browse.marks.extend(all);
    }
}

fn fold_children(model: &mut Model) {
    let Some(id) = model.browse.cursor else {
        return;
    };
    let top = if model.data.is_kid(id) {
        model.data.row(id).and_then(|row| row.parent).unwrap_or(id)
    } else {
        id
    };
    if !model.browse.unfolded.remove(&top) {
        model.browse.unfolded.insert(top);
    }
    if top != id && !model.browse.unfolded.contains(&top) {
        model.browse.cursor = Some(top);
    }
    relist(model);
}

fn to_parent(model: &mut Model) {
    let parent = model
        .current()
        .and_then(|id| model.data.row(id))
        .and_then(|row| row.parent);
    let Some(parent) = parent else { return };
    if model.screen == Screen::Browse && model.browse.ids().any(|id| id == parent) {
        go_to(model, parent);
    } else {
        page::open(model, parent);
    }
}
