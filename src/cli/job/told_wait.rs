//! Waiting for others, with a line for whoever waits too.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::cli::context::Aside;
use crate::domain::Lang;
use crate::ledger::{self, Wait};
use crate::wording::waiting;

/// So long a wait for others who hold the ledger, of which is said that it goes on, once.
pub(super) fn of(wait: Duration, file: Option<PathBuf>, lang: Lang, aside: &Aside) -> Wait {
    let (is_said, aside) = (AtomicBool::new(false), Arc::clone(aside));
    Wait::at_most(wait).telling(move || {
        if !is_said.swap(true, Ordering::Relaxed) {
            let holders = file.as_deref().map(ledger::holders);
            aside(&waiting::told(&holders.unwrap_or_default(), wait, lang));
        }
    })
}
