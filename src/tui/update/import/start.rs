//! Beginning to read a file, giving that up, leaving the screen.

use crate::tui::update::cursor::place_cursor;
use std::path::PathBuf;

use crate::import::{Mapping, Watch};
use crate::tui::state::dialog::PathAsk;
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::state::review::{ImportStep, Under};
use crate::tui::update::opening::open;

/// Leaves the screen; what is on it stays.
pub fn leave(model: &mut Model) {
    model.screen = Screen::Browse;
    if model.import.review().is_some() {
        model.message = model.review_words().kept.to_owned();
    }
    place_cursor(model);
}

/// Begins to read a file.
pub fn read_file(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    read_with(model, path, Vec::new())
}

/// Begins to read a file with columns that were just assigned.
pub fn read_with(model: &mut Model, path: PathBuf, forms: Vec<Mapping>) -> Vec<Effect> {
    let watch = Watch::default();
    model.import.fault.clear();
    model.import.step = ImportStep::Reading(Under {
        path: path.clone(),
        watch: watch.clone(),
        bytes: 0,
        seconds: 0,
    });
    vec![Effect::ReadFile(path, watch, forms)]
}

/// Gives a reading up.
pub fn stop(model: &mut Model) -> Vec<Effect> {
    if let ImportStep::Reading(under) = &model.import.step {
        under.watch.stop();
    }
    model.message = model.review_words().stopped.to_owned();
    back_to_path(model)
}

/// Nothing is under review: another path is asked for.
pub fn back_to_path(model: &mut Model) -> Vec<Effect> {
    model.import.step = ImportStep::Empty;
    let dialog = PathAsk::open(model);
    open(model, dialog)
}
