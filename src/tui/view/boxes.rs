//! Dialogs as boxes of ASCII lines over the screen.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::header::window;
use crate::domain::Status;
use crate::domain::task::ExtensionDecision;
use crate::text::wrap_ranges;
use crate::text::{columns, fit, fit_right};
use crate::tui::dialog::{
    Ask, Bulk, CHOICES, ColumnsPick, DeadlineDialog, DeadlinePart, Dialog, FacetPick, Find,
    FindKind, Form, Question, SortPick, Stale, StatusPick,
};
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::wording::fill;

/// Draws a dialog; `row` is where the selected task stands. Answers where the cursor goes.
pub fn draw(
    canvas: &mut Canvas,
    model: &Model,
    dialog: &Dialog,
    row: Option<Position>,
) -> Option<Position> {
    match dialog {
        Dialog::Search(_) => None,
        Dialog::Status(pick) => Some(status(canvas, model, pick, row)),
        Dialog::Facet(pick) => Some(facet(canvas, model, pick)),
        Dialog::Bulk(bulk) => Some(bulk_box(canvas, bulk)),
        Dialog::Ask(ask) => Some(ask_box(canvas, model, ask)),
        Dialog::Deadline(dialog) => Some(deadline(canvas, model, dialog)),
        Dialog::Form(form) => Some(form_box(canvas, model, form)),
        Dialog::Stale(stale) => Some(stale_box(canvas, model, stale)),
        Dialog::Sort(pick) => Some(sort(canvas, model, *pick)),
        Dialog::Columns(pick) => Some(columns_box(canvas, model, pick)),
        Dialog::Find(find) => Some(find_box(canvas, model, find)),
    }
}

/// A box of this inner size in the middle of the screen, or as large as the screen allows.
fn centred(area: Rect, cols: u16, rows: u16) -> Rect {
    let width = (cols + 2).min(area.width);
    let height = (rows + 2).min(area.height.saturating_sub(2));
    let x = (area.width - width) / 2;
    let y = (area.height.saturating_sub(height)) / 2;
    Rect::new(x, y, width, height)
}

/// A box at the foot of the screen, over the preview.
fn at_foot(area: Rect, rows: u16) -> Rect {
    let height = (rows + 2).min(area.height.saturating_sub(2));
    let width = area.width.min(97);
    Rect::new(
        area.width - width,
        area.height.saturating_sub(height + 2),
        width,
        height,
    )
}

fn reversed_if(is: bool) -> Style {
    if is {
        Style::default().add_modifier(Modifier::REVERSED)
    } else {
        Style::default()
    }
}

