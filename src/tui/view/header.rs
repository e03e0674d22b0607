//! The two lines on top: what ledger, which day, who, how many of each light; then the filter.

use chrono::Datelike;
use ratatui::layout::Position;
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::domain::LightColor;
use crate::text::{columns, cut};
use crate::tui::dialog::{Dialog, Search};
use crate::tui::layout::Layout;
use crate::tui::listing::Line;
use crate::tui::model::Model;
use crate::wording::fill;

/// Draws both lines.
pub fn draw(canvas: &mut Canvas, model: &Model, layout: &Layout) {
    let cols = layout.header.width;
    let bold = Style::default().add_modifier(Modifier::BOLD);
    canvas.put(
        0,
        0,
        cols,
        &sides(&left(model, cols), &right(model, cols), cols),
        bold,
    );
    match &model.dialog {
        Some(Dialog::Search(search)) => draw_search(canvas, model, search, cols),
        _ => {
            let hint = hint(model);
            canvas.put(
                0,
                1,
                cols,
                &sides(&filter(model, cols, columns(&hint)), &hint, cols),
                Style::default(),
            );
        }
    }
}

/// Two texts at the ends of a line; the right one gives way first.
fn sides(left: &str, right: &str, cols: u16) -> String {
    let cols = usize::from(cols);
    let room = cols.saturating_sub(columns(right));
    if columns(left) > room {
        return cut(left, cols);
    }
    let gap = " ".repeat(room - columns(left));
    format!("{left}{gap}{right}")
}

/// What the ledger is called.
fn ledger_name(model: &Model) -> String {
    let words = model.words();
    if let Some(moment) = &model.face.as_of {
        return fill(words.as_of, &[("moment", moment)]);
    }
    let name = if model.face.is_demo {
        words.demo.to_owned()
    } else if model.face.is_sample {
        words.sample.to_owned()
    } else {
        let name = model
            .face
            .path
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_default()
    };
    if model.face.is_read_only {
        format!("{name} {}", words.read_only)
    } else {
        name
    }
}

fn left(model: &Model, cols: u16) -> String {
    let words = model.words();
    let mut text = format!(" {}  {}", words.name, ledger_name(model));
    if cols >= 100 {
        let today = model.rules.today;
        let day = words
            .weekdays
            .chars()
            .nth(today.weekday().num_days_from_monday() as usize);
        let weekday: String = day.map_or(String::new(), |day| {
            format!("{}{day}", words.weekday_prefix)
        });
        text.push_str(&format!("   {} {today} {weekday}", words.today));
        text.push_str(&format!(
            "   {} {}@{}",
            words.user, model.actor.user, model.actor.host
        ));
    }
    text
}

fn right(model: &Model, cols: u16) -> String {
    let words = model.words();
    let mut counts = [0_usize; LightColor::ALL.len()];
    for line in &model.browse.lines {
        if let Line::Task {
            id,
            nested: false,
            ghost: false,
        } = line
        {
            counts[model.data.light(*id).color as usize] += 1;
        }
    }
    let mut text = String::new();
    for (color, count) in LightColor::ALL.into_iter().zip(counts) {
        if count > 0 {
            text.push_str(&format!("{} {count}  ", color.label(model.lang)));
        }
    }
    text.push_str(&format!(
        " {}/{} {} ",
        model.browse.shown,
        model.data.tops.len(),
        words.items
    ));
    if cols < 100 {
        text.push_str(&format!("  {} {} ", words.user, model.actor.user));
    }
    text
}

fn hint(model: &Model) -> String {
    let words = model.words();
    let mut text = String::new();
    if model.draft_count() > 0 {
        text.push_str(&fill(words.draft, &[("n", &model.draft_count())]));
        text.push_str("  ");
    }
    if !model.browse.query.is_empty() {
        text.push_str(words.step_back);
        text.push_str("  ");
        text.push_str(words.clear_all);
    }
    text.push(' ');
    text
}

/// The filter in force, always, as text that can be typed again; order and marks after it.
fn filter(model: &Model, cols: u16, taken: usize) -> String {
    let words = model.words();
    let by_score = model.browse.query.words().next().is_some();
    let order = if by_score {
        words.by_score.to_owned()
    } else {
        model.browse.order.words(model.lang)
    };
    let mut tail = format!("    {} {order}", words.sort);
    if !model.browse.marks.is_empty() {
        let marks = &model.browse.marks;
        let inside = model.browse.ids().filter(|id| marks.contains(id)).count();
        tail.push_str("    ");
        tail.push_str(&fill(words.marked, &[("n", &marks.len()), ("m", &inside)]));
    }
    let head = format!(" {}  ", words.filter);
    let room = usize::from(cols).saturating_sub(columns(&head) + columns(&tail) + taken + 1);
    let query = if model.browse.query.is_empty() {
        words.no_filter.to_owned()
    } else {
        model.browse.query.print_short(model.lang, room)
    };
    format!("{head}{query}{tail}")
}

fn draw_search(canvas: &mut Canvas, model: &Model, search: &Search, cols: u16) {
    let words = model.words();
    let room = cols.saturating_sub(3);
    canvas.put(0, 1, cols, " / ", Style::default());
    let (text, at) = window(
        search.field.text(),
        search.field.cursor(),
        usize::from(room),
    );
    canvas.put(3, 1, room, &text, Style::default());
    let hint = words.search_hint;
    let wide = columns(hint) + 1;
    if usize::from(room) > at.max(columns(&text)) + wide + 2 {
        let x = cols - u16::try_from(wide).unwrap_or(cols);
        canvas.put(x, 1, cols - x, hint, Style::default());
    }
}

/// Where the cursor of the search box is.
pub fn search_cursor(search: &Search, layout: &Layout) -> Position {
    let room = usize::from(layout.header.width.saturating_sub(3));
    let (_, at) = window(search.field.text(), search.field.cursor(), room);
    Position::new(3 + u16::try_from(at).unwrap_or(0), 1)
}

/// The part of a one-line text around its cursor that fits, and the cursor's column in it.
pub fn window(text: &str, cursor: usize, cols: usize) -> (String, usize) {
    let width = |c: char| columns(c.encode_utf8(&mut [0; 4]));
    let mut start = 0;
    let before: Vec<char> = text.chars().take(cursor).collect();
    let mut at: usize = before.iter().map(|c| width(*c)).sum();
    while at >= cols.max(1) && start < before.len() {
        at -= width(before[start]);
        start += 1;
    }
    let shown: String = text.chars().skip(start).collect();
    (cut(&shown, cols), at)
}
