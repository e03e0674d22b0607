//! `duban rename`

use serde::Serialize;

use super::args::{FilterArgs, RenameArgs};
use super::job::Job;
use super::known::{self, unknown_party};
use super::pick::Selection;
use super::reading::Reading;
use super::{Outcome, values};
use crate::domain::{BatchId, Edit, PartyKind, Rename, Role, Row, TaskId, name};
use crate::ledger::{Access, Recorded, Target};
use crate::text::clean_line;
use crate::wording::{Exit, Failure, fill};

/// Whose names can be swapped.
const KINDS: [&str; 2] = ["leader", "unit"];

/// What a rename recorded, for scripts.
#[derive(Serialize)]
struct RenameAnswer<'a> {
    batch: Option<BatchId>,
    from: &'a str,
    to: &'a str,
    tasks: usize,
    updated: Vec<TaskId>,
}

/// Swaps a name for another in every task of the query, as one batch.
pub fn run(args: &RenameArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    let rename = asked(args, job)?;
    if !args.dry_run {
        job.check_writable()?;
    }
    let targets = targets(args, &rename, job)?;
    if targets.is_empty() {
        job.say(&fill(job.texts().rename_none, &[("old", &rename.from)]));
        return answer(None, &rename, Vec::new(), format, job);
    }
    if args.dry_run {
        job.say(&counted(job.texts().rename_would, targets.len(), &rename));
        let ids = targets.iter().map(|it| it.id).collect();
        return answer(None, &rename, ids, format, job);
    }
    let recorded = record(args, &rename, &targets, job)?;
    let changed: Vec<TaskId> = recorded.changed.iter().map(|task| task.id).collect();
    let said = match changed.len() {
        0 => job.texts().nothing_changed.to_owned(),
        n => counted(job.texts().renamed, n, &rename),
    };
    job.say(&said);
    answer(recorded.batch, &rename, changed, format, job)
}

/// A sentence about a number of tasks and both names.
fn counted(text: &str, n: usize, rename: &Rename) -> String {
    fill(
        text,
        &[("n", &n), ("old", &rename.from), ("new", &rename.to)],
    )
}

/// The tasks of the query that have the old name.
///
/// # Errors
/// Not found, with the nearest names, where no task of the ledger has it.
fn targets(args: &RenameArgs, rename: &Rename, job: &Job) -> Result<Vec<Target>, Failure> {
    let filter = FilterArgs {
        query: args.query.clone(),
        ..FilterArgs::default()
    };
    let selection = Selection::read(&filter, None, job)?;
    let reading = Reading::open(None, job)?;
    let names = reading.index.bearers(rename.kind).names;
    if !names.iter().any(|name| name::is_same(name, &rename.from)) {
        let Rename { kind, from, .. } = rename;
        return Err(unknown_party(from, *kind, &names, job.lang));
    }
    let selected = selection.of(&reading, usize::MAX, job)?;
    let rows = selected.ids.iter().filter_map(|id| reading.index.row(*id));
    let targets = rows.filter(|row| bears(row, rename)).map(|row| Target {
        id: row.id,
        // The swap is made in the lists as they are then, whoever else changed them.
        seen: None,
    });
    Ok(targets.collect())
}

/// Records the swap; tells of names that are nearly like the new one.
fn record(
    args: &RenameArgs,
    rename: &Rename,
    targets: &[Target],
    job: &mut Job,
) -> Result<Recorded, Failure> {
    let mut ledger = job.open(Access::Write)?;
    let new = name::parties(&rename.to, rename.kind);
    let lists = vec![(rename.kind.roles()[0], new)];
    let near = known::near_new_ones(&lists, &ledger, job)?;
    let edit = Edit {
        reason: args.reason.as_deref().map(|text| job.line(text)),
        rename: Some(rename.clone()),
        ..Edit::default()
    };
    let recorded = ledger
        .update(&job.actor, job.now(), targets, &edit)
        .map_err(job.failed())?;
    near.iter().for_each(|line| job.say(line));
    job.was_recorded(&ledger);
    Ok(recorded)
}

/// What is asked for: two names, each in its one form.
fn asked(args: &RenameArgs, job: &Job) -> Result<Rename, Failure> {
    let kind = match values::format(Some(&args.kind), &KINDS, job.lang)? {
        "leader" => PartyKind::Leader,
        _ => PartyKind::Unit,
    };
    let one = |text: &str| {
        let names = name::parties(&clean_line(text), kind);
        match names.as_slice() {
            [only] => Ok(only.name.clone()),
            _ => Err(job.misused(fill(job.texts().one_name, &[("value", &text)]))),
        }
    };
    Ok(Rename {
        kind,
        // An old ledger may have a name that would be two today.
        from: name::clean(&clean_line(&args.old)),
        to: one(&args.new)?,
    })
}

fn bears(row: &Row, rename: &Rename) -> bool {
    let leads = row
        .leaders
        .iter()
        .any(|party| rename.means(Role::Leader, party));
    leads
        || row
            .units
            .iter()
            .any(|(role, party)| rename.means(*role, party))
}

/// The number for whoever asked, or all of it for a script.
fn answer(
    batch: Option<BatchId>,
    rename: &Rename,
    updated: Vec<TaskId>,
    format: &str,
    job: &mut Job,
) -> Outcome {
    if format == "json" {
        return job.print_json(&RenameAnswer {
            batch,
            from: &rename.from,
            to: &rename.to,
            tasks: updated.len(),
            updated,
        });
    }
    job.print(format!("{}\n", updated.len()).as_bytes())?;
    Ok(Exit::Done)
}