fn dim_if(is: bool) -> Style {
    if is {
        Style::default().add_modifier(Modifier::DIM)
    } else {
        Style::default()
    }
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
    let only = pick
        .targets
        .single()
        .and_then(|id| model.data.row(id))
        .map(|row| row.status);
    for (y, (at, choice)) in (inside.top()..inside.bottom()).zip(CHOICES.iter().enumerate()) {
        let statuses: Vec<Status> = match only {
            Some(status) => vec![status],
            None => pick
                .targets
                .statuses(model)
                .map(|(_, status)| status)
                .collect(),
        };
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
    let words = model.words();
    let twice = if pick.facet.counts_twice() {
        format!(" {}", words.facet_repeat)
    } else {
        String::new()
    };
    let title = format!("{}{twice}", pick.facet.label(model.lang));
    let inside = canvas.frame(Rect::new(1, 2, width, height), &title);
    let (text, at) = window(
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

fn bulk_box(canvas: &mut Canvas, bulk: &Bulk) -> Position {
    let rows = u16::try_from(bulk.lines.len()).unwrap_or(10).min(14) + 1;
    let wide = bulk
        .lines
        .iter()
        .map(|line| columns(line))
        .chain([columns(&bulk.head)])
        .max()
        .unwrap_or(20);
    let cols = u16::try_from(wide + 4).unwrap_or(60).max(40);
    let inside = canvas.frame(centred(canvas.area(), cols, rows), "");
    let bold = Style::default().add_modifier(Modifier::BOLD);
    canvas.put(
        inside.x + 1,
        inside.y,
        inside.width.saturating_sub(1),
        &bulk.head,
        bold,
    );
    for (y, line) in (inside.y + 1..inside.bottom()).zip(&bulk.lines) {
        canvas.put(
            inside.x + 3,
            y,
            inside.width.saturating_sub(3),
            line,
            Style::default(),
        );
    }
    Position::new(inside.x + 1, inside.y)
}

/// Draws a field of one line; answers where its cursor is.
fn one_line(canvas: &mut Canvas, field: &Field, x: u16, y: u16, cols: u16) -> Position {
    let (text, at) = window(field.text(), field.cursor(), usize::from(cols));
    canvas.put(x, y, cols, &text, Style::default());
    Position::new(
        x + u16::try_from(at).unwrap_or(0).min(cols.saturating_sub(1)),
        y,
    )
}

/// Draws a field of several lines, the cursor's line always in view; answers where the cursor is.
fn many_lines(canvas: &mut Canvas, field: &Field, area: Rect) -> Position {
    let text = field.text();
    let cols = usize::from(area.width.max(2)) - 1;
    let mut ranges = wrap_ranges(text, cols);
    if ranges.is_empty() || text.ends_with('\n') {
        ranges.push(text.len()..text.len());
    }
    let cursor_byte = text
        .char_indices()
        .nth(field.cursor())
        .map_or(text.len(), |(at, _)| at);
    let line = ranges
        .iter()
        .rposition(|range| range.start <= cursor_byte)
        .unwrap_or(0);
    let first = (line + 1).saturating_sub(usize::from(area.height.max(1)));
    for (y, range) in (area.top()..area.bottom()).zip(ranges.iter().skip(first)) {
        canvas.put(
            area.x,
            y,
            area.width,
            text.get(range.clone()).unwrap_or(""),
            Style::default(),
        );
    }
    let start = ranges.get(line).map_or(0, |range| range.start);
    let before = columns(text.get(start..cursor_byte).unwrap_or(""));
    let x = area.x
        + u16::try_from(before)
            .unwrap_or(0)
            .min(area.width.saturating_sub(1));
    let y = area.y + u16::try_from(line.saturating_sub(first)).unwrap_or(0);
    Position::new(x, y.min(area.bottom().saturating_sub(1)))
}

fn ask_box(canvas: &mut Canvas, model: &Model, ask: &Ask) -> Position {
    let area = canvas.area();
    let title = match ask.question {
        Question::AsOf | Question::Export => ask.title(model),
        _ => format!("{}  {}", ask.title(model), ask.targets.head(model)),
    };
    if ask.question == Question::Note {
        let place = if ask.is_big {
            Rect::new(0, 2, area.width, area.height.saturating_sub(4))
        } else {
            at_foot(area, 6)
        };
        let inside = canvas.frame(place, &title);
        return many_lines(canvas, &ask.field, inside);
    }
    let inside = canvas.frame(at_foot(area, 1), &title);
    one_line(canvas, &ask.field, inside.x, inside.y, inside.width)
}

fn deadline(canvas: &mut Canvas, model: &Model, dialog: &DeadlineDialog) -> Position {
    let words = model.words();
    let title = format!("{}  {}", words.deadline_title, dialog.targets.head(model));
    let inside = canvas.frame(at_foot(canvas.area(), 5), &title);
    let labels = 10;
    let room = inside.width.saturating_sub(labels);
    let kind = match dialog.decision {
        ExtensionDecision::Approved => words.deadline_approved,
        ExtensionDecision::Asked => words.deadline_asked,
        ExtensionDecision::Correction => words.deadline_correction,
    };
    let x = inside.x + labels;
    canvas.put(
        inside.x,
        inside.y,
        labels,
        words.deadline_new,
        Style::default(),
    );
    let date_at = one_line(canvas, &dialog.date, x, inside.y, room.min(14));
    canvas.put(
        x + 15,
        inside.y,
        room.saturating_sub(15),
        &reading(model, dialog),
        Style::default(),
    );
    canvas.put(
        inside.x,
        inside.y + 1,
        labels,
        words.deadline_kind,
        Style::default(),
    );
    canvas.put(
        x,
        inside.y + 1,
        room,
        kind,
        reversed_if(dialog.part == DeadlinePart::Kind),
    );
    canvas.put(
        inside.x,
        inside.y + 2,
        labels,
        words.reason_title,
        Style::default(),
    );
    let reason_at = one_line(canvas, &dialog.reason, x, inside.y + 2, room);
    canvas.put(
        inside.x,
        inside.y + 3,
        inside.width,
        words.deadline_help,
        dim_if(true),
    );
    match dialog.part {
        DeadlinePart::Date => date_at,
        DeadlinePart::Kind => Position::new(x, inside.y + 1),
        DeadlinePart::Reason => reason_at,
    }
}

/// The date as it was understood: weekday, workdays left, holiday, and whether it is asked late.
fn reading(model: &Model, dialog: &DeadlineDialog) -> String {
    use chrono::Datelike;
    let words = model.words();
    let Some(date) = dialog.read(model) else {
        return if dialog.date.is_blank() {
            String::new()
        } else {
            words.deadline_bad.to_owned()
        };
    };
    let rules = &model.rules;
    let day = words
        .weekdays
        .chars()
        .nth(date.weekday().num_days_from_monday() as usize);
    let weekday = format!("{}{}", words.weekday_prefix, day.unwrap_or(' '));
    let holiday = match (
        rules.calendar.holiday(date),
        rules.calendar.knows(date.year()),
    ) {
        (Some(name), _) => fill(words.deadline_holiday, &[("name", &name)]),
        (None, false) => fill(words.no_calendar, &[("year", &date.year())]),
        (None, true) => String::new(),
    };
    let left = rules.calendar.workdays(rules.today, date);
    let text = if left >= 0 {
        words.deadline_read
    } else {
        words.deadline_past
    };
    let mut reading = fill(
        text,
        &[
            ("date", &date),
            ("weekday", &weekday),
            ("n", &left.abs()),
            ("holiday", &holiday),
        ],
    );
    if dialog.base.is_some_and(|due| rules.today > due)
        && dialog.decision != ExtensionDecision::Correction
    {
        reading.push_str("  ");
        reading.push_str(words.deadline_late);
    }
    reading
}

fn form_box(canvas: &mut Canvas, model: &Model, form: &Form) -> Position {
    let area = canvas.area();
    let words = model.words();
    let title = match &form.task {
        None => words.form_new.to_owned(),
        Some(task) => format!("{} #{}  {}", words.form_edit, task.id, words.form_list_hint),
    };
    let rows = u16::try_from(form.fields.len()).unwrap_or(12) + 3;
    let inside = canvas.frame(centred(area, 90, rows), &title);
    let labels = 18;
    let room = inside.width.saturating_sub(labels);
    let mut cursor = Position::new(inside.x, inside.y);
    let mut y = inside.y;
    for (at, (field, typed)) in form.fields.iter().enumerate() {
        let is_tall = *field == crate::tui::dialog::FormField::Requirement;
        let rows = if is_tall {
            4.min(inside.bottom().saturating_sub(y + 1))
        } else {
            1
        };
        if y >= inside.bottom() || rows == 0 {
            break;
        }
        let mark = if at == form.focus { ">" } else { " " };
        canvas.put(
            inside.x,
            y,
            labels,
            &format!("{mark}{}", field.label(model.lang)),
            Style::default(),
        );
        let place = if is_tall {
            many_lines(canvas, typed, Rect::new(inside.x + labels, y, room, rows))
        } else {
            one_line(canvas, typed, inside.x + labels, y, room)
        };
        if at == form.focus {
            cursor = place;
        }
        y += rows;
    }
    cursor
}

fn stale_box(canvas: &mut Canvas, model: &Model, stale: &Stale) -> Position {
    let words = model.words();
    let sides = stale.sides();
    let rows = u16::try_from(sides.len()).unwrap_or(8).min(16) + 2;
    let at = super::local(stale.theirs.updated_at)
        .format("%H:%M")
        .to_string();
    let title = fill(
        words.stale_title,
        &[("by", &stale.theirs.updated_by), ("at", &at)],
    );
    let inside = canvas.frame(centred(canvas.area(), 90, rows), &title);
    let labels = 12.min(inside.width);
    let half = inside.width.saturating_sub(labels) / 2;
    let bold = Style::default().add_modifier(Modifier::BOLD);
    canvas.put(inside.x + labels, inside.y, half, words.stale_theirs, bold);
    canvas.put(
        inside.x + labels + half,
        inside.y,
        half,
        words.stale_mine,
        bold,
    );
    for (y, (field, theirs, mine)) in (inside.y + 1..inside.bottom()).zip(&sides) {
        let shown = |text: &Option<String>| {
            let text = text.clone().unwrap_or_default();
            let status = (*field == crate::domain::Field::Status)
                .then(|| Status::parse(&text))
                .flatten();
            status.map_or(text, |status| status.label(model.lang).to_owned())
        };
        canvas.put(
            inside.x,
            y,
            labels,
            field.label(model.lang),
            Style::default(),
        );
        canvas.put(
            inside.x + labels,
            y,
            half.saturating_sub(1),
            &shown(theirs),
            Style::default(),
        );
        canvas.put(
            inside.x + labels + half,
            y,
            half,
            &shown(mine),
            Style::default(),
        );
    }
    Position::new(inside.x, inside.y)
}

fn sort(canvas: &mut Canvas, model: &Model, _pick: SortPick) -> Position {
    let letters = crate::tui::dialog::SORT_LETTERS;
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
        crate::tui::command::Command::Columns.label(model.lang),
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
    let rows = usize::from(inside.height.saturating_sub(1)).max(1);
    let at = find.cursor.min(found.len().saturating_sub(1));
    let first = at.saturating_sub(rows.saturating_sub(1));
    for (y, (place, item)) in
        (inside.y + 1..inside.bottom()).zip(found.iter().enumerate().skip(first))
    {
        let key = model
            .keymap
            .shown(item.spec.command)
            .map_or(String::new(), |chord| chord.to_string());
        let help = model.lang.pick(item.spec.help.0, item.spec.help.1);
        let mark = if place == at { ">" } else { " " };
        let tail = item
            .obstacle
            .as_ref()
            .map_or(String::new(), |why| format!("  ({why})"));
        let text = format!(
            "{mark}{} {} {help}{tail}",
            fit(&key, 9),
            fit(item.spec.command.label(model.lang), 10)
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
