//! Commands of the browse screen.

use super::filter::{only_state, relist, select};
use super::{details_of, facet_pane, open, page, steps, views};
use crate::domain::TaskId;
use crate::search::{Facet, Query, State};
use crate::tui::command::Command;
use crate::tui::dialog::{
    Ask, AskedFor, ColumnsPick, Conditions, DeadlineDialog, Dialog, FacetPick, Form, RenameBox,
    Search, SortPick, StatusPick, TaskTargets,
};
use crate::tui::lines::TableLine;
use crate::tui::model::{Model, Pane, Screen};
use crate::tui::msg::Effect;
use crate::tui::update::dialog::as_left;
use crate::wording::fill;

/// Runs a command of this screen.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let layout = model.layout();
    let page_rows = isize::try_from(layout.table_rows().max(1)).unwrap_or(1);
    let half_preview = isize::try_from((layout.preview_rows() / 2).max(1)).unwrap_or(1);
    let is_taken = match model.browse.pane {
        Pane::Facets => facet_pane::run(command, model),
        Pane::Preview => move_in_preview(command, model),
        Pane::Table => false,
    };
    if is_taken {
        return Vec::new();
    }
    if let Some(by) = steps(command, page_rows) {
        move_cursor(model, by);
        return Vec::new();
    }
    match command {
        Command::PreviewDown => scroll_preview(model, half_preview),
        Command::PreviewUp => scroll_preview(model, -half_preview),
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
        Command::Progress => return ask(model, AskedFor::Progress),
        Command::Note => return ask(model, AskedFor::Note),
        Command::Deadline => return open_with(model, DeadlineDialog::open),
        Command::Create => {
            let form = Form::create(model);
            return open(model, form);
        }
        Command::Edit => return edit(model),
        Command::Rename => return open_with(model, RenameBox::open),
        Command::Sort => return open(model, Dialog::Sort(SortPick)),
        Command::Columns => return open_with(model, ColumnsPick::open),
        Command::Views => return views::open(model),
        of_view if of_view.view_place().is_some() => return views::apply_of(of_view, model),
        Command::Conditions if model.browse.query.is_empty() => {
            model.message = model.words().no_conditions.to_owned();
        }
        Command::Conditions => return open_with(model, Conditions::open),
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
        Command::Clause => toggle_clause(model),
        Command::Children => fold_children(model),
        Command::Parent => to_parent(model),
        Command::AsOf => return ask(model, AskedFor::AsOf),
        Command::Export => return ask(model, AskedFor::Export),
        Command::CopyNumber | Command::CopyTitle | Command::CopyLine | Command::CopyPreview => {
            return page::copy(command, model);
        }
        _ => {}
    }
    Vec::new()
}

/// The original wording in the preview, and back.
fn toggle_clause(model: &mut Model) {
    let words = model.words();
    if model.layout().preview.is_none() {
        model.message = words.clause_no_preview.to_owned();
    } else if model.browse.clause_open || page::has_clause(model, model.browse.cursor) {
        model.browse.clause_open = !model.browse.clause_open;
        model.browse.preview_scroll = 0;
    } else {
        model.message = words.no_clause.to_owned();
    }
}

fn open_with(model: &mut Model, make: fn(&Model) -> Dialog) -> Vec<Effect> {
    let dialog = make(model);
    let dialog = as_left(dialog, model);
    open(model, dialog)
}

fn pick(model: &mut Model, facet: Facet) -> Vec<Effect> {
    let dialog = FacetPick::open(facet, model);
    open(model, dialog)
}

/// Opens a question about the marked tasks or the one under the cursor.
pub fn ask(model: &mut Model, question: AskedFor) -> Vec<Effect> {
    let dialog = Ask::open(question, TaskTargets::of(model), model);
    open(model, dialog)
}

