//! `duban restore`

use std::path::Path;

use chrono::{DateTime, Utc};

use super::Outcome;
use super::args::RestoreArgs;
use super::job::Job;
use crate::domain::china;
use crate::files::with_tail;
use crate::ledger::restore::{Loss, Lost, LostWork, Present, Restore};
use crate::ledger::{KeptBeside, LedgerError};
use crate::wording::{Exit, Failure, failure, fill, rescue};

/// Puts a backup in the ledger's place, after saying what would be lost.
pub fn run(args: &RestoreArgs, job: &mut Job) -> Outcome {
    let t = job.texts();
    if !args.dry_run {
        job.check_writable()?;
    }
    let ledger = job.ledger_file()?.to_owned();
    let spare = job.context().temp_folder.clone();
    let restore = examine(&args.file, &ledger, &spare, job)?;
    // Another ledger may be the one that is meant: none is made in the usual place.
    if matches!(restore.present(), Present::Missing) && job.may_be_named_in().is_some() {
        return Err(job.failed()(LedgerError::Missing(ledger)));
    }
    let told = prospects(&restore, job);
    if args.dry_run {
        let mut text = told.join("\n");
        text.push('\n');
        job.print(text.as_bytes())?;
        job.say(t.dry_run);
        return Ok(Exit::Done);
    }
    for line in &told {
        job.say(line);
    }
    if !args.yes && !job.agrees(t.restore_question, !restore.loss().is_another) {
        let hint = match restore.loss().is_another {
            true => t.restore_another_hint,
            false => t.restore_declined_hint,
        };
        return Err(Failure::new(Exit::Failed, t.restore_declined, hint));
    }
    let (expected, is_missing) = (
        restore.loss().clone(),
        matches!(restore.present(), Present::Missing),
    );
    let done = restore.carry_out(job.now()).map_err(job.failed())?;
    if done.loss != expected {
        job.say(t.restore_loss_grew);
        for line in losses(&done.loss, is_missing, job) {
            job.say(&line);
        }
    }
    job.say(&fill(
        t.restored,
        &[("n", &done.report.entries), ("path", &ledger.display())],
    ));
    tracing::warn!(
        "{} was restored from {}",
        ledger.display(),
        args.file.display()
    );
    let kept: String = done
        .kept
        .iter()
        .map(|path| format!("{}\n", path.display()))
        .collect();
    if !kept.is_empty() {
        job.say(t.restore_kept);
    }
    job.print(kept.as_bytes())
}

/// Looks at the backup and at what is there now. What is wrong is said of the backup, where
/// [`Job::failed`] would speak of the ledger.
fn examine(backup: &Path, ledger: &Path, spare: &Path, job: &Job) -> Result<Restore, Failure> {
    let t = job.texts();
    let with_kept = |failure| rescue::with_kept(failure, &KeptBeside::of(ledger), job.lang);
    Restore::examine(backup, ledger, spare, job.opening().clone()).map_err(|error| match error {
        LedgerError::Exists(path) => failure::is_the_ledger(&path, Exit::Failed, job.lang),
        LedgerError::Missing(path) => {
            let sentence = fill(t.restore_no_file, &[("path", &path.display())]);
            with_kept(Failure::new(
                Exit::NotFound,
                sentence,
                t.restore_no_file_hint,
            ))
        }
        LedgerError::NotALedger { ref path, .. } if is_same(path, backup) => {
            let sentence = failure::of_ledger(&error, job.lang).sentence;
            with_kept(Failure::new(
                Exit::Failed,
                sentence,
                t.restore_no_backup_hint,
            ))
        }
        error => job.failed()(error),
    })
}

fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| path.canonicalize().ok();
    one == other || (place(one).is_some() && place(one) == place(other))
}

/// What the backup is and what would be lost, a line each.
fn prospects(restore: &Restore, job: &Job) -> Vec<String> {
    let t = job.texts();
    let entries = restore.report().entries;
    let mut lines = vec![match restore.last_written() {
        Some(at) => fill(t.restore_sound, &[("n", &entries), ("at", &clock(at))]),
        None => t.restore_sound_empty.to_owned(),
    }];
    match restore.present() {
        Present::Missing => {
            lines.push(t.restore_missing.to_owned());
            lines.extend(left_log(job));
        }
        Present::Damaged(why) => {
            let why = failure::of_ledger(why, job.lang).sentence;
            lines.push(fill(t.restore_damaged, &[("why", &why)]));
        }
        Present::Sound => {}
    }
    let is_missing = matches!(restore.present(), Present::Missing);
    lines.extend(losses(restore.loss(), is_missing, job));
    lines
}

/// That a log is left where the ledger was: with it, perhaps, what no backup has.
fn left_log(job: &Job) -> Option<String> {
    let log = with_tail(job.ledger_file().ok()?, "-wal");
    let is_left = std::fs::metadata(&log).is_ok_and(|found| found.len() > 0);
    let text = job.texts().restore_left_log;
    is_left.then(|| fill(text, &[("path", &log.display())]))
}

/// What would be lost, or was, a line each.
fn losses(loss: &Loss, is_missing: bool, job: &Job) -> Vec<String> {
    let t = job.texts();
    let mut lines = Vec::new();
    if loss.is_another {
        lines.push(t.restore_another.to_owned());
    }
    if let Some(entry) = loss.parted.filter(|_| !loss.is_another) {
        lines.push(fill(t.restore_parted, &[("entry", &entry)]));
    }
    match (loss.entries, is_missing) {
        (_, true) => {}
        (Lost::Unknown, _) => lines.push(t.restore_loss_unknown.to_owned()),
        (Lost::Exactly(0), _) => lines.push(t.restore_loses_nothing.to_owned()),
        (Lost::Exactly(n), _) => lines.push(fill(t.restore_loses, &[("n", &n)])),
        (Lost::AtLeast(n), _) => lines.push(fill(t.restore_loses_at_least, &[("n", &n)])),
    }
    lines.extend(told_of(&loss.by, job));
    lines
}

/// Whose entries they are, a line each.
pub fn told_of(work: &[LostWork], job: &Job) -> Vec<String> {
    let t = job.texts();
    let line = |work: &LostWork| {
        let last = work.last.map_or("?".to_owned(), clock);
        let values: [(&str, &dyn std::fmt::Display); 4] = [
            ("user", &work.user),
            ("n", &work.entries),
            ("tasks", &work.tasks),
            ("at", &last),
        ];
        fill(t.restore_lost_of, &values)
    };
    work.iter().map(line).collect()
}

/// A time as people read it.
pub fn clock(at: DateTime<Utc>) -> String {
    china::local(at).format("%Y-%m-%d %H:%M").to_string()
}
