//! The tasks a command acts on, frozen when it was given.

use crate::domain::{Status, TaskId};
use crate::ledger::Target;
use crate::tui::model::{Model, Screen};
use crate::wording::fill;

/// Tasks with the revisions that were seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Targets {
    /// The tasks.
    pub list: Vec<Target>,
    /// Marked tasks outside the filter: named and left alone.
    pub left_out: usize,
}

impl Targets {
    /// The marked tasks that are in the filter, else the task under the cursor.
    pub fn of(model: &Model) -> Targets {
        let seen = |id: TaskId| Target {
            id,
            seen: model.data.row(id).map(|row| row.revision),
        };
        if model.screen == Screen::Browse && !model.browse.marks.is_empty() {
            let marks = &model.browse.marks;
            let list: Vec<Target> = model
                .browse
                .ids()
                .filter(|id| marks.contains(id))
                .map(seen)
                .collect();
            let left_out = marks.len() - list.len();
            return Targets { list, left_out };
        }
        Targets {
            list: model.current().map(seen).into_iter().collect(),
            left_out: 0,
        }
    }

    /// The only task, if it is one.
    pub fn single(&self) -> Option<TaskId> {
        match self.list.as_slice() {
            [only] if self.left_out == 0 => Some(only.id),
            _ => None,
        }
    }

    /// The head of a dialog: the task, or how many.
    pub fn head(&self, model: &Model) -> String {
        let words = model.words();
        match self.single().and_then(|id| model.data.row(id)) {
            Some(row) => fill(
                words.target_one,
                &[
                    ("region", &row.region.short()),
                    ("number", &row.number),
                    ("title", &row.title),
                ],
            ),
            None => {
                let mut head = fill(words.target_many, &[("n", &self.list.len())]);
                if self.left_out > 0 {
                    head.push_str(&fill(words.target_left, &[("n", &self.left_out)]));
                }
                head
            }
        }
    }

    /// The statuses of the tasks as last read.
    pub fn statuses<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = (Target, Status)> + 'a {
        self.list
            .iter()
            .filter_map(|target| Some((*target, model.data.row(target.id)?.status)))
    }
}
