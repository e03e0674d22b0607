//! Moving about in a file under review.

use crate::domain::Lang;
use crate::tui::layout::{PaneLine, pane_lines, review_areas};
use crate::tui::state::command::Command;
use crate::tui::state::model::Model;
use crate::tui::state::review::{ImportStep, Review, Side};
use crate::tui::update::cursor::steps;
use crate::tui::update::import::start::leave;

/// Commands that change how the review is looked at.
pub(super) fn look(command: Command, review: &mut Review) {
    match command {
        Command::InOrder => {
            review.is_in_order = !review.is_in_order;
            review.relist();
        }
        Command::Clause => {
            review.shows_clause = !review.shows_clause;
            review.clause_of = None;
            review.scroll = 0;
        }
        Command::NextPane | Command::PreviousPane => {
            review.side = match review.side {
                Side::List => Side::Fields,
                Side::Fields => Side::List,
            };
        }
        Command::Left => review.side = Side::List,
        Command::Right => review.side = Side::Fields,
        _ => {}
    }
}

pub(super) fn move_about(command: Command, model: &mut Model) {
    let (list, pane) = review_areas(model);
    let rows = |height: u16| isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
    let is_list = |review: &Review| review.side == Side::List;
    let Some(review) = model.import.review() else {
        return;
    };
    let page = match is_list(review) {
        true => rows(list.height),
        false => rows(pane.height),
    };
    let by = match (steps(command, page), command) {
        (Some(by), _) => by,
        (None, Command::PreviewDown) => return scroll(model, (rows(pane.height) / 2).max(1)),
        (None, Command::PreviewUp) => return scroll(model, -(rows(pane.height) / 2).max(1)),
        _ => return,
    };
    match (is_list(review), review.shows_clause) {
        (true, _) => {
            let last = review.lines.len().saturating_sub(1);
            let to = review.cursor.saturating_add_signed(by).min(last);
            go_to(model, to, 0);
        }
        (false, true) => scroll(model, by),
        (false, false) => {
            let last = review.slots(model.lang).len().saturating_sub(1);
            let to = review.slot.min(last).saturating_add_signed(by).min(last);
            if let Some(review) = model.import.review_mut() {
                review.slot = to;
            }
        }
    }
}

/// Puts the cursor on a line and one of its fields.
pub(super) fn go_to(model: &mut Model, line: usize, slot: usize) {
    if let Some(review) = model.import.review_mut() {
        if review.cursor != line {
            review.scroll = 0;
        }
        review.cursor = line;
        review.slot = slot;
    }
}

pub(super) fn scroll(model: &mut Model, by: isize) {
    let length = pane_lines(model).len();
    let rows = usize::from(review_areas(model).1.height.saturating_sub(1));
    if let Some(review) = model.import.review_mut() {
        let last = length.saturating_sub(rows);
        review.scroll = review.scroll.saturating_add_signed(by).min(last);
    }
}

/// Keeps the line and the field under the cursor in view.
pub fn place(model: &mut Model) {
    place_columns(model);
    let (list, pane) = review_areas(model);
    let rows = usize::from(list.height.saturating_sub(1)).max(1);
    let pane_rows = usize::from(pane.height.saturating_sub(1)).max(1);
    let lines = pane_lines(model);
    let Some(review) = model.import.review_mut() else {
        return;
    };
    review.cursor = review.cursor.min(review.lines.len().saturating_sub(1));
    if review.cursor < review.offset {
        review.offset = review.cursor;
    } else if review.cursor >= review.offset + rows {
        review.offset = review.cursor + 1 - rows;
    }
    review.offset = review.offset.min(review.lines.len().saturating_sub(rows));
    if review.shows_clause && review.clause_of != Some(review.cursor) {
        // The lines before the task's own may be long: a little of them is enough.
        let own = lines.iter().position(|line| !line.is_around);
        review.scroll = own.unwrap_or(0).saturating_sub(pane_rows / 4);
        review.clause_of = Some(review.cursor);
    }
    if review.shows_clause || review.side == Side::List {
        review.scroll = review.scroll.min(lines.len().saturating_sub(pane_rows));
        return;
    }
    let of_slot = |line: &&PaneLine| line.slot == Some(review.slot);
    let from = lines.iter().position(|line| of_slot(&line)).unwrap_or(0);
    let to = lines
        .iter()
        .rposition(|line| of_slot(&line))
        .unwrap_or(from);
    if to >= review.scroll + pane_rows {
        review.scroll = to + 1 - pane_rows;
    }
    // The beginning of a field goes before its end.
    review.scroll = review.scroll.min(from);
}

