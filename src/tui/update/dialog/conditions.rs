//! The keys of the list of conditions.

use crate::tui::state::dialog::{Conditions, Dialog};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::relist;

impl Conditions {
    /// Opens it on the filter in force.
    pub fn open(_model: &Model) -> Dialog {
        Dialog::Conditions(Conditions { cursor: 0 })
    }

    /// Takes a key.
    pub fn key(mut self, key: Key, model: &mut Model) -> Next {
        let last = model.browse.query.conditions().saturating_sub(1);
        let at = self.cursor.min(last);
        match key {
            Key::Char('j') | Key::Down => self.cursor = (at + 1).min(last),
            Key::Char('k') | Key::Up => self.cursor = at.saturating_sub(1),
            Key::Char(' ') => {
                model.browse.query.remove_condition(at);
                relist(model);
                if model.browse.query.is_empty() {
                    return closed();
                }
                self.cursor = at.min(model.browse.query.conditions().saturating_sub(1));
            }
            Key::Esc | Key::Enter | Key::Char('q') | Key::Ctrl('c') => return closed(),
            _ => {}
        }
        (Some(Dialog::Conditions(self)), Vec::new())
    }
}
