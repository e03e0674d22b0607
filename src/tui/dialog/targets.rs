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
            seen: model.data.revision(id),
        };
        if model.screen == Screen::Browse && !model.browse.marks.is_empty() {
            let inside = model.browse.marked_in_filter();
            let left_out = model.browse.marks.len() - inside.len();
            return Targets {
                list: inside.into_iter().map(seen).collect(),
                left_out,
            };
        }
        Targets {
            list: model.current().map(seen).into_iter().collect(),
            left_out: 0,
        }
    }

    /// The same tasks as they are now, without those that are gone.
    pub fn renewed(&self, model: &Model) -> Targets {
        let rows = self.list.iter().filter_map(|old| model.data.row(old.id));
        let list = rows.map(|row| Target {
            id: row.id,
            seen: Some(row.revision),
        });
        Targets {
            list: list.collect(),
            left_out: self.left_out,
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
