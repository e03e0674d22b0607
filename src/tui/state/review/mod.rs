//! Screen 6: a file on its way into the ledger. What was read stays as it was; what a person makes
//! of it (corrected, dropped, looked at) lies over it until both are taken in or thrown away.

mod columns;
mod doubts;
mod fields;
mod lines;
mod listing;
mod overlay;
mod slots;

use std::path::PathBuf;
use std::sync::Arc;

pub use crate::domain::doubt::{FieldSlot, HeadField};
pub use columns::ColumnScreen;
pub use fields::{date_of, set_names};
pub use lines::{ReviewLine, Totals};
pub use overlay::{KeptReview, Overlay, TaskAt};

use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::{Change, EntryId, Field, TaskId};
use crate::import::{FileReading, SourcePlace, Watch, index_of, place_of};
use crate::ledger::{IntakePlan, PlannedTask, Verdict};

/// The screen.
#[derive(Debug, Default)]
pub struct Import {
    /// What is on it.
    pub step: ImportStep,
    /// The path typed last.
    pub path: String,
    /// To be opened as soon as the first ledger is made.
    pub is_wanted: bool,
    /// Why the last file was not read.
    pub fault: String,
    /// How many questions the ledger was asked.
    pub asked: u64,
    /// Corrections of an earlier start, for the file being read.
    pub kept: Option<KeptReview>,
}

/// What is on the screen.
#[derive(Debug, Default)]
pub enum ImportStep {
    /// Nothing: a file is to be chosen.
    #[default]
    Empty,
    /// A file is being read.
    Reading(Under),
    /// A file that was read.
    Review(Box<Review>),
    /// What the columns of a ledger hold.
    Columns(Box<ColumnScreen>),
}

/// A reading under way.
#[derive(Debug)]
pub struct Under {
    /// The file.
    pub path: PathBuf,
    /// What follows it.
    pub watch: Watch,
    /// How many bytes were read when last looked at.
    pub bytes: u64,
    /// For how many seconds.
    pub seconds: u64,
}

/// Where keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The list of tasks.
    #[default]
    List,
    /// The fields of the one under the cursor.
    Fields,
}

/// A file that was read, and what was made of it.
#[derive(Debug)]
pub struct Review {
    /// The file.
    pub path: PathBuf,
    /// What was read.
    pub reading: Arc<FileReading>,
    /// What lies over it.
    pub overlay: Overlay,
    /// What lay over it when it was opened: what the ledger knows of this very file.
    pub base: Overlay,
    /// What lay over it before each correction, oldest first.
    pub past: Vec<Overlay>,
    /// What taking it in would do, once the ledger has said so.
    pub plan: Option<Arc<IntakePlan>>,
    /// Which answer of the ledger is waited for.
    pub asked: u64,
    /// The last entry of the ledger when it was asked.
    pub asked_at: Option<EntryId>,
    /// Tasks in the order of the document, not those with doubts first.
    pub is_in_order: bool,
    /// The lines of the list.
    pub lines: Vec<ReviewLine>,
    /// What they add up to.
    pub totals: Totals,
    /// The line under the cursor.
    pub cursor: usize,
    /// The first line drawn.
    pub offset: usize,
    /// Where keys go.
    pub side: Side,
    /// The field under the cursor.
    pub slot: usize,
    /// The first line of the fields, or of the original wording, that is drawn.
    pub scroll: usize,
    /// Whether the original wording is shown in place of the fields.
    pub shows_clause: bool,
    /// The line whose wording was scrolled to.
    pub clause_of: Option<usize>,
    /// The very same file was taken in before.
    pub is_known: bool,
    /// It is being taken in, for so many seconds.
    pub taking: Option<u64>,
    /// With what differs from the ledger.
    pub is_accepting: bool,
}

