//! The view of one task: everything known of it in one scroll.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::table::light_style;
use crate::text::columns;
use crate::tui::layout::page_lines;
use crate::tui::layout::{PageLine, label_cols};
use crate::tui::state::model::Model;

/// Draws the task view; answers where its cursor is.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) -> Option<Position> {
    let lines = page_lines(model);
    let at = model.page.cursor.min(lines.len().saturating_sub(1));
    for (y, (place, line)) in
        (area.top()..area.bottom()).zip(lines.iter().enumerate().skip(model.page.offset))
    {
        let mark = if place == at { ">" } else { " " };
        canvas.put(area.x, y, 1, mark, Style::default());
        draw_line(
            canvas,
            model,
            line,
            Rect::new(area.x + 1, y, area.width.saturating_sub(1), 1),
        );
    }
    let y = area.y + u16::try_from(at.saturating_sub(model.page.offset)).unwrap_or(0);
    Some(Position::new(
        area.x,
        y.min(area.bottom().saturating_sub(1)),
    ))
}

/// Draws one line: the labels stay where they are from task to task, so that only values are sent.
pub fn draw_line(canvas: &mut Canvas, model: &Model, line: &PageLine, area: Rect) {
    let Rect { x, y, width, .. } = area;
    if line.is_title {
        let bold = Style::default().add_modifier(Modifier::BOLD);
        canvas.put(x, y, width, &line.text, bold);
        return;
    }
    let labels = label_cols(model.lang);
    canvas.put(x, y, labels.min(width), line.label, Style::default());
    let room = width.saturating_sub(labels);
    canvas.put(x + labels, y, room, &line.text, Style::default());
    if let Some(color) = line.light {
        let word = u16::try_from(columns(color.label(model.lang))).unwrap_or(0);
        canvas.style(
            Rect::new(x + labels, y, word.min(room), 1),
            light_style(color),
        );
    }
    if let Some((from, label, text)) = &line.second {
        let from = x + from;
        let left = (area.right()).saturating_sub(from);
        canvas.put(from, y, labels.min(left), label, Style::default());
        canvas.put(
            from + labels,
            y,
            left.saturating_sub(labels),
            text,
            Style::default(),
        );
    }
}