/// Opens the form of the marked tasks, or of the only one once it is in memory whole.
pub fn edit(model: &mut Model) -> Vec<Effect> {
    let targets = TaskTargets::of(model);
    let Some(id) = targets.only() else {
        let form = as_left(Form::edit_several(targets), model);
        return open(model, form);
    };
    model.opening = Some(targets);
    open_form(model);
    match model.opening {
        None => Vec::new(),
        // Only the task under the cursor is read before it is asked for.
        Some(_) => details_of(model, vec![id]),
    }
}

/// Opens the form that waits for its task, if that is there.
pub fn open_form(model: &mut Model) {
    let only = model.opening.as_ref().and_then(TaskTargets::only);
    if only.is_none_or(|id| !model.data.contains(id)) {
        model.opening = None;
    }
    let detail = only.and_then(|id| model.details.get(&id));
    let Some(task) = detail.map(|detail| detail.task.clone()) else {
        return;
    };
    if let Some(targets) = model.opening.take() {
        let form = Form::edit(&task, targets, model);
        model.dialog = Some(form);
    }
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

fn scroll_preview(model: &mut Model, by: isize) {
    // The last line of the text stops at the foot of the pane.
    let rows = model.layout().preview_rows();
    let most = crate::tui::view::preview_length(model).saturating_sub(rows);
    let to = model.browse.preview_scroll.saturating_add_signed(by);
    model.browse.preview_scroll = to.min(most);
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

/// In the preview pane the list keys scroll it.
fn move_in_preview(command: Command, model: &mut Model) -> bool {
    let page = isize::try_from(model.layout().preview_rows().max(1)).unwrap_or(1);
    let Some(by) = steps(command, page) else {
        return false;
    };
    scroll_preview(model, by);
    true
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

/// One step back: pane, range, marks, the past ledger, then the last condition of the filter.
fn step_back(model: &mut Model) -> Vec<Effect> {
    if model.browse.pane != Pane::Table {
        model.browse.pane = Pane::Table;
    } else if model.browse.range_from.take().is_some() {
    } else if !model.browse.marks.is_empty() {
        model.browse.marks.clear();
        model.message = model.words().none_marked.to_owned();
    } else if model.face.as_of.is_some() {
        return vec![Effect::AsOf(None)];
    } else if model.browse.query.pop_condition() {
        relist(model);
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
fn ranged(model: &Model, from: TaskId, to: TaskId) -> Vec<TaskId> {
    let browse = &model.browse;
    match (browse.task_place(from), browse.task_place(to)) {
        (Some(a), Some(b)) => {
            let places = a.min(b)..=a.max(b);
            places.filter_map(|at| browse.lines.task_at(at)).collect()
        }
        _ => Vec::new(),
    }
}

/// Marks everything that fits the filter; when all of it is marked already, nothing.
fn mark_all(model: &mut Model) {
    let fitting = model.browse.lines.all().iter().filter(|line| line.fits());
    let all: Vec<TaskId> = fitting.filter_map(TableLine::id).collect();
    let words = model.words();
    if !all.is_empty() && all.iter().all(|id| model.browse.marks.contains(id)) {
        model.browse.marks.clear();
        model.message = words.none_marked.to_owned();
    } else {
        let kids = model.browse.counts.kids_below;
        let text = match kids {
            0 => words.all_marked,
            _ => words.all_marked_kids,
        };
        model.message = fill(text, &[("n", &all.len()), ("kids", &kids)]);
        model.browse.marks.extend(all);
    }
}

fn fold_children(model: &mut Model) {
    let Some(id) = model.browse.cursor else {
        return;
    };
    let top = model.data.top_of(id);
    if !model.browse.unfolded.remove(&top) {
        model.browse.unfolded.insert(top);
    }
    if top != id && !model.browse.unfolded.contains(&top) {
        select(model, Some(top));
    }
    relist(model);
}

fn to_parent(model: &mut Model) {
    let parent = model
        .current()
        .and_then(|id| model.data.row(id))
        .and_then(|row| row.parent);
    let Some(parent) = parent else { return };
    if model.screen == Screen::Browse && model.browse.lists(parent) {
        go_to(model, parent);
    } else {
        page::open(model, parent);
    }
}
