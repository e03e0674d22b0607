//! Keys typed ahead: of a box nobody has seen yet, and of a job that goes on.

use crate::tui::state::command::{Command, CommandMark};
use crate::tui::state::dialog::Dialog;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;

use crate::tui::update::cursor::steps;

/// What the box that is open asks; `None` without one that asks.
fn question(model: &Model) -> Option<String> {
    model.dialog.as_ref().and_then(|it| it.question(model))
}

/// Whether a box asks what nobody has seen: its frame is still to be sent. No key answers it
/// before, since whoever typed that key meant something else.
pub fn is_unseen(model: &Model) -> bool {
    let question = question(model);
    question.is_some() && question != model.seen_question
}

/// The frame with everything in the model was sent.
pub fn seen(model: &mut Model) {
    model.seen_question = question(model);
}

/// Drops a key that came before what it would answer.
pub fn drop_early(model: &mut Model) {
    model.prefix = None;
    model.message = model.words().too_early.to_owned();
}

/// A job has taken so long that its line shows. What was typed meanwhile was dropped.
pub fn takes_long(model: &mut Model, has_dropped: bool) {
    if !model.waits() {
        return;
    }
    model.takes_long = true;
    match has_dropped {
        true => drop_busy(model),
        false => model.message.clear(),
    }
}

/// Drops a key while a job goes on; Enter after it belonged to the same command.
pub fn drop_busy(model: &mut Model) {
    model.prefix = None;
    model.has_dropped = true;
    model.message = busy(model).to_owned();
}

/// What goes on, in the words that drop a key.
pub fn busy(model: &Model) -> &'static str {
    let words = model.words();
    match model.is_saving {
        true => words.saving_wait,
        false => words.loading_wait,
    }
}

/// Whether a key must be dropped since a job goes on, whose line has been there to be read: one
/// that would change something, or would be taken for one later. Moving and reading go on.
pub fn is_busy_for(model: &mut Model, command: Option<Command>, key: Key) -> bool {
    if !model.takes_long {
        return false;
    }
    // A box is about to open: what is typed now is meant for it.
    if model.opening.is_some() || model.history.planning.is_some() {
        return !matches!(command, Some(Command::Back | Command::Quit));
    }
    let follows = std::mem::take(&mut model.has_dropped) && key == Key::Enter;
    follows || command.is_some_and(|command| !only_reads(command))
}

/// Whether a command moves, shows or leaves, and that is all.
fn only_reads(command: Command) -> bool {
    steps(command, 1).is_some() || command.has(CommandMark::Reads)
}

/// After every message: what was seen counts as long as the box is open, and a wait is over when
/// nothing is waited for.
pub fn settle(model: &mut Model) {
    if !model.dialog.as_ref().is_some_and(Dialog::asks) {
        model.seen_question = None;
    }
    if !model.waits() {
        model.takes_long = false;
        model.has_dropped = false;
    }
}
