//! Work on all threads of the machine, given up when nobody waits for it any more, in memory that
//! is used again. Asked by the index and by whatever runs a query; knows nothing of either.

pub(in crate::search) mod block_feed;
pub(in crate::search) mod memory;
pub(in crate::search) mod parallel;
pub(in crate::search) mod sort;
pub(in crate::search) mod stop;
