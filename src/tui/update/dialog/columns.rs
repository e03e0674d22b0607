//! The keys of choosing the columns of the table and their order.

use crate::domain::column::SortKey;
use crate::tui::state::dialog::{ColumnsPick, Dialog};
use crate::tui::state::keys::Key;
use crate::tui::state::model::{Browse, Model};
use crate::tui::update::dialog::{Next, closed};

impl ColumnsPick {
    /// Opens it on the columns as they are.
    pub fn open(model: &Model) -> Dialog {
        let shown = &model.browse.columns;
        let hidden = Browse::every_column().filter(|key| !shown.contains(key));
        let order = shown.iter().copied().chain(hidden).collect();
        Dialog::Columns(ColumnsPick { cursor: 0, order })
    }

    /// Takes a key.
    pub fn key(mut self, key: Key, model: &mut Model) -> Next {
        let last = self.order.len().saturating_sub(1);
        let at = self.cursor.min(last);
        match key {
            Key::Char('j') | Key::Down => self.cursor = (at + 1).min(last),
            Key::Char('k') | Key::Up => self.cursor = at.saturating_sub(1),
            Key::Char(' ') => {
                let key = self.order[at];
                let shown = &mut model.browse.columns;
                if key == SortKey::Title {
                    // A table without titles is none.
                    model.message = model.words().title_stays.to_owned();
                } else if shown.contains(&key) {
                    shown.retain(|other| *other != key);
                } else {
                    shown.push(key);
                }
                self.write_order(model);
            }
            Key::Char('+' | '=') | Key::Right if at < last => {
                self.order.swap(at, at + 1);
                self.cursor = at + 1;
                self.write_order(model);
            }
            Key::Char('-') | Key::Left if at > 0 => {
                self.order.swap(at, at - 1);
                self.cursor = at - 1;
                self.write_order(model);
            }
            Key::Esc | Key::Enter | Key::Char('q' | ',') | Key::Ctrl('c') => return closed(),
            _ => {}
        }
        (Some(Dialog::Columns(self)), Vec::new())
    }

    /// The shown columns take the order of the popup.
    fn write_order(&self, model: &mut Model) {
        let shown = model.browse.columns.clone();
        model.browse.columns = self
            .order
            .iter()
            .copied()
            .filter(|key| shown.contains(key))
            .collect();
    }
}
