//! A ratatui backend that spares bytes, for people at the far end of a slow line.
//!
//! A frame is collected and written at once, inside a synchronized update. The terminal's
//! contents, pen and cursor are remembered, so that an unchanged frame sends nothing and a run
//! of Hanzi three bytes a character. Use it with `Viewport::Fullscreen`.

use std::io::{self, Write};
use std::ops::Range;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Rect, Size};

use super::flow::REQUEST;
use super::frame_writer::FrameWriter;
use super::grid::Grid;
use super::slot::Slot;

/// The largest screen that is drawn on; a client may claim any size.
pub const LARGEST: Size = Size {
    width: 500,
    height: 200,
};

/// What may be sent to a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// Colours; bold, dim, underlined and reversed remain without them.
    pub colour: bool,
    /// Scrolling a part of the screen. The Linux console has no sequence for it.
    pub scrolling: bool,
}

/// The backend. Its size is told by [`set_size`](Self::set_size) and never asked for.
#[derive(Debug)]
pub struct ThriftyBackend<W: Write> {
    writer: W,
    looks: Looks,
    /// What ratatui believes to be on the screen.
    want: Grid,
    frame_writer: FrameWriter,
    /// Whether a row has been drawn on since the last painting. Looking at the others would drag
    /// the whole screen through the cache for every cursor move.
    touched: Vec<bool>,
    /// Nothing is known of the terminal: the next frame draws everything.
    lost: bool,
    cells_sent: bool,
    cursor: Position,
    cursor_shown: Option<bool>,
    restraint: Restraint,
    /// Something that is wanted was not painted for the sake of a slow line.
    holds_back: bool,
    /// From so many bytes on a frame ends with a status request.
    asks_from: Option<usize>,
    sent: Sent,
}

/// What is not to be painted just now.
#[derive(Clone, Debug, Default)]
pub struct Restraint {
    /// These parts of the screen stay as they are.
    pub still: Vec<Rect>,
    /// More bytes than this are not sent for the part below.
    pub most: Option<usize>,
    /// What stays as it is where the frame would be longer.
    pub body: Rect,
}

/// What the last frame sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Bytes.
    pub bytes: usize,
    /// It ended with a status request.
    pub asks: bool,
}

impl<W: Write> ThriftyBackend<W> {
    /// A backend for a terminal of that size, of which nothing else is known.
    pub fn new(writer: W, size: Size, looks: Looks) -> Self {
        let size = capped(size);
        Self {
            writer,
            looks,
            want: Grid::new(size, &Slot::BLANK),
            frame_writer: FrameWriter::new(size),
            touched: vec![true; usize::from(size.height)],
            lost: true,
            cells_sent: false,
            cursor: Position::ORIGIN,
            cursor_shown: None,
            restraint: Restraint::default(),
            holds_back: false,
            asks_from: None,
            sent: Sent::default(),
        }
    }

    /// What the next frames are not to paint. A frame that draws everything knows no restraint.
    pub fn restrain(&mut self, restraint: Restraint) {
        self.restraint = restraint;
    }

    /// Whether something that was drawn is not on the screen yet: an unrestrained frame brings it.
    pub fn holds_back(&self) -> bool {
        self.holds_back
    }

    /// Sends a status request at once.
    pub fn ask(&mut self) -> io::Result<()> {
        self.writer.write_all(REQUEST)?;
        self.writer.flush()
    }

    /// From how many bytes on the next frame ends with a status request; `None` for no frame.
    pub fn ask_from(&mut self, bytes: Option<usize>) {
        self.asks_from = bytes;
    }

    /// What was sent since this was asked last.
    pub fn take_sent(&mut self) -> Sent {
        std::mem::take(&mut self.sent)
    }

    /// Takes a new size. Whatever the terminal did to its contents, the next frame draws all.
    pub fn set_size(&mut self, size: Size) {
        let size = capped(size);
        if size != self.want.size() {
            self.want = Grid::new(size, &Slot::BLANK);
            self.touched = vec![true; usize::from(size.height)];
        }
        self.forget();
    }

