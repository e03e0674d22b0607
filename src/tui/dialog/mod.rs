//! Dialogs: states of the model that take the keys while they are open.
//!
//! A dialog takes a key and answers whether it stays open, and what it wants done. None of them
//! writes anything itself, and none runs a loop of its own.

mod ask;
mod at_name;
mod before;
mod bulk;
mod choose;
mod columns;
mod complete;
mod conditions;
mod correct;
mod deadline;
mod drafts;
mod facet;
mod find;
mod form;
mod form_values;
mod keep;
mod list_way;
mod path;
mod rename;
mod replace;
mod restored;
mod search;
mod sort;
mod stale;
mod status;
mod take_in;
mod targets;
mod trail_pick;
mod undo_ask;
mod views;

pub use ask::{Ask, AskedFor};
pub use before::Before;
pub use bulk::{Bulk, BulkWish, record};
pub use choose::{ChoiceSubject, Choose};
pub use columns::ColumnsPick;
pub use conditions::Conditions;
pub use correct::{Correct, put};
pub use deadline::{DeadlineDialog, DeadlinePart, read_when};
pub use drafts::DraftsPick;
pub use facet::FacetPick;
pub use find::{CommandFound, Find, FindKind, Typed};
pub use form::{Form, FormField};
pub use keep::{Obstacle, as_left, draft_of, draft_of_form, draft_of_note, put_aside, reopened};
pub use list_way::ListWay;
pub use path::PathAsk;
pub use rename::{RenameBox, RenamePart};
pub use replace::ReplaceExport;
pub use restored::RestoredBox;
pub use search::Search;
pub use sort::{LETTERS as SORT_LETTERS, SortPick};
pub use stale::Stale;
pub use status::{CHOICES, StatusChoice, StatusPick};
pub use take_in::{Discard, TakeIn};
pub use targets::{TaskTargets, marked};
pub use trail_pick::TrailPick;
pub use undo_ask::UndoAsk;
pub use views::{Naming, ViewsPick, ViewsStep};

use super::keys::Key;
use super::model::Model;
use super::msg::Effect;

/// The dialog that is open.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// The search box on line 2.
    Search(Box<Search>),
    /// The page about the query language, over the search box.
    QueryHelp(Box<Search>),
    /// Choosing values of a facet.
    Facet(Box<FacetPick>),
    /// Choosing a status.
    Status(StatusPick),
    /// Confirming a change to several tasks.
    Bulk(Box<Bulk>),
    /// One text: note, progress, reason, day, file name.
    Ask(Box<Ask>),
    /// A new date.
    Deadline(Box<DeadlineDialog>),
    /// Registering or editing a task.
    Form(Box<Form>),
    /// Swapping a name.
    Rename(Box<RenameBox>),
    /// Somebody changed the task since.
    Stale(Box<Stale>),
    /// What the trail is narrowed to.
    TrailPick(Box<TrailPick>),
    /// Taking a batch back.
    Undo(Box<UndoAsk>),
    /// Choosing a column to sort by.
    Sort(SortPick),
    /// Choosing columns.
    Columns(ColumnsPick),
    /// The conditions of the filter.
    Conditions(Conditions),
    /// Saved views.
    Views(ViewsPick),
    /// Help and palette.
    Find(Box<Find>),
    /// A file to import.
    Path(Box<PathAsk>),
    /// One field of what was read.
    Correct(Box<Correct>),
    /// A sector or a region.
    Choose(Box<Choose>),
    /// Taking a file in.
    TakeIn(TakeIn),
    /// Throwing a review away.
    Discard(Discard),
    /// Writing over somebody's file.
    Replace(Box<ReplaceExport>),
    /// The ledger was restored under the screen.
    Restored(RestoredBox),
    /// What is typed and not recorded.
    Drafts(Box<DraftsPick>),
}

/// What becomes of a dialog after a key.
pub type Next = (Option<Dialog>, Vec<Effect>);

/// The dialog goes, nothing is done.
pub fn closed() -> Next {
    (None, Vec::new())
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

    /// Whether letters are text in it.
    pub fn is_typing(&self) -> bool {
        match self {
            Dialog::Search(_)
            | Dialog::Facet(_)
            | Dialog::Ask(_)
            | Dialog::Form(_)
            | Dialog::Path(_)
            | Dialog::Correct(_)
            | Dialog::Choose(_)
            | Dialog::TrailPick(_)
            | Dialog::Find(_) => true,
            Dialog::Deadline(dialog) => dialog.part != DeadlinePart::Kind,
            Dialog::Rename(dialog) => dialog.part != RenamePart::Kind,
            Dialog::Views(dialog) => dialog.is_typing(),
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
            | Dialog::Columns(_) => false,
        }
    }

    /// Whether it asks before something that takes many tasks along, or something typed, or a file;
    /// or comes uncalled for. Such a box takes no key that was typed before it was seen. The status
    /// popup of one task is none: two keys write.
    pub fn asks(&self) -> bool {
        match self {
            Dialog::Bulk(_)
            | Dialog::Stale(_)
            | Dialog::TakeIn(_)
            | Dialog::Discard(_)
            | Dialog::Undo(_)
            | Dialog::Restored(_)
            | Dialog::Replace(_) => true,
            Dialog::Drafts(pick) => pick.is_offer,
            _ => false,
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
