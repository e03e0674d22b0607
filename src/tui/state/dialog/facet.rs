//! Choosing values of a facet: letters narrow, Space takes several, the table follows behind.

use crate::search::{Facet, FacetValue};
use crate::tui::state::dialog::Before;
use crate::tui::state::dialog::Typed;
use crate::tui::state::field::TextField;

/// The popup.
#[derive(Clone, Debug)]
pub struct FacetPick {
    /// Which facet.
    pub facet: Facet,
    /// What is typed.
    pub field: TextField,
    /// The values that fit what is typed, with counts under the other conditions.
    pub values: Vec<FacetValue>,
    /// All values.
    pub all: Vec<FacetValue>,
    /// The value under the cursor.
    pub cursor: usize,
    /// Where the reader was.
    pub before: Before,
    /// Whether Space or `-` was used.
    pub has_toggled: bool,
}

impl FacetPick {
    /// Takes the values that fit what is typed.
    pub fn narrow(&mut self) {
        let typed = self.field.text().trim();
        let wanted = Typed::new(typed);
        let fitting = |value: &&FacetValue| typed.is_empty() || wanted.fits(&value.label);
        self.values = self.all.iter().filter(fitting).cloned().collect();
        self.cursor = self.cursor.min(self.values.len().saturating_sub(1));
    }
}
