//! What a row of an export says in columns of which nothing is read, and of the state of the task
//! it was written from: whoever changed such a cell is told so, and so is who takes the file of
//! another ledger for one of this.

use chrono::NaiveDate;

use super::base::{Base, Places};
use super::body::says_other_than_extended;
use super::stamp::is_stamp;
use crate::domain::doubt::{DoubtKind, More};
use crate::domain::draft::{TaskDraft, Warning};
use crate::domain::exported::Exported;
use crate::domain::light::LightRules;
use crate::domain::returned_row::Returned;
use crate::domain::same_cell::{kept, kept_name};
use crate::domain::{Field, Lang, Role, SourceDocument, Task, TaskId, china};
use crate::text::clean_text;

/// How many days back a file may have been written to know its lights.
const MOST_DAYS: u64 = 4_000;

/// How often the day of a file is looked for.
const MOST_SEARCHES: usize = 50;

/// Tells of cells that are not read.
pub(in crate::ledger) struct Unread<'o> {
    rules: Option<&'o LightRules>,
    /// The day whose lights the file has.
    day: Option<NaiveDate>,
    searches: usize,
}

impl<'o> Unread<'o> {
    pub fn new(rules: Option<&'o LightRules>) -> Unread<'o> {
        Unread {
            rules,
            day: None,
            searches: 0,
        }
    }

    /// What is to be said of a row.
    pub fn said(
        &mut self,
        task: &Task,
        base: &Base,
        draft: &TaskDraft,
        returned: &Returned,
    ) -> Vec<Warning> {
        let mut said = Vec::new();
        if let Some(then) = base.task(task) {
            let columns = changed_by(then, returned);
            if !columns.is_empty() {
                said.push(DoubtKind::LastChangeUnlike {
                    columns,
                    task: task.id,
                    revision: then.revision,
                });
            }
        }
        if matches!(base, Base::Now) {
            let columns = self.lights(task, returned);
            if !columns.is_empty() {
                let task = task.id;
                said.push(DoubtKind::LightsComputed { columns, task });
            }
        }
        let line = draft.line;
        let said = said.into_iter();
        said.map(|what| what.at(line)).collect()
    }

    /// The lights in a row that are those of no day.
    fn lights(&mut self, task: &Task, returned: &Returned) -> Vec<Exported> {
        let Some(rules) = self.rules else {
            return Vec::new();
        };
        let columns = [Exported::Light, Exported::LightReason];
        let differing = |day: NaiveDate| -> Vec<Exported> {
            let light = LightRules {
                today: day,
                ..rules.clone()
            };
            let light = light.light(task);
            let own = [light.color.id().to_owned(), light.sentence(Lang::Zh)];
            let own = columns.into_iter().zip(own);
            let differs = |(column, own): &(Exported, String)| {
                let cell = returned.raw.get(column);
                cell.is_some_and(|cell| cell != own)
            };
            own.filter(differs).map(|(column, _)| column).collect()
        };
        let today = differing(rules.today);
        if today.is_empty() || self.day.is_some_and(|day| differing(day).is_empty()) {
            return Vec::new();
        }
        if self.searches < MOST_SEARCHES {
            self.searches += 1;
            let first = china::day_of(task.updated_at);
            let days = (1..=MOST_DAYS).map_while(|n| {
                let day = rules.today.checked_sub_days(chrono::Days::new(n))?;
                (day >= first).then_some(day)
            });
            let day = { days }.find(|day| differing(*day).is_empty());
            if day.is_some() {
                self.day = day;
                return Vec::new();
            }
        }
        self.day.map_or(today, differing)
    }
}

/// The columns that say of the last change otherwise than it was.
fn changed_by(then: &Task, returned: &Returned) -> Vec<Exported> {
    let at = returned.raw.get(&Exported::UpdatedAt);
    let by = returned.raw.get(&Exported::UpdatedBy);
    let mut columns = Vec::new();
    if at.is_some_and(|cell| !is_stamp(cell, then.updated_at)) {
        columns.push(Exported::UpdatedAt);
    }
    if by.is_some_and(|cell| kept(cell, &clean_text(&then.updated_by)).is_none()) {
        columns.push(Exported::UpdatedBy);
    }
    columns
}

/// What is to be said of a row that was written from a state the task never had.
pub(in crate::ledger) fn elsewhere(task: &Task, draft: &TaskDraft, base: &Base) -> Option<Warning> {
    let Base::Elsewhere(seen) = base else {
        return None;
    };
    let (task, revision) = (task.id, task.revision);
    let what = match *seen {
        Some(seen) if seen > revision => DoubtKind::RevisionAhead {
            seen,
            task,
            revision,
        },
        Some(seen) => DoubtKind::RevisionUnlike { seen, task },
        None => DoubtKind::NeverChangedThen { task },
    };
    let line = draft.line;
    Some(what.at(line))
}

/// How many tasks are named in one sentence.
const MOST_NAMED: usize = 10;

/// What task lines say otherwise than tasks of the ledger, and never change.
#[derive(Default)]
pub(in crate::ledger) struct Kept {
    /// The words as printed are no field.
    fields: Vec<Option<Field>>,
    tasks: Vec<TaskId>,
    count: usize,
}

impl Kept {
    /// Takes note of what a line says.
    pub fn note(&mut self, task: &Task, draft: &TaskDraft, places: &Places) {
        let document = task.document.and_then(|id| places.documents.get(&id));
        let says = |own: &Option<String>, text: Option<&str>| {
            let is_kept = |own| kept(own, text.unwrap_or_default()).is_some();
            own.as_deref().is_some_and(|own| !is_kept(own))
        };
        let of_document = |read: fn(&SourceDocument) -> Option<&str>| document.and_then(read);
        let number = of_document(|it| it.document_number.as_deref());
        let issuer = of_document(|it| it.issuer.as_deref());
        let issued_on = document.and_then(|it| it.issued_on);
        let region = draft
            .region
            .as_deref()
            .map(str::trim)
            .filter(|it| !it.is_empty());
        let is_other_day = |day: Option<NaiveDate>, own| day.is_some_and(|day| Some(day) != own);
        let is_other_region = region.is_some_and(|name| {
            draft.region_code.is_some() && kept_name(name, task.region.name()).is_none()
        });
        let is_other_document = says(&draft.document_number, number)
            || says(&draft.issuer, issuer)
            || is_other_day(draft.issued_on, issued_on);
        let is_other_status = draft.status.unwrap_or_default() != task.status;
        let differing = [
            (Field::Status, is_other_status),
            (Field::Progress, draft.progress != task.progress),
            (Field::Deadline, says_other_than_extended(task, draft)),
            (Field::StartedOn, draft.started_on != task.started_on),
            (Field::ReportCycle, draft.report_cycle != task.report_cycle),
            (Field::Region, is_other_region),
            (Field::DocumentRecord, is_other_document),
        ];
        let differing = (differing.into_iter())
            .filter(|(field, differs)| *differs && !draft.left_out.contains(field));
        let mut fields: Vec<Option<Field>> = differing.map(|(field, _)| Some(field)).collect();
        if is_printed_otherwise(task, draft) {
            fields.push(None);
        }
        if fields.is_empty() {
            return;
        }
        for field in fields {
            if !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
        self.count += 1;
        if self.tasks.len() < MOST_NAMED {
            self.tasks.push(task.id);
        }
    }

    /// What is to be said of them.
    pub fn said(&self) -> Option<Warning> {
        let more = match self.count > self.tasks.len() {
            true => More::Tasks(self.count),
            false => More::None,
        };
        (self.count > 0).then(|| {
            DoubtKind::LinesKept {
                tasks: self.tasks.clone(),
                more,
                fields: self.fields.clone(),
            }
            .at(None)
        })
    }
}

/// Whether a line has other printed words for the names a task has.
fn is_printed_otherwise(task: &Task, draft: &TaskDraft) -> bool {
    Role::ALL.into_iter().any(|role| {
        let Some(words) = draft.printed.get(role.id()) else {
            return false;
        };
        let parties = task.parties(role);
        let names = parties.iter().map(|party| &party.name);
        let own = parties
            .iter()
            .map(|it| it.printed.as_ref().unwrap_or(&it.name));
        names.eq(draft.parties(role)) && !own.eq(words)
    })
}
