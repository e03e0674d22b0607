//! The fields of what is under the cursor of the import screen, beside each the line and the words
//! it was read from; or the original wording in its place.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::text::{columns, fit_right};
use crate::tui::layout::{PaneLine, halves, left_cols, pane_lines};
use crate::tui::state::command::Command;
use crate::tui::state::model::Model;
use crate::tui::state::review::{Review, Side};

/// Draws the rule line and the lines; answers where the field under the cursor is.
pub fn draw(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect) -> Option<Position> {
    let words = model.review_words();
    let lines = pane_lines(model);
    let rows = usize::from(area.height.saturating_sub(1));
    let scroll = review.scroll.min(lines.len().saturating_sub(1));
    let name = match review.shows_clause {
        true => words.wording_of,
        false => words.fields,
    };
    let focus = if review.side == Side::Fields {
        "> "
    } else {
        ""
    };
    let head = format!("-- {focus}{name} ");
    let other = match review.shows_clause {
        true => words.fields,
        false => words.wording,
    };
    let key = model.keymap.shown(Command::Clause);
    let key = key.map_or(String::new(), |key| format!(" {key} {other}"));
    let tail = match lines.len() > scroll + rows {
        true => format!(" {} {key} --", model.words().scroll_hint),
        false => format!("{key} --"),
    };
    let gap = usize::from(area.width).saturating_sub(columns(&head) + columns(&tail));
    let rule = format!("{head}{}{tail}", "-".repeat(gap));
    canvas.put(area.x, area.y, area.width, &rule, Style::default());
    let mut cursor = None;
    for (y, line) in (area.y + 1..area.bottom()).zip(lines.iter().skip(scroll)) {
        let is_here =
            review.side == Side::Fields && !review.shows_clause && line.slot == Some(review.slot);
        if review.shows_clause {
            draw_clause(canvas, line, area, y);
        } else {
            draw_field(
                canvas,
                model,
                line,
                is_here,
                Rect::new(area.x, y, area.width, 1),
            );
        }
        if is_here && cursor.is_none() {
            cursor = Some(Position::new(area.x, y));
        }
    }
    cursor.or(Some(Position::new(area.x, area.y)))
}

fn draw_clause(canvas: &mut Canvas, line: &PaneLine, area: Rect, y: u16) {
    let number = line.number.map_or(String::new(), |n| n.to_string());
    let mark = if line.is_around { " " } else { "|" };
    let text = format!("{} {mark} {}", fit_right(&number, 5), line.wording);
    let style = match line.is_around {
        true => Style::default().add_modifier(Modifier::DIM),
        false => Style::default(),
    };
    canvas.put(area.x, y, area.width, &text, style);
}

fn draw_field(canvas: &mut Canvas, model: &Model, line: &PaneLine, is_here: bool, area: Rect) {
    let plain = Style::default();
    let dim = Style::default().add_modifier(Modifier::DIM);
    let left = u16::try_from(left_cols(model.lang)).unwrap_or(11);
    let (value_cols, _) = halves(usize::from(area.width), model.lang);
    let value_cols = u16::try_from(value_cols).unwrap_or(8);
    let (x, y) = (area.x, area.y);
    let is_first = !line.label.is_empty() && !line.is_note;
    let mark = if is_here && is_first { ">" } else { " " };
    let doubt = if line.is_doubtful && is_first {
        "!"
    } else {
        " "
    };
    let style = match is_here && is_first {
        true => plain.add_modifier(Modifier::REVERSED),
        false => plain,
    };
    canvas.put(x, y, 2, &format!("{mark}{doubt}"), plain);
    let label = match line.is_note {
        true => format!("  {}", line.label),
        false => line.label.clone(),
    };
    let label_wide = u16::try_from(columns(&label)).unwrap_or(left);
    canvas.put(x + 2, y, label_wide.min(left - 2), &label, style);
    if line.is_wide {
        let style = if line.is_note { dim } else { plain };
        let room = area.width.saturating_sub(left + 1);
        canvas.put(x + left, y, room, &line.value, style);
        return;
    }
    canvas.put(x + left, y, value_cols, &line.value, plain);
    let number = line.number.map_or(String::new(), |n| n.to_string());
    let at = x + left + value_cols;
    canvas.put(at, y, 6, &fit_right(&number, 6), dim);
    let room = area.right().saturating_sub(at + 7);
    canvas.put(at + 7, y, room, &line.wording, dim);
}
