//! Work spread over the threads of the machine, and given up when nobody waits for it any more.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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
pub(in crate::search) fn chunked<T: Sync, S, R: Send>(
    items: &[T],
    stop: &Stop,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[T]) -> R + Sync,
) -> Result<Vec<R>, Stopped> {
    if items.len() < WORTH_IT {
        let mut state = start();
        let chunks = items.chunks(CHUNK);
        return chunks
            .map(|chunk| stop.check().map(|()| work(&mut state, chunk)))
            .collect();
    }
    let chunks: Vec<&[T]> = items.chunks(CHUNK).collect();
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let threads = rayon::current_num_threads();
    let one_thread = |_: usize| {
        let mut done = Vec::new();
        let mut state = start();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(at) else { break };
            if stopped.load(Ordering::Relaxed) || stop.check().is_err() {
                stopped.store(true, Ordering::Relaxed);
                break;
            }
            done.push((at, work(&mut state, chunk)));
        }
        done
    };
    let mut all: Vec<(usize, R)> = (0..threads)
        .into_par_iter()
        .flat_map_iter(one_thread)
        .collect();
    if stopped.into_inner() {
        return Err(Stopped);
    }
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
    let next = AtomicUsize::new(0);
    let one_thread = |_: usize| {
        let mut state = start();
        loop {
            let at = next.fetch_add(CHUNK, Ordering::Relaxed);
            let Some(chunk) = items.get(at..items.len().min(at + CHUNK)) else {
                break;
            };
            if chunk.is_empty() {
                break;
            }
            stop.check()?;
            work(&mut state, chunk);
        }
        Ok(state)
    };
    if items.len() < WORTH_IT {
        return one_thread(0);
    }
    let threads = rayon::current_num_threads();
    let states: Vec<Result<S, Stopped>> = (0..threads).into_par_iter().map(one_thread).collect();
    let mut states = states.into_iter();
    let mut sum = states.next().unwrap_or(Err(Stopped))?;
    for state in states {
        add(&mut sum, state?);
    }
    Ok(sum)
}
