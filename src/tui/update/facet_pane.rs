//! Keys in the pane of facets beside the table.

use super::filter::relist;
use crate::tui::layout::facet_lines;
use crate::tui::state::command::Command;
use crate::tui::state::dialog::{Dialog, FacetPick};
use crate::tui::state::model::Model;

/// The list keys move here; Enter and Space take the value under the cursor, `-` excludes it.
/// Answers whether the command was one of these.
pub fn run(command: Command, model: &mut Model) -> bool {
    let last = facet_lines(model).len().saturating_sub(1);
    let at = model.browse.facet_cursor.min(last);
    model.browse.facet_cursor = match command {
        Command::Down => (at + 1).min(last),
        Command::Up => at.saturating_sub(1),
        Command::Top => 0,
        Command::Bottom => last,
        Command::PageDown => (at + 10).min(last),
        Command::PageUp => at.saturating_sub(10),
        Command::Open | Command::Mark => return take(model, at, false),
        // The key of "parent" on the table.
        Command::Parent => return take(model, at, true),
        _ => return false,
    };
    true
}

/// Takes or excludes the value of a line; the popup of its facet opens where the line is none.
fn take(model: &mut Model, at: usize, is_exclusion: bool) -> bool {
    let lines = facet_lines(model);
    let Some(line) = lines.get(at) else {
        return true;
    };
    match &line.value {
        None => {
            let dialog = FacetPick::open(line.facet, model);
            model.dialog = Some(dialog);
        }
        Some(value) if is_exclusion => model.browse.query.exclude(line.facet.field(), value),
        Some(value) => model.browse.query.toggle(line.facet.field(), value),
    }
    if !matches!(model.dialog, Some(Dialog::Facet(_))) {
        // Other values may stand above the one that was taken then; the cursor stays on it.
        model.browse.facet_followed = Some((line.facet, line.value.clone()));
        relist(model);
    }
    true
}
