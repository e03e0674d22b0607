//! Commands of the browse screen.

use super::filter::{only_state, relist};
use super::{facet_pane, page, views};
use crate::domain::TaskId;
use crate::search::{Facet, Query, TaskState};
use crate::tui::layout::preview_length;
use crate::tui::state::command::Command;
use crate::tui::state::dialog::{
    AskedFor, ColumnsPick, Conditions, DeadlineDialog, Dialog, FacetPick, Form, RenameBox, Search,
    SortPick, StatusPick,
};
use crate::tui::state::lines::TableLine;
use crate::tui::state::model::{Browse, Model, Pane, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::update::cursor::{go_to, move_cursor, place_cursor, select, steps};
use crate::tui::update::opening::{ask, edit, open, open_with};
use crate::wording::fill;

/// Runs a command of this screen.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    if moves(command, model) {
        return Vec::new();
    }
    match command {
        Command::PreviewDown => scroll_half(model, 1),
        Command::PreviewUp => scroll_half(model, -1),
        Command::NextPane => change_pane(model, true),
        Command::PreviousPane => change_pane(model, false),
        Command::Back => return step_back(model),
        Command::Open => open_page(model),
        Command::Search => return open_with(model, Search::open),
        Command::FacetRegion => return pick(model, Facet::Region),
        Command::FacetSector => return pick(model, Facet::Sector),
        Command::FacetLeader => return pick(model, Facet::Leader),
        Command::FacetUnit => return pick(model, Facet::Unit),
        Command::FacetStatus => return pick(model, Facet::Status),
        Command::FacetLight => return pick(model, Facet::Light),
        Command::Overdue => only_state(model, TaskState::Overdue.id()),
        Command::DueSoon => only_state(model, TaskState::DueSoon.id()),
        Command::Unreported => only_state(model, TaskState::Unreported.id()),
        Command::Changed => only_state(model, TaskState::Changed.id()),
        Command::Mine => only_state(model, TaskState::Mine.id()),
        Command::ClearFilter => clear_filter(model),
        Command::Mark => mark_and_go_down(model),
        Command::Range => range(model),
        Command::MarkAll => mark_all(model),
        Command::Status => return open_with(model, StatusPick::open),
        Command::Progress => return ask(model, AskedFor::Progress),
        Command::Note => return ask(model, AskedFor::Note),
        Command::Deadline => return open_with(model, DeadlineDialog::open),
        Command::Create => return create(model),
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
        Command::Group => group_otherwise(model),
        Command::Facets => toggle(model, |browse| &mut browse.facets_hidden),
        Command::Full => toggle(model, |browse| &mut browse.is_full),
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

/// Whether a command moves in the pane with the keys, which it then has.
fn moves(command: Command, model: &mut Model) -> bool {
    let is_taken = match model.browse.pane {
        Pane::Facets => facet_pane::run(command, model),
        Pane::Preview => move_in_preview(command, model),
        Pane::Table => false,
    };
    if is_taken {
        return true;
    }
    let page_rows = model.layout().table_rows().max(1);
    let by = steps(command, isize::try_from(page_rows).unwrap_or(1));
    by.inspect(|by| move_cursor(model, *by)).is_some()
}

/// Half of what the preview shows, down or up.
fn scroll_half(model: &mut Model, sign: isize) {
    let half = (model.layout().preview_rows() / 2).max(1);
    scroll_preview(model, sign * isize::try_from(half).unwrap_or(1));
}

fn open_page(model: &mut Model) {
    if let Some(id) = model.browse.cursor {
        page::open(model, id);
    }
}

fn create(model: &mut Model) -> Vec<Effect> {
    let form = Form::create(model);
    open(model, form)
}

fn clear_filter(model: &mut Model) {
    model.browse.query = Query::default();
    relist(model);
    model.message = model.words().cleared.to_owned();
}

fn group_otherwise(model: &mut Model) {
    model.browse.grouping = model.browse.grouping.next();
    relist(model);
    let by = model.browse.grouping.label(model.lang);
    model.message = fill(model.words().grouped, &[("by", &by)]);
}

/// What the table shares the screen with.
fn toggle(model: &mut Model, setting: impl Fn(&mut Browse) -> &mut bool) {
    let setting = setting(&mut model.browse);
    *setting = !*setting;
    model.browse.pane = Pane::Table;
    place_cursor(model);
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

fn pick(model: &mut Model, facet: Facet) -> Vec<Effect> {
    let dialog = FacetPick::open(facet, model);
    open(model, dialog)
}

fn scroll_preview(model: &mut Model, by: isize) {
    // The last line of the text stops at the foot of the pane.
    let rows = model.layout().preview_rows();
    let most = preview_length(model).saturating_sub(rows);
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

/// One step back: pane, range, marks, the past ledger, then the last condition of the filter.
fn step_back(model: &mut Model) -> Vec<Effect> {
    if model.browse.pane != Pane::Table {
        model.browse.pane = Pane::Table;
    } else if model.browse.range_from.take().is_some() {
    } else if !model.browse.marks.is_empty() {
        model.browse.marks.clear();
        model.message = model.words().none_marked.to_owned();
    } else if model.shown.as_of.is_some() {
        return vec![Effect::AsOf(None)];
    } else if model.browse.query.pop_condition() {
        relist(model);
    }
    Vec::new()
}

fn mark_and_go_down(model: &mut Model) {
    mark_range(model);
    if let Some(id) = model.browse.cursor {
        if !model.browse.marks.remove(&id) {
            model.browse.marks.insert(id);
        }
        move_cursor(model, 1);
    }
}

/// `V` begins a range, a second one marks everything from there to the cursor.
fn range(model: &mut Model) {
    if model.browse.range_from.is_some() {
        mark_range(model);
    } else if model.browse.cursor.is_some() {
        model.browse.range_from = model.browse.cursor;
        model.message = model.words().range_from.to_owned();
    }
}

/// Marks what a range that is still growing shows as marked: verbs act on what is seen.
pub fn mark_range(model: &mut Model) {
    let from = model.browse.range_from.take();
    if let Some((from, here)) = from.zip(model.browse.cursor) {
        let ids = ranged(model, from, here);
        model.browse.marks.extend(ids);
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
    mark_range(model);
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
