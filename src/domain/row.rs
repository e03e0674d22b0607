//! A task as a line of a list: everything a table, a facet, a sort and a search look at, and
//! nothing that only the reading pane shows.

use chrono::{DateTime, NaiveDate, Utc};

use super::entry::{Actor, EntryText, Unreadable};
use super::id::{DocumentId, EntryId, Revision, TaskId};
use super::light::{Light, LightRules};
use super::measure::Progress;
use super::people::{Party, Role};
use super::region::RegionKey;
use super::sector::Sector;
use super::status::Status;
use super::task::Task;

/// The list line of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The task.
    pub id: TaskId,
    /// The revision this line was read at.
    pub revision: Revision,
    /// See [`super::task_field::TaskBody::number`].
    pub number: String,
    /// The task it details.
    pub parent: Option<TaskId>,
    /// The document it came from.
    pub document: Option<DocumentId>,
    /// Where.
    pub region: RegionKey,
    /// Field of work.
    pub sector: Sector,
    /// Short name.
    pub title: String,
    /// 责任领导.
    pub leaders: Vec<Party>,
    /// Every unit with its role, lead first; a unit in two roles stands twice.
    pub units: Vec<(Role, Party)>,
    /// State.
    pub status: Status,
    /// Share done.
    pub progress: Option<Progress>,
    /// Date in force.
    pub deadline: Option<NaiveDate>,
    /// First date recorded.
    pub original_deadline: Option<NaiveDate>,
    /// Whether an approved extension moved it.
    pub extended: bool,
    /// 长期坚持.
    pub standing: bool,
    /// The nearest date that still counts.
    pub open_due: Option<NaiveDate>,
    /// Whether a progress figure or a report exists.
    pub has_data: bool,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: String,
}

impl Row {
    /// The line of `task`.
    pub fn of(task: &Task) -> Row {
        let body = &task.body;
        let units = [Role::LeadUnit, Role::ResponsibleUnit, Role::AssistingUnit]
            .into_iter()
            .flat_map(|role| {
                body.parties(role)
                    .iter()
                    .map(move |unit| (role, unit.clone()))
            })
            .collect();
        Row {
            id: task.id,
            revision: task.revision,
            number: body.number.clone(),
            parent: body.parent,
            document: body.document,
            region: body.region.clone(),
            sector: body.sector,
            title: body.title.clone(),
            leaders: body.leaders.clone(),
            units,
            status: body.status,
            progress: body.progress,
            deadline: body.deadline,
            original_deadline: body.original_deadline,
            extended: task.extensions() > 0,
            standing: body.standing,
            open_due: body.open_dates().min(),
            has_data: body.progress.is_some() || task.has_report(),
            updated_at: task.updated_at,
            updated_by: task.updated_by.clone(),
        }
    }

    /// Its light under `rules`.
    pub fn light(&self, rules: &LightRules) -> Light {
        rules.of(self.status, self.deadline, self.open_due, self.has_data)
    }

    /// The units in `role`.
    pub fn units_as(&self, role: Role) -> impl Iterator<Item = &Party> {
        self.units
            .iter()
            .filter(move |(as_role, _)| *as_role == role)
            .map(|(_, unit)| unit)
    }

    /// Every unit once, lead first.
    pub fn distinct_units(&self) -> impl Iterator<Item = &Party> {
        self.units
            .iter()
            .enumerate()
            .filter_map(|(index, (_, unit))| {
                let seen = self.units[..index]
                    .iter()
                    .any(|(_, earlier)| earlier.name == unit.name);
                (!seen).then_some(unit)
            })
    }
}

/// A change somebody made, as live refresh hears of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The task.
    pub task: TaskId,
    /// The last entry about it.
    pub entry: EntryId,
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

impl Touch {
    /// The change that an entry is of a task, without what changed; `None` for one about a record.
    ///
    /// # Errors
    /// When a column is none of a lawful entry.
    pub fn of(entry: &EntryText) -> Result<Option<Touch>, Unreadable> {
        let Some(task) = entry.task()? else {
            return Ok(None);
        };
        Ok(Some(Touch {
            task,
            entry: entry.id()?,
            actor: entry.actor()?,
            at: entry.at()?,
        }))
    }
}
