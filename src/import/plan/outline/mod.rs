//! The tree of numbered headings, what each item says, and which items are tasks.
//!
//! In go the paragraphs below the document's title; out come the nodes, their titles, texts and who
//! answers for them, and the nodes chosen as tasks. `plan` calls it, and the drafts are made of what
//! it answers.

pub mod content;
pub mod items;
pub mod select;
pub mod title;
pub mod tree;
