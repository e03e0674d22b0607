//! What was typed and not recorded, as it lasts from one start to the next.

use serde::{Deserialize, Serialize};

use crate::domain::task::ExtensionDecision;
use crate::domain::{Lang, Revision, TaskId};
use crate::ledger::Target;
use crate::tui::state::command::Command;
use crate::tui::state::draft_place::place_of;
use crate::tui::state::review::KeptReview;

/// A text of its own, or several fields of one box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptDraft {
    /// What it is.
    pub what: What,
    /// On which tasks; none for a new one.
    #[serde(default)]
    pub tasks: Vec<Seen>,
    /// What they were called.
    #[serde(default)]
    pub name: String,
    /// What was typed, by the name of the field.
    #[serde(default)]
    pub texts: Vec<(String, String)>,
}

/// What a draft would have become.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A note.
    Note,
    /// A progress figure.
    Progress,
    /// The reason of a change of status, which its letter names.
    Reason(char),
    /// A new date.
    Deadline(ExtensionDecision),
    /// A new task.
    Create,
    /// Fields of a task.
    Edit,
    /// Fields of several tasks.
    EditSeveral,
    /// A name swapped for another in the tasks of the filter.
    Rename,
    /// What was made of a file before it was taken in.
    Review(Box<KeptReview>),
}

/// A task with the revision that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Which.
    pub task: TaskId,
    /// As of when.
    pub revision: Option<Revision>,
}

/// What an earlier process left and nobody has taken up yet.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// The drafts.
    pub list: Vec<KeptDraft>,
    /// They were looked for; before that, nothing may be written in their place.
    pub are_known: bool,
    /// Their owner was told.
    pub are_offered: bool,
    /// There is a file for drafts: what is typed outlasts this process.
    pub are_kept: bool,
    /// Nothing can be written into it now.
    pub unkept: Option<Unkept>,
}

/// Drafts that could not be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Unkept {
    /// Why, in the words of the system.
    pub why: String,
    /// What lies on the disk from before.
    pub kept: Vec<KeptDraft>,
}

/// What a field begins with that was chosen, not typed.
pub const WAY: &str = "way_of_";

impl KeptDraft {
    /// One without texts.
    pub fn of(what: What, targets: &[Target], name: String) -> KeptDraft {
        let tasks = targets.iter().map(|target| Seen {
            task: target.id,
            revision: target.seen,
        });
        KeptDraft {
            what,
            tasks: tasks.collect(),
            name,
            texts: Vec::new(),
        }
    }

    /// The same with a text, unless it is blank.
    pub fn with(mut self, field: &str, text: &str) -> KeptDraft {
        if !text.trim().is_empty() {
            self.texts.push((field.to_owned(), text.to_owned()));
        }
        self
    }

    /// The text of a field; empty where none was typed.
    pub fn text(&self, field: &str) -> &str {
        let mut texts = self.texts.iter();
        let found = texts.find(|(known, _)| known == field);
        found.map_or("", |(_, text)| text)
    }

    /// Whether nothing would be lost with it.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && !matches!(self.what, What::Review(_))
    }

    /// All that was typed, one field a line.
    pub fn all_text(&self) -> String {
        let typed = self
            .texts
            .iter()
            .filter(|(field, _)| !field.starts_with(WAY));
        let texts: Vec<&str> = typed.map(|(_, text)| text.as_str()).collect();
        texts.join("\n")
    }

    /// What it is, in a word.
    pub fn label(&self, lang: Lang) -> &'static str {
        let command = match self.what {
            What::Note => Command::Note,
            What::Progress => Command::Progress,
            What::Reason(_) => Command::Status,
            What::Deadline(_) => Command::Deadline,
            What::Create => Command::Create,
            What::Rename => Command::Rename,
            What::Edit | What::EditSeveral => Command::Edit,
            What::Review(_) => Command::ScreenImport,
        };
        command.label(lang)
    }

    /// Whether both would stand in the same box: only one of them can.
    pub fn is_in_place_of(&self, other: &KeptDraft) -> bool {
        let same_kind = match (&self.what, &other.what) {
            // Why one is suspended is not why it is cancelled.
            (What::Reason(own), What::Reason(other)) => own == other,
            (own, other) => std::mem::discriminant(own) == std::mem::discriminant(other),
        };
        same_kind && self.places() == other.places()
    }

    /// The tasks it is about.
    fn places(&self) -> Vec<TaskId> {
        place_of(self.tasks.iter().map(|seen| seen.task))
    }
}
