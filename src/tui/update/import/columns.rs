//! Commands of the screen of columns.

use super::planning::plan;
use crate::tui::state::command::Command;
use crate::tui::state::dialog::{ChoiceSubject, Choose};
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::state::review::{ColumnScreen, ImportStep};
use crate::tui::update::import::moves::{place_columns, review_rows};
use crate::tui::update::import::start::{back_to_path, read_with};
use crate::tui::update::opening::open;
use crate::wording::fill;

/// Opens it for the file under review.
pub(super) fn show(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    match std::mem::take(&mut model.import.step) {
        ImportStep::Review(review) if !review.reading.tables.is_empty() => {
            model.import.step = ImportStep::Columns(Box::new(ColumnScreen::new(review)));
            greet(model);
        }
        other => {
            model.import.step = other;
            model.message = words.columns_no_table.to_owned();
        }
    }
    Vec::new()
}

/// Says how many columns are to be explained.
pub(super) fn greet(model: &mut Model) {
    let words = model.review_words();
    if let ImportStep::Columns(columns) = &model.import.step {
        let unknown = columns.unknown();
        if unknown > 0 {
            model.message = fill(words.columns_asked, &[("n", &unknown)]);
        }
    }
    place_columns(model);
}

/// Runs a command of this screen.
pub(super) fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    let rows = isize::from(i16::try_from(review_rows(model)).unwrap_or(1));
    let by = match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::PageDown | Command::PreviewDown => rows,
        Command::PageUp | Command::PreviewUp => -rows,
        Command::Top => isize::MIN,
        Command::Bottom => isize::MAX,
        Command::Back | Command::MapColumns => return back(model),
        Command::Open | Command::Correct => {
            let ImportStep::Columns(columns) = &model.import.step else {
                return Vec::new();
            };
            let dialog = Choose::open(ChoiceSubject::Column(columns.cursor), model);
            return open(model, dialog);
        }
        Command::TakeIn => return read_again(model),
        _ => return Vec::new(),
    };
    if let ImportStep::Columns(columns) = &mut model.import.step {
        let last = columns.rows().count().saturating_sub(1);
        columns.cursor = columns.cursor.saturating_add_signed(by).min(last);
    }
    place_columns(model);
    Vec::new()
}

/// Back to what was read without this; to the path where nothing was.
fn back(model: &mut Model) -> Vec<Effect> {
    if let ImportStep::Columns(columns) = std::mem::take(&mut model.import.step) {
        if columns.review.reading.documents.is_empty() {
            return back_to_path(model);
        }
        model.import.step = ImportStep::Review(columns.review);
        if model
            .import
            .review()
            .is_some_and(|review| review.plan.is_none())
        {
            return plan(model);
        }
    }
    Vec::new()
}

/// Reads the file anew with what was assigned, which is remembered.
fn read_again(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    let ImportStep::Columns(columns) = &mut model.import.step else {
        return Vec::new();
    };
    if !columns.is_enough() {
        model.message = words.columns_need_title.to_owned();
        return Vec::new();
    }
    let effort = columns.review.effort();
    if effort > 0 && !columns.is_warned {
        columns.is_warned = true;
        model.message = fill(words.columns_lose, &[("n", &effort)]);
        return Vec::new();
    }
    let (path, forms) = (columns.review.path.clone(), columns.forms());
    read_with(model, path, forms)
}
