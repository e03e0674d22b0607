//! First start, and the screens later versions fill.

use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use crate::text::wrap;
use crate::tui::state::command::Command;
use crate::tui::state::model::Model;
use crate::tui::state::welcome::CHOICES;
use crate::wording::fill;

/// Draws the welcome: what it is, where the ledger will lie, what to begin with.
pub fn draw(canvas: &mut Canvas, model: &Model) -> Option<Position> {
    let words = model.words();
    let area = canvas.area();
    let wide = usize::from(area.width.saturating_sub(4));
    let mut y = 1;
    let mut say = |canvas: &mut Canvas, text: &str, style: Style| {
        for line in wrap(text, wide) {
            canvas.put(2, y, area.width.saturating_sub(3), &line, style);
            y += 1;
        }
        y
    };
    say(canvas, words.welcome_what, Style::default());
    let path = model.shown.path.display();
    let mut y = say(
        canvas,
        &fill(words.welcome_where, &[("path", &path)]),
        Style::default(),
    ) + 1;
    let mut cursor = None;
    for (at, choice) in CHOICES.iter().enumerate() {
        let is_chosen = at == model.welcome_cursor;
        let mark = if is_chosen { ">" } else { " " };
        let style = if is_chosen {
            Style::default().add_modifier(Modifier::REVERSED)
        } else {
            Style::default()
        };
        canvas.put(2, y, 2, mark, Style::default());
        let label = choice.label(words);
        let cols = u16::try_from(crate::text::columns(label)).unwrap_or(0);
        canvas.put(4, y, cols.min(area.width.saturating_sub(4)), label, style);
        if is_chosen {
            cursor = Some(Position::new(2, y));
        }
        y += 1;
    }
    y += 1;
    for line in wrap(&model.message, wide) {
        canvas.put(2, y, area.width.saturating_sub(3), &line, Style::default());
        y += 1;
    }
    canvas.put(
        2,
        y,
        area.width.saturating_sub(3),
        words.welcome_keys,
        Style::default(),
    );
    cursor
}

/// A screen that is not there yet says so.
pub fn draw_later(canvas: &mut Canvas, model: &Model, area: Rect, number: u8) {
    let command = match number {
        2 => Command::ScreenBoard,
        3 => Command::ScreenCalendar,
        _ => Command::ScreenSupervision,
    };
    let text = fill(
        model.words().later_screen,
        &[("name", &command.label(model.lang))],
    );
    canvas.put(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(3),
        &text,
        Style::default(),
    );
}
