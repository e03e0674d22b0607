//! The words of supervision as types and pure rules: no I/O, no clock, no SQL.
//!
//! Everything here takes today's date, the user and the settings as arguments, so that a test,
//! a screenshot and a past day are the same computation as the live screen.

pub mod change;
pub mod china;
pub mod column;
pub mod dates;
pub mod doubt;
pub mod draft;
pub mod edit;
mod edit_names;
pub mod entry;
pub mod exported;
pub mod fold;
pub mod gist;
pub mod grouping;
pub mod id;
pub mod lang;
pub mod light;
pub mod losses;
pub mod lost_signs;
pub mod measure;
pub mod name;
pub mod people;
pub mod region;
pub mod rename;
pub mod returned;
pub mod returned_cells;
pub mod returned_row;
pub mod row;
pub mod row_fault;
pub mod same_cell;
pub mod sector;
mod sheet_forms;
pub mod status;
pub mod task;
pub mod task_field;
pub(crate) mod vocabulary;
pub mod workday;

pub use change::Change;
pub use edit::{DeadlineEdit, Edit, Refusal, StatusEdit};
pub use entry::{Action, Actor, Entry, Origin, Subject};
pub use gist::Gist;
pub use id::{BatchId, DocumentId, EntryId, LedgerId, Revision, TaskId};
pub use lang::Lang;
pub use light::{Light, LightColor, LightReason, Thresholds};
pub use measure::{Comparison, Indicator, Milestone, Precision, Progress, ReportCycle};
pub use people::{Party, PartyKind, Role};
pub use region::{Region, RegionCode, RegionKey};
pub use rename::Rename;
pub use row::Row;
pub use sector::Sector;
pub use status::{Move, Status};
pub use task::{SourceDocument, Task, TaskName};
pub use task_field::{Field, FreeText, TaskBody};
pub use workday::Calendar;
