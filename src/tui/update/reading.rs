//! Asking for what the screen shows or will want.

use crate::domain::TaskId;
use crate::tui::state::dialog::Dialog;
use crate::tui::state::lines::TableLine;
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::{Effect, Wanted};
use crate::tui::update::filter::arrangements;

/// Asks for the task under the cursor, unless it is in memory whole: a preview shows it, opening
/// and editing want it. The others of the page are left for [`read_ahead`].
pub fn wanted_details(model: &mut Model) -> Vec<Effect> {
    model.reads_ahead = true;
    let current = model.current().filter(|_| model.screen != Screen::History);
    // A box may be about a marked task far from the cursor.
    let asked = match &model.dialog {
        Some(Dialog::Deadline(dialog)) => dialog.targets.only(),
        _ => None,
    };
    details_of(model, current.into_iter().chain(asked).collect())
}

/// Asks for the tasks in view, so that the next move finds them there and is one frame, and puts
/// the rows before and behind them together: once nobody types, for of pages turned one after the
/// other only the last will be read.
pub fn read_ahead(model: &mut Model) -> Vec<Effect> {
    model.reads_ahead = false;
    // Of a list that is still to be made nobody will read the rows.
    if model.screen != Screen::Browse || model.browse.is_outdated() {
        return Vec::new();
    }
    let rows = model.layout().table_rows();
    let from = model.browse.offset.saturating_sub(1);
    let lines = model.browse.lines.all();
    // The pages that a key would turn to: their rows lie all over a large ledger's memory.
    let pages = lines.iter().skip(from.saturating_sub(rows)).take(3 * rows);
    for id in pages.filter_map(TableLine::id) {
        let _ = model.data.row(id);
    }
    let lines = lines.iter().skip(from).take(rows + 2);
    let ids = lines.filter_map(TableLine::id).collect();
    details_of(model, ids)
}

/// Asks for those of some tasks that are not in memory whole, and have not been asked for.
pub fn details_of(model: &mut Model, mut ids: Vec<TaskId>) -> Vec<Effect> {
    ids.retain(|id| {
        // A task that moved on is read again; until then what is known of it stays on the screen.
        let is_known = match (model.details.get(id), model.data.revision(*id)) {
            (Some(detail), Some(revision)) => detail.task.revision >= revision,
            (detail, revision) => detail.is_some() || revision.is_none(),
        };
        !is_known && model.awaited.insert(*id)
    });
    match ids.is_empty() {
        true => Vec::new(),
        false => vec![Effect::Details(ids)],
    }
}

/// Asks for the whole ledger, with the orders the list will go through.
pub fn load(model: &Model) -> Effect {
    Effect::Load(Wanted {
        today: model.rules.today,
        orders: arrangements(model),
        restores: model.restores,
    })
}
