//! Files that this program wrote, on their way back: csv and sheets of `export`, lists of tasks, task
//! lines, and what a dry run printed.
//!
//! In go their bytes or sheets; out come drafts, each with what its row says beside its values, and
//! the doubts. `documents` asks first whether a file is one of these; JSON and task lines come straight
//! from `reading`.

pub mod header;
pub mod json;
pub mod jsonl;
pub mod rows;
pub mod shape;
pub mod values;
