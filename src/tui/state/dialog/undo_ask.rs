//! What taking a batch back would do, shown before it is done.

use crate::ledger::UndoPlan;

/// The question.
#[derive(Clone, Debug)]
pub struct UndoAsk {
    /// What would be done.
    pub plan: UndoPlan,
    /// The question in one line.
    pub head: String,
    /// What it is about, each with a label: the first line of a part has one.
    pub lines: Vec<(&'static str, String)>,
}
