//! One text to type: a note, a progress figure, a reason, a day, a file name.

use std::path::PathBuf;

use super::status::finish;
use super::{Choice, Dialog, Next, Targets, Wish, closed, put_aside, record};
use crate::domain::{Edit, EntryId, Progress};
use crate::ledger::AsOf;
use crate::tui::field::Field;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::msg::{Effect, ExportJob};
use crate::tui::update::look_for;
use crate::wording::fill;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Question {
    /// A note.
    Note,
    /// A progress figure.
    Progress,
    /// The reason of a status change.
    Reason(Choice),
    /// A past day.
    AsOf,
    /// A file to export to.
    Export,
    /// Words to look for in the trail.
    TrailWords,
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is asked.
    pub question: Question,
    /// On which tasks.
    pub targets: Targets,
    /// What is typed.
    pub field: Field,
    /// Drawn over the whole screen.
    pub is_big: bool,
    /// What stands in the field was proposed: the first character typed takes its place.
    pub is_proposal: bool,
}

impl Ask {
    /// Opens it, with the draft or the present value in the field.
    pub fn open(question: Question, targets: Targets, model: &Model) -> Dialog {
        let present = targets.only().and_then(|id| model.data.row(id));
        let field = match question {
            Question::Note => {
                let draft = model.drafts.get(&targets.only());
                Field::lines(draft.map_or("", String::as_str))
            }
            Question::Progress => {
                let figure = present.and_then(|row| row.progress);
                Field::line(&figure.map_or(String::new(), |figure| figure.to_string()))
            }
            Question::Reason(_) => Field::line(""),
            Question::AsOf => Field::line(&model.rules.today.to_string()),
            Question::Export => Field::line("duban.csv"),
            Question::TrailWords => Field::line(&model.history.words),
        };
        let is_proposal = question != Question::Note && !field.text().is_empty();
        Dialog::Ask(Box::new(Ask {
            question,
            targets,
            field,
            is_big: false,
            is_proposal,
        }))
    }

    /// The title of the box.
    pub fn title(&self, model: &Model) -> String {
        let words = model.words();
        match self.question {
            Question::Note => words.note_title.to_owned(),
            Question::Progress => words.progress_title.to_owned(),
            Question::Reason(choice) => {
                format!("{}: {}", choice.label(model.lang), words.reason_title)
            }
            Question::AsOf => words.as_of_title.to_owned(),
            Question::TrailWords => words.trail_words_title.to_owned(),
            Question::Export => {
                let all = model.in_filter().len();
                let kids = all.saturating_sub(model.browse.counts.shown);
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("n", &model.browse.counts.shown), ("kids", &kids)];
                match kids {
                    0 => fill(words.export_title, &values),
                    _ => fill(words.export_title_kids, &values),
                }
            }
        }
    }

    /// The keys that act in it.
    pub fn hint(&self, model: &Model) -> &'static str {
        let words = model.words();
        match self.question {
            Question::Note => words.note_keys,
            Question::AsOf => words.as_of_keys,
            Question::TrailWords => words.trail_words_keys,
            Question::Export => words.export_keys,
            Question::Progress => words.one_line_keys,
            Question::Reason(_) => words.reason_keys,
        }
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => {
                match self.question {
                    Question::Reason(_) => put_aside(&Dialog::Ask(self), model),
                    _ => self.keep_draft(model),
                }
                closed()
            }
            Key::Enter => self.finish(model),
            Key::Ctrl('e') if self.question == Question::Note => {
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

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.is_proposal) {
            self.field.set("");
        }
        self.field.paste(text);
    }

    fn keep_draft(&self, model: &mut Model) {
        if self.question == Question::Note {
            let place = self.targets.only();
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
            Question::Note if text.is_empty() => {
                self.keep_draft(model);
                closed()
            }
            Question::Note => {
                self.keep_draft(model);
                let edit = Edit {
                    note: Some(text),
                    ..Edit::default()
                };
                self.record(words.bulk_note.to_owned(), edit, model)
            }
            Question::Progress => {
                let figure = if text.is_empty() {
                    Ok(None)
                } else {
                    text.parse::<Progress>().map(Some)
                };
                match figure {
                    Err(_) => self.stay(words.bad_progress, model),
                    Ok(figure) => {
                        let edit = Edit {
                            progress: Some(figure),
                            ..Edit::default()
                        };
                        let to =
                            figure.map_or(words.bulk_no_figure.to_owned(), |it| it.to_string());
                        self.record(fill(words.bulk_progress, &[("to", &to)]), edit, model)
                    }
                }
            }
            Question::Reason(_) if text.is_empty() => self.stay(words.reason_empty, model),
            Question::Reason(choice) => {
                let targets = self.targets.clone();
                finish(choice, Some(text), &targets, Some(Dialog::Ask(self)), model)
            }
            Question::AsOf => match read_moment(&text) {
                Some(moment) => {
                    model.sent = Some(Dialog::Ask(self));
                    (None, vec![Effect::AsOf(Some(moment))])
                }
                None => self.stay(&fill(words.form_date_bad, &[("text", &text)]), model),
            },
            Question::TrailWords => (None, look_for(model, &text)),
            Question::Export if text.is_empty() => self.stay(words.export_keys, model),
            Question::Export => {
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

    fn record(self: Box<Self>, what: String, edit: Edit, model: &mut Model) -> Next {
        let targets = self.targets.clone();
        let wish = Wish {
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
