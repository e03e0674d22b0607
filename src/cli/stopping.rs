//! Ctrl-Z in a shell: a command that is writing finishes first, or nobody else could write until it
//! went on.

use rustix::process::{Signal, getpid, kill_process};
use signal_hook::consts::{SIGCONT, SIGTSTP};
use signal_hook::iterator::Signals;

use crate::ledger::between_writes;

/// From now on Ctrl-Z stops this program between two writes, in place of anywhere.
pub fn stop_between_writes() {
    let mut signals = match Signals::new([SIGTSTP, SIGCONT]) {
        Ok(signals) => signals,
        Err(error) => {
            tracing::warn!("Ctrl-Z stops anywhere: {error}");
            return;
        }
    };
    let begun = std::thread::Builder::new()
        .name("stopping".to_owned())
        .spawn(move || {
            loop {
                let came: Vec<i32> = signals.wait().collect();
                // Told to go on again before it stopped, it would stop for good.
                let stops = came.contains(&SIGTSTP) && !came.contains(&SIGCONT);
                if stops {
                    let stopped =
                        between_writes(|| match signals.pending().any(|it| it == SIGCONT) {
                            true => Ok(()),
                            false => kill_process(getpid(), Signal::STOP),
                        });
                    if let Err(error) = stopped {
                        tracing::warn!("not stopped: {error}");
                    }
                }
            }
        });
    if let Err(error) = begun {
        tracing::warn!("Ctrl-Z does not stop: {error}");
    }
}
