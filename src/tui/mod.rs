//! The terminal interface: the only part that knows ratatui and crossterm.
//!
//! The loop is a sentence: input -> message -> `update` -> effects -> the worker does
//! them -> message -> draw. Drawing changes nothing, updating does no I/O, dialogs are states.

pub mod command;
pub mod data;
mod dialog;
mod field;
pub mod keys;
mod layout;
mod listing;
pub mod model;
pub mod msg;
pub mod offstage;
mod place;
pub mod terminal;
mod update;
mod view;
mod welcome;
mod worker;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::Terminal;
use ratatui::layout::Size;

use crate::domain::column::{Order, SortKey};
use crate::domain::light::LightRules;
use crate::domain::{Actor, Lang};
use crate::ledger::{AsOf, Ledger, Pulse};
use command::Keymap;
use data::Data;
use keys::Key;
use model::{Browse, Face, Model, Screen};
use msg::{Clock, Effect, Msg};
use place::Place;
use terminal::{Capabilities, Events, Input, KeyPress, Mode, Session, ThriftyBackend};
use worker::{Backstage, Worker};

pub use msg::{Beginning, Made};
pub use view::draw;
pub use worker::{Export, Make};

/// How long the first frame waits for the first rows: most ledgers are there by then.
const FIRST_ROWS: Duration = Duration::from_millis(40);

/// What the interface is started with.
pub struct Start {
    /// The ledger; `None` shows the welcome screen.
    pub ledger: Option<Ledger>,
    /// Its file, also when it is still to be made.
    pub path: PathBuf,
    /// Simulated data.
    pub is_demo: bool,
    /// Who sits here.
    pub actor: Actor,
    /// The language.
    pub lang: Lang,
    /// Changes to the keys: command name to key.
    pub keymap: Keymap,
    /// Stand-ins for ambiguous characters of documents.
    pub ascii: bool,
    /// Columns and order to begin with.
    pub columns: Vec<SortKey>,
    /// The order to begin with.
    pub order: Option<Order>,
    /// Today, workdays, limits.
    pub rules: LightRules,
    /// Whether the day stays as it is at midnight.
    pub is_day_fixed: bool,
    /// A past moment to begin with.
    pub as_of: Option<AsOf>,
    /// The time of entries.
    pub clock: Clock,
    /// Makes a ledger at first start.
    pub make: Make,
    /// Writes a file.
    pub export: Export,
    /// Where the place is kept between starts.
    pub place_file: Option<PathBuf>,
    /// How often the ledger is asked whether others have written.
    pub pulse: Duration,
}

/// The model a start begins with, before anything is read.
pub fn first_model(start: &Start, size: (u16, u16)) -> Model {
    let mut browse = Browse::default();
    if !start.columns.is_empty() {
        browse.columns.clone_from(&start.columns);
    }
    if let Some(order) = &start.order {
        browse.order = order.clone();
    }
    if let Some(place) = start.place_file.as_deref().and_then(Place::read) {
        place.apply(&mut browse);
    }
    let is_read_only = start.ledger.as_ref().is_some_and(Ledger::is_read_only);
    Model {
        lang: start.lang,
        keymap: start.keymap.clone(),
        ascii: start.ascii,
        size,
        rules: start.rules.clone(),
        actor: start.actor.clone(),
        today_before: None,
        face: Face {
            path: start.path.clone(),
            is_demo: start.is_demo,
            is_read_only,
            ..Face::default()
        },
        data: Data::default(),
        is_loaded: false,
        last_entry: None,
        details: HashMap::new(),
        awaited: HashSet::new(),
        browse,
        page: model::Page::default(),
        history: model::History::default(),
        screen: if start.ledger.is_some() {
            Screen::Browse
        } else {
            Screen::Welcome
        },
        dialog: None,
        prefix: None,
        message: String::new(),
        is_saving: false,
        sent: None,
        drafts: HashMap::new(),
        form_drafts: HashMap::new(),
        welcome_cursor: 0,
        quit_asked: false,
    }
}

