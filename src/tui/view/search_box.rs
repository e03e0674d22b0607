//! The search box on the second line: what is typed, and what of it cannot be read.

use std::ops::Range;

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::{Canvas, fault_style};
use crate::text::{clean_line, columns, cut};
use crate::tui::state::areas::Layout;
use crate::tui::state::dialog::Search;
use crate::tui::state::model::Model;

/// Where the text begins, after ` / `.
const LEFT: u16 = 3;

/// Draws the box over a line of `cols` cells.
pub fn draw(canvas: &mut Canvas, model: &Model, search: &Search, cols: u16) {
    let words = model.words();
    let room = cols.saturating_sub(LEFT);
    canvas.put(0, 1, cols, " / ", Style::default());
    let window = window_of(search, room);
    canvas.put(LEFT, 1, room, &window.text, Style::default());
    let hint = words.search_hint;
    let wide = columns(hint) + 1;
    if usize::from(room) > window.at.max(columns(&window.text)) + wide + 2 {
        let x = cols - u16::try_from(wide).unwrap_or(cols);
        canvas.put(x, 1, cols - x, hint, Style::default());
    }
    // Places count characters of the cleaned text; where cleaning changed it they are off.
    let typed = search.field.text();
    let place = search.fault.as_ref().and_then(|fault| fault.place.clone());
    if let Some(place) = place.filter(|_| clean_line(typed) == typed) {
        mark(canvas, &window, &place, room);
    }
}

/// Where the cursor of the box is.
pub fn cursor(search: &Search, layout: &Layout) -> Position {
    let room = layout.header.width.saturating_sub(LEFT);
    let at = window_of(search, room).at;
    Position::new(LEFT + u16::try_from(at).unwrap_or(0), 1)
}

fn window_of(search: &Search, room: u16) -> Window {
    window(
        search.field.text(),
        search.field.cursor(),
        usize::from(room),
    )
}

/// Marks the characters that are wrong; where they lie outside the window, the side they are on.
fn mark(canvas: &mut Canvas, window: &Window, place: &Range<usize>, room: u16) {
    let shown: Vec<char> = window.text.chars().collect();
    let is_cut = window.is_cut;
    let behind = window.first + shown.len() - usize::from(is_cut);
    if place.end <= window.first {
        return canvas.put(0, 1, 1, "<", fault_style());
    }
    if is_cut && place.start >= behind {
        return canvas.put(LEFT + room - 1, 1, 1, ">", fault_style());
    }
    let width_to = |end: usize| -> usize {
        let before = shown.iter().take(end.saturating_sub(window.first));
        before.map(|c| columns(c.encode_utf8(&mut [0; 4]))).sum()
    };
    let from = width_to(place.start.max(window.first));
    let to = width_to(place.end.min(behind)).max(from + 1);
    let cell = |at: usize| u16::try_from(at).unwrap_or(room).min(room);
    let (from, to) = (cell(from), cell(to));
    canvas.style(Rect::new(LEFT + from, 1, to - from, 1), fault_style());
}

/// The part of a one-line text that is shown.
pub struct Window {
    /// The part, with a mark where the rest is cut off.
    pub text: String,
    /// The place of its first character in the whole text.
    pub first: usize,
    /// The column of the cursor in it.
    pub at: usize,
    /// Whether the text goes on behind it.
    is_cut: bool,
}

/// The part of a one-line text around its cursor that fits into `cols` columns.
pub fn window(text: &str, cursor: usize, cols: usize) -> Window {
    let width = |c: char| columns(c.encode_utf8(&mut [0; 4]));
    let mut first = 0;
    let before: Vec<char> = text.chars().take(cursor).collect();
    let mut at: usize = before.iter().map(|c| width(*c)).sum();
    while at >= cols.max(1) && first < before.len() {
        at -= width(before[first]);
        first += 1;
    }
    let rest: String = text.chars().skip(first).collect();
    let text = cut(&rest, cols);
    Window {
        is_cut: text != rest,
        text,
        first,
        at,
    }
}
