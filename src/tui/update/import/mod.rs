//! Commands of the import screen, and what comes back for it.

mod answers;
mod columns;
mod correct;
mod moves;
mod planning;
mod start;

pub use answers::{file_read, plan_moved, planned, take_in, taken_in};
pub use correct::corrected;
use correct::{check, correct, pick_region, take_back, toggle_dropped};
pub use moves::place;
use moves::{look, move_about, next_doubt, step_back};
pub use planning::{plan_after_restore, plan_anew};
use start::stop;
pub use start::{leave, read_file};

use crate::tui::state::command::{Command, CommandMark};
use crate::tui::state::dialog::{Dialog, Discard, PathAsk, TakeIn};
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::state::review::ImportStep;
use crate::tui::update::opening::open;

/// Opens the screen; without a file under review it asks for one.
pub fn show(model: &mut Model) -> Vec<Effect> {
    model.screen = Screen::Import;
    if matches!(model.import.step, ImportStep::Empty) {
        let dialog = PathAsk::open(model);
        return open(model, dialog);
    }
    place(model);
    plan_anew(model)
}

/// Takes note that time has gone on.
pub fn goes_on(model: &mut Model, seconds: u64) {
    match &mut model.import.step {
        ImportStep::Reading(under) => {
            under.bytes = under.watch.bytes();
            under.seconds = seconds;
        }
        ImportStep::Review(review) if review.taking.is_some() => review.taking = Some(seconds),
        ImportStep::Review(_) | ImportStep::Columns(_) | ImportStep::Empty => {}
    }
}

/// Runs a command of this screen.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    match (&model.import.step, command) {
        (ImportStep::Empty, Command::Open | Command::OtherFile) => return show(model),
        (ImportStep::Reading(_), Command::Back) => return stop(model),
        (ImportStep::Empty, Command::Back) => {
            leave(model);
            return Vec::new();
        }
        (ImportStep::Empty, _) => {
            model.message = words.empty.to_owned();
            return Vec::new();
        }
        (ImportStep::Reading(_), _) => {
            model.message = words.reading_wait.to_owned();
            return Vec::new();
        }
        (ImportStep::Columns(_), _) => return columns::run(command, model),
        // What is on its way to the disk is not changed any more.
        (ImportStep::Review(review), _)
            if review.taking.is_some() && command.has(CommandMark::ChangesReview) =>
        {
            model.message = model.words().saving_wait.to_owned();
            return Vec::new();
        }
        (ImportStep::Review(_), _) => {}
    }
    match command {
        Command::Undo => return take_back(model),
        Command::OtherFile => return open(model, Dialog::Discard(Discard)),
        Command::Back => step_back(model),
        Command::NextDoubt => next_doubt(model, true),
        Command::PreviousDoubt => next_doubt(model, false),
        Command::Checked => return check(model),
        Command::Drop => return toggle_dropped(model),
        Command::MapColumns => return columns::show(model),
        Command::PickRegion => return pick_region(model),
        Command::Open | Command::Correct => return correct(model),
        Command::TakeIn => {
            let review = model.import.review();
            let is_bare = review.is_none_or(|r| r.totals.tasks + r.totals.children == 0);
            if is_bare {
                model.message = words.take_nothing.to_owned();
                return Vec::new();
            }
            let dialog = TakeIn::open(model);
            return open(model, dialog);
        }
        other => {
            if let Some(review) = model.import.review_mut() {
                look(other, review);
            }
            move_about(other, model);
        }
    }
    place(model);
    Vec::new()
}
