//! The preview beside the list: where people read.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, hit_style};
use super::composer::{Composer, PageLine, label_cols};
use super::page::draw_line;
use crate::search::Needle;
use crate::text::columns;
use crate::tui::model::{Model, Pane};
use crate::wording::fill;

/// From this width on the origin stands before the demand.
const ORIGIN_FIRST_FROM: u16 = 90;

/// The lines of the preview at its width.
fn lines(model: &Model, cols: u16) -> Vec<PageLine> {
    let Some(row) = model.browse.cursor.and_then(|id| model.data.row(id)) else {
        return Vec::new();
    };
    let detail = model.details.get(&row.id);
    let mut composer = Composer::new(model, &row, cols);
    if model.browse.clause_open {
        composer.wording(detail.map(AsRef::as_ref));
        return composer.done();
    }
    composer.head(detail.map(AsRef::as_ref));
    // In a low pane the demand comes before the origin: it is what people open the pane for.
    let is_low = cols < ORIGIN_FIRST_FROM;
    if !is_low {
        composer.origin(detail.map(AsRef::as_ref));
    }
    match detail {
        None => composer.loading(),
        Some(detail) => {
            composer.matter(&detail.task);
            if is_low {
                composer.origin(Some(detail));
            }
            composer.family();
            composer.recent(detail, 3);
        }
    }
    composer.done()
}

/// How many lines the preview has.
pub fn preview_length(model: &Model) -> usize {
    model
        .layout()
        .preview
        .map_or(0, |area| lines(model, area.width).len())
}

/// The whole text of the preview, for the clipboard.
pub fn preview_text(model: &Model) -> String {
    let lines = lines(model, 100);
    let texts: Vec<String> = lines
        .iter()
        .map(|line| {
            let second = line
                .second
                .as_ref()
                .map_or(String::new(), |(_, label, text)| {
                    format!("  {label}  {text}")
                });
            format!("{}  {}{second}", line.label, line.text)
                .trim_start()
                .to_owned()
        })
        .collect();
    texts.join("\n")
}

/// Draws the rule line and the text.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let words = model.words();
    let lines = lines(model, area.width);
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
