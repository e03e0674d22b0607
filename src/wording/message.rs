//! What went wrong as the message line says it.

use super::{Failure, Screen, failure};
use crate::domain::{Lang, Refusal};
use crate::ledger::LedgerError;

/// A failure on the message line. What is answered about a task or an entry speaks of keys there:
/// nobody in front of the screen types arguments.
pub fn of_ledger(error: &LedgerError, lang: Lang) -> String {
    let words = Screen::of(lang);
    match error {
        LedgerError::NothingToUndo => words.nothing_to_undo.to_owned(),
        LedgerError::NothingToRedo => words.nothing_to_redo.to_owned(),
        LedgerError::NotUndoable(_) => words.undo_is_undone.to_owned(),
        LedgerError::NoSuchTask(_) | LedgerError::NoSuchEntry(_) => {
            failure::of_ledger(error, lang).sentence
        }
        other => {
            let failure = failure::of_ledger(other, lang);
            format!("{} {}", failure.sentence, failure.hint)
        }
    }
}

/// Why an edit was refused, on the message line: without the hints that name arguments.
pub fn of_refusal(why: &Refusal, lang: Lang) -> String {
    let Failure { sentence, hint, .. } = failure::of_refusal(why, lang);
    match why {
        Refusal::NothingToReturn { .. }
        | Refusal::AskedInTheFuture(_)
        | Refusal::TextTooLong { .. } => format!("{sentence} {hint}"),
        Refusal::ReasonNeeded { .. }
        | Refusal::ClearBeforeConcluded { .. }
        | Refusal::ExtensionWithoutReason
        | Refusal::EarlierThanInForce(_)
        | Refusal::CorrectionWithoutReason
        | Refusal::EmptyTitle
        | Refusal::NoSuchMilestone(_) => sentence,
    }
}
