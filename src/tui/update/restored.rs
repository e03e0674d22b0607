//! The ledger was restored from a backup while the screen was open: everything is read anew, and no
//! key acts on what was seen before. Ids and revisions may come round again with other meanings.

use super::{drafts, history, import, relist};
use crate::domain::Revision;
use crate::tui::layout::typed_drafts;
use crate::tui::state::data::Data;
use crate::tui::state::dialog::{Dialog, RestoredBox};
use crate::tui::state::draft::What;
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::update::reading::load;

/// Forgets the rows, puts what is typed aside, and asks for the whole ledger.
pub fn begin_anew(model: &mut Model) -> Vec<Effect> {
    model.restores += 1;
    let put_aside = put_aside(model);
    model.is_saving = false;
    model.prefix = None;
    model.opening = None;
    model.history.planning = None;
    model.typed_ahead.clear();
    model.message.clear();
    if model.shown.as_of.take().is_some()
        && let Some(today) = model.today_before.take()
    {
        model.rules.today = today;
    }
    model.details.clear();
    model.awaited.clear();
    model.browse.marks.clear();
    model.browse.range_from = None;
    model.browse.touched.clear();
    model.data = Data::empty(&model.rules);
    model.is_loaded = false;
    if model.screen == Screen::Task {
        // Another task may have its id now.
        model.screen = Screen::Browse;
    }
    relist(model);
    let mut effects = vec![load(model)];
    if model.screen == Screen::History {
        history::forget(model);
        effects.extend(history::reread(model));
    }
    effects.extend(import::plan_after_restore(model));
    model.dialog = Some(Dialog::Restored(RestoredBox { put_aside }));
    effects
}

/// What is typed anywhere becomes a draft, to be taken up again by hand: in its box it would be
/// recorded on whatever task has the number now. Answers how many there are.
fn put_aside(model: &mut Model) -> usize {
    let mut typed = typed_drafts(model);
    // A review names its tasks anew from the ledger.
    typed.retain(|draft| !matches!(draft.what, What::Review(_)));
    // A revision that no task has: recording it shows both versions whatever was restored.
    let never = Revision::new(i64::from(u32::MAX));
    for seen in typed.iter_mut().flat_map(|draft| &mut draft.tasks) {
        seen.revision = never;
    }
    let count = typed.len();
    model.leftovers.list.extend(typed);
    model.drafts.clear();
    model.form_drafts.clear();
    model.aside.clear();
    model.dialog = None;
    model.sent = None;
    count
}

/// After it was read: what was put aside is offered.
pub fn go_on(model: &mut Model, put_aside: usize) -> Vec<Effect> {
    match put_aside {
        0 => Vec::new(),
        _ => drafts::show(model),
    }
}
