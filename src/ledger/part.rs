//! The parts of a ledger, as far as one of them may be damaged.

use crate::domain::{EntryId, TaskId};

/// A part of a ledger that may be damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A task or what is listed under it.
    Task(TaskId),
    /// The tasks: some are missing, or there are too many.
    Tasks,
    /// Which tasks are below which.
    Children,
    /// The regions.
    Regions,
    /// The source documents.
    Documents,
    /// What stands about the file: which ledger it is.
    About,
    /// The batches of entries.
    Batches,
    /// The names in packed rows.
    Names,
    /// The packed rows.
    Rows,
    /// The packed marks of requirements.
    Marks,
    /// The list of the first tasks.
    Opening,
    /// An entry.
    Entry(EntryId),
    /// The trail: entries are missing, or there are too many.
    Trail,
    /// The entries of a task: some are missing, or there are too many.
    TrailOf(TaskId),
    /// The totals that the others are held against.
    Totals,
    /// The shape of the tables: one of them or a column is missing, or is another.
    Shape,
}
