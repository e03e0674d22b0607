//! The keys of the notice that the ledger was restored from a backup.

use crate::tui::dialog::{Dialog, RestoredBox};
use crate::tui::keys::Key;
use crate::tui::model::Model;
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
