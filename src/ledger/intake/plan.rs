//! What an intake is given, and what it would do or did.

use chrono::{DateTime, NaiveDate, Utc};

use super::row_doubt::RowDoubt;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};
use crate::domain::light::LightRules;
use crate::domain::row_fault::RowFault;
use crate::domain::task::SourceFile;
use crate::domain::{BatchId, Change, RegionKey, Revision, TaskId};
use crate::ledger::error::LedgerError;

/// Drafts that can be read more than once and need not all be in memory.
pub trait Drafts {
    /// The head of a document, by its place; none for a file of task lines.
    fn head(&self, document: usize) -> Option<&DocumentHead>;

    /// Whether any of them may be a row of an export.
    fn has_returned(&self) -> bool;

    /// Shows every draft in order, with the place of its document and its own in that.
    ///
    /// # Errors
    /// What `each` answers; [`LedgerError::Drafts`] when they cannot be read.
    fn walk(&self, each: &mut EachDraft) -> Result<(), LedgerError>;
}

/// What is done with every draft.
pub type EachDraft<'a> = dyn FnMut(usize, usize, &TaskDraft) -> Result<(), LedgerError> + 'a;

/// Whole documents.
pub(in crate::ledger) struct Documents<'a>(pub(in crate::ledger) &'a [DraftDocument]);

impl Drafts for Documents<'_> {
    fn head(&self, document: usize) -> Option<&DocumentHead> {
        self.0.get(document)?.document.as_ref()
    }

    fn has_returned(&self) -> bool {
        self.0.iter().any(DraftDocument::has_returned)
    }

    fn walk(&self, each: &mut EachDraft) -> Result<(), LedgerError> {
        for (document, source) in self.0.iter().enumerate() {
            for (index, draft) in source.tasks.iter().enumerate() {
                each(document, index, draft)?;
            }
        }
        Ok(())
    }
}

/// How drafts are taken in.
#[derive(Clone, Debug, Default)]
pub struct IntakeOptions {
    /// Also hand new tasks out (交办), so that their clocks run.
    pub assign: bool,
    /// Also record changes to tasks that are there.
    pub accept_changes: bool,
    /// Also take what is held for a doubt.
    pub accept_doubtful: bool,
    /// The region of documents and tasks that name none, or of all of them.
    pub region: Option<RegionKey>,
    /// Why rows of an export were changed, where they do not say themselves.
    pub reason: Option<String>,
    /// The day on which it is recorded.
    pub today: NaiveDate,
    /// What lights are computed by, to know those in an export.
    pub rules: Option<LightRules>,
    /// The file each document was read from, in their order.
    pub files: Vec<Option<SourceFile>>,
}

/// What becomes of one draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is not in the ledger.
    New,
    /// It is there just so.
    Same(TaskId),
    /// It is there and differs in these fields.
    Changed(TaskId, Vec<Change>),
    /// It was changed in the file and in the ledger.
    Conflict(TaskId, Box<Conflict>),
    /// It cannot be taken, and nothing of the intake can.
    Refused(Option<TaskId>, Vec<RowFault>),
}

/// What a row that is in conflict was written from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parted {
    /// An earlier state of the task.
    Earlier,
    /// A state the task never had, with the revision the row says: the file is of another ledger, or
    /// the ledger went back to an earlier state.
    Elsewhere(Option<Revision>),
}

/// A row that was changed while the task was changed in the ledger too. It is left alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What the row would have changed, against the task as it was when the file was written.
    pub changes: Vec<Change>,
    /// Why it could not have changed that even so.
    pub faults: Vec<RowFault>,
    /// From what the row was written.
    pub parted: Parted,
    /// The revision the task has now.
    pub revision: Revision,
    /// Who changed it last.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// How much a draft wants to be looked at, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// It cannot be taken, and keeps all others out.
    Refused,
    /// It is doubtful, or in conflict.
    Doubtful,
    /// It would be taken.
    Taken,
    /// It changes nothing.
    Same,
}

