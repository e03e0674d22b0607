//! Putting text into cells: cut by columns, never outside, foreign text made harmless.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::text::{clean_line, columns, cut_around, fit, simple_columns};

/// A buffer with the manners of this program.
pub struct Canvas<'a> {
    buf: &'a mut Buffer,
    ascii: bool,
}

impl<'a> Canvas<'a> {
    /// A canvas on a buffer; with `ascii`, ambiguous characters of documents get stand-ins.
    pub fn new(buf: &'a mut Buffer, ascii: bool) -> Canvas<'a> {
        Canvas { buf, ascii }
    }

    /// The whole area.
    pub fn area(&self) -> Rect {
        self.buf.area
    }

    /// Writes `text` into at most `cols` cells from (x, y), the rest of them blank.
    pub fn put(&mut self, x: u16, y: u16, cols: u16, text: &str, style: Style) {
        let area = self.buf.area;
        if y >= area.bottom() || x >= area.right() {
            return;
        }
        let cols = cols.min(area.right() - x);
        // Most texts are simple and fit: there is nothing to clean, to stand in for, or to cut.
        let width = simple_columns(text).and_then(|width| u16::try_from(width).ok());
        if let Some(width) = width.filter(|width| *width <= cols) {
            self.put_simple(x, y, text, style);
            for x in x + width..x + cols {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.set_char(' ').set_style(style);
                }
            }
            return;
        }
        let clean = clean_line(text);
        let plain = if self.ascii {
            stand_ins(&clean)
        } else {
            clean.into_owned()
        };
        let fitted = fit(&plain, usize::from(cols));
        if simple_columns(&fitted).is_some() {
            self.put_simple(x, y, &fitted, style);
        } else {
            self.buf.set_stringn(x, y, fitted, usize::from(cols), style);
        }
    }

    /// What `set_stringn` does, without looking for graphemes: half the time of a frame went there.
    fn put_simple(&mut self, x: u16, y: u16, text: &str, style: Style) {
        let mut at = x;
        for c in text.chars() {
            if let Some(cell) = self.buf.cell_mut((at, y)) {
                cell.set_char(c).set_style(style);
            }
            at += 1;
            if !c.is_ascii() {
                if let Some(cell) = self.buf.cell_mut((at, y)) {
                    cell.reset();
                }
                at += 1;
            }
        }
    }

    /// Like [`Canvas::put`], with the characters at `hits` underlined and bold; when the first of
    /// them lies behind the cut, the text begins with `~` there.
    pub fn put_with_hits(
        &mut self,
        x: u16,
        y: u16,
        cols: u16,
        text: &str,
        style: Style,
        hits: &[usize],
    ) {
        let Some(first) = hits.first() else {
            return self.put(x, y, cols, text, style);
        };
        let clean = clean_line(text);
        // Positions count characters of the text as it is; where cleaning changed it they are off.
        if clean.as_ref() != text {
            return self.put(x, y, cols, text, style);
        }
        // The end of the first match, so that it is seen whole; a long one from its beginning.
        let longest = usize::from(cols / 6).max(1);
        let run = hits.iter().enumerate().take(longest);
        let run = run.take_while(|(at, place)| **place == first + at);
        let focus = run.last().map_or(*first, |(_, place)| *place);
        let (shown, skipped) = cut_around(text, usize::from(cols), focus);
        self.put(x, y, cols, &shown, style);
        let lead = usize::from(skipped > 0);
        let mut at = x;
        for (place, c) in shown.chars().enumerate() {
            let width = u16::try_from(columns(c.encode_utf8(&mut [0; 4]))).unwrap_or(0);
            let source = (place + skipped).checked_sub(lead);
            let is_stand_in = (place == 0 && skipped > 0) || (c == '~' && at + 1 >= x + cols);
            if source.is_some_and(|source| hits.contains(&source)) && !is_stand_in {
                self.style(Rect::new(at, y, width, 1), hit_style());
            }
            at = at.saturating_add(width);
        }
    }

