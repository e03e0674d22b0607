//! Choosing the person or the day that the trail is narrowed to.

use crate::tui::state::dialog::Typed;
use crate::tui::state::field::TextField;
use crate::tui::state::trail::TrailBy;

/// The popup.
#[derive(Clone, Debug)]
pub struct TrailPick {
    /// What is chosen.
    pub by: TrailBy,
    /// What is typed.
    pub field: TextField,
    /// Those that fit what is typed, each with the number of batches; `None` until they are read.
    pub shown: Option<Vec<(String, usize)>>,
    pub all: Vec<(String, usize)>,
    /// The one under the cursor; zero is everybody, or every day.
    pub cursor: usize,
}

impl TrailPick {
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

    /// Takes those that fit what is typed.
    pub fn narrow(&mut self) {
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
}
