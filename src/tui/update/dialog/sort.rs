//! The keys of choosing a column to sort by: its letter, again to reverse.

use crate::domain::column::Order;
use crate::tui::state::dialog::{Dialog, SORT_LETTERS, SortPick};
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::update::dialog::{Next, closed};
use crate::tui::update::relist;
use crate::wording::fill;

impl SortPick {
    /// Takes a key.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        let letter = match key {
            Key::Char(letter) => letter,
            Key::Esc | Key::Ctrl('c') | Key::Enter => return closed(),
            _ => return (Some(Dialog::Sort(self)), Vec::new()),
        };
        let Some((_, wanted)) = SORT_LETTERS.iter().find(|(known, _)| *known == letter) else {
            return if letter == 'q' {
                closed()
            } else {
                (Some(Dialog::Sort(self)), Vec::new())
            };
        };
        let order = &mut model.browse.order;
        match order.keys.first_mut() {
            Some((first, reversed)) if first == wanted => *reversed = !*reversed,
            _ => {
                order.keys.retain(|(key, _)| key != wanted);
                order.keys.insert(0, (*wanted, false));
                order.keys.truncate(3);
            }
        }
        let order: Order = model.browse.order.clone();
        relist(model);
        let words = model.words();
        let text = if model.browse.query.words().next().is_some() {
            words.sorted_later
        } else {
            words.sorted
        };
        model.message = fill(text, &[("by", &order.words(model.lang))]);
        (Some(Dialog::Sort(self)), Vec::new())
    }
}
