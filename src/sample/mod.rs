//! What the binary carries: the five plans, the calendars, and the simulated progress of `demo`.

mod calendar;
pub mod demo;
mod journey;
mod random;
mod step;

pub use calendar::calendar;

use crate::domain::draft::DraftDocument;

/// The embedded plans, in the order they enter a sample ledger.
const PLANS: [(&str, &str); 5] = [
    (
        "bayannur-2020.json",
        include_str!("../../data/plans/bayannur-2020.json"),
    ),
    (
        "dazhou-2020.json",
        include_str!("../../data/plans/dazhou-2020.json"),
    ),
    (
        "ordos-2019.json",
        include_str!("../../data/plans/ordos-2019.json"),
    ),
    (
        "linxi-2022.json",
        include_str!("../../data/plans/linxi-2022.json"),
    ),
    (
        "aohan-2023.json",
        include_str!("../../data/plans/aohan-2023.json"),
    ),
];

/// The five plans as drafts.
///
/// A plan that did not parse would be left out; a test reads every one of them.
pub fn plans() -> Vec<DraftDocument> {
    PLANS
        .iter()
        .filter_map(|(_, text)| serde_json::from_str(text).ok())
        .collect()
}

/// The titles of the five plans, read off the head of each file: the screen asks at every start.
pub fn titles() -> Vec<&'static str> {
    let title = |text: &'static str| text.split("\"title\": \"").nth(1)?.split('"').next();
    PLANS.iter().filter_map(|(_, text)| title(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_plan_is_read() {
        for (name, text) in PLANS {
            let plan: Result<DraftDocument, _> = serde_json::from_str(text);
            assert!(plan.is_ok_and(|plan| plan.document.is_some()), "{name}");
        }
        let all = plans();
        let heads = all.iter().filter_map(|plan| plan.document.as_ref());
        assert!(heads.map(|head| head.title.as_str()).eq(titles()));
        let children =
            |plan: &DraftDocument| plan.tasks.iter().filter(|t| t.parent.is_some()).count();
        let tasks: usize = all.iter().map(|plan| plan.tasks.len()).sum();
        let details: usize = all.iter().map(children).sum();
        assert_eq!((tasks - details, details), (129, 98));
    }
}
