//! The command line: one verb a file, each a short path from flags to the ledger and back to bytes.
//!
//! Nothing here reads the clock or the environment: [`Context`] brings all of it, so that a test
//! gives the same answer twice.

mod add;
mod args;
mod audit;
mod backup;
mod command;
mod completions;
mod context;
mod demo;
mod doctor;
mod export;
mod history;
mod import;
mod import_files;
mod import_tell;
mod init;
mod job;
mod known;
mod list;
mod man;
mod named;
mod pick;
mod quick;
mod reading;
mod reference;
mod region;
mod rename;
mod restore;
mod salvage;
mod saved;
mod show;
mod stats;
mod stopping;
mod undo;
mod update;
mod values;
mod verbs;

use std::ffi::OsString;
use std::path::Path;

use context::Outcome;
pub use context::{Context, Environment, Output, ScreenRequest, TerminalFacts};
pub use demo::{Folder as DemoFolder, play as play_demo};
pub use job::Broken;
pub use reading::write_tasks;
pub use reference::reference;

use args::{CommandLine, Verb};
use command::Parsed;
use job::Job;

use crate::domain::Lang;
use crate::text::clean_line;
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, fill, settings};

/// Carries out a command line, the program's name first, and answers the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, context: &mut Context) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = language(&args, context);
    let outcome = match command::parse(args, lang) {
        Ok(Parsed::Print(text)) => context.print(text.as_bytes(), lang).map(Exit::code),
        Ok(Parsed::Line(line)) => carry_out(*line, lang, context),
        Err(failure) => Err(failure),
    };
    // Whoever read our output and has read enough (`duban list | head`) is no failure; what went
    // wrong besides still is one.
    match outcome.and_then(|code| context.flush(lang).map(|()| code)) {
        Ok(code) => code,
        Err(failure) => {
            if failure.exit == Exit::Failed {
                tracing::error!("{}", failure.sentence);
            }
            context.complain(&failure, lang);
            failure.exit.code()
        }
    }
}

/// The language to speak before the arguments are understood: that of flag or environment, else
/// that of the settings.
fn language(args: &[OsString], context: &Context) -> Lang {
    let flag = command::value_of(args, "--lang");
    let spoken = flag.or(context.environment.lang.as_ref().and_then(|it| it.to_str()));
    let config = command::value_of(args, "--config").map(Path::new);
    spoken
        .and_then(|word| word.parse().ok())
        .unwrap_or_else(|| context.usual_language(config))
}

/// What of the settings was left aside, and which ledger is used, since they may have named another.
fn tell_faults(job: &mut Job) {
    for fault in job.faults.clone() {
        let said = settings::of_settings(&fault, job.lang).sentence;
        job.say(&fill(job.texts().settings_left_aside, &[("why", &said)]));
    }
    if !job.faults.is_empty()
        && let Ok(file) = job.ledger_file()
    {
        let file = clean_line(&file.to_string_lossy()).into_owned();
        job.say(&fill(job.texts().ledger_used, &[("path", &file)]));
    }
}

fn carry_out(line: CommandLine, lang: Lang, context: &mut Context) -> Result<u8, Failure> {
    let goes_on = line
        .verb
        .as_ref()
        .is_some_and(Verb::goes_on_without_settings);
    let mut job = Job::begin(line.global, lang, goes_on, context)?;
    let job = &mut job;
    tell_faults(job);
    let reads_past = matches!(
        line.verb,
        None | Some(Verb::List(_) | Verb::Show(_) | Verb::Export(_) | Verb::Stats(_))
    );
    if line.as_of.is_some() && !reads_past {
        let t = CliTexts::of(job.lang);
        return Err(Failure::new(Exit::Usage, t.as_of_misplaced, t.see_help));
    }
    job.as_of = line
        .as_of
        .as_deref()
        .map(|text| job.moment(text))
        .transpose()?;
    if line.verb.as_ref().is_some_and(Verb::prints) {
        job.context().check_output(lang)?;
    }
    // Without a shell that could bring it back the system does not stop a program either.
    let stops = job.context().terminal.can_be_resumed;
    if stops && line.verb.as_ref().is_some_and(Verb::writes) {
        stopping::stop_between_writes();
    }
    let exit = match line.verb {
        None => return demo::open_ledger(job),
        Some(Verb::Demo) => return demo::run(job),
        Some(Verb::Init(args)) => init::run(&args, job),
        Some(Verb::List(args)) => list::run(&args, job),
        Some(Verb::Show(args)) => show::run(&args, job),
        Some(Verb::Add(args)) => add::run(args, job),
        Some(Verb::Update(args)) => update::run(*args, job),
        Some(Verb::Rename(args)) => rename::run(&args, job),
        Some(Verb::Import(args)) => import::run(&args, job),
        Some(Verb::Export(args)) => export::run(&args, job),
        Some(Verb::Report(_)) => Err(job.not_yet("report")),
        Some(Verb::Stats(args)) => stats::run(&args, job),
        Some(Verb::History(args)) => history::run(&args, job),
        Some(Verb::Undo(args)) => undo::undo(&args, job),
        Some(Verb::Redo(args)) => undo::redo(&args, job),
        Some(Verb::Audit(args)) => audit::run(&args, job),
        Some(Verb::Backup(args)) => backup::run(&args, job),
        Some(Verb::Restore(args)) => restore::run(&args, job),
        Some(Verb::Doctor) => doctor::run(job),
        Some(Verb::Completions(args)) => completions::run(&args, job),
        Some(Verb::Man) => man::run(job),
    };
    job.outcome(exit).map(Exit::code)
}
