//! By when something is due.
//!
//! In go the words of a deadline, or prose; out come the dates by which something has to be done,
//! with years filled in and a note of where from, and whether work never ends. The drafts call it,
//! and the tables to know a column of times.

pub mod cues;
pub mod deadline;
