//! Waking the loop from any thread.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

static PANICKED: AtomicBool = AtomicBool::new(false);
static ALARM: Mutex<Option<Waker>> = Mutex::new(None);

/// Wakes [`Events::wait`] from any thread. Many wakes before one wait are one.
#[derive(Clone, Debug)]
pub struct Waker(Arc<UnixStream>);

impl Waker {
    /// That writes into this end of a pair of sockets.
    pub(super) fn into(stream: UnixStream) -> Waker {
        Waker(Arc::new(stream))
    }

    /// Wakes the loop, now or at its next wait. Send what it should find first.
    pub fn wake(&self) {
        // A full pipe wakes as well as one byte does.
        let _ = (&*self.0).write(&[1]);
    }
}

/// A panic of any thread ends the loop: the terminal is not ours any more.
pub(super) fn wake_after_panic() {
    PANICKED.store(true, Ordering::SeqCst);
    let alarm = ALARM.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(waker) = alarm.as_ref() {
        waker.wake();
    }
}

/// Has this one woken by a panic.
pub(super) fn wake_when_panicked(waker: &Waker) {
    *ALARM.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
}

/// Whether a thread has panicked.
pub(super) fn has_panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}
