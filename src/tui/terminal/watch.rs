//! Whether somebody waits, asked during long work from any thread.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// So many microseconds an answer holds: the question is asked every few rows.
const HOLDS: u64 = 1_000;

/// Answers whether a key, a signal or a new size of the screen waits. Cheap to ask: it looks at the
/// terminal once a millisecond.
#[derive(Clone, Debug)]
pub struct InputWatch(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pipes: Vec<OwnedFd>,
    began: Instant,
    /// When it looked last, in microseconds after `began`.
    looked: AtomicU64,
    /// Stays until the next work begins: every thread of this one is to stop.
    waits: AtomicBool,
}

impl InputWatch {
    /// Over these pipes, which have something in them while somebody waits.
    pub fn of(pipes: Vec<OwnedFd>) -> InputWatch {
        InputWatch(Arc::new(Inner {
            pipes,
            began: Instant::now(),
            looked: AtomicU64::new(0),
            waits: AtomicBool::new(false),
        }))
    }

    /// New work begins, with somebody waiting already or nobody.
    pub fn begin(&self, waits: bool) {
        self.0.waits.store(waits, Ordering::Relaxed);
    }

    /// Whether somebody waits.
    pub fn waits(&self) -> bool {
        let inner = &*self.0;
        if inner.waits.load(Ordering::Relaxed) {
            return true;
        }
        let now = u64::try_from(inner.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let looked = inner.looked.load(Ordering::Relaxed);
        let swap = |to| {
            let order = Ordering::Relaxed;
            inner.looked.compare_exchange(looked, to, order, order)
        };
        // Of several threads one looks.
        if now < looked.saturating_add(HOLDS) || swap(now).is_err() {
            return false;
        }
        let waits = self.look();
        if waits {
            inner.waits.store(true, Ordering::Relaxed);
        }
        waits
    }

    fn look(&self) -> bool {
        let pipes = self.0.pipes.iter();
        let mut pipes: Vec<PollFd<'_>> = pipes
            .map(|pipe| PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::IN))
            .collect();
        let at_once = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        poll(&mut pipes, Some(&at_once)).is_ok_and(|ready| ready > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn who_waits_is_found_and_stays_until_the_next_work_begins() {
        let (pipe, mut other) = UnixStream::pair().unwrap();
        let watch = InputWatch::of(vec![pipe.try_clone().unwrap().into()]);
        assert!(!watch.look());
        other.write_all(b"j").unwrap();
        assert!(watch.look());
        watch.begin(true);
        assert!(watch.waits());
        watch.begin(false);
        assert!(!watch.0.waits.load(Ordering::Relaxed));
    }
}
