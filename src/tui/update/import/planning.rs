//! Asking the ledger what taking the file in would do.

use std::sync::Arc;

use crate::tui::state::dialog::TakeIn;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Effect, Intake};
use crate::tui::state::review::{ImportStep, Review};

/// What a plan is asked for with.
const EVERYTHING: TakeIn = TakeIn {
    assign: true,
    accept_changes: true,
    accept_doubtful: false,
};

/// Asks the ledger what taking the file in would do.
pub(super) fn plan(model: &mut Model) -> Vec<Effect> {
    model.import.asked += 1;
    let (asked, last_entry) = (model.import.asked, model.last_entry);
    let Some(review) = model.import.review_mut() else {
        return Vec::new();
    };
    review.asked = asked;
    review.asked_at = last_entry;
    vec![Effect::PlanIntake(asked, intake(review, EVERYTHING))]
}

/// Asks again where the ledger has moved on since it was asked.
pub fn plan_anew(model: &mut Model) -> Vec<Effect> {
    let last_entry = model.last_entry;
    let is_old = |review: &Review| review.asked_at != last_entry && review.taking.is_none();
    let is_review = matches!(model.import.step, ImportStep::Review(_));
    match is_review && model.import.review().is_some_and(is_old) {
        true => plan(model),
        false => Vec::new(),
    }
}

/// Asks again whatever was known: the ledger was restored.
pub fn plan_after_restore(model: &mut Model) -> Vec<Effect> {
    let Some(review) = model.import.review_mut() else {
        return Vec::new();
    };
    review.taking = None;
    plan(model)
}

/// A review as it would be taken in.
pub fn intake(review: &Review, taking: TakeIn) -> Box<Intake> {
    Box::new(Intake {
        reading: Arc::clone(&review.reading),
        overlay: review.overlay.clone(),
        assign: taking.assign,
        accept_changes: taking.accept_changes,
        accept_doubtful: taking.accept_doubtful,
        seen: review.plan.clone(),
    })
}
