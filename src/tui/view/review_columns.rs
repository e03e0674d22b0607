//! What the columns of an office's own ledger hold: heading, field, samples.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::text::fit;
use crate::tui::state::model::Model;
use crate::tui::state::review::ColumnScreen;

/// Draws the rows; answers where the cursor is.
pub fn draw(
    canvas: &mut Canvas,
    model: &Model,
    columns: &ColumnScreen,
    area: Rect,
) -> Option<Position> {
    let words = model.review_words();
    let wide = usize::from(area.width);
    let (heading, field) = match wide {
        0..60 => (14, 12),
        60..100 => (20, 16),
        _ => (30, 20),
    };
    let row = |parts: [&str; 3]| {
        let [name, of, samples] = parts;
        format!("{} {} {samples}", fit(name, heading), fit(of, field))
    };
    let head = row([
        words.columns_heading,
        words.columns_field,
        words.columns_samples,
    ]);
    canvas.put(
        area.x,
        area.y,
        area.width,
        &format!("  {head}"),
        Style::default(),
    );
    let several = columns.tables.len() > 1;
    let mut cursor = None;
    let visible = columns.rows().enumerate().skip(columns.offset);
    for (y, (place, (table, column))) in (area.y + 1..area.bottom()).zip(visible) {
        let is_here = place == columns.cursor;
        let name = match several {
            true => format!("{} {}", table.name, column.heading),
            false => column.heading.clone(),
        };
        // What was there and nobody knows is to be seen at once.
        let (mark, of) = match (column.column, columns.is_unknown(place)) {
            (Some(column), _) => (' ', column.label(model.lang)),
            (None, false) => (' ', words.columns_none),
            (None, true) => ('!', words.columns_unknown),
        };
        let samples = column.samples.join(" | ");
        let cursor_mark = if is_here { '>' } else { ' ' };
        let text = format!("{cursor_mark}{mark}{}", row([&name, of, &samples]));
        canvas.put(area.x, y, area.width, &text, Style::default());
        if is_here {
            let cells = u16::try_from(heading).unwrap_or(20);
            let reversed = Style::default().add_modifier(Modifier::REVERSED);
            canvas.style(Rect::new(area.x + 2, y, cells, 1), reversed);
            cursor = Some(Position::new(area.x, y));
        }
    }
    cursor
}
