//! What the terminal shows at this moment, and the bytes that bring it to what is wanted.
//!
//! Contents, pen and cursor are remembered across frames, so that only differences are sent.
//! Whatever a terminal may have done otherwise than we count is remembered as unknown.

use std::ops::Range;

use ratatui::layout::{Position, Rect, Size};

use super::grid::Grid;
use super::pen::{self, Ink};
use super::scroll;
use super::slot::{Glyph, Slot};
use super::travel;

/// From so many blanks on, erasing the line is shorter than writing them.
const WORTH_ERASING: usize = 4;
/// A gap of unchanged cells longer than this is never cheaper to write again than to jump.
const LONGEST_BRIDGE: u16 = 10;

#[derive(Clone, Debug)]
pub(super) struct FrameWriter {
    shown: Grid,
    pen: Option<Ink>,
    at: Option<Position>,
    pub(super) out: Vec<u8>,
}

/// Puts what is shown in these columns into a row that is wanted. A character that takes two of them
/// stays whole where it is shown; one that is wanted in a column that stays waits as a whole.
fn keep_still(row: &mut [Slot], shown: &[Slot], mut columns: Range<usize>) {
    let is_tail = |slots: &[Slot], at: usize| slots.get(at).is_some_and(Slot::is_tail);
    columns.end = columns.end.min(row.len());
    while columns.start > 0 && is_tail(shown, columns.start) {
        columns.start -= 1;
    }
    while is_tail(shown, columns.end) {
        columns.end += 1;
    }
    let (is_cut_before, from) = (is_tail(row, columns.start), columns.start);
    if let (Some(row), Some(shown)) = (row.get_mut(columns.clone()), shown.get(columns.clone())) {
        row.clone_from_slice(shown);
    }
    if is_cut_before {
        for slot in row.iter_mut().take(from).rev() {
            let is_tail = slot.is_tail();
            *slot = Slot::BLANK;
            if !is_tail {
                break;
            }
        }
    }
    let behind = row.iter_mut().skip(columns.end);
    for slot in behind.take_while(|slot| slot.is_tail()) {
        *slot = Slot::BLANK;
    }
}

impl FrameWriter {
    /// A terminal of which nothing is known.
    pub(super) fn new(size: Size) -> FrameWriter {
        FrameWriter {
            shown: Grid::new(size, &Slot::UNKNOWN),
            pen: None,
            at: None,
            out: Vec::new(),
        }
    }

    pub(super) fn cursor(&self) -> Option<Position> {
        self.at
    }

    /// What is wanted, with these parts as they are now.
    pub(super) fn with_still(&self, want: &Grid, still: &[Rect]) -> Grid {
        let mut some = want.clone();
        for area in still {
            for y in area.top()..area.bottom().min(want.size().height) {
                let columns = usize::from(area.left())..usize::from(area.right());
                keep_still(some.row_mut(y), self.shown.row(y), columns);
            }
        }
        some
    }

    /// Whether a row stands on the screen as it is wanted.
    pub(super) fn shows(&self, want: &Grid, y: u16) -> bool {
        self.shown.row(y) == want.row(y)
    }

    /// Erases everything and starts from what is then known.
    pub(super) fn clear(&mut self) {
        const ERASE: &[u8] = b"\x1b[2J";
        // An erased cell takes the background of the pen on most terminals.
        self.set_pen(Ink::PLAIN);
        if !self.out.ends_with(ERASE) {
            self.out.extend_from_slice(ERASE);
        }
        self.shown.fill(&Slot::BLANK);
    }

