//! The list from which a person or a day of the trail is chosen.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::Canvas;
use super::search_box::window;
use crate::text::{fit, fit_right};
use crate::tui::state::dialog::TrailPick;
use crate::tui::state::model::Model;
use crate::tui::state::trail::TrailBy;
use crate::tui::view::frame::{centred, reversed_if};

/// What is typed on the first line, below it everybody or every day, then those that fit, each
/// with the number of batches.
pub fn pick(canvas: &mut Canvas, model: &Model, pick: &TrailPick) -> Position {
    let words = model.words();
    let (title, all) = match pick.by {
        TrailBy::Person => (words.trail_pick_person, words.trail_all_people),
        TrailBy::Day => (words.trail_pick_day, words.trail_all_days),
    };
    let count = pick.shown.as_ref().map_or(1, |shown| shown.len() + 1);
    let rows = u16::try_from(count).unwrap_or(u16::MAX).clamp(3, 16);
    let inside = canvas.frame(centred(canvas.area(), 38, rows + 1), title);
    let room = usize::from(inside.width.saturating_sub(2));
    let typed = window(pick.field.text(), pick.field.cursor(), room);
    let line = format!("/ {}", typed.text);
    canvas.put(inside.x, inside.y, inside.width, &line, Style::default());
    let cursor = Position::new(
        inside.x + 2 + u16::try_from(typed.at).unwrap_or(0),
        inside.y,
    );
    let list = Rect::new(
        inside.x,
        inside.y + 1,
        inside.width,
        inside.height.saturating_sub(1),
    );
    let Some(shown) = &pick.shown else {
        canvas.put(list.x, list.y, list.width, words.loading, Style::default());
        return cursor;
    };
    let first = (pick.cursor + 1).saturating_sub(usize::from(list.height));
    let everything = std::iter::once((all, String::new()));
    let values = shown.iter().map(|(name, n)| (name.as_str(), n.to_string()));
    let lines = everything.chain(values).enumerate().skip(first);
    for (y, (place, (name, n))) in (list.top()..list.bottom()).zip(lines) {
        let is_here = place == pick.cursor;
        let mark = if is_here { ">" } else { " " };
        let room = usize::from(list.width).saturating_sub(9);
        let text = format!("{mark} {}{}", fit(name, room), fit_right(&n, 6));
        canvas.put(list.x, y, list.width, &text, reversed_if(is_here));
    }
    cursor
}
