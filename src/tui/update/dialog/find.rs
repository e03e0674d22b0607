//! The keys of help and palette.

use crate::tui::state::dialog::{Dialog, Find, FindKind};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::dialog::{Next, closed, place_in_list};
use crate::tui::update::{apply_view, run};

impl Find {
    /// Opens it.
    pub fn open(kind: FindKind) -> Dialog {
        Dialog::Find(Box::new(Find {
            kind,
            field: TextField::line(""),
            cursor: 0,
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let found = self.found(model);
        let last = found.len().saturating_sub(1);
        if let Some(place) = place_in_list(key, self.cursor, last) {
            self.cursor = place;
            return (Some(Dialog::Find(self)), Vec::new());
        }
        match key {
            Key::Esc | Key::Ctrl('c') => return closed(),
            Key::Enter if self.kind == FindKind::Palette => {
                let Some(found) = found.get(self.cursor.min(last)) else {
                    return (Some(Dialog::Find(self)), Vec::new());
                };
                if let Some((keeper, view)) = &found.view {
                    apply_view(model, *keeper, view);
                    return closed();
                }
                let effects = run(found.spec.command, model);
                return (model.dialog.take(), effects);
            }
            Key::Enter => {}
            other => {
                if self.field.handle(other) {
                    self.cursor = 0;
                }
            }
        }
        (Some(Dialog::Find(self)), Vec::new())
    }
}
