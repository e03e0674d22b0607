//! The keys of the notice that the ledger was restored from a backup.

use crate::tui::state::dialog::{Dialog, RestoredBox};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::after_restore;
use crate::tui::update::dialog::Next;

impl RestoredBox {
    /// Takes a key: only Enter and Esc go on.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter | Key::Esc => (None, after_restore(model, self.put_aside)),
            _ => (Some(Dialog::Restored(self)), Vec::new()),
        }
    }
}
