//! The one place where the program waits: for keys, signals, its own threads, and time.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyModifiers};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal as Kill, kill_current_process_group};
use signal_hook::consts::{
    SIGABRT, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP, SIGWINCH,
};
use signal_hook::low_level::raise;

use super::input::{Input, KeyPress, Mode};
use super::keyboard::Arrival;
use super::keyboard::Filter;
use super::session::{self, can_be_resumed, restore, take_again, take_over};
use super::signals::{Signals, drain};
use super::waker::{Waker, has_panicked, wake_when_panicked};
use super::watch::InputWatch;
use crate::ledger::between_writes;

/// A terminal hands over at most 4 KiB at a time.
const READ_SIZE: usize = 8192;
/// So long we wait for the signal of our own return after a stop.
const RETURN_WAIT: Duration = Duration::from_secs(1);

/// So long the terminal may take to answer when we leave it.
const ANSWER_WAIT: Duration = Duration::from_millis(400);

/// A look that finds something within this time has not waited for it.
const AT_ONCE: Duration = Duration::from_millis(1);

/// Everything the program waits for.
#[derive(Debug)]
pub struct Events {
    filter: Filter,
    signals: Signals,
    wakes: UnixStream,
    waker: Waker,
    ctrl_z_stops: bool,
    gone: bool,
    /// When we last saw that nothing had come: what is there now came after it.
    looked: Instant,
    /// When the last read came.
    arrival: Arrival,
    /// How many answers of the terminal are still to come.
    owed: usize,
}

/// What a look at the pipes found.
#[derive(Clone, Copy)]
struct Ready {
    terminal: bool,
    other: bool,
}

impl Events {
    /// Begins to listen. Do so before [`Session::enter`](super::Session::enter), so that no
    /// signal finds the terminal taken and nobody listening.
    pub fn new() -> io::Result<Events> {
        let (wakes, sender) = UnixStream::pair()?;
        wakes.set_nonblocking(true)?;
        sender.set_nonblocking(true)?;
        let waker = Waker::into(sender);
        wake_when_panicked(&waker);
        Ok(Events {
            filter: Filter::default(),
            signals: Signals::register()?,
            wakes,
            waker,
            ctrl_z_stops: true,
            gone: false,
            looked: Instant::now(),
            arrival: Arrival::now(),
            owed: 0,
        })
    }

    /// A handle for another thread.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// When the last read came.
    pub fn arrival(&self) -> Arrival {
        self.arrival
    }

    /// So many answers of the terminal are still to come: whoever has it after us must not get
    /// them as keys.
    pub fn expect_answers(&mut self, owed: usize) {
        self.owed = owed;
    }

    /// Waits for the answers that are still to come, for a moment. What is typed meanwhile is
    /// answered.
    pub fn await_answers(&mut self, mode: Mode) -> io::Result<Vec<Input>> {
        let end = Instant::now() + ANSWER_WAIT;
        let mut inputs = Vec::new();
        while self.owed > 0 && !self.gone && Instant::now() < end {
            let stdin = io::stdin();
            let mut pipe = [readable(&stdin)];
            poll_until(&mut pipe, Some(end))?;
            if is_ready(&pipe[0]) {
                let came = self.read_some(mode, Arrival::now(), &mut inputs)?;
                inputs.extend(came);
            }
        }
        Ok(inputs)
    }

    /// Whether Ctrl-Z stops the program (it does, unless told otherwise) or is a key like others.
    pub fn set_ctrl_z_stops(&mut self, stops: bool) {
        self.ctrl_z_stops = stops;
    }

