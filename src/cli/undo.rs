//! `duban undo` and `duban redo`

use serde::Serialize;
use serde_json::Value;

use super::args::{RedoArgs, UndoArgs};
use super::job::Job;
use super::{Outcome, values};
use crate::domain::gist::FieldGist;
use crate::domain::{BatchId, Entry, EntryId, TaskId};
use crate::ledger::{Access, Compensation};
use crate::report::trail::person;
use crate::wording::{Exit, batch, fill};

/// What was compensated, for scripts.
#[derive(Serialize)]
struct Answer<'a> {
    batch: Option<BatchId>,
    of: BatchId,
    action: &'static str,
    done: &'a [TaskId],
    left: Vec<Left<'a>>,
    fields: Vec<Set<'a>>,
}

/// A field that was set; the values are there where they are the same for all.
#[derive(Serialize)]
struct Set<'a> {
    field: &'static str,
    entries: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a Value>,
}

/// A task that was left as it is.
#[derive(Serialize)]
struct Left<'a> {
    task: TaskId,
    entry: EntryId,
    by: &'a str,
    login: Option<&'a str>,
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
    job.name_clock(&ledger);
    let said = job.texts().undone;
    report(&done.map_err(job.failed())?, said, format, job)
}

/// Puts the user's newest undone command in force again.
pub fn redo(args: &RedoArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    job.check_writable()?;
    let mut ledger = job.open(Access::Write)?;
    let done = ledger.redo(&job.actor, job.now());
    job.name_clock(&ledger);
    let said = job.texts().redone;
    report(&done.map_err(job.failed())?, said, format, job)
}

fn set(gist: &FieldGist) -> Set<'_> {
    Set {
        field: gist.field.id(),
        entries: gist.count,
        old: gist.old.as_ref(),
        new: gist.new.as_ref(),
    }
}

fn report(done: &Compensation, said: &str, format: &str, job: &mut Job) -> Outcome {
    if format == "json" {
        let left = done.left.iter().map(|left| Left {
            task: left.task,
            entry: left.entry,
            by: &left.by,
            login: left.login.as_deref(),
            at: Entry::stamp(left.at),
        });
        job.print_json(&Answer {
            batch: done.batch,
            of: done.of,
            action: done.action.id(),
            done: &done.done,
            left: left.collect(),
            fields: done.gist.fields.iter().map(set).collect(),
        })?;
    }
    let tasks = match (done.done.as_slice(), &done.first) {
        ([_], Some(name)) => name.short(),
        (several, _) => batch::tasks(several.len(), job.lang),
    };
    let what = batch::what_of(done.action, &done.gist, job.lang);
    job.say(&fill(
        said,
        &[("tasks", &tasks), ("what", &what), ("batch", &done.of)],
    ));
    for left in &done.left {
        let line = fill(
            job.texts().left_alone,
            &[
                ("id", &left.task),
                ("entry", &left.entry),
                ("user", &person(&left.by, left.login.as_deref(), job.lang)),
            ],
        );
        job.say(&line);
    }
    Ok(match done.left.is_empty() {
        true => Exit::Done,
        false => Exit::Stale,
    })
}
