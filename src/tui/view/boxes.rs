//! Dialogs as boxes of ASCII lines over the screen.

use std::collections::BTreeSet;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::Canvas;
use super::fields::{ask_box, deadline, form_box, one_line, rename_box, stale_box};
use super::search_box::{Window, window};
use super::{drafts_box, review_boxes, trail_box, views_box};
use crate::domain::Status;
use crate::search::Facet;
use crate::text::{columns, fit, fit_right, wrap};
use crate::tui::layout::label_cols;
use crate::tui::layout::{CommandFound, facet_head_line};
use crate::tui::state::dialog::{
    CHOICES, ColumnsPick, Conditions, Dialog, FacetPick, Find, FindKind, SortPick, StatusPick,
};
use crate::tui::state::model::Model;
use crate::tui::view::frame::{centred, dim_if, reversed_if};

/// Draws a dialog; `row` is where the selected task stands. Answers where the cursor goes.
pub fn draw(
    canvas: &mut Canvas,
    model: &Model,
    dialog: &Dialog,
    row: Option<Position>,
) -> Option<Position> {
    match dialog {
        Dialog::Search(_) => None,
        Dialog::QueryHelp(_) => Some(query_help(canvas, model)),
        Dialog::Status(pick) => Some(status(canvas, model, pick, row)),
        Dialog::Facet(pick) => Some(facet(canvas, model, pick)),
        Dialog::Bulk(bulk) => Some(question_box(canvas, model, &bulk.head, &bulk.lines)),
        Dialog::Ask(ask) => Some(ask_box(canvas, model, ask)),
        Dialog::Deadline(dialog) => Some(deadline(canvas, model, dialog)),
        Dialog::Form(form) => Some(form_box(canvas, model, form)),
        Dialog::Rename(dialog) => Some(rename_box(canvas, model, dialog)),
        Dialog::TrailPick(pick) => Some(trail_box::pick(canvas, model, pick)),
        Dialog::Undo(ask) => Some(question_box(canvas, model, &ask.head, &ask.lines)),
        Dialog::Stale(stale) => Some(stale_box(canvas, model, stale)),
        Dialog::Sort(pick) => Some(sort(canvas, model, *pick)),
        Dialog::Columns(pick) => Some(columns_box(canvas, model, pick)),
        Dialog::Conditions(list) => Some(conditions_box(canvas, model, *list)),
        Dialog::Find(find) => Some(find_box(canvas, model, find)),
        Dialog::Drafts(pick) => Some(drafts_box::draw(canvas, model, pick)),
        Dialog::Views(pick) => Some(views_box::draw(canvas, model, pick)),
        Dialog::Path(ask) => Some(review_boxes::path(canvas, model, ask)),
        Dialog::Correct(correct) => Some(review_boxes::correct(canvas, model, correct)),
        Dialog::Choose(choose) => Some(review_boxes::choose(canvas, model, choose)),
        Dialog::TakeIn(ask) => Some(review_boxes::take_in(canvas, model, *ask)),
        Dialog::Discard(_) => Some(review_boxes::discard(canvas, model)),
        Dialog::Restored(notice) => Some(review_boxes::restored(canvas, model, *notice)),
        Dialog::Replace(ask) => Some(review_boxes::replace(canvas, model, ask)),
    }
}

/// The page about the query language: what one types, and what it finds.
fn query_help(canvas: &mut Canvas, model: &Model) -> Position {
    let area = canvas.area();
    let lines: Vec<_> = crate::wording::query_help::lines(model.lang).collect();
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let title = crate::wording::query_help::title(model.lang);
    let inside = canvas.frame(centred(area, 96, rows), title);
    let typed = lines.iter().map(|(typed, _)| columns(typed)).max();
    let wide = u16::try_from(typed.unwrap_or(0)).unwrap_or(0) + 2;
    let wide = wide.min(inside.width / 2);
    for (y, (typed, finds)) in (inside.top()..inside.bottom()).zip(lines) {
        canvas.put(inside.x, y, wide, typed, Style::default());
        let room = inside.width - wide;
        canvas.put(inside.x + wide, y, room, finds, Style::default());
    }
    Position::new(inside.x, inside.y)
}