/// One step back: from the original wording, from the fields, from the screen.
pub(super) fn step_back(model: &mut Model) {
    match model.import.review_mut() {
        Some(review) if review.shows_clause => {
            review.shows_clause = false;
            review.scroll = 0;
        }
        Some(review) if review.side == Side::Fields => review.side = Side::List,
        _ => leave(model),
    }
}

/// The places of the fields of a line that are doubtful, or keep it out.
fn doubtful_places(review: &Review, line: usize, lang: Lang) -> Vec<usize> {
    let of_line = review.lines.get(line).copied();
    let fields = of_line.map_or(Vec::new(), |line| review.doubtful_slots(line));
    if fields.is_empty() {
        return Vec::new();
    }
    let slots = review.slots_of(line, lang);
    let places = slots.iter().enumerate();
    let places: Vec<usize> = places
        .filter(|(_, slot)| fields.contains(slot))
        .map(|(place, _)| place)
        .collect();
    // What keeps a row out may stand in a field that is not shown.
    match places.is_empty() {
        true => vec![0],
        false => places,
    }
}

/// To the next field with an open doubt, or that keeps its row out, round the end to the beginning.
pub(super) fn next_doubt(model: &mut Model, is_next: bool) {
    let words = model.review_words();
    let lang = model.lang;
    let Some(review) = model.import.review() else {
        return;
    };
    let own = review.cursor;
    let slot = (review.side == Side::Fields).then_some(review.slot);
    let doubtful = |line: usize| doubtful_places(review, line, lang);
    let count = review.lines.len();
    let here = doubtful(own);
    let near = match (is_next, slot) {
        (true, None) => here.first().copied(),
        (true, Some(slot)) => here.iter().copied().find(|place| *place > slot),
        (false, Some(slot)) => here.iter().rev().copied().find(|place| *place < slot),
        (false, None) => None,
    };
    let far = || {
        let others = (1..=count).map(|by| match is_next {
            true => (own + by) % count,
            false => (own + count - by % count) % count,
        });
        others.into_iter().find_map(|line| {
            let places = doubtful(line);
            let place = if is_next {
                places.first()
            } else {
                places.last()
            };
            Some((line, *place?))
        })
    };
    match near.map(|place| (own, place)).or_else(far) {
        None => model.message = words.no_doubts.to_owned(),
        Some((line, place)) => {
            go_to(model, line, place);
            if let Some(review) = model.import.review_mut() {
                review.side = Side::Fields;
                review.shows_clause = false;
            }
        }
    }
}

/// Rows of the list; its head and the line above take two.
pub fn review_rows(model: &Model) -> usize {
    let (list, pane) = review_areas(model);
    usize::from(list.union(pane).height.saturating_sub(1)).max(1)
}

/// Keeps the row under the cursor in view.
pub(super) fn place_columns(model: &mut Model) {
    let rows = review_rows(model);
    if let ImportStep::Columns(columns) = &mut model.import.step {
        if columns.cursor < columns.offset {
            columns.offset = columns.cursor;
        } else if columns.cursor >= columns.offset + rows {
            columns.offset = columns.cursor + 1 - rows;
        }
    }
}
