//! What is doubtful of what was read, and what of that a person has settled.

use crate::domain::Field;
use crate::domain::draft::Warning;
use crate::domain::row_fault::RowFault;
use crate::ledger::Verdict;
use crate::tui::state::review::{FieldSlot, HeadField, Review, ReviewLine, TaskAt};

/// A doubt about a task.
struct TaskDoubt<'r> {
    field: Field,
    warning: &'r Warning,
    is_of_ledger: bool,
}

impl Review {
    /// The doubts about a field of a task that nobody has settled.
    pub fn doubts(&self, at: TaskAt, field: Field) -> impl Iterator<Item = &Warning> {
        let open = self.all_doubts(at);
        let open = open.filter(move |doubt| doubt.field == field && self.is_open(at, doubt));
        open.map(|doubt| doubt.warning)
    }

    /// Whether a field was doubted, settled or not.
    pub fn has_doubts(&self, at: TaskAt, field: Field) -> bool {
        self.all_doubts(at).any(|doubt| doubt.field == field)
    }

    /// Whether the ledger doubts a field of a task: who settles that says that it is to be taken.
    pub fn is_doubted_by_ledger(&self, at: TaskAt, field: Field) -> bool {
        let mut doubts = self.all_doubts(at);
        doubts.any(|doubt| doubt.field == field && doubt.is_of_ledger)
    }

    /// The doubts of the importer and of the ledger.
    fn all_doubts(&self, at: TaskAt) -> impl Iterator<Item = TaskDoubt<'_>> {
        let draft = self.read(at);
        let read = draft.into_iter().flat_map(|draft| {
            let warnings = draft.warnings.iter();
            warnings.map(move |warning| TaskDoubt {
                field: draft.doubted_field(&warning.what),
                warning,
                is_of_ledger: false,
            })
        });
        let planned = self.planned(at).into_iter().flat_map(|task| &task.doubts);
        read.chain(planned.map(|doubt| TaskDoubt {
            field: doubt.warning.what.field(),
            warning: &doubt.warning,
            is_of_ledger: true,
        }))
    }

    /// Whether nobody has settled it: looked at it, or corrected what was read. What the ledger doubts
    /// it says of the correction.
    fn is_open(&self, at: TaskAt, doubt: &TaskDoubt) -> bool {
        let is_corrected = !doubt.is_of_ledger && self.is_corrected(at, doubt.field);
        !is_corrected && !self.overlay.checked.contains(&(at, doubt.field))
    }

    /// The fields of a task with open doubts, in the order of its fields.
    pub fn doubtful(&self, at: TaskAt) -> Vec<Field> {
        if self.is_dropped(at) {
            return Vec::new();
        }
        let open = self.all_doubts(at).filter(|doubt| self.is_open(at, doubt));
        let mut fields: Vec<Field> = open.map(|doubt| doubt.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// The doubts about a document, those of the ledger about its place included: a region it does
    /// not know.
    fn of_document(&self, document: usize) -> impl Iterator<Item = &Warning> {
        let read = self.reading.documents.get(document);
        let own = read.into_iter().flat_map(|read| &read.warnings);
        let plan = self.plan.as_ref().filter(|_| document == 0);
        own.chain(plan.into_iter().flat_map(|plan| &plan.warnings))
    }

    /// The doubts about a field of a document that nobody has settled.
    pub fn head_doubts(&self, document: usize, field: HeadField) -> impl Iterator<Item = &Warning> {
        let is_open = self.is_head_open(document, field);
        let doubts = self.of_document(document);
        doubts.filter(move |doubt| is_open && doubt.what.head_field() == field)
    }

    /// Whether the importer doubted a field of a document, settled or not.
    pub fn has_head_doubts(&self, document: usize, field: HeadField) -> bool {
        self.of_document(document)
            .any(|doubt| doubt.what.head_field() == field)
    }

    fn is_head_open(&self, document: usize, field: HeadField) -> bool {
        let overlay = &self.overlay;
        if overlay.checked_heads.contains(&(document, field)) {
            return false;
        }
        match field {
            HeadField::Region => !overlay.regions.contains_key(&document),
            _ => {
                let read = self.reading.documents.get(document);
                let read = read.and_then(|read| read.document.as_ref());
                // A corrected field is settled.
                self.head(document) == read
                    || self.head_value(document, field)
                        == crate::tui::state::review::fields::head_text(read, field)
            }
        }
    }

    /// The fields of a document with open doubts.
    pub fn doubtful_head(&self, document: usize) -> Vec<HeadField> {
        let fields = HeadField::ALL.into_iter();
        fields
            .filter(|field| self.head_doubts(document, *field).next().is_some())
            .collect()
    }

    /// The fields for which a task cannot be taken.
    fn refused_fields(&self, at: TaskAt) -> Vec<Field> {
        let Some(Verdict::Refused(_, faults)) = self.verdict(at).filter(|_| !self.is_dropped(at))
        else {
            return Vec::new();
        };
        let of_fault = |fault: &RowFault| match fault {
            RowFault::Unreadable(column, _)
            | RowFault::Fixed(column)
            | RowFault::CellsMissing(column)
            | RowFault::BrokenOff(column) => column.field(),
            RowFault::EarlierThanExtended | RowFault::DeadlineWithoutReason => {
                Some(Field::Deadline)
            }
            _ => None,
        };
        let fields = faults.iter().map(of_fault);
        fields.map(|field| field.unwrap_or(Field::Title)).collect()
    }

    /// The fields of a line of the list that are doubtful, or keep it out.
    pub fn doubtful_slots(&self, line: ReviewLine) -> Vec<FieldSlot> {
        match line {
            ReviewLine::Head(document) => {
                let fields = self.doubtful_head(document).into_iter();
                fields.map(FieldSlot::Head).collect()
            }
            ReviewLine::Task(at) => {
                let mut fields = self.doubtful(at);
                fields.extend(self.refused_fields(at));
                fields.into_iter().map(FieldSlot::Task).collect()
            }
            ReviewLine::Missing(_) => Vec::new(),
        }
    }
}
