//! What an earlier process left unrecorded: offered, taken up, thrown away.

use super::import;
use crate::domain::TaskId;
use crate::tui::layout::{draft_of_form, lost_drafts};
use crate::tui::state::dialog::{Dialog, DraftsPick};
use crate::tui::state::draft::{KeptDraft, Unkept, What};
use crate::tui::state::draft_place::place_of;
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::state::review::KeptReview;
use crate::tui::update::cursor::go_to;
use crate::tui::update::dialog::{Next, Obstacle, reopened};
use crate::tui::update::opening::open;
use crate::tui::update::reading::details_of;
use crate::wording::{DraftTexts, fill, foreign};

/// What was left is known now.
pub fn found(model: &mut Model, drafts: Vec<KeptDraft>) -> Vec<Effect> {
    model.leftovers.list.extend(drafts);
    model.leftovers.are_known = true;
    offer(model)
}

/// Drafts cannot be written, or can again: said once.
pub fn unkept(model: &mut Model, unkept: Option<Unkept>) {
    let texts = DraftTexts::of(model.lang);
    model.message = match &unkept {
        Some(unkept) => fill(
            texts.unkept,
            &[("why", &foreign::told(&unkept.why, model.lang))],
        ),
        None => texts.kept_again.to_owned(),
    };
    model.leftovers.unkept = unkept;
    if model.quit_asked {
        model.message = quit_question(model);
    }
}

/// What leaving with drafts asks: what becomes of them.
pub fn quit_question(model: &Model) -> String {
    let texts = DraftTexts::of(model.lang);
    match lost_drafts(model).len() {
        0 => fill(texts.quit_kept, &[("n", &model.draft_count())]),
        lost => fill(texts.quit_lost, &[("n", &lost)]),
    }
}

/// The last word on what was typed and is gone with this process; nothing where nothing is.
pub fn last_word(model: &Model) -> Option<String> {
    let lost = lost_drafts(model);
    if lost.is_empty() || model.shown.is_demo {
        return None;
    }
    let texts = DraftTexts::of(model.lang);
    let unkept = model.leftovers.unkept.as_ref();
    let why = unkept.map(|it| foreign::told(&it.why, model.lang));
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("n", &lost.len()),
        ("why", &why.as_deref().unwrap_or(texts.no_folder)),
    ];
    let mut lines = vec![fill(texts.lost, &values)];
    for draft in &lost {
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("what", &draft.label(model.lang)),
            ("name", &draft.name),
            ("text", &draft.all_text()),
        ];
        lines.push(fill(texts.lost_one, &values));
    }
    Some(lines.join("\n"))
}

/// Offers it once rows are there, unless something else is open or was typed meanwhile: then the
/// message says so.
pub fn offer(model: &mut Model) -> Vec<Effect> {
    let left = &model.leftovers;
    let is_time = model.is_loaded && !left.list.is_empty() && !left.are_offered;
    if !is_time {
        return Vec::new();
    }
    model.leftovers.are_offered = true;
    let is_free = model.screen == Screen::Browse && model.prefix.is_none();
    if model.dialog.is_some() || !is_free {
        let n = model.leftovers.list.len();
        model.message = fill(DraftTexts::of(model.lang).found, &[("n", &n)]);
        return Vec::new();
    }
    let dialog = DraftsPick::offer(model);
    shown(model, dialog)
}

/// Opens the box on everything that is not recorded.
pub fn show(model: &mut Model) -> Vec<Effect> {
    let dialog = DraftsPick::open(model);
    if matches!(&dialog, Dialog::Drafts(pick) if pick.list.is_empty()) {
        model.message = DraftTexts::of(model.lang).none.to_owned();
        return Vec::new();
    }
    shown(model, dialog)
}

/// The tasks of the drafts are read whole meanwhile: a form needs them.
fn shown(model: &mut Model, dialog: Dialog) -> Vec<Effect> {
    let ids: Vec<TaskId> = match &dialog {
        Dialog::Drafts(pick) => {
            let edits = pick.list.iter().filter(|draft| draft.what == What::Edit);
            edits
                .flat_map(|draft| &draft.tasks)
                .map(|seen| seen.task)
                .collect()
        }
        _ => Vec::new(),
    };
    let mut effects = details_of(model, ids);
    effects.extend(open(model, dialog));
    effects
}

/// Opens a draft in its box, on its task; it is none of those left any more.
///
/// # Errors
/// Why it cannot be, as a sentence; nothing has changed then.
pub fn take_up(draft: &KeptDraft, model: &mut Model) -> Result<Next, String> {
    let texts = DraftTexts::of(model.lang);
    if model.shown.is_read_only {
        return Err(texts.read_only.to_owned());
    }
    if model.shown.as_of.is_some() {
        return Err(model.words().as_of_no.to_owned());
    }
    if let What::Review(kept) = &draft.what {
        return match model.import.review().is_some_and(|own| own.effort() > 0) {
            true => Err(texts.taken.to_owned()),
            false => Ok((None, read_again(kept, model))),
        };
    }
    let dialog = match own_form(draft, model) {
        Some(form) => Ok(form),
        None => reopened(draft, model),
    };
    let dialog = dialog.map_err(|obstacle| {
        let text = match obstacle {
            Obstacle::Gone => texts.gone,
            Obstacle::NotReadYet => texts.not_read_yet,
            Obstacle::Taken => texts.taken,
        };
        text.to_owned()
    })?;
    forget(draft, model);
    if let [only] = draft.tasks.as_slice()
        && model.browse.lists(only.task)
    {
        go_to(model, only.task);
    }
    if !model.leftovers.list.is_empty() {
        let n = model.leftovers.list.len();
        model.message = fill(texts.left, &[("n", &n)]);
    }
    Ok((Some(dialog), Vec::new()))
}

/// A form that was put aside in this very session is taken as it is.
fn own_form(draft: &KeptDraft, model: &mut Model) -> Option<Dialog> {
    let forms = model.form_drafts.iter();
    let mut own = forms.filter(|(_, form)| draft_of_form(form, model) == *draft);
    let place = own.next().map(|(place, _)| *place)?;
    model.form_drafts.remove(&place).map(Dialog::Form)
}

/// Throws a draft away, wherever it is kept.
pub fn throw_away(draft: &KeptDraft, model: &mut Model) {
    if forget(draft, model) {
        return;
    }
    match draft.what {
        What::Note => {
            let place = place_of(draft.tasks.iter().map(|seen| seen.task));
            model.drafts.remove(&place);
        }
        What::Create | What::Edit => {
            let _ = own_form(draft, model);
        }
        _ => {}
    }
}

/// One of those left, or put aside, is one less; of two alike the other stays. Answers whether it
/// was there.
fn forget(draft: &KeptDraft, model: &mut Model) -> bool {
    for list in [&mut model.leftovers.list, &mut model.aside] {
        if let Some(at) = list.iter().position(|left| left == draft) {
            list.remove(at);
            return true;
        }
    }
    false
}

/// Reads a file again whose corrections were kept; they are laid over it once it is there.
fn read_again(kept: &KeptReview, model: &mut Model) -> Vec<Effect> {
    model.import.kept = Some(kept.clone());
    model.screen = Screen::Import;
    import::read_file(model, kept.path.clone())
}
