//! `duban update`

use chrono::NaiveDate;
use serde::Serialize;

use super::args::UpdateArgs;
use super::job::Job;
use super::{Outcome, add, known, reading, values};
use crate::domain::losses::Losses;
use crate::domain::task::ExtensionDecision;
use crate::domain::{
    BatchId, DeadlineEdit, Edit, Field, Party, PartyKind, Role, StatusEdit, TaskId,
};
use crate::domain::{china, name};
use crate::ledger::{Access, Ledger, Recorded, Target};
use crate::report::view::TaskView;
use crate::wording::{self, Exit, Failure, fill};

/// What an update recorded, for scripts.
#[derive(Serialize)]
struct UpdateAnswer<'a> {
    batch: Option<BatchId>,
    updated: Vec<TaskId>,
    unchanged: &'a [TaskId],
    tasks: Vec<TaskView<'a>>,
}

/// Carries out one edit on every task named, or on none.
pub fn run(args: UpdateArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    let ids = args
        .ids
        .iter()
        .map(|text| values::task(text, job.lang))
        .collect::<Result<Vec<_>, _>>()?;
    let revision = args.expect_revision.as_deref();
    let seen = revision
        .map(|text| values::revision(text, job.lang))
        .transpose()?;
    if seen.is_some() && ids.len() > 1 {
        return Err(job.misused(job.texts().revision_of_several));
    }
    let mut edit = edit_of(&args, job)?;
    if edit == Edit::default() {
        return Err(job.misused(job.texts().nothing_to_update));
    }
    if let Some(name) = edit.contradicted_name() {
        return Err(job.misused(fill(job.texts().added_and_removed, &[("value", &name)])));
    }
    job.check_writable()?;
    let mut ledger = job.open(Access::Write)?;
    if let Some(name) = &args.region {
        edit.region = Some(add::region_of(name, &ledger, job)?);
    }
    let targets: Vec<Target> = ids.iter().map(|id| Target { id: *id, seen }).collect();
    let mut lists = edit.parties.clone();
    lists.extend(edit.joining.iter().cloned());
    let near = known::near_new_ones(&lists, &ledger, job)?;
    let lost = lost_names(&edit, &ids, &ledger, job)?;
    let absent = absent_names(&edit, &ids, &ledger, job)?;
    let recorded = ledger
        .update(&job.actor, job.now(), &targets, &edit)
        .map_err(job.failed())?;
    let notes = near.iter().chain(&lost).chain(&absent);
    notes.for_each(|line| job.say(line));
    if let Some(line) = original_only(&edit, &ids, &ledger, job)? {
        job.say(&line);
    }
    job.was_recorded(&ledger);
    if format == "json" {
        return answer(&recorded, &ledger, job);
    }
    let t = job.texts();
    let said = match recorded.changed.as_slice() {
        [] => t.nothing_changed.to_owned(),
        [one] => fill(
            t.updated_one,
            &[("id", &one.id), ("revision", &one.revision)],
        ),
        several => fill(t.updated_several, &[("n", &several.len())]),
    };
    job.say(&said);
    Ok(Exit::Done)
}

fn answer(recorded: &Recorded, ledger: &Ledger, job: &mut Job) -> Outcome {
    // No other tasks: of these it is the documents that are asked for.
    let state = reading::state_of(ledger, &[]).map_err(job.failed())?;
    let rules = job.rules(job.today());
    let changed = recorded.changed.iter();
    job.print_json(&UpdateAnswer {
        batch: recorded.batch,
        updated: changed.clone().map(|task| task.id).collect(),
        unchanged: &recorded.unchanged,
        tasks: changed
            .map(|task| TaskView::of(task, &state, &rules))
            .collect(),
    })
}

/// The edit the flags describe, but for the region, which needs the ledger's names.
fn edit_of(args: &UpdateArgs, job: &Job) -> Result<Edit, Failure> {
    let lang = job.lang;
    let line = |text: &Option<String>| text.as_deref().map(|text| job.line(text));
    let long = |text: &Option<String>| text.as_deref().map(|text| job.long_text(text)).transpose();
    let status = args
        .status
        .as_deref()
        .map(|text| values::status(text, lang))
        .transpose()?;
    let progress = args.progress.as_deref();
    let sector = args.sector.as_deref();
    let cycle = args.report_cycle.as_deref();
    let milestone = args.milestone.as_deref();
    let note = long(&args.note)?;
    if note.as_ref().is_some_and(String::is_empty) {
        return Err(job.misused(job.texts().empty_note));
    }
    Ok(Edit {
        status: match args.send_back {
            true => Some(StatusEdit::Return),
            false => status.map(StatusEdit::To),
        },
        progress: progress
            .map(|text| values::progress(text, lang))
            .transpose()?,
        note,
        deadline: deadline_of(args, job)?,
        parties: lists(&args.parties.by_role()),
        joining: lists(&args.names.joining()),
        leaving: lists(&args.names.leaving()),
        rename: None,
        title: line(&args.title),
        requirement: long(&args.requirement)?,
        number: line(&args.number),
        region: args
            .region
            .as_ref()
            .map(|_| crate::domain::RegionKey::unclassified()),
        sector: sector.map(|text| values::sector(text, lang)).transpose()?,
        standing: match (args.standing, args.no_standing) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        report_cycle: cycle
            .map(|text| values::report_cycle(text, lang))
            .transpose()?,
        milestone: milestone.map(|text| milestone_of(text, job)).transpose()?,
        reason: line(&args.reason),
    })
}

