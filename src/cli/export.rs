//! `duban export`

use super::args::ExportArgs;
use super::job::Job;
use super::pick::Selection;
use super::reading::{Reading, Wanted};
use super::{Outcome, backup, list, values};
use crate::report::file::{self, Format};
use crate::wording::{Exit, Failure, fill};

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
    let picked = selection.of(&reading, usize::MAX, job)?.tasks;
    // Task lines name the tasks above theirs, found or not.
    let state = reading.state(&Wanted::All).map_err(job.failed())?;
    let bytes = job.encoded(file::bytes(format, &list::views(&picked, &state), &state))?;
    if to_stdout {
        return job.print(&bytes);
    }
    file::write(format, &args.output, &bytes).map_err(|why| {
        let t = job.texts();
        let exit = match why.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Exit::NotPermitted
            }
            _ => Exit::Failed,
        };
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("path", &args.output.display()), ("why", &why)];
        Failure::new(exit, fill(t.write_failed, &values), t.write_failed_hint)
    })?;
    let said = fill(
        job.texts().exported,
        &[("n", &picked.len()), ("path", &args.output.display())],
    );
    job.say(&said);
    Ok(Exit::Done)
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
    let name = values::format(named.as_deref(), &Format::NAMES, job.lang)?;
    Ok(Format::parse(name).unwrap_or(Format::Json))
}
