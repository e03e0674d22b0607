//! The keys of choosing the person or the day that the trail is narrowed to.

use crate::tui::state::dialog::{Dialog, TrailPick};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::trail::TrailBy;
use crate::tui::update::dialog::{Next, closed, place_in_list};
use crate::tui::update::narrow_trail;

impl TrailPick {
    /// Opens it; what there is to choose from is on its way.
    pub fn open(by: TrailBy) -> Dialog {
        Dialog::TrailPick(Box::new(TrailPick {
            by,
            field: TextField::line(""),
            shown: None,
            all: Vec::new(),
            cursor: 0,
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let last = self.shown.as_ref().map_or(0, Vec::len);
        if let Some(place) = place_in_list(key, self.cursor, last) {
            self.cursor = place;
            return (Some(Dialog::TrailPick(self)), Vec::new());
        }
        match key {
            Key::Esc | Key::Ctrl('c') => return closed(),
            Key::Enter if self.shown.is_none() => {}
            Key::Enter if !self.field.is_blank() && last == 0 => {
                model.message = model.words().facet_no_value.to_owned();
            }
            Key::Enter => {
                let chosen = self.cursor.checked_sub(1);
                let value = chosen.and_then(|at| self.shown.as_ref()?.get(at).cloned());
                let effects = narrow_trail(model, self.by, value.map(|(name, _)| name));
                return (None, effects);
            }
            other => {
                if self.field.handle(other) && self.shown.is_some() {
                    self.narrow();
                }
            }
        }
        (Some(Dialog::TrailPick(self)), Vec::new())
    }
}
