//! `duban export`

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::ExportArgs;
use super::job::Job;
use super::pick::Selection;
use super::{Outcome, backup, list, values};
use crate::report::{csv, json, jsonl};
use crate::wording::{Exit, Failure, fill};

/// The formats there are.
const FORMATS: [&str; 3] = ["json", "csv", "jsonl"];

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
    let (state, rules) = job.view(args.filter.as_of.as_deref())?;
    let picked = selection.of(&state, &rules, job)?;
    let bytes = match format {
        "jsonl" => {
            let wanted: BTreeSet<_> = picked.iter().map(|picked| picked.task.id).collect();
            job.encoded(jsonl::lines(&state, &wanted))?
        }
        "csv" => job.encoded(csv::tasks(&list::views(&picked, &state)))?,
        _ => job.encoded(json::pretty(&list::views(&picked, &state)))?,
    };
    if to_stdout {
        return job.print(&bytes);
    }
    let mark: &[u8] = if format == "csv" { csv::BOM } else { b"" };
    replace(&args.output, &[mark, &bytes]).map_err(|why| {
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
fn format_of(args: &ExportArgs, job: &Job) -> Result<&'static str, Failure> {
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
    values::format(named.as_deref(), &FORMATS, job.lang)
}

/// Writes a neighbour and renames it over `path`, so that no reader ever sees half a file.
fn replace(path: &Path, parts: &[&[u8]]) -> std::io::Result<()> {
    let neighbour = neighbour(path);
    let written = (|| {
        let mut file = File::create(&neighbour)?;
        for part in parts {
            file.write_all(part)?;
        }
        file.sync_all()?;
        fs::rename(&neighbour, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&neighbour);
    }
    written
}

fn neighbour(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part-{}", std::process::id()))
}
