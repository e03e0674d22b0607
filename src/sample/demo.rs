//! The simulated ledger of `duban demo`: the five plans with fictional leaders, and eighteen
//! months of progress that never happened, as steps for whoever plays them into a ledger.
//!
//! The steps are the same on every run and every machine. No name of a real leader is in them:
//! invented progress must never stand beside a real person.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::journey;
use super::random::Random;
use crate::domain::china;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::domain::{Edit, Role};

/// The inspectors who write in the demo.
pub const INSPECTORS: [&str; 3] = ["督查员甲", "督查员乙", "督查员丙"];

/// What stands for the leaders the plans name, in the order they first come in.
const LEADERS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

/// One command of the simulated eighteen months.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoStep {
    /// When it was given.
    pub at: DateTime<Utc>,
    /// Who gave it, one of [`INSPECTORS`].
    pub user: &'static str,
    /// What it was.
    pub act: Act,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Takes documents in. Their tasks get the next places, in order.
    TakeIn(Vec<DraftDocument>),
    /// Carries out an edit on the tasks at these places.
    Edit(Vec<usize>, Box<Edit>),
}

/// The demo's today: the day after the last steps, on which the lights have every colour.
pub fn today() -> NaiveDate {
    day(2023, 10, 16)
}

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

/// A calendar day that is one; the beginning of time for what is none.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A moment in office hours of the first workday from `day` on, in China.
pub(super) fn moment(day: NaiveDate, random: &mut Random) -> DateTime<Utc> {
    let calendar = super::calendar();
    let mut on = day;
    while !calendar.is_workday(on) {
        on = on + Days::new(1);
    }
    let minutes = 9 * 60 + random.below(8 * 60);
    let time = on.and_hms_opt(minutes / 60, minutes % 60, random.below(60));
    time.and_then(china::moment_of).unwrap_or_default()
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
