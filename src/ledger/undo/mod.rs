//! Undo and redo. In comes a batch, named by one of its entries or the newest of somebody; out comes
//! a batch that compensates it, task by task, and which tasks had to be left. `commands` is called by
//! whoever undoes, `plan` by whoever shows it before, `fate` by whoever lists batches.

pub(super) mod choice;
pub(super) mod commands;
pub(super) mod fate;
pub(super) mod plan;
pub(super) mod references;
pub(super) mod share;
pub(super) mod standing;