    /// Brings the screen to `want`, by scrolling a part of it where that is shorter. Rows other
    /// than those `touched` are as wanted already.
    pub(super) fn paint(&mut self, want: &Grid, touched: &[u16], may_scroll: bool) {
        let changed = touched.iter().copied();
        let changed = changed.filter(|y| self.shown.row(*y) != want.row(*y));
        let changed: Vec<u16> = changed.collect();
        let shift = if may_scroll {
            scroll::find(&self.shown, want, &changed)
        } else {
            None
        };
        let Some(shift) = shift else {
            self.paint_rows(want, changed);
            return;
        };
        let mut scrolled = self.clone();
        scrolled.scroll(shift.rows, shift.by);
        scrolled.paint_rows(want, 0..want.size().height);
        self.paint_rows(want, changed);
        if scrolled.out.len() < self.out.len() {
            *self = scrolled;
        }
    }

    fn paint_rows(&mut self, want: &Grid, rows: impl IntoIterator<Item = u16>) {
        for y in rows {
            self.paint_row(want.row(y), y);
        }
    }

    fn paint_row(&mut self, want: &[Slot], y: u16) {
        let end = blank_from(want);
        let mut x = 0_u16;
        while let Some(slot) = want.get(usize::from(x)) {
            if slot.is_tail() || self.shown.row(y).get(usize::from(x)) == Some(slot) {
                x += 1;
                continue;
            }
            let place = Position::new(x, y);
            if usize::from(x) >= end && self.differences(want, place) >= WORTH_ERASING {
                self.erase_line_from(place);
                return;
            }
            self.go_bridging(place);
            self.put(slot, place);
            x += slot.width();
        }
    }

    fn differences(&self, want: &[Slot], from: Position) -> usize {
        let start = usize::from(from.x);
        let shown = self.shown.row(from.y).iter().skip(start);
        shown
            .zip(want.iter().skip(start))
            .filter(|(shown, want)| shown != want)
            .count()
    }

    fn erase_line_from(&mut self, place: Position) {
        self.set_pen(Ink::PLAIN);
        self.go(place);
        self.out.extend_from_slice(b"\x1b[K");
        self.shown
            .place(place.x, place.y, Slot::BLANK, &Slot::UNKNOWN);
        let row = self.shown.row_mut(place.y);
        if let Some(rest) = row.get_mut(usize::from(place.x)..) {
            rest.fill(Slot::BLANK);
        }
    }

    /// Moves the cursor there.
    pub(super) fn go(&mut self, to: Position) {
        self.out
            .extend_from_slice(travel::shortest(self.at, to).bytes());
        self.at = Some(to);
    }

    /// Moves there by writing what stands in between again, if that is no longer than a move.
    fn go_bridging(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let before = self.out.len();
        let longest = travel::shortest(self.at, to).len();
        if self.bridge(to).is_some() && self.out.len() <= before + longest {
            self.at = Some(to);
        } else {
            self.out.truncate(before);
            self.go(to);
        }
    }

