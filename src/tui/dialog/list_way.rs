//! What the form of several tasks does with the names typed for a list.

use super::{Form, FormField};
use crate::domain::Role;
use crate::tui::model::Model;

/// Whether names join a list, take its place or leave it. At first they join: that loses nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListWay {
    /// They join those that are there.
    #[default]
    Add,
    /// They are all that is in it.
    Replace,
    /// They leave it.
    Remove,
}

impl ListWay {
    const ALL: [(ListWay, &'static str); 3] = [
        (ListWay::Add, "add"),
        (ListWay::Replace, "replace"),
        (ListWay::Remove, "remove"),
    ];

    /// The next way round.
    fn next(self) -> ListWay {
        match self {
            ListWay::Add => ListWay::Replace,
            ListWay::Replace => ListWay::Remove,
            ListWay::Remove => ListWay::Add,
        }
    }

    /// Its name in a draft.
    pub fn id(self) -> &'static str {
        let way = ListWay::ALL.iter().find(|(way, _)| *way == self);
        way.map_or("", |(_, id)| id)
    }

    /// The way of this name.
    pub fn parse(id: &str) -> Option<ListWay> {
        let way = ListWay::ALL.iter().find(|(_, known)| *known == id);
        way.map(|(way, _)| *way)
    }

    /// What it is called on the screen.
    pub fn label(self, model: &Model) -> &'static str {
        let words = model.words();
        match self {
            ListWay::Add => words.list_adds,
            ListWay::Replace => words.list_replaces,
            ListWay::Remove => words.list_removes,
        }
    }
}

impl Form {
    /// What happens to a list of several tasks; `None` where the form shows the whole list of one.
    pub fn way(&self, field: FormField) -> Option<ListWay> {
        match (&self.several, field) {
            (Some(_), FormField::Parties(role)) => Some(self.ways[role as usize]),
            _ => None,
        }
    }

    /// Goes to the next way of the list under the cursor.
    pub(super) fn turn_way(&mut self) {
        if let Some((FormField::Parties(role), _)) = self.fields.get(self.focus) {
            let way = &mut self.ways[*role as usize];
            *way = way.next();
        }
    }

    /// Sets the way of a list, as a draft has it.
    pub(super) fn set_way(&mut self, role: Role, way: ListWay) {
        self.ways[role as usize] = way;
    }
}
