//! A draft as the body of a task, and as an edition of one that is there.

use std::collections::BTreeMap;

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{TaskDraft, Warning};
use crate::domain::region::{Named, look_up};
use crate::domain::task::{Extension, ExtensionDecision};
use crate::domain::task_field::{Clause, TaskBody};
use crate::domain::{
    DocumentId, Field, Milestone, Party, Precision, Region, RegionKey, Role, Task, TaskId, name,
};

use chrono::NaiveDate;

/// How many characters a title made from the requirement has at most.
const SHORT_TITLE: usize = 24;

/// The task a draft describes.
pub fn body_of(
    draft: &TaskDraft,
    region: RegionKey,
    document: Option<DocumentId>,
    parent: Option<TaskId>,
) -> TaskBody {
    let deadline = draft.deadline();
    TaskBody {
        number: draft.number.clone(),
        parent,
        document,
        region,
        sector: draft.sector.unwrap_or_default(),
        section_path: draft.section_path.clone(),
        title: title_of(draft),
        requirement: draft.requirement.clone(),
        problem: draft.problem.clone(),
        objective: draft.objective.clone(),
        measures: draft.measures.clone(),
        clause: draft.clause.clone().map(|text| Clause {
            text,
            line: draft.line,
        }),
        leaders: parties(draft, Role::Leader, &draft.leaders),
        lead_units: parties(draft, Role::LeadUnit, &draft.lead_units),
        responsible_units: parties(draft, Role::ResponsibleUnit, &draft.responsible_units),
        assisting_units: parties(draft, Role::AssistingUnit, &draft.assisting_units),
        deadline_text: draft.deadline_text.clone(),
        deadline,
        original_deadline: draft.original_deadline.or(deadline),
        standing: draft.standing,
        milestones: draft.milestones.clone(),
        indicators: draft.indicators.clone(),
        status: draft.status.unwrap_or_default(),
        progress: draft.progress,
        started_on: draft.started_on,
        report_cycle: draft.report_cycle,
    }
}

/// What the task `there` becomes by this edition: its place, its state and the work recorded on
/// it stay.
pub fn updated_body(there: &Task, draft: &TaskDraft) -> TaskBody {
    let mut body = body_of(draft, there.region.clone(), there.document, there.parent);
    body.status = there.status;
    body.progress = there.progress;
    body.started_on = there.started_on;
    body.report_cycle = there.report_cycle;
    // The same words further down the page are no change.
    let same_words = |clause: &Clause| there.clause.as_ref().is_some_and(|c| c.text == clause.text);
    body.clause = body
        .clause
        .filter(|clause| !same_words(clause))
        .or_else(|| there.clause.clone());
    body.sector = draft.sector.unwrap_or(there.sector);
    keep_deadline(there, draft, &mut body);
    for milestone in &mut body.milestones {
        let same = there
            .milestones
            .iter()
            .find(|old| old.text == milestone.text && old.due == milestone.due);
        milestone.done_on = same.and_then(|old| old.done_on).or(milestone.done_on);
    }
    for role in Role::ALL {
        keep_names(body.parties_mut(role), there.parties(role));
    }
    let is_date = |field: &Field| matches!(field, Field::Deadline | Field::OriginalDeadline);
    for field in draft.left_out.iter().filter(|field| !is_date(field)) {
        // What was read from the ledger can be put back.
        let _ = field.set(&mut body, &field.get(&there.body));
    }
    body
}

/// A date that was moved or corrected in the ledger stays as it is while the document still prints
/// what it printed. What it prints otherwise is a correction: the original date follows, and the
/// date in force unless an extension has set that one. A task line says itself what is in force.
fn keep_deadline(there: &Task, draft: &TaskDraft, body: &mut TaskBody) {
    if says_no_date(there, draft) {
        body.deadline = there.deadline;
        body.original_deadline = draft.original_deadline.or(there.original_deadline);
        return;
    }
    if says_other_than_extended(there, draft) {
        let printed = body.deadline;
        body.original_deadline = there.original_deadline;
        return move_milestones(there, body, printed, there.deadline);
    }
    if draft.deadline.is_some() {
        let is_moved = body.deadline != there.deadline && there.extensions() == 0;
        let original = match is_moved {
            true => body.deadline,
            false => there.original_deadline.or(body.deadline),
        };
        body.original_deadline = draft.original_deadline.or(original);
        return;
    }
    let printed = body.deadline;
    let (deadline, original) = match prints_as_before(there, printed) {
        true => (there.deadline, there.original_deadline),
        false if there.extensions() > 0 => (there.deadline, printed),
        false => (printed, printed),
    };
    body.original_deadline = original.or(deadline);
    if deadline != printed {
        move_milestones(there, body, printed, deadline);
    }
}

/// Whether a task line says nothing of the date in force, nor anything new that it would follow from.
fn says_no_date(there: &Task, draft: &TaskDraft) -> bool {
    let is_left_out = |field: Field| draft.left_out.contains(&field);
    is_left_out(Field::Deadline)
        && (is_left_out(Field::DeadlineText) || draft.deadline_text == there.deadline_text)
        && (is_left_out(Field::Milestones) || draft.milestones == there.milestones)
}

