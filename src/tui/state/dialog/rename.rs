//! A leader's or a unit's name swapped for another in the tasks of the filter.

use crate::domain::PartyKind;
use crate::tui::state::field::TextField;

/// What is typed in it, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenamePart {
    /// Whose name.
    Kind,
    /// The name that goes.
    From,
    /// The name that comes.
    To,
    /// Why.
    Reason,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct RenameBox {
    /// Whose name.
    pub kind: PartyKind,
    /// The name that goes.
    pub from: TextField,
    /// The name that was proposed to go.
    pub proposed: String,
    /// The name that comes.
    pub to: TextField,
    /// Why.
    pub reason: TextField,
    /// Where the cursor is.
    pub part: RenamePart,
}

impl RenameBox {
    /// The field with the cursor.
    pub fn field(&mut self) -> Option<&mut TextField> {
        match self.part {
            RenamePart::Kind => None,
            RenamePart::From => Some(&mut self.from),
            RenamePart::To => Some(&mut self.to),
            RenamePart::Reason => Some(&mut self.reason),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let Some(field) = self.field() {
            field.paste(text);
        }
    }
}
