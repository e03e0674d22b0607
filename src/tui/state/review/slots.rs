//! The fields of the line under the cursor, and what they say.

use crate::domain::{Field, FreeText, Lang, RegionKey};
use crate::tui::state::review::fields::{head_text, value};
use crate::tui::state::review::{FieldSlot, HeadField, Review, ReviewLine, TaskAt};

/// The fields of a task before its texts, in order, with whether they are shown while empty. The
/// short ones first: who and by when is what goes wrong, and a long text would push it out of a
/// small pane.
const FIRST: [(Field, bool); 17] = [
    (Field::Number, true),
    (Field::Parent, false),
    (Field::Title, true),
    (Field::Region, false),
    (Field::Sector, true),
    (Field::Leaders, true),
    (Field::LeadUnits, true),
    (Field::ResponsibleUnits, true),
    (Field::AssistingUnits, true),
    (Field::DeadlineText, false),
    (Field::Deadline, true),
    (Field::Standing, true),
    (Field::Status, false),
    (Field::Progress, false),
    (Field::StartedOn, false),
    (Field::ReportCycle, false),
    (Field::Requirement, true),
];

/// Those after them, shown where they say something.
const LAST: [Field; 3] = [Field::Milestones, Field::Indicators, Field::SectionPath];

/// Those that are no matter of what was read of a task: they follow from others.
const LEFT_OUT: [Field; 3] = [Field::Document, Field::Clause, Field::OriginalDeadline];

// A new field has its place here, or is left out on purpose.
const _: () =
    assert!(FIRST.len() + FreeText::ALL.len() + LAST.len() + LEFT_OUT.len() == Field::BODY.len());

fn fields() -> impl Iterator<Item = (Field, bool)> {
    let texts = FreeText::ALL.into_iter().map(FreeText::field);
    let seldom = texts.chain(LAST).map(|field| (field, false));
    FIRST.into_iter().chain(seldom)
}

impl Review {
    /// The fields of the line under the cursor.
    pub fn slots(&self, lang: Lang) -> Vec<FieldSlot> {
        self.slots_of(self.cursor, lang)
    }

    /// The fields of a line.
    pub fn slots_of(&self, line: usize, lang: Lang) -> Vec<FieldSlot> {
        match self.lines.get(line).copied() {
            Some(ReviewLine::Head(_)) => HeadField::ALL.into_iter().map(FieldSlot::Head).collect(),
            Some(ReviewLine::Task(at)) => {
                let Some(draft) = self.draft(at) else {
                    return Vec::new();
                };
                let returned = draft.returned.as_ref().filter(|it| it.id.is_some());
                let fields = fields().filter(|(field, is_always)| match returned {
                    // What a column that is not there would say, the row does not.
                    Some(returned) => returned.says(*field) || self.has_doubts(at, *field),
                    None => {
                        *is_always
                            || !value(draft, *field, lang).is_empty()
                            || self.has_doubts(at, *field)
                            || self.change(at, *field).is_some()
                            || self.is_corrected(at, *field)
                    }
                });
                fields.map(|(field, _)| FieldSlot::Task(field)).collect()
            }
            Some(ReviewLine::Missing(_)) | None => Vec::new(),
        }
    }

    /// What a field of a document says.
    pub fn head_value(&self, document: usize, field: HeadField) -> String {
        match (field, self.overlay.regions.get(&document)) {
            (HeadField::Region, Some(key)) => region_text(key),
            _ => head_text(self.head(document), field),
        }
    }

    /// What a field of a task says.
    pub fn value(&self, at: TaskAt, field: Field, lang: Lang) -> String {
        match (field, self.overlay.regions.get(&at.document)) {
            (Field::Region, Some(key)) => region_text(key),
            _ => self
                .draft(at)
                .map_or(String::new(), |draft| value(draft, field, lang)),
        }
    }

    /// What was read for a field of a task that was corrected since.
    pub fn value_read(&self, at: TaskAt, field: Field, lang: Lang) -> Option<String> {
        let is_corrected = self.is_corrected(at, field);
        let draft = self.read(at).filter(|_| is_corrected)?;
        Some(value(draft, field, lang))
    }
}

fn region_text(key: &RegionKey) -> String {
    key.name().to_owned()
}
