//! The loop: waits, changes, draws.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::Terminal;
use ratatui::layout::Size;

use super::keeper::Keeper;
use super::keys::Key;
use super::model::Model;
use super::msg::{Clock, Effect, Msg};
use super::pacing::Pacing;
use super::terminal::{Events, Input, KeyPress, Mode, ThriftyBackend, Watch, set_up_again};
use super::{update, view};
use crate::domain::china;
use crate::ledger::Pulse;

/// How long keys wait for a change to be saved. Where another user holds the ledger longer, they
/// act again: one can move and read, and a change then made meets the stale dialog.
const LONGEST_HOLD: Duration = Duration::from_secs(1);

/// An alarm tells of writing, and the commit follows: soon, as a rule.
const COMMIT: Duration = Duration::from_millis(40);
/// For so long after an alarm the ledger is asked at every pulse: a commit on a slow disk comes
/// long after the writing that gave the alarm.
const STIR: Duration = Duration::from_secs(10);
/// How often the ledger is asked where an alarm would tell and has not: of the day, and of a
/// ledger that cannot be read any more.
const CALM: Duration = Duration::from_secs(15);

/// After so long without a key, or an answer, nobody is typing. Reading ahead before that would
/// wake a second thread just when the terminal is to show the frame.
const CALM_AFTER: Duration = Duration::from_millis(25);

/// How often a person who waits sees that something goes on.
const GOING: Duration = Duration::from_millis(400);

/// What time does to the loop.
pub(super) struct Rhythm {
    /// The time of day.
    pub(super) clock: Clock,
    /// Whether the day stays as it is at midnight.
    pub(super) is_day_fixed: bool,
    /// How often the ledger is asked whether others have written.
    pub(super) pulse: Duration,
}

/// Whether the system tells of writing to the ledger.
enum Hearing {
    /// It cannot.
    None,
    /// It can, and there was none lately.
    Calm,
    /// There was, at this moment.
    Stirred(Instant),
}

/// The loop and what it holds.
pub(super) struct Stage<W: Write> {
    terminal: Terminal<ThriftyBackend<W>>,
    clipboard: W,
    pulse: Option<Pulse>,
    hearing: Hearing,
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
    saving_since: Option<Instant>,
    last_message: Instant,
    watch: Watch,
    /// Since when a file is read or taken in, and when that was last shown.
    busy: Option<(Instant, Instant)>,
    keeper: Keeper,
    pacing: Pacing,
}

impl<W: Write> Stage<W> {
    /// The loop on a terminal, with the worker behind it.
    pub(super) fn new(
        terminal: Terminal<ThriftyBackend<W>>,
        clipboard: W,
        (ask, answers): (Sender<Effect>, Receiver<Vec<Msg>>),
        after_frame: Vec<Effect>,
        watch: Watch,
        rhythm: Rhythm,
        keeper: Keeper,
    ) -> Stage<W> {
        Stage {
            terminal,
            clipboard,
            pulse: None,
            hearing: Hearing::None,
            next_beat: Instant::now(),
            ask,
            answers,
            rhythm,
            later: after_frame,
            held: VecDeque::new(),
            answered: VecDeque::new(),
            saving_since: None,
            last_message: Instant::now(),
            watch,
            busy: None,
            keeper,
            pacing: Pacing::default(),
        }
    }

    /// Ends it: nobody can ask the worker any more. What it still answers can be read.
    pub(super) fn leave(self) -> (Keeper, Receiver<Vec<Msg>>) {
        (self.keeper, self.answers)
    }

