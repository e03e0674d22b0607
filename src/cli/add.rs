//! `duban add`

use super::args::AddArgs;
use super::job::Job;
use super::{Outcome, known, reading, region, values};
use crate::domain::edit::MAX_TEXT;
use crate::domain::task_field::TaskBody;
use crate::domain::{Field, Milestone, PartyKind, Refusal, RegionKey, Role, TaskId};
use crate::ledger::{Access, Ledger};
use crate::report::view::TaskDetail;
use crate::wording::{Failure, failure, fill};

/// Registers a task and prints its id.
pub fn run(args: AddArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["text", "json"], job.lang)?;
    job.check_writable()?;
    let mut body = blank_body(&args, job)?;
    let parent = args
        .parent
        .as_deref()
        .map(|text| values::task(text, job.lang))
        .transpose()?;
    let note = args
        .note
        .as_deref()
        .map(|text| job.long_text(text))
        .transpose()?;
    let reason = args.reason.as_deref().map(|text| job.line(text));
    check_lengths(&body, note.as_deref(), job)?;
    let mut ledger = job.open(Access::Write)?;
    if let Some(parent) = parent {
        put_under(parent, &mut body, &ledger, job)?;
    }
    match (&args.region, parent) {
        (Some(name), _) => body.region = region_of(name, &ledger, job)?,
        (None, Some(_)) => {}
        (None, None) => return Err(job.misused(job.texts().region_needed)),
    }
    let parties = Role::ALL.map(|role| (role, body.parties(role).to_vec()));
    let near = known::near_new_ones(&parties, &ledger, job)?;
    let now = job.now();
    let note = note.as_deref().filter(|note| !note.is_empty());
    let task = ledger
        .register_noted(&job.actor, now, &body, note, reason.as_deref())
        .map_err(job.failed())?;
    near.iter().for_each(|line| job.say(line));
    job.was_recorded(&ledger);
    if format == "json" {
        let state = reading::state_of(&ledger, &[task.id]).map_err(job.failed())?;
        let rules = job.rules(job.today());
        return job.print_json(&TaskDetail::of(&task, &state, &rules));
    }
    job.say(&fill(job.texts().added, &[("id", &task.id)]));
    job.print(format!("{}\n", task.id).as_bytes())
}

fn blank_body(args: &AddArgs, job: &Job) -> Result<TaskBody, Failure> {
    let lang = job.lang;
    let title = job.line(&args.title);
    if title.is_empty() {
        return Err(failure::of_refusal(&Refusal::EmptyTitle, lang));
    }
    let deadline = args
        .deadline
        .as_deref()
        .map(|text| values::date(text, lang))
        .transpose()?;
    let sector = args.sector.as_deref();
    let sector = sector.map(|text| values::sector(text, lang)).transpose()?;
    let cycle = args
        .report_cycle
        .as_deref()
        .map(|text| values::report_cycle(text, lang))
        .transpose()?;
    let requirement = args
        .requirement
        .as_deref()
        .map(|text| job.long_text(text))
        .transpose()?;
    let lists = args.parties.by_role();
    let [leaders, lead, responsible, assisting] =
        lists.map(|(role, names)| values::parties(names, PartyKind::of(role)));
    let number = args.number.as_deref().map(|text| job.line(text));
    Ok(TaskBody {
        number: number.unwrap_or_default(),
        sector: sector.unwrap_or_default(),
        title,
        requirement: requirement.unwrap_or_default(),
        leaders,
        lead_units: lead,
        responsible_units: responsible,
        assisting_units: assisting,
        deadline,
        original_deadline: deadline,
        standing: args.standing,
        // Every date of a deadline is a milestone too.
        milestones: deadline
            .map(|due| Milestone::on("完成时限", due))
            .into_iter()
            .collect(),
        report_cycle: cycle.flatten(),
        ..TaskBody::default()
    })
}

/// The registration goes past the edit that knows the limits, so they are applied here.
fn check_lengths(body: &TaskBody, note: Option<&str>, job: &Job) -> Result<(), Failure> {
    for (field, text) in [
        (Field::Title, body.title.as_str()),
        (Field::Requirement, body.requirement.as_str()),
        (Field::Number, body.number.as_str()),
        (Field::Note, note.unwrap_or_default()),
    ] {
        let length = text.chars().count();
        if length > MAX_TEXT {
            return Err(failure::of_refusal(
                &Refusal::TextTooLong { field, length },
                job.lang,
            ));
        }
    }
    Ok(())
}

/// A subtask stands in its parent's document and region. Subtasks have none of their own: a
/// task line can name a top-level parent only.
fn put_under(
    parent: TaskId,
    body: &mut TaskBody,
    ledger: &Ledger,
    job: &Job,
) -> Result<(), Failure> {
    let above = ledger.task(parent).map_err(job.failed())?;
    if above.parent.is_some() {
        let t = job.texts();
        return Err(job.misused(fill(t.parent_is_child, &[("id", &parent)])));
    }
    body.parent = Some(parent);
    body.document = above.document;
    body.region = above.region.clone();
    body.section_path.clone_from(&above.section_path);
    Ok(())
}

/// The region named, with a word when the standard does not know it.
pub fn region_of(name: &str, ledger: &Ledger, job: &mut Job) -> Result<RegionKey, Failure> {
    let known = ledger.regions().map_err(job.failed())?;
    let (key, is_new) = region::one(name, &known, job.lang)?;
    if is_new {
        job.say(&fill(
            job.texts().region_unclassified,
            &[("value", &key.name())],
        ));
        if let Some(near) = known::near_regions(key.name(), &known, job.lang) {
            job.say(&near);
        }
    }
    Ok(key)
}
