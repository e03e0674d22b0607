//! The interface without a terminal: keys in, frames out. Screen tests and screenshots use it.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::run::keeper::{Snapshot, StateFiles};
use crate::tui::run::worker::Worker;
use crate::tui::run::{Start, first_model};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Effect, Msg};
use crate::tui::update::update;
use crate::tui::view::draw;

/// A model and its worker in one thread: what is asked for is done before the next key.
pub struct Headless {
    /// The model.
    pub model: Model,
    worker: Worker,
    /// Texts put on the clipboard, in order.
    pub copied: Vec<String>,
    /// How often the whole screen was to be drawn anew.
    pub redrawn: usize,
    /// Whether the next key is there already: a list that is still to be made waits for it.
    pub is_hurried: bool,
    /// The exit code once the interface was left.
    pub left_with: Option<i32>,
    files: Option<StateFiles>,
}

impl Headless {
    /// The interface as it is when its first rows are there.
    pub fn new(start: Start, size: (u16, u16)) -> Headless {
        let model = first_model(&start, size);
        let first = start.first_effects(&model);
        let files = start.state_files();
        let worker = start.into_worker();
        let mut screen = Headless {
            model,
            worker,
            copied: Vec::new(),
            redrawn: 0,
            is_hurried: false,
            left_with: None,
            files,
        };
        screen.model.leftovers.are_kept = screen.files.is_some();
        screen.perform(first);
        screen.settle();
        screen.perform(vec![Effect::Views(
            crate::tui::state::saved::ViewsAsk::Read,
        )]);
        let takes_over = !screen.model.shown.is_read_only;
        let files = screen.files.as_mut().filter(|_| takes_over);
        let left = files.map_or(Vec::new(), StateFiles::take_over);
        screen.send(Msg::Drafts(left));
        screen
    }

    /// Typing pauses: place and drafts are kept.
    pub fn pause(&mut self) {
        let Some(files) = &mut self.files else {
            return;
        };
        if let Some(told) = files.write(Snapshot::of(&self.model)) {
            update(&mut self.model, Msg::Unkept(told));
        }
    }

    /// Presses keys written as a script: single characters, and names in angle brackets such as
    /// `<Enter>`, `<Esc>`, `<Ctrl-R>`, `<PgDn>`; blanks between them do not count, `<Space>` does.
    /// Answers the first word that is no key.
    ///
    /// # Errors
    /// That word.
    pub fn press(&mut self, script: &str) -> Result<(), String> {
        let mut rest = script;
        while let Some(first) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
            let key = match named.and_then(|(name, tail)| Some((Key::parse(name)?, tail))) {
                Some((key, tail)) => {
                    rest = tail;
                    key
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    if first == ' ' {
                        continue;
                    }
                    if first.is_control() {
                        return Err(first.escape_debug().to_string());
                    }
                    Key::Char(first)
                }
            };
            self.send(Msg::Key(key));
        }
        Ok(())
    }

    /// Types text as it stands, blanks included.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Msg::Key(Key::Char(c)));
        }
    }

    /// Takes a message and everything that follows from it.
    pub fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.perform(effects);
        if !self.is_hurried {
            self.settle();
        }
    }

    /// Makes the list that is still to be made, as the running interface does once nothing waits.
    pub fn settle(&mut self) {
        while self.model.browse.has_work() && !self.model.data.is_partial {
            let interrupt = std::mem::take(&mut self.model.interrupt);
            let effects = update(&mut self.model, Msg::Idle);
            self.model.interrupt = interrupt;
            self.perform(effects);
        }
        if self.model.reads_ahead {
            let effects = update(&mut self.model, Msg::Calm);
            self.perform(effects);
        }
        // Whoever looks at this screen sees it as it is.
        update(&mut self.model, Msg::Drawn);
    }

    /// Looks whether others have written, as the running interface does twice a second.
    pub fn beat(&mut self) {
        self.perform(vec![Effect::Refresh]);
        if !self.is_hurried {
            update(&mut self.model, Msg::Drawn);
        }
    }

    /// Does what the model wants done, and takes what comes of it.
    pub fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Quit(code) => {
                    self.pause();
                    if let Some(files) = self.files.take() {
                        files.close();
                    }
                    self.left_with = Some(code);
                }
                Effect::Copy(text) => self.copied.push(text),
                Effect::Redraw => self.redrawn += 1,
                Effect::Suspend => {}
                other => {
                    for msg in self.worker.perform(other) {
                        waiting.extend(update(&mut self.model, msg));
                    }
                }
            }
        }
    }

    /// Sets the size of the screen.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        self.send(Msg::Resize(cols, rows));
    }

    /// The screen as cells, and where the real cursor stands; `None` when it is hidden.
    pub fn frame(&self) -> (Buffer, Option<Position>) {
        let (cols, rows) = self.model.size;
        let (cols, rows) = (
            cols.min(crate::tui::state::areas::LARGEST.0),
            rows.min(crate::tui::state::areas::LARGEST.1),
        );
        let Ok(mut terminal) = Terminal::new(TestBackend::new(cols, rows));
        let mut cursor = None;
        let Ok(done) = terminal.draw(|frame| {
            cursor = draw(frame, &self.model);
        });
        let buffer = done.buffer.clone();
        (buffer, cursor)
    }

    /// The screen as lines of text, blanks at their ends cut.
    pub fn text(&self) -> String {
        text_of(&self.frame().0)
    }
}

/// A buffer as lines of text: the second cell of a wide character is not repeated.
pub fn text_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
            line.push_str(symbol);
            x += u16::try_from(crate::text::columns(symbol))
                .unwrap_or(1)
                .max(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