/// The list of statuses, beside the row: below it, or above near the bottom.
fn status(
    canvas: &mut Canvas,
    model: &Model,
    pick: &StatusPick,
    row: Option<Position>,
) -> Position {
    let area = canvas.area();
    let rows = u16::try_from(CHOICES.len()).unwrap_or(11) + 2;
    let width = 36.min(area.width);
    let y = row.map_or(4, |at| at.y);
    let top = if y + 1 + rows + 2 < area.height {
        y + 1
    } else {
        y.saturating_sub(rows)
    };
    let x = row.map_or(2, |at| at.x + 9).min(area.width - width);
    let inside = canvas.frame(Rect::new(x, top, width, rows), &pick.targets.head(model));
    // Of very many tasks there are few statuses.
    let statuses: BTreeSet<Status> = pick.targets.statuses(model).map(|(_, it)| it).collect();
    for (y, (at, choice)) in (inside.top()..inside.bottom()).zip(CHOICES.iter().enumerate()) {
        let why = statuses
            .iter()
            .map(|from| choice.obstacle(*from, model.lang))
            .min()
            .flatten();
        let needs = statuses
            .iter()
            .any(|from| choice.obstacle(*from, model.lang).is_none() && choice.needs_reason(*from));
        let note = match why {
            Some(why) => format!("({why})"),
            None if needs || choice.always_needs_reason() => {
                format!("({})", model.words().needs_reason)
            }
            None => String::new(),
        };
        let mark = if at == pick.cursor { ">" } else { " " };
        let text = format!(
            "{mark}{} {}  {note}",
            choice.letter,
            fit(choice.label(model.lang), 9)
        );
        canvas.put(inside.x, y, inside.width, &text, dim_if(why.is_some()));
    }
    Position::new(inside.x, inside.y + u16::try_from(pick.cursor).unwrap_or(0))
}

/// The values of a facet at the facet's place; the box for typing on its first line.
fn facet(canvas: &mut Canvas, model: &Model, pick: &FacetPick) -> Position {
    let area = canvas.area();
    let rows = u16::try_from(pick.values.len())
        .unwrap_or(u16::MAX)
        .clamp(1, 16)
        + 1;
    let width = 40.min(area.width);
    let height = (rows + 2).min(area.height.saturating_sub(4));
    let title = facet_title(model, pick.facet);
    // At the place of the facet, or as far up from it as the box needs.
    let lowest = area.height.saturating_sub(height + 2).max(2);
    let head = facet_head_line(model, pick.facet).and_then(|line| u16::try_from(line).ok());
    let top = (2 + head.unwrap_or(0)).min(lowest);
    let inside = canvas.frame(Rect::new(0, top, width, height), &title);
    let Window { text, at, .. } = window(
        pick.field.text(),
        pick.field.cursor(),
        usize::from(inside.width.saturating_sub(2)),
    );
    canvas.put(
        inside.x,
        inside.y,
        inside.width,
        &format!("/ {text}"),
        Style::default(),
    );
    let list_rows = usize::from(inside.height.saturating_sub(1)).max(1);
    let first = pick.cursor.saturating_sub(list_rows.saturating_sub(1));
    for (y, (place, value)) in
        (inside.y + 1..inside.bottom()).zip(pick.values.iter().enumerate().skip(first))
    {
        let mark = if value.chosen {
            'x'
        } else if value.excluded {
            '-'
        } else {
            ' '
        };
        let cursor = if place == pick.cursor { '>' } else { ' ' };
        let name = format!("{}{}", "  ".repeat(value.depth.min(4)), value.label);
        let room = usize::from(inside.width).saturating_sub(9);
        let text = format!(
            "{cursor}{mark} {}{}",
            fit(&name, room),
            fit_right(&value.count.to_string(), 5)
        );
        let style = dim_if(value.count == 0).patch(reversed_if(place == pick.cursor));
        canvas.put(inside.x, y, inside.width, &text, style);
    }
    Position::new(inside.x + 2 + u16::try_from(at).unwrap_or(0), inside.y)
}

/// The facet, and how its values are counted.
fn facet_title(model: &Model, facet: Facet) -> String {
    let words = model.words();
    let mut title = facet.label(model.lang).to_owned();
    if facet.counts_twice() {
        title = format!("{title} {}", words.facet_repeat);
    }
    if model.data.index.len() > model.data.index.tops() {
        title = format!("{title} ({})", words.facets_without_kids);
    }
    title
}

