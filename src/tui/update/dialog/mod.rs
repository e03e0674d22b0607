//! The keys of dialogs. A dialog takes a key and answers whether it stays open, and what it wants
//! done: none of them writes anything itself, and none runs a loop of its own.

mod ask;
mod at_name;
mod before;
mod bulk;
mod choose;
mod columns;
mod conditions;
mod correct;
mod deadline;
mod drafts;
mod facet;
mod find;
mod form;
mod form_values;
mod keep;
mod path;
mod rename;
mod replace;
mod restored;
mod search;
mod sort;
mod stale;
mod status;
mod take_in;
mod trail_pick;
mod undo_ask;
mod views;

pub use bulk::record;
pub use keep::{Obstacle, as_left, put_aside, reopened};

use crate::tui::state::dialog::Dialog;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;

/// What becomes of a dialog after a key.
pub type Next = (Option<Dialog>, Vec<Effect>);

/// The dialog goes, nothing is done.
pub fn closed() -> Next {
    (None, Vec::new())
}

/// Where a key that moves leads in a list with a box to type in, whose last place is `last`; nothing
/// for any other key.
pub fn place_in_list(key: Key, place: usize, last: usize) -> Option<usize> {
    Some(match key {
        Key::Down => (place + 1).min(last),
        Key::Up => place.min(last).saturating_sub(1),
        Key::PageDown => (place + 10).min(last),
        Key::PageUp => place.min(last).saturating_sub(10),
        _ => return None,
    })
}

impl Dialog {
    /// Takes a key.
    pub fn key(self, key: Key, model: &mut Model) -> Next {
        match self {
            Dialog::Search(dialog) => dialog.key(key, model),
            Dialog::QueryHelp(search) => (Some(Dialog::Search(search)), Vec::new()),
            Dialog::Facet(dialog) => dialog.key(key, model),
            Dialog::Status(dialog) => dialog.key(key, model),
            Dialog::Bulk(dialog) => dialog.key(key, model),
            Dialog::Ask(dialog) => dialog.key(key, model),
            Dialog::Deadline(dialog) => dialog.key(key, model),
            Dialog::Form(dialog) => dialog.key(key, model),
            Dialog::Rename(dialog) => dialog.key(key, model),
            Dialog::Stale(dialog) => dialog.key(key, model),
            Dialog::TrailPick(dialog) => dialog.key(key, model),
            Dialog::Undo(dialog) => dialog.key(key, model),
            Dialog::Sort(dialog) => dialog.key(key, model),
            Dialog::Columns(dialog) => dialog.key(key, model),
            Dialog::Conditions(dialog) => dialog.key(key, model),
            Dialog::Views(dialog) => dialog.key(key, model),
            Dialog::Find(dialog) => dialog.key(key, model),
            Dialog::Path(dialog) => dialog.key(key, model),
            Dialog::Correct(dialog) => dialog.key(key, model),
            Dialog::Choose(dialog) => dialog.key(key, model),
            Dialog::TakeIn(dialog) => dialog.key(key, model),
            Dialog::Discard(dialog) => dialog.key(key, model),
            Dialog::Replace(dialog) => dialog.key(key, model),
            Dialog::Restored(dialog) => dialog.key(key, model),
            Dialog::Drafts(dialog) => dialog.key(key, model),
        }
    }

    /// What it asks, so that another question in the same box is known for one.
    pub fn question(&self, model: &Model) -> Option<String> {
        match self {
            Dialog::Bulk(bulk) => {
                let lines = bulk.lines.iter().map(|(_, text)| text.as_str());
                let all: Vec<&str> = std::iter::once(bulk.head.as_str()).chain(lines).collect();
                Some(all.join("\n"))
            }
            Dialog::Stale(stale) => Some(format!("{:?}", stale.sides())),
            Dialog::Undo(ask) => Some(format!("{} {:?}", ask.head, ask.lines)),
            Dialog::Restored(restored) => Some(format!("{restored:?}")),
            Dialog::TakeIn(ask) => {
                let totals = model.import.review().map(|review| review.totals);
                Some(format!("{ask:?} {totals:?}"))
            }
            Dialog::Discard(discard) => Some(format!("{discard:?}")),
            Dialog::Replace(replace) => Some(format!("{:?}", replace.0.path)),
            Dialog::Drafts(pick) if pick.is_offer => Some(pick.list.len().to_string()),
            _ => None,
        }
    }

    /// Takes pasted text; where no text is typed it is dropped.
    pub fn paste(mut self, text: &str, model: &mut Model) -> Next {
        match &mut self {
            Dialog::Search(dialog) => {
                dialog.field.paste(text);
                dialog.apply(model);
            }
            Dialog::Facet(dialog) => {
                dialog.field.paste(text);
                dialog.narrow();
            }
            Dialog::Ask(dialog) => dialog.paste(text),
            Dialog::Deadline(dialog) => dialog.paste(text),
            Dialog::Form(dialog) => dialog.paste(text),
            Dialog::Rename(dialog) => dialog.paste(text),
            Dialog::Find(dialog) => dialog.field.paste(text),
            Dialog::TrailPick(dialog) => dialog.paste(text),
            Dialog::Views(dialog) => dialog.paste(text, model),
            Dialog::Path(dialog) => dialog.field.paste(text.trim()),
            Dialog::Correct(dialog) => dialog.field.paste(text),
            Dialog::Choose(dialog) => {
                dialog.field.paste(text);
                dialog.narrow(model);
            }
            Dialog::QueryHelp(_)
            | Dialog::Status(_)
            | Dialog::Bulk(_)
            | Dialog::Stale(_)
            | Dialog::Undo(_)
            | Dialog::Sort(_)
            | Dialog::Conditions(_)
            | Dialog::TakeIn(_)
            | Dialog::Discard(_)
            | Dialog::Replace(_)
            | Dialog::Restored(_)
            | Dialog::Drafts(_)
            | Dialog::Columns(_) => {
                model.message = model.words().garbled.to_owned();
            }
        }
        (Some(self), Vec::new())
    }
}
