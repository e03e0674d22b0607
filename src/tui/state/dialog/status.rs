//! Choosing a status: one letter each (SCREENS part 6).

use crate::domain::status::{Move, can_be_returned};
use crate::domain::{Lang, Status, StatusEdit};
use crate::tui::state::dialog::TaskTargets;

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

// A new status has its letter here.
const _: () = {
    let mut status = 0;
    while status < Status::ALL.len() {
        let mut at = 0;
        while !matches!(CHOICES[at].edit, StatusEdit::To(to) if to as usize == status) {
            at += 1;
        }
        status += 1;
    }
};

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
