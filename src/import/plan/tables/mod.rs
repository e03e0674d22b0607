//! Tables of tasks: cells under columns.
//!
//! In goes a source; out come its tables, each with the kinds of its columns and its rows, merged
//! cells filled. Cells that a file has are taken as they are ([`in_file`]); those of plain text and
//! of PDF are guessed from the signs between them ([`in_text`]), and nowhere else. `plan` calls it,
//! and the drafts read its rows.

pub mod by_content;
pub mod columns;
pub mod filled;
pub mod head;
pub mod in_file;
pub mod in_text;
pub mod row;
pub mod task_table;
