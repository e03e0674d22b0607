//! What a person makes of a file that was read: corrections, tasks left out, doubts settled.

use std::collections::BTreeSet;

use super::place;
use crate::domain::Field;
use crate::tui::state::dialog::{ChoiceSubject, Choose, Correct};
use crate::tui::state::model::Model;
use crate::tui::state::msg::Effect;
use crate::tui::state::review::{FieldSlot, HeadField, Overlay, Review, ReviewLine, Side};
use crate::tui::update::import::planning::plan;
use crate::tui::update::opening::open;
use crate::wording::fill;

/// Lays a correction over the reading; the ledger is asked anew.
pub fn corrected(model: &mut Model, overlay: Overlay) -> Vec<Effect> {
    let Some(review) = model.import.review_mut() else {
        return Vec::new();
    };
    if review.overlay == overlay {
        return Vec::new();
    }
    let before = std::mem::replace(&mut review.overlay, overlay);
    review.past.push(before);
    review.recount();
    model.message = model.review_words().corrected.to_owned();
    place(model);
    plan(model)
}

/// Takes the last correction back.
pub(super) fn take_back(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    let before = model.import.review_mut().and_then(|review| {
        let before = review.past.pop()?;
        review.overlay = before;
        review.recount();
        Some(())
    });
    if before.is_none() {
        model.message = words.nothing_to_take_back.to_owned();
        return Vec::new();
    }
    model.message = words.uncorrected.to_owned();
    place(model);
    plan(model)
}

/// The field under the cursor.
pub(super) fn slot(model: &Model) -> Option<(ReviewLine, FieldSlot)> {
    let review = model.import.review()?;
    let slots = review.slots(model.lang);
    let at = match review.side {
        Side::Fields => review.slot.min(slots.len().saturating_sub(1)),
        // From the list: the first doubtful field, else the title.
        Side::List => 0,
    };
    Some((review.line()?, *slots.get(at)?))
}

/// A doubtful field is right as it is, or is not after all; on the list all of the task's.
pub(super) fn check(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    let Some(review) = model.import.review() else {
        return Vec::new();
    };
    let is_list = review.side == Side::List;
    let chosen = doubtful(review, slot(model));
    let Some(first) = chosen.first() else {
        model.message = words.not_doubtful.to_owned();
        return Vec::new();
    };
    let mut overlay = review.overlay.clone();
    let is_back = settled(review, first.0).contains(&first.1);
    let is_of_ledger = chosen.iter().any(|chosen| match chosen {
        (ReviewLine::Task(at), FieldSlot::Task(field)) => review.is_doubted_by_ledger(*at, *field),
        _ => false,
    });
    for chosen in chosen {
        match chosen {
            (ReviewLine::Task(at), FieldSlot::Task(field)) => {
                set_or_clear(&mut overlay.checked, (at, field), is_back);
            }
            (ReviewLine::Head(document), FieldSlot::Head(field)) => {
                set_or_clear(&mut overlay.checked_heads, (document, field), is_back);
            }
            _ => {}
        }
    }
    if let Some(review) = model.import.review_mut() {
        let before = std::mem::replace(&mut review.overlay, overlay);
        review.past.push(before);
        review.recount();
        if is_list && !is_back {
            review.cursor += 1;
        }
    }
    model.message = match is_back {
        true => words.unchecked.to_owned(),
        false => words.checked.to_owned(),
    };
    place(model);
    // What the ledger held back for a doubt is taken once somebody has looked at it.
    match is_of_ledger {
        true => plan(model),
        false => Vec::new(),
    }
}

/// The doubtful fields that are chosen: on the list all of the line's, or those that were settled.
fn doubtful(
    review: &Review,
    slot: Option<(ReviewLine, FieldSlot)>,
) -> Vec<(ReviewLine, FieldSlot)> {
    if let (Some(line), Side::List) = (review.line(), review.side) {
        let mut fields = review.doubtful_slots(line);
        if fields.is_empty() {
            fields = settled(review, line);
        }
        return fields.into_iter().map(|field| (line, field)).collect();
    }
    let has_doubts = |chosen: &(ReviewLine, FieldSlot)| match *chosen {
        (ReviewLine::Task(at), FieldSlot::Task(field)) => review.has_doubts(at, field),
        (ReviewLine::Head(at), FieldSlot::Head(field)) => review.has_head_doubts(at, field),
        _ => false,
    };
    slot.into_iter().filter(has_doubts).collect()
}