/// What would be changed: the question as the title, then each part with its label.
fn question_box(
    canvas: &mut Canvas,
    model: &Model,
    head: &str,
    lines: &[(&'static str, String)],
) -> Position {
    let labels = label_cols(model.lang);
    let widest = lines.iter().map(|(_, text)| columns(text)).max();
    let widest = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
    let most = canvas.area().width.saturating_sub(4).clamp(30, 76);
    let wide = widest.saturating_add(labels + 2).max(60).min(most);
    let room = usize::from(wide - labels - 2);
    let wrapped = lines.iter().flat_map(|(label, text)| {
        let labels = std::iter::once(*label).chain(std::iter::repeat(""));
        labels.zip(wrap(text, room))
    });
    let lines: Vec<(&str, String)> = wrapped.collect();
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX - 2);
    let inside = canvas.frame(centred(canvas.area(), wide, rows + 2), head);
    let (x, room) = (inside.x + 1, inside.width.saturating_sub(2));
    for (y, (label, text)) in (inside.y + 1..inside.bottom()).zip(&lines) {
        canvas.put(x, y, labels.min(room), label, Style::default());
        let (x, room) = (x + labels, room.saturating_sub(labels));
        canvas.put(x, y, room, text, Style::default());
    }
    Position::new(inside.x, inside.y)
}

fn sort(canvas: &mut Canvas, model: &Model, _pick: SortPick) -> Position {
    let letters = crate::tui::state::dialog::SORT_LETTERS;
    let rows = u16::try_from(letters.len()).unwrap_or(13);
    let inside = canvas.frame(centred(canvas.area(), 34, rows), model.words().sort);
    for (y, (letter, key)) in (inside.top()..inside.bottom()).zip(letters) {
        let place = model
            .browse
            .order
            .keys
            .iter()
            .position(|(known, _)| *known == key);
        let mark = match place {
            Some(at) if model.browse.order.keys[at].1 => format!("{} v", at + 1),
            Some(at) => format!("{} ^", at + 1),
            None => String::new(),
        };
        let text = format!(" {letter}  {}{mark}", fit(key.label(model.lang), 20));
        canvas.put(inside.x, y, inside.width, &text, Style::default());
    }
    Position::new(inside.x, inside.y)
}

fn columns_box(canvas: &mut Canvas, model: &Model, pick: &ColumnsPick) -> Position {
    let rows = u16::try_from(pick.order.len()).unwrap_or(10);
    let inside = canvas.frame(
        centred(canvas.area(), 34, rows),
        crate::tui::state::command::Command::Columns.label(model.lang),
    );
    for (y, (at, key)) in (inside.top()..inside.bottom()).zip(pick.order.iter().enumerate()) {
        let mark = if model.browse.columns.contains(key) {
            "x"
        } else {
            " "
        };
        let text = format!(" {mark} {}", key.label(model.lang));
        canvas.put(
            inside.x,
            y,
            inside.width,
            &text,
            reversed_if(at == pick.cursor),
        );
    }
    Position::new(inside.x, inside.y + u16::try_from(pick.cursor).unwrap_or(0))
}

fn conditions_box(canvas: &mut Canvas, model: &Model, list: Conditions) -> Position {
    let texts = model.browse.query.print_conditions(model.lang);
    let widest = texts.iter().map(|text| columns(text)).max().unwrap_or(0) + 2;
    let rows = u16::try_from(texts.len()).unwrap_or(u16::MAX);
    let cols = u16::try_from(widest).unwrap_or(u16::MAX).clamp(34, 76);
    let inside = canvas.frame(centred(canvas.area(), cols, rows), model.words().filter);
    let skipped = (list.cursor + 1).saturating_sub(usize::from(inside.height));
    let shown = texts.iter().enumerate().skip(skipped);
    for (y, (at, text)) in (inside.top()..inside.bottom()).zip(shown) {
        canvas.put(
            inside.x,
            y,
            inside.width,
            &format!(" {text}"),
            reversed_if(at == list.cursor),
        );
    }
    let row = u16::try_from(list.cursor - skipped).unwrap_or(0);
    Position::new(inside.x, inside.y + row)
}

fn find_box(canvas: &mut Canvas, model: &Model, find: &Find) -> Position {
    let area = canvas.area();
    let words = model.words();
    let title = match find.kind {
        FindKind::Help => words.help_title,
        FindKind::Palette => words.palette_title,
    };
    let inside = canvas.frame(
        centred(area, 76, area.height.saturating_sub(8).min(24)),
        title,
    );
    canvas.put(inside.x, inside.y, 2, ":", Style::default());
    let cursor = one_line(
        canvas,
        &find.field,
        inside.x + 2,
        inside.y,
        inside.width.saturating_sub(2),
    );
    let found = find.found(model);
    let at = find.cursor.min(found.len().saturating_sub(1));
    // Below the list the sentence under the cursor in full, and why the command cannot act.
    let full = if inside.height >= 8 { 3 } else { 0 };
    let list = Rect::new(
        inside.x,
        inside.y + 1,
        inside.width,
        inside.height.saturating_sub(1 + full),
    );
    let first = at.saturating_sub(usize::from(list.height).saturating_sub(1));
    if let (Some(item), true) = (found.get(at), full > 0) {
        draw_sentence(canvas, model, item, list);
    }
    for (y, (place, item)) in (list.top()..list.bottom()).zip(found.iter().enumerate().skip(first))
    {
        let key = item.key(model);
        let help = item.help(model);
        let mark = if place == at { ">" } else { " " };
        let tail = item
            .obstacle
            .as_ref()
            .map_or(String::new(), |why| format!("  ({why})"));
        let text = format!(
            "{mark}{} {} {help}{tail}",
            fit(&key, 9),
            fit(&item.label(model), 10)
        );
        canvas.put(
            inside.x,
            y,
            inside.width,
            &text,
            dim_if(item.obstacle.is_some()),
        );
    }
    cursor
}

/// The sentence of a command in two lines under the list.
fn draw_sentence(canvas: &mut Canvas, model: &Model, item: &CommandFound, list: Rect) {
    let help = item.help(model);
    let why = item.obstacle.as_ref();
    let text = why.map_or(help.clone(), |why| format!("({why})  {help}"));
    let rule = "-".repeat(usize::from(list.width));
    canvas.put(list.x, list.bottom(), list.width, &rule, Style::default());
    let wide = usize::from(list.width.saturating_sub(2));
    for (y, line) in (list.bottom() + 1..list.bottom() + 3).zip(wrap(&text, wide)) {
        canvas.put(list.x + 1, y, list.width - 1, &line, Style::default());
    }
}
