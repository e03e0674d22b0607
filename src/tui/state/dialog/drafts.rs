//! What was typed and not recorded: taken up again, or thrown away.

use crate::tui::state::draft::KeptDraft;

/// The box.
#[derive(Clone, Debug)]
pub struct DraftsPick {
    /// The drafts.
    pub list: Vec<KeptDraft>,
    /// The one under its cursor.
    pub cursor: usize,
    /// It was opened by the start of the program, not by its user.
    pub is_offer: bool,
    /// The one under the cursor goes with the same key once more.
    pub is_throwing: bool,
}

impl DraftsPick {
    /// The draft under the cursor.
    pub fn current(&self) -> Option<&KeptDraft> {
        self.list.get(self.cursor)
    }
}
