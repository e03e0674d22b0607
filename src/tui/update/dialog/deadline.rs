//! The keys of a new date.

use chrono::NaiveDate;

use crate::domain::Edit;
use crate::domain::task::ExtensionDecision;
use crate::tui::state::dialog::{BulkWish, DeadlineDialog, DeadlinePart, Dialog, TaskTargets};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::dialog::{Next, closed, put_aside, record};
use crate::wording::fill;

impl DeadlineDialog {
    /// Opens it.
    pub fn open(model: &Model) -> Dialog {
        let targets = TaskTargets::of(model);
        let base = targets
            .only()
            .and_then(|id| model.data.row(id))
            .and_then(|row| row.deadline);
        Dialog::Deadline(Box::new(DeadlineDialog {
            targets,
            date: TextField::line(""),
            decision: ExtensionDecision::Approved,
            reason: TextField::line(""),
            asked: TextField::line(""),
            part: DeadlinePart::Date,
            base,
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match (key, self.part) {
            (Key::Esc | Key::Ctrl('c'), _) => {
                put_aside(&Dialog::Deadline(self), model);
                return closed();
            }
            (Key::Enter, _) => return self.finish(model),
            // From the date Tab goes on to the reason: the kind is right nine times in ten.
            (Key::Tab, DeadlinePart::Date) => self.part = DeadlinePart::Reason,
            (Key::Tab, DeadlinePart::Reason) => self.part = DeadlinePart::Kind,
            (Key::Tab, DeadlinePart::Kind) | (Key::BackTab, DeadlinePart::Date) => {
                self.part = DeadlinePart::Asked;
            }
            (Key::Tab, DeadlinePart::Asked) | (Key::BackTab, DeadlinePart::Reason) => {
                self.part = DeadlinePart::Date;
            }
            (Key::BackTab, DeadlinePart::Asked) => self.part = DeadlinePart::Kind,
            (Key::BackTab, DeadlinePart::Kind) => self.part = DeadlinePart::Reason,
            (Key::Ctrl('t'), _) => {
                self.decision = match self.decision {
                    ExtensionDecision::Asked => ExtensionDecision::Approved,
                    _ => ExtensionDecision::Asked,
                };
            }
            (Key::Char(' '), DeadlinePart::Kind | DeadlinePart::Date) => {
                self.decision = match self.decision {
                    ExtensionDecision::Approved => ExtensionDecision::Correction,
                    ExtensionDecision::Correction | ExtensionDecision::Asked => {
                        ExtensionDecision::Approved
                    }
                };
            }
            (other, DeadlinePart::Date) => {
                self.date.handle(other);
            }
            (other, DeadlinePart::Reason) => {
                self.reason.handle(other);
            }
            (other, DeadlinePart::Asked) => {
                self.asked.handle(other);
            }
            (_, DeadlinePart::Kind) => {}
        }
        (Some(Dialog::Deadline(self)), Vec::new())
    }

    /// Whether it would move the date of a task that has one, and says no reason.
    fn lacks_reason(&self, to: NaiveDate, model: &Model) -> bool {
        let ids = self.targets.list.iter().map(|target| target.id);
        let mut dates = ids.filter_map(|id| model.data.deadline(id));
        self.reason.is_blank() && dates.any(|due| due != to)
    }

    fn finish(mut self: Box<Self>, model: &mut Model) -> Next {
        let read = self.edit(model);
        let Some((deadline, to)) = read.and_then(|edit| Some((edit, edit.to?))) else {
            model.message = model.words().deadline_bad.to_owned();
            return (Some(Dialog::Deadline(self)), Vec::new());
        };
        if self.lacks_reason(to, model) {
            model.message = model.words().deadline_no_reason.to_owned();
            self.part = DeadlinePart::Reason;
            return (Some(Dialog::Deadline(self)), Vec::new());
        }
        let reason = self.reason.text().trim().to_owned();
        let edit = Edit {
            deadline: Some(deadline),
            reason: (!reason.is_empty()).then_some(reason),
            ..Edit::default()
        };
        let words = model.words();
        let what = match self.decision {
            ExtensionDecision::Approved => words.bulk_extended,
            ExtensionDecision::Asked => words.bulk_asked,
            ExtensionDecision::Correction => words.bulk_corrected,
        };
        let wish = BulkWish {
            what: fill(what, &[("to", &to)]),
            edit,
            choice: None,
        };
        let targets = self.targets.clone();
        record(wish, &targets, Some(Dialog::Deadline(self)), model)
    }
}
