//! One draft made ready: which task it is, and where it belongs.

use super::fingerprint::{Identity, Numbered};
use super::fit::Wrong;
use crate::domain::TaskId;
use crate::domain::draft::TaskDraft;

/// Where the task that a draft details is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) enum Parent {
    /// Among the drafts, at this place.
    Draft(u32),
    /// In the ledger.
    There(TaskId),
}

/// One draft made ready: where it belongs.
pub(in crate::ledger) struct Prepared {
    pub identity: Identity,
    /// Its own number, or that of the task it details.
    pub number: Numbered,
    /// Among the documents.
    pub document: u32,
    /// Its place in its document.
    pub draft: u32,
    pub head: u32,
    pub region: u32,
    /// Of its first reading, to know it by when it is read again.
    pub mark: u32,
    pub is_child: bool,
    /// Whether it has a date and is to be registered only.
    pub is_dated: bool,
    pub parent: Option<Parent>,
    /// The task that a row of an export names, or is without naming it.
    pub there: Option<TaskId>,
    /// Why a row of an export cannot be about that task.
    pub wrong: Option<Wrong>,
}

impl Prepared {
    /// A draft at its place, of which nothing else is known.
    pub fn at(document: usize, index: usize, draft: &TaskDraft) -> Prepared {
        Prepared {
            identity: Identity::default(),
            number: Numbered::default(),
            document: u32::try_from(document).unwrap_or(u32::MAX),
            draft: u32::try_from(index).unwrap_or(u32::MAX),
            head: 0,
            region: 0,
            mark: mark_of(draft),
            is_child: false,
            is_dated: false,
            parent: None,
            there: None,
            wrong: None,
        }
    }

    /// Whether this is the draft that was made ready, read once more.
    pub fn is_of(&self, draft: &TaskDraft) -> bool {
        self.mark == mark_of(draft)
    }
}

/// A few bytes to know a draft by when its file is read again.
fn mark_of(draft: &TaskDraft) -> u32 {
    let parts = [&draft.number, &draft.title, &draft.requirement];
    parts
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0x811C_9DC5, |sum: u32, byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}
