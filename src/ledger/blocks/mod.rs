//! The list lines packed, sixty-four tasks to a blob. In come tasks as they were and as they are
//! (`shelf`, called by `project`); out come blocks, names, marks and the first page, held against their
//! sums (`read`, `opening`, called by lists and searches). `bytes` and `stored` are what both stand on.

pub(super) mod bytes;
pub(super) mod naming;
pub(super) mod opening;
pub(super) mod read;
pub(super) mod shelf;
pub(super) mod stored;
