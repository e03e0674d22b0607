//! `duban undo` and `duban redo`

use serde::Serialize;
use serde_json::Value;

use super::args::{RedoArgs, UndoArgs};
use super::job::Job;
use super::{Outcome, values};
use crate::domain::china::local;
use crate::domain::gist::FieldGist;
use crate::domain::{BatchId, Entry, EntryId, TaskId, TaskName};
use crate::ledger::{Access, Compensation, Ledger, Planned, UndoOf, UndoPlan};
use crate::report::trail::{person, who};
use crate::text::clean_line;
use crate::wording::{Exit, Failure, batch, fill};

/// What was compensated, for scripts.
#[derive(Serialize)]
struct UndoAnswer<'a> {
    batch: Option<BatchId>,
    of: BatchId,
    action: &'static str,
    done: &'a [TaskId],
    left: Vec<LeftOver<'a>>,
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
struct LeftOver<'a> {
    task: TaskId,
    entry: EntryId,
    by: &'a str,
    login: Option<&'a str>,
    at: String,
}

/// A batch of more tasks is shown before it is taken back.
const MANY: usize = 20;

/// So many of its tasks are told by name.
const NAMED: usize = 5;

/// Takes back the user's newest command, or the one an entry belongs to. One of many tasks is shown
/// first.
pub fn undo(args: &UndoArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    let entry = args
        .entry
        .as_deref()
        .map(|text| values::entry(text, job.lang))
        .transpose()?;
    job.check_writable()?;
    let mut ledger = job.open(Access::Write)?;
    let plan = match args.yes {
        true => None,
        false => {
            let of = entry.map_or(UndoOf::Newest, UndoOf::Entry);
            let plan = ledger.plan_undo(&job.actor, of).map_err(job.failed())?;
            Some(plan).filter(|plan| plan.tasks.len() > MANY)
        }
    };
    let done = match (plan, entry) {
        (Some(plan), _) => {
            ask(&plan, &ledger, job)?;
            let done = ledger.undo_planned(&job.actor, job.now(), &plan);
            match done.map_err(job.failed())? {
                Planned::Done(done) => Ok(done),
                Planned::Moved(_) => {
                    let t = job.texts();
                    return Err(Failure::new(Exit::Stale, t.undo_moved, t.undo_moved_hint));
                }
            }
        }
        (None, Some(entry)) => ledger.undo_entry(&job.actor, job.now(), entry),
        (None, None) => ledger.undo(&job.actor, job.now()),
    };
    job.was_recorded(&ledger);
    let said = job.texts().undone;
    report(&done.map_err(job.failed())?, said, format, job)
}

/// Shows what would be taken back and asks whoever sits there; a script is told to say it means it.
fn ask(plan: &UndoPlan, ledger: &Ledger, job: &mut Job) -> Result<(), Failure> {
    let t = job.texts();
    let lang = job.lang;
    let first: Vec<TaskId> = plan.tasks.iter().copied().take(NAMED).collect();
    let named = ledger.tasks_there(&first).map_err(job.failed())?;
    let at = local(plan.at).format("%Y-%m-%d %H:%M").to_string();
    let (n, left) = (plan.tasks.len(), plan.left.len());
    job.say(&fill(
        t.undo_plan,
        &[
            ("batch", &plan.of),
            ("user", &who(&plan.actor, lang)),
            ("at", &at),
            ("action", &plan.action.label(lang)),
            ("n", &n),
            ("what", &batch::what(&plan.gist, lang)),
        ],
    ));
    for task in &named {
        let name = TaskName::of(task);
        job.say(&format!("  {}  {}", name.short(), clean_line(&name.title)));
    }
    if n > named.len() {
        job.say(&format!(
            "  {}",
            fill(t.and_more, &[("n", &(n - named.len()))])
        ));
    }
    if left > 0 {
        job.say(&fill(t.undo_plan_left, &[("n", &left)]));
    }
    match job.agrees(t.undo_question, false) {
        true => Ok(()),
        false => Err(Failure::new(
            Exit::Usage,
            t.undo_declined,
            t.undo_declined_hint,
        )),
    }
}

/// Puts the user's newest undone command in force again.
pub fn redo(args: &RedoArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    job.check_writable()?;
    let mut ledger = job.open(Access::Write)?;
    let done = ledger.redo(&job.actor, job.now());
    job.was_recorded(&ledger);
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
        let left = done.left.iter().map(|left| LeftOver {
            task: left.task,
            entry: left.entry,
            by: &left.by,
            login: left.login.as_deref(),
            at: Entry::stamp(left.at),
        });
        job.print_json(&UndoAnswer {
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
