//! The plain values that pass through the traits of a store.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::entry::EntryText;
use crate::domain::{Action, BatchId, DocumentId, Entry, EntryId, RegionKey, TaskId};
use crate::ledger::chain::{self, Hash};
use crate::ledger::doubt::Doubt;
use crate::ledger::error::LedgerError;
use crate::packed::BlockNumber;

/// What is known of a ledger without reading it.
#[derive(Clone, Copy, Debug)]
pub struct StoreFacts<'s> {
    /// Where it is, to be shown: which ledger it is says its id.
    pub place: &'s Path,
    /// Whether it is only read.
    pub is_read_only: bool,
    /// Whether that is for want of room.
    pub is_full: bool,
    /// What is wrong with it, so that it is only read.
    pub doubt: Option<&'s Doubt>,
}

impl StoreFacts<'_> {
    /// What is wrong with it, in the words of the first write tried.
    pub fn doubt(&self) -> Option<LedgerError> {
        Some(LedgerError::Doubtful {
            path: self.place.to_owned(),
            doubt: self.doubt?.clone(),
        })
    }

    /// Refuses a ledger that is only read.
    ///
    /// # Errors
    /// Why it is.
    pub fn check_writable(&self) -> Result<(), LedgerError> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        match (self.is_full, self.is_read_only) {
            (true, _) => Err(LedgerError::DiskFull),
            (_, true) => Err(LedgerError::ReadOnly),
            _ => Ok(()),
        }
    }
}

/// What came of a commit that did not fail.
#[derive(Debug)]
pub enum Committed {
    /// It is recorded: whoever opens the ledger at its place finds it.
    Surely,
    /// Nobody can tell, since this came between it and its answer: whoever wrote it looks whether it
    /// is there.
    Perhaps(LedgerError),
}

/// Where the trail ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailEnd {
    /// The last entry; zero before the first.
    pub entry: i64,
    /// The last batch; zero before the first.
    pub batch: i64,
    /// The highest number that a task ever had; zero before the first.
    pub task: i64,
    /// The hash of the last entry.
    pub hash: Hash,
    /// When it was written, as it is stored; empty before the first.
    pub at: String,
}

impl Default for TrailEnd {
    /// Before the first entry.
    fn default() -> TrailEnd {
        TrailEnd {
            entry: 0,
            batch: 0,
            task: 0,
            hash: chain::ORIGIN,
            at: String::new(),
        }
    }
}

/// An entry as the text its hash runs over.
#[derive(Clone, Copy)]
pub struct StoredEntry<'a> {
    /// Its number.
    pub seq: i64,
    /// Its columns.
    pub text: EntryText<'a>,
    /// Its hash.
    pub hash: Hash,
    /// The hash of the entry before it.
    pub before: Hash,
}

/// What entries are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Anything.
    Any,
    /// This task.
    Task(TaskId),
    /// Records: no task.
    Records,
}

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub struct EntryQuery<'a> {
    /// What they are about.
    pub about: About,
    /// Only those after this one.
    pub after: i64,
    /// Only those up to this one.
    pub upto: i64,
    /// Only those written at this time, as it is stored, or later.
    pub since: Option<&'a str>,
    /// Newest first.
    pub is_newest_first: bool,
    /// At most so many.
    pub limit: Option<u32>,
}

impl EntryQuery<'_> {
    /// All entries about something, oldest first.
    pub fn of(about: About) -> EntryQuery<'static> {
        EntryQuery {
            about,
            after: 0,
            upto: i64::MAX,
            since: None,
            is_newest_first: false,
            limit: None,
        }
    }

    /// The entries after one number up to another.
    pub fn range(after: i64, upto: i64) -> EntryQuery<'static> {
        EntryQuery {
            after,
            upto,
            ..EntryQuery::of(About::Any)
        }
    }
}

/// A batch: what the entries of one command have in common, and which they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBatch {
    /// Its number.
    pub id: BatchId,
    /// Its first entry.
    pub first: EntryId,
    /// Its last entry.
    pub last: EntryId,
    /// Who.
    pub user: String,
    /// In which run of the program.
    pub session: String,
    /// What kind of command.
    pub action: Action,
    /// For undo and redo: the batch taken back or put in force again.
    pub compensates: Option<BatchId>,
    /// The login name of the system.
    pub login: Option<String>,
    /// When its first entry was written.
    pub at: DateTime<Utc>,
}

impl StoredBatch {
    /// The batch whose first entry this is.
    pub fn begun_by(entry: &Entry) -> StoredBatch {
        StoredBatch {
            id: entry.batch,
            first: entry.id,
            last: entry.id,
            user: entry.actor.user.clone(),
            session: entry.actor.session.clone(),
            action: entry.action,
            compensates: entry.compensates,
            login: entry.actor.origin.login.clone(),
            at: entry.at,
        }
    }

    /// Whether it is of this name and login; of one written before logins were kept the name decides.
    pub fn is_of(&self, actor: &crate::domain::Actor) -> bool {
        self.user == actor.user && (self.login.is_none() || self.login == actor.origin.login)
    }
}

/// Which batches to read.
#[derive(Clone, Copy, Debug)]
pub enum WantedBatches {
    /// Every one, and none is left out.
    All,
    /// This one.
    One(BatchId),
    /// The undos and redos of this one.
    Compensating(BatchId),
}

/// Which tasks to read.
#[derive(Clone, Copy, Debug)]
pub enum WantedTasks<'a> {
    /// Every one, and none is left out.
    All,
    /// Those of these that are there.
    These(&'a [TaskId]),
}

/// A task without what is listed under it, as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct TaskOutline<'a> {
    pub id: TaskId,
    pub revision: i64,
    pub updated_at: &'a str,
    pub number: &'a str,
    pub parent: Option<TaskId>,
    pub document: Option<DocumentId>,
    pub region: &'a str,
    /// As a JSON list.
    pub section_path: &'a str,
    pub title: &'a str,
    pub requirement: &'a str,
}

/// Which tasks, and in which order.
#[derive(Clone, Copy, Debug)]
pub enum TasksBy<'a> {
    /// Those that detail no other, in the order the screen opens with.
    Opening,
    /// The newest first.
    Newest,
    /// Those from one id to another, by id.
    Between(TaskId, TaskId),
    /// Those that detail this one, by id.
    Parent(TaskId),
    /// Those of this document, by id.
    Document(DocumentId),
    /// Those of this region, by id.
    Region(&'a RegionKey),
}

/// What a ledger holds besides tasks. Each is the fold of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// Regions, by their key.
    Region,
    /// Source documents, by their number.
    Document,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [RecordKind; 2] = [RecordKind::Region, RecordKind::Document];
}

/// Which records to read.
#[derive(Clone, Copy, Debug)]
pub enum WantedRecords<'a> {
    /// Every one, by key.
    All,
    /// The one with this key.
    Key(&'a str),
}

/// What is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// The list lines.
    Rows,
    /// Which letters and pairs of them the requirements have.
    Marks,
}

/// Which blocks to read.
#[derive(Clone, Copy, Debug)]
pub enum WantedBlocks<'a> {
    /// Every one, and none is left out.
    All,
    /// Those of these that are there.
    These(&'a [BlockNumber]),
}

/// Where a name to be numbered comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameUse {
    /// A packed row that is there has it, and vouches for it.
    Packed,
    /// It comes to a row.
    Coming,
}
