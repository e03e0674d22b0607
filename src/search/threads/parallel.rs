//! Work spread over the threads of the machine, and given up when nobody waits for it any more.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::search::threads::stop::{Stop, Stopped};

/// From how many items on the threads are woken; below that one thread is done sooner.
const WORTH_IT: usize = 256;

/// How many items are handled between two looks at `stop`: some thousand rows, about a tenth of a
/// millisecond.
const CHUNK: usize = 16;

/// Makes this thread one of those that share the work, one more than there are processors: it sets
/// out at once while the others still wake, which on a machine that slept takes as long as the
/// work. To be called before there is any work; later it has no effect.
pub fn take_part() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from) + 1;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    if let Err(error) = pool.use_current_thread().build_global() {
        tracing::warn!("this thread leaves the work to others: {error}");
    }
}

/// Lets this thread and others, together so many, share the work from now on: for a process that may not have
/// as many as there are processors. To be called before there is any work.
pub fn use_threads(threads: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1));
    if let Err(error) = pool.use_current_thread().build_global() {
        tracing::warn!("the threads stay as they are: {error}");
    }
}

/// Handles `items` in chunks, each thread with a state of its own that `start` makes, and answers
/// what the chunks gave in the order of the items.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub(in crate::search) fn chunked<T: Sync, S: Send, R: Send>(
    items: &[T],
    stop: &Stop,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[T]) -> R + Sync,
) -> Result<Vec<R>, Stopped> {
    let start = || (start(), Vec::new());
    let threads = shared(items, stop, start, |(state, done), at, chunk| {
        done.push((at, work(state, chunk)));
    })?;
    let mut all: Vec<(usize, R)> = threads.into_iter().flat_map(|(_, done)| done).collect();
    all.sort_unstable_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, result)| result).collect())
}

/// The sum of what each thread made of its share of `items`.
///
/// # Errors
/// [`Stopped`] when it was told to give up.
pub(in crate::search) fn summed<T: Sync, S: Send>(
    items: &[T],
    stop: &Stop,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[T]) + Sync,
    add: impl Fn(&mut S, S),
) -> Result<S, Stopped> {
    let threads = shared(items, stop, &start, |state, _, chunk| work(state, chunk))?;
    let mut states = threads.into_iter();
    let mut sum = states.next().unwrap_or_else(start);
    states.for_each(|state| add(&mut sum, state));
    Ok(sum)
}

/// Gives `items` in chunks, each with the place of its first, to all threads, and answers the state
/// that each has made.
fn shared<T: Sync, S: Send>(
    items: &[T],
    stop: &Stop,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize, &[T]) + Sync,
) -> Result<Vec<S>, Stopped> {
    let next = AtomicUsize::new(0);
    let one_thread = |_: usize| {
        let mut state = start();
        loop {
            let at = next.fetch_add(CHUNK, Ordering::Relaxed);
            let chunk = items.get(at..items.len().min(at + CHUNK));
            let Some(chunk) = chunk.filter(|chunk| !chunk.is_empty()) else {
                return Ok(state);
            };
            stop.check()?;
            work(&mut state, at, chunk);
        }
    };
    let threads = match items.len() < WORTH_IT {
        true => return Ok(vec![one_thread(0)?]),
        false => rayon::current_num_threads(),
    };
    (0..threads).into_par_iter().map(one_thread).collect()
}
