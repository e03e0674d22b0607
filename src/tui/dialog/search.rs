//! The search box on line 2: each key narrows, Enter keeps, Esc restores.

use super::{Dialog, Next};
use crate::domain::TaskId;
use crate::search::Query;
use crate::tui::field::Field;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::update::{move_cursor, relist};

/// The box.
#[derive(Clone, Debug)]
pub struct Search {
    /// The query as typed.
    pub field: Field,
    /// Why it cannot be read, with the last good rows still shown.
    pub fault: Option<String>,
    before: Place,
}

/// A place to come back to.
#[derive(Clone, Debug)]
struct Place {
    query: Query,
    cursor: Option<TaskId>,
    offset: usize,
}

impl Search {
    /// Opens it with the query in force.
    pub fn open(model: &Model) -> Dialog {
        let text = model.browse.query.print(model.lang);
        let text = if text.is_empty() {
            text
        } else {
            format!("{text} ")
        };
        Dialog::Search(Box::new(Search {
            field: Field::line(&text),
            fault: None,
            before: Place {
                query: model.browse.query.clone(),
                cursor: model.browse.cursor,
                offset: model.browse.offset,
            },
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => {
                model.browse.query = self.before.query;
                relist(model);
                model.browse.cursor = self.before.cursor;
                model.browse.offset = self.before.offset;
                return (None, Vec::new());
            }
            Key::Enter if self.fault.is_some() => {}
            Key::Enter => return (None, Vec::new()),
            Key::Up => move_cursor(model, -1),
            Key::Down => move_cursor(model, 1),
            Key::PageUp => move_cursor(
                model,
                -(isize::try_from(model.layout().table_rows()).unwrap_or(1)),
            ),
            Key::PageDown => move_cursor(
                model,
                isize::try_from(model.layout().table_rows()).unwrap_or(1),
            ),
            Key::Tab => self.complete(model),
            Key::Ctrl('u') => {
                self.field.set("");
                self.apply(model);
            }
            other => {
                if self.field.handle(other) {
                    self.apply(model);
                }
            }
        }
        (Some(Dialog::Search(self)), Vec::new())
    }

    /// Takes what is typed as the filter; a query that cannot be read leaves the rows alone.
    pub fn apply(&mut self, model: &mut Model) {
        match Query::parse(self.field.text()) {
            Ok(query) => {
                self.fault = None;
                if query != model.browse.query {
                    model.browse.query = query;
                    relist(model);
                    let first = model.browse.ids().next();
                    model.browse.cursor = first;
                    model.browse.offset = 0;
                }
            }
            Err(error) => self.fault = Some(error.sentence(model.lang)),
        }
    }

    /// Completes the field name or value being typed.
    fn complete(&mut self, model: &mut Model) {
        let text = self.field.text();
        let from = text.rfind([' ', '\u{3000}']).map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
        let (before, word) = text.split_at(from);
        if let Some(longer) = super::find::completion(word, model) {
            let completed = format!("{before}{longer}");
            self.field.set(&completed);
            self.apply(model);
        }
    }
}