    /// Adds a style to an area.
    pub fn style(&mut self, area: Rect, style: Style) {
        let inside = area.intersection(self.buf.area);
        self.buf.set_style(inside, style);
    }

    /// Blanks an area and one cell round it where a wide character could stick half out.
    pub fn clear(&mut self, area: Rect) {
        let inside = area.intersection(self.buf.area);
        for y in inside.top()..inside.bottom() {
            // A wide character that begins just left of the area would lose its right half.
            if inside.left() > 0
                && let Some(cell) = self.buf.cell_mut((inside.left() - 1, y))
                && columns(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
            for x in inside.left()..inside.right() {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// A box of ASCII lines with a title, its inside blanked; answers the inside.
    pub fn frame(&mut self, area: Rect, title: &str) -> Rect {
        let area = area.intersection(self.buf.area);
        if area.width < 4 || area.height < 3 {
            self.clear(area);
            return area;
        }
        self.clear(area);
        let inner = usize::from(area.width - 2);
        let rule = format!("+{}+", "-".repeat(inner));
        self.put(area.x, area.y, area.width, &rule, Style::default());
        self.put(
            area.x,
            area.bottom() - 1,
            area.width,
            &rule,
            Style::default(),
        );
        for y in area.y + 1..area.bottom() - 1 {
            self.put(area.x, y, 1, "|", Style::default());
            self.put(area.right() - 1, y, 1, "|", Style::default());
        }
        let wide = columns(title).min(inner.saturating_sub(4));
        if wide > 0 {
            let cols = u16::try_from(wide + 2).unwrap_or(area.width);
            let text = format!(" {title} ");
            self.put(
                area.x + 2,
                area.y,
                cols,
                &text,
                Style::default().add_modifier(Modifier::BOLD),
            );
        }
        Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2)
    }
}

/// How a matched character looks: it must be seen without colour too.
pub fn hit_style() -> Style {
    Style::default().add_modifier(Modifier::UNDERLINED | Modifier::BOLD)
}

/// How what cannot be read looks: it must be seen without colour too.
pub fn fault_style() -> Style {
    hit_style().fg(Color::Red)
}

/// ASCII for characters on whose width terminals disagree.
fn stand_ins(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{201c}' | '\u{201d}' => '"',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{2014}' | '\u{2013}' | '\u{2015}' => '-',
            '\u{b7}' | '\u{2022}' | '\u{2026}' => '.',
            '\u{d7}' => 'x',
            '\u{2192}' => '>',
            c if crate::text::has_ambiguous(c.encode_utf8(&mut [0; 4])) => '?',
            c => c,
        })
        .collect()
}

/// Two texts at the ends of a line; the left one is cut first.
pub(super) fn sides(left: &str, right: &str, cols: u16) -> String {
    let room = usize::from(cols).saturating_sub(columns(right));
    format!("{}{right}", fit(left, room))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Full of wide characters and colour, so that what is left of them shows.
    fn used() -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        let style = Style::default().add_modifier(Modifier::REVERSED);
        buf.set_string(0, 0, "一二三四五六", style);
        buf
    }

    #[test]
    fn simple_text_is_put_as_ratatui_puts_it() {
        let bold = Style::default().add_modifier(Modifier::BOLD);
        for text in [
            "",
            "abc",
            "督办",
            "a督b办c",
            "（学前），12",
            "督办督办督办督",
        ] {
            for x in 0..12 {
                let (mut ours, mut theirs) = (used(), used());
                Canvas::new(&mut ours, false).put(x, 0, 7, text, bold);
                let cols = usize::from(7.min(12 - x));
                theirs.set_stringn(x, 0, fit(text, cols), cols, bold);
                assert!(simple_columns(text).is_some());
                assert_eq!(ours, theirs, "{text} at {x}");
            }
        }
    }
}
