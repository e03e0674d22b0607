//! Listening for what others write, on a thread of its own.

use std::fmt::Display;
use std::io;
use std::sync::mpsc::Sender;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::ledger::{Changes, Ledger, LedgerError, StopSender, StopSignal};
use crate::tui::state::msg::Msg;

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
        wake: impl Fn() + Send + 'static,
    ) -> Option<Listener> {
        let unheard = |error: &dyn Display| tracing::warn!("nobody listens for changes: {error}");
        let changes = ledger.changes(beat);
        let changes = changes.inspect_err(|error| unheard(error)).ok()?;
        let begun = Listener::begin(changes, answers.clone(), wake);
        begun.inspect_err(|error| unheard(error)).ok()
    }

    fn begin(
        changes: Box<dyn Changes>,
        answers: Sender<Vec<Msg>>,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Listener> {
        let (stopper, stop) = StopSignal::pair()?;
        let say = move |msg| {
            let is_wanted = answers.send(vec![msg]).is_ok();
            wake();
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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::ledger::{Access, Replacement, create, open};

    /// Answers these one after another; then the system has nothing to tell any more.
    struct Told(VecDeque<Result<bool, LedgerError>>);

    impl Changes for Told {
        fn wait(&mut self, _at_most: Duration, _stop: &StopSignal) -> Result<bool, LedgerError> {
            let next = self.0.pop_front();
            next.unwrap_or_else(|| Err(LedgerError::Database("gone".to_owned())))
        }
    }

    fn replaced() -> Result<bool, LedgerError> {
        Err(LedgerError::Replaced {
            path: "ledger.db".into(),
            how: Replacement::Gone,
        })
    }

    /// What is said of these answers.
    fn said(told: impl IntoIterator<Item = Result<bool, LedgerError>>) -> Vec<String> {
        let (answers, said) = channel();
        let (_sender, stop) = StopSignal::pair().unwrap();
        let told = Told(told.into_iter().collect());
        listen(Box::new(told), &stop, |msg| answers.send(msg).is_ok());
        drop(answers);
        said.iter().map(|msg| format!("{msg:?}")).collect()
    }

    #[test]
    fn every_change_is_said_and_silence_and_those_who_hold_the_ledger_are_not() {
        let lost = "Lost(\"database: gone\")";
        assert_eq!(said([Ok(false), Ok(false)]), [lost]);
        let two = [Ok(true), Ok(false), Err(LedgerError::Busy), Ok(true)];
        assert_eq!(said(two), ["Stirred", "Stirred", lost]);
    }

    #[test]
    fn files_that_were_taken_away_are_said_once_and_that_they_are_back_too() {
        let lost = "Lost(\"database: gone\")";
        let away = [Ok(false), replaced(), replaced(), Ok(false), Ok(false)];
        assert_eq!(said(away), ["Stirred", "Stirred", lost]);
    }

    #[test]
    fn of_a_ledger_that_could_not_be_listened_to_nothing_is_said() {
        assert_eq!(said([]), [""; 0]);
        assert_eq!(said([replaced()]), [""; 0]);
        assert_eq!(said([Err(LedgerError::Busy)]), [""; 0]);
    }

    #[test]
    fn the_thread_ends_with_its_listener_and_the_ledger_is_tidied_up_by_who_closes_it_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        create(&path, |_| Ok(())).unwrap();
        let ledger = open(&path, Access::Write).unwrap();
        let (answers, said) = channel();
        let hour = Duration::from_secs(3_600);
        let listener = Listener::of(&ledger, hour, &answers, || {}).unwrap();
        let first = said.recv_timeout(Duration::from_secs(60)).unwrap();
        assert!(matches!(first.as_slice(), [Msg::Stirred]), "{first:?}");
        drop((listener, ledger));
        let log = folder.path().join("ledger.db-wal");
        assert!(!log.exists());
    }
}
