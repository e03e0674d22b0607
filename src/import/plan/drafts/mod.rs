//! Drafts of tasks.
//!
//! In go the chosen items of an outline and the rows of tables; out come drafts with sector, parties,
//! dates and indicators, doubts noted with their lines, each row behind the task it details. `plan`
//! calls it last.

pub mod draft;
pub mod rows;
pub mod sector;
