//! Who answers for a task.
//!
//! In go the words behind a label, in a parenthesis or in a cell; out come lists of people and units
//! under their roles, elided signs of the level restored, and names that may mean one unit. The
//! outline reads its items with it, the drafts their rows.

pub mod aliases;
pub mod fields;
pub mod parentheses;
pub mod people;
pub mod unit_sign;
pub mod units;
