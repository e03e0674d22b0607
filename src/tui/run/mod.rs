//! The interface from its start to its end: the model it begins with, the loop, the threads.

mod draft_files;
mod event_loop;
pub mod exporting;
pub mod headless;
mod intake;
mod keeper;
mod listener;
mod pacing;
mod place;
mod postponed;
mod pressed;
mod reading;
mod reading_threads;
mod rhythm;
mod standing_messages;
pub mod worker;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ratatui::Terminal;

use crate::domain::column::{Order, SortKey};
use crate::domain::light::LightRules;
use crate::domain::{Actor, Lang};
use crate::ledger::{AsOf, Ledger, Opening};
use crate::tui::run::event_loop::{EventLoop, HUNG_UP};
use crate::tui::run::exporting::Export;
use crate::tui::run::keeper::{Keeper, StateFiles};
use crate::tui::run::place::KeptPlace;
use crate::tui::run::rhythm::Rhythm;
use crate::tui::run::worker::{Make, Worker, WorkerParts};
use crate::tui::state::data::Data;
use crate::tui::state::draft::Leftovers;
use crate::tui::state::keymap::Keymap;
use crate::tui::state::model::{Browse, Model, Screen, ShownLedger};
use crate::tui::state::msg::{Clock, Effect, Msg};
use crate::tui::state::waiting::Interrupt;
use crate::tui::state::{model, review, saved};
use crate::tui::terminal::{Capabilities, Events, Session, ThriftyBackend};
use crate::tui::{terminal, update};
use crate::wording::files;

/// How long the first frame waits for the first rows: most ledgers are there by then.
const FIRST_ROWS: Duration = Duration::from_millis(40);

/// How long it waits for the rest after them: with most ledgers one frame is enough. Where many
/// rows are still to come it does not wait, and they are not read before it is out.
const REST: Duration = Duration::from_millis(4);

/// How many pages of a large ledger are there first.
const PAGES_FIRST: usize = 3;

/// What the interface is started with.
pub struct Start {
    /// The ledger; `None` shows the welcome screen.
    pub ledger: Option<Ledger>,
    /// Its file, also when it is still to be made.
    pub path: PathBuf,
    /// How one that is made at first start is opened.
    pub opening: Opening,
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
    /// What `~` stands for in a path.
    pub home: Option<PathBuf>,
    /// The folder of one's own saved views.
    pub views_folder: Option<PathBuf>,
}

impl Start {
    /// Where place and drafts are kept. The ledger says which one it is: another may have lain at
    /// the same path.
    fn state_files(&self) -> Option<StateFiles> {
        let place = self.place_file.as_deref()?;
        let ledger = self.ledger.as_ref().and_then(|ledger| ledger.id().ok());
        let ledger = ledger.map(|id| id.as_str().to_owned());
        Some(StateFiles::new(place, &self.actor.session, ledger))
    }

    /// What is read first; nothing where a ledger is still to be made.
    pub(super) fn first_effects(&self, model: &Model) -> Vec<Effect> {
        if self.ledger.is_none() {
            return Vec::new();
        }
        if let Some(moment) = self.as_of {
            return vec![Effect::AsOf(Some(moment))];
        }
        let (browse, opening) = (&model.browse, Browse::default());
        let opens = browse.query.is_empty()
            && browse.order == opening.order
            && browse.grouping == opening.grouping;
        let first = opens.then(|| Effect::FirstRows(model.layout().table_rows() * PAGES_FIRST));
        first.into_iter().chain([update::load(model)]).collect()
    }

    /// Who does what is asked for, once the model is made.
    pub(super) fn into_worker(self) -> Worker {
        Worker::new(WorkerParts {
            ledger: self.ledger,
            opening: self.opening,
            pulse: self.pulse,
            actor: self.actor,
            clock: self.clock,
            lang: self.lang,
            rules: self.rules,
            make: self.make,
            export: self.export,
            home: self.home,
            views_folder: self.views_folder,
        })
    }
}

/// The model a start begins with, before anything is read.
pub fn first_model(start: &Start, size: (u16, u16)) -> Model {
    let (browse, saved) = first_browse(start);
    let is_read_only = start.ledger.as_ref().is_some_and(Ledger::is_read_only);
    Model {
        lang: start.lang,
        keymap: start.keymap.clone(),
        ascii: start.ascii,
        size,
        rules: start.rules.clone(),
        actor: start.actor.clone(),
        today_before: None,
        shown: ShownLedger {
            path: start.path.clone(),
            is_demo: start.is_demo,
            is_read_only,
            ..ShownLedger::default()
        },
        data: Data::empty(&start.rules),
        is_loaded: false,
        restores: 0,
        last_entry: None,
        details: HashMap::new(),
        reads_ahead: false,
        much_to_come: false,
        awaited: HashSet::new(),
        browse,
        saved,
        page: model::Page::default(),
        history: model::History::default(),
        import: review::Import::default(),
        screen: if start.ledger.is_some() {
            Screen::Browse
        } else {
            Screen::Welcome
        },
        dialog: None,
        prefix: None,
        message: first_message(start).unwrap_or_default(),
        is_saving: false,
        takes_long: false,
        has_dropped: false,
        seen_question: None,
        sent: None,
        opening: None,
        drafts: HashMap::new(),
        form_drafts: HashMap::new(),
        aside: Vec::new(),
        leftovers: Leftovers::default(),
        welcome_cursor: 0,
        quit_asked: false,
        has_refused_box: false,
        interrupt: Interrupt::default(),
        typed_ahead: VecDeque::new(),
    }
}

