//! A task as scripts see it (DESIGN part 7): every key always present, in this order.

use chrono::{NaiveDate, SecondsFormat};
use serde::Serialize;

use crate::domain::fold::State;
use crate::domain::light::LightRules;
use crate::domain::task::EventBody;
use crate::domain::{
    Entry, Indicator, Lang, LightColor, Milestone, Party, Progress, RegionCode, Sector, Status,
    Task, TaskId,
};

/// A task of a list.
#[derive(Clone, Debug, Serialize)]
pub struct TaskView<'a> {
    /// Its number for life.
    pub id: TaskId,
    /// As printed.
    pub number: &'a str,
    /// The task it details.
    pub parent: Option<TaskId>,
    /// Title of its document.
    pub document: Option<&'a str>,
    /// Name of its region.
    pub region: &'a str,
    /// Code of its region, when the standard has one.
    pub region_code: Option<RegionCode>,
    /// Name of its sector.
    pub sector: Sector,
    /// Headings above it.
    pub section_path: &'a [String],
    /// Short name.
    pub title: &'a str,
    /// What is demanded.
    pub requirement: &'a str,
    /// 责任领导.
    pub leaders: Vec<&'a str>,
    /// 牵头单位.
    pub lead_units: Vec<&'a str>,
    /// 责任单位.
    pub responsible_units: Vec<&'a str>,
    /// 配合单位.
    pub assisting_units: Vec<&'a str>,
    /// State.
    pub status: Status,
    /// Share done, per cent.
    pub progress: Option<Progress>,
    /// Colour on the day asked for.
    pub light: LightColor,
    /// Why, in Chinese whatever the language.
    pub light_reason: String,
    /// Date in force.
    pub deadline: Option<NaiveDate>,
    /// First date recorded.
    pub original_deadline: Option<NaiveDate>,
    /// 长期坚持.
    pub standing: bool,
    /// 节点.
    pub milestones: &'a [Milestone],
    /// 量化指标.
    pub indicators: &'a [Indicator],
    /// How many batches touched it.
    pub revision: i64,
    /// RFC 3339, UTC.
    pub updated_at: String,
    /// Who changed it last.
    pub updated_by: &'a str,
}

/// A task on its own: a [`TaskView`] and what only the reading pane shows.
#[derive(Clone, Debug, Serialize)]
pub struct TaskDetail<'a> {
    /// What a list shows.
    #[serde(flatten)]
    pub task: TaskView<'a>,
    /// Ids of the tasks that detail it.
    pub children: Vec<TaskId>,
    /// The notes in force, oldest first.
    pub notes: Vec<NoteView<'a>>,
    /// 问题描述.
    pub problem: Option<&'a str>,
    /// 目标任务.
    pub objective: Option<&'a str>,
    /// 工作措施.
    pub measures: Option<&'a str>,
}

/// A note.
#[derive(Clone, Debug, Serialize)]
pub struct NoteView<'a> {
    /// When, RFC 3339, UTC.
    pub at: String,
    /// By whom.
    pub user: &'a str,
    /// The words.
    pub text: &'a str,
}

impl<'a> TaskView<'a> {
    /// `task` of the ledger `state`, its light under `rules`.
    pub fn of(task: &'a Task, state: &'a State, rules: &LightRules) -> TaskView<'a> {
        let (body, light) = (&task.body, rules.light(task));
        TaskView {
            id: task.id,
            number: &body.number,
            parent: body.parent,
            document: state
                .document_of(body)
                .map(|document| document.title.as_str()),
            region: body.region.name(),
            region_code: body.region.code(),
            sector: body.sector,
            section_path: &body.section_path,
            title: &body.title,
            requirement: &body.requirement,
            leaders: names(&body.leaders),
            lead_units: names(&body.lead_units),
            responsible_units: names(&body.responsible_units),
            assisting_units: names(&body.assisting_units),
            status: body.status,
            progress: body.progress,
            light: light.color,
            light_reason: light.sentence(Lang::Zh),
            deadline: body.deadline,
            original_deadline: body.original_deadline,
            standing: body.standing,
            milestones: &body.milestones,
            indicators: &body.indicators,
            revision: task.revision.get(),
            updated_at: stamp(task),
            updated_by: &task.updated_by,
        }
    }
}

impl<'a> TaskDetail<'a> {
    /// `task` of the ledger `state`, its light under `rules`.
    pub fn of(task: &'a Task, state: &'a State, rules: &LightRules) -> TaskDetail<'a> {
        let children = state
            .tasks
            .values()
            .filter(|child| child.parent == Some(task.id));
        TaskDetail {
            task: TaskView::of(task, state, rules),
            children: children.map(|child| child.id).collect(),
            notes: notes(task),
            problem: task.problem.as_deref(),
            objective: task.objective.as_deref(),
            measures: task.measures.as_deref(),
        }
    }
}

/// The notes of a task in force, oldest first.
pub fn notes(task: &Task) -> Vec<NoteView<'_>> {
    task.events()
        .filter_map(|event| match &event.body {
            EventBody::Note { text } => Some(NoteView {
                at: event.at.to_rfc3339_opts(SecondsFormat::Millis, true),
                user: &event.user,
                text,
            }),
            _ => None,
        })
        .collect()
}

fn names(parties: &[Party]) -> Vec<&str> {
    parties.iter().map(|party| party.name.as_str()).collect()
}

fn stamp(task: &Task) -> String {
    Entry::stamp(task.updated_at)
}
