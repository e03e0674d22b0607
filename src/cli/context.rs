//! What the command line is given by `main`: clock, user, paths, terminal, streams.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{Actor, EntryId, Lang};
use crate::ledger::{AsOf, Opening};
use crate::settings::{Layers, Settings};
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, fill, foreign};

/// What a verb comes to.
pub(super) type Outcome = Result<Exit, Failure>;

/// Says what is wrong with keys of the settings, each fault as a sentence.
pub type CheckKeys = dyn Fn(&BTreeMap<String, String>, Lang) -> Vec<String>;

/// Says a line on standard error in the middle of something else, from whatever thread.
pub type Aside = Arc<dyn Fn(&str) + Send + Sync>;

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
    /// The settings of the machine, which are read before them; the file need not exist.
    pub system_settings: Option<PathBuf>,
    /// What is wrong with keys of the settings, which only the screen knows.
    pub check_keys: &'a CheckKeys,
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
    /// Says a line on standard error while the command is busy elsewhere.
    pub aside: Aside,
    /// Opens the terminal interface and answers the exit code.
    pub open_screen: &'a mut dyn FnMut(ScreenRequest) -> u8,
}

/// The variables that stand for flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// DUBAN_LEDGER
    pub ledger: Option<OsString>,
    /// DUBAN_TODAY
    pub today: Option<OsString>,
    /// DUBAN_USER
    pub user: Option<OsString>,
    /// DUBAN_LANG
    pub lang: Option<OsString>,
}

impl Environment {
    /// A variable as text; what is none is refused by the name of the variable.
    pub(super) fn text<'a>(
        name: &str,
        value: Option<&'a OsString>,
        lang: Lang,
    ) -> Result<Option<&'a str>, Failure> {
        let t = CliTexts::of(lang);
        let text = |value: &'a OsString| {
            let sentence = || fill(t.variable_not_utf8, &[("name", &name)]);
            value
                .to_str()
                .ok_or_else(|| Failure::new(Exit::Usage, sentence(), t.variable_hint))
        };
        value.map(text).transpose()
    }
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
    /// Whether somebody sees messages and can answer: standard input and error are a terminal.
    pub can_ask: bool,
    /// Whether a shell with job control could bring the program back after a stop.
    pub can_be_resumed: bool,
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
    /// How it is opened or made, and how long others who hold it are waited for.
    pub opening: Opening,
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
    /// The settings file that names the ledger, if one does.
    pub ledger_named_in: Option<PathBuf>,
    /// The folder the settings lie in when nobody names others: one's own saved views lie there.
    pub settings_folder: Option<PathBuf>,
}

/// Standard output with what became of it.
pub struct Output<'a> {
    stream: &'a mut (dyn Write + Send),
    reader: OutputReader,
    /// The newest entry of this run: what cannot be printed was recorded all the same.
    pub(super) recorded: Option<EntryId>,
}

/// Who reads the output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutputReader {
    /// Somebody, as far as is known.
    There,
    /// Somebody who had read enough and went: `duban list | head`.
    Gone,
    /// Nobody ever: the program was started with a closed standard output.
    Never,
}

impl<'a> Output<'a> {
    /// Output to `stream`.
    pub fn to(stream: &'a mut (dyn Write + Send)) -> Output<'a> {
        Output {
            stream,
            reader: OutputReader::There,
            recorded: None,
        }
    }

    /// Output that was closed when the program was started; `stream` is not written to.
    pub fn closed(stream: &'a mut (dyn Write + Send)) -> Output<'a> {
        Output {
            stream,
            reader: OutputReader::Never,
            recorded: None,
        }
    }

    /// Writes what `write` does, unless there is nobody to read it.
    fn write(
        &mut self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
        lang: Lang,
    ) -> Result<(), Failure> {
        let written = match self.reader {
            OutputReader::There => write(self.stream),
            OutputReader::Gone => Ok(()),
            OutputReader::Never => Err(rustix::io::Errno::BADF.into()),
        };
        self.settle(written, lang)
    }

    fn settle(&mut self, written: std::io::Result<()>, lang: Lang) -> Result<(), Failure> {
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader = OutputReader::Gone;
                Ok(())
            }
            Err(error) => {
                let t = CliTexts::of(lang);
                let sentence = fill(t.output_failed, &[("why", &foreign::told(&error, lang))]);
                let hint = match self.recorded {
                    Some(entry) => fill(t.output_failed_recorded, &[("entry", &entry)]),
                    None => t.output_failed_hint.to_owned(),
                };
                Err(Failure::new(Exit::Failed, sentence, hint))
            }
        }
    }
}

