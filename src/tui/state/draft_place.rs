//! Where something that was typed is kept until it is recorded: by the tasks it is for.

use crate::domain::TaskId;

/// Tasks that something was typed for, as the place where it is kept: whatever their order.
pub fn place_of(tasks: impl Iterator<Item = TaskId>) -> Vec<TaskId> {
    let mut tasks: Vec<TaskId> = tasks.collect();
    tasks.sort_unstable();
    tasks
}
