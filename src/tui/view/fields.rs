//! Dialogs with fields to type into, and the two versions of a stale change.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::search_box::window;
use crate::domain::task::ExtensionDecision;
use crate::domain::{PartyKind, TaskName};
use crate::report::trail::{updated_by, value_text};
use crate::text::{columns, wrap_ranges};
use crate::tui::layout::{full_name, name_of, weekday};
use crate::tui::state::dialog::{
    Ask, AskedFor, DeadlineDialog, DeadlinePart, Form, RenameBox, RenamePart, Stale,
};
use crate::tui::state::field::TextField;
use crate::tui::state::model::Model;
use crate::tui::view::frame::{at_foot, centred, dim_if, reversed_if};
use crate::wording::fill;

/// Draws a field of one line; answers where its cursor is.
pub fn one_line(canvas: &mut Canvas, field: &TextField, x: u16, y: u16, cols: u16) -> Position {
    let window = window(field.text(), field.cursor(), usize::from(cols));
    canvas.put(x, y, cols, &window.text, Style::default());
    Position::new(
        x + u16::try_from(window.at)
            .unwrap_or(0)
            .min(cols.saturating_sub(1)),
        y,
    )
}

/// Draws a field of several lines, the cursor's line always in view; answers where the cursor is.
pub(super) fn many_lines(canvas: &mut Canvas, field: &TextField, area: Rect) -> Position {
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

/// One text to type.
pub fn ask_box(canvas: &mut Canvas, model: &Model, ask: &Ask) -> Position {
    let area = canvas.area();
    let title = match ask.question {
        AskedFor::AsOf | AskedFor::Export => ask.title(model),
        _ => format!("{}  {}", ask.title(model), ask.targets.head(model)),
    };
    if ask.question == AskedFor::Note {
        let place = if ask.is_big {
            Rect::new(0, 2, area.width, area.height.saturating_sub(4))
        } else {
            at_foot(area, 6)
        };
        let inside = canvas.frame(place, &title);
        return many_lines(canvas, &ask.field, inside);
    }
    let inside = canvas.frame(at_foot(area, 1), &title);
    let cursor = one_line(canvas, &ask.field, inside.x, inside.y, inside.width);
    if ask.is_proposal {
        let wide = u16::try_from(columns(ask.field.text())).unwrap_or(u16::MAX);
        let proposed = Rect::new(inside.x, inside.y, wide.min(inside.width), 1);
        canvas.style(proposed, reversed_if(true));
    }
    cursor
}

/// A new date, its kind and its reason.
pub fn deadline(canvas: &mut Canvas, model: &Model, dialog: &DeadlineDialog) -> Position {
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
    let (x, y, plain) = (inside.x + labels, inside.y, Style::default());
    let names = [
        words.deadline_new,
        words.deadline_kind,
        words.reason_title,
        words.deadline_asked_on,
    ];
    for (y, name) in (y..).zip(names) {
        canvas.put(inside.x, y, labels, name, plain);
    }
    let date_at = one_line(canvas, &dialog.date, x, y, room.min(14));
    let read = reading(model, dialog);
    canvas.put(x + 15, y, room.saturating_sub(15), &read, plain);
    let is_on_kind = dialog.part == DeadlinePart::Kind;
    canvas.put(x, y + 1, room, kind, reversed_if(is_on_kind));
    let reason_at = one_line(canvas, &dialog.reason, x, y + 2, room);
    let asked_at = one_line(canvas, &dialog.asked, x, y + 3, room.min(14));
    let asked = dialog
        .day_of_asking(model)
        .filter(|_| !is_correction(dialog));
    let asked = asked.map_or(String::new(), |day| day.to_string());
    let beside = room.saturating_sub(15);
    canvas.put(x + 15, y + 3, beside, &asked, dim_if(true));
    canvas.put(
        inside.x,
        y + 4,
        inside.width,
        words.deadline_help,
        dim_if(true),
    );
    match dialog.part {
        DeadlinePart::Date => date_at,
        DeadlinePart::Kind => Position::new(x, inside.y + 1),
        DeadlinePart::Reason => reason_at,
        DeadlinePart::Asked => asked_at,
    }
}

fn is_correction(dialog: &DeadlineDialog) -> bool {
    dialog.decision == ExtensionDecision::Correction
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
    let day_of_week = weekday(words, date);
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
            ("weekday", &day_of_week),
            ("n", &left.abs()),
            ("holiday", &holiday),
        ],
    );
    let asked = dialog.day_of_asking(model);
    let is_late = || {
        dialog
            .base
            .zip(asked)
            .is_some_and(|(due, asked)| asked > due)
    };
    let row = dialog.targets.only().and_then(|id| model.data.row(id));
    let note = match is_correction(dialog) {
        true if row.is_some_and(|row| row.extended) => words.deadline_original_only,
        false if is_late() => words.deadline_late,
        _ => return reading,
    };
    reading.push_str("  ");
    reading.push_str(note);
    reading
}