/// The lists that were given; a list named with an empty name only is empty.
fn lists(given: &[(Role, &Vec<String>)]) -> Vec<(Role, Vec<Party>)> {
    let given = given.iter().filter(|(_, names)| !names.is_empty());
    let read = given.map(|(role, names)| (*role, values::parties(names, PartyKind::of(*role))));
    read.collect()
}

/// What to say of names that stand in the lists which are replaced, and in the new ones no more.
fn lost_names(
    edit: &Edit,
    ids: &[TaskId],
    ledger: &Ledger,
    job: &Job,
) -> Result<Vec<String>, Failure> {
    if edit.parties.is_empty() {
        return Ok(Vec::new());
    }
    let replaced = Edit {
        parties: edit.parties.clone(),
        ..Edit::default()
    };
    let mut losses = Losses::default();
    for task in ledger.tasks_there(ids).map_err(job.failed())? {
        for (role, _) in &edit.parties {
            losses.add(&replaced, *role, task.parties(*role));
        }
    }
    let mut lines = wording::losses::lines(&losses, job.lang);
    if !lines.is_empty() {
        lines.push(job.texts().lists_lost.to_owned());
    }
    Ok(lines)
}

/// What to say of names that were to leave, and stand in none of these lists.
fn absent_names(
    edit: &Edit,
    ids: &[TaskId],
    ledger: &Ledger,
    job: &Job,
) -> Result<Vec<String>, Failure> {
    if edit.leaving.is_empty() {
        return Ok(Vec::new());
    }
    let tasks = ledger.tasks_there(ids).map_err(job.failed())?;
    let stands = |role: Role, name: &str| {
        let mut lists = tasks.iter().map(|task| task.parties(role));
        lists.any(|list| list.iter().any(|party| name::is_same(&party.name, name)))
    };
    let leaving = edit
        .leaving
        .iter()
        .flat_map(|(role, list)| list.iter().map(|party| (*role, &party.name)));
    let absent = leaving.filter(|(role, name)| !stands(*role, name));
    let line = |(role, name): (Role, &String)| {
        let role = Field::of_role(role).label(job.lang);
        fill(job.texts().name_absent, &[("role", &role), ("value", name)])
    };
    Ok(absent.map(line).collect())
}

/// What to say of tasks whose date in force a correction leaves: an approved extension set it.
fn original_only(
    edit: &Edit,
    ids: &[TaskId],
    ledger: &Ledger,
    job: &Job,
) -> Result<Option<String>, Failure> {
    let deadline = edit.deadline.filter(|it| it.to.is_some());
    if deadline.is_none_or(|it| it.decision != ExtensionDecision::Correction) {
        return Ok(None);
    }
    let tasks = ledger.tasks_there(ids).map_err(job.failed())?;
    let extended = tasks.iter().filter(|task| task.extensions() > 0);
    let named: Vec<String> = extended.map(|task| task.id.to_string()).collect();
    let line = fill(
        job.texts().only_original_corrected,
        &[("ids", &named.join(", "))],
    );
    Ok((!named.is_empty()).then_some(line))
}

fn deadline_of(args: &UpdateArgs, job: &Job) -> Result<Option<DeadlineEdit>, Failure> {
    let Some(text) = args.deadline.as_deref() else {
        return Ok(None);
    };
    let asked_on = args.asked_on.as_deref();
    let to = match text {
        "none" if !args.correct => return Err(job.misused(job.texts().none_is_correction)),
        "none" => None,
        text => Some(values::date(text, job.lang)?),
    };
    Ok(Some(DeadlineEdit {
        to,
        decision: match args.correct {
            true => ExtensionDecision::Correction,
            false => ExtensionDecision::Approved,
        },
        asked_on: asked_on
            .map(|text| values::date(text, job.lang))
            .transpose()?,
        // A record of today: `--today` changes computed values only.
        today: china::day_of(job.now()),
    }))
}

/// `2=done`, `2=2024-06-30`, `2=open`; counted from 1.
fn milestone_of(text: &str, job: &Job) -> Result<(usize, Option<NaiveDate>), Failure> {
    let bad = || job.misused(fill(job.texts().bad_milestone, &[("value", &text)]));
    let (place, what) = text.split_once('=').ok_or_else(bad)?;
    let place: usize = place.trim().parse().map_err(|_| bad())?;
    let place = place.checked_sub(1).ok_or_else(bad)?;
    let done_on = match what.trim() {
        "open" => None,
        "done" => Some(china::day_of(job.now())),
        day => Some(values::date(day, job.lang)?),
    };
    Ok((place, done_on))
}
