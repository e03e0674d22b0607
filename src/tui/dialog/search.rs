//! The search box on line 2: each key narrows, Enter keeps, Esc restores.

use super::{Before, Dialog, Next, at_name, closed};
use crate::search::Query;
use crate::tui::field::Field;
use crate::tui::keys::Key;
use crate::tui::model::{Model, Pane};
use crate::tui::update::{move_cursor, read_views, relist_to};
use crate::tui::waiting::Aim;

/// The box.
#[derive(Clone, Debug)]
pub struct Search {
    /// The query as typed.
    pub field: Field,
    /// Why it cannot be read, with the last good rows still shown.
    pub fault: Option<String>,
    before: Before,
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
            before: Before::of(model),
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        match key {
            Key::Esc | Key::Ctrl('c') => {
                self.before.restore(model);
                return closed();
            }
            Key::Enter => {
                self.put_view_in(false, model);
                if self.fault.is_none() {
                    model.browse.pane = Pane::Table;
                    return closed();
                }
            }
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
                // Others may have kept views since the last look.
                let is_at = self.field.is_blank() && matches!(other, Key::Char('@' | '＠'));
                if self.field.handle(other) {
                    self.apply(model);
                }
                if is_at {
                    return (Some(Dialog::Search(self)), read_views());
                }
            }
        }
        (Some(Dialog::Search(self)), Vec::new())
    }

    /// The filter of the view that `@name` calls takes its place; a part of the name will do where
    /// one is completed.
    fn put_view_in(&mut self, is_completing: bool, model: &mut Model) {
        if let Some(text) = at_name::expanded(self.field.text(), is_completing, model) {
            self.field.set(&text);
            self.apply(model);
        }
    }

    /// Takes what is typed as the filter; a query that cannot be read leaves the rows alone, and
    /// so does the name of a view until its filter takes its place.
    pub fn apply(&mut self, model: &mut Model) {
        if let Some(hint) = at_name::hint(self.field.text(), model) {
            self.fault = Some(hint);
            return;
        }
        match Query::parse(self.field.text()) {
            Ok(query) => {
                self.fault = None;
                if query != model.browse.query {
                    model.browse.query = query;
                    relist_to(model, Aim::First);
                }
            }
            Err(error) => self.fault = Some(error.sentence(model.lang)),
        }
    }

    /// Completes the field name or value being typed.
    fn complete(&mut self, model: &mut Model) {
        if at_name::after_at(self.field.text()).is_some() {
            return self.put_view_in(true, model);
        }
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
