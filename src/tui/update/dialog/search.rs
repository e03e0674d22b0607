//! The keys of the search box: each narrows, Enter keeps, Esc restores.

use crate::search::Query;
use crate::tui::layout::complete;
use crate::tui::state::dialog::{Before, Dialog, QueryFault, Search, Walk};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::{Model, Pane};
use crate::tui::state::waiting::Aim;
use crate::tui::update::cursor::move_cursor;
use crate::tui::update::dialog::{Next, at_name, closed};
use crate::tui::update::{read_views, relist_to};

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
            field: TextField::line(&text),
            fault: None,
            walk: None,
            before: Before::of(model),
        }))
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        if !matches!(key, Key::Tab | Key::BackTab) {
            self.walk = None;
        }
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
            Key::Tab => self.complete(model, true),
            Key::BackTab => self.complete(model, false),
            Key::Char('?' | '？') if self.field.text().is_empty() => {
                return (Some(Dialog::QueryHelp(self)), Vec::new());
            }
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
            self.fault = Some(QueryFault {
                sentence: hint,
                place: None,
            });
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
            Err(error) => {
                self.fault = Some(QueryFault {
                    sentence: crate::wording::of_query(&error, model.lang),
                    place: Some(error.place(self.field.text())),
                });
            }
        }
    }

    /// Completes the field name or value at the cursor; again, it becomes the next one.
    fn complete(&mut self, model: &mut Model, is_next: bool) {
        if at_name::after_at(self.field.text()).is_some() {
            return self.put_view_in(true, model);
        }
        let walk = match self.walk.take() {
            Some(mut walk) => {
                let count = walk.choices.len();
                let step = if is_next { 1 } else { count - 1 };
                walk.at = (walk.at + step) % count;
                walk
            }
            None => {
                let (before, after) = self.parted();
                let start = complete::word_start(&before);
                let choices = self.offers(model, usize::MAX);
                if choices.is_empty() {
                    return;
                }
                Walk {
                    before: before.get(..start).unwrap_or_default().to_owned(),
                    after,
                    at: 0,
                    choices,
                }
            }
        };
        let choice = walk.choices.get(walk.at).cloned().unwrap_or_default();
        let head = format!("{}{choice}", walk.before);
        self.field.set(&format!("{head}{}", walk.after));
        self.field.go_to(head.chars().count());
        self.apply(model);
        // The only one there is has nothing after it: the next Tab completes what stands there.
        if walk.choices.len() > 1 {
            self.walk = Some(walk);
        }
    }
}
