//! The keys of a box for one text: a note, a progress figure, a reason, a day, a file name.

use std::path::PathBuf;

use super::status::finish;
use crate::domain::{Edit, EntryId, Progress};
use crate::ledger::AsOf;
use crate::tui::state::dialog::{Ask, AskedFor, BulkWish, Dialog, TaskTargets};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Effect, ExportJob};
use crate::tui::update::dialog::{Next, closed, put_aside, record};
use crate::tui::update::look_for;
use crate::wording::fill;

impl Ask {
    /// Opens it, with the draft or the present value in the field.
    pub fn open(question: AskedFor, targets: TaskTargets, model: &Model) -> Dialog {
        let present = targets.only().and_then(|id| model.data.row(id));
        let field = match question {
            AskedFor::Note => {
                let draft = model.drafts.get(&targets.place());
                TextField::lines(draft.map_or("", String::as_str))
            }
            AskedFor::Progress => {
                let figure = present.and_then(|row| row.progress);
                TextField::line(&figure.map_or(String::new(), |figure| figure.to_string()))
            }
            AskedFor::Reason(_) => TextField::line(""),
            AskedFor::AsOf => TextField::line(&model.rules.today.to_string()),
            AskedFor::Export => TextField::line("duban.csv"),
            AskedFor::TrailWords => TextField::line(&model.history.words),
        };
        let is_proposal = question != AskedFor::Note && !field.text().is_empty();
        Dialog::Ask(Box::new(Ask {
            question,
            targets,
            field,
            is_big: false,
            is_proposal,
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => {
                match self.question {
                    AskedFor::Reason(_) => put_aside(&Dialog::Ask(self), model),
                    _ => self.keep_draft(model),
                }
                closed()
            }
            Key::Enter => self.finish(model),
            Key::Ctrl('e') if self.question == AskedFor::Note => {
                self.is_big = !self.is_big;
                (Some(Dialog::Ask(self)), Vec::new())
            }
            other => {
                if self.is_proposal && matches!(other, Key::Char(_) | Key::Backspace) {
                    self.field.set("");
                }
                self.is_proposal = false;
                self.field.handle(other);
                (Some(Dialog::Ask(self)), Vec::new())
            }
        }
    }

    fn keep_draft(&self, model: &mut Model) {
        if self.question == AskedFor::Note {
            let place = self.targets.place();
            if self.field.is_blank() {
                model.drafts.remove(&place);
            } else {
                model.drafts.insert(place, self.field.text().to_owned());
            }
        }
    }

    fn stay(self: Box<Self>, why: &str, model: &mut Model) -> Next {
        model.message = why.to_owned();
        (Some(Dialog::Ask(self)), Vec::new())
    }

    fn finish(self: Box<Self>, model: &mut Model) -> Next {
        let words = model.words();
        let text = self.field.text().trim().to_owned();
        match self.question {
            AskedFor::Note if text.is_empty() => {
                self.keep_draft(model);
                closed()
            }
            AskedFor::Note => {
                self.keep_draft(model);
                let edit = Edit {
                    note: Some(text),
                    ..Edit::default()
                };
                self.record(words.bulk_note.to_owned(), edit, model)
            }
            AskedFor::Progress => self.record_progress(&text, model),
            AskedFor::Reason(_) if text.is_empty() => self.stay(words.reason_empty, model),
            AskedFor::Reason(choice) => {
                let targets = self.targets.clone();
                finish(choice, Some(text), &targets, Some(Dialog::Ask(self)), model)
            }
            AskedFor::AsOf => match read_moment(&text) {
                Some(moment) => {
                    model.sent = Some(Dialog::Ask(self));
                    (None, vec![Effect::AsOf(Some(moment))])
                }
                None => self.stay(&fill(words.form_date_bad, &[("text", &text)]), model),
            },
            AskedFor::TrailWords => (None, look_for(model, &text)),
            AskedFor::Export if text.is_empty() => self.stay(words.export_keys, model),
            AskedFor::Export => {
                let ids = model.in_filter();
                model.sent = Some(Dialog::Ask(self));
                let job = ExportJob {
                    ids,
                    day: model.rules.today,
                    path: PathBuf::from(text),
                    may_replace_anything: false,
                };
                (None, vec![Effect::Export(job)])
            }
        }
    }

    fn record_progress(self: Box<Self>, text: &str, model: &mut Model) -> Next {
        let words = model.words();
        let figure = match (text.is_empty(), text.parse::<Progress>()) {
            (true, _) => None,
            (false, Ok(figure)) => Some(figure),
            (false, Err(_)) => return self.stay(words.bad_progress, model),
        };
        let edit = Edit {
            progress: Some(figure),
            ..Edit::default()
        };
        let to = figure.map_or(words.bulk_no_figure.to_owned(), |it| it.to_string());
        self.record(fill(words.bulk_progress, &[("to", &to)]), edit, model)
    }

    fn record(self: Box<Self>, what: String, edit: Edit, model: &mut Model) -> Next {
        let targets = self.targets.clone();
        let wish = BulkWish {
            what,
            edit,
            choice: None,
        };
        record(wish, &targets, Some(Dialog::Ask(self)), model)
    }
}

/// A day, or `#` and the number of an entry.
fn read_moment(text: &str) -> Option<AsOf> {
    match text.strip_prefix('#') {
        Some(number) => number.parse::<EntryId>().ok().map(AsOf::Entry),
        None => text.parse().ok().map(AsOf::Day),
    }
}
