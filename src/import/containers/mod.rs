//! The bytes of files by what they are.
//!
//! In go the bytes of a docx, an xlsx, separated values or text, or of a format that another program
//! has to read first; out come lines, rows and cells, or why they are refused: packages that unfold
//! without end, parts that are missing. `documents` calls it, and `own` for its csv.

pub(super) mod convert;
pub mod docx;
pub mod encoding;
pub(super) mod package;
pub mod separated;
pub mod xlsx;
pub(super) mod xml;
