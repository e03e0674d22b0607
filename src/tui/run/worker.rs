//! The thread that speaks with the ledger, so that the screen never waits for the disk.

mod reads;
mod writing;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::{Actor, Lang};
use crate::import::{Mapping, Mappings, Watch};
use crate::ledger::{LONGEST_WAIT, Ledger, LedgerError, Mark, Opening, UndoOf, Wait};
use crate::tui::run::exporting::{self, Export};
use crate::tui::run::intake;
use crate::tui::run::listener::Listener;
use crate::tui::run::postponed::Postponed;
use crate::tui::run::reading;
use crate::tui::run::reading_threads;
use crate::tui::run::standing_messages::StandingMessages;
use crate::tui::state::msg::{Beginning, Clock, Effect, Made, Msg};
use crate::tui::state::saved::ViewsAsk;
use crate::tui::state::trail;
use crate::tui::terminal::Waker;
use crate::views::ViewFiles;

/// Makes a ledger at first start; answers why not in a sentence.
pub type Make = Arc<dyn Fn(Beginning) -> Result<Made, String> + Send + Sync>;
/// What the worker is given.
pub struct WorkerParts {
    /// The ledger, unless it is still to be made.
    pub ledger: Option<Ledger>,
    /// How one that is made is opened.
    pub opening: Opening,
    /// How often it is asked whether others have written, where nothing tells it.
    pub pulse: Duration,
    /// Who acts.
    pub actor: Actor,
    /// The time of entries.
    pub clock: Clock,
    /// Language of sentences.
    pub lang: Lang,
    /// Workdays and limits of the lights.
    pub rules: LightRules,
    /// Makes a ledger.
    pub make: Make,
    /// Writes a file.
    pub export: Export,
    /// What `~` stands for in a path.
    pub home: Option<PathBuf>,
    /// The folder of one's own saved views.
    pub views_folder: Option<PathBuf>,
}

/// The worker's state.
pub struct Worker {
    parts: WorkerParts,
    /// Where the trail ended when the screen last read it.
    seen: Mark,
    /// How often the ledger was restored from a backup under the screen.
    restores: u32,
    /// It was, and the screen has not read it anew yet: what it wants changed it has decided on
    /// rows that are no more.
    is_parted: bool,
    /// The past state shown.
    past: Option<State>,
    /// What somebody who holds the ledger keeps waiting, in its order.
    postponed: Postponed,
    standing: StandingMessages,
}

/// How long a change waits for another user's before the screen says so. Others' changes take
/// milliseconds; only an import takes longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long one that waits already is tried, and how often. In between others may be served:
/// reading goes on while somebody imports.
const TRY: Duration = Duration::from_millis(50);
const AGAIN: Duration = Duration::from_millis(250);

impl Worker {
    /// A worker with what it needs.
    pub fn new(parts: WorkerParts) -> Worker {
        Worker {
            standing: StandingMessages::new(parts.lang, Arc::clone(&parts.clock)),
            parts,
            seen: Mark::default(),
            restores: 0,
            is_parted: false,
            past: None,
            postponed: Postponed::default(),
        }
    }

