//! What the command line is given by `main`: clock, user, paths, terminal, streams.

use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::Outcome;
use crate::domain::{Actor, Lang};
use crate::ledger::AsOf;
use crate::settings::Settings;
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, fill};

/// The world outside, as far as the command line may see it.
pub struct Context<'a> {
    /// The time of an entry, UTC.
    pub now: &'a dyn Fn() -> DateTime<Utc>,
    /// The day lights are computed for when nobody names another.
    pub today: NaiveDate,
    /// Login name, host and run of the program.
    pub actor: Actor,
    /// What the environment variables say.
    pub environment: Environment,
    /// Where the ledger lies when nobody names another; `None` without a home.
    pub ledger_file: Option<PathBuf>,
    /// Where the settings lie when nobody names others; the file need not exist.
    pub settings_file: Option<PathBuf>,
    /// Where the throw-away ledger of the demo may be made.
    pub temp_folder: PathBuf,
    /// What is known of the terminal.
    pub terminal: TerminalFacts,
    /// Opens standard input; asked for at most once.
    pub stdin: &'a dyn Fn() -> Box<dyn Read>,
    /// For data.
    pub stdout: Output<'a>,
    /// For messages.
    pub stderr: &'a mut dyn Write,
    /// Opens the terminal interface and answers the exit code.
    pub open_screen: &'a mut dyn FnMut(ScreenRequest) -> u8,
}

/// The variables that stand for flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// DUBAN_LEDGER
    pub ledger: Option<OsString>,
    /// DUBAN_TODAY
    pub today: Option<String>,
    /// DUBAN_USER
    pub user: Option<String>,
    /// DUBAN_LANG
    pub lang: Option<String>,
}

/// What `doctor` looks at and tables are fitted to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalFacts {
    /// Columns and rows of the terminal standard output goes to; `None` when it goes elsewhere.
    pub size: Option<(u16, u16)>,
    /// TERM
    pub term: Option<String>,
    /// LC_ALL, else LC_CTYPE, else LANG
    pub locale: Option<String>,
}

/// What the terminal interface is to open.
#[derive(Clone, Debug)]
pub struct ScreenRequest {
    /// The ledger; it need not be there, then the welcome screen offers to make it.
    pub ledger: PathBuf,
    /// Whether it is the throw-away ledger of the demo, with simulated progress.
    pub is_demo: bool,
    /// Whether nothing may be written.
    pub read_only: bool,
    /// Who sits there.
    pub actor: Actor,
    /// The language.
    pub lang: Lang,
    /// The settings in force.
    pub settings: Settings,
    /// The day lights are computed for; `None`: the running day, which may turn at midnight.
    pub today: Option<NaiveDate>,
    /// A past moment to show instead of the present.
    pub as_of: Option<AsOf>,
    /// The folder the settings lie in when nobody names others: one's own saved views lie there.
    pub settings_folder: Option<PathBuf>,
}

/// Standard output with what became of it.
pub struct Output<'a> {
    stream: &'a mut dyn Write,
    is_closed: bool,
}

impl<'a> Output<'a> {
    /// Output to `stream`.
    pub fn to(stream: &'a mut dyn Write) -> Output<'a> {
        Output {
            stream,
            is_closed: false,
        }
    }

    fn settle(&mut self, written: std::io::Result<()>, lang: Lang) -> Result<(), Failure> {
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            Err(error) => {
                let t = CliTexts::of(lang);
                let sentence = fill(t.output_failed, &[("why", &error)]);
                Err(Failure::new(Exit::Failed, sentence, t.output_failed_hint))
            }
        }
    }
}

impl Context<'_> {
    /// Writes data to standard output. A reader that went away is no failure.
    pub(super) fn print(&mut self, bytes: &[u8], lang: Lang) -> Outcome {
        if !self.stdout.is_closed {
            let written = self.stdout.stream.write_all(bytes);
            self.stdout.settle(written, lang)?;
        }
        Ok(Exit::Done)
    }

    /// The same for what is written piece by piece, so that it need not be in memory as a whole.
    pub(super) fn print_with(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
        lang: Lang,
    ) -> Outcome {
        if !self.stdout.is_closed {
            let written = write(self.stdout.stream);
            self.stdout.settle(written, lang)?;
        }
        Ok(Exit::Done)
    }

    pub(super) fn flush(&mut self, lang: Lang) -> Result<(), Failure> {
        if self.stdout.is_closed {
            return Ok(());
        }
        let flushed = self.stdout.stream.flush();
        self.stdout.settle(flushed, lang)
    }

    pub(super) fn is_output_closed(&self) -> bool {
        self.stdout.is_closed
    }

    /// Writes a line to standard error; where that goes nowhere there is nobody to tell.
    pub(super) fn say(&mut self, line: &str) {
        let clean = crate::text::clean_text(line);
        let _ = writeln!(self.stderr, "{clean}");
    }

    pub(super) fn complain(&mut self, failure: &Failure, lang: Lang) {
        let t = CliTexts::of(lang);
        self.say(&fill(t.complaint, &[("sentence", &failure.sentence)]));
        if !failure.hint.is_empty() {
            self.say(&fill(t.hint, &[("hint", &failure.hint)]));
        }
    }

    /// The language where neither flag nor environment names one: that of the settings file,
    /// `named` or the usual one. What is wrong with it is told when it is read in earnest.
    pub(super) fn usual_language(&self, named: Option<&Path>) -> Lang {
        named
            .or(self.settings_file.as_deref())
            .and_then(|file| Settings::read(file).ok())
            .map_or(Lang::default(), |settings| settings.ui.language)
    }
}
