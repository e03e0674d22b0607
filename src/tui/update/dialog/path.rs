//! The keys of choosing a file by its path.

use std::path::PathBuf;

use crate::tui::state::dialog::{Dialog, PathAsk};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::{leave_import, read_file};

impl PathAsk {
    /// Opens it with what was typed last.
    pub fn open(model: &Model) -> Dialog {
        Dialog::Path(Box::new(PathAsk {
            field: TextField::line(&model.import.path),
            names: Vec::new(),
            chosen: None,
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => {
                model.import.path = self.field.text().to_owned();
                leave_import(model);
                return closed();
            }
            Key::Tab => {
                let text = self.field.text().to_owned();
                return (Some(Dialog::Path(self)), vec![Effect::Complete(text)]);
            }
            Key::Down => self.go(1),
            Key::Up => self.go(-1),
            Key::Enter => {
                let path = self.field.text().trim().to_owned();
                if path.is_empty() {
                    model.message = model.review_words().path_needed.to_owned();
                    return (Some(Dialog::Path(self)), Vec::new());
                }
                model.import.path = path.clone();
                return (None, read_file(model, PathBuf::from(path)));
            }
            other => {
                if self.field.handle(other) {
                    self.names.clear();
                }
            }
        }
        (Some(Dialog::Path(self)), Vec::new())
    }
}

impl PathAsk {
    /// To the next or previous name, which goes into the field.
    fn go(&mut self, by: isize) {
        let Some(last) = self.names.len().checked_sub(1) else {
            return;
        };
        let to = match self.chosen {
            None if by > 0 => 0,
            None => last,
            Some(at) => at.saturating_add_signed(by).min(last),
        };
        self.chosen = Some(to);
        if let Some(name) = self.names.get(to) {
            self.field.set(name);
        }
    }
}
