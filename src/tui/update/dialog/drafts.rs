//! The keys of what was typed and not recorded: taken up again, or thrown away.

use crate::tui::layout::all_drafts;
use crate::tui::state::dialog::{Dialog, DraftsPick};
use crate::tui::state::draft::KeptDraft;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::{take_up, throw_away};
use crate::wording::{DraftTexts, fill};

impl DraftsPick {
    /// Opens it on what an earlier process left.
    pub fn offer(model: &Model) -> Dialog {
        DraftsPick::with(model.leftovers.list.clone(), true)
    }

    /// Opens it on everything that is typed and not recorded.
    pub fn open(model: &Model) -> Dialog {
        DraftsPick::with(all_drafts(model), false)
    }

    pub fn with(list: Vec<KeptDraft>, is_offer: bool) -> Dialog {
        Dialog::Drafts(Box::new(DraftsPick {
            list,
            cursor: 0,
            is_offer,
            is_throwing: false,
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let texts = DraftTexts::of(model.lang);
        let last = self.list.len().saturating_sub(1);
        let was_throwing = std::mem::take(&mut self.is_throwing);
        let Some(draft) = self.current().cloned() else {
            return closed();
        };
        match key {
            Key::Char('j') | Key::Down => self.cursor = (self.cursor + 1).min(last),
            Key::Char('k') | Key::Up => self.cursor = self.cursor.saturating_sub(1),
            Key::Enter => {
                return match take_up(&draft, model) {
                    Ok(next) => next,
                    Err(why) => {
                        model.message = why;
                        (Some(Dialog::Drafts(self)), Vec::new())
                    }
                };
            }
            Key::Char('d') if was_throwing => {
                throw_away(&draft, model);
                self.list.remove(self.cursor);
                self.cursor = self.cursor.min(last.saturating_sub(1));
                model.message = texts.thrown.to_owned();
                if self.list.is_empty() {
                    return closed();
                }
            }
            Key::Char('d') => {
                self.is_throwing = true;
                model.message = texts.throw_again.to_owned();
            }
            Key::Char('y') => {
                let text = draft.all_text();
                let shown: String = text.chars().take(40).collect();
                model.message = fill(model.words().copied, &[("text", &shown)]);
                return (Some(Dialog::Drafts(self)), vec![Effect::Copy(text)]);
            }
            Key::Esc | Key::Char('q') | Key::Ctrl('c') => {
                model.message = texts.later.to_owned();
                return closed();
            }
            _ => {}
        }
        (Some(Dialog::Drafts(self)), Vec::new())
    }
}
