//! `duban audit --salvage FILE`

use std::fmt::Display;
use std::path::Path;

use serde::Serialize;

use super::Outcome;
use super::job::Job;
use super::restore::{clock, told_of};
use crate::domain::{Entry, EntryId};
use crate::ledger::restore::LostWork;
use crate::ledger::salvage::{End, Missing, Salvaged, salvage};
use crate::wording::{Exit, Failure, fill};

/// What was taken out, for scripts.
#[derive(Serialize)]
struct SalvageAnswer<'a> {
    ok: bool,
    entries: u64,
    /// Nothing where nothing was written.
    head: Option<&'a str>,
    first_bad: Option<EntryId>,
    /// Nothing where nobody knows how many there were.
    last_known: Option<EntryId>,
    /// Whether that was the last there was.
    end_known: bool,
    readable: Vec<SalvageWork<'a>>,
}

/// What can still be read of one person's, without proof.
#[derive(Serialize)]
struct SalvageWork<'a> {
    user: &'a str,
    entries: u64,
    tasks: u64,
    last: Option<String>,
}

/// Writes what is sound of the ledger to `target`, and says what is missing. Whether something is,
/// or may be, decides about the exit code: the ledger is damaged then.
pub fn run(target: &Path, format: &str, job: &mut Job) -> Outcome {
    let t = job.texts();
    let ledger = job.ledger_file()?.to_owned();
    job.check_other_file(target, Exit::Failed)?;
    let saved = salvage(&ledger, target, job.opening().clone()).map_err(job.failed())?;
    match (format, &saved.taken) {
        ("json", _) => job.print_json(&answer(&saved))?,
        (_, Some(taken)) => job.print(format!("{}\n", taken.head).as_bytes())?,
        (_, None) => Exit::Done,
    };
    let path = target.display();
    if let Some(taken) = &saved.taken {
        let at = taken.last_written.map_or("?".to_owned(), clock);
        let values: [(&str, &dyn Display); 3] =
            [("n", &taken.entries), ("at", &at), ("path", &path)];
        job.say(&fill(t.salvaged, &values));
    }
    let Some(missing) = &saved.missing else {
        job.say(t.salvaged_whole);
        return Ok(Exit::Done);
    };
    say_missing(missing, job);
    Err(match (&saved.taken, missing.end) {
        (None, _) => Failure::new(Exit::Failed, t.salvage_nothing, t.salvage_nothing_hint),
        (Some(_), End::Unknown) => {
            let hint = fill(t.salvage_hint, &[("path", &path)]);
            Failure::new(Exit::Failed, t.salvage_perhaps_not_whole, hint)
        }
        (Some(_), End::At(_) | End::NotBefore(_)) => {
            let hint = fill(t.salvage_hint, &[("path", &path)]);
            Failure::new(Exit::Failed, t.salvage_not_whole, hint)
        }
    })
}

fn say_missing(missing: &Missing, job: &mut Job) {
    let t = job.texts();
    let from = &missing.from;
    job.say(&match &missing.end {
        End::At(to) => fill(t.salvage_missing, &[("from", from), ("to", to)]),
        End::NotBefore(to) => fill(t.salvage_missing_more, &[("from", from), ("to", to)]),
        End::Unknown => fill(t.salvage_missing_unknown, &[("from", from)]),
    });
    let readable: u64 = missing.readable.iter().map(|work| work.entries).sum();
    if readable > 0 {
        job.say(&fill(t.salvage_readable, &[("n", &readable)]));
    }
    for line in told_of(&missing.readable, job) {
        job.say(&line);
    }
}

fn answer(saved: &Salvaged) -> SalvageAnswer<'_> {
    let (taken, missing) = (saved.taken.as_ref(), saved.missing.as_ref());
    let end = missing.map(|missing| missing.end);
    SalvageAnswer {
        ok: missing.is_none(),
        entries: taken.map_or(0, |taken| taken.entries),
        head: taken.map(|taken| taken.head.as_str()),
        first_bad: missing.map(|missing| missing.from),
        last_known: match end {
            Some(End::At(entry) | End::NotBefore(entry)) => Some(entry),
            Some(End::Unknown) | None => None,
        },
        end_known: matches!(end, Some(End::At(_)) | None),
        readable: missing.map_or(Vec::new(), |missing| {
            missing.readable.iter().map(work).collect()
        }),
    }
}

fn work(work: &LostWork) -> SalvageWork<'_> {
    SalvageWork {
        user: &work.user,
        entries: work.entries,
        tasks: work.tasks,
        last: work.last.map(Entry::stamp),
    }
}
