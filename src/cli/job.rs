//! One command being carried out: the global flags made ready, and the ledger opened on demand.

mod output;
mod told_wait;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::args::Global;
use super::context::{Context, Environment, Outcome, ScreenRequest};
use super::values;
use crate::domain::light::LightRules;
use crate::domain::{Actor, Lang};
use crate::ledger::{
    self, Access, AsOf, HistoryFilter, KeptBeside, LONGEST_WAIT, Ledger, LedgerError, Opening, Part,
};
use crate::report::file::WriteError;
use crate::sample;
use crate::settings::{Settings, SettingsError};
use crate::text::clean_line;
use crate::views::ViewFiles;
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, failure, files, fill, foreign, rescue, settings, waiting};

/// Why something written piece by piece was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The ledger could not be read on.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Nothing more could be written.
    #[error(transparent)]
    Output(#[from] std::io::Error),
    /// It could not be put where it was to go.
    #[error(transparent)]
    Target(#[from] WriteError),
}

/// A command line with its global flags understood.
pub struct Job<'j, 'c> {
    context: &'j mut Context<'c>,
    /// The language to speak.
    pub lang: Lang,
    /// Who acts.
    pub actor: Actor,
    /// The settings in force.
    pub settings: Settings,
    /// What is wrong with settings files; work goes on only where it must.
    pub faults: Vec<SettingsError>,
    /// The settings files that were read.
    pub settings_files: Vec<PathBuf>,
    /// The past moment asked for.
    pub as_of: Option<AsOf>,
    read_only: bool,
    ledger_file: Option<PathBuf>,
    opening: Opening,
    ledger_named_in: Option<PathBuf>,
    asked_day: Option<NaiveDate>,
    /// What was wrong with the ledger when it was opened.
    doubt: RefCell<Option<Failure>>,
}

impl<'j, 'c> Job<'j, 'c> {
    /// Understands the global flags: the flag itself, else the environment, else the settings.
    /// `lang` is the language they come to; with `goes_on` a settings file that is wrong is left
    /// aside.
    pub fn begin(
        flags: Global,
        lang: Lang,
        goes_on: bool,
        context: &'j mut Context<'c>,
    ) -> Result<Job<'j, 'c>, Failure> {
        let given = &context.environment;
        let variable = Environment::text("DUBAN_LANG", given.lang.as_ref(), lang)?;
        if let Some(word) = flags.lang.as_deref().or(variable) {
            values::language(word, lang)?;
        }
        let layers = context.settings(flags.config.as_deref());
        if let (Some(error), false) = (layers.faults.first(), goes_on) {
            return Err(settings::of_settings(error, lang));
        }
        let settings = layers.settings;
        crate::search::read_names(&settings.readings);
        let day = Environment::text("DUBAN_TODAY", given.today.as_ref(), lang)?;
        let day = flags.today.as_deref().or(day);
        let asked_day = day.map(|text| values::date(text, lang)).transpose()?;
        let mut actor = context.actor.clone();
        let user = Environment::text("DUBAN_USER", given.user.as_ref(), lang)?;
        if let Some(name) = flags.user.as_deref().or(user) {
            actor.user = values::user(name, lang)?;
        }
        let named = flags
            .ledger
            .or(context.environment.ledger.clone().map(PathBuf::from))
            .filter(|path| !path.as_os_str().is_empty());
        let by_settings = settings.ledger.clone().filter(|_| named.is_none());
        let ledger_named_in = layers.ledger_named_in.filter(|_| by_settings.is_some());
        let ledger_file = named.or(by_settings).or(context.ledger_file.clone());
        let wait = flags
            .wait
            .map(|text| values::wait(&text, lang))
            .transpose()?;
        let wait = wait.unwrap_or(LONGEST_WAIT);
        let opening = Opening {
            wait: told_wait::of(wait, ledger_file.clone(), lang, &context.aside),
            on_any_file_system: flags.force_filesystem,
            ..Opening::from(Access::Write)
        };
        Ok(Job {
            ledger_file,
            opening,
            ledger_named_in,
            faults: layers.faults,
            settings_files: layers.files,
            context,
            lang,
            actor,
            settings,
            as_of: None,
            read_only: flags.read_only,
            asked_day,
            doubt: RefCell::default(),
        })
    }

    /// The texts of the verbs in the language to speak.
    pub fn texts(&self) -> &'static CliTexts {
        CliTexts::of(self.lang)
    }

    /// The time to record.
    pub fn now(&self) -> DateTime<Utc> {
        (self.context.now)()
    }

    /// The day lights are computed for: that of the past moment asked for, else the one named,
    /// else the running one.
    pub fn today(&self) -> NaiveDate {
        self.asked_day.unwrap_or(self.context.today)
    }

    /// The rules of the lights on `day`.
    pub fn rules(&self, day: NaiveDate) -> LightRules {
        LightRules {
            today: day,
            calendar: sample::calendar(),
            thresholds: self.settings.rules.thresholds(),
        }
    }

    /// What the ledger answered, in words.
    pub fn failed(&self) -> impl Fn(LedgerError) -> Failure + use<> {
        let (lang, file) = (self.lang, self.ledger_file.clone());
        let wait = self.opening.wait.at_most;
        let faulty = self.may_be_named_in().map(Path::to_owned);
        move |error| match (&error, &faulty) {
            (LedgerError::Busy, _) => {
                let holders = file.as_deref().map(ledger::holders);
                waiting::given_up(&holders.unwrap_or_default(), Some(wait), lang)
            }
            // The file with the fault may be what names the ledger.
            (LedgerError::Missing(_), Some(faulty)) => Failure {
                hint: settings::may_name_the_ledger(faulty, lang),
                ..failure::of_ledger(&error, lang)
            },
            _ => {
                let kept = file
                    .as_deref()
                    .map(|file| KeptBeside::instead_of(file, &error));
                let failure = failure::of_ledger(&error, lang);
                rescue::with_kept(failure, &kept.unwrap_or_default(), lang)
            }
        }
    }

    /// A usage failure of these words.
    pub fn misused(&self, sentence: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, sentence, self.texts().see_help)
    }

    /// What is not there yet.
    pub fn not_yet(&self, what: &str) -> Failure {
        let t = self.texts();
        let sentence = fill(t.not_yet, &[("what", &what)]);
        Failure::new(Exit::Usage, sentence, t.not_yet_hint)
    }

    /// A past moment as the user writes it.
    pub fn moment(&self, text: &str) -> Result<AsOf, Failure> {
        values::moment(text, self.lang)
    }

    /// The path of the ledger.
    pub fn ledger_file(&self) -> Result<&Path, Failure> {
        let t = self.texts();
        self.ledger_file
            .as_deref()
            .ok_or_else(|| Failure::new(Exit::NotFound, t.no_home, t.no_home_hint))
    }

    /// A settings file with a fault, where nobody else named the ledger: it may be what does.
    pub fn may_be_named_in(&self) -> Option<&Path> {
        let is_usual = self.ledger_file == self.context.ledger_file;
        let faulty = self.faults.first().filter(|_| is_usual);
        faulty.map(|fault| fault.file.as_path())
    }

    /// Where saved views are kept.
    pub fn view_files(&self) -> ViewFiles {
        ViewFiles::of(self.settings_folder(), self.ledger_file.as_deref())
    }

    fn settings_folder(&self) -> Option<&Path> {
        self.context.settings_file.as_deref()?.parent()
    }

    /// Opens the ledger.
    pub fn open(&self, access: Access) -> Result<Ledger, Failure> {
        let file = self.ledger_file()?;
        let opening = |access| self.opening.to(access);
        let opened = match ledger::open(file, opening(self.allowed(access))) {
            // Whoever opens it for writing brings it up to date.
            Err(LedgerError::OlderSchema { .. }) if !self.read_only => {
                self.tell_raised(
                    &ledger::open(file, opening(Access::Write)).map_err(self.failed())?,
                );
                ledger::open(file, opening(self.allowed(access)))
            }
            opened => opened,
        };
        let ledger = opened.map_err(self.failed())?;
        self.tell_raised(&ledger);
        if let Some(doubt) = ledger.doubt() {
            self.doubt.replace(Some(self.failed()(doubt)));
        }
        Ok(ledger)
    }

    /// Says that a ledger was brought up to date by opening it: older programs are locked out.
    fn tell_raised(&self, ledger: &Ledger) {
        if let Some(line) = failure::of_raised(ledger, self.lang) {
            (self.context.aside)(&line);
        }
    }

    /// What a verb came to: what it read of a ledger that something is wrong with is shown, and is
    /// no success. What was not found in it may be in the part that was not read.
    pub fn outcome(&self, done: Outcome) -> Outcome {
        let misshapen = failure::of_ledger(&LedgerError::Altered(Part::Shape), self.lang);
        match self.doubt.take() {
            Some(doubt) if done.is_ok() => Err(doubt),
            Some(doubt) if done.as_ref().is_err_and(|it| it.exit == Exit::NotFound) => {
                if let Err(failure) = done {
                    (self.context.aside)(&failure.sentence);
                }
                Err(doubt)
            }
            // Which table or column it is stands in the doubt.
            Some(doubt) if done.as_ref().is_err_and(|failure| *failure == misshapen) => Err(doubt),
            _ => done,
        }
    }

    /// After something was written: says that the clock is behind the trail or was far ahead of it,
    /// and remembers what was recorded, should the answer not get out.
    pub fn was_recorded(&mut self, ledger: &Ledger) {
        let newest = HistoryFilter {
            limit: Some(1),
            ..HistoryFilter::default()
        };
        let newest = ledger.history(&newest).unwrap_or_default();
        let own = newest
            .last()
            .filter(|it| it.actor.session == self.actor.session);
        self.context.stdout.recorded = own.map(|entry| entry.id);
        if let Ok(Some(behind)) = ledger.clock_behind(self.now()) {
            self.say(&files::of_clock(behind, self.lang));
        }
        if let Ok(Some(ahead)) = ledger.clock_ahead() {
            self.say(&files::of_clock_ahead(ahead, self.lang));
        }
    }

    /// How a ledger is made or put in order where `open` does not do it.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// What is left of a wish to write under `--read-only`.
    pub fn allowed(&self, access: Access) -> Access {
        match (self.read_only, access) {
            (false, _) | (_, Access::Closely) => access,
            (true, _) => Access::ReadOnly,
        }
    }

    /// Refuses what would write when only reading is allowed.
    pub fn check_writable(&self) -> Result<(), Failure> {
        match self.read_only {
            true => Err(self.failed()(LedgerError::ReadOnly)),
            false => Ok(()),
        }
    }

    /// The past moment a verb reads at, if any.
    pub fn moment_asked(&self, as_of: Option<&str>) -> Result<Option<AsOf>, Failure> {
        match as_of {
            Some(text) => self.moment(text).map(Some),
            None => Ok(self.as_of),
        }
    }

    /// Whether `path` is the ledger's own file under any name: it must then not be opened.
    pub fn is_ledger(&self, path: &Path) -> bool {
        let own = self.ledger_file.as_deref();
        own.is_some_and(|own| ledger::is_ledger_file(own, path))
    }

    /// Refuses to use the ledger's own file as `path`.
    pub fn check_other_file(&self, path: &Path, exit: Exit) -> Result<(), Failure> {
        if !self.is_ledger(path) {
            return Ok(());
        }
        Err(failure::is_the_ledger(path, exit, self.lang))
    }

    /// Whether whoever sits there agrees; where nobody can be asked, `unasked`.
    pub fn agrees(&mut self, question: &str, unasked: bool) -> bool {
        self.context.ask(question).unwrap_or(unasked)
    }

    /// Writes a message to standard error.
    pub fn say(&mut self, line: &str) {
        self.context.say(line);
    }

    /// What surrounds the program.
    pub fn context(&mut self) -> &mut Context<'c> {
        self.context
    }

    /// How wide a table may be.
    pub fn width(&self) -> Option<usize> {
        self.context
            .terminal
            .size
            .map(|(columns, _)| usize::from(columns))
    }

    /// Hands over to the terminal interface.
    pub fn open_screen(&mut self, ledger: PathBuf, is_demo: bool, today: Option<NaiveDate>) -> u8 {
        let request = ScreenRequest {
            ledger,
            is_demo,
            read_only: self.read_only,
            opening: self.opening.clone(),
            actor: self.actor.clone(),
            lang: self.lang,
            settings: self.settings.clone(),
            today: self.asked_day.or(today),
            as_of: self.as_of,
            ledger_named_in: self.ledger_named_in.clone().filter(|_| !is_demo),
            settings_folder: self.settings_folder().map(Path::to_owned),
        };
        (self.context.open_screen)(request)
    }

    /// A text of the user's: `-` stands for standard input; control characters go.
    pub fn long_text(&self, text: &str) -> Result<String, Failure> {
        let read = if text == "-" {
            let mut words = String::new();
            std::io::Read::read_to_string(
                &mut std::io::Read::take((self.context.stdin)(), values::MAX_INPUT),
                &mut words,
            )
            .map_err(|why| match why.kind() {
                std::io::ErrorKind::InvalidData => self.misused(self.texts().input_not_utf8),
                _ => self.misused(fill(
                    self.texts().input_failed,
                    &[("why", &foreign::told(&why, self.lang))],
                )),
            })?;
            words
        } else {
            text.to_owned()
        };
        Ok(crate::text::clean_text(read.trim()).into_owned())
    }

    /// Standard input.
    pub fn stdin(&self) -> Box<dyn std::io::Read> {
        (self.context.stdin)()
    }

    /// One line of the user's, without control characters.
    pub fn line(&self, text: &str) -> String {
        clean_line(text.trim()).into_owned()
    }
}
