//! Boxes that were closed with something typed in them, and opened with it again.

use crate::domain::{PartyKind, Role};
use crate::ledger::Target;
use crate::tui::layout::{
    ASKED, DATE, FROM, KIND, REASON, TEXT, TO, UNIT, draft_of, id_of, way_of,
};
use crate::tui::state::dialog::{
    Ask, AskedFor, CHOICES, DeadlineDialog, Dialog, Form, ListWay, RenameBox, TaskTargets,
};
use crate::tui::state::draft::{KeptDraft, What};
use crate::tui::state::field::TextField;
use crate::tui::state::model::Model;

/// Puts aside what stands in a box that is closed; the next of its kind on the same tasks begins
/// with it.
pub fn put_aside(dialog: &Dialog, model: &mut Model) {
    let draft = draft_of(dialog, model);
    if let Some(draft) = draft.filter(|draft| !draft.is_empty()) {
        model.aside.retain(|other| !other.is_in_place_of(&draft));
        model.aside.push(draft);
    }
}

/// A box just opened, with what was put aside when the last of its kind was closed.
pub fn as_left(dialog: Dialog, model: &mut Model) -> Dialog {
    let Some(new) = draft_of(&dialog, model) else {
        return dialog;
    };
    let mut aside = model.aside.iter();
    match aside.position(|draft| draft.is_in_place_of(&new)) {
        Some(at) => filled(dialog, &model.aside.remove(at)),
        None => dialog,
    }
}

/// Why a draft cannot be taken up now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its tasks are not in the ledger any more.
    Gone,
    /// Its task is not in memory whole yet.
    NotReadYet,
    /// Another one stands in its place.
    Taken,
}

/// Opens the box of a draft with its texts.
///
/// # Errors
/// Why it cannot be.
pub fn reopened(draft: &KeptDraft, model: &mut Model) -> Result<Dialog, Obstacle> {
    let there = draft
        .tasks
        .iter()
        .filter(|seen| model.data.contains(seen.task));
    let targets = TaskTargets::of_tasks(
        there
            .map(|seen| Target {
                id: seen.task,
                seen: seen.revision,
            })
            .collect(),
    );
    let is_of_none = matches!(draft.what, What::Create | What::Rename | What::Review(_));
    if !is_of_none && targets.list.is_empty() {
        return Err(Obstacle::Gone);
    }
    match draft.what {
        What::Note => note(draft, targets, model),
        What::Progress => Ok(filled(Ask::open(AskedFor::Progress, targets, model), draft)),
        What::Reason(letter) => {
            let choice = CHOICES.iter().find(|choice| choice.letter == letter);
            let choice = choice.ok_or(Obstacle::Gone)?;
            let ask = Ask::open(AskedFor::Reason(*choice), targets, model);
            Ok(filled(ask, draft))
        }
        What::Rename => Ok(filled(RenameBox::open(model), draft)),
        What::Deadline(_) => {
            let base = targets.only().and_then(|id| model.data.row(id));
            let Dialog::Deadline(opened) = DeadlineDialog::open(model) else {
                return Err(Obstacle::Gone);
            };
            let opened = Dialog::Deadline(Box::new(DeadlineDialog {
                base: base.and_then(|row| row.deadline),
                targets,
                ..*opened
            }));
            Ok(filled(opened, draft))
        }
        What::Create => {
            if model.form_drafts.contains_key(&None) {
                return Err(Obstacle::Taken);
            }
            Ok(filled(Form::create(model), draft))
        }
        What::Edit => edit(draft, &targets, model),
        What::EditSeveral => Ok(filled(Form::edit_several(targets), draft)),
        What::Review(_) => Err(Obstacle::Gone),
    }
}

/// A note that was put aside meanwhile is not lost to an older one: both stand there.
fn note(draft: &KeptDraft, targets: TaskTargets, model: &mut Model) -> Result<Dialog, Obstacle> {
    let text = draft.text(TEXT);
    let place = targets.place();
    let both = match model.drafts.get(&place).map(String::as_str) {
        Some(known) if !known.contains(text) => format!("{known}\n{text}"),
        Some(known) => known.to_owned(),
        None => text.to_owned(),
    };
    model.drafts.insert(place, both);
    Ok(Ask::open(AskedFor::Note, targets, model))
}

fn edit(draft: &KeptDraft, targets: &TaskTargets, model: &mut Model) -> Result<Dialog, Obstacle> {
    let target = targets.list.first().ok_or(Obstacle::Gone)?;
    if model.form_drafts.contains_key(&Some(target.id)) {
        return Err(Obstacle::Taken);
    }
    let detail = model.details.get(&target.id).ok_or(Obstacle::NotReadYet)?;
    let mut task = detail.task.clone();
    // Of the revision that was seen: if somebody changed it since, recording shows both versions.
    task.revision = target.seen.unwrap_or(task.revision);
    let form = Form::edit(&task, targets.clone(), model);
    Ok(filled(form, draft))
}

/// A box with the texts of a draft.
fn filled(mut dialog: Dialog, draft: &KeptDraft) -> Dialog {
    match &mut dialog {
        Dialog::Ask(ask) => {
            ask.field.set(draft.text(TEXT));
            ask.is_proposal = false;
        }
        Dialog::Deadline(dialog) => {
            dialog.date = TextField::line(draft.text(DATE));
            dialog.reason = TextField::line(draft.text(REASON));
            dialog.asked = TextField::line(draft.text(ASKED));
            if let What::Deadline(decision) = draft.what {
                dialog.decision = decision;
            }
        }
        Dialog::Rename(dialog) => {
            dialog.from = TextField::line(draft.text(FROM));
            dialog.to = TextField::line(draft.text(TO));
            dialog.reason = TextField::line(draft.text(REASON));
            dialog.kind = match draft.text(KIND) {
                UNIT => PartyKind::Unit,
                _ => PartyKind::Leader,
            };
        }
        Dialog::Form(form) => fill_form(form, draft),
        _ => {}
    }
    dialog
}

fn fill_form(form: &mut Form, draft: &KeptDraft) {
    for (field, typed) in &mut form.fields {
        let id = id_of(*field);
        if let Some((_, text)) = draft.texts.iter().find(|(known, _)| known == id) {
            typed.set(text);
        }
    }
    for role in Role::ALL {
        let known = draft.texts.iter().find(|(id, _)| *id == way_of(role));
        if let Some(way) = known.and_then(|(_, way)| ListWay::from_id(way)) {
            form.set_way(role, way);
        }
    }
}
