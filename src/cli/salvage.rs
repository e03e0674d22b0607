//! `duban audit --salvage FILE`

use std::path::Path;

use serde::Serialize;

use super::Outcome;
use super::job::Job;
use super::restore::{clock, told_of};
use crate::domain::{Entry, EntryId};
use crate::ledger::restore::LostWork;
use crate::ledger::salvage::{Salvaged, salvage};
use crate::wording::{Exit, Failure, fill};

/// What was taken out, for scripts.
#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    entries: u64,
    head: &'a str,
    first_bad: Option<EntryId>,
    last_known: Option<EntryId>,
    readable: Vec<Work<'a>>,
}

/// What can still be read of one person's, without proof.
#[derive(Serialize)]
struct Work<'a> {
    user: &'a str,
    entries: u64,
    tasks: u64,
    last: Option<String>,
}

/// Writes what is sound of the ledger to `target`, and says what is missing. Whether something is
/// decides about the exit code: the ledger is damaged then.
pub fn run(target: &Path, format: &str, job: &mut Job) -> Outcome {
    let t = job.texts();
    let ledger = job.ledger_file()?.to_owned();
    job.check_other_file(target, Exit::Failed)?;
    let saved = salvage(&ledger, target).map_err(job.failed())?;
    match format {
        "json" => job.print_json(&answer(&saved))?,
        _ => job.print(format!("{}\n", saved.head).as_bytes())?,
    };
    let at = saved.last_written.map_or("?".to_owned(), clock);
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("n", &saved.entries),
        ("at", &at),
        ("path", &target.display()),
    ];
    job.say(&fill(t.salvaged, &values));
    let Some(missing) = &saved.missing else {
        job.say(t.salvaged_whole);
        return Ok(Exit::Done);
    };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("from", &missing.from), ("to", &missing.to)];
    job.say(&fill(t.salvage_missing, &values));
    let readable: u64 = missing.readable.iter().map(|work| work.entries).sum();
    if readable > 0 {
        job.say(&fill(t.salvage_readable, &[("n", &readable)]));
    }
    for line in told_of(&missing.readable, job) {
        job.say(&line);
    }
    let hint = fill(t.salvage_hint, &[("path", &target.display())]);
    Err(Failure::new(Exit::Failed, t.salvage_not_whole, hint))
}

fn answer(saved: &Salvaged) -> Answer<'_> {
    let missing = saved.missing.as_ref();
    Answer {
        ok: missing.is_none(),
        entries: saved.entries,
        head: &saved.head,
        first_bad: missing.map(|missing| missing.from),
        last_known: missing.map(|missing| missing.to),
        readable: missing.map_or(Vec::new(), |missing| {
            missing.readable.iter().map(work).collect()
        }),
    }
}

fn work(work: &LostWork) -> Work<'_> {
    Work {
        user: &work.user,
        entries: work.entries,
        tasks: work.tasks,
        last: work.last.map(Entry::stamp),
    }
}
