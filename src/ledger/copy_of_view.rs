//! All that a view has, in a new ledger of whatever store: the way from one kind of store into another.
//!
//! In come a view and an empty store; what comes out has the same trail, hash by hash, and what the
//! trail makes. Packed rows are made anew, for names may be numbered otherwise there.

use super::blocks::block_writer::BlockWriter;
use super::error::LedgerError;
use super::mark::Mark;
use super::store::{
    About, Committed, EntryQuery, RecordKind, Store, StoreView, WantedBatches, WantedRecords,
    WantedTasks,
};
use super::waiting::Wait;

/// Copies into an empty store, which nobody else has; answers where the trail ends.
///
/// # Errors
/// Whatever either of the two reports; a store that is not empty. Nothing is committed then.
pub(super) fn copy(from: &mut dyn StoreView, into: &mut dyn Store) -> Result<Mark, LedgerError> {
    let end = Mark::at_end(from)?;
    let mut tx = into.begin(&Wait::default())?;
    let all = EntryQuery::of(About::Any);
    from.entries(&all, &mut |entry| tx.append(entry))?;
    for kind in RecordKind::ALL {
        from.records(kind, WantedRecords::All, &mut |key, body| {
            tx.put_record(kind, key, Some(body))
        })?;
    }
    let mut packed = BlockWriter::default();
    from.tasks(WantedTasks::All, &mut |task| {
        tx.put_task(None, &task)?;
        packed.note(tx.as_mut(), None, Some(&task))
    })?;
    packed.settle(tx.as_mut())?;
    let mut batches = from.batches(WantedBatches::All)?;
    batches.reverse();
    match tx.commit(&batches)? {
        Committed::Surely => Ok(end),
        Committed::Perhaps(why) => Err(why),
    }
}
