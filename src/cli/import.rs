//! `duban import`

use serde::Serialize;

use super::args::ImportArgs;
use super::import_files::{keep_names, read_all, settle_region};
use super::import_tell::{ShownLines, refusal, refused, tell, warnings};
use super::job::Job;
use super::{Outcome, add, region, values};
use crate::domain::draft::{DraftDocument, TaskDraft, Warning};
use crate::domain::{BatchId, Change, Entry, Field, RegionKey, Revision, TaskId, china};
use crate::ledger::{
    Access, Attention, Conflict, IntakeOptions, IntakePlan, Ledger, LedgerError, Parted,
    PlannedTask, Verdict,
};
use crate::report::table::{Column, table};
use crate::wording::cli::CliTexts;
use crate::wording::{self, Exit, Failure, doubt, fill};

/// What an import recorded, for scripts.
#[derive(Serialize)]
struct ImportAnswer<'a> {
    batch: Option<BatchId>,
    new: usize,
    same: usize,
    changed: Vec<Changed<'a>>,
    conflicts: Vec<InConflict<'a>>,
    refused: Vec<RefusedRow>,
    missing: &'a [TaskId],
    registered: &'a [TaskId],
    doubtful: Vec<Held>,
    dated_unassigned: usize,
    warnings: Vec<Warning>,
}

/// A task that differs from its draft.
#[derive(Serialize)]
struct Changed<'a> {
    id: TaskId,
    recorded: bool,
    fields: Vec<Difference<'a>>,
}

/// A task that was changed in the file and in the ledger.
#[derive(Serialize)]
struct InConflict<'a> {
    id: TaskId,
    revision: Revision,
    by: &'a str,
    at: String,
    fields: Vec<Difference<'a>>,
}

/// What was left out for a doubt.
#[derive(Serialize)]
struct Held {
    line: Option<u32>,
    id: Option<TaskId>,
}

/// A row that cannot be taken.
#[derive(Serialize)]
struct RefusedRow {
    line: Option<u32>,
    id: Option<TaskId>,
    faults: Vec<String>,
}

#[derive(Serialize)]
struct Difference<'a> {
    field: &'static str,
    old: &'a serde_json::Value,
    new: &'a serde_json::Value,
}

/// Takes the tasks of the files in, or shows what that would do.
pub fn run(args: &ImportArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["table", "json"], job.lang)?;
    if !args.dry_run {
        job.check_writable()?;
    }
    // The ledger before the files: without one there is no point in reading them.
    let mut ledger = open_ledger(args, job)?;
    let mut read = read_all(args, job)?;
    if let (Some(ledger), None) = (&ledger, &args.region) {
        keep_names(&mut read, ledger, job)?;
    }
    let region = region_named(args, ledger.as_ref(), job)?;
    if let Some(region) = &region {
        let documents = read.documents.iter_mut();
        documents.for_each(|document| settle_region(document, region));
    }
    let options = IntakeOptions {
        assign: args.assign,
        accept_changes: args.accept_changes,
        accept_doubtful: args.accept_doubtful,
        reason: args.reason.as_deref().map(|text| job.line(text)),
        // A record of today: `--today` changes computed values only.
        today: china::day_of(job.now()),
        rules: Some(job.rules(job.today())),
        region,
        files: std::mem::take(&mut read.files),
    };
    if args.dry_run {
        let plan = match &ledger {
            Some(ledger) => ledger
                .plan_intake(&read.documents, &options)
                .map_err(job.failed())?,
            None => everything_new(&read.documents),
        };
        return preview(args, read.documents, &plan, format, job);
    }
    let Some(ledger) = ledger.as_mut() else {
        return Err(job.failed()(LedgerError::Missing(
            job.ledger_file()?.to_owned(),
        )));
    };
    let plan = ledger
        .take_in_drafts(&job.actor, job.now(), &read, &options)
        .map_err(|error| read.refusal(job).unwrap_or_else(|| job.failed()(error)))?;
    job.was_recorded(ledger);
    let mut documents = read.documents;
    // Shown with the doubts of documents.
    documents.push(DraftDocument {
        warnings: read.doubts.take(),
        ..DraftDocument::default()
    });
    answer(args, &documents, &plan, format, job)
}

