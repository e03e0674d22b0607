//! A new date: extension by default, correction by choice, asked or approved.

use chrono::NaiveDate;

use crate::domain::task::ExtensionDecision;
use crate::tui::state::dialog::TaskTargets;
use crate::tui::state::field::TextField;

/// The part of the dialog that takes keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlinePart {
    /// The date.
    Date,
    /// What it is: extension or correction.
    Kind,
    /// Why.
    Reason,
    /// When it was asked for.
    Asked,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct DeadlineDialog {
    /// On which tasks.
    pub targets: TaskTargets,
    /// The date as typed.
    pub date: TextField,
    /// What it is.
    pub decision: ExtensionDecision,
    /// Why.
    pub reason: TextField,
    /// The day of asking as typed; blank is the day of the request on record, or today.
    pub asked: TextField,
    /// Where the cursor is.
    pub part: DeadlinePart,
    /// The date in force, which `+10` counts from.
    pub base: Option<NaiveDate>,
}

impl DeadlineDialog {
    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        match self.part {
            DeadlinePart::Date => self.date.paste(text),
            DeadlinePart::Reason => self.reason.paste(text),
            DeadlinePart::Asked => self.asked.paste(text),
            DeadlinePart::Kind => {}
        }
    }
}
