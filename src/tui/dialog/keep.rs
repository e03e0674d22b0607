//! Dialogs as drafts that outlast the process, and back.

use super::{
    Ask, AskedFor, CHOICES, DeadlineDialog, Dialog, Form, FormField, ListWay, RenameBox,
    TaskTargets,
};
use crate::domain::{Field as Word, PartyKind, Role, TaskId};
use crate::ledger::Target;
use crate::tui::draft::{KeptDraft, WAY, What};
use crate::tui::field::TextField;
use crate::tui::model::Model;

/// The one field of a box that has no more.
const TEXT: &str = "text";
const DATE: &str = "date";
const REASON: &str = "reason";
const ASKED: &str = "asked";
const FROM: &str = "from";
const TO: &str = "to";
/// Whose names are swapped, as it was chosen.
const KIND: &str = "way_of_rename";
const UNIT: &str = "unit";

/// What is typed in a dialog, if it would be recorded and has not been; empty where nothing is.
pub fn draft_of(dialog: &Dialog, model: &Model) -> Option<KeptDraft> {
    match dialog {
        Dialog::Ask(ask) => of_question(ask, model),
        Dialog::Deadline(dialog) => {
            let what = What::Deadline(dialog.decision);
            let draft = of_targets(what, &dialog.targets, model);
            let draft = draft.with(DATE, dialog.date.text());
            let draft = draft.with(REASON, dialog.reason.text());
            Some(draft.with(ASKED, dialog.asked.text()))
        }
        Dialog::Form(form) => Some(draft_of_form(form, model)),
        Dialog::Rename(dialog) => Some(of_rename(dialog)),
        Dialog::Bulk(bulk) => draft_of(bulk.from()?, model),
        Dialog::Stale(stale) => draft_of(stale.from.as_deref()?, model),
        _ => None,
    }
}

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

fn of_rename(dialog: &RenameBox) -> KeptDraft {
    let (from, to) = (dialog.from.text(), dialog.to.text());
    let draft = KeptDraft::of(What::Rename, &[], format!("{from} -> {to}"));
    let typed = draft.with(TO, to).with(REASON, dialog.reason.text());
    // What was proposed nobody has typed; without it the rest says nothing.
    if typed.is_empty() && from == dialog.proposed {
        return typed;
    }
    let kind = match dialog.kind {
        PartyKind::Leader => "",
        PartyKind::Unit => UNIT,
    };
    let mut whole = typed.with(KIND, kind);
    whole.texts.insert(0, (FROM.to_owned(), from.to_owned()));
    whole
}

fn of_targets(what: What, targets: &TaskTargets, model: &Model) -> KeptDraft {
    KeptDraft::of(what, &targets.list, targets.head(model))
}

fn of_question(ask: &Ask, model: &Model) -> Option<KeptDraft> {
    let what = match ask.question {
        AskedFor::Note => What::Note,
        AskedFor::Progress => What::Progress,
        AskedFor::Reason(choice) => What::Reason(choice.letter),
        AskedFor::AsOf | AskedFor::Export | AskedFor::TrailWords => return None,
    };
    let draft = of_targets(what, &ask.targets, model);
    // What was proposed nobody has typed.
    let text = match ask.is_proposal {
        true => "",
        false => ask.field.text(),
    };
    Some(draft.with(TEXT, text))
}

/// A note put aside, for a task or for the marked ones.
pub fn draft_of_note(place: Option<TaskId>, text: &str, model: &Model) -> KeptDraft {
    let targets = match place {
        None => TaskTargets::of(model),
        Some(id) => TaskTargets::of_tasks(vec![Target { id, seen: None }]),
    };
    let mut draft = of_targets(What::Note, &targets, model).with(TEXT, text);
    if place.is_none() {
        // Of several: those that are marked when it is taken up again.
        draft.tasks.clear();
    }
    draft
}

/// A form, with the fields that were typed in.
pub fn draft_of_form(form: &Form, model: &Model) -> KeptDraft {
    let (what, targets) = match (&form.task, &form.several) {
        (Some(task), _) => {
            let seen = Target {
                id: task.id,
                seen: Some(task.revision),
            };
            (What::Edit, TaskTargets::of_tasks(vec![seen]))
        }
        (None, Some(targets)) => (What::EditSeveral, targets.clone()),
        (None, None) => (What::Create, TaskTargets::default()),
    };
    let mut draft = KeptDraft::of(what, &targets.list, String::new());
    draft.name = match (&form.task, &form.several) {
        (None, None) => form.text(FormField::Title).to_owned(),
        _ => targets.head(model),
    };
    if form.is_touched() {
        let is_new = form.task.is_none();
        let fields = form.fields_with_first();
        // A field of a task that was emptied counts too.
        let typed = fields.filter(|(_, typed, first)| match is_new {
            true => !typed.trim().is_empty(),
            false => typed != first,
        });
        let typed = typed.map(|(field, typed, _)| (id_of(field).to_owned(), typed.to_owned()));
        draft.texts = typed.collect();
        for role in Role::ALL {
            let way = form.way(FormField::Parties(role));
            if let Some(way) = way.filter(|way| *way != ListWay::default()) {
                let way = way.id().to_owned();
                draft.texts.push((way_of(role), way));
            }
        }
    }
    draft
}

/// What a draft calls the way of a list.
fn way_of(role: Role) -> String {
    format!("{WAY}{}", role.id())
}

fn id_of(field: FormField) -> &'static str {
    match field {
        FormField::Title => Word::Title.id(),
        FormField::Region => Word::Region.id(),
        FormField::Sector => Word::Sector.id(),
        FormField::Number => Word::Number.id(),
        FormField::Parties(role) => Word::of_role(role).id(),
        FormField::Deadline => Word::Deadline.id(),
        FormField::Cycle => Word::ReportCycle.id(),
        FormField::Requirement => Word::Requirement.id(),
        FormField::Reason => REASON,
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
    let is_of_marks = matches!(draft.what, What::Note) && draft.tasks.is_empty();
    let is_of_none = matches!(draft.what, What::Create | What::Rename | What::Review(_));
    let needs_task = !is_of_none && !is_of_marks;
    if needs_task && targets.list.is_empty() {
        return Err(Obstacle::Gone);
    }
    match draft.what {
        What::Note if is_of_marks => note(draft, TaskTargets::of(model), model),
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
    let place = targets.only();
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
        if let Some(way) = known.and_then(|(_, way)| ListWay::parse(way)) {
            form.set_way(role, way);
        }
    }
}
