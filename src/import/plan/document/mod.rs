//! What the document is: title, number, issuer, date, region, and where its text begins.
//!
//! In go the lines of a source; out come the head and the lines without page numbers, the words of
//! web pages, metadata and signatures. `plan` calls it before it looks for tasks.

pub mod frame;
pub mod head;
pub mod metadata;
pub mod place;
pub mod signature;
pub mod titles;
