//! Signals as readable pipes.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use signal_hook::SigId;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::low_level::{pipe, unregister};

/// One signal and the pipe that tells of it.
#[derive(Debug)]
pub(super) struct Signal {
    number: i32,
    pipe: UnixStream,
    id: SigId,
}

impl Signal {
    fn register(number: i32) -> io::Result<Signal> {
        let (pipe, told) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        let id = pipe::register(number, told)?;
        Ok(Signal { number, pipe, id })
    }

    /// Whether it has come since the last time this was asked.
    fn take(&mut self) -> bool {
        drain(&mut self.pipe)
    }
}

impl AsFd for Signal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        unregister(self.id);
    }
}

/// The signals the program answers itself.
#[derive(Debug)]
pub(super) struct Signals([Signal; 7]);

impl Signals {
    pub(super) fn register() -> io::Result<Signals> {
        Ok(Signals([
            Signal::register(SIGHUP)?,
            Signal::register(SIGTERM)?,
            Signal::register(SIGINT)?,
            Signal::register(SIGQUIT)?,
            Signal::register(SIGWINCH)?,
            Signal::register(SIGTSTP)?,
            Signal::register(SIGCONT)?,
        ]))
    }

    pub(super) fn pipes(&self) -> impl Iterator<Item = &Signal> {
        self.0.iter()
    }

    /// The pipe of one of them.
    pub(super) fn pipe(&self, number: i32) -> Option<&Signal> {
        self.0.iter().find(|signal| signal.number == number)
    }

    /// Whether this one has come; the others stay to be taken.
    pub(super) fn take_one(&mut self, number: i32) -> bool {
        let signal = self.0.iter_mut().find(|signal| signal.number == number);
        signal.is_some_and(Signal::take)
    }

    /// The numbers of those that have come, in the order in which they matter.
    pub(super) fn take(&mut self) -> Vec<i32> {
        let came = self
            .0
            .iter_mut()
            .filter_map(|signal| signal.take().then_some(signal.number));
        came.collect()
    }
}

/// Empties a non-blocking pipe; whether there was anything.
pub(super) fn drain(pipe: &mut impl Read) -> bool {
    let mut some = false;
    let mut bytes = [0; 4096];
    while pipe.read(&mut bytes).is_ok_and(|count| count > 0) {
        some = true;
    }
    some
}
