//! One text to type: a note, a progress figure, a reason, a day, a file name.

use crate::tui::state::dialog::{StatusChoice, TaskTargets};
use crate::tui::state::field::TextField;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AskedFor {
    /// A note.
    Note,
    /// A progress figure.
    Progress,
    /// The reason of a status change.
    Reason(StatusChoice),
    /// A past day.
    AsOf,
    /// A file to export to.
    Export,
    /// Words to look for in the trail.
    TrailWords,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is asked.
    pub question: AskedFor,
    /// On which tasks.
    pub targets: TaskTargets,
    /// What is typed.
    pub field: TextField,
    /// Drawn over the whole screen.
    pub is_big: bool,
    /// What stands in the field was proposed: the first character typed takes its place.
    pub is_proposal: bool,
}

impl Ask {
    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.is_proposal) {
            self.field.set("");
        }
        self.field.paste(text);
    }
}
