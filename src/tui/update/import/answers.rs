//! What comes back for the import screen: a file read, a plan, a file taken in.

use crate::tui::update::saving::save;
use std::sync::Arc;

use super::place;
use super::planning::plan;
use crate::import::{FileReading, Watch};
use crate::ledger::{IntakePlan, PlannedTask, Verdict};
use crate::search::{FieldTest, Op, Query, QueryField, Term, Test};
use crate::text::cut;
use crate::tui::state::dialog::{PathAsk, TakeIn};
use crate::tui::state::draft::{KeptDraft, What};
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::Effect;
use crate::tui::state::review::{ColumnScreen, ImportStep, Review};
use crate::tui::state::waiting::Aim;
use crate::tui::update::import::planning::intake;
use crate::tui::update::relist_to;
use crate::wording::{DraftTexts, fill};

/// Of more documents than this browse shows the whole ledger: nobody reads a longer filter.
const FEW: usize = 5;

/// Takes a file that was read; one that was given up meanwhile is let go.
pub fn file_read(
    model: &mut Model,
    watch: &Watch,
    result: Result<Box<FileReading>, String>,
) -> Vec<Effect> {
    let path = match &model.import.step {
        ImportStep::Reading(under) if under.watch == *watch => under.path.clone(),
        _ => return Vec::new(),
    };
    match result {
        Err(sentence) => {
            model.import.step = ImportStep::Empty;
            model.import.fault = sentence;
            model.import.kept = None;
            if model.screen == Screen::Import && model.dialog.is_none() {
                model.dialog = Some(PathAsk::open(model));
            }
            Vec::new()
        }
        Ok(reading) => {
            let mut review = Review::new(path, *reading);
            if review.reading.wants_columns() {
                model.import.step =
                    ImportStep::Columns(Box::new(ColumnScreen::new(Box::new(review))));
                super::columns::greet(model);
                return Vec::new();
            }
            recognise(model, &mut review);
            review.base = review.overlay.clone();
            lay_over(model, &mut review);
            model.import.step = ImportStep::Review(Box::new(review));
            plan(model)
        }
    }
}

/// A file the ledger knows by its digest keeps the title and the region it was taken in under: who
/// corrected them once would otherwise find every task doubled.
fn recognise(model: &Model, review: &mut Review) {
    let digest = &review.reading.file.digest;
    let of_file = model.data.documents.values().filter(|document| {
        let file = document.file.as_ref();
        file.is_some_and(|file| file.digest == *digest)
    });
    let known: Vec<_> = of_file.collect();
    review.is_known = !known.is_empty();
    if known.len() != review.reading.documents.len() {
        return;
    }
    for (at, (document, read)) in known.iter().zip(&review.reading.documents).enumerate() {
        let Some(head) = &read.document else { continue };
        if head.title != document.title {
            let head = crate::domain::draft::DocumentHead {
                title: document.title.clone(),
                ..head.clone()
            };
            review.overlay.heads.insert(at, head);
        }
        if head.region.as_deref() != Some(document.region.name()) {
            review.overlay.regions.insert(at, document.region.clone());
        }
    }
}

/// Takes what the ledger said.
pub fn planned(model: &mut Model, asked: u64, plan: IntakePlan) {
    let Some(review) = model.import.review_mut() else {
        return;
    };
    if review.asked != asked {
        return;
    }
    let is_first = review.plan.is_none();
    review.plan = Some(Arc::new(plan));
    match is_first {
        true => review.put_doubtful_first(),
        false => review.recount(),
    }
    if is_first {
        // What was laid over it was said already.
        let parts = [std::mem::take(&mut model.message), greeting(model)];
        let said = parts.iter().filter(|part| !part.is_empty());
        model.message = said.map(String::as_str).collect::<Vec<_>>().join("  ");
    }
    place(model);
}

/// What the ledger has of a file that was just read, where it has anything.
fn greeting(model: &Model) -> String {
    let words = model.review_words();
    let Some(review) = model.import.review() else {
        return String::new();
    };
    let totals = review.totals;
    let apart = totals.changed + totals.missing + totals.conflicts + totals.refused;
    let there = totals.same + apart;
    let differs = totals.new + apart;
    match (there, differs, review.is_known) {
        (0, _, _) => String::new(),
        (_, 0, true) => words.same_file.to_owned(),
        (_, 0, false) => words.same_content.to_owned(),
        _ if review.is_own() => fill(
            words.own_back,
            &[
                ("new", &totals.new),
                ("changed", &totals.changed),
                ("same", &totals.same),
            ],
        ),
        (_, _, true) => fill(words.known_file, &[("n", &totals.changed)]),
        (_, _, false) => fill(
            words.new_edition,
            &[
                ("new", &totals.new),
                ("changed", &totals.changed),
                ("same", &totals.same),
                ("missing", &totals.missing),
            ],
        ),
    }
}

