//! The ledger: an append-only trail of entries and its projection, kept in a store.
//!
//! In come commands by people and files, and questions; out come tasks, lists, history and what went
//! wrong; the command line, the screen and the reports call it. Every write goes through [`Ledger::update`],
//! [`Ledger::register`], [`Ledger::take_in`], [`Ledger::undo`] or [`Ledger::redo`]: one
//! transaction that appends the entries and moves the projection along, so that the two never
//! part. Reading never writes.
//!
//! Beside the tables lie the same list lines packed, sixty-four tasks to a blob ([`Block`]), moved
//! in the same transaction: a list and a search of 100,000 tasks read some thirteen megabytes in a
//! row where joining the tables takes over a second. See `blocks::block_writer` for how they are kept and
//! [`Ledger::each_packed`] for how they are read.
//!
//! Whoever is named stands below whoever names it: at the bottom what can go wrong (`part`, `doubt`,
//! `problem`, `error`), then the traits of a store and the values that pass through them (`store`, with
//! `waiting` for others and `changes` by others), the chain and its entries (`chain`, `trail`), the open
//! ledger (`handle`), what it is asked and what is written (`read`, `write`), and what is made of both
//! (`undo`, `moment`, `intake`). A [`Ledger`] stands on whatever store it is given. The one this program
//! ships, and what is done with its files (audit, backup, restore, salvage), is [`sqlite`]: the only
//! folder that speaks SQL. `copy_of_view` leads from one store into another. `impl Ledger` stands with
//! its subject.
//!
//! [`Block`]: crate::packed::Block

mod batch_line;
mod batch_lines;
mod blocks;
mod chain;
mod changes;
mod copy_of_view;
mod doubt;
mod error;
mod handle;
mod history;
mod intake;
mod mark;
#[cfg(test)]
mod memory_store;
mod moment;
mod part;
mod pieces;
mod problem;
mod read;
mod read_ahead;
mod records;
mod sqlite;
mod store;
mod targets;
mod touches;
mod trail;
mod undo;
mod waiting;
mod write;

pub use batch_line::{BatchLine, Keeps};
pub use batch_lines::{BatchFilter, BatchPage};
pub use changes::{Changes, StopSender, StopSignal};
pub use doubt::{Doubt, Flaw, Misshapen, Piece, TailFault};
pub use error::{LedgerError, Replacement, Strange, Unmended};
pub use handle::Ledger;
pub use history::{AsOf, HistoryFilter};
pub use intake::plan::{
    Attention, Conflict, Drafts, EachDraft, IntakeOptions, IntakePlan, Parted, PlannedTask, Verdict,
};
pub use intake::row_doubt::RowDoubt;
pub use mark::Mark;
pub use moment::{Moment, Otherwise};
pub use part::Part;
pub use pieces::Pieces;
pub use problem::{ComparedPart, EntryFault, Problem};
pub use sqlite::audit::report::{AuditReport, FileCheck};
pub use sqlite::copies::backup::is_ledger_file;
pub use sqlite::copies::kept::KeptBeside;
pub use sqlite::copies::rescue::Rescue;
pub use sqlite::file::access::{Access, Opening};
pub use sqlite::file::holders::{Holder, holders};
pub use sqlite::file::open::{create, create_as, create_throw_away, open};
pub use sqlite::mend::rebuild::Rebuild;
pub use sqlite::{restore, salvage};
pub use targets::Target;
pub use touches::Touches;
pub use undo::commands::Compensation;
pub use undo::fate::Stands;
pub use undo::plan::{Planned, UndoOf, UndoPlan, Undone};
pub use undo::share::LeftAlone;
pub use waiting::{LONGEST_WAIT, Wait, between_writes};
pub use write::Recorded;

#[cfg(test)]
mod tests;