    /// Waits until something happens, at most `timeout`, and returns all of it: never nothing.
    /// Keys that came in one read are judged by the `mode` of this call.
    pub fn wait(&mut self, mode: Mode, timeout: Option<Duration>) -> io::Result<Vec<Input>> {
        let end = timeout.map(|timeout| Instant::now() + timeout);
        if self.gone {
            // A loop that does not leave must not spin on a dead terminal.
            std::thread::sleep(timeout.unwrap_or(RETURN_WAIT));
            return Ok(vec![Input::HangUp]);
        }
        // After a slow draw the rest of an Esc's sequence may have been waiting for us all along.
        let mut at_once = self.filter.deadline().is_some();
        loop {
            if has_panicked() {
                return Ok(vec![Input::Terminate(SIGABRT)]);
            }
            let until = earliest(end, self.filter.deadline());
            let began = Instant::now();
            let ready = self.look(if at_once { Some(began) } else { until })?;
            let now = Instant::now();
            // What is there at the first look may have come while we were drawing.
            let was_there = at_once || now.duration_since(began) < AT_ONCE;
            let arrival = Arrival {
                not_before: if was_there { self.looked } else { now },
                at: if at_once { self.looked } else { now },
            };
            self.looked = now;
            let inputs = self.collect(ready, mode, arrival)?;
            if !inputs.is_empty() {
                return Ok(inputs);
            }
            if !at_once && end.is_some_and(|end| Instant::now() >= end) {
                return Ok(vec![Input::Tick]);
            }
            at_once = false;
        }
    }

    /// Tells, from any thread, whether keys or signals are waiting.
    pub fn watch(&self) -> io::Result<InputWatch> {
        let mut pipes = vec![io::stdin().as_fd().try_clone_to_owned()?];
        for signal in self.signals.pipes() {
            pipes.push(signal.as_fd().try_clone_to_owned()?);
        }
        Ok(InputWatch::of(pipes))
    }

    /// Whether the beginning of a key has come, and what it is will be known in a moment: Esc.
    pub fn has_half_a_key(&self) -> bool {
        self.filter.deadline().is_some()
    }

    /// Signals first: keys that came with a new size belong to what is drawn in it.
    fn collect(&mut self, ready: Ready, mode: Mode, arrival: Arrival) -> io::Result<Vec<Input>> {
        let mut inputs = Vec::new();
        if ready.other {
            if drain(&mut self.wakes) {
                inputs.push(Input::Wake);
            }
            self.take_signals(&mut inputs)?;
        }
        if ready.terminal && !self.gone {
            self.read(mode, arrival, &mut inputs)?;
        } else {
            inputs.extend(self.filter.expire(Instant::now()));
        }
        Ok(inputs)
    }

    fn read(&mut self, mode: Mode, arrival: Arrival, inputs: &mut Vec<Input>) -> io::Result<()> {
        for input in self.read_some(mode, arrival, inputs)? {
            if self.ctrl_z_stops && input == Input::Key(ctrl_z()) {
                inputs.extend(self.await_answers(mode)?);
                self.stop(can_be_resumed(), inputs)?;
            } else {
                inputs.push(input);
            }
        }
        Ok(())
    }