/// The fields of a task.
pub fn form_box(canvas: &mut Canvas, model: &Model, form: &Form) -> Position {
    let area = canvas.area();
    let words = model.words();
    let title = match (&form.task, &form.several) {
        (None, Some(targets)) => format!("{}  {}", targets.head(model), words.form_several),
        (None, None) => words.form_new.to_owned(),
        (Some(task), _) => {
            let name = name_of(task.id, model).unwrap_or_else(|| TaskName::of(task));
            let name = full_name(&name, model);
            format!("{}  {name}  {}", words.form_edit, words.form_list_hint)
        }
    };
    let rows = u16::try_from(form.fields.len()).unwrap_or(12) + 3;
    let inside = canvas.frame(centred(area, 90, rows), &title);
    let labels = 20;
    let ways = if form.several.is_some() { 9 } else { 0 };
    let room = inside.width.saturating_sub(labels);
    let mut cursor = Position::new(inside.x, inside.y);
    let mut y = inside.y;
    for (at, (field, typed)) in form.fields.iter().enumerate() {
        let is_tall = *field == crate::tui::state::dialog::FormField::Requirement;
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
            let way = form.way(*field).map_or("", |way| way.label(model));
            canvas.put(inside.x + labels, y, ways, way, dim_if(true));
            let room = room.saturating_sub(ways);
            one_line(canvas, typed, inside.x + labels + ways, y, room)
        };
        if at == form.focus {
            cursor = place;
        }
        y += rows;
    }
    cursor
}

/// Whose name, the one that goes, the one that comes, why.
pub fn rename_box(canvas: &mut Canvas, model: &Model, dialog: &RenameBox) -> Position {
    let words = model.words();
    let title = dialog.title(model);
    let inside = canvas.frame(at_foot(canvas.area(), 4), &title);
    let labels = 10;
    let room = inside.width.saturating_sub(labels);
    let kind = match dialog.kind {
        PartyKind::Leader => words.rename_leader,
        PartyKind::Unit => words.rename_unit,
    };
    let names = [
        words.rename_kind,
        words.rename_from,
        words.rename_to,
        words.form_reason,
    ];
    for (y, name) in (inside.y..).zip(names) {
        canvas.put(inside.x, y, labels, name, Style::default());
    }
    let (x, y) = (inside.x + labels, inside.y);
    let is_on_kind = dialog.part == RenamePart::Kind;
    canvas.put(x, y, room, kind, reversed_if(is_on_kind));
    let from = one_line(canvas, &dialog.from, x, y + 1, room);
    let to = one_line(canvas, &dialog.to, x, y + 2, room);
    let reason = one_line(canvas, &dialog.reason, x, y + 3, room);
    match dialog.part {
        RenamePart::Kind => Position::new(x, y),
        RenamePart::From => from,
        RenamePart::To => to,
        RenamePart::Reason => reason,
    }
}

/// Their version and mine, side by side.
pub fn stale_box(canvas: &mut Canvas, model: &Model, stale: &Stale) -> Position {
    let words = model.words();
    let sides = stale.sides();
    let rows = u16::try_from(sides.len()).unwrap_or(8).min(16) + 2;
    let at = crate::domain::china::local(stale.theirs.updated_at)
        .format("%H:%M")
        .to_string();
    let title = fill(
        words.stale_title,
        &[("by", &updated_by(&stale.theirs, model.lang)), ("at", &at)],
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
        let shown = |value: &Option<&serde_json::Value>| {
            value.map_or(String::new(), |value| value_text(*field, value, model.lang))
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
