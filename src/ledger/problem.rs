//! What an audit may find, as values.

use super::doubt::{Misshapen, Piece, TailFault};
use crate::domain::EntryId;
use crate::domain::fold::FoldError;

/// Something an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// SQLite's own check says this.
    Integrity(String),
    /// This entry is not as it was written.
    Entry(EntryId, EntryFault),
    /// Entries cut off the end, from the first to the last.
    Cut(i64, i64),
    /// A table, an index or a trigger is not the one this version makes.
    Misshapen(Misshapen),
    /// A table cannot be read: its name, and why.
    Table(&'static str, String),
    /// Not what its entries say: what it is, and which.
    Differs(ComparedPart, String),
    /// The end of the trail does not fit together.
    Tail(TailFault),
    /// So many more that differ.
    More(usize),
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// It is not there.
    Missing,
    /// This column holds a value of another type.
    WrongType(usize),
    /// It is not what was hashed.
    HashMisfit,
    /// It cannot be read.
    Unreadable(String),
    /// It does not follow from those before it.
    Unfoldable(FoldError),
}

/// What the tables hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComparedPart {
    /// A region.
    Region,
    /// A source document.
    Document,
    /// A task with all that belongs to it.
    Task,
    /// A batch of entries.
    Batch,
    /// A block of packed rows.
    Rows,
    /// The letters of the requirements of a block.
    Marks,
    /// The list of the first tasks.
    Opening,
    /// The names in packed rows.
    Names,
    /// What a table adds up to.
    Totals,
    /// An index.
    Index,
    /// A whole table.
    Table,
    /// A trigger.
    Trigger,
}

impl ComparedPart {
    /// Its identifier in the trail and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            ComparedPart::Region => "region",
            ComparedPart::Document => "document",
            ComparedPart::Task => "task",
            ComparedPart::Batch => "batch",
            ComparedPart::Rows => "rows",
            ComparedPart::Marks => "marks",
            ComparedPart::Opening => "first_page",
            ComparedPart::Names => "name",
            ComparedPart::Totals => "total",
            ComparedPart::Index => "index",
            ComparedPart::Table => "table",
            ComparedPart::Trigger => "trigger",
        }
    }
}

impl Piece {
    /// What an audit calls it.
    pub fn subject(self) -> ComparedPart {
        match self {
            Piece::Table => ComparedPart::Table,
            Piece::Index => ComparedPart::Index,
            Piece::Trigger => ComparedPart::Trigger,
        }
    }
}
