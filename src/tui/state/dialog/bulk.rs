//! Asking before anything but the row under the cursor is changed: which task, or how many, from
//! which states, which cannot and why.

use crate::domain::Edit;
use crate::tui::state::dialog::StatusChoice;

/// A change somebody wants made.
#[derive(Clone, Debug)]
pub struct BulkWish {
    /// What it is, in words that follow a number of tasks: `改为 交办`.
    pub what: String,
    /// The change.
    pub edit: Edit,
    /// The status chosen, which says why a task of some state cannot take it.
    pub choice: Option<StatusChoice>,
}