    /// Reads what is there; a hang-up goes to `inputs`.
    fn read_some(
        &mut self,
        mode: Mode,
        arrival: Arrival,
        inputs: &mut Vec<Input>,
    ) -> io::Result<Vec<Input>> {
        let mut bytes = [0; READ_SIZE];
        let count = match rustix::io::read(io::stdin(), &mut bytes) {
            Ok(0) | Err(Errno::IO) => {
                self.hang_up(inputs);
                return Ok(Vec::new());
            }
            Ok(count) => count,
            Err(Errno::INTR | Errno::AGAIN) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let read = bytes.get(..count).unwrap_or_default();
        self.arrival = arrival;
        let came = self.filter.feed_arrived(read, mode, arrival);
        let answers = came.iter().filter(|input| **input == Input::Answered);
        self.owed = self.owed.saturating_sub(answers.count());
        Ok(came)
    }

    fn take_signals(&mut self, inputs: &mut Vec<Input>) -> io::Result<()> {
        for signal in self.signals.take() {
            match signal {
                // The terminal goes, now or in a moment: what was typed is to be kept.
                SIGHUP => self.hang_up(inputs),
                SIGTERM | SIGINT | SIGQUIT => inputs.push(Input::Terminate(signal)),
                SIGWINCH => inputs.push(resize()),
                SIGTSTP => self.stop(false, inputs)?,
                SIGCONT => self.return_with(take_again(), inputs),
                _ => {}
            }
        }
        Ok(())
    }

    /// Gives the terminal back, stops for real, and takes it again when continued. The `whole`
    /// job includes a script around us, for which the shell waits.
    fn stop(&mut self, whole: bool, inputs: &mut Vec<Input>) -> io::Result<()> {
        restore();
        self.signals.take_one(SIGCONT);
        // Not in the middle of a write: nobody else could write until we went on.
        between_writes(|| match whole {
            true => kill_current_process_group(Kill::STOP).map_err(io::Error::from),
            false => raise(SIGSTOP),
        })?;
        self.wait_for_return()?;
        self.return_with(take_over(), inputs);
        Ok(())
    }

    /// A hang-up comes with a SIGCONT of its own, to a terminal that nobody can take any more.
    fn return_with(&mut self, taken: io::Result<()>, inputs: &mut Vec<Input>) {
        if taken.is_ok() {
            inputs.extend([resize(), Input::Suspended]);
        } else {
            self.hang_up(inputs);
        }
    }

    /// The signal, the failed return and the end of the input may come together: said once.
    fn hang_up(&mut self, inputs: &mut Vec<Input>) {
        if !std::mem::replace(&mut self.gone, true) {
            inputs.push(Input::HangUp);
        }
    }

    /// The stop may reach another thread first and this one a moment later.
    fn wait_for_return(&mut self) -> io::Result<()> {
        let end = Instant::now() + RETURN_WAIT;
        while !self.signals.take_one(SIGCONT) && Instant::now() < end {
            let mut pipe: Vec<PollFd<'_>> = self
                .signals
                .pipe(SIGCONT)
                .map(readable)
                .into_iter()
                .collect();
            poll_until(&mut pipe, Some(end))?;
        }
        Ok(())
    }

    fn look(&self, until: Option<Instant>) -> io::Result<Ready> {
        let stdin = io::stdin();
        let mut pipes = vec![readable(&stdin), readable(&self.wakes)];
        pipes.extend(self.signals.pipes().map(readable));
        poll_until(&mut pipes, until)?;
        Ok(Ready {
            terminal: pipes.first().is_some_and(is_ready),
            other: pipes.iter().skip(1).any(is_ready),
        })
    }
}

fn readable<Fd: AsFd>(fd: &Fd) -> PollFd<'_> {
    PollFd::new(fd, PollFlags::IN)
}

/// Anything but silence: a hang-up or an error is found by reading.
fn is_ready(pipe: &PollFd<'_>) -> bool {
    !pipe.revents().is_empty()
}

/// A signal ends the poll as well; the pipe it wrote to is then found at the next one.
fn poll_until(pipes: &mut [PollFd<'_>], until: Option<Instant>) -> io::Result<()> {
    let wait = until.map(|until| timespec(until.saturating_duration_since(Instant::now())));
    match poll(pipes, wait.as_ref()) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Rounded up to a millisecond, since some systems count in those: rounded down it would spin.
fn timespec(wait: Duration) -> Timespec {
    let millis = wait.as_micros().div_ceil(1000);
    Timespec {
        tv_sec: i64::try_from(millis / 1000).unwrap_or(i64::MAX),
        tv_nsec: i64::try_from(millis % 1000 * 1_000_000).unwrap_or(0),
    }
}

fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    a.into_iter().chain(b).min()
}

fn resize() -> Input {
    let size = session::size();
    Input::Resize(size.width, size.height)
}

fn ctrl_z() -> KeyPress {
    KeyPress::new(KeyCode::Char('z'), KeyModifiers::CONTROL)
}
