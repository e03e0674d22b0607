//! The loop: waits, changes, draws.

mod beat;
mod refused;
mod shown;

use std::collections::VecDeque;
use std::io::Write;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use ratatui::Terminal;
use ratatui::layout::Size;

use crate::tui::run::event_loop::refused::Refused;
use crate::tui::run::keeper::Keeper;
use crate::tui::run::pacing::Pacing;
use crate::tui::run::pressed::typed;
use crate::tui::run::rhythm::Rhythm;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Effect, Msg};
use crate::tui::terminal::{Events, Input, InputWatch, Mode, ThriftyBackend, set_up_again};
use crate::tui::update;

/// How long keys wait for a change to be saved, or a form to open: then they act on what is there.
/// Where it takes longer its line shows, what was typed meanwhile is dropped, and from then on one
/// can move and read.
const LONGEST_HOLD: Duration = Duration::from_millis(300);

/// After so long without a key, or an answer, nobody is typing. Reading ahead before that would
/// wake a second thread just when the terminal is to show the frame.
const CALM_AFTER: Duration = Duration::from_millis(25);

/// How often a person who waits sees that something goes on.
const GOING: Duration = Duration::from_millis(400);

/// The exit code after a hang-up: 128 and the number of its signal.
pub(super) const HUNG_UP: i32 = 129;

/// The loop and what it holds.
pub(super) struct EventLoop<W: Write> {
    terminal: Terminal<ThriftyBackend<W>>,
    clipboard: W,
    next_beat: Instant,
    ask: Sender<Effect>,
    answers: Receiver<Vec<Msg>>,
    rhythm: Rhythm,
    /// Reading ahead: asked for only once the frame is out, so that no key waits for it.
    later: Vec<Effect>,
    /// Keys typed while a change is on its way to the disk.
    held: VecDeque<Input>,
    /// What the worker has answered and nobody has taken yet.
    answered: VecDeque<Msg>,
    /// Since when something is waited for.
    waits_since: Option<Instant>,
    last_message: Instant,
    watch: InputWatch,
    /// Since when a file is read or taken in, and when that was last shown.
    busy: Option<(Instant, Instant)>,
    keeper: Keeper,
    pacing: Pacing,
    refused: Refused,
}

impl<W: Write> EventLoop<W> {
    /// The loop on a terminal, with the worker behind it.
    pub(super) fn new(
        terminal: Terminal<ThriftyBackend<W>>,
        clipboard: W,
        (ask, answers): (Sender<Effect>, Receiver<Vec<Msg>>),
        after_frame: Vec<Effect>,
        watch: InputWatch,
        rhythm: Rhythm,
        keeper: Keeper,
    ) -> EventLoop<W> {
        EventLoop {
            terminal,
            clipboard,
            next_beat: Instant::now(),
            ask,
            answers,
            rhythm,
            later: after_frame,
            held: VecDeque::new(),
            answered: VecDeque::new(),
            waits_since: None,
            last_message: Instant::now(),
            watch,
            busy: None,
            keeper,
            pacing: Pacing::default(),
            refused: Refused::default(),
        }
    }

    /// Ends it: nobody can ask the worker any more. What it still answers can be read.
    pub(super) fn leave(self) -> (Keeper, Receiver<Vec<Msg>>) {
        (self.keeper, self.answers)
    }

    /// Waits, changes, draws, until told to end.
    pub(super) fn run(&mut self, model: &mut Model, events: &mut Events) -> std::io::Result<i32> {
        let mut must_draw = true;
        let mut is_first_frame = true;
        self.pacing.begin(self.terminal.backend_mut())?;
        loop {
            if must_draw && self.pacing.may_draw() {
                must_draw = false;
                if let Some(code) = self.show(model, events, &mut must_draw)? {
                    return Ok(code);
                }
            }
            for effect in self.later.drain(..) {
                let _ = self.ask.send(effect);
            }
            if std::mem::take(&mut is_first_frame) {
                // Not before: whoever begins to listen opens the ledger once more.
                let _ = self.ask.send(Effect::Listen);
            }
            let mode = if model.is_typing() {
                Mode::Text
            } else {
                Mode::List
            };
            let wait = self.longest_wait(model, events);
            for input in events.wait(mode, Some(wait))? {
                self.pacing.heed(&input, events.arrival());
                if let Some(code) = self.hear(input, model, &mut must_draw)? {
                    return Ok(code);
                }
            }
            must_draw |= self.drop_held_too_long(model)?;
            if let Some(code) = self.take_messages(model, &mut must_draw)? {
                return Ok(code);
            }
            // What waits for the frame does not wait for the line.
            let is_out = !must_draw || self.pacing.is_waiting();
            if is_out && is_listing(model, events) {
                self.watch.begin(false);
                let was_pending = model.browse.pending.is_some();
                self.take(model, Msg::Idle)?;
                must_draw |= was_pending && model.browse.pending.is_none();
            }
            must_draw |= self.pacing.is_due(self.terminal.backend());
            if is_out && model.reads_ahead && self.last_message.elapsed() >= CALM_AFTER {
                self.take(model, Msg::Calm)?;
            }
            self.keeper.keep_when_due(model);
            if let Some(count) = self.refused.ended() {
                self.take(model, Msg::TypedOn(count))?;
                must_draw = true;
            }
            must_draw |= self.show_going(model);
            if self.next_beat <= Instant::now() {
                must_draw |= self.beat(model);
                self.next_beat = Instant::now() + self.until_next_beat();
            }
        }
    }