/// Whether a task line says another date in force than the one that an extension has set: that was
/// decided for a reason, and a line can give none.
pub(super) fn says_other_than_extended(there: &Task, draft: &TaskDraft) -> bool {
    draft.deadline.is_some_and(|own| own != there.deadline) && there.extensions() > 0
}

/// Whether the document gives the date it gave when the task was taken in: the original one, or one
/// that was corrected since.
fn prints_as_before(there: &Task, printed: Option<NaiveDate>) -> bool {
    let is_corrected =
        |line: &Extension| line.decision == ExtensionDecision::Correction && line.from == printed;
    printed == there.original_deadline
        || printed.is_some() && there.extension_book().any(is_corrected)
}

/// Moves the date of an edition to the one in force, as the move itself did: open milestones of the
/// printed date go along, reached ones stay.
fn move_milestones(
    there: &Task,
    body: &mut TaskBody,
    printed: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
) {
    let is_there = |milestone: &Milestone| {
        let mut same = there.milestones.iter();
        same.any(|old| old.text == milestone.text && old.due == milestone.due)
    };
    let moves = |m: &Milestone| m.due.is_some() && m.due == printed && !is_there(m);
    if deadline.is_none() {
        body.milestones.retain(|milestone| !moves(milestone));
    }
    for milestone in body
        .milestones
        .iter_mut()
        .filter(|milestone| moves(milestone))
    {
        milestone.due = deadline;
        milestone.precision = Precision::Day;
    }
    body.deadline = deadline;
    let added: Vec<Milestone> = there
        .milestones
        .iter()
        .filter(|m| m.due.is_some() && m.due == deadline)
        .filter(|m| !body.milestones.iter().any(|new| new.due == m.due))
        .cloned()
        .collect();
    body.milestones.extend(added);
}

/// A name that is there already stays as it is written there, with the words it was printed with:
/// the same file is no change because names were cleaned otherwise when it was first taken in.
fn keep_names(new: &mut [Party], old: &[Party]) {
    for party in new {
        let before = old.iter().find(|old| name::is_same(&old.name, &party.name));
        if let Some(before) = before {
            party.name.clone_from(&before.name);
            if party.printed.is_none() {
                party.printed.clone_from(&before.printed);
            }
        }
    }
}

/// A title is never empty: the beginning of the requirement stands in, or the number.
pub fn title_of(draft: &TaskDraft) -> String {
    let title = draft.title.trim();
    if !title.is_empty() {
        return title.to_owned();
    }
    let first = draft
        .requirement
        .trim()
        .split(['。', '；', '\n', '，'])
        .next()
        .unwrap_or_default();
    let short: String = first.chars().take(SHORT_TITLE).collect();
    match (short.is_empty(), draft.number.is_empty()) {
        (false, _) => short,
        (true, false) => draft.number.clone(),
        (true, true) => "(无标题)".to_owned(),
    }
}

fn parties(draft: &TaskDraft, role: Role, names: &[String]) -> Vec<Party> {
    let printed = draft.printed.get(role.id());
    names
        .iter()
        .enumerate()
        .map(|(place, name)| Party {
            name: name.clone(),
            printed: printed
                .filter(|words| words.len() == names.len())
                .and_then(|words| words.get(place))
                .filter(|word| !name::is_same(word, name))
                .cloned(),
        })
        .collect()
}

/// The region a draft names: by code, by name, as an earlier edition of its document was taken in
/// (or all its tasks would be new), by a namesake the ledger already has. What the standard does
/// not know, or knows several of, comes under 未归类 with a warning.
pub fn resolve_region(
    name: Option<&str>,
    draft: &TaskDraft,
    known: &BTreeMap<RegionKey, Region>,
    taken_before: Option<&RegionKey>,
    warnings: &mut Vec<Warning>,
) -> RegionKey {
    let line = draft.line;
    let mut doubt = |what: DoubtKind| warnings.push(what.at(line));
    if let Some(code) = draft.region_code {
        return match (look_up(&code.to_string()), name) {
            (Named::One(key), _) => key,
            (_, Some(name)) => RegionKey::coded(code, name),
            (_, None) => {
                doubt(DoubtKind::RegionCodeUnknown { code });
                RegionKey::uncoded(&code.to_string())
            }
        };
    }
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        doubt(DoubtKind::RegionUnnamed);
        return RegionKey::unclassified();
    };
    match (look_up(name), taken_before) {
        (Named::One(key), _) => key,
        (_, Some(key)) => key.clone(),
        (Named::Several(keys), None) => {
            let mut there = keys.iter().filter(|key| known.contains_key(key));
            match (there.next(), there.next()) {
                (Some(key), None) => key.clone(),
                _ => {
                    doubt(DoubtKind::RegionAmbiguous {
                        count: keys.len(),
                        name: name.to_owned(),
                    });
                    RegionKey::uncoded_among(name, known.keys())
                }
            }
        }
        (Named::Unknown, None) => {
            let key = RegionKey::uncoded_among(name, known.keys());
            if key != RegionKey::unclassified() && !known.contains_key(&key) {
                let name = name.to_owned();
                doubt(DoubtKind::RegionUnknown { name });
            }
            key
        }
    }
}