/// The columns and the order of the settings, and what views are compared with; then the place
/// the last session was left at.
fn first_browse(start: &Start) -> (Browse, saved::Saved) {
    let mut browse = Browse::default();
    if !start.columns.is_empty() {
        browse.columns.clone_from(&start.columns);
    }
    if let Some(order) = &start.order {
        browse.order = order.clone();
    }
    let saved = saved::Saved::of(&browse);
    if let Some(place) = start.place_file.as_deref().and_then(KeptPlace::read) {
        place.apply(&mut browse);
    }
    (browse, saved)
}

/// What is wrong with the ledger, or with its disk.
fn first_message(start: &Start) -> Option<String> {
    let ledger = start.ledger.as_ref()?;
    let doubt = ledger.doubt();
    let doubt = doubt.and_then(|doubt| files::of_doubt_short(&doubt, start.lang));
    let full = || crate::wording::Screen::of(start.lang).full.to_owned();
    doubt.or_else(|| ledger.is_full().then(full))
}

/// How the interface was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The exit code.
    pub code: i32,
    /// What must not be overlooked, to be said on the terminal that is there again.
    pub last_word: Option<String>,
}

/// Runs the interface until it is left.
///
/// # Errors
/// When the terminal cannot be set up or written to.
pub fn run(start: Start, capabilities: &Capabilities) -> std::io::Result<Left> {
    crate::search::keep_memory();
    crate::search::take_part();
    let mut events = Events::new()?;
    events.set_ctrl_z_stops(terminal::can_be_resumed());
    let size = terminal::size();
    let mut model = first_model(&start, (size.width, size.height));
    let files = start.state_files();
    model.leftovers.are_kept = files.is_some();
    let first = start.first_effects(&model);
    let (ask, asked) = channel();
    let (answer, answers) = channel();
    let waker = events.waker();
    let (keepers_answer, keepers_waker) = (answer.clone(), events.waker());
    let watch = events.watch()?;
    let asked_of = watch.clone();
    model.interrupt = Interrupt::when(move || asked_of.waits());
    let rhythm = Rhythm {
        clock: start.clock.clone(),
        is_day_fixed: start.is_day_fixed || start.is_demo,
    };
    let worker = start.into_worker();
    let thread = std::thread::Builder::new()
        .name("ledger".to_owned())
        .spawn(move || worker.run(&asked, &answer, &waker))?;
    let after_frame = take_first_rows(&mut model, first, &ask, &answers);
    let _ = ask.send(Effect::Views(saved::ViewsAsk::Read));
    let keeper = match files {
        None => Keeper::default(),
        Some(files) => Keeper::begin(
            files,
            !model.shown.is_read_only,
            keepers_answer,
            keepers_waker,
        )?,
    };
    let session = Session::enter()?;
    let backend = ThriftyBackend::new(session.output(), size, capabilities.looks);
    let mut event_loop = EventLoop::new(
        Terminal::new(backend)?,
        session.output(),
        (ask, answers),
        after_frame,
        watch,
        rhythm,
        keeper,
    );
    let code = event_loop.run(&mut model, &mut events);
    if !matches!(code, Ok(HUNG_UP)) {
        // The shell must not get the answers to our own questions as keys.
        let _ = events.await_answers(terminal::Mode::List);
    }
    drop(session);
    let (keeper, answers) = event_loop.leave();
    Ok(Left {
        last_word: finish(model, keeper, thread, &answers),
        code: code?,
    })
}

/// Reads what the first frame shows; answers what is to be asked for once that is out.
fn take_first_rows(
    model: &mut Model,
    first: Vec<Effect>,
    ask: &Sender<Effect>,
    answers: &Receiver<Vec<Msg>>,
) -> Vec<Effect> {
    let mut until = Instant::now() + FIRST_ROWS;
    let mut after_frame = Vec::new();
    for effect in first {
        if model.much_to_come {
            after_frame.push(effect);
            continue;
        }
        let _ = ask.send(effect);
        let wait = until.saturating_duration_since(Instant::now());
        for msg in answers.recv_timeout(wait).unwrap_or_default() {
            for effect in update::update(model, msg) {
                let _ = ask.send(effect);
            }
        }
        if !model.browse.lines.is_empty() {
            until = until.min(Instant::now() + REST);
        }
    }
    after_frame
}

/// Ends worker and keeper; answers what must not be overlooked.
fn finish(
    mut model: Model,
    mut keeper: Keeper,
    worker: JoinHandle<()>,
    answers: &Receiver<Vec<Msg>>,
) -> Option<String> {
    // The worker ends when nobody can ask it any more; a write under way is finished first. What
    // was typed is kept before that, and what was recorded of it is no draft any more after.
    keeper.keep(&model);
    let _ = worker.join();
    for msg in answers.try_iter().flatten() {
        if matches!(
            msg,
            Msg::Recorded(_) | Msg::Registered(_) | Msg::TakenIn(_) | Msg::Drafts(_)
        ) {
            update::update(&mut model, msg);
        }
    }
    if let Some(unkept) = keeper.finish(&model) {
        model.leftovers.unkept = unkept;
    }
    let of_drafts = update::last_word_on_drafts(&model);
    let of_files = model.shown.replaced.map(|replaced| replaced.whole);
    let words: Vec<String> = of_files.into_iter().chain(of_drafts).collect();
    (!words.is_empty()).then(|| words.join("\n"))
}

/// The keymap of the settings.
///
/// # Errors
/// Every binding that cannot be, as sentences.
pub fn keymap(changes: &BTreeMap<String, String>, lang: Lang) -> Result<Keymap, Vec<String>> {
    Keymap::new(changes).map_err(|faults| faults.iter().map(|fault| fault.sentence(lang)).collect())
}
