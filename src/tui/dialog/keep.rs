//! Dialogs as drafts that outlast the process, and back.

use super::{Ask, CHOICES, DeadlineDialog, Dialog, Form, FormField, ListWay, Question, Targets};
use crate::domain::{Field as Word, Role, TaskId};
use crate::ledger::Target;
use crate::tui::draft::{Draft, WAY, What};
use crate::tui::field::Field;
use crate::tui::model::Model;

/// The one field of a box that has no more.
const TEXT: &str = "text";
const DATE: &str = "date";
const REASON: &str = "reason";

/// What is typed in a dialog, if it would be recorded and has not been; empty where nothing is.
pub fn draft_of(dialog: &Dialog, model: &Model) -> Option<Draft> {
    match dialog {
        Dialog::Ask(ask) => of_question(ask, model),
        Dialog::Deadline(dialog) => {
            let what = What::Deadline(dialog.decision);
            let draft = of_targets(what, &dialog.targets, model);
            let draft = draft.with(DATE, dialog.date.text());
            Some(draft.with(REASON, dialog.reason.text()))
        }
        Dialog::Form(form) => Some(draft_of_form(form, model)),
        Dialog::Stale(stale) => draft_of(stale.from.as_deref()?, model),
        _ => None,
    }
}

fn of_targets(what: What, targets: &Targets, model: &Model) -> Draft {
    Draft::of(what, &targets.list, targets.head(model))
}

fn of_question(ask: &Ask, model: &Model) -> Option<Draft> {
    let what = match ask.question {
        Question::Note => What::Note,
        Question::Progress => What::Progress,
        Question::Reason(choice) => What::Reason(choice.letter),
        Question::AsOf | Question::Export | Question::TrailWords => return None,
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
pub fn draft_of_note(place: Option<TaskId>, text: &str, model: &Model) -> Draft {
    let targets = match place {
        None => Targets::of(model),
        Some(id) => Targets::of_tasks(vec![Target { id, seen: None }]),
    };
    let mut draft = of_targets(What::Note, &targets, model).with(TEXT, text);
    if place.is_none() {
        // Of several: those that are marked when it is taken up again.
        draft.tasks.clear();
    }
    draft
}

/// A form, with the fields that were typed in.
pub fn draft_of_form(form: &Form, model: &Model) -> Draft {
    let (what, targets) = match (&form.task, &form.several) {
        (Some(task), _) => {
            let seen = Target {
                id: task.id,
                seen: Some(task.revision),
            };
            (What::Edit, Targets::of_tasks(vec![seen]))
        }
        (None, Some(targets)) => (What::EditSeveral, targets.clone()),
        (None, None) => (What::Create, Targets::default()),
    };
    let mut draft = Draft::of(what, &targets.list, String::new());
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
    format!("{WAY}{}", role.key())
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
pub fn reopened(draft: &Draft, model: &mut Model) -> Result<Dialog, Obstacle> {
    let there = draft
        .tasks
        .iter()
        .filter(|seen| model.data.contains(seen.task));
    let targets = Targets::of_tasks(
        there
            .map(|seen| Target {
                id: seen.task,
                seen: seen.revision,
            })
            .collect(),
    );
    let is_of_marks = matches!(draft.what, What::Note) && draft.tasks.is_empty();
    let needs_task = !matches!(draft.what, What::Create | What::Review(_)) && !is_of_marks;
    if needs_task && targets.list.is_empty() {
        return Err(Obstacle::Gone);
    }
    match draft.what {
        What::Note if is_of_marks => note(draft, Targets::of(model), model),
        What::Note => note(draft, targets, model),
        What::Progress => Ok(asked(Question::Progress, draft, targets, model)),
        What::Reason(letter) => {
            let choice = CHOICES.iter().find(|choice| choice.letter == letter);
            let choice = choice.ok_or(Obstacle::Gone)?;
            Ok(asked(Question::Reason(*choice), draft, targets, model))
        }
        What::Deadline(decision) => {
            let base = targets.only().and_then(|id| model.data.row(id));
            let Dialog::Deadline(opened) = DeadlineDialog::open(model) else {
                return Err(Obstacle::Gone);
            };
            Ok(Dialog::Deadline(Box::new(DeadlineDialog {
                base: base.and_then(|row| row.deadline),
                targets,
                date: Field::line(draft.text(DATE)),
                reason: Field::line(draft.text(REASON)),
                decision,
                ..*opened
            })))
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
fn note(draft: &Draft, targets: Targets, model: &mut Model) -> Result<Dialog, Obstacle> {
    let text = draft.text(TEXT);
    let place = targets.only();
    let both = match model.drafts.get(&place).map(String::as_str) {
        Some(known) if !known.contains(text) => format!("{known}\n{text}"),
        Some(known) => known.to_owned(),
        None => text.to_owned(),
    };
    model.drafts.insert(place, both);
    Ok(Ask::open(Question::Note, targets, model))
}

fn asked(question: Question, draft: &Draft, targets: Targets, model: &Model) -> Dialog {
    let mut dialog = Ask::open(question, targets, model);
    if let Dialog::Ask(ask) = &mut dialog {
        ask.field.set(draft.text(TEXT));
        ask.is_proposal = false;
    }
    dialog
}

fn edit(draft: &Draft, targets: &Targets, model: &mut Model) -> Result<Dialog, Obstacle> {
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

fn filled(mut dialog: Dialog, draft: &Draft) -> Dialog {
    if let Dialog::Form(form) = &mut dialog {
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
    dialog
}
