//! Rows of tables. In come domain values and conditions; out come the same values read back, each row
//! held against its sum and each table against its total. The rest of `sqlite` calls it, nobody else.

pub(in crate::ledger) mod batches;
pub(in crate::ledger) mod cells;
pub(in crate::ledger) mod entries;
pub(in crate::ledger) mod project;
pub(in crate::ledger) mod records;
pub(in crate::ledger) mod rows;
pub(in crate::ledger) mod select;
pub(in crate::ledger) mod sums;
pub(in crate::ledger) mod tally;
pub(in crate::ledger) mod task_row;
pub(in crate::ledger) mod whole;

pub(in crate::ledger) use sums::{SumKind, Summer, TaskSums};
pub(in crate::ledger) use tally::{Counted, Of, Tally, Total};
