//! Stored blocks handed to all threads as they are read, in pieces of memory that are used again.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::packed::BlockNumber;
use crate::search::threads::memory::make_room;

/// How many blocks go to a thread at a time.
const BATCH: usize = 32;

/// How many batches may wait for a thread.
const WAITING: usize = 4;

/// Blocks as they are stored, one after another.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<(BlockNumber, usize)>,
}

impl Batch {
    fn push(&mut self, number: BlockNumber, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push((number, self.bytes.len()));
    }

    fn blocks(&self) -> impl Iterator<Item = (BlockNumber, &[u8])> {
        let begins = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        let all = begins.zip(&self.ends);
        all.filter_map(|(begin, (number, end))| Some((*number, self.bytes.get(begin..*end)?)))
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// Has every thread make a state by `start` and do `work` with it on the blocks it gets of those
/// that `feed` hands over; answers the states.
///
/// # Errors
/// Whatever `feed` reports.
pub(in crate::search) fn spread<S: Send, E>(
    feed: impl FnOnce(&mut dyn FnMut(BlockNumber, &[u8])) -> Result<(), E>,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, BlockNumber, &[u8]) + Sync,
) -> Result<Vec<S>, E> {
    // This thread reads; it may be one of those that share the work.
    let own = usize::from(rayon::current_thread_index().is_some());
    let others = rayon::current_num_threads() - own;
    if others == 0 {
        let mut state = start();
        feed(&mut |number, bytes| work(&mut state, number, bytes))?;
        return Ok(vec![state]);
    }
    let (full, waiting) = sync_channel::<Batch>(WAITING);
    let (emptied, empty) = channel::<Batch>();
    let waiting = Mutex::new(waiting);
    let states = Mutex::new(Vec::new());
    let take_all = |emptied: Sender<Batch>| {
        let mut state = start();
        while let Some(mut batch) = next(&waiting) {
            make_room();
            for (number, bytes) in batch.blocks() {
                work(&mut state, number, bytes);
            }
            batch.clear();
            // The reader may have ended already.
            let _ = emptied.send(batch);
        }
        locked(&states).push(state);
    };
    let take_all = &take_all;
    rayon::in_place_scope(|scope| {
        // A batch that nobody takes, since all have panicked, is left: the scope tells of it.
        for _ in 0..others {
            let emptied = emptied.clone();
            scope.spawn(move |_| take_all(emptied));
        }
        let mut batch = Batch::default();
        let fed = feed(&mut |number, bytes| {
            batch.push(number, bytes);
            if batch.ends.len() == BATCH {
                let other = empty.try_recv().unwrap_or_default();
                let _ = full.send(std::mem::replace(&mut batch, other));
            }
        });
        let _ = full.send(batch);
        drop(full);
        fed
    })?;
    Ok(states.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The next batch; `None` after the last.
fn next(waiting: &Mutex<Receiver<Batch>>) -> Option<Batch> {
    locked(waiting).recv().ok()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