    /// Writes what stands between here and there; `None` where that cannot be done, with a part of
    /// it written.
    fn bridge(&mut self, to: Position) -> Option<()> {
        let from = self.at.filter(|at| at.y == to.y && at.x < to.x)?;
        let pen = self.pen?;
        if to.x - from.x > LONGEST_BRIDGE {
            return None;
        }
        let row = self.shown.row(to.y);
        let between = row.get(usize::from(from.x)..usize::from(to.x))?;
        if between.first()?.is_tail() {
            return None;
        }
        for slot in between.iter().filter(|slot| !slot.is_tail()) {
            let c = match slot.glyph {
                Glyph::Blank if slot.ink.shows_as_blank_of(pen) => ' ',
                Glyph::Narrow(c) | Glyph::Wide(c) if slot.ink == pen => c,
                _ => return None,
            };
            self.out
                .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Some(())
    }

    fn put(&mut self, slot: &Slot, place: Position) {
        match &slot.glyph {
            Glyph::Unknown | Glyph::Tail => return,
            Glyph::Blank => {
                self.set_pen(slot.ink.pen_for_blank(self.pen));
                self.out.push(b' ');
            }
            Glyph::Narrow(c) | Glyph::Wide(c) => {
                self.set_pen(slot.ink);
                self.push(c.encode_utf8(&mut [0; 4]));
            }
            Glyph::Unsure { text, width, reach } => {
                self.set_pen(slot.ink);
                self.put_unsure(text, *width, *reach, place);
            }
        }
        self.shown
            .place(place.x, place.y, slot.clone(), &Slot::UNKNOWN);
        if let Glyph::Unsure { width, reach, .. } = slot.glyph {
            self.forget_cells(place, width, reach);
            self.at = None;
        } else {
            self.advance(place, slot.width());
        }
    }

    /// Blanks come first where a terminal might draw it narrower than we count. Where it might be
    /// drawn past the edge, wrapping is off: it would spoil the next line, or scroll the screen.
    fn put_unsure(&mut self, text: &str, width: u16, reach: u16, place: Position) {
        if width > 1 {
            self.out
                .extend(std::iter::repeat_n(b' ', usize::from(width)));
            self.at = None;
            self.go(place);
        }
        if place.x.saturating_add(reach) > self.shown.size().width {
            self.push("\x1b[?7l");
            self.push(text);
            self.push("\x1b[?7h");
        } else {
            self.push(text);
        }
    }

    /// The cells after an unsure character may have been covered by it: they are drawn again.
    fn forget_cells(&mut self, place: Position, width: u16, reach: u16) {
        for x in place.x.saturating_add(width)..place.x.saturating_add(reach) {
            self.shown.place(x, place.y, Slot::UNKNOWN, &Slot::UNKNOWN);
        }
    }

    /// After the last column terminals differ in where the cursor stands.
    fn advance(&mut self, place: Position, width: u16) {
        let x = place.x.saturating_add(width);
        self.at = (x < self.shown.size().width).then_some(Position::new(x, place.y));
    }

    fn set_pen(&mut self, to: Ink) {
        pen::change(self.pen, to, &mut self.out);
        self.pen = Some(to);
    }

    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Moves rows up, or down if `by` is negative. A region that would come out empty, or of
    /// one row (which no terminal takes as a region), is left to be painted.
    pub(super) fn scroll(&mut self, rows: Range<u16>, by: i32) {
        let height = u32::from(rows.end.saturating_sub(rows.start));
        if by == 0 || by.unsigned_abs() >= height || rows.end > self.shown.size().height {
            return;
        }
        let way = if by > 0 { 'S' } else { 'T' };
        let whole_screen = height == u32::from(self.shown.size().height);
        self.set_pen(Ink::PLAIN);
        if whole_screen {
            self.push(&scroll_sequence(by.unsigned_abs(), way));
        } else {
            let (top, bottom) = (u32::from(rows.start) + 1, rows.end);
            let lines = scroll_sequence(by.unsigned_abs(), way);
            self.push(&format!("\x1b[{top};{bottom}r{lines}\x1b[r"));
            // Setting a region sends the cursor home, on some terminals elsewhere.
            self.at = None;
        }
        self.shown.scroll(rows, by, &Slot::BLANK);
    }

    /// Line feeds from where the cursor is; at the last row they scroll the screen.
    pub(super) fn feed_lines(&mut self, from: Position, count: u16) {
        self.set_pen(Ink::PLAIN);
        self.go(from);
        self.out
            .extend(std::iter::repeat_n(b'\n', usize::from(count)));
        let size = self.shown.size();
        let last = size.height.saturating_sub(1);
        let over = i32::from(from.y) + i32::from(count) - i32::from(last);
        if over > 0 {
            self.shown.scroll(0..size.height, over, &Slot::BLANK);
        }
        let y = from.y.saturating_add(count).min(last);
        self.at = Some(Position::new(from.x, y));
    }
}

fn scroll_sequence(lines: u32, way: char) -> String {
    match lines {
        1 => format!("\x1b[{way}"),
        lines => format!("\x1b[{lines}{way}"),
    }
}

/// The column from which a row is blank and plain to its end.
fn blank_from(row: &[Slot]) -> usize {
    row.iter()
        .rposition(|slot| *slot != Slot::BLANK)
        .map_or(0, |last| last + 1)
}
