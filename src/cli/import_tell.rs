//! What `duban import` says of a file: how many, what is doubtful, what differs field by field, what
//! cannot be taken.

use super::args::ImportArgs;
use super::job::Job;
use crate::domain::draft::{DraftDocument, Warning};
use crate::domain::{Change, Field, Lang, TaskId};
use crate::ledger::{Conflict, IntakePlan, Parted, Verdict};
use crate::report::trail::value_text;
use crate::text::{clean_line, columns, cut};
use crate::wording::cli::CliTexts;
use crate::wording::doubt::sentence;
use crate::wording::{Exit, Failure, fill, returned};

/// How many of a kind are spelled out.
#[derive(Clone, Copy, Debug)]
pub struct ShownLines(usize);

impl ShownLines {
    /// So many that they can be read through; where more is asked for, all.
    pub fn of(args: &ImportArgs) -> ShownLines {
        ShownLines(match (args.all, args.dry_run) {
            (true, _) => usize::MAX,
            // Everything is to be looked at.
            (false, true) => 500,
            (false, false) => 20,
        })
    }

    /// What is to be said of the rest.
    fn rest(self, all: usize, job: &Job) -> Option<String> {
        let more = all.saturating_sub(self.0);
        (more > 0).then(|| fill(job.texts().and_more_all, &[("n", &more)]))
    }
}

/// Columns of a value in a difference.
const SHORT: usize = 40;

/// The doubts about the documents, their tasks and their places in the ledger.
pub fn warnings<'a>(
    documents: &'a [DraftDocument],
    plan: &'a IntakePlan,
) -> impl Iterator<Item = &'a Warning> {
    documents
        .iter()
        .flat_map(|document| {
            let of_tasks = document.tasks.iter().flat_map(|task| &task.warnings);
            document.warnings.iter().chain(of_tasks)
        })
        .chain(plan.all_warnings())
}

/// The summary and the doubts, on standard error.
pub fn tell(documents: &[DraftDocument], plan: &IntakePlan, shown: ShownLines, job: &mut Job) {
    let t = job.texts();
    let doubts: Vec<&Warning> = warnings(documents, plan).collect();
    for warning in doubts.iter().take(shown.0) {
        let why = sentence(&warning.what, job.lang);
        let line = match warning.line {
            Some(line) => fill(t.doubt_at, &[("line", &line), ("why", &why)]),
            None => fill(t.doubt, &[("why", &why)]),
        };
        job.say(&line);
    }
    if let Some(rest) = shown.rest(doubts.len(), job) {
        job.say(&rest);
    }
    job.say(&summary(plan, job));
    tell_differences(plan, shown, job);
    if plan.dated_unassigned > 0 {
        job.say(&fill(t.dated_unassigned, &[("n", &plan.dated_unassigned)]));
    }
}

fn summary(plan: &IntakePlan, job: &Job) -> String {
    let t = job.texts();
    let mut summary = fill(
        t.import_summary,
        &[
            ("new", &plan.new_count()),
            ("same", &plan.same_count()),
            ("changed", &plan.changed().count()),
            ("missing", &plan.missing.len()),
        ],
    );
    for (text, n) in [
        (t.import_conflicts, plan.conflicts().count()),
        (t.import_refused, plan.refused().count()),
        (t.import_held_of_them, plan.held().count()),
    ] {
        if n > 0 {
            summary.push_str(&fill(text, &[("n", &n)]));
        }
    }
    summary
}