    /// How long to wait for input at most.
    fn longest_wait(&mut self, model: &Model, events: &Events) -> Duration {
        // The frame with the key is out; the list is made unless another key has come.
        if is_listing(model, events) {
            return Duration::ZERO;
        }
        let until = |moment: Instant| moment.saturating_duration_since(Instant::now());
        let mut wait = until(self.next_beat);
        if model.import.is_busy() {
            wait = wait.min(GOING);
        }
        if model.reads_ahead {
            wait = wait.min(until(self.last_message + CALM_AFTER));
        }
        if let Some(end) = self.held_until(model) {
            wait = wait.min(until(end));
        }
        let wait = self.refused.wait(self.keeper.wait(wait));
        self.pacing.wait(wait, self.terminal.backend())
    }

    /// Drops the keys that have waited too long; answers whether there is something to draw.
    fn drop_held_too_long(&mut self, model: &mut Model) -> std::io::Result<bool> {
        let is_over = |end: Instant| end <= Instant::now();
        if !self.held_until(model).is_some_and(is_over) {
            return Ok(false);
        }
        let typed = self.held.len();
        self.held.clear();
        self.take(model, Msg::TakesLong(typed > 0))?;
        Ok(true)
    }

    /// Takes every message that is there; answers the exit code when it is time to go.
    fn take_messages(
        &mut self,
        model: &mut Model,
        must_draw: &mut bool,
    ) -> std::io::Result<Option<i32>> {
        while let Some(msg) = self.next_msg(model) {
            *must_draw |= model.shows(&msg);
            self.last_message = Instant::now();
            self.keeper.heed(&msg);
            self.watch.begin(!self.held.is_empty());
            if let Some(code) = self.take(model, msg)? {
                return Ok(Some(code));
            }
        }
        Ok(None)
    }

    /// Takes note of one input; answers the exit code when it is time to go.
    fn hear(
        &mut self,
        input: Input,
        model: &mut Model,
        must_draw: &mut bool,
    ) -> std::io::Result<Option<i32>> {
        match input {
            Input::HangUp => return Ok(Some(HUNG_UP)),
            Input::Terminate(signal) => return Ok(Some(128 + signal)),
            Input::Tick | Input::Wake | Input::Answered => {}
            Input::Suspended => {
                self.terminal.backend_mut().forget();
                *must_draw = true;
            }
            Input::Resize(cols, rows) => {
                self.terminal.backend_mut().set_size(Size::new(cols, rows));
                self.take(model, Msg::Resize(cols, rows))?;
                *must_draw = true;
            }
            typed if self.refused.drops(&typed) => {}
            typed => self.held.push_back(typed),
        }
        Ok(None)
    }

    /// Until when keys are kept for what is waited for; `None` where nothing is, or it has taken so
    /// long that its line shows.
    fn held_until(&mut self, model: &Model) -> Option<Instant> {
        if !model.waits() || model.takes_long {
            self.waits_since = None;
            return None;
        }
        let since = *self.waits_since.get_or_insert_with(Instant::now);
        Some(since + LONGEST_HOLD)
    }

    /// Shows that something a person waits for goes on; answers whether there was something new.
    fn show_going(&mut self, model: &mut Model) -> bool {
        if !model.import.is_busy() {
            self.busy = None;
            return false;
        }
        let now = Instant::now();
        let (since, shown) = *self.busy.get_or_insert((now, now));
        if now.duration_since(shown) < GOING {
            return false;
        }
        self.busy = Some((since, now));
        update::update(model, Msg::GoesOn(now.duration_since(since).as_secs()));
        true
    }

    /// The next thing to act on: an answer of the worker, else a key. A key typed ahead of the
    /// disk waits for what the disk answers, or it would act on a revision that is history.
    fn next_msg(&mut self, model: &Model) -> Option<Msg> {
        // Several answers may have come with one wake, some of them without a message.
        while self.answered.is_empty() {
            match self.answers.try_recv() {
                Ok(answer) => self.answered = answer.into(),
                Err(_) => break,
            }
        }
        if let Some(msg) = self.answered.pop_front() {
            return Some(msg);
        }
        match self.held_until(model) {
            Some(_) => None,
            None => self.next_typed(),
        }
    }

    /// The next key or paste that was typed.
    fn next_typed(&mut self) -> Option<Msg> {
        std::iter::from_fn(|| self.held.pop_front()).find_map(typed)
    }

    /// Takes a message and hands its effects on; answers the exit code when it is time to go.
    fn take(&mut self, model: &mut Model, msg: Msg) -> std::io::Result<Option<i32>> {
        let is_new_ledger = matches!(msg, Msg::Created(_));
        if matches!(msg, Msg::Restored) {
            // Typed at rows that are no more.
            self.held.clear();
        }
        for effect in update::update(model, msg) {
            match effect {
                Effect::Quit(code) => return Ok(Some(code)),
                Effect::Copy(text) => {
                    crossterm::execute!(self.clipboard, CopyToClipboard::to_clipboard_from(text))?;
                }
                Effect::Redraw => {
                    set_up_again();
                    self.terminal.backend_mut().forget();
                }
                Effect::Suspend => {
                    let own = rustix::process::getpid();
                    let _ = rustix::process::kill_process(own, rustix::process::Signal::TSTP);
                }
                details @ Effect::Details(_) => self.later.push(details),
                other => {
                    let _ = self.ask.send(other);
                }
            }
        }
        if std::mem::take(&mut model.has_refused_box) {
            self.refused.begin();
            self.held.retain(|input| !self.refused.drops(input));
        }
        if is_new_ledger {
            let _ = self.ask.send(Effect::Listen);
            self.rhythm.is_day_fixed |= model.shown.is_demo;
        }
        Ok(None)
    }
}

/// Whether something is left to be done that can be done now.
fn is_listing(model: &Model, events: &Events) -> bool {
    model.browse.has_work() && !model.data.is_partial && !events.has_half_a_key()
}

#[cfg(test)]
#[path = "event_loop_tests.rs"]
mod tests;
