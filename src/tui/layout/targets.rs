//! The tasks a command acts on as the model has them: which they are, what they are called.

use std::collections::BTreeSet;

use crate::domain::{Status, TaskId};
use crate::ledger::Target;
use crate::tui::layout::{full_name, name_of};
use crate::tui::state::dialog::TaskTargets;
use crate::tui::state::model::{Model, Screen};
use crate::wording::fill;

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
        let list = self.list.iter().filter_map(|old| {
            let seen = Some(model.data.revision(old.id)?);
            Some(Target { id: old.id, seen })
        });
        TaskTargets {
            list: list.collect(),
            ..*self
        }
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
            .filter_map(|target| Some((*target, model.data.status(target.id)?)))
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