    /// Waits, changes, draws, until told to end.
    pub(super) fn play(&mut self, model: &mut Model, events: &mut Events) -> std::io::Result<i32> {
        let mut must_draw = true;
        let mut is_first_frame = true;
        self.pacing.begin(self.terminal.backend_mut())?;
        loop {
            if must_draw && self.pacing.may_draw() {
                self.draw(model, events)?;
                must_draw = false;
            }
            for effect in self.later.drain(..) {
                let _ = self.ask.send(effect);
            }
            if std::mem::take(&mut is_first_frame) {
                self.pulse = Pulse::open(&model.face.path).ok();
            }
            let mode = if model.is_typing() {
                Mode::Text
            } else {
                Mode::List
            };
            if let Some(alarm) = self.pulse.as_mut().and_then(Pulse::take_alarm) {
                events.listen_to(alarm);
                self.hearing = Hearing::Calm;
                // What was written between the reading of the rows and this moment.
                let _ = self.ask.send(Effect::Refresh);
            }
            let wait = self.next_beat.saturating_duration_since(Instant::now());
            let wait = match model.import.is_busy() {
                true => wait.min(GOING),
                false => wait,
            };
            let calm_at = self.last_message + CALM_AFTER;
            let wait = match model.reads_ahead {
                true => wait.min(calm_at.saturating_duration_since(Instant::now())),
                false => wait,
            };
            let wait = self.keeper.wait(wait);
            let wait = self.pacing.wait(wait, self.terminal.backend());
            // The frame with the key is out; the list is made unless another key has come.
            let wait = match is_listing(model, events) {
                true => Duration::ZERO,
                false => wait,
            };
            for input in events.wait(mode, Some(wait))? {
                self.pacing.heed(&input, events.arrival());
                match input {
                    Input::HangUp => return Ok(super::HUNG_UP),
                    Input::Terminate(signal) => return Ok(128 + signal),
                    Input::Tick | Input::Wake | Input::Answered => {}
                    Input::Alarm => {
                        let now = Instant::now();
                        self.hearing = Hearing::Stirred(now);
                        self.next_beat = self.next_beat.min(now + COMMIT);
                    }
                    Input::Suspended => {
                        self.terminal.backend_mut().forget();
                        must_draw = true;
                    }
                    Input::Resize(cols, rows) => {
                        self.terminal.backend_mut().set_size(Size::new(cols, rows));
                        self.take(model, Msg::Resize(cols, rows))?;
                        must_draw = true;
                    }
                    typed => self.held.push_back(typed),
                }
            }
            while let Some(msg) = self.next_msg(model) {
                must_draw |= model.shows(&msg);
                self.last_message = Instant::now();
                self.keeper.heed(&msg);
                self.watch.begin(!self.held.is_empty());
                if let Some(code) = self.take(model, msg)? {
                    return Ok(code);
                }
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
            must_draw |= self.show_going(model);
            if self.next_beat <= Instant::now() {
                must_draw |= self.beat(model);
                self.next_beat = Instant::now() + self.until_next_beat();
            }
        }
    }

    /// Sends a frame: all that is new, or on a slow line what of it is worth its time.
    fn draw(&mut self, model: &Model, events: &mut Events) -> std::io::Result<()> {
        self.pacing.prepare(model, self.terminal.backend_mut());
        self.terminal
            .draw(|frame| {
                view::draw(frame, model);
            })
            .map_err(std::io::Error::other)?;
        self.pacing.sent(self.terminal.backend_mut(), events);
        Ok(())
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
        if !model.is_saving {
            self.saving_since = None;
        } else if self.saving_since.get_or_insert_with(Instant::now).elapsed() < LONGEST_HOLD {
            return None;
        }
        loop {
            let msg = match self.held.pop_front()? {
                Input::Paste(text) => Some(Msg::Paste(text)),
                Input::Garbled => Some(Msg::Garbled),
                Input::Rest(count) => Some(Msg::Rest(count)),
                Input::Key(press) => key_of(press).map(Msg::Key),
                _ => None,
            };
            if msg.is_some() {
                return msg;
            }
        }
    }

    /// Takes a message and hands its effects on; answers the exit code when it is time to go.
    fn take(&mut self, model: &mut Model, msg: Msg) -> std::io::Result<Option<i32>> {
        let is_new_ledger = matches!(msg, Msg::Created(_));
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
        if is_new_ledger {
            self.pulse = Pulse::open(&model.face.path).ok();
            self.rhythm.is_day_fixed |= model.face.is_demo;
        }
        Ok(None)
    }

    fn until_next_beat(&mut self) -> Duration {
        if let Hearing::Stirred(at) = self.hearing
            && at.elapsed() >= STIR
        {
            self.hearing = Hearing::Calm;
        }
        let beat = match self.hearing {
            Hearing::Calm => CALM.max(self.rhythm.pulse),
            Hearing::None | Hearing::Stirred(_) => self.rhythm.pulse,
        };
        // Midnight is not waited past: the day and the lights on the screen are those of the day.
        match self.rhythm.is_day_fixed {
            true => beat,
            false => beat.min(china::until_midnight((self.rhythm.clock)())),
        }
    }

    /// Asks whether others have written, and whether a new day has begun; answers whether the
    /// screen must be drawn anew.
    fn beat(&mut self, model: &mut Model) -> bool {
        if let Some(pulse) = &mut self.pulse {
            match pulse.beat() {
                Ok(false) => {}
                Ok(true) => {
                    let _ = self.ask.send(Effect::Refresh);
                }
                Err(error) => {
                    // Said once; the next write says it again.
                    self.pulse = None;
                    update::update(model, Msg::Lost(error.to_string()));
                    return true;
                }
            }
        }
        let today: NaiveDate = china::day_of((self.rhythm.clock)());
        if !self.rhythm.is_day_fixed && model.face.as_of.is_none() && today != model.rules.today {
            for effect in update::update(model, Msg::Today(today)) {
                let _ = self.ask.send(effect);
            }
            return true;
        }
        false
    }
}

/// Whether something is left to be done that can be done now.
fn is_listing(model: &Model, events: &Events) -> bool {
    model.browse.has_work() && !model.data.is_partial && !events.has_half_a_key()
}

/// A key press of the terminal as the interface knows keys; `None` for those it has no use for.
fn key_of(press: KeyPress) -> Option<Key> {
    let ctrl = press.modifiers.contains(KeyModifiers::CONTROL);
    let other = press.modifiers - KeyModifiers::CONTROL - KeyModifiers::SHIFT;
    if !other.is_empty() {
        return None;
    }
    Some(match press.code {
        KeyCode::Char(c) if ctrl => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}

#[cfg(test)]
#[path = "stage_tests.rs"]
mod tests;
