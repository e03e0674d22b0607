//! The keys of choosing values of a facet.

use crate::search::Facet;
use crate::tui::state::dialog::{Before, Dialog, FacetPick};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::{Model, Pane};
use crate::tui::update::dialog::{Next, closed, place_in_list};
use crate::tui::update::relist;

impl FacetPick {
    /// Opens it.
    pub fn open(facet: Facet, model: &mut Model) -> Dialog {
        let mut pick = FacetPick {
            facet,
            field: TextField::line(""),
            values: Vec::new(),
            all: Vec::new(),
            cursor: 0,
            before: Before::of(model),
            has_toggled: false,
        };
        pick.follow(model);
        Dialog::Facet(Box::new(pick))
    }

    /// Takes the values as they were counted with the list, and what the query says of them now:
    /// after a change of the query the list may still be to be made.
    pub fn follow(&mut self, model: &Model) {
        let counted = model.browse.facets.iter();
        let mut counted = counted.filter(|(facet, _)| *facet == self.facet);
        self.all = counted.next().map_or(Vec::new(), |(_, all)| all.clone());
        let (query, field) = (&model.browse.query, self.facet.field());
        for value in &mut self.all {
            value.chosen = query.values(field).contains(&value.value);
            value.excluded = query.excluded(field).contains(&value.value);
        }
        self.narrow();
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let last = self.values.len().saturating_sub(1);
        if let Some(place) = place_in_list(key, self.cursor, last) {
            self.cursor = place;
            return (Some(Dialog::Facet(self)), Vec::new());
        }
        match key {
            Key::Esc | Key::Ctrl('c') => {
                self.before.restore(model);
                return closed();
            }
            Key::Char(' ') => self.toggle(model),
            Key::Char('-') => {
                if let Some(value) = self.values.get(self.cursor) {
                    model.browse.query.exclude(self.facet.field(), &value.value);
                    self.has_toggled = true;
                    relist(model);
                    self.follow(model);
                }
            }
            Key::Enter => {
                // Without a choice made one by one, Enter takes the value under the cursor; one that
                // is taken already stays.
                let value = self.values.get(self.cursor);
                match value.map(|value| value.chosen) {
                    _ if self.has_toggled => {}
                    Some(true) => {}
                    Some(false) => self.toggle(model),
                    None => {
                        model.message = model.words().facet_no_value.to_owned();
                        return (Some(Dialog::Facet(self)), Vec::new());
                    }
                }
                model.browse.pane = Pane::Table;
                return closed();
            }
            other => {
                if self.field.handle(other) {
                    self.cursor = 0;
                    self.narrow();
                }
            }
        }
        (Some(Dialog::Facet(self)), Vec::new())
    }

    fn toggle(&mut self, model: &mut Model) {
        if let Some(value) = self.values.get(self.cursor) {
            model.browse.query.toggle(self.facet.field(), &value.value);
            self.has_toggled = true;
            relist(model);
            self.follow(model);
        }
    }
}
