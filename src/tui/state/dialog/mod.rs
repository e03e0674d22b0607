//! Dialogs as data: what is typed in them, and where their cursor is. They take the keys while they
//! are open; what a key does to them stands in `update::dialog`.

mod ask;
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
mod list_way;
mod path;
mod rename;
mod replace;
mod restored;
mod search;
mod sort;
mod status;
mod take_in;
mod targets;
mod trail_pick;
mod typed;
mod undo_ask;
mod views;

pub use ask::{Ask, AskedFor};
pub use before::Before;
pub use bulk::BulkWish;
pub use choose::{ChoiceSubject, Choosable, Choose};
pub use columns::ColumnsPick;
pub use conditions::Conditions;
pub use correct::Correct;
pub use deadline::{DeadlineDialog, DeadlinePart};
pub use drafts::DraftsPick;
pub use facet::FacetPick;
pub use find::{Find, FindKind};
pub use form::{Form, FormField};
pub use list_way::ListWay;
pub use path::PathAsk;
pub use rename::{RenameBox, RenamePart};
pub use replace::ReplaceExport;
pub use restored::RestoredBox;
pub use search::{QueryFault, Search, Walk};
pub use sort::{LETTERS as SORT_LETTERS, SortPick};
pub use status::{CHOICES, StatusChoice, StatusPick};
pub use take_in::{Discard, TakeIn};
pub use targets::TaskTargets;
pub use trail_pick::TrailPick;
pub use typed::Typed;
pub use undo_ask::UndoAsk;
pub use views::{Naming, ViewsPick, ViewsStep};

use serde_json::Value;

use crate::domain::{Change, Field, Task};
use crate::tui::state::msg::EditJob;

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

impl Dialog {
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
}

/// The question.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// What would be written.
    pub job: EditJob,
    /// The question in one line.
    pub head: String,
    /// What it is about, each with a label: the first line of a part has one.
    pub lines: Vec<(&'static str, String)>,
    /// Whether something stands under the tasks it was asked for, and a key takes it along.
    pub has_kids: bool,
    /// The change, to be asked about anew.
    pub wish: BulkWish,
    /// The tasks it was asked for.
    pub targets: TaskTargets,
    /// Where something was typed.
    pub from: Option<Box<Dialog>>,
}

impl Bulk {
    /// Where something was typed.
    pub fn from(&self) -> Option<&Dialog> {
        self.from.as_deref()
    }
}

/// The two versions.
#[derive(Clone, Debug)]
pub struct Stale {
    /// What I wanted to write.
    pub job: EditJob,
    /// The task as it is now.
    pub theirs: Box<Task>,
    /// What I would still change in it: field, theirs, mine.
    pub mine: Vec<Change>,
    /// The fields that differ from what I had seen.
    pub moved: Vec<Change>,
    /// The dialog it came from, with what was typed.
    pub from: Option<Box<Dialog>>,
}

impl Stale {
    /// The lines of both sides: field, theirs, mine; a field only one side has stands alone.
    pub fn sides(&self) -> Vec<(Field, Option<&Value>, Option<&Value>)> {
        let mut sides: Vec<(Field, Option<&Value>, Option<&Value>)> = self
            .moved
            .iter()
            .map(|change| (change.field, Some(&change.new), None))
            .collect();
        for change in &self.mine {
            let new = Some(&change.new);
            match sides.iter_mut().find(|(field, ..)| *field == change.field) {
                Some(side) => side.2 = new,
                None if change.field.is_event() => sides.push((change.field, None, new)),
                None => sides.push((change.field, Some(&change.old), new)),
            }
        }
        sides
    }
}
