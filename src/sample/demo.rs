//! The simulated ledger of `duban demo`: the five plans with fictional leaders, and eighteen
//! months of progress that never happened, as steps for whoever plays them into a ledger.
//!
//! The steps are the same on every run and every machine. No name of a real leader is in them:
//! invented progress must never stand beside a real person.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::journey;
use super::random::Random;
use super::step::{day, moment};
use crate::domain::Role;
use crate::domain::draft::{DraftDocument, TaskDraft};

pub use super::step::{Act, DemoStep, INSPECTORS, today};

/// What stands for the leaders the plans name, in the order they first come in.
const LEADERS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// The steps, oldest first.
pub fn steps() -> Vec<DemoStep> {
    let mut random = Random::of(20_231_016);
    let plans = fictional_plans();
    let mut steps = Vec::new();
    let mut place = 0;
    for (documents, arrival) in editions(plans) {
        let journeys: Vec<(usize, TaskDraft)> = documents
            .iter()
            .flat_map(|document| document.tasks.clone())
            .enumerate()
            .map(|(index, draft)| (place + index, draft))
            .collect();
        place += journeys.len();
        steps.push(DemoStep {
            at: moment(arrival, &mut random),
            user: INSPECTORS[0],
            act: Act::TakeIn(documents),
        });
        journey::write(&journeys, arrival, &mut random, &mut steps);
    }
    // Stable: steps of one moment keep the order in which they were written.
    steps.sort_by_key(|step| step.at);
    steps
}

/// The documents in the groups they arrive in, with the day: the plan of 2023 comes a year later.
fn editions(plans: Vec<DraftDocument>) -> Vec<(Vec<DraftDocument>, NaiveDate)> {
    let first = day(2022, 4, 11);
    let issued = |plan: &DraftDocument| plan.document.as_ref().and_then(|head| head.issued_on);
    let (late, early): (Vec<_>, Vec<_>) = plans
        .into_iter()
        .partition(|plan| issued(plan).is_some_and(|on| on > first));
    vec![(early, first), (late, day(2023, 4, 17))]
}

/// The five plans with every leader's name replaced, the same name by the same.
fn fictional_plans() -> Vec<DraftDocument> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut plans = super::plans();
    for draft in plans.iter_mut().flat_map(|plan| &mut plan.tasks) {
        for leader in &mut draft.leaders {
            let next = names.len();
            let fictional = names
                .entry(leader.clone())
                .or_insert_with(|| format!("领导{}", LEADERS.get(next).unwrap_or(&"某")));
            leader.clone_from(fictional);
        }
        draft.printed.remove(Role::Leader.id());
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_the_same_every_time_and_in_order() {
        let once = steps();
        assert_eq!(once, steps());
        assert!(once.windows(2).all(|pair| pair[0].at <= pair[1].at));
        let days = once.iter().map(|step| step.at.date_naive());
        assert!(days.clone().min() >= Some(day(2022, 4, 1)));
        assert!(days.max() <= Some(today()));
    }

    #[test]
    fn no_leader_of_a_plan_is_named_in_the_demo() {
        let real: Vec<String> = crate::sample::plans()
            .into_iter()
            .flat_map(|plan| plan.tasks)
            .flat_map(|task| task.leaders)
            .collect();
        assert!(!real.is_empty());
        let written = format!("{:?}", steps());
        assert!(real.iter().all(|name| !written.contains(name.as_str())));
        assert!(written.contains("领导甲") && written.contains("领导丁"));
    }
}
