//! Saved views: applying them, and what comes back from their files.

use super::filter::relist;
use crate::tui::layout::unclear_sentence;
use crate::tui::state::command::Command;
use crate::tui::state::dialog::{Dialog, ViewsPick};
use crate::tui::state::model::{Model, Pane, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::state::saved::{Sight, ViewsAnswer, ViewsAsk};
use crate::tui::update::reading::wanted_details;
use crate::views::{View, ViewOwner};
use crate::wording::{ViewTexts, fill, views};

/// Reads the views anew: others may have kept some.
pub fn read() -> Vec<Effect> {
    vec![Effect::Views(ViewsAsk::Read)]
}

/// Opens the popup on the views as they are known, and reads them anew.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.dialog = Some(ViewsPick::open());
    read()
}

/// Applies the view of a command, in its newest form: once the files have been read.
pub fn apply_of(command: Command, model: &mut Model) -> Vec<Effect> {
    model.saved.wanted = command.view_place();
    model.message = model.words().loading.to_owned();
    read()
}

/// Shows what a view says; what cannot be read any more is named, and nothing changes. Answers
/// whether it is shown.
pub fn apply(model: &mut Model, keeper: ViewOwner, view: &View) -> bool {
    let t = ViewTexts::of(model.lang);
    match Sight::read(view, &model.saved) {
        Ok(sight) => {
            let browse = &mut model.browse;
            browse.query = sight.query;
            browse.order = sight.order;
            browse.grouping = sight.grouping;
            browse.columns = sight.columns;
            browse.pane = Pane::Table;
            relist(model);
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("name", &view.name), ("keeper", &t.keeper(keeper))];
            model.message = fill(t.applied, &values);
            true
        }
        Err(unclear) => {
            model.message = unclear_sentence(&unclear, view, model);
            false
        }
    }
}

/// Takes what came back from the files.
pub fn take(model: &mut Model, answer: ViewsAnswer) -> Vec<Effect> {
    let t = ViewTexts::of(model.lang);
    model.saved.views = answer.views;
    model.saved.faults = answer.faults;
    let (keeper, name) = match &answer.ask {
        ViewsAsk::Read => {
            apply_wanted(model);
            renew_popup(model, None);
            return wanted_details(model);
        }
        ViewsAsk::Keep(keeper, view) => (*keeper, view.name.clone()),
        ViewsAsk::Remove(keeper, name) => (*keeper, name.clone()),
    };
    model.is_saving = false;
    if let Err(error) = answer.done {
        let failure = views::failure(&error, model.lang);
        model.message = format!("{}  {}", failure.sentence, failure.hint);
        renew_popup(model, None);
        return Vec::new();
    }
    let text = match answer.ask {
        ViewsAsk::Keep(..) => t.kept,
        _ => t.removed,
    };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("name", &name), ("keeper", &t.keeper(keeper))];
    model.message = fill(text, &values);
    renew_popup(model, Some((keeper, &name)));
    Vec::new()
}

/// The popup shows what is known now; what was kept or taken away is done with.
fn renew_popup(model: &mut Model, done: Option<(ViewOwner, &str)>) {
    // Out of the model while it looks at the model.
    let mut dialog = model.dialog.take();
    if let Some(Dialog::Views(pick)) = &mut dialog {
        pick.renew(model, done);
    }
    model.dialog = dialog;
}

/// Applies the view a key asked for; not when its author went on to something else meanwhile.
fn apply_wanted(model: &mut Model) {
    let Some(place) = model.saved.wanted.take() else {
        return;
    };
    if model.screen != Screen::Browse || model.dialog.is_some() {
        return;
    }
    let found = model.saved.nth(place);
    let found = found.map(|(keeper, view)| (keeper, view.clone()));
    match (found, model.saved.faults.first()) {
        (Some((keeper, view)), _) => {
            apply(model, keeper, &view);
        }
        (None, Some(error)) => model.message = views::failure(error, model.lang).sentence,
        (None, None) => {
            let t = ViewTexts::of(model.lang);
            model.message = fill(t.no_such_place, &[("n", &(place + 1))]);
        }
    }
}
