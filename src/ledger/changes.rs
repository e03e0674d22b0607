//! Hearing that others have committed.

use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::error::LedgerError;

/// What tells that others have committed. It is a hint: what happened stands in the trail.
pub trait Changes: Send {
    /// Waits until something may have been committed since the last time, at most so long, or until
    /// `stop` says to; answers whether. The first answer comes at once: what was committed between
    /// the reading before and the beginning to listen nobody else tells.
    ///
    /// # Errors
    /// Where the ledger is not what it was, or cannot be asked. It may be asked again.
    fn wait(&mut self, at_most: Duration, stop: &StopSignal) -> Result<bool, LedgerError>;
}

/// What ends a wait: that its [`StopSender`] is dropped.
#[derive(Debug)]
pub struct StopSignal(UnixStream);

/// The other end of a [`StopSignal`].
#[derive(Debug)]
pub struct StopSender(#[expect(dead_code, reason = "dropped, not read")] UnixStream);

impl StopSignal {
    /// The two ends.
    ///
    /// # Errors
    /// When the system has no more files to give.
    pub fn pair() -> io::Result<(StopSender, StopSignal)> {
        let (one, other) = UnixStream::pair()?;
        Ok((StopSender(one), StopSignal(other)))
    }

    /// Whether it is to end now.
    pub fn is_set(&self) -> bool {
        self.wait(Duration::ZERO)
    }

    /// Waits so long; answers whether it is to end.
    pub fn wait(&self, at_most: Duration) -> bool {
        self.wait_with(None, Instant::now() + at_most).0
    }

    /// Waits until this end, or the other file has something to read, whichever is first; answers
    /// for both whether it is so.
    pub(super) fn wait_with(&self, other: Option<BorrowedFd>, end: Instant) -> (bool, bool) {
        let mut files = vec![PollFd::new(&self.0, PollFlags::IN)];
        files.extend(other.map(|other| PollFd::from_borrowed_fd(other, PollFlags::IN)));
        loop {
            let left = end.saturating_duration_since(Instant::now());
            // Rounded up, since some systems count in milliseconds: rounded down it would spin.
            let millis = i64::try_from(left.as_micros().div_ceil(1000)).unwrap_or(i64::MAX);
            let left = Timespec {
                tv_sec: millis / 1000,
                tv_nsec: millis % 1000 * 1_000_000,
            };
            let found = poll(&mut files, Some(&left));
            let is_ready = |at: usize| files.get(at).is_some_and(|it| !it.revents().is_empty());
            match found {
                Err(rustix::io::Errno::INTR) => {}
                Ok(1..) => return (is_ready(0), is_ready(1)),
                Ok(0) => return (false, false),
                // Nobody can wait here any more.
                Err(_) => return (true, false),
            }
        }
    }
}
