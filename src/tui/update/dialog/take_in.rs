//! The keys of the questions before a file is taken in or a review is thrown away.

use crate::tui::state::dialog::{Dialog, Discard, PathAsk, TakeIn};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::review::ImportStep;
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::take_in;
use crate::wording::fill;

impl TakeIn {
    /// Opens it. An issued document hands its tasks out, so that is proposed; differences are
    /// proposed too, since they were there to be seen, but not those of a file that was taken in
    /// before: they can only be what was corrected since.
    pub fn open(model: &Model) -> Dialog {
        let is_known = model.import.review().is_some_and(|review| review.is_known);
        let is_own = model.import.review().is_some_and(|review| review.is_own());
        Dialog::TakeIn(TakeIn {
            // An export says itself what was handed out.
            assign: !is_own,
            accept_changes: !is_known,
            accept_doubtful: false,
        })
    }

    /// Takes a key.
    pub fn key(mut self, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') | Key::Char('q') => return closed(),
            Key::Char('a') => self.assign = !self.assign,
            Key::Char('e') => self.accept_changes = !self.accept_changes,
            Key::Char('w') => self.accept_doubtful = !self.accept_doubtful,
            Key::Enter if refused(model) > 0 => {
                let text = model.review_words().take_in_refused;
                model.message = fill(text, &[("n", &refused(model))]);
            }
            Key::Enter => return (None, take_in(model, self)),
            _ => {}
        }
        (Some(Dialog::TakeIn(self)), Vec::new())
    }
}

/// How many rows cannot be taken: nothing is while there are any.
fn refused(model: &Model) -> usize {
    let review = model.import.review();
    review.map_or(0, |review| review.totals.refused)
}

impl Discard {
    /// Takes a key.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Enter => {
                model.import.step = ImportStep::Empty;
                (Some(PathAsk::open(model)), Vec::new())
            }
            Key::Esc | Key::Ctrl('c') | Key::Char('q') => closed(),
            _ => (Some(Dialog::Discard(self)), Vec::new()),
        }
    }
}
