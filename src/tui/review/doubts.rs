//! What is doubtful of what was read, and what of that a person has settled.

use super::{FieldSlot, HeadField, Review, ReviewLine, TaskAt};
use crate::domain::Field;
use crate::domain::draft::Warning;
use crate::import::{field_of, is_about_region};

/// The field of a document a doubt is about.
fn head_field_of(doubt: &Warning) -> HeadField {
    match &doubt.message {
        _ if is_about_region(doubt) => HeadField::Region,
        text if text.contains("日期") => HeadField::IssuedOn,
        _ => HeadField::Title,
    }
}

impl Review {
    /// The doubts about a field of a task that nobody has settled.
    pub fn doubts(&self, at: TaskAt, field: Field) -> impl Iterator<Item = &Warning> {
        let draft = self.read(at);
        let is_open = self.is_doubtful(at, field);
        let warnings = draft.map(|draft| draft.warnings.as_slice());
        warnings
            .unwrap_or_default()
            .iter()
            .filter(move |doubt| is_open && draft.is_some_and(|d| field_of(doubt, d) == field))
    }

    /// Whether the importer doubted a field, settled or not.
    pub fn has_doubts(&self, at: TaskAt, field: Field) -> bool {
        let draft = self.read(at);
        draft.is_some_and(|draft| {
            let mut doubts = draft.warnings.iter();
            doubts.any(|doubt| field_of(doubt, draft) == field)
        })
    }

    /// Whether a field has doubts nobody has settled: not corrected, not looked at.
    fn is_doubtful(&self, at: TaskAt, field: Field) -> bool {
        !self.overlay.checked.contains(&(at, field)) && !self.is_corrected(at, field)
    }

    /// The fields of a task with open doubts, in the order of its fields.
    pub fn doubtful(&self, at: TaskAt) -> Vec<Field> {
        let Some(draft) = self.read(at).filter(|draft| !draft.warnings.is_empty()) else {
            return Vec::new();
        };
        if self.is_dropped(at) {
            return Vec::new();
        }
        let mut fields: Vec<Field> = draft
            .warnings
            .iter()
            .map(|doubt| field_of(doubt, draft))
            .filter(|field| self.is_doubtful(at, *field))
            .collect();
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
        doubts.filter(move |doubt| is_open && head_field_of(doubt) == field)
    }

    /// Whether the importer doubted a field of a document, settled or not.
    pub fn has_head_doubts(&self, document: usize, field: HeadField) -> bool {
        self.of_document(document)
            .any(|doubt| head_field_of(doubt) == field)
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
                    || self.head_value(document, field) == super::fields::head_text(read, field)
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

    /// The doubtful fields of a line of the list.
    pub fn doubtful_slots(&self, line: ReviewLine) -> Vec<FieldSlot> {
        match line {
            ReviewLine::Head(document) => {
                let fields = self.doubtful_head(document).into_iter();
                fields.map(FieldSlot::Head).collect()
            }
            ReviewLine::Task(at) => self.doubtful(at).into_iter().map(FieldSlot::Task).collect(),
            ReviewLine::Missing(_) => Vec::new(),
        }
    }
}
