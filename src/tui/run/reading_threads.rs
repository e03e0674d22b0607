//! Reading on threads of their own, beside the worker's.

use std::sync::mpsc::Sender;

use crate::import::Watch;
use crate::ledger::{Ledger, Wait};
use crate::search::{TextFound, TextStage};
use crate::tui::run::intake::FileToRead;
use crate::tui::run::reading;
use crate::tui::state::msg::Msg;
use crate::tui::terminal::Waker;

/// A file: others of this desk go on meanwhile, and nobody waits for one that was given up.
pub fn file(file: FileToRead, answers: &Sender<Vec<Msg>>, waker: &Waker) {
    let watch = file.watch.clone();
    let (answers, waker) = (answers.clone(), waker.clone());
    let failed = answers.clone();
    let begun = std::thread::Builder::new()
        .name("import".to_owned())
        .spawn(move || {
            let _ = answers.send(vec![file.run()]);
            waker.wake();
        });
    if let Err(error) = begun {
        let _ = failed.send(vec![Msg::FileRead(watch, Err(error.to_string()))]);
    }
}

/// Texts, on a connection of their own: what is under the cursor is read meanwhile.
pub fn texts(
    ledger: &Ledger,
    watch: Watch,
    stage: TextStage,
    answers: &Sender<Vec<Msg>>,
    waker: &Waker,
) {
    let (answers, waker) = (answers.clone(), waker.clone());
    let (of_reading, of_waiting) = (watch.clone(), watch.clone());
    let wait = Wait::default().until(move || of_waiting.is_stopped());
    let another = ledger.another(wait);
    let reading = move || reading::texts(&another()?, &of_reading, stage);
    let begun = std::thread::Builder::new()
        .name("texts".to_owned())
        .spawn(move || {
            let found = reading().unwrap_or_else(|error| {
                tracing::warn!("requirement texts were not searched: {error}");
                Some(TextFound::default())
            });
            if let Some(found) = found {
                let _ = answers.send(vec![Msg::Texts(watch, found)]);
                waker.wake();
            }
        });
    if let Err(error) = begun {
        tracing::warn!("requirement texts were not searched: {error}");
    }
}
