//! Choosing a file by its path, with names completed.

use std::path::PathBuf;

use super::{Dialog, Next, closed};
use crate::tui::field::TextField;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::Effect;
use crate::tui::update::{leave_import, read_file};

/// The dialog.
#[derive(Clone, Debug)]
pub struct PathAsk {
    /// What is typed.
    pub field: TextField,
    /// Names it can go on with.
    pub names: Vec<String>,
    /// The one of them that was gone to.
    pub chosen: Option<usize>,
}

impl PathAsk {
    /// Opens it with what was typed last.
    pub fn open(model: &Model) -> Dialog {
        Dialog::Path(Box::new(PathAsk {
            field: TextField::line(&model.import.path),
            names: Vec::new(),
            chosen: None,
        }))
    }

    /// Takes the names found for a text, unless it was typed on since: what they have in common
    /// goes into the field.
    pub fn take_names(&mut self, text: &str, names: Vec<String>) {
        if self.field.text() != text {
            return;
        }
        if let Some(common) = common(&names)
            && common.chars().count() > 0
        {
            self.field.set(&common);
        }
        self.chosen = None;
        self.names = if names.len() > 1 { names } else { Vec::new() };
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

/// What all the names begin with.
fn common(names: &[String]) -> Option<String> {
    let first = names.first()?;
    let shared = first.chars().enumerate().take_while(|(at, c)| {
        let mut others = names.iter().skip(1);
        others.all(|other| other.chars().nth(*at) == Some(*c))
    });
    Some(shared.map(|(_, c)| c).collect())
}
