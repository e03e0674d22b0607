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
mod facet;
mod find;
mod form;
mod form_values;
mod path;
mod search;
mod sort;
mod stale;
mod status;
mod take_in;
mod targets;
mod views;

pub use ask::{Ask, Question};
pub use before::Before;
pub use bulk::Bulk;
pub use choose::{Choose, Subject};
pub use columns::ColumnsPick;
pub use conditions::Conditions;
pub use correct::{Correct, put};
pub use deadline::{DeadlineDialog, DeadlinePart, read_when};
pub use facet::FacetPick;
pub use find::{Find, FindKind, Found, Typed};
pub use form::{Form, FormField};
pub use path::PathAsk;
pub use search::Search;
pub use sort::{LETTERS as SORT_LETTERS, SortPick};
pub use stale::Stale;
pub use status::{CHOICES, Choice, StatusPick};
pub use take_in::{Discard, TakeIn};
pub use targets::Targets;
pub use views::{Naming, Step as ViewsStep, ViewsPick};

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
    /// Somebody changed the task since.
    Stale(Box<Stale>),
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
            Dialog::Stale(dialog) => dialog.key(key, model),
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
            | Dialog::Find(_) => true,
            Dialog::Deadline(dialog) => dialog.part != DeadlinePart::Kind,
            Dialog::Views(dialog) => dialog.is_typing(),
            Dialog::QueryHelp(_)
            | Dialog::Status(_)
            | Dialog::Bulk(_)
            | Dialog::Stale(_)
            | Dialog::Sort(_)
            | Dialog::Conditions(_)
            | Dialog::TakeIn(_)
            | Dialog::Discard(_)
            | Dialog::Columns(_) => false,
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
            Dialog::Find(dialog) => dialog.field.paste(text),
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
            | Dialog::Sort(_)
            | Dialog::Conditions(_)
            | Dialog::TakeIn(_)
            | Dialog::Discard(_)
            | Dialog::Columns(_) => {
                model.message = model.words().garbled.to_owned();
            }
        }
        (Some(self), Vec::new())
    }
}