impl Context<'_> {
    /// Writes data to standard output. A reader that went away is no failure.
    pub(super) fn print(&mut self, bytes: &[u8], lang: Lang) -> Outcome {
        self.print_with(|stream| stream.write_all(bytes), lang)
    }

    /// The same for what is written piece by piece, so that it need not be in memory as a whole.
    pub(super) fn print_with(
        &mut self,
        write: impl FnOnce(&mut (dyn Write + Send)) -> std::io::Result<()>,
        lang: Lang,
    ) -> Outcome {
        self.stdout.write(write, lang)?;
        Ok(Exit::Done)
    }

    pub(super) fn flush(&mut self, lang: Lang) -> Result<(), Failure> {
        match self.stdout.reader {
            // Told where something was to be printed.
            OutputReader::Never => Ok(()),
            _ => self.stdout.write(|stream| stream.flush(), lang),
        }
    }

    /// Refuses to begin what is to be printed where nobody will ever read it: afterwards nobody
    /// would know what was done.
    pub(super) fn check_output(&self, lang: Lang) -> Result<(), Failure> {
        let t = CliTexts::of(lang);
        match self.stdout.reader {
            OutputReader::Never => Err(Failure::new(
                Exit::Failed,
                t.output_closed,
                t.output_failed_hint,
            )),
            OutputReader::There | OutputReader::Gone => Ok(()),
        }
    }

    /// Writes a line to standard error; where that goes nowhere there is nobody to tell.
    pub(super) fn say(&mut self, line: &str) {
        let clean = crate::text::clean_text(line);
        let _ = writeln!(self.stderr, "{clean}");
    }

    /// Puts a question to whoever sits at the terminal; `None` where nobody does.
    pub(super) fn ask(&mut self, question: &str) -> Option<bool> {
        if !self.terminal.can_ask {
            return None;
        }
        let clean = crate::text::clean_text(question);
        let _ = write!(self.stderr, "{clean}");
        let _ = self.stderr.flush();
        // Byte by byte up to the end of the line: what is typed after it is not for this program.
        let mut answer = Vec::new();
        let mut stdin = (self.stdin)();
        let mut byte = [0];
        while let Ok(1) = stdin.read(&mut byte) {
            if byte == *b"\n" {
                break;
            }
            answer.push(byte[0]);
        }
        let answer = String::from_utf8_lossy(&answer).trim().to_lowercase();
        Some(matches!(answer.as_str(), "y" | "yes" | "是" | "好"))
    }

    pub(super) fn complain(&mut self, failure: &Failure, lang: Lang) {
        let t = CliTexts::of(lang);
        self.say(&fill(t.complaint, &[("sentence", &failure.sentence)]));
        if !failure.hint.is_empty() {
            self.say(&fill(t.hint, &[("hint", &failure.hint)]));
        }
    }

    /// The settings files, `named` in the place of one's own.
    pub(super) fn settings(&self, named: Option<&Path>) -> Layers {
        let usual = self.settings_file.as_deref().filter(|file| file.exists());
        Layers::read(self.system_settings.as_deref(), named.or(usual))
    }

    /// The language where neither flag nor environment names one: that of the settings files. What
    /// is wrong with them is told when they are read in earnest.
    pub(super) fn usual_language(&self, named: Option<&Path>) -> Lang {
        self.settings(named).settings.ui.language
    }
}
