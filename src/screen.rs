//! Handing over to the terminal interface: what a request of the command line becomes there.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use duban::cli::{self, ScreenRequest};
use duban::domain::column::SortKey;
use duban::domain::light::LightRules;
use duban::domain::{Actor, Lang};
use duban::ledger::{
    self, Access, IntakeOptions, KeptBeside, Ledger, LedgerError, Opening, Pieces, Wait,
};
use duban::report::file::{self, Format, Replace, WriteError};
use duban::sample;
use duban::tui::terminal::{Capabilities, Caution, TerminalRefusal, examine, is_tty, on_panic};
use duban::tui::{self, Beginning, ExportFault, ExportJob, Made, Start};
use duban::wording::{Exit, Failure, Screen as Words, failure, fill, rescue, waiting};
use sha2::{Digest, Sha256};

/// Opens the interface; answers the exit code.
pub fn open(request: ScreenRequest, state_folder: Option<&Path>, has_threads: bool) -> u8 {
    let lang = request.lang;
    let opened = match has_threads {
        true => try_open(request, state_folder),
        false => Err(no_threads(lang)),
    };
    match opened {
        Ok(code) => code,
        Err(failure) => {
            say(&failure, lang);
            failure.exit.code()
        }
    }
}

/// Says that there is too little memory for anything; answers the exit code.
pub fn refuse_without_memory(lang: Lang) -> u8 {
    let words = Words::of(lang);
    let failure = Failure::new(Exit::Failed, words.no_memory, words.no_memory_hint);
    say(&failure, lang);
    failure.exit.code()
}

/// A failure on standard error. Paths in it are foreign text.
fn say(failure: &Failure, lang: Lang) {
    let mut stderr = std::io::stderr();
    let clean = duban::text::clean_text;
    let _ = writeln!(stderr, "duban: {}", clean(&failure.sentence));
    if !failure.hint.is_empty() {
        let hint = lang.pick("提示", "hint");
        let _ = writeln!(stderr, "{hint}: {}", clean(&failure.hint));
    }
}

fn no_threads(lang: Lang) -> Failure {
    let words = Words::of(lang);
    Failure::new(Exit::Failed, words.no_threads, words.no_threads_hint)
}

fn try_open(request: ScreenRequest, state_folder: Option<&Path>) -> Result<u8, Failure> {
    let words = Words::of(request.lang);
    let capabilities = terminal_of(words)?;
    let keymap = tui::keymap(&request.settings.keys, request.lang)
        .map_err(|faults| Failure::new(Exit::Usage, faults.join("; "), words.see_settings))?;
    let ledger = existing_ledger(&request)?;
    let rules = LightRules {
        today: request
            .today
            .unwrap_or_else(|| duban::domain::china::day_of(crate::clock())),
        calendar: sample::calendar(),
        thresholds: request.settings.rules.thresholds(),
    };
    let demo_folder = Arc::new(Mutex::new(None));
    let start = Start {
        ledger,
        path: request.ledger.clone(),
        // The screen itself says what it waits for.
        opening: Opening {
            wait: Wait::default(),
            ..request.opening.clone()
        },
        is_demo: request.is_demo,
        actor: request.actor.clone(),
        lang: request.lang,
        keymap,
        ascii: request.settings.ui.ascii,
        columns: columns_of(&request.settings.columns.order),
        order: Some(request.settings.columns.sort.clone()),
        rules: rules.clone(),
        is_day_fixed: request.today.is_some(),
        as_of: request.as_of,
        clock: Arc::new(crate::clock),
        make: maker(&request, Arc::clone(&demo_folder)),
        export: exporter(rules, request.lang),
        place_file: state_folder
            .filter(|_| !request.is_demo)
            .map(|folder| place_file(folder, &request.ledger)),
        pulse: request.settings.ui.pulse,
        views_folder: request.settings_folder.clone(),
        home: std::env::var_os("HOME").map(PathBuf::from),
    };
    on_panic(words.panicked.to_owned(), |message| {
        tracing::error!("{message}")
    });
    let left = tui::run(start, &capabilities).map_err(|error| match error.kind() {
        // A thread was refused.
        ErrorKind::WouldBlock => no_threads(request.lang),
        _ => Failure::new(
            Exit::Failed,
            fill(words.terminal_failed, &[("why", &error)]),
            "",
        ),
    })?;
    for line in left.last_word.iter().flat_map(|words| words.lines()) {
        let line = duban::text::clean_line(line);
        let _ = writeln!(std::io::stderr(), "duban: {line}");
    }
    Ok(u8::try_from(left.code).unwrap_or(1))
}

/// Refuses a terminal the interface cannot be drawn on; warns of one that shows it badly.
fn terminal_of(words: &Words) -> Result<Capabilities, Failure> {
    let found = examine(|name| std::env::var(name).ok(), is_tty());
    let capabilities = found.map_err(|refusal| {
        let (sentence, hint) = match refusal {
            TerminalRefusal::NotATerminal => (words.no_terminal, words.no_terminal_hint),
            TerminalRefusal::Unnamed | TerminalRefusal::Dumb => {
                (words.dumb_terminal, words.dumb_terminal_hint)
            }
        };
        Failure::new(Exit::Usage, sentence, hint)
    })?;
    let mut stderr = std::io::stderr();
    for caution in &capabilities.cautions {
        let text = match caution {
            Caution::LinuxConsole => words.linux_console.to_owned(),
            Caution::NotUtf8(locale) => fill(words.not_utf8, &[("locale", locale)]),
        };
        let _ = writeln!(stderr, "duban: {text}");
    }
    Ok(capabilities)
}

