//! Pieces read on one thread and taken on another, so that a long answer takes as long as the slower
//! of the two and not as both.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::error::LedgerError;

/// Hands every piece to `take`, on a thread of its own. At most one piece waits there: nothing is
/// read ahead of who takes them slowly.
///
/// # Errors
/// What `take` answers, else what a piece could not be read for; no more are read then.
pub(super) fn each_piece<T: Send, E: From<LedgerError> + Send>(
    mut pieces: impl Iterator<Item = Result<T, LedgerError>>,
    mut take: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let done = thread::scope(|scope| {
        let (read, to_take) = sync_channel(1);
        let take = &mut take;
        let taker = thread::Builder::new();
        let taking = taker.spawn_scoped(scope, move || to_take.into_iter().try_for_each(take));
        let taking = taking.ok()?;
        let done = pieces.by_ref().try_for_each(|piece| match piece {
            Ok(piece) => read.send(piece).map_err(|_| None),
            Err(error) => Err(Some(error)),
        });
        drop(read);
        let taken = taking.join().unwrap_or_else(|panic| resume_unwind(panic));
        Some(taken.and(match done {
            Err(Some(error)) => Err(error.into()),
            // Who takes ended early, and has said why.
            Err(None) | Ok(()) => Ok(()),
        }))
    });
    // Where the system allows no more threads, one does both.
    done.unwrap_or_else(|| pieces.try_for_each(|piece| take(piece?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_taken_in_their_order_until_one_cannot_be_read_or_taken() {
        let run = |unreadable: Option<usize>, untaken: Option<usize>| {
            let pieces = (0..100).map(|at| match unreadable == Some(at) {
                true => Err(LedgerError::Busy),
                false => Ok(at),
            });
            let mut taken = Vec::new();
            let done = each_piece(pieces, |at| {
                if untaken == Some(at) {
                    return Err(LedgerError::ReadOnly);
                }
                taken.push(at);
                Ok(())
            });
            assert_eq!(taken, (0..taken.len()).collect::<Vec<_>>());
            (taken.len(), done.map_err(|error| format!("{error:?}")))
        };
        let (busy, refused) = (Err("Busy".to_owned()), Err("ReadOnly".to_owned()));
        assert_eq!(run(None, None), (100, Ok(())));
        assert_eq!(run(Some(7), None), (7, busy.clone()));
        assert_eq!(run(None, Some(7)), (7, refused.clone()));
        assert_eq!(run(Some(0), Some(0)), (0, busy));
        assert_eq!(run(Some(90), Some(3)), (3, refused));
    }

    #[test]
    fn no_more_than_one_piece_waits_to_be_taken() {
        let (taken, read) = (
            std::sync::Mutex::new(0),
            std::sync::atomic::AtomicUsize::new(0),
        );
        let pieces = (0..50).map(|at| {
            // This one, one that waits, and one that is being taken.
            let ahead = at - *taken.lock().unwrap();
            read.fetch_max(ahead, std::sync::atomic::Ordering::Relaxed);
            Ok(at)
        });
        each_piece(pieces, |at| {
            std::thread::yield_now();
            *taken.lock().unwrap() = at;
            Ok::<_, LedgerError>(())
        })
        .unwrap();
        assert!(read.into_inner() <= 3);
    }
}