impl Attention {
    /// That of a draft with a verdict.
    pub fn of(verdict: Option<&Verdict>, is_doubtful: bool) -> Attention {
        match verdict {
            Some(Verdict::Refused(..)) => Attention::Refused,
            Some(Verdict::Conflict(..)) => Attention::Doubtful,
            _ if is_doubtful => Attention::Doubtful,
            Some(Verdict::Same(_)) => Attention::Same,
            Some(Verdict::New | Verdict::Changed(..)) | None => Attention::Taken,
        }
    }
}

/// One draft with its verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedTask {
    /// Which document of the intake.
    pub document: usize,
    /// Which draft of that document.
    pub draft: usize,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What is doubtful about it beside the ledger.
    pub doubts: Vec<RowDoubt>,
}

impl PlannedTask {
    /// Whether it is left out for a doubt.
    pub fn is_held(&self) -> bool {
        let is_taken = matches!(self.verdict, Verdict::New | Verdict::Changed(..));
        is_taken && self.doubts.iter().any(|doubt| doubt.holds)
    }

    /// How many values it would put over ones of which nobody knows whether they are newer.
    pub fn undated_values(&self) -> usize {
        let undated = |doubt: &&RowDoubt| {
            doubt.holds && matches!(doubt.warning.what, DoubtKind::Undated { .. })
        };
        self.doubts.iter().filter(undated).count()
    }
}

/// What an intake would do, or did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntakePlan {
    /// Every draft, in order.
    pub tasks: Vec<PlannedTask>,
    /// Tasks of the same documents that the drafts no longer have; they stay.
    pub missing: Vec<TaskId>,
    /// Doubts that arose on the way in and are about no draft alone: unknown regions, parents not
    /// found, files of another ledger.
    pub warnings: Vec<Warning>,
    /// New tasks with a date that were not handed out, so that no clock runs on them.
    pub dated_unassigned: usize,
    /// The batch recorded; `None` for a plan, or when nothing had to be.
    pub batch: Option<BatchId>,
    /// The ids of the new tasks, in order.
    pub registered: Vec<TaskId>,
}

impl IntakePlan {
    /// How many drafts are new.
    pub fn new_count(&self) -> usize {
        self.tasks
            .iter()
            .filter(|task| task.verdict == Verdict::New)
            .count()
    }

    /// How many are there just so.
    pub fn same_count(&self) -> usize {
        self.tasks
            .iter()
            .filter(|task| matches!(task.verdict, Verdict::Same(_)))
            .count()
    }

    /// The tasks that were changed in the file and in the ledger.
    pub fn conflicts(&self) -> impl Iterator<Item = (TaskId, &Conflict)> {
        self.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Conflict(id, conflict) => Some((*id, conflict.as_ref())),
            _ => None,
        })
    }

    /// All doubts, those of the drafts included.
    pub fn all_warnings(&self) -> impl Iterator<Item = &Warning> {
        let of_tasks = self.tasks.iter().flat_map(|task| &task.doubts);
        let of_tasks = of_tasks.map(|doubt| &doubt.warning);
        self.warnings.iter().chain(of_tasks)
    }

    /// What is left out until somebody says that its doubts are none.
    pub fn held(&self) -> impl Iterator<Item = &PlannedTask> {
        self.tasks.iter().filter(|task| task.is_held())
    }

    /// What cannot be taken, and why.
    pub fn refused(&self) -> impl Iterator<Item = (&PlannedTask, &[RowFault])> {
        self.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Refused(_, faults) => Some((task, faults.as_slice())),
            _ => None,
        })
    }

    /// The tasks that differ, with their differences.
    pub fn changed(&self) -> impl Iterator<Item = (TaskId, &[Change])> {
        self.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Changed(id, changes) => Some((*id, changes.as_slice())),
            _ => None,
        })
    }
}
