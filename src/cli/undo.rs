//! `duban undo` and `duban redo`

use serde::Serialize;

use super::args::{RedoArgs, UndoArgs};
use super::job::Job;
use super::{Outcome, values};
use crate::domain::{BatchId, Entry, EntryId, TaskId};
use crate::ledger::{Access, Compensation};
use crate::wording::{Exit, fill};

/// What was compensated, for scripts.
#[derive(Serialize)]
struct Answer<'a> {
    batch: Option<BatchId>,
    of: BatchId,
    action: &'static str,
    done: &'a [TaskId],
    left: Vec<Left<'a>>,
}

/// A task that was left as it is.
#[derive(Serialize)]
struct Left<'a> {
    task: TaskId,
    entry: EntryId,
    by: &'a str,
    at: String,
}

/// Takes back the user's newest command, or the one an entry belongs to.
pub fn undo(args: &UndoArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    let entry = args
        .entry
        .as_deref()
        .map(|text| values::entry(text, job.lang))
        .transpose()?;
    job.check_writable()?;
    let mut ledger = job.open(Access::Write)?;
    let done = match entry {
        Some(entry) => ledger.undo_entry(&job.actor, job.now(), entry),
        None => ledger.undo(&job.actor, job.now(), false),
    };
    let said = job.texts().undone;
    report(&done.map_err(job.failed())?, said, format, job)
}

/// Puts the user's newest undone command in force again.
pub fn redo(args: &RedoArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    job.check_writable()?;
    let mut ledger = job.open(Access::Write)?;
    let done = ledger.redo(&job.actor, job.now());
    let said = job.texts().redone;
    report(&done.map_err(job.failed())?, said, format, job)
}

fn report(done: &Compensation, said: &str, format: &str, job: &mut Job) -> Outcome {
    if format == "json" {
        let left = done.left.iter().map(|left| Left {
            task: left.task,
            entry: left.entry,
            by: &left.by,
            at: Entry::stamp(left.at),
        });
        job.print_json(&Answer {
            batch: done.batch,
            of: done.of,
            action: done.action.id(),
            done: &done.done,
            left: left.collect(),
        })?;
    }
    let action = done.action.label(job.lang);
    let count = done.done.len();
    job.say(&fill(
        said,
        &[("action", &action), ("batch", &done.of), ("n", &count)],
    ));
    for left in &done.left {
        let line = fill(
            job.texts().left_alone,
            &[
                ("id", &left.task),
                ("entry", &left.entry),
                ("user", &left.by),
            ],
        );
        job.say(&line);
    }
    Ok(match done.left.is_empty() {
        true => Exit::Done,
        false => Exit::Stale,
    })
}
