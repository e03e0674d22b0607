//! Correcting one field of what was read, in place.

use crate::domain::Field as Word;
use crate::tui::state::field::TextField;
use crate::tui::state::review::{FieldSlot, ReviewLine};

/// The dialog.
#[derive(Clone, Debug)]
pub struct Correct {
    /// Of which line of the list.
    pub line: ReviewLine,
    /// Which field.
    pub slot: FieldSlot,
    /// What is typed.
    pub field: TextField,
}

impl Correct {
    /// Whether it takes several lines.
    pub fn is_tall(&self) -> bool {
        Correct::takes_lines(self.slot)
    }

    /// Whether the text of a field may have several lines.
    pub fn takes_lines(slot: FieldSlot) -> bool {
        let FieldSlot::Task(field) = slot else {
            return false;
        };
        let is_list = matches!(
            field,
            Word::SectionPath | Word::Milestones | Word::Indicators
        );
        is_list || field == Word::Requirement || field.free_text().is_some()
    }
}