/// What the file says otherwise than the ledger, field by field, and what it leaves out.
fn tell_differences(plan: &IntakePlan, shown: ShownLines, job: &mut Job) {
    let t = job.texts();
    for (id, changes) in plan.changed().take(shown.0) {
        job.say(&fill(t.import_differs, &[("id", &id)]));
        tell_changes(changes, job);
    }
    for (id, conflict) in plan.conflicts().take(shown.0) {
        let Conflict {
            by, at, revision, ..
        } = conflict;
        let at = crate::domain::china::local(*at).format("%Y-%m-%d %H:%M");
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("id", &id), ("by", by), ("at", &at), ("revision", revision)];
        match conflict.parted {
            Parted::Elsewhere(Some(seen)) if seen > *revision => job.say(&fill(
                t.import_conflict_later,
                &[("id", &id), ("seen", &seen), ("revision", revision)],
            )),
            Parted::Elsewhere(_) => job.say(&fill(t.import_conflict_elsewhere, &[("id", &id)])),
            Parted::Earlier => job.say(&fill(t.import_conflict, &values)),
        }
        tell_changes(&conflict.changes, job);
        for fault in &conflict.faults {
            job.say(&format!("  {}", returned::sentence(fault, job.lang)));
        }
    }
    for id in plan.missing.iter().take(shown.0) {
        job.say(&fill(t.import_missing, &[("id", id)]));
    }
    let all = [
        plan.changed().count(),
        plan.conflicts().count(),
        plan.missing.len(),
    ];
    // Of each kind so many were shown.
    let most = all.into_iter().map(|all| all.saturating_sub(shown.0));
    if let Some(rest) = shown.rest(most.sum::<usize>().saturating_add(shown.0), job) {
        job.say(&rest);
    }
}

fn tell_changes(changes: &[Change], job: &mut Job) {
    for change in changes {
        let label = change.field.label(job.lang);
        // The wording of a clause is longer than a line can show.
        let said = match change.field {
            Field::Clause => String::new(),
            _ => both(change, job.lang),
        };
        job.say(&format!("  {label}{said}"));
    }
}

/// Old and new, from where they differ if both are long.
fn both(change: &Change, lang: Lang) -> String {
    let text = |value| clean_line(&value_text(change.field, value, lang)).into_owned();
    let (old, new) = (text(&change.old), text(&change.new));
    let is_long = |text: &str| columns(text) > SHORT;
    let same = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .count();
    // A few characters before the first that differs.
    let skipped = match is_long(&old) && is_long(&new) {
        true => same.saturating_sub(SHORT / 8),
        false => 0,
    };
    let shown = |text: &str| {
        let rest: String = text.chars().skip(skipped).collect();
        let mark = if skipped > 0 { "~" } else { "" };
        cut(&format!("{mark}{rest}"), SHORT)
    };
    let (old, new) = (shown(&old), shown(&new));
    fill(
        CliTexts::of(lang).import_value,
        &[("old", &old), ("new", &new)],
    )
}

/// Why nothing of the file can be taken, each with its place; `None` where all can.
pub fn refusal(
    documents: &[DraftDocument],
    plan: &IntakePlan,
    shown: ShownLines,
    job: &Job,
) -> Option<Failure> {
    let t = job.texts();
    let lines: Vec<String> = refused(documents, plan)
        .flat_map(|(line, id, faults)| {
            let place = match (line, id) {
                (Some(line), Some(id)) => fill(t.refused_at_of, &[("line", &line), ("id", &id)]),
                (Some(line), None) => fill(t.refused_at, &[("line", &line)]),
                (None, Some(id)) => fill(t.refused_of, &[("id", &id)]),
                (None, None) => t.refused_new.to_owned(),
            };
            let said = faults
                .iter()
                .map(|fault| returned::sentence(fault, job.lang));
            said.map(move |said| format!("{place}{said}"))
                .collect::<Vec<_>>()
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let rest = shown.rest(lines.len(), job);
    let told: Vec<String> = lines.into_iter().take(shown.0).chain(rest).collect();
    let sentence = format!("{}\n{}", t.refused_rows, told.join("\n"));
    Some(Failure::new(Exit::Content, sentence, t.refused_rows_hint))
}

/// The rows that cannot be taken: line, task, faults.
pub fn refused<'p>(
    documents: &'p [DraftDocument],
    plan: &'p IntakePlan,
) -> impl Iterator<
    Item = (
        Option<u32>,
        Option<TaskId>,
        &'p [crate::domain::row_fault::RowFault],
    ),
> {
    plan.refused().map(|(planned, faults)| {
        let draft = documents
            .get(planned.document)
            .and_then(|it| it.tasks.get(planned.draft));
        let task = match &planned.verdict {
            Verdict::Refused(task, _) => *task,
            _ => None,
        };
        (draft.and_then(|draft| draft.line), task, faults)
    })
}
