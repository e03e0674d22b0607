//! The keys of choosing a status.

use crate::domain::{Edit, StatusEdit};
use crate::tui::state::dialog::{
    Ask, AskedFor, BulkWish, CHOICES, Dialog, StatusChoice, StatusPick, TaskTargets,
};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::dialog::{Next, as_left, closed, record};
use crate::wording::fill;

impl StatusPick {
    /// The popup on the marked tasks or the one under the cursor.
    pub fn open(model: &Model) -> Dialog {
        Dialog::Status(StatusPick {
            targets: TaskTargets::of(model),
            cursor: 0,
        })
    }

    /// Takes a key.
    pub fn key(mut self, key: Key, model: &mut Model) -> Next {
        let last = CHOICES.len() - 1;
        match key {
            Key::Char('j') | Key::Down => self.cursor = (self.cursor + 1).min(last),
            Key::Char('k') | Key::Up => self.cursor = self.cursor.saturating_sub(1),
            Key::Enter => {
                let choice = CHOICES[self.cursor.min(last)];
                return self.take(choice, model);
            }
            Key::Char('q' | 's') | Key::Esc | Key::Ctrl('c') => return closed(),
            Key::Char(letter) => {
                if let Some(choice) = CHOICES.iter().find(|choice| choice.letter == letter) {
                    return self.take(*choice, model);
                }
            }
            _ => {}
        }
        (Some(Dialog::Status(self)), Vec::new())
    }

    fn take(self, choice: StatusChoice, model: &mut Model) -> Next {
        let lang = model.lang;
        let movable: Vec<_> = self
            .targets
            .statuses(model)
            .filter(|(_, from)| choice.obstacle(*from, lang).is_none())
            .collect();
        if let Some(id) = self.targets.only() {
            let from = model.data.status(id).unwrap_or_default();
            if let Some(why) = choice.obstacle(from, lang) {
                model.message = format!("{}: {why}", choice.label(lang));
                return (Some(Dialog::Status(self)), Vec::new());
            }
        }
        let needs_reason = movable.iter().any(|(_, from)| choice.needs_reason(*from));
        if needs_reason {
            let ask = Ask::open(AskedFor::Reason(choice), self.targets, model);
            return (Some(as_left(ask, model)), Vec::new());
        }
        // Nothing was typed that could come back.
        finish(choice, None, &self.targets, None, model)
    }
}

/// Makes the choice on the row under the cursor, or asks; `from` is where the reason was typed.
pub fn finish(
    choice: StatusChoice,
    reason: Option<String>,
    targets: &TaskTargets,
    from: Option<Dialog>,
    model: &mut Model,
) -> Next {
    let label = choice.label(model.lang);
    let what = match choice.edit {
        StatusEdit::To(_) if !choice.is_reopening => {
            fill(model.words().bulk_status, &[("to", &label)])
        }
        _ => label.to_owned(),
    };
    let edit = Edit {
        status: Some(choice.edit),
        reason,
        ..Edit::default()
    };
    let choice = Some(choice);
    record(BulkWish { what, edit, choice }, targets, from, model)
}
