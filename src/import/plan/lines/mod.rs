//! Lines of text: what each is by itself, and which belong together.
//!
//! In go the lines of a source; out come lines without what no reader sees, their numbers and
//! labels, their kinds (a date, an issuer, the head of an appendix), and paragraphs with hard wraps
//! undone. The readers of tables, of the document's head and of the outline call it.

pub mod kind;
pub mod labels;
pub mod line;
pub mod marker;
pub mod paragraphs;
pub mod unrolled;
