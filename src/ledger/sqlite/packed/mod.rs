//! Packed bytes and names as rows. In come blobs by number; out come the same blobs, held against their
//! sums, the names by number, and the tasks that come first. The block writer and lists call it.

pub(in crate::ledger) mod bytes;
pub(in crate::ledger) mod naming;
pub(in crate::ledger) mod opening;
pub(in crate::ledger) mod stored;