    /// Somebody else has written to the terminal (a shell, after Ctrl-Z): the next frame draws
    /// all, also what ratatui takes for unchanged.
    pub fn forget(&mut self) {
        self.frame_writer = FrameWriter::new(self.want.size());
        self.cursor_shown = None;
        self.lost = true;
    }

    /// Bytes collected and not yet written.
    pub fn pending_bytes(&self) -> usize {
        self.frame_writer.out.len()
    }

    /// Where the bytes go.
    pub fn writer(&self) -> &W {
        &self.writer
    }

    /// Where the bytes go, to be changed.
    pub fn writer_mut(&mut self) -> &mut W {
        &mut self.writer
    }

    fn take(&mut self, x: u16, y: u16, cell: &Cell) {
        let Size { width, height } = self.want.size();
        if x >= width || y >= height {
            return;
        }
        if let Some(touched) = self.touched.get_mut(usize::from(y)) {
            *touched = true;
        }
        let (slot, columns) = Slot::of(cell, self.looks.colour);
        let fits = slot.width() <= width - x;
        let was_tail = self
            .want
            .row(y)
            .get(usize::from(x))
            .is_some_and(Slot::is_tail);
        if was_tail && columns == 1 && slot.glyph == Slot::BLANK.glyph {
            // ratatui sends the blank under the right half of an emoji as well; a blank in the
            // place of a wide character comes after whatever replaced its left half.
            return;
        }
        if fits && slot.glyph != Slot::BLANK.glyph {
            self.want.place(x, y, slot, &Slot::BLANK);
            return;
        }
        let blank = Slot::blank(slot.ink);
        for x in x..x.saturating_add(columns).min(width) {
            self.want.place(x, y, blank.clone(), &Slot::BLANK);
        }
    }

    fn paint(&mut self) {
        let before = self.frame_writer.out.len();
        let is_free = self.lost || self.restraint.is_none();
        if std::mem::take(&mut self.lost) {
            self.frame_writer.clear();
            self.touched.fill(true);
        }
        let rows = (0..).zip(&self.touched).filter(|(_, touched)| **touched);
        let rows: Vec<u16> = rows.map(|(y, _)| y).collect();
        if is_free {
            self.frame_writer
                .paint(&self.want, &rows, self.looks.scrolling);
            self.touched.fill(false);
            self.holds_back = false;
        } else {
            self.paint_some(&rows);
        }
        self.cells_sent |= self.frame_writer.out.len() > before;
    }

    /// Paints without what is to stay; if that is still too much, without the body. What was left
    /// out stays touched.
    fn paint_some(&mut self, rows: &[u16]) {
        let before = self.frame_writer.out.len();
        let was = self
            .restraint
            .most
            .map(|most| (most, self.frame_writer.clone()));
        let want = self
            .frame_writer
            .with_still(&self.want, &self.restraint.still);
        self.frame_writer.paint(&want, rows, self.looks.scrolling);
        if let Some((most, was)) = was
            && self.frame_writer.out.len() - before > most
        {
            self.frame_writer = was;
            let body = self.restraint.body;
            let want = self.frame_writer.with_still(&self.want, &[body]);
            self.frame_writer.paint(&want, rows, self.looks.scrolling);
        }
        for y in rows {
            if let Some(touched) = self.touched.get_mut(usize::from(*y)) {
                *touched = !self.frame_writer.shows(&self.want, *y);
            }
        }
        self.holds_back = self.touched.iter().any(|touched| *touched);
    }

    fn blank(&mut self, places: impl Iterator<Item = (u16, u16)>) {
        self.touched.fill(true);
        for (x, y) in places {
            self.want.place(x, y, Slot::BLANK, &Slot::BLANK);
        }
    }

    fn show(&mut self, shown: bool) {
        if self.cursor_shown == Some(shown) {
            return;
        }
        let sequence: &[u8] = if shown { b"\x1b[?25h" } else { b"\x1b[?25l" };
        self.frame_writer.out.extend_from_slice(sequence);
        self.cursor_shown = Some(shown);
    }