/// The fields of a line whose doubts were looked at and settled.
fn settled(review: &Review, line: ReviewLine) -> Vec<FieldSlot> {
    let overlay = &review.overlay;
    match line {
        ReviewLine::Task(own) => {
            let of_line = overlay.checked.iter().filter(|(at, _)| *at == own);
            of_line.map(|(_, field)| FieldSlot::Task(*field)).collect()
        }
        ReviewLine::Head(own) => {
            let of_line = overlay.checked_heads.iter().filter(|(at, _)| *at == own);
            of_line.map(|(_, field)| FieldSlot::Head(*field)).collect()
        }
        ReviewLine::Missing(_) => Vec::new(),
    }
}

fn set_or_clear<T: Ord>(set: &mut BTreeSet<T>, value: T, is_back: bool) {
    match is_back {
        true => drop(set.remove(&value)),
        false => drop(set.insert(value)),
    }
}

/// Leaves a task out with those that detail it, or puts it back.
pub(super) fn toggle_dropped(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    let Some(review) = model.import.review() else {
        return Vec::new();
    };
    let Some(at) = review.task_at() else {
        model.message = words.not_a_task.to_owned();
        return Vec::new();
    };
    let mut overlay = review.overlay.clone();
    let is_dropped = review.is_dropped(at);
    let mut all = vec![at];
    all.extend(review.kids(at));
    if is_dropped {
        // A part without its whole has no place in the ledger.
        all.extend(review.parent(at));
    }
    for at in &all {
        match is_dropped {
            true => drop(overlay.dropped.remove(at)),
            false => drop(overlay.dropped.insert(*at)),
        }
    }
    let title = review
        .draft(at)
        .map_or(String::new(), |draft| draft.title.clone());
    let before = std::mem::replace(
        match model.import.review_mut() {
            Some(review) => &mut review.overlay,
            None => return Vec::new(),
        },
        overlay,
    );
    if let Some(review) = model.import.review_mut() {
        review.past.push(before);
        review.recount();
    }
    model.message = match is_dropped {
        true => fill(words.restored, &[("n", &all.len())]),
        false => fill(words.dropped, &[("title", &title), ("n", &all.len())]),
    };
    place(model);
    Vec::new()
}

pub(super) fn pick_region(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    let document = model.import.review().map_or(0, Review::document);
    let review = model.import.review();
    if review.is_none_or(|review| review.head(document).is_none()) {
        model.message = words.doc_lines.to_owned();
        return Vec::new();
    }
    let dialog = Choose::open(ChoiceSubject::Region(document), model);
    open(model, dialog)
}

/// Enter and `e`: from the list to the fields, from a field to its correction.
pub(super) fn correct(model: &mut Model) -> Vec<Effect> {
    let words = model.review_words();
    let side = model.import.review().map(|review| review.side);
    let Some((line, slot)) = slot(model) else {
        model.message = words.not_a_task.to_owned();
        return Vec::new();
    };
    if side == Some(Side::List) {
        if let Some(review) = model.import.review_mut() {
            review.side = Side::Fields;
            review.shows_clause = false;
        }
        place(model);
        // Of the list nobody can see which field would be meant: the next Enter corrects.
        return Vec::new();
    }
    let Some(review) = model.import.review() else {
        return Vec::new();
    };
    match (line, slot) {
        (ReviewLine::Head(document), _) if review.head(document).is_none() => {
            model.message = words.doc_lines.to_owned();
            Vec::new()
        }
        (ReviewLine::Head(_), FieldSlot::Head(HeadField::Region)) => pick_region(model),
        (ReviewLine::Head(document), FieldSlot::Head(field)) => {
            let text = review.head_value(document, field);
            open(model, Correct::open(line, slot, &text))
        }
        (ReviewLine::Task(at), FieldSlot::Task(Field::Sector)) => {
            let dialog = Choose::open(ChoiceSubject::Sector(at), model);
            open(model, dialog)
        }
        (ReviewLine::Task(at), FieldSlot::Task(Field::Standing)) => {
            let mut draft = review.draft(at).cloned().unwrap_or_default();
            draft.standing = !draft.standing;
            if let Some(returned) = &mut draft.returned {
                returned.correct(Field::Standing);
            }
            let mut overlay = review.overlay.clone();
            overlay.put(at, draft, review.read(at));
            corrected(model, overlay)
        }
        (ReviewLine::Task(at), FieldSlot::Task(Field::Region)) => {
            let dialog = Choose::open(ChoiceSubject::TaskRegion(at), model);
            open(model, dialog)
        }
        (ReviewLine::Task(at), FieldSlot::Task(Field::SectionPath)) => {
            let headings = review.draft(at).map(|draft| draft.section_path.join("\n"));
            let text = headings.unwrap_or_default();
            open(model, Correct::open(line, slot, &text))
        }
        (ReviewLine::Task(at), FieldSlot::Task(field)) => {
            let text = review.value(at, field, model.lang);
            open(model, Correct::open(line, slot, &text))
        }
        _ => Vec::new(),
    }
}