impl Import {
    /// The file under review.
    pub fn review(&self) -> Option<&Review> {
        match &self.step {
            ImportStep::Review(review) => Some(review),
            ImportStep::Columns(columns) => Some(&columns.review),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn review_mut(&mut self) -> Option<&mut Review> {
        match &mut self.step {
            ImportStep::Review(review) => Some(review),
            _ => None,
        }
    }

    /// Whether something goes on that a person waits for.
    pub fn is_busy(&self) -> bool {
        match &self.step {
            ImportStep::Empty | ImportStep::Columns(_) => false,
            ImportStep::Reading(_) => true,
            ImportStep::Review(review) => review.taking.is_some(),
        }
    }
}

impl Review {
    /// What was read, untouched.
    pub fn new(path: PathBuf, reading: FileReading) -> Review {
        let mut review = Review {
            path,
            reading: Arc::new(reading),
            overlay: Overlay::default(),
            base: Overlay::default(),
            past: Vec::new(),
            plan: None,
            asked: 0,
            asked_at: None,
            is_in_order: false,
            lines: Vec::new(),
            totals: Totals::default(),
            cursor: 0,
            offset: 0,
            side: Side::List,
            slot: 0,
            scroll: 0,
            shows_clause: false,
            clause_of: None,
            is_known: false,
            taking: None,
            is_accepting: false,
        };
        review.relist();
        // The first task rather than the document: that is what is to be looked at.
        review.cursor = usize::from(review.lines.len() > 1);
        review
    }

    /// The line under the cursor.
    pub fn line(&self) -> Option<ReviewLine> {
        self.lines.get(self.cursor).copied()
    }

    /// The task under the cursor.
    pub fn task_at(&self) -> Option<TaskAt> {
        match self.line()? {
            ReviewLine::Task(at) => Some(at),
            _ => None,
        }
    }

    /// The document of the line under the cursor.
    pub fn document(&self) -> usize {
        match self.line() {
            Some(ReviewLine::Head(document)) => document,
            Some(ReviewLine::Task(at)) => at.document,
            _ => 0,
        }
    }

    /// A task as it was read.
    pub fn read(&self, at: TaskAt) -> Option<&TaskDraft> {
        let document = self.reading.documents.get(at.document)?;
        document.tasks.get(at.task)
    }

    /// A task as it stands, corrections included.
    pub fn draft(&self, at: TaskAt) -> Option<&TaskDraft> {
        let corrected = self.overlay.tasks.get(&at).map(AsRef::as_ref);
        corrected.or_else(|| self.read(at))
    }

    /// The head of a document as it stands.
    pub fn head(&self, document: usize) -> Option<&DocumentHead> {
        let read = || self.reading.documents.get(document)?.document.as_ref();
        self.overlay.heads.get(&document).or_else(read)
    }

    /// Whether a field differs from what was read.
    pub fn is_corrected(&self, at: TaskAt, field: Field) -> bool {
        let (Some(new), Some(old)) = (self.overlay.tasks.get(&at), self.read(at)) else {
            return false;
        };
        fields::differs(new, old, field)
    }

    /// Whether a task is left out, by itself or with the task it details.
    pub fn is_dropped(&self, at: TaskAt) -> bool {
        self.overlay.dropped.contains(&at)
    }

    /// What the ledger said of a task.
    pub fn planned(&self, at: TaskAt) -> Option<&PlannedTask> {
        let plan = self.plan.as_ref()?;
        let key = |task: &PlannedTask| (task.document, task.draft);
        let found = plan
            .tasks
            .binary_search_by_key(&(at.document, at.task), key);
        plan.tasks.get(found.ok()?)
    }

    /// What becomes of a task.
    pub fn verdict(&self, at: TaskAt) -> Option<&Verdict> {
        Some(&self.planned(at)?.verdict)
    }

    /// How a field of a task that is in the ledger would change.
    pub fn change(&self, at: TaskAt, field: Field) -> Option<&Change> {
        match self.verdict(at)? {
            Verdict::Changed(_, changes) => changes.iter().find(|change| change.field == field),
            Verdict::Conflict(_, conflict) => {
                let mut changes = conflict.changes.iter();
                changes.find(|change| change.field == field)
            }
            _ => None,
        }
    }

    /// Whether it is a file that `export` wrote.
    pub fn is_own(&self) -> bool {
        let mut documents = self.reading.documents.iter();
        documents.any(DraftDocument::has_returned)
    }

    /// The tasks of the ledger that the file no longer has.
    pub fn missing(&self) -> &[TaskId] {
        self.plan.as_ref().map_or(&[], |plan| &plan.missing)
    }

    /// The line on which the next task of the same document begins.
    fn next_line(&self, at: TaskAt) -> Option<u32> {
        let own = self.read(at)?.line?;
        let document = self.reading.documents.get(at.document)?;
        // Rows of an appendix stand behind their task in the drafts, not in the source.
        let after = document.tasks.iter().filter_map(|task| task.line);
        after.filter(|line| *line > own).min()
    }

    /// Where the words of a field stand in the source.
    pub fn place(&self, at: TaskAt, field: Field) -> Option<SourcePlace> {
        let draft = self.read(at)?;
        let source = self.reading.source(at.document)?;
        let line = draft.line?;
        let next = self.next_line(at);
        let words = fields::printed(draft, field);
        words
            .iter()
            .find_map(|words| place_of(source, line, next, words))
    }

    /// The lines of the source a task was read from, and some before and after, each with its
    /// number and whether it is the task's own.
    pub fn clause(&self, at: TaskAt, around: usize) -> Vec<(Option<u32>, bool, &str)> {
        let Some(draft) = self.read(at) else {
            return Vec::new();
        };
        let (Some(source), Some(line)) = (self.reading.source(at.document), draft.line) else {
            let clause = draft.clause.as_deref().unwrap_or_default();
            return clause.lines().map(|text| (None, true, text)).collect();
        };
        let next = self.next_line(at);
        let lines = &source.lines;
        let from = index_of(source, line).unwrap_or(lines.len());
        // What follows the last task may be long; its own words say where it ends.
        let length = draft.clause.as_deref().unwrap_or_default().lines().count();
        let limit = next.unwrap_or(line.saturating_add(u32::try_from(length).unwrap_or(0).max(1)));
        let own = lines[from..]
            .iter()
            .take_while(|own| own.number < limit || own.number == line);
        let to = from + own.count();
        let shown = lines
            .iter()
            .enumerate()
            .take(to + around)
            .skip(from.saturating_sub(around));
        shown
            .map(|(at, own)| {
                let is_own = (from..to).contains(&at);
                (Some(own.number), is_own, own.text.as_str())
            })
            .collect()
    }

    /// How many things were made of it that a person would have to do again.
    pub fn effort(&self) -> usize {
        let count = |overlay: &Overlay| {
            overlay.tasks.len()
                + overlay.heads.len()
                + overlay.regions.len()
                + overlay.dropped.len()
        };
        let (now, base) = (count(&self.overlay), count(&self.base));
        let is_same = now == base
            && self.overlay.heads == self.base.heads
            && self.overlay.regions == self.base.regions;
        match is_same {
            true => 0,
            false => now.saturating_sub(base).max(1),
        }
    }
}
