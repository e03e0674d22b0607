//! Choosing a status: one letter each (SCREENS part 6).

use super::{Ask, AskedFor, BulkWish, Dialog, Next, TaskTargets, as_left, closed, record};
use crate::domain::status::{Move, can_be_returned};
use crate::domain::{Edit, Lang, Status, StatusEdit};
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::wording::fill;

/// A line of the popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusChoice {
    /// Its letter.
    pub letter: char,
    /// What it does.
    pub edit: StatusEdit,
    /// Only out of a closed or suspended state.
    pub is_reopening: bool,
}

const fn to(letter: char, status: Status) -> StatusChoice {
    StatusChoice {
        letter,
        edit: StatusEdit::To(status),
        is_reopening: false,
    }
}

/// The choices. The six free letters are no neighbours on the keyboard.
pub const CHOICES: [StatusChoice; 11] = [
    to('a', Status::Assigned),
    to('y', Status::Acknowledged),
    to('p', Status::InProgress),
    to('e', Status::UnderReview),
    to('b', Status::Concluded),
    to('x', Status::Cleared),
    to('i', Status::Registered),
    StatusChoice {
        letter: 't',
        edit: StatusEdit::Return,
        is_reopening: false,
    },
    to('z', Status::Suspended),
    to('c', Status::Cancelled),
    StatusChoice {
        letter: 'o',
        edit: StatusEdit::To(Status::InProgress),
        is_reopening: true,
    },
];

impl StatusChoice {
    /// Its label.
    pub fn label(self, lang: Lang) -> &'static str {
        match self.edit {
            StatusEdit::Return => lang.pick("退回", "return"),
            StatusEdit::To(_) if self.is_reopening => lang.pick("重开", "reopen"),
            StatusEdit::To(status) => status.label(lang),
        }
    }

    /// Whether a task in `from` can take it; the reason in words if not.
    pub fn obstacle(self, from: Status, lang: Lang) -> Option<&'static str> {
        match self.edit {
            StatusEdit::Return if can_be_returned(from) => None,
            StatusEdit::Return => Some(lang.pick(
                "只退待审核或办结的",
                "only what is under review or concluded",
            )),
            StatusEdit::To(to) => match Move::between(from, to) {
                Move::Same => Some(lang.pick("已是此状态", "already so")),
                Move::ClearBeforeConcluded => {
                    Some(lang.pick("只能从办结销号", "only from concluded"))
                }
                Move::Reopen => None,
                _ if self.is_reopening => Some(lang.pick(
                    "只重开已结、中止或撤销的",
                    "only what is closed or suspended",
                )),
                _ => None,
            },
        }
    }

    /// Whether taking it from `from` needs a reason.
    pub fn needs_reason(self, from: Status) -> bool {
        match self.edit {
            StatusEdit::Return => true,
            StatusEdit::To(to) => Move::between(from, to).needs_reason(),
        }
    }

    /// Whether it needs one from wherever it is lawful.
    pub fn always_needs_reason(self) -> bool {
        self.is_reopening
            || matches!(
                self.edit,
                StatusEdit::Return
                    | StatusEdit::To(Status::Registered | Status::Suspended | Status::Cancelled)
            )
    }
}

/// The popup.
#[derive(Clone, Debug)]
pub struct StatusPick {
    /// On which tasks.
    pub targets: TaskTargets,
    /// The line under its cursor.
    pub cursor: usize,
}

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
            let from = model.data.row(id).map(|row| row.status).unwrap_or_default();
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
