//! Opening dialogs on the tasks they act on.

use crate::tui::state::dialog::{Ask, AskedFor, Dialog, Form, TaskTargets};
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::update::dialog::as_left;
use crate::tui::update::reading::details_of;

/// Opens a dialog.
pub fn open(model: &mut Model, dialog: Dialog) -> Vec<Effect> {
    model.dialog = Some(dialog);
    Vec::new()
}

/// Opens a dialog made of the model, with what was put aside of the last of its kind.
pub fn open_with(model: &mut Model, make: fn(&Model) -> Dialog) -> Vec<Effect> {
    let dialog = make(model);
    let dialog = as_left(dialog, model);
    open(model, dialog)
}

/// Opens a question about the marked tasks or the one under the cursor.
pub fn ask(model: &mut Model, question: AskedFor) -> Vec<Effect> {
    let dialog = Ask::open(question, TaskTargets::of(model), model);
    open(model, dialog)
}

/// Opens the form of the marked tasks, or of the only one once it is in memory whole.
pub fn edit(model: &mut Model) -> Vec<Effect> {
    let targets = TaskTargets::of(model);
    let Some(id) = targets.only() else {
        let form = as_left(Form::edit_several(targets), model);
        return open(model, form);
    };
    model.opening = Some(targets);
    open_form(model);
    match model.opening {
        None => Vec::new(),
        // Only the task under the cursor is read before it is asked for.
        Some(_) => details_of(model, vec![id]),
    }
}

/// Opens the form that waits for its task, if that is there.
pub fn open_form(model: &mut Model) {
    let only = model.opening.as_ref().and_then(TaskTargets::only);
    if only.is_none_or(|id| !model.data.contains(id)) {
        model.opening = None;
    }
    let detail = only.and_then(|id| model.details.get(&id));
    let Some(task) = detail.map(|detail| detail.task.clone()) else {
        return;
    };
    if let Some(targets) = model.opening.take() {
        let form = Form::edit(&task, targets, model);
        model.dialog = Some(form);
    }
}
