//! The list of what was read: documents, their tasks, and what the file no longer has.

use crate::domain::TaskId;
use crate::tui::state::review::TaskAt;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewLine {
    /// A document.
    Head(usize),
    /// A task that was read.
    Task(TaskAt),
    /// A task of the ledger that the file no longer has.
    Missing(TaskId),
}

/// What the list adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tasks that are not left out and detail no other.
    pub tasks: usize,
    /// Those that detail one.
    pub children: usize,
    /// Tasks with open doubts.
    pub doubtful: usize,
    /// Tasks left out.
    pub dropped: usize,
    /// Not in the ledger.
    pub new: usize,
    /// In the ledger, and different.
    pub changed: usize,
    /// In the ledger just so.
    pub same: usize,
    /// In the ledger, and no longer in the file.
    pub missing: usize,
    /// Changed in the file and in the ledger.
    pub conflicts: usize,
    /// Not to be taken.
    pub refused: usize,
    /// Of the new and the changed: left out for a doubt.
    pub held: usize,
    /// Of the changed only.
    pub held_changed: usize,
    /// Values of them that may be put over newer ones.
    pub undated: usize,
}
