//! The keys of the question before an export replaces a file that no export wrote.

use crate::tui::state::dialog::{Dialog, ReplaceExport};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Effect, ExportJob};
use crate::tui::update::dialog::Next;

impl ReplaceExport {
    /// Takes a key: Enter replaces, Esc goes back to the name.
    pub fn key(self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter => {
                let job = ExportJob {
                    may_replace_anything: true,
                    ..self.0
                };
                (None, vec![Effect::Export(job)])
            }
            Key::Esc | Key::Ctrl('c') | Key::Char('q') => (model.sent.take(), Vec::new()),
            _ => (Some(Dialog::Replace(self)), Vec::new()),
        }
    }
}
