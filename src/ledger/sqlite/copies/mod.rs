//! Copies of the file. In comes an open ledger and a place; out come backups, what was rescued, and which
//! files beside a ledger could be restored. The command line and the screen call it, and `restore`.

pub(in crate::ledger) mod backup;
pub(in crate::ledger) mod copy;
pub(in crate::ledger) mod kept;
pub(in crate::ledger) mod rescue;
pub(in crate::ledger) mod view_copy;
