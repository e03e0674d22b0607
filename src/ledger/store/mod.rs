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

mod values;

use std::time::Duration;

use super::changes::Changes;
use super::error::LedgerError;
use super::waiting::Wait;
use crate::domain::{Task, TaskId};
use crate::packed::{BlockNumber, NameId};

pub use values::{
    About, BlockKind, Committed, EntryQuery, NameUse, RecordKind, StoreFacts, StoredBatch,
    StoredEntry, TaskOutline, TasksBy, TrailEnd, WantedBatches, WantedBlocks, WantedRecords,
    WantedTasks,
};

/// Whether something was done.
pub(super) type Done = Result<(), LedgerError>;

/// What makes another connection to the same ledger, for whatever thread calls it.
pub type Another<S> = Box<dyn FnOnce() -> Result<S, LedgerError> + Send>;

/// One connection to a ledger, for one thread.
pub trait Store {
    /// What is known of the ledger without reading it.
    fn facts(&self) -> StoreFacts<'_>;

    /// What makes another connection that reads the same ledger, and waits so long for others.
    fn another(&self, wait: Wait) -> Another<Self>
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