    fn scroll_region(&mut self, rows: Range<u16>, by: i32) {
        self.want.scroll(rows.clone(), by, &Slot::BLANK);
        self.touched.fill(true);
        self.frame_writer.scroll(rows, by);
        self.paint();
    }
}

impl<W: Write> Backend for ThriftyBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut changed = self.lost || self.holds_back;
        for (x, y, cell) in content {
            self.take(x, y, cell);
            changed = true;
        }
        if changed {
            self.paint();
        }
        Ok(())
    }

    fn append_lines(&mut self, count: u16) -> io::Result<()> {
        let Size { height, .. } = self.want.size();
        let from = self.get_cursor_position()?;
        let over = i32::from(from.y) + i32::from(count) + 1 - i32::from(height);
        if over > 0 {
            self.want.scroll(0..height, over, &Slot::BLANK);
            self.touched.fill(true);
        }
        self.frame_writer.feed_lines(from, count);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false);
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true);
        Ok(())
    }

    /// The position we know of; the terminal is never asked, its answer would come as keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.frame_writer.cursor().unwrap_or(self.cursor))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Size { width, height } = self.want.size();
        let position = position.into();
        self.cursor = Position {
            x: position.x.min(width.saturating_sub(1)),
            y: position.y.min(height.saturating_sub(1)),
        };
        self.frame_writer.go(self.cursor);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.want.fill(&Slot::BLANK);
        self.touched.fill(true);
        self.frame_writer.clear();
        self.lost = false;
        self.cells_sent = true;
        Ok(())
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let Size { width, height } = self.want.size();
        let Position { x, y } = self.get_cursor_position()?;
        let row = move |columns: Range<u16>, y| columns.map(move |x| (x, y));
        let rows = move |rows: Range<u16>| rows.flat_map(move |y| row(0..width, y));
        match clear_type {
            ClearType::All => return self.clear(),
            ClearType::AfterCursor => self.blank(row(x..width, y).chain(rows(y + 1..height))),
            ClearType::BeforeCursor => self.blank(rows(0..y).chain(row(0..x + 1, y))),
            ClearType::CurrentLine => self.blank(row(0..width, y)),
            ClearType::UntilNewLine => self.blank(row(x..width, y)),
        }
        self.paint();
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.want.size())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.want.size(),
            pixels: Size::ZERO,
        })
    }

    /// Sends what has been collected, in one write. A move of the cursor alone needs no
    /// synchronized update.
    fn flush(&mut self) -> io::Result<()> {
        let mut frame = std::mem::take(&mut self.frame_writer.out);
        if frame.is_empty() {
            return Ok(());
        }
        if std::mem::take(&mut self.cells_sent) {
            frame.splice(0..0, *b"\x1b[?2026h");
            frame.extend_from_slice(b"\x1b[?2026l");
        }
        if self
            .asks_from
            .take_if(|from| frame.len() >= *from)
            .is_some()
        {
            frame.extend_from_slice(REQUEST);
            self.sent.asks = true;
        }
        self.sent.bytes += frame.len();
        let sent = self
            .writer
            .write_all(&frame)
            .and_then(|()| self.writer.flush());
        if sent.is_err() {
            self.forget();
        }
        frame.clear();
        self.frame_writer.out = frame;
        sent
    }

    fn scroll_region_up(&mut self, region: Range<u16>, line_count: u16) -> io::Result<()> {
        self.scroll_region(region, i32::from(line_count));
        Ok(())
    }

    fn scroll_region_down(&mut self, region: Range<u16>, line_count: u16) -> io::Result<()> {
        self.scroll_region(region, -i32::from(line_count));
        Ok(())
    }
}

impl Restraint {
    fn is_none(&self) -> bool {
        self.still.is_empty() && self.most.is_none()
    }
}

fn capped(size: Size) -> Size {
    Size {
        width: size.width.min(LARGEST.width),
        height: size.height.min(LARGEST.height),
    }
}

#[cfg(test)]
#[path = "backend_tests.rs"]
mod tests;
