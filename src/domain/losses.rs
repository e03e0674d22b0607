//! What lists of names would lose by an edit: to be counted and told before it is made.

use std::collections::BTreeMap;

use super::edit::Edit;
use super::people::{Party, PartyKind, Role};
use super::row::Row;

/// Of some tasks, by role: how many would lose a name, and which names how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<Role, NameLoss>);

/// What the lists of one role would lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameLoss {
    /// How many tasks.
    pub tasks: usize,
    /// Each name with the number of tasks that would lose it.
    names: BTreeMap<String, usize>,
}

impl Losses {
    /// Counts the list of a role of one more task.
    pub fn add(&mut self, edit: &Edit, role: Role, list: &[Party]) {
        let lost = edit.names_lost(role, list);
        if lost.is_empty() {
            return;
        }
        let loss = self.0.entry(role).or_default();
        loss.tasks += 1;
        for name in lost {
            *loss.names.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Whether any list could lose a name by this edit.
    pub fn can_be_of(edit: &Edit) -> bool {
        !(edit.parties.is_empty() && edit.leaving.is_empty())
    }

    /// Counts every list of one more row.
    pub fn add_row(&mut self, edit: &Edit, row: &Row) {
        if !Losses::can_be_of(edit) {
            return;
        }
        self.add(edit, Role::Leader, &row.leaders);
        for role in PartyKind::Unit.roles() {
            let list: Vec<Party> = row.units_as(*role).cloned().collect();
            self.add(edit, *role, &list);
        }
    }

    /// By role, in the order documents print them.
    pub fn iter(&self) -> impl Iterator<Item = (Role, &NameLoss)> {
        self.0.iter().map(|(role, loss)| (*role, loss))
    }
}

impl NameLoss {
    /// The names, most frequent first.
    pub fn names(&self) -> Vec<(&str, usize)> {
        let names = self.names.iter();
        let mut names: Vec<(&str, usize)> = names.map(|(name, n)| (name.as_str(), *n)).collect();
        names.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        names
    }
}