    /// Does what is asked until nobody can ask any more. What comes of one effect is one answer:
    /// between "recorded" and the lines that follow it no key may act on the old revision.
    pub fn run(mut self, effects: &Receiver<Effect>, answers: &Sender<Vec<Msg>>, waker: &Waker) {
        let mut listener = None;
        loop {
            let asked = match self.postponed.is_empty() {
                true => effects.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => effects.recv_timeout(AGAIN),
            };
            let is_load = matches!(asked, Ok(Effect::Load(_)));
            let said = match asked {
                Ok(Effect::ReadFile(path, watch, forms)) => {
                    reading_threads::file(self.file_to_read(path, watch, forms), answers, waker);
                    continue;
                }
                Ok(Effect::ReadTexts(watch, stage)) => {
                    if let Some(ledger) = &self.parts.ledger {
                        reading_threads::texts(ledger, watch, *stage, answers, waker);
                    }
                    continue;
                }
                Ok(Effect::Listen) => {
                    let (beat, waker) = (self.parts.pulse, waker.clone());
                    let listen = |ledger| Listener::of(ledger, beat, answers, move || waker.wake());
                    listener = self.parts.ledger.as_ref().and_then(listen);
                    continue;
                }
                Ok(effect) => {
                    self.wait_for_others(PATIENCE);
                    self.perform(effect)
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.wait_for_others(TRY);
                    self.try_postponed()
                }
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if answers.send(said).is_err() {
                break;
            }
            waker.wake();
            if is_load {
                crate::search::prepare();
                let _ = self.ledger().and_then(Ledger::remember_alone);
            }
        }
        drop(listener);
        // What was typed is not lost because its author left meanwhile.
        self.postponed.keep_changes();
        self.wait_for_others(LONGEST_WAIT);
        while !self.postponed.is_empty() && !self.try_postponed().is_empty() {}
    }

    fn wait_for_others(&mut self, at_most: Duration) {
        if let Some(ledger) = &mut self.parts.ledger {
            ledger.wait_for_others(Wait::at_most(at_most));
        }
    }

    /// Does one thing; what went wrong comes back as a sentence. What somebody else keeps waiting
    /// too long is kept, and done later by [`Worker::try_postponed`]; changes in their order.
    pub fn perform(&mut self, effect: Effect) -> Vec<Msg> {
        let is_change = effect.is_change();
        if !is_change && !effect.is_reading() {
            let done = self.try_perform(effect);
            return done.unwrap_or_else(|error| self.failed(&error));
        }
        if is_change && self.is_parted {
            return Vec::new();
        }
        if !is_change || self.postponed.is_empty() {
            match self.try_perform(effect.clone()) {
                Err(LedgerError::Busy) => {}
                done => return self.changed(done),
            }
        }
        let (ledger, lang) = (self.parts.ledger.as_ref(), self.parts.lang);
        vec![self.postponed.add(effect, ledger, lang)]
    }

    /// Tries the first that waits; nothing when it has to wait on.
    pub fn try_postponed(&mut self) -> Vec<Msg> {
        let Some(effect) = self.postponed.first() else {
            return Vec::new();
        };
        match self.try_perform(effect) {
            Err(LedgerError::Busy) => Vec::new(),
            done => {
                self.postponed.remove_first();
                let done = self.changed(done).into_iter();
                [Msg::Waiting(String::new())]
                    .into_iter()
                    .chain(done)
                    .collect()
            }
        }
    }

    fn failed(&mut self, error: &LedgerError) -> Vec<Msg> {
        match error {
            LedgerError::Parted => self.parted(),
            error => {
                let replaced = self.replaced_by_others(error);
                let error = replaced.as_ref().unwrap_or(error);
                self.standing.failed(error, self.parts.ledger.as_ref())
            }
        }
    }

    /// What looks damaged may be another file that somebody copied over the one that is open. The look
    /// before the reading could not tell where it came right behind a colleague's change.
    fn replaced_by_others(&mut self, error: &LedgerError) -> Option<LedgerError> {
        const LOOKS: usize = 3;
        let ledger = self
            .parts
            .ledger
            .as_mut()
            .filter(|_| error.is_about_content())?;
        let found = (0..LOOKS).find_map(|_| ledger.check_in_place().err());
        found.filter(|found| matches!(found, LedgerError::Replaced { .. }))
    }

    /// What a change comes to.
    fn changed(&mut self, done: Result<Vec<Msg>, LedgerError>) -> Vec<Msg> {
        let mut answers = done.unwrap_or_else(|error| self.failed(&error));
        answers.extend(self.standing.clock(self.parts.ledger.as_ref()));
        answers
    }

    /// The ledger was restored: nothing that waits is done, and the screen reads all anew.
    fn parted(&mut self) -> Vec<Msg> {
        self.past = None;
        self.postponed.clear();
        self.restores += 1;
        self.is_parted = true;
        vec![Msg::Restored]
    }

    /// What was read ends here; nothing is written into a trail that does not go on from it.
    fn hold_to(&mut self, mark: Mark) -> Result<(), LedgerError> {
        self.seen = mark;
        self.ledger()?.hold_to(mark);
        Ok(())
    }

    fn ledger(&mut self) -> Result<&mut Ledger, LedgerError> {
        let ledger = self.parts.ledger.as_mut();
        ledger.ok_or_else(no_ledger)
    }

    fn try_perform(&mut self, effect: Effect) -> Result<Vec<Msg>, LedgerError> {
        match effect {
            Effect::FirstRows(count) => self.first_rows(count),
            Effect::Load(wanted) => self.load(&wanted),
            Effect::Refresh => self.refresh(),
            Effect::ReadTexts(watch, stage) => {
                let found = reading::texts(self.ledger()?, &watch, *stage)?;
                let answer = found.map(|found| Msg::Texts(watch, found));
                Ok(answer.into_iter().collect())
            }
            Effect::Details(ids) => self.details(&ids),
            Effect::Update(job) => self.update(*job),
            Effect::Register(body, reason) => self.register(&body, reason.as_deref()),
            Effect::Undo => self.undo(),
            Effect::Redo => self.redo(),
            Effect::Trail(ask) => {
                let lang = self.parts.lang;
                let page = trail::read(self.ledger()?, &ask, lang)?;
                Ok(vec![Msg::Trail(ask, page)])
            }
            Effect::BatchEntries(ask) => self.batch_entries(ask),
            Effect::TrailChoices(by, person) => {
                let all = trail::choices(self.ledger()?, by, person.as_deref())?;
                Ok(vec![Msg::TrailChoices(by, all)])
            }
            Effect::PlanUndo(entry) => {
                let actor = self.parts.actor.clone();
                let plan = self.ledger()?.plan_undo(&actor, UndoOf::Entry(entry))?;
                Ok(vec![Msg::UndoPlanned(Box::new(plan))])
            }
            Effect::UndoPlanned(plan) => self.undo_planned(&plan),
            Effect::AsOf(moment) => self.as_of(moment),
            Effect::Export(job) => {
                let ledger = self.parts.ledger.as_ref().ok_or_else(no_ledger)?;
                exporting::run(ledger, self.past.as_ref(), job, &self.parts.export)
            }
            Effect::Complete(text) => {
                let names = intake::complete(&text, self.parts.home.as_deref());
                Ok(vec![Msg::Completed(text, names)])
            }
            Effect::ReadFile(path, watch, forms) => {
                let file = self.file_to_read(path, watch, forms);
                Ok(vec![file.run()])
            }
            Effect::PlanIntake(asked, intake) => {
                let now = (self.parts.clock)();
                let plan = intake::plan(self.ledger()?, now, &intake)?;
                Ok(vec![Msg::Planned(asked, Box::new(plan))])
            }
            Effect::TakeIn(intake) => self.take_in(&intake),
            Effect::Create(beginning) => self.create(beginning),
            Effect::Views(ask) => Ok(self.views(ask)),
            // Of the terminal and the threads, done by the loops themselves.
            Effect::Listen
            | Effect::Copy(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit(_) => Ok(Vec::new()),
        }
    }

    fn file_to_read(&self, path: PathBuf, watch: Watch, forms: Vec<Mapping>) -> intake::FileToRead {
        let typed = path;
        let path = intake::expand(&typed, self.parts.home.as_deref());
        let ledger = self.parts.ledger.as_ref();
        intake::FileToRead {
            is_ledger: ledger.is_some_and(|ledger| ledger.is_same_file(&path)),
            path,
            typed,
            watch,
            columns_file: ledger.map(|ledger| Mappings::beside(ledger.path())),
            forms,
            lang: self.parts.lang,
        }
    }

    fn views(&self, ask: ViewsAsk) -> Vec<Msg> {
        let ledger = self.parts.ledger.as_ref().map(Ledger::path);
        let files = ViewFiles::of(self.parts.views_folder.as_deref(), ledger);
        vec![Msg::Views(Box::new(ask.run(&files)))]
    }

    fn create(&mut self, beginning: Beginning) -> Result<Vec<Msg>, LedgerError> {
        match (self.parts.make)(beginning) {
            Err(sentence) => Ok(vec![Msg::Failed(sentence)]),
            Ok(made) => {
                self.parts.ledger =
                    Some(crate::ledger::open(&made.path, self.parts.opening.clone())?);
                Ok(vec![Msg::Created(made)])
            }
        }
    }
}

fn no_ledger() -> LedgerError {
    LedgerError::Missing(PathBuf::new())
}