/// The ledger, if it is there; one that is not is the welcome screen's business, unless nothing
/// may be written.
fn existing_ledger(request: &ScreenRequest) -> Result<Option<Ledger>, Failure> {
    let access = if request.read_only {
        Access::ReadOnly
    } else {
        Access::Write
    };
    match ledger::open(&request.ledger, request.opening.to(access)) {
        Ok(ledger) => {
            // The screen has room for the first half of it. All is read when it is left.
            if let Some(doubt) = ledger.doubt() {
                say(&failure::of_ledger(&doubt, request.lang), request.lang);
            }
            Ok(Some(ledger))
        }
        // Who was told where the ledger lies is not offered to make another.
        Err(LedgerError::Missing(path)) if request.ledger_named_in.is_some() => {
            let file = request.ledger_named_in.as_deref();
            let failure = failure::named_missing(&path, file, request.lang);
            let kept = KeptBeside::of(&request.ledger);
            Err(rescue::with_kept(failure, &kept, request.lang))
        }
        // Nor is who has lost one, and something to restore it from.
        Err(LedgerError::Missing(_))
            if !request.read_only
                && request.as_of.is_none()
                && KeptBeside::of(&request.ledger).of_its_name.is_empty() =>
        {
            Ok(None)
        }
        Err(LedgerError::Busy) => {
            let holders = ledger::holders(&request.ledger);
            Err(waiting::given_up(
                &holders,
                Some(request.opening.wait.at_most),
                request.lang,
            ))
        }
        Err(error) => {
            let kept = KeptBeside::instead_of(&request.ledger, &error);
            let failure = failure::of_ledger(&error, request.lang);
            Err(rescue::with_kept(failure, &kept, request.lang))
        }
    }
}

/// The columns of the settings by the names people write there.
fn columns_of(names: &[String]) -> Vec<SortKey> {
    let known = |name: &String| match name.as_str() {
        "people" => Some(SortKey::Leaders),
        "number" => None,
        other => SortKey::parse(other),
    };
    names.iter().filter_map(known).collect()
}

/// One file of place a ledger: two ledgers of one name do not share it.
fn place_file(folder: &Path, ledger: &Path) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    let whole = std::path::absolute(ledger).unwrap_or_else(|_| ledger.to_owned());
    let digest = Sha256::digest(whole.as_os_str().as_bytes());
    let name: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    folder.join(format!("place-{name}.json"))
}

/// Makes a ledger at first start; of two first starts at once the slower one finds it made.
fn maker(request: &ScreenRequest, demo_folder: Arc<Mutex<Option<cli::DemoFolder>>>) -> tui::Make {
    let (path, actor, lang) = (request.ledger.clone(), request.actor.clone(), request.lang);
    let how = request.opening.clone();
    Arc::new(move |beginning| {
        let sentence = |error: &LedgerError| {
            let failure = failure::of_ledger(error, lang);
            format!("{} {}", failure.sentence, failure.hint)
        };
        let made = match beginning {
            Beginning::Demo => {
                let folder =
                    cli::DemoFolder::make(&std::env::temp_dir(), &format!("{}w", actor.session))
                        .map_err(|error| error.to_string())?;
                let path = folder.ledger();
                cli::play_demo(&path, &how).map_err(|error| sentence(&error))?;
                if let Ok(mut kept) = demo_folder.lock() {
                    *kept = Some(folder);
                }
                Made {
                    path,
                    is_demo: true,
                    today: Some(sample::demo::today()),
                }
            }
            Beginning::Sample | Beginning::Empty => {
                let fill = |ledger: &mut Ledger| fill_ledger(ledger, &actor, beginning);
                let result = ledger::create_as(&path, &how, fill);
                match result {
                    Ok(()) | Err(LedgerError::Exists(_)) => {}
                    Err(error) => return Err(sentence(&error)),
                }
                Made {
                    path: path.clone(),
                    is_demo: false,
                    today: None,
                }
            }
        };
        Ok(made)
    })
}

fn fill_ledger(
    ledger: &mut Ledger,
    actor: &Actor,
    beginning: Beginning,
) -> Result<(), LedgerError> {
    if beginning == Beginning::Sample {
        ledger.take_in(
            actor,
            crate::clock(),
            &sample::plans(),
            &IntakeOptions::default(),
        )?;
    }
    Ok(())
}

/// Writes tasks to a file by its ending.
fn exporter(rules: LightRules, lang: Lang) -> tui::Export {
    Arc::new(move |pieces: Pieces, job: &ExportJob| {
        let rules = LightRules {
            today: job.day,
            ..rules.clone()
        };
        let words = Words::of(lang);
        let path = job.path.as_path();
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        let Some(format) = ending.as_deref().and_then(Format::from_id) else {
            return Err(ExportFault::Failed(words.export_keys.to_owned()));
        };
        let replace = match job.may_replace_anything {
            true => Replace::Anything,
            false => Replace::Exports,
        };
        let write = |into: &mut (dyn Write + Send)| {
            cli::write_tasks(format, &job.ids, pieces, &rules, into)
        };
        file::write(format, path, replace, write).map_err(|why| match why {
            cli::Broken::Target(WriteError::NotOwn) => ExportFault::NotOwn,
            why => ExportFault::Failed(fill(
                words.export_failed,
                &[("path", &path.display()), ("why", &why)],
            )),
        })
    })
}