/// The ledger moved on between looking and taking in.
pub fn plan_moved(model: &mut Model, plan: IntakePlan) {
    model.is_saving = false;
    if let Some(review) = model.import.review_mut() {
        review.taking = None;
        review.plan = Some(Arc::new(plan));
        review.recount();
        model.message = model.review_words().moved.to_owned();
        place(model);
    }
}

/// Hands a reviewed file to the ledger.
pub fn take_in(model: &mut Model, taking: TakeIn) -> Vec<Effect> {
    let Some(review) = model.import.review_mut() else {
        return Vec::new();
    };
    review.taking = Some(0);
    review.is_accepting = taking.accept_changes;
    let intake = intake(review, taking);
    save(model, None, Effect::TakeIn(intake))
}

/// The file is in the ledger: browse shows it.
pub fn taken_in(model: &mut Model, plan: &IntakePlan) {
    model.is_saving = false;
    let ImportStep::Review(review) = std::mem::take(&mut model.import.step) else {
        return;
    };
    let words = model.review_words();
    let titles = titles(&review);
    model.import.path.clear();
    let is_recorded = plan.batch.is_some();
    let accepted = review.is_accepting;
    let (conflicts, held) = (plan.conflicts().count(), plan.held().count());
    model.message = match is_recorded {
        false if conflicts + held > 0 => fill(
            words.taken_nothing_left,
            &[("n", &conflicts.to_string()), ("held", &held.to_string())],
        ),
        false => words.taken_nothing.to_owned(),
        true => {
            let recorded = plan.tasks.iter();
            let is_changed = |task: &&PlannedTask| matches!(task.verdict, Verdict::Changed(..));
            let changed = recorded.filter(|task| is_changed(task) && !task.is_held());
            // What differs and was left alone is not in the batch.
            let changed = changed.count() * usize::from(accepted);
            let title = match titles.as_slice() {
                [only] => only.clone(),
                _ => {
                    let name = review.path.file_name().unwrap_or_default();
                    name.to_string_lossy().into_owned()
                }
            };
            fill(
                words.taken,
                &[
                    // The way back stands behind it.
                    ("title", &cut(&title, 32)),
                    ("new", &plan.registered.len()),
                    ("changed", &changed),
                ],
            )
        }
    };
    // Somebody who went elsewhere meanwhile is not called away.
    if model.screen == Screen::Import {
        let message = std::mem::take(&mut model.message);
        show_in_browse(model, &titles, plan);
        model.message = message;
    }
}

/// Browse with the tasks of these documents, the first new one under the cursor.
fn show_in_browse(model: &mut Model, titles: &[String], plan: &IntakePlan) {
    model.screen = Screen::Browse;
    let terms = match FieldTest::new(QueryField::Document, Op::Is, titles) {
        Ok(test) if !test.values.is_empty() && titles.len() <= FEW => vec![Term {
            negated: false,
            test: Test::Field(test),
        }],
        _ => Vec::new(),
    };
    model.browse.query = Query { terms };
    let aim = plan.registered.first().map_or(Aim::Keep, |id| Aim::To(*id));
    relist_to(model, aim);
}

/// The titles of the documents of a file, those that task lines name included.
fn titles(review: &Review) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for (at, read) in review.reading.documents.iter().enumerate() {
        let own = review.head(at).map(|head| head.title.clone());
        let of_lines = read.tasks.iter().filter_map(|task| task.document.clone());
        for title in own.into_iter().chain(of_lines) {
            if titles.len() <= FEW && !titles.contains(&title) {
                titles.push(title);
            }
        }
    }
    titles
}

/// Lays kept corrections over the file that was read, if it is still the same file.
pub fn lay_over(model: &mut Model, review: &mut Review) {
    let Some(kept) = model.import.kept.take() else {
        return;
    };
    let texts = DraftTexts::of(model.lang);
    if kept.digest != review.reading.file.digest {
        model.message = fill(texts.other_file, &[("name", &review.reading.name)]);
        return;
    }
    review.overlay = kept.overlay.clone();
    review.relist();
    let n = review.effort();
    model.message = fill(texts.laid, &[("n", &n)]);
    let of_file = |draft: &KeptDraft| matches!(&draft.what, What::Review(own) if **own == kept);
    model.leftovers.list.retain(|draft| !of_file(draft));
}
