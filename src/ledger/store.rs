//! What the ledger stands on: the traits of a store, and the plain values that pass through them.
//!
//! In come entries as the text their hash runs over, tasks, records as key and JSON, packed blocks as
//! bytes; out come the same, as they stand at one moment. Everything above (the chain, undo, past
//! moments, intake, the block writer) calls these methods and knows nothing of how a store keeps what it
//! is given; [`sqlite`](super::sqlite) is the store of this program.
//!
//! What a store hands out is what it was given: it notices by itself what was altered or lost, and says
//! so with an error. Text comes back byte for byte, U+0000 and all, and an empty one is not one that is
//! not there.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::chain::{self, Hash};
use super::changes::Changes;
use super::doubt::Doubt;
use super::error::LedgerError;
use super::waiting::Wait;
use crate::domain::entry::EntryText;
use crate::domain::{Action, BatchId, DocumentId, Entry, EntryId, RegionKey, Task, TaskId};
use crate::packed::{BlockNumber, NameId};

/// Whether something was done.
pub(super) type Done = Result<(), LedgerError>;

/// What makes another connection to the same ledger, for whatever thread calls it.
pub type Another<S> = Box<dyn FnOnce() -> Result<S, LedgerError> + Send>;

/// One connection to a ledger, for one thread.
pub trait Store {
    /// What is known of the ledger without reading it.
    fn facts(&self) -> StoreFacts<'_>;

    /// What makes another connection that reads the same ledger.
    fn another(&self) -> Another<Self>
    where
        Self: Sized;

    /// Whether the ledger is still the one that was opened, and as it was left. Asked by every write;
    /// a program that stays open asks when it hears that something happened.
    fn check_in_place(&mut self, wait: &Wait) -> Done;

    /// Reads what the ledger is at one moment, whatever others commit meanwhile. What was read counts
    /// only if this answers well. Within a view another one is of the same moment. Who stands in the
    /// way is waited for.
    fn view(&self, wait: &Wait, read: &mut dyn FnMut(&mut dyn StoreView) -> Done) -> Done;

    /// Takes the lock of the chain and begins to write. Others who have it are waited for; where they
    /// have it too long, this answers [`LedgerError::Busy`]. Dropped without a commit a write leaves
    /// nothing.
    fn begin(&mut self, wait: &Wait) -> Result<Box<dyn WriteTransaction + '_>, LedgerError>;

    /// What tells that others have committed. Where nothing tells it by itself, it is looked for at
    /// every `beat`.
    fn changes(&self, beat: Duration) -> Result<Box<dyn Changes>, LedgerError>;
}

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
    pub fn check_writable(&self) -> Done {
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

/// What a ledger is at one moment. Nothing else can be asked while it hands something over.
pub trait StoreView {
    /// Where the trail ends.
    fn tail(&mut self) -> Result<TrailEnd, LedgerError>;

    /// Entries with the hash before each, by number. Of a task or of the records none is left out;
    /// whether they follow from one another is for the caller to find.
    fn entries(&mut self, wanted: &EntryQuery, take: &mut dyn FnMut(&StoredEntry) -> Done) -> Done;

    /// Batches, newest first.
    fn batches(&mut self, wanted: WantedBatches) -> Result<Vec<StoredBatch>, LedgerError>;

    /// Those of the tasks asked for that are there, whole, by id.
    fn tasks(&mut self, wanted: WantedTasks, take: &mut dyn FnMut(Task) -> Done) -> Done;

    /// The same without what is listed under them.
    fn outlines(&mut self, wanted: WantedTasks, take: &mut dyn FnMut(&TaskOutline) -> Done)
    -> Done;

    /// The requirements of those of these tasks that are there, in the order asked for.
    fn requirements(&mut self, of: &[TaskId], take: &mut dyn FnMut(TaskId, &str) -> Done) -> Done;

    /// At most so many tasks, in the order of `by`.
    fn task_ids(&mut self, by: TasksBy, limit: usize) -> Result<Vec<TaskId>, LedgerError>;

    /// The tasks that detail others, each after the one above it. None is left out.
    fn children(&mut self) -> Result<Vec<(TaskId, TaskId)>, LedgerError>;

    /// Records, each with its key and its JSON. None is left out.
    fn records(
        &mut self,
        kind: RecordKind,
        wanted: WantedRecords,
        take: &mut dyn FnMut(&str, &str) -> Done,
    ) -> Done;

    /// Every name in packed rows, by number from nought on.
    fn names(&mut self, take: &mut dyn FnMut(&str) -> Done) -> Done;

    /// Packed blocks, by number or in the order asked for. Those not handed over are not there.
    fn blocks(
        &mut self,
        kind: BlockKind,
        wanted: WantedBlocks,
        take: &mut dyn FnMut(BlockNumber, &[u8]) -> Done,
    ) -> Done;
}

/// A write under way, which alone has the lock of the chain. It may keep its writes back, and what
/// is wrong with them, until they are committed: what one refers to must be there by then.
pub trait WriteTransaction {
    /// What the ledger is with what was written so far.
    fn view(&mut self) -> &mut dyn StoreView;

    /// Appends an entry, whose number must be the next one.
    fn append(&mut self, entry: &StoredEntry) -> Done;

    /// Writes a task, new or in the place of what it was before.
    fn put_task(&mut self, before: Option<&Task>, after: &Task) -> Done;

    /// Takes a task out.
    fn remove_task(&mut self, task: &Task) -> Done;

    /// Writes a record, or takes it out.
    fn put_record(&mut self, kind: RecordKind, key: &str, body: Option<&str>) -> Done;

    /// The number of a name in packed rows, new or there already: the next one each time.
    fn number_name(&mut self, name: &str, used: NameUse) -> Result<NameId, LedgerError>;

    /// Writes a packed block, or takes it out.
    fn put_block(&mut self, kind: BlockKind, number: BlockNumber, bytes: Option<&[u8]>) -> Done;

    /// Makes all of it true at once, with the batches that the entries belong to. Nothing is written
    /// after it; where it cannot tell what came of it, the view is of the ledger as it then stands.
    fn commit(&mut self, batches: &[StoredBatch]) -> Result<Committed, LedgerError>;
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
