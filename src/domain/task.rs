//! A task as the ledger stores it, and the document it came from.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::id::{BatchId, DocumentId, EntryId, Revision, TaskId};
use super::measure::Progress;
use super::region::RegionKey;
use super::task_field::TaskBody;

/// An official plan from which tasks were taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceDocument {
    /// Its id in the ledger.
    pub id: DocumentId,
    /// The plan's own title.
    pub title: String,
    /// 文号, when it bears one.
    pub document_number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When.
    pub issued_on: Option<NaiveDate>,
    /// The region it binds.
    pub region: RegionKey,
    /// Name, size and SHA-256 of the file it was imported from.
    #[serde(default)]
    pub file: Option<SourceFile>,
}

/// The file a document was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The file's name without its folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hex.
    pub digest: String,
}

/// Something that was added to a task and replaces nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventBody {
    /// 备注.
    Note {
        /// The words.
        text: String,
    },
    /// 退回: the handed-in result was found unfit.
    Returned {
        /// Why.
        text: String,
    },
    /// 反馈/填报.
    Report {
        /// The words.
        text: String,
        /// The figure reported, if any.
        progress: Option<Progress>,
        /// The last day of the period it covers.
        period_end: Option<NaiveDate>,
    },
    /// 延期, or a correction of the date.
    Extension(Extension),
    /// 提醒 … 问责建议.
    Escalation {
        /// The step's identifier: remind, urge, notice, bulletin, summon_talk, accountability.
        step: String,
        /// The words sent.
        text: String,
    },
    /// 实际值 of an indicator.
    Reading {
        /// The indicator's name.
        indicator: String,
        /// The value read.
        value: f64,
        /// On which day.
        on: NaiveDate,
    },
}

/// One line of the extension book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// What was asked for or decided.
    pub decision: ExtensionDecision,
    /// The date in force before.
    pub from: Option<NaiveDate>,
    /// The date asked for; of a correction `None` where no date is printed at all.
    pub to: Option<NaiveDate>,
    /// The day it was asked on.
    pub asked_on: NaiveDate,
}

impl Extension {
    /// Whether it was asked for only after the date had passed.
    pub fn is_late(&self) -> bool {
        let is_correction = self.decision == ExtensionDecision::Correction;
        !is_correction && self.from.is_some_and(|due| self.asked_on > due)
    }
}

/// What an extension amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionDecision {
    /// Asked and approved: moves the date in force.
    Approved,
    /// Asked, not decided: the date stands.
    Asked,
    /// 更正原文: the recorded date was wrong, this is no extension.
    Correction,
}

/// An event with where it stands in the audit trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The entry that recorded it.
    pub entry: EntryId,
    /// That entry's batch.
    pub batch: BatchId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub user: String,
    /// The login name behind that name, where it was asked for and is known.
    pub login: Option<String>,
    /// What.
    pub body: EventBody,
    /// Taken back by an undo; kept so that a redo restores it as it was.
    pub withdrawn: bool,
}

/// A task of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Its number for life.
    pub id: TaskId,
    /// How many batches touched it.
    pub revision: Revision,
    /// The last of them.
    pub last_batch: BatchId,
    /// When it did.
    pub updated_at: DateTime<Utc>,
    /// Who did.
    pub updated_by: String,
    /// How many entries of the trail are about it.
    pub entries: u32,
    /// The login name behind that name, where it was asked for and is known.
    pub updated_login: Option<String>,
    /// What it says.
    pub body: TaskBody,
    /// What was added to it, oldest first, withdrawn ones included.
    pub events: Vec<Event>,
}

/// A task as people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskName {
    /// Which.
    pub id: TaskId,
    /// Where.
    pub region: RegionKey,
    /// As printed; may be empty.
    pub number: String,
    /// Its short name.
    pub title: String,
}

impl TaskName {
    /// How `task` is called.
    pub fn of(task: &Task) -> TaskName {
        TaskName {
            id: task.id,
            region: task.region.clone(),
            number: task.number.clone(),
            title: task.title.clone(),
        }
    }

    /// Region and number: enough to tell a task in a sentence. Without a number its id stands.
    pub fn short(&self) -> String {
        match self.number.is_empty() {
            true => format!("{} #{}", self.region.short(), self.id),
            false => format!("{} {}", self.region.short(), self.number),
        }
    }
}

impl Task {
    /// The events in force, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().filter(|event| !event.withdrawn)
    }

    /// Whether a unit has reported anything.
    pub fn has_report(&self) -> bool {
        self.events()
            .any(|event| matches!(event.body, EventBody::Report { .. }))
    }

    /// How often the deadline was moved by an approved extension.
    pub fn extensions(&self) -> usize {
        self.extension_book()
            .filter(|line| line.decision == ExtensionDecision::Approved)
            .count()
    }

    /// The book of extensions, oldest first.
    pub fn extension_book(&self) -> impl DoubleEndedIterator<Item = &Extension> {
        self.events().filter_map(|event| match &event.body {
            EventBody::Extension(extension) => Some(extension),
            _ => None,
        })
    }

    /// The request that an approval of the date `to` decides: one for that date, else the last one
    /// since an extension was approved.
    pub fn open_request(&self, to: Option<NaiveDate>) -> Option<&Extension> {
        let since = self.extension_book().rev();
        let open: Vec<&Extension> = since
            .take_while(|line| line.decision != ExtensionDecision::Approved)
            .filter(|line| line.decision == ExtensionDecision::Asked)
            .collect();
        let for_date = open.iter().find(|line| line.to == to);
        for_date.or(open.first()).copied()
    }

    /// The date as the document has it, which a correction mends: the original one, where an
    /// extension has moved the date in force.
    pub fn printed_deadline(&self) -> Option<NaiveDate> {
        match self.extensions() {
            0 => self.deadline,
            _ => self.original_deadline,
        }
    }

    /// How often it was sent back.
    pub fn returns(&self) -> usize {
        self.events()
            .filter(|event| matches!(event.body, EventBody::Returned { .. }))
            .count()
    }
}

impl std::ops::Deref for Task {
    type Target = TaskBody;
    fn deref(&self) -> &TaskBody {
        &self.body
    }
}
