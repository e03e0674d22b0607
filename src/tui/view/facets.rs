//! The facets beside the table: values with counts under the other conditions in force.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::text::{columns, cut, fit, fit_right};
use crate::tui::layout::{FacetLine, facet_lines, has_note};
use crate::tui::state::model::{Model, Pane};

/// Draws the pane: mark 1, name 16, count 4, blank 1. Answers where its cursor is while the keys go
/// there.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) -> Option<Position> {
    let mut cursor = None;
    let lines = facet_lines(model);
    let has_focus = model.browse.pane == Pane::Facets;
    for (y, (place, line)) in (area.top()..area.bottom()).zip(lines.iter().enumerate()) {
        let is_cursor =
            has_focus && place == model.browse.facet_cursor.min(lines.len().saturating_sub(1));
        let text = drawn(line, usize::from(area.width));
        let mut style = Style::default();
        if line.is_head {
            style = style.add_modifier(Modifier::BOLD);
        }
        if line.is_dim {
            style = style.add_modifier(Modifier::DIM);
        }
        if is_cursor {
            style = style.add_modifier(Modifier::REVERSED);
            cursor = Some(Position::new(area.x, y));
        }
        canvas.put(area.x, y, area.width, &text, style);
    }
    if has_note(model) {
        let dim = Style::default().add_modifier(Modifier::DIM);
        let note = format!(" {}", model.words().facets_without_kids);
        let y = area.bottom().saturating_sub(1);
        canvas.put(area.x, y, area.width, &note, dim);
    }
    cursor
}

fn drawn(line: &FacetLine, cols: usize) -> String {
    let count = columns(&line.count).max(if line.is_head { 0 } else { 4 });
    let name = cols.saturating_sub(count + 2);
    if line.is_head {
        return format!(
            "{} {} ",
            fit(&line.name, cols.saturating_sub(count + 2)),
            line.count
        );
    }
    format!(
        "{}{}{} ",
        line.mark,
        cut_fit(&line.name, name),
        fit_right(&line.count, count)
    )
}

fn cut_fit(text: &str, cols: usize) -> String {
    fit(&cut(text, cols), cols)
}
