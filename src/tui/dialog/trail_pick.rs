//! Choosing the person or the day that the trail is narrowed to.

use super::find::Typed;
use super::{Dialog, Next, closed};
use crate::tui::field::TextField;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::trail::TrailBy;
use crate::tui::update::narrow_trail;

/// The popup.
#[derive(Clone, Debug)]
pub struct TrailPick {
    /// What is chosen.
    pub by: TrailBy,
    /// What is typed.
    pub field: TextField,
    /// Those that fit what is typed, each with the number of batches; `None` until they are read.
    pub shown: Option<Vec<(String, usize)>>,
    all: Vec<(String, usize)>,
    /// The one under the cursor; zero is everybody, or every day.
    pub cursor: usize,
}

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

    /// Takes what there is to choose from.
    pub fn take(&mut self, by: TrailBy, all: Vec<(String, usize)>) {
        if by == self.by {
            self.all = all;
            self.narrow();
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.narrow();
    }

    fn narrow(&mut self) {
        let typed = self.field.text().trim();
        let wanted = Typed::new(typed);
        // A day is typed as it stands: `10-16`.
        let fits = |name: &str| match self.by {
            TrailBy::Person => wanted.fits(name),
            TrailBy::Day => name.contains(typed),
        };
        let fitting = self
            .all
            .iter()
            .filter(|(name, _)| typed.is_empty() || fits(name));
        let shown: Vec<(String, usize)> = fitting.cloned().collect();
        // With something typed the first that fits is meant, else all.
        self.cursor = usize::from(!typed.is_empty() && !shown.is_empty());
        self.shown = Some(shown);
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let last = self.shown.as_ref().map_or(0, Vec::len);
        match key {
            Key::Esc | Key::Ctrl('c') => return closed(),
            Key::Down => self.cursor = (self.cursor + 1).min(last),
            Key::Up => self.cursor = self.cursor.saturating_sub(1),
            Key::PageDown => self.cursor = (self.cursor + 10).min(last),
            Key::PageUp => self.cursor = self.cursor.saturating_sub(10),
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
