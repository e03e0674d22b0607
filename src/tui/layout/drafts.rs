//! Everything typed and not recorded, as drafts that outlast the process.

use crate::domain::{Field as Word, Lang, PartyKind, Role, TaskId};
use crate::ledger::Target;
use crate::tui::state::dialog::{
    Ask, AskedFor, Dialog, Form, FormField, ListWay, RenameBox, TaskTargets,
};
use crate::tui::state::draft::{KeptDraft, WAY, What};
use crate::tui::state::model::Model;
use crate::tui::state::review::{KeptReview, Review};

/// The one field of a box that has no more.
pub const TEXT: &str = "text";

/// The new date of a box for one.
pub const DATE: &str = "date";

/// Why.
pub const REASON: &str = "reason";

/// The day of asking.
pub const ASKED: &str = "asked";

/// The name that goes.
pub const FROM: &str = "from";

/// The name that comes.
pub const TO: &str = "to";

/// Whose names are swapped, as it was chosen.
pub const KIND: &str = "way_of_rename";

/// The kind of name that is not the usual one.
pub const UNIT: &str = "unit";

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

/// A note put aside, for the tasks it was typed for.
pub fn draft_of_note(place: &[TaskId], text: &str, model: &Model) -> KeptDraft {
    let targets = place.iter().map(|id| Target {
        id: *id,
        seen: None,
    });
    let targets = TaskTargets::of_tasks(targets.collect());
    of_targets(What::Note, &targets, model).with(TEXT, text)
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
pub fn way_of(role: Role) -> String {
    format!("{WAY}{}", role.id())
}

/// What a draft calls a field of the form.
pub fn id_of(field: FormField) -> &'static str {
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

/// Everything typed here and not recorded: what was put aside, and what stands in the open box.
pub fn typed_drafts(model: &Model) -> Vec<KeptDraft> {
    let notes = model.drafts.iter();
    let notes = notes.map(|(place, text)| draft_of_note(place, text, model));
    let forms = model.form_drafts.values();
    let forms = forms.map(|form| draft_of_form(form, model));
    let others = model.aside.iter().cloned();
    let aside = notes.chain(forms).chain(others).chain(review(model));
    let open: Vec<KeptDraft> = open(model)
        .and_then(|dialog| draft_of(dialog, model))
        .into_iter()
        .collect();
    // What stands in the box is newer than what was put aside for the same place.
    let mut drafts: Vec<KeptDraft> = aside
        .filter(|draft| !open.iter().any(|open| open.is_in_place_of(draft)))
        .collect();
    drafts.extend(open);
    drafts.retain(|draft| !draft.is_empty());
    drafts.sort_by(|a, b| (a.label(Lang::En), &a.name).cmp(&(b.label(Lang::En), &b.name)));
    drafts
}

/// Everything that must outlast this process: what was typed, and what an earlier one left and
/// nobody has taken up yet.
pub fn all_drafts(model: &Model) -> Vec<KeptDraft> {
    let mut drafts = model.leftovers.list.clone();
    drafts.extend(typed_drafts(model));
    drafts
}

/// The dialog with text in it: the one that is open, or the one behind a question or a change on
/// its way to the disk.
pub fn open(model: &Model) -> Option<&Dialog> {
    match &model.dialog {
        None if model.is_saving => model.sent.as_ref(),
        other => other.as_ref(),
    }
}

/// What was typed and would be gone with this process.
pub fn lost_drafts(model: &Model) -> Vec<KeptDraft> {
    if model.leftovers.are_kept && model.leftovers.unkept.is_none() {
        return Vec::new();
    }
    let kept = model.leftovers.unkept.iter().flat_map(|it| &it.kept);
    let kept: Vec<&KeptDraft> = kept.collect();
    let mut drafts = typed_drafts(model);
    drafts.retain(|draft| !kept.contains(&draft));
    drafts
}

fn review(model: &Model) -> Option<KeptDraft> {
    let review: &Review = model.import.review().filter(|review| review.effort() > 0)?;
    let kept = KeptReview {
        path: review.path.clone(),
        digest: review.reading.file.digest.clone(),
        overlay: review.overlay.clone(),
    };
    let name = review.reading.name.clone();
    Some(KeptDraft::of(What::Review(Box::new(kept)), &[], name))
}
