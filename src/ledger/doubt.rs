//! What may be wrong with a ledger so that it is only read.

use std::path::PathBuf;

use super::part::Part;

/// Why a ledger may not be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Log or index were taken away while these programs have the ledger open.
    LogTaken(Vec<u32>),
    /// These programs have the log at this path open, and another ledger than the one that is here.
    LedgerExchanged(Vec<u32>),
    /// This, the log or its index, is a symbolic link: SQLite follows none there.
    LogIsLink(PathBuf),
    /// This, the log or its index, has a second name, and may be that of another ledger as well;
    /// these programs have it open.
    LogShared(PathBuf, Vec<u32>),
    /// The ledger has a second name, under which these programs have it open with another log.
    SecondName(Vec<u32>),
    /// A log was left here that is not this ledger's.
    LogOfAnother,
    /// The log was taken away with what was in it; its index is still here.
    LogLost,
    /// Something acknowledged stood in the log and cannot be read any more.
    LogBroken,
    /// Tables, indexes or triggers are not those this version makes.
    Shape(Vec<Misshapen>),
    /// What was written last does not fit together.
    Tail(TailFault),
}

/// What does not fit at the end of a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TailFault {
    /// The trail or what vouches for it is not as it was written.
    Altered(Part),
    /// The last command's list of its entries is not that of the trail.
    Batch,
    /// There are tasks or events that no entry made.
    Tasks,
    /// It cannot be read.
    Unreadable(String),
}

/// A piece that is not as this version makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misshapen {
    /// What it is, or should be.
    pub piece: Piece,
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

impl Misshapen {
    /// Whether reading needs it as it should be.
    pub(super) fn is_read(&self) -> bool {
        self.piece != Piece::Trigger && self.flaw != Flaw::Strange
    }
}

/// What a schema is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// A table.
    Table,
    /// An index.
    Index,
    /// A trigger.
    Trigger,
}

/// What is wrong with a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is not there.
    Missing,
    /// It is not what this version makes.
    Altered,
    /// This version makes none of that name, and it decides what may be written.
    Strange,
}
