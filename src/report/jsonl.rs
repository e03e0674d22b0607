//! A ledger as task lines, which `import` reads back: what [`TaskDraft`] reads, from the ledger.
//!
//! Every field of a list but what the next ledger will count or compute anew, and what a list
//! leaves out of the document. History is not in it; that is what a backup is for.
//!
//! [`TaskDraft`]: crate::domain::draft::TaskDraft

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::fold::State;
use crate::domain::{
    Indicator, Milestone, Party, Progress, RegionCode, ReportCycle, Role, Sector, Status, Task,
    TaskId,
};

/// One line.
#[derive(Debug, Serialize)]
struct TaskLine<'a> {
    number: &'a str,
    parent: Option<&'a str>,
    document: Option<&'a str>,
    document_number: Option<&'a str>,
    issuer: Option<&'a str>,
    issued_on: Option<NaiveDate>,
    region: &'a str,
    region_code: Option<RegionCode>,
    sector: Sector,
    section_path: &'a [String],
    title: &'a str,
    requirement: &'a str,
    problem: Option<&'a str>,
    objective: Option<&'a str>,
    measures: Option<&'a str>,
    leaders: Vec<&'a str>,
    lead_units: Vec<&'a str>,
    responsible_units: Vec<&'a str>,
    assisting_units: Vec<&'a str>,
    printed: BTreeMap<&'static str, Vec<&'a str>>,
    status: Status,
    progress: Option<Progress>,
    deadline_text: Option<&'a str>,
    deadline: Option<NaiveDate>,
    original_deadline: Option<NaiveDate>,
    standing: bool,
    started_on: Option<NaiveDate>,
    report_cycle: Option<ReportCycle>,
    milestones: &'a [Milestone],
    indicators: &'a [Indicator],
    line: Option<u32>,
    clause: Option<&'a str>,
}

impl<'a> TaskLine<'a> {
    fn of(task: &'a Task, state: &'a State) -> TaskLine<'a> {
        let body = &task.body;
        let document = state.document_of(body);
        let parent = body.parent.and_then(|id| state.tasks.get(&id));
        let names = |role| body.parties(role).iter().map(|p| p.name.as_str()).collect();
        TaskLine {
            number: &body.number,
            parent: parent.map(called),
            document: document.map(|d| d.title.as_str()),
            document_number: document.and_then(|d| d.document_number.as_deref()),
            issuer: document.and_then(|d| d.issuer.as_deref()),
            issued_on: document.and_then(|d| d.issued_on),
            region: body.region.name(),
            region_code: body.region.code(),
            sector: body.sector,
            section_path: &body.section_path,
            title: &body.title,
            requirement: &body.requirement,
            problem: body.problem.as_deref(),
            objective: body.objective.as_deref(),
            measures: body.measures.as_deref(),
            leaders: names(Role::Leader),
            lead_units: names(Role::LeadUnit),
            responsible_units: names(Role::ResponsibleUnit),
            assisting_units: names(Role::AssistingUnit),
            printed: printed(task),
            status: body.status,
            progress: body.progress,
            deadline_text: body.deadline_text.as_deref(),
            deadline: body.deadline,
            original_deadline: body.original_deadline,
            standing: body.standing,
            started_on: body.started_on,
            report_cycle: body.report_cycle,
            milestones: &body.milestones,
            indicators: &body.indicators,
            line: body.clause.as_ref().and_then(|clause| clause.line),
            clause: body.clause.as_ref().map(|clause| clause.text.as_str()),
        }
    }
}

/// What a parent is found by: its number, or its title when it bears none.
fn called(parent: &Task) -> &str {
    if parent.number.is_empty() {
        &parent.title
    } else {
        &parent.number
    }
}

/// The printed words of every role where any differ from the names.
fn printed(task: &Task) -> BTreeMap<&'static str, Vec<&str>> {
    let words = |party: &'_ Party| party.printed.is_some();
    Role::ALL
        .into_iter()
        .filter(|role| task.parties(*role).iter().any(words))
        .map(|role| {
            let parties = task.body.parties(role).iter();
            let words = parties.map(|p| p.printed.as_deref().unwrap_or(&p.name));
            (role.id(), words.collect())
        })
        .collect()
}

/// Writes the line of a task of `state`, in which the one above it is as well.
///
/// # Errors
/// Whatever the writer reports.
pub fn write_line(task: &Task, state: &State, into: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *into, &TaskLine::of(task, state))?;
    into.write_all(b"\n")
}

/// The tasks by id, children right after their parent; `parents` says who stands below whom.
pub fn family_order(tasks: &[TaskId], parents: &BTreeMap<TaskId, TaskId>) -> Vec<TaskId> {
    let wanted: BTreeSet<TaskId> = tasks.iter().copied().collect();
    let mut children: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    let mut tops = Vec::new();
    for task in &wanted {
        match parents.get(task).filter(|parent| wanted.contains(parent)) {
            Some(parent) => children.entry(*parent).or_default().push(*task),
            None => tops.push(*task),
        }
    }
    let mut ordered = Vec::with_capacity(wanted.len());
    let mut ahead: Vec<TaskId> = tops.into_iter().rev().collect();
    while let Some(task) = ahead.pop() {
        ordered.push(task);
        if let Some(below) = children.remove(&task) {
            ahead.extend(below.into_iter().rev());
        }
    }
    ordered
}
