//! The preview beside the list: where people read.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, hit_style};
use super::page::draw_line;
use crate::search::Needle;
use crate::text::columns;
use crate::tui::layout::preview_lines;
use crate::tui::layout::{PageLine, label_cols};
use crate::tui::state::model::{Model, Pane};
use crate::wording::fill;

/// Draws the rule line and the text.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let words = model.words();
    let lines = preview_lines(model, area.width);
    let rows = usize::from(area.height.saturating_sub(1));
    let scroll = model
        .browse
        .preview_scroll
        .min(lines.len().saturating_sub(1));
    let mut tail = format!(" {} ", fill(words.lines, &[("n", &lines.len())]));
    let hint = if lines.len() > scroll + rows {
        words.scroll_hint
    } else {
        words.full_hint
    };
    tail.push_str(hint);
    tail.push(' ');
    tail.push_str("--");
    let focus = if model.browse.pane == Pane::Preview {
        "> "
    } else {
        ""
    };
    let head = format!("-- {focus}{} ", words.preview);
    let gap = usize::from(area.width).saturating_sub(columns(&head) + columns(&tail));
    canvas.put(
        area.x,
        area.y,
        area.width,
        &format!("{head}{}{tail}", "-".repeat(gap)),
        Style::default(),
    );
    let needles: Vec<Needle> = model
        .browse
        .query
        .words()
        .map(|word| Needle::new(&word.text, word.exact))
        .collect();
    for (y, line) in (area.y + 1..area.bottom()).zip(lines.iter().skip(scroll)) {
        // A blank at the left edge, so that text never touches the facets.
        canvas.put(area.x, y, 1, "", Style::default());
        draw_line(
            canvas,
            model,
            line,
            Rect::new(area.x + 1, y, area.width.saturating_sub(1), 1),
        );
        mark_hits(canvas, model, line, &needles, area.x + 1, y);
    }
}

/// Underlines what the words of the search match in a line.
fn mark_hits(
    canvas: &mut Canvas,
    model: &Model,
    line: &PageLine,
    needles: &[Needle],
    x: u16,
    y: u16,
) {
    let start = if line.is_title {
        x
    } else {
        x + label_cols(model.lang)
    };
    for needle in needles {
        let Some(positions) = needle.positions(&line.text) else {
            continue;
        };
        // Scattered characters over a long line say nothing; mark only what stands together.
        let together = positions.windows(2).all(|pair| pair[1] == pair[0] + 1);
        if !together {
            continue;
        }
        let mut at = start;
        for (place, c) in line.text.chars().enumerate() {
            let width = u16::try_from(columns(c.encode_utf8(&mut [0; 4]))).unwrap_or(0);
            if positions.contains(&place) {
                canvas.style(Rect::new(at, y, width, 1), hit_style());
            }
            at = at.saturating_add(width);
        }
    }
}
