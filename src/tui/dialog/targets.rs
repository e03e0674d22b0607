//! The tasks a command acts on, frozen when it was given: one rule for all of them.

use std::collections::BTreeSet;

use crate::domain::{Edit, Status, TaskId};
use crate::ledger::Target;
use crate::tui::model::{Model, Screen};
use crate::tui::msg::EditJob;
use crate::tui::names::{full_name, name_of};
use crate::wording::fill;

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
    is_at_hand: bool,
}

impl TaskTargets {
    /// Marks decide: the marked tasks that are in the filter, if anything is marked, else the task
    /// under the cursor. Over a single task its own page is open; marks of the list are far away.
    pub fn of(model: &Model) -> TaskTargets {
        let seen = |id: TaskId| Target {
            id,
            seen: model.data.revision(id),
        };
        let current = model.current();
        if model.screen == Screen::Browse && !model.browse.marks.is_empty() {
            let inside = marked(model);
            let left_out = model.browse.marks.len() - inside.len();
            let is_at_hand =
                left_out == 0 && inside.len() == 1 && inside.first() == current.as_ref();
            return TaskTargets {
                list: inside.into_iter().map(seen).collect(),
                left_out,
                is_of_filter: false,
                is_at_hand,
            };
        }
        TaskTargets {
            list: current.map(seen).into_iter().collect(),
            left_out: 0,
            is_of_filter: false,
            is_at_hand: current.is_some(),
        }
    }

    /// These tasks, whatever is marked and wherever the cursor stands: of something typed before,
    /// whose box says again which task it is about.
    pub fn of_tasks(list: Vec<Target>) -> TaskTargets {
        TaskTargets {
            is_at_hand: list.len() == 1,
            list,
            ..TaskTargets::default()
        }
    }

    /// What stands under the tasks and is not one of them.
    pub fn below(&self, model: &Model) -> Vec<Target> {
        let own: BTreeSet<TaskId> = self.list.iter().map(|target| target.id).collect();
        let kids = self.list.iter().flat_map(|it| model.data.below(it.id));
        let kids: BTreeSet<TaskId> = kids.filter(|id| !own.contains(id)).collect();
        let seen = |id: TaskId| Target {
            id,
            seen: model.data.revision(id),
        };
        kids.into_iter().map(seen).collect()
    }

    /// The same tasks as they are now, without those that are gone.
    pub fn renewed(&self, model: &Model) -> TaskTargets {
        let rows = self.list.iter().filter_map(|old| model.data.row(old.id));
        let list = rows.map(|row| Target {
            id: row.id,
            seen: Some(row.revision),
        });
        TaskTargets {
            list: list.collect(),
            ..*self
        }
    }

    /// The same for one task with the revision that was read when its form was opened.
    pub fn seen_as(self, seen: Target) -> TaskTargets {
        TaskTargets {
            list: vec![seen],
            ..self
        }
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

    /// The head of a dialog: the task, or how many; and what is left alone.
    pub fn head(&self, model: &Model) -> String {
        let words = model.words();
        let mut head = match self.only().and_then(|id| name_of(id, model)) {
            Some(name) => full_name(&name, model),
            None => fill(words.target_many, &[("n", &self.list.len())]),
        };
        if self.left_out > 0 {
            head.push_str(&fill(words.target_left, &[("n", &self.left_out)]));
        }
        head
    }

    /// The statuses of the tasks as last read.
    pub fn statuses<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = (Target, Status)> + 'a {
        self.list
            .iter()
            .filter_map(|target| Some((*target, model.data.row(target.id)?.status)))
    }

    /// The change to all of them.
    pub fn job(&self, edit: Edit) -> EditJob {
        EditJob::of(self.list.iter().copied(), edit)
    }
}

/// The marked tasks that fit the filter, in the order of the list; one under a folded row comes
/// after it.
pub fn marked(model: &Model) -> Vec<TaskId> {
    let browse = &model.browse;
    let mut marked: Vec<TaskId> = browse.marks_in_filter(&model.data).collect();
    let line = |id: TaskId| browse.lines.line_of(id);
    marked.sort_by_key(|id| (line(*id).or_else(|| line(model.data.top_of(*id))), *id));
    marked
}
