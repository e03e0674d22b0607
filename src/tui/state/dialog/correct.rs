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

/// Fields whose text may have several lines.
const TALL: [Word; 7] = [
    Word::SectionPath,
    Word::Requirement,
    Word::Problem,
    Word::Objective,
    Word::Measures,
    Word::Milestones,
    Word::Indicators,
];

impl Correct {
    /// Whether it takes several lines.
    pub fn is_tall(&self) -> bool {
        Correct::takes_lines(self.slot)
    }

    /// Whether the text of a field may have several lines.
    pub fn takes_lines(slot: FieldSlot) -> bool {
        matches!(slot, FieldSlot::Task(field) if TALL.contains(&field))
    }
}
