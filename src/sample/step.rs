//! A step of the simulated ledger: who does what, and when.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::calendar::calendar;
use super::random::Random;
use crate::domain::draft::DraftDocument;
use crate::domain::{Edit, china};

/// The inspectors who write in the demo.
pub const INSPECTORS: [&str; 3] = ["督查员甲", "督查员乙", "督查员丙"];

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

/// A calendar day that is one; the beginning of time for what is none.
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A moment in office hours of the first workday from `day` on, in China.
pub(super) fn moment(day: NaiveDate, random: &mut Random) -> DateTime<Utc> {
    let calendar = calendar();
    let mut on = day;
    while !calendar.is_workday(on) {
        on = on + Days::new(1);
    }
    let minutes = 9 * 60 + random.below(8 * 60);
    let time = on.and_hms_opt(minutes / 60, minutes % 60, random.below(60));
    time.and_then(china::moment_of).unwrap_or_default()
}
