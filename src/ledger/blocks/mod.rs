//! The list lines packed, sixty-four tasks to a blob. In come tasks as they were and as they are
//! (`shelf`, called by `project`); out come blocks, names, marks and the first page, held against their
//! sums (`read`, called by lists and searches).

pub(super) mod read;
pub(super) mod shelf;
