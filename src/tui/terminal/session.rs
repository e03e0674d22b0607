//! Taking the terminal over, and giving it back exactly as it was, whatever happens.

use std::io::{self, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::unistd::{getpgrp, getsid};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use super::screen::LARGEST;
use super::waker::wake_after_panic;

/// Alternate screen, bracketed paste, no cursor until the first frame. No mouse.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// End of a synchronized update, scroll region, pen, wrapping, paste, screen, cursor. The region
/// goes first: resetting it moves the cursor, which the main screen then gets back.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[r\x1b[m\x1b[?7h\x1b[?2004l\x1b[?1049l\x1b[?25h";
/// What another program may have left behind: scroll region, pen, wrapping, inserting, a character
/// set of line drawings.
const REPAIR: &[u8] = b"\x1b[r\x1b[m\x1b[?7h\x1b[4l\x1b(B\x0f";
/// Taken where the terminal does not know its size.
const USUAL: Size = Size {
    width: 80,
    height: 24,
};

/// The settings to go back to, while the terminal is ours. A panic hook has nowhere else to
/// look for them.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);
static OURS: AtomicBool = AtomicBool::new(false);

/// The terminal is ours as long as this lives.
#[derive(Debug)]
pub struct Session(());

impl Session {
    /// Takes over the terminal of standard input and output.
    pub fn enter() -> io::Result<Session> {
        let session = Session(());
        take_over()?;
        Ok(session)
    }

    /// Where frames are written.
    pub fn output(&self) -> TerminalOutput {
        TerminalOutput(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether standard input and output both are a terminal.
pub fn is_tty() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether a shell with job control could bring us back after a stop. Over `ssh host duban` or
/// as a forced command there is none: a stopped program would look like a dead line.
pub fn can_be_resumed() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// The size of the terminal: at most [`LARGEST`], and 80 columns or 24 rows where it says none.
pub fn size() -> Size {
    let Ok(found) = tcgetwinsize(io::stdout()) else {
        return USUAL;
    };
    let or_usual = |n: u16, usual| if n == 0 { usual } else { n };
    Size {
        width: or_usual(found.ws_col, USUAL.width).min(LARGEST.width),
        height: or_usual(found.ws_row, USUAL.height).min(LARGEST.height),
    }
}

/// Gives the terminal back. Does nothing if it is not ours, so it may be called from anywhere.
pub fn restore() {
    let mut found = found();
    let Some(termios) = found.take() else {
        return;
    };
    OURS.store(false, Ordering::SeqCst);
    // The terminal may be gone; then there is nothing to give back.
    let _ = write_all(LEAVE);
    let _ = set_termios(&termios);
}

/// The first time, or after [`restore`]: remembers the settings as they are now.
pub(super) fn take_over() -> io::Result<()> {
    {
        let mut found = found();
        if found.is_none() {
            *found = Some(tcgetattr(io::stdin())?);
        }
    }
    take_again()
}

/// Sets our modes again where somebody may have changed them, without taking what is set now
/// for what was there before us.
pub(super) fn take_again() -> io::Result<()> {
    let Some(mut termios) = found().clone() else {
        return Ok(());
    };
    termios.make_raw();
    set_termios(&termios)?;
    OURS.store(true, Ordering::SeqCst);
    write_all(ENTER)
}

/// Sets our modes again after another program has written to the terminal; before a frame that
/// draws everything. A terminal that is gone is found by whoever draws next.
pub fn set_up_again() {
    let _ = write_all(REPAIR).and_then(|()| take_again());
}

/// From now on a panic gives the terminal back, hands its message to `report`, prints `sentence`
/// and makes [`Events::wait`](super::Events::wait) answer `Terminate`.
pub fn on_panic(sentence: String, report: impl Fn(&str) + Send + Sync + 'static) {
    let hook = move |info: &PanicHookInfo<'_>| {
        restore();
        report(&info.to_string());
        // Standard error may be gone with the terminal: eprintln! would panic again.
        let _ = writeln!(io::stderr(), "{sentence}");
        wake_after_panic();
    };
    std::panic::set_hook(Box::new(hook));
}

fn found() -> MutexGuard<'static, Option<Termios>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set_termios(termios: &Termios) -> io::Result<()> {
    loop {
        match tcsetattr(io::stdin(), OptionalActions::Now, termios) {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}

fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = write_some(bytes)?;
        bytes = bytes.get(written..).unwrap_or_default();
    }
    Ok(())
}

/// Another program on the same terminal may have made it non-blocking for all of us.
fn write_some(bytes: &[u8]) -> io::Result<usize> {
    let stdout = io::stdout();
    loop {
        match rustix::io::write(&stdout, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => return Ok(written),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => wait_until_writable(&stdout)?,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether the terminal takes more now, as far as the kernel knows: of a serial line that is how
/// much it has not sent.
pub fn is_writable() -> bool {
    let stdout = io::stdout();
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // Whoever cannot be asked is written to, and says then what is wrong.
    let mut out = [PollFd::new(&stdout, PollFlags::OUT)];
    poll(&mut out, Some(&at_once)) != Ok(0)
}

fn wait_until_writable(stdout: &io::Stdout) -> io::Result<()> {
    let second = Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    match poll(&mut [PollFd::new(stdout, PollFlags::OUT)], Some(&second)) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The terminal as a writer without a buffer of its own. Refuses once the terminal has been
/// given back, so that a frame cannot follow a panic of another thread.
#[derive(Debug)]
pub struct TerminalOutput(());

impl Write for TerminalOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !OURS.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        write_some(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
