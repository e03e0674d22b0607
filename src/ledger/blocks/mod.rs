//! The list lines packed, sixty-four tasks to a blob. In come tasks as they were and as they are
//! (`block_writer`, called by `write`); out come blocks, names, marks and the first page (`read`, called
//! by lists and searches).

pub(super) mod block_writer;
pub(super) mod read;