/// The ledger; a preview may do without.
fn open_ledger(args: &ImportArgs, job: &Job) -> Result<Option<Ledger>, Failure> {
    let access = match args.dry_run {
        true => Access::ReadOnly,
        false => Access::Write,
    };
    match job.open(access) {
        Ok(ledger) => Ok(Some(ledger)),
        Err(failure) if args.dry_run && failure.exit == Exit::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn region_named(
    args: &ImportArgs,
    ledger: Option<&Ledger>,
    job: &mut Job,
) -> Result<Option<RegionKey>, Failure> {
    match (&args.region, ledger) {
        (None, _) => Ok(None),
        (Some(name), Some(ledger)) => add::region_of(name, ledger, job).map(Some),
        (Some(name), None) => {
            region::one(name, &Default::default(), job.lang).map(|(key, _)| Some(key))
        }
    }
}

fn everything_new(documents: &[DraftDocument]) -> IntakePlan {
    let mut plan = IntakePlan::default();
    for (document, drafts) in documents.iter().enumerate() {
        for draft in 0..drafts.tasks.len() {
            plan.tasks.push(PlannedTask {
                document,
                draft,
                verdict: Verdict::New,
                doubts: Vec::new(),
            });
        }
    }
    plan
}

fn preview(
    args: &ImportArgs,
    mut documents: Vec<DraftDocument>,
    plan: &IntakePlan,
    format: &str,
    job: &mut Job,
) -> Outcome {
    let shown = ShownLines::of(args);
    if format != "json" {
        let text = as_table(&documents, plan, job);
        job.print(text.as_bytes())?;
    }
    tell(&documents, plan, shown, job);
    job.say(job.texts().dry_run);
    if format == "json" {
        documents.iter_mut().for_each(doubt::tell_all);
        match documents.as_slice() {
            [one] => job.print_json(one)?,
            several => job.print_json(several)?,
        };
    }
    match refusal(&documents, plan, shown, job) {
        Some(failure) => Err(failure),
        None => Ok(Exit::Done),
    }
}

fn answer(
    args: &ImportArgs,
    documents: &[DraftDocument],
    plan: &IntakePlan,
    format: &str,
    job: &mut Job,
) -> Outcome {
    if format == "json" {
        let changed = plan.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Changed(id, changes) => Some(Changed {
                id: *id,
                recorded: args.accept_changes && !task.is_held(),
                fields: changes.iter().map(difference).collect(),
            }),
            _ => None,
        });
        job.print_json(&ImportAnswer {
            batch: plan.batch,
            new: plan.new_count(),
            same: plan.same_count(),
            changed: changed.collect(),
            conflicts: plan.conflicts().map(in_conflict).collect(),
            refused: refused(documents, plan)
                .map(|(line, id, faults)| RefusedRow {
                    line,
                    id,
                    faults: faults
                        .iter()
                        .map(|fault| wording::returned::sentence(fault, job.lang))
                        .collect(),
                })
                .collect(),
            missing: &plan.missing,
            registered: &plan.registered,
            doubtful: plan.held().map(|task| held(documents, task)).collect(),
            dated_unassigned: plan.dated_unassigned,
            warnings: warnings(documents, plan).map(doubt::told).collect(),
        })?;
    }
    tell(documents, plan, ShownLines::of(args), job);
    if let Some(failure) = refusal(documents, plan, ShownLines::of(args), job) {
        return Err(failure);
    }
    match left_open(args, plan, job) {
        Some(failure) => Err(failure),
        None => Ok(Exit::Done),
    }
}

