//! The ledger: an append-only trail of entries and its projection in one SQLite file.
//!
//! This is the only module that speaks SQL. Every write goes through [`Ledger::update`],
//! [`Ledger::register`], [`Ledger::take_in`], [`Ledger::undo`] or [`Ledger::redo`]: one IMMEDIATE
//! transaction that appends the entries and moves the projection along, so that the two never
//! part. Reading never writes.
//!
//! Beside the tables lie the same list lines packed, sixty-four tasks to a blob ([`Block`]), moved
//! in the same transaction: a list and a search of 100,000 tasks read some thirteen megabytes in a
//! row where joining the tables takes over a second. See `blocks::shelf` for how they are kept and
//! [`Ledger::each_packed`] for how they are read.
//!
//! Whoever is named stands below whoever names it: at the bottom what can go wrong (`part`, `doubt`,
//! `problem`, `error`), then connections and files (`connect`, `file_alone`, `open_files`), the open
//! ledger (`handle`, `view`), what it is asked and what is written (`read`, `write`), and on top what is
//! made of both (`undo`, `intake`, `audit`, `restore`, `salvage`). `impl Ledger` stands with its subject.
//!
//! [`Block`]: crate::packed::Block

mod about;
mod anew;
mod audit;
mod backup;
mod batch_line;
mod batch_lines;
mod batches;
mod blocks;
mod cells;
mod chain;
mod connect;
mod copy;
mod doubt;
mod error;
mod file_alone;
mod file_checks;
mod file_doubts;
mod file_id;
mod file_system;
mod glance;
mod handle;
mod history;
mod holders;
mod identity;
mod intake;
mod kept;
mod locks;
mod log_frames;
mod look;
mod mark;
mod moment;
mod open;
mod open_files;
mod part;
mod problem;
mod project;
mod pulse;
mod read;
mod read_ahead;
mod rebuild;
mod records;
mod rescue;
pub mod restore;
mod rows;
pub mod salvage;
mod schema;
mod sealing;
mod select;
mod shape;
mod sums;
mod tally;
mod targets;
mod trail;
mod trail_end;
mod undo;
mod version;
mod view;
mod waiting;
mod whole;
mod write;

pub use audit::report::{AuditReport, FileCheck};
pub use backup::is_ledger_file;
pub use batch_line::{BatchLine, Keeps};
pub use batch_lines::{BatchFilter, BatchPage};
pub use doubt::{Doubt, Flaw, Misshapen, Piece, TailFault};
pub use error::{LedgerError, Replacement, Strange, Unmended};
pub use file_system::accept_any_file_system;
pub use handle::Ledger;
pub use history::{AsOf, HistoryFilter};
pub use holders::{Holder, holders};
pub use intake::plan::{
    Conflict, Drafts, EachDraft, IntakeOptions, IntakePlan, Parted, PlannedTask, Verdict,
};
pub use intake::row_doubt::RowDoubt;
pub use kept::KeptBeside;
pub use mark::Mark;
pub use moment::{Moment, Otherwise, Pieces};
pub use open::{Access, create, create_throw_away, open};
pub use part::Part;
pub use problem::{EntryFault, Problem, Subject};
pub use pulse::{Pulse, Touches};
pub use rebuild::Rebuild;
pub use rescue::Rescue;
pub use targets::Target;
pub use undo::commands::Compensation;
pub use undo::fate::Stands;
pub use undo::plan::{Planned, UndoOf, UndoPlan, Undone};
pub use undo::share::LeftAlone;
pub use waiting::{LONGEST_WAIT, be_patient_for, between_writes, tell_of_waiting};
pub use write::Recorded;

#[cfg(test)]
mod tests;
