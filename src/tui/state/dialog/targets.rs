//! The tasks a command acts on, frozen when it was given: one rule for all of them.

use crate::domain::{Edit, TaskId};
use crate::ledger::Target;
use crate::tui::state::draft_place::place_of;
use crate::tui::state::msg::EditJob;

/// Tasks with the revisions that were seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskTargets {
    /// The tasks.
    pub list: Vec<Target>,
    /// Marked tasks outside the filter: named and left alone.
    pub left_out: usize,
    /// They are those of the filter that it is about, not marked ones.
    pub is_of_filter: bool,
    /// It is the task everybody looks at and no other.
    pub is_at_hand: bool,
}

impl TaskTargets {
    /// These tasks, whatever is marked and wherever the cursor stands: of something typed before,
    /// whose box says again which task it is about.
    pub fn of_tasks(list: Vec<Target>) -> TaskTargets {
        TaskTargets {
            is_at_hand: list.len() == 1,
            list,
            ..TaskTargets::default()
        }
    }

    /// The same for one task with the revision that was read when its form was opened.
    pub fn seen_as(self, seen: Target) -> TaskTargets {
        TaskTargets {
            list: vec![seen],
            ..self
        }
    }

    /// All of them, as the place where what is typed for them is kept.
    pub fn place(&self) -> Vec<TaskId> {
        place_of(self.list.iter().map(|target| target.id))
    }

    /// The only task, if it is one.
    pub fn only(&self) -> Option<TaskId> {
        match self.list.as_slice() {
            [only] => Some(only.id),
            _ => None,
        }
    }

    /// Whether it is exactly the row under the cursor. A key may write to that one at once; of
    /// every other task or number of tasks a box says which, and waits for Enter.
    pub fn is_at_hand(&self) -> bool {
        self.is_at_hand
    }

    /// The change to all of them.
    pub fn job(&self, edit: Edit) -> EditJob {
        EditJob::of(self.list.iter().copied(), edit)
    }
}