/// What of the file was left alone, and what to do about it.
fn left_open(args: &ImportArgs, plan: &IntakePlan, job: &Job) -> Option<Failure> {
    let t = job.texts();
    let stale = |sentence: String, hint| Some(Failure::new(Exit::Stale, sentence, hint));
    let is_open = plan.changed().next().is_some() || !plan.missing.is_empty();
    if is_open && !args.accept_changes {
        let sentence = match plan.registered.is_empty() {
            true => t.import_open_nothing_new,
            false => t.import_open,
        };
        return stale(sentence.to_owned(), t.import_open_hint);
    }
    let held = plan.held().count();
    if held > 0 {
        return stale(fill(t.import_held, &[("n", &held)]), t.import_held_hint);
    }
    let is_elsewhere = |conflict: &Conflict| matches!(conflict.parted, Parted::Elsewhere(_));
    let elsewhere = plan.conflicts().filter(|(_, it)| is_elsewhere(it)).count();
    match plan.conflicts().count() {
        0 => None,
        n if n == elsewhere => stale(fill(t.import_later, &[("n", &n)]), t.import_later_hint),
        n => stale(
            fill(t.import_in_conflict, &[("n", &n)]),
            t.import_conflict_hint,
        ),
    }
}

fn held(documents: &[DraftDocument], task: &PlannedTask) -> Held {
    let document = documents.get(task.document);
    let draft = document.and_then(|document| document.tasks.get(task.draft));
    Held {
        line: draft.and_then(|draft| draft.line),
        id: match task.verdict {
            Verdict::Changed(id, _) => Some(id),
            _ => None,
        },
    }
}

fn in_conflict((id, conflict): (TaskId, &Conflict)) -> InConflict<'_> {
    InConflict {
        id,
        revision: conflict.revision,
        by: &conflict.by,
        at: Entry::stamp(conflict.at),
        fields: conflict.changes.iter().map(difference).collect(),
    }
}

fn difference(change: &Change) -> Difference<'_> {
    Difference {
        field: change.field.id(),
        old: &change.old,
        new: &change.new,
    }
}

/// The tasks as they would be taken in, those that want to be looked at first.
fn as_table(documents: &[DraftDocument], plan: &IntakePlan, job: &Job) -> String {
    let t = job.texts();
    let lang = job.lang;
    let heads = [
        Column::words(t.head_verdict, 8),
        Column::words(Field::Number.label(lang), 8),
        Column::words(Field::Parent.label(lang), 8),
        Column::words(Field::Title.label(lang), 48).yielding(),
        Column::words(Field::LeadUnits.label(lang), 24).yielding(),
        Column::words(Field::Deadline.label(lang), 10),
        Column::number(t.head_line),
        Column::number(t.head_doubts),
    ];
    let row = |task: &PlannedTask| -> Option<(Attention, Vec<String>)> {
        let draft: &TaskDraft = documents.get(task.document)?.tasks.get(task.draft)?;
        let doubts = draft.warnings.len() + task.doubts.len();
        let cells = vec![
            verdict(&task.verdict, t).to_owned(),
            draft.number.clone(),
            draft.parent.clone().unwrap_or_default(),
            draft.title.clone(),
            draft.lead_units.join(lang.pick("、", ", ")),
            draft
                .deadline()
                .map(|due| due.to_string())
                .unwrap_or_default(),
            draft.line.map_or(String::new(), |line| line.to_string()),
            match doubts {
                0 => String::new(),
                n => n.to_string(),
            },
        ];
        Some((Attention::of(Some(&task.verdict), doubts > 0), cells))
    };
    let mut rows: Vec<(Attention, Vec<String>)> = plan.tasks.iter().filter_map(row).collect();
    rows.sort_by_key(|(attention, _)| *attention);
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(_, cells)| cells).collect();
    table(&heads, &rows, job.width())
}

fn verdict(verdict: &Verdict, t: &'static CliTexts) -> &'static str {
    match verdict {
        Verdict::New => t.verdict_new,
        Verdict::Same(_) => t.verdict_same,
        Verdict::Changed(..) => t.verdict_changed,
        Verdict::Conflict(..) => t.verdict_conflict,
        Verdict::Refused(..) => t.verdict_refused,
    }
}
