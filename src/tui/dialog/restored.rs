//! Saying that the ledger was restored from a backup: nothing acts before it was read.

use super::{Dialog, Next};
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::update::after_restore;

/// The notice.
#[derive(Clone, Copy, Debug)]
pub struct RestoredBox {
    /// How many texts that were typed became drafts.
    pub put_aside: usize,
}

impl RestoredBox {
    /// Takes a key: only Enter and Esc go on.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter | Key::Esc => (None, after_restore(model, self.put_aside)),
            _ => (Some(Dialog::Restored(self)), Vec::new()),
        }
    }
}
