//! `duban export`

use std::io::Write;
use std::path::Path;

use super::args::ExportArgs;
use super::job::{Broken, Job};
use super::pick::Selection;
use super::reading::{Reading, write_tasks};
use super::{Outcome, backup, values};
use crate::report::file::{self, Format, Replace, WriteError};
use crate::wording::{Exit, Failure, fill, foreign};

/// The formats that will be there.
const LATER: [&str; 3] = ["xlsx", "md", "ics"];

/// Writes the tasks the flags mean to a file, or to standard output.
pub fn run(args: &ExportArgs, job: &mut Job) -> Outcome {
    let to_stdout = args.output.as_os_str() == "-";
    let format = format_of(args, job)?;
    if !to_stdout {
        backup::check_target(&args.output, Exit::Usage, job)?;
    }
    let selection = Selection::read(&args.filter, args.sort.as_deref(), job)?;
    let reading = Reading::open(args.filter.as_of.as_deref(), job)?;
    let ids = selection.of(&reading, usize::MAX, job)?.ids;
    let whole = reading.let_go().map_err(job.failed())?;
    let write = |into: &mut (dyn Write + Send)| {
        write_tasks(format, &ids, whole.pieces(), &whole.rules, into)
    };
    if to_stdout {
        return job.print_pieces(write);
    }
    let replace = match args.force {
        true => Replace::Anything,
        false => Replace::Exports,
    };
    file::write(format, &args.output, replace, write)
        .map_err(|why| not_written(&args.output, why, job))?;
    let said = fill(
        job.texts().exported,
        &[("n", &ids.len()), ("path", &args.output.display())],
    );
    job.say(&said);
    Ok(Exit::Done)
}

fn not_written(path: &Path, why: Broken, job: &Job) -> Failure {
    let t = job.texts();
    let why = match why {
        Broken::Ledger(error) => return job.failed()(error),
        Broken::Target(WriteError::NotOwn) => {
            let sentence = fill(t.not_an_export, &[("path", &path.display())]);
            return Failure::new(Exit::Failed, sentence, t.not_an_export_hint);
        }
        Broken::Target(WriteError::System(why)) | Broken::Output(why) => why,
    };
    let exit = match why.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            Exit::NotPermitted
        }
        _ => Exit::Failed,
    };
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("path", &path.display()),
        ("why", &foreign::told(&why, job.lang)),
    ];
    Failure::new(exit, fill(t.write_failed, &values), t.write_failed_hint)
}

/// The format named, else that of the file's ending; JSON on standard output.
fn format_of(args: &ExportArgs, job: &Job) -> Result<Format, Failure> {
    let ending = args
        .output
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let named = args.format.clone().or(ending);
    if let Some(later) = LATER.iter().find(|later| named.as_deref() == Some(**later)) {
        return Err(job.not_yet(&format!("export --format {later}")));
    }
    if named.is_none() && args.output.as_os_str() != "-" {
        return Err(job.misused(job.texts().format_needed));
    }
    let name = values::format(named.as_deref(), &Format::ALL.map(Format::id), job.lang)?;
    Ok(Format::from_id(name).unwrap_or(Format::Json))
}
