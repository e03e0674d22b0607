//! The row of a task, without what is listed under it: its columns, and how each is written and
//! read. A column that is left out in one of the three does not compile.

use rusqlite::Row as SqlRow;

use crate::domain::vocabulary::vocabulary;
use crate::domain::{
    BatchId, DocumentId, Entry, Progress, RegionKey, ReportCycle, Revision, Sector, Status, Task,
    TaskBody, TaskId,
};
use crate::ledger::sqlite::tables::cells::{Cell, Cells, json as written, maybe_json};
use crate::ledger::sqlite::tables::rows::{
    Read, date, identifier, json, maybe_identifier, maybe_parsed, parsed, time, unreadable,
};
use crate::ledger::store::TaskOutline;

/// Of each column its name and what a task has in it.
macro_rules! task_columns {
    (
        $task:ident;
        $first:ident $first_name:literal $first_cell:expr;
        $( $column:ident $name:literal $cell:expr; )+
    ) => {
        /// The columns of `task`, as a query asks for them.
        pub const TASK_COLUMNS: &str = concat!($first_name, $(", ", $name),+);

        vocabulary! {
            /// A column of `task`, in that order. Those of fields are called as the fields are.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[allow(missing_docs, reason = "told at Task and at its fields")]
            pub enum TaskColumn {
                $first $first_name,
                $( $column $name, )+
            }
        }

        /// The cells of a task, in that order.
        pub(in crate::ledger) fn cells_of($task: &Task) -> Cells<'_, TASK_WIDTH> {
            Ok([$first_cell, $($cell),+])
        }
    };
}

task_columns! {
    task;
    Id "id" task.id.get().into();
    Revision "revision" task.revision.get().into();
    LastBatch "last_batch" task.last_batch.get().into();
    UpdatedAt "updated_at" Cell::Made(Entry::stamp(task.updated_at));
    UpdatedBy "updated_by" (&task.updated_by).into();
    Number "number" (&task.number).into();
    Parent "parent" task.parent.map(TaskId::get).into();
    Document "document" task.document.map(DocumentId::get).into();
    Region "region" task.region.as_str().into();
    Sector "sector" task.sector.name().into();
    SectionPath "section_path" written(&task.section_path)?;
    Title "title" (&task.title).into();
    Requirement "requirement" (&task.requirement).into();
    Problem "problem" task.problem.as_ref().into();
    Objective "objective" task.objective.as_ref().into();
    Measures "measures" task.measures.as_ref().into();
    Clause "clause" maybe_json(&task.clause)?;
    DeadlineText "deadline_text" task.deadline_text.as_ref().into();
    Deadline "deadline" task.deadline.into();
    OriginalDeadline "original_deadline" task.original_deadline.into();
    Standing "standing" task.standing.into();
    Status "status" task.status.id().into();
    Progress "progress" task.progress.map(|it| i64::from(it.percent())).into();
    StartedOn "started_on" task.started_on.into();
    ReportCycle "report_cycle" task.report_cycle.map(ReportCycle::id).into();
    Entries "entries" i64::from(task.entries).into();
}

use TaskColumn as C;

/// How many they are.
pub const TASK_WIDTH: usize = C::ALL.len();

impl TaskColumn {
    /// Its place among them.
    pub const fn at(self) -> usize {
        self as usize
    }
}

/// A task without its lists and events, from [`TASK_COLUMNS`].
pub fn task_of(row: &SqlRow) -> Read<Task> {
    let percent: Option<u8> = row.get(C::Progress.at())?;
    let progress = percent.map(Progress::try_from).transpose();
    let body = TaskBody {
        number: row.get(C::Number.at())?,
        parent: maybe_identifier(row, C::Parent.at(), TaskId::new)?,
        document: maybe_identifier(row, C::Document.at(), DocumentId::new)?,
        region: RegionKey::from(row.get::<_, String>(C::Region.at())?),
        sector: parsed(row, C::Sector.at(), Sector::parse)?,
        section_path: parsed(row, C::SectionPath.at(), json)?,
        title: row.get(C::Title.at())?,
        requirement: row.get(C::Requirement.at())?,
        problem: row.get(C::Problem.at())?,
        objective: row.get(C::Objective.at())?,
        measures: row.get(C::Measures.at())?,
        clause: maybe_parsed(row, C::Clause.at(), json)?,
        leaders: Vec::new(),
        lead_units: Vec::new(),
        responsible_units: Vec::new(),
        assisting_units: Vec::new(),
        deadline_text: row.get(C::DeadlineText.at())?,
        deadline: maybe_parsed(row, C::Deadline.at(), date)?,
        original_deadline: maybe_parsed(row, C::OriginalDeadline.at(), date)?,
        standing: row.get(C::Standing.at())?,
        milestones: Vec::new(),
        indicators: Vec::new(),
        status: parsed(row, C::Status.at(), Status::parse)?,
        progress: progress.map_err(|_| unreadable(C::Progress.at(), "progress"))?,
        started_on: maybe_parsed(row, C::StartedOn.at(), date)?,
        report_cycle: maybe_parsed(row, C::ReportCycle.at(), ReportCycle::parse)?,
    };
    Ok(Task {
        id: identifier(row, C::Id.at(), TaskId::new)?,
        revision: identifier(row, C::Revision.at(), Revision::new)?,
        last_batch: identifier(row, C::LastBatch.at(), BatchId::new)?,
        updated_at: parsed(row, C::UpdatedAt.at(), time)?,
        updated_by: row.get(C::UpdatedBy.at())?,
        updated_login: None,
        entries: row.get(C::Entries.at())?,
        body,
        events: Vec::new(),
    })
}

/// A task without what is listed under it, from [`TASK_COLUMNS`].
pub fn outline_of<'r>(row: &'r SqlRow) -> Read<TaskOutline<'r>> {
    let text = |column: C| Ok::<_, rusqlite::Error>(row.get_ref(column.at())?.as_str()?);
    Ok(TaskOutline {
        id: identifier(row, C::Id.at(), TaskId::new)?,
        revision: row.get(C::Revision.at())?,
        updated_at: text(C::UpdatedAt)?,
        number: text(C::Number)?,
        parent: maybe_identifier(row, C::Parent.at(), TaskId::new)?,
        document: maybe_identifier(row, C::Document.at(), DocumentId::new)?,
        region: text(C::Region)?,
        section_path: text(C::SectionPath)?,
        title: text(C::Title)?,
        requirement: text(C::Requirement)?,
    })
}