/// Runs the interface until it is left; answers the exit code.
///
/// # Errors
/// When the terminal cannot be set up or written to.
pub fn run(mut start: Start, capabilities: &Capabilities) -> std::io::Result<i32> {
    let mut events = Events::new()?;
    events.set_ctrl_z_stops(terminal::can_be_resumed());
    let size = terminal::size();
    let mut model = first_model(&start, (size.width, size.height));
    let place_file = start.place_file.take();
    let first = match (&start.ledger, start.as_of) {
        (None, _) => None,
        (Some(_), Some(moment)) => Some(Effect::AsOf(Some(moment))),
        (Some(_), None) => Some(Effect::Load),
    };
    let (ask, asked) = channel();
    let (answer, answers) = channel();
    let waker = events.waker();
    let clock = start.clock.clone();
    let is_day_fixed = start.is_day_fixed || start.is_demo;
    let worker = Worker::new(Backstage {
        ledger: start.ledger,
        actor: start.actor,
        clock: start.clock,
        lang: start.lang,
        make: start.make,
        export: start.export,
    });
    let thread = std::thread::Builder::new()
        .name("ledger".to_owned())
        .spawn(move || worker.run(&asked, &answer, &waker))?;
    if let Some(effect) = first {
        let _ = ask.send(effect);
        if let Ok(msg) = answers.recv_timeout(FIRST_ROWS) {
            for effect in update::update(&mut model, msg) {
                let _ = ask.send(effect);
            }
        }
    }
    let session = Session::enter()?;
    let backend = ThriftyBackend::new(session.output(), size, capabilities.looks);
    let mut screen = Stage {
        terminal: Terminal::new(backend)?,
        clipboard: session.output(),
        pulse: Pulse::open(&model.face.path).ok(),
        ask,
        answers,
        clock,
        is_day_fixed,
        rhythm: start.pulse,
        later: Vec::new(),
    };
    let code = screen.play(&mut model, &mut events);
    drop(session);
    let Stage { ask, .. } = screen;
    // The worker ends when nobody can ask it any more; a write under way is finished first.
    drop(ask);
    let _ = thread.join();
    if let Some(path) = place_file {
        keep_place(&model, &path);
    }
    code
}

/// Keeps the place for the next start, except that of a past day or of a ledger thrown away.
fn keep_place(model: &Model, path: &std::path::Path) {
    let is_worth_keeping = model.is_loaded && model.face.as_of.is_none() && !model.face.is_demo;
    if !is_worth_keeping {
        return;
    }
    if let Err(error) = Place::of(model).write(path) {
        tracing::warn!("the place was not kept: {error}");
    }
}

/// The loop and what it holds.
struct Stage<W: Write> {
    terminal: Terminal<ThriftyBackend<W>>,
    clipboard: W,
    pulse: Option<Pulse>,
    ask: Sender<Effect>,
    answers: Receiver<Msg>,
    clock: Clock,
    is_day_fixed: bool,
    rhythm: Duration,
    /// Reading ahead: asked for only once the frame is out, so that no key waits for it.
    later: Vec<Effect>,
}

impl<W: Write> Stage<W> {
    /// Waits, changes, draws, until told to end.
    fn play(&mut self, model: &mut Model, events: &mut Events) -> std::io::Result<i32> {
        let mut must_draw = true;
        let mut last_pulse = Instant::now();
        loop {
            if must_draw {
                self.terminal
                    .draw(|frame| {
                        draw(frame, model);
                    })
                    .map_err(std::io::Error::other)?;
                must_draw = false;
            }
            for effect in self.later.drain(..) {
                let _ = self.ask.send(effect);
            }
            let mode = if model.is_typing() {
                Mode::Text
            } else {
                Mode::List
            };
            for input in events.wait(mode, Some(self.rhythm))? {
                let msg = match input {
                    Input::HangUp => return Ok(129),
                    Input::Terminate(signal) => return Ok(128 + signal),
                    Input::Tick => continue,
                    Input::Wake => None,
                    Input::Suspended => {
                        self.terminal.backend_mut().forget();
                        must_draw = true;
                        None
                    }
                    Input::Resize(cols, rows) => {
                        self.terminal.backend_mut().set_size(Size::new(cols, rows));
                        Some(Msg::Resize(cols, rows))
                    }
                    Input::Paste(text) => Some(Msg::Paste(text)),
                    Input::Garbled => Some(Msg::Garbled),
                    Input::Key(press) => key_of(press).map(Msg::Key),
                };
                if let Some(msg) = msg {
                    must_draw = true;
                    if let Some(code) = self.take(model, msg)? {
                        return Ok(code);
                    }
                }
            }
            while let Ok(msg) = self.answers.try_recv() {
                must_draw = true;
                if let Some(code) = self.take(model, msg)? {
                    return Ok(code);
                }
            }
            if last_pulse.elapsed() >= self.rhythm.mul_f32(0.9) {
                last_pulse = Instant::now();
                must_draw |= self.beat(model);
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
            self.is_day_fixed |= model.face.is_demo;
        }
        Ok(None)
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
        let today: NaiveDate = view::local((self.clock)()).date_naive();
        if !self.is_day_fixed && model.face.as_of.is_none() && today != model.rules.today {
            for effect in update::update(model, Msg::Today(today)) {
                let _ = self.ask.send(effect);
            }
        }
        false
    }
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

/// The keymap of the settings.
///
/// # Errors
/// Every binding that cannot be, as sentences.
pub fn keymap(changes: &BTreeMap<String, String>, lang: Lang) -> Result<Keymap, Vec<String>> {
    Keymap::new(changes).map_err(|faults| faults.iter().map(|fault| fault.sentence(lang)).collect())
}
