//! Listening for what others write, on a thread of its own.

use std::fmt::Display;
use std::io;
use std::sync::mpsc::Sender;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::ledger::{Changes, Ledger, LedgerError, StopSender, StopSignal};
use crate::tui::state::msg::Msg;
use crate::tui::terminal::Waker;

/// After so long without a change the thread looks whether anybody still wants to hear.
const AT_MOST: Duration = Duration::from_secs(3_600);

/// A thread that listens until this is dropped.
pub struct Listener {
    /// Dropped first: the thread ends then.
    stopper: Option<StopSender>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Begins to hear of what others write; nothing where that cannot be, and they are heard of with
    /// the next change of one's own.
    pub fn of(
        ledger: &Ledger,
        beat: Duration,
        answers: &Sender<Vec<Msg>>,
        waker: &Waker,
    ) -> Option<Listener> {
        let unheard = |error: &dyn Display| tracing::warn!("nobody listens for changes: {error}");
        let changes = ledger.changes(beat);
        let changes = changes.inspect_err(|error| unheard(error)).ok()?;
        let begun = Listener::begin(changes, answers.clone(), waker.clone());
        begun.inspect_err(|error| unheard(error)).ok()
    }

    fn begin(
        changes: Box<dyn Changes>,
        answers: Sender<Vec<Msg>>,
        waker: Waker,
    ) -> io::Result<Listener> {
        let (stopper, stop) = StopSignal::pair()?;
        let say = move |msg| {
            let is_wanted = answers.send(vec![msg]).is_ok();
            waker.wake();
            is_wanted
        };
        let thread = Builder::new()
            .name("changes".to_owned())
            .spawn(move || listen(changes, &stop, say))?;
        Ok(Listener {
            stopper: Some(stopper),
            thread: Some(thread),
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(self.stopper.take());
        // The ledger is tidied up by whoever closes it last, which must not be this thread.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Says when somebody has written, and when the ledger cannot be heard any more, as long as `say`
/// answers that this is wanted.
fn listen(mut changes: Box<dyn Changes>, stop: &StopSignal, say: impl Fn(Msg) -> bool) {
    let (mut has_heard, mut is_lost) = (false, false);
    loop {
        let heard = changes.wait(AT_MOST, stop);
        if stop.is_set() {
            return;
        }
        let was_lost = is_lost;
        is_lost = matches!(heard, Err(LedgerError::Replaced { .. }));
        let is_wanted = match heard {
            // The worker finds the same, saves what it can, and says so.
            Err(_) if is_lost && has_heard => was_lost || say(Msg::Stirred),
            Err(LedgerError::Busy) if has_heard => true,
            Ok(false) if !was_lost => true,
            Ok(_) => say(Msg::Stirred),
            Err(error) => {
                tracing::warn!("nobody listens for changes any more: {error}");
                // Of what was never heard nothing was lost.
                let _ = has_heard && say(Msg::Lost(error.to_string()));
                return;
            }
        };
        has_heard = true;
        if !is_wanted {
            return;
        }
    }
}
