//! Lights by two dates: what decides a colour is worked out once for a day, not once a row.

use chrono::{Days, NaiveDate};

use crate::domain::light::LightRules;
use crate::domain::{LightColor, Status};
use crate::packed::Facts;

/// The rules of a day as dates.
#[derive(Clone, Debug)]
pub(in crate::search) struct Lights {
    today: NaiveDate,
    /// From this date on an open date is no longer near.
    far: Option<NaiveDate>,
}

impl Lights {
    /// The dates of these rules.
    pub fn of(rules: &LightRules) -> Lights {
        let today = rules.today;
        let is_far = |day: NaiveDate| {
            rules.calendar.workdays(today, day) > rules.thresholds.due_soon_workdays
        };
        // Workdays never grow fewer with the date, so the first far one is found by halving. None
        // is found where the calendar ends before.
        let last = NaiveDate::MAX.signed_duration_since(today).num_days();
        let (mut near, mut far) = (0u64, u64::try_from(last).unwrap_or(0));
        let day = |days: u64| {
            today
                .checked_add_days(Days::new(days))
                .unwrap_or(NaiveDate::MAX)
        };
        while near < far {
            let middle = near + (far - near) / 2;
            match is_far(day(middle)) {
                true => far = middle,
                false => near = middle + 1,
            }
        }
        Lights {
            today,
            far: is_far(day(near)).then(|| day(near)),
        }
    }

    /// The colour of a row: that of [`LightRules::of`].
    pub fn color(&self, facts: Facts) -> LightColor {
        match (facts.status(), facts.open_due()) {
            (Status::Registered | Status::Suspended, _) => LightColor::None,
            (Status::Concluded | Status::Cleared | Status::Cancelled, _) => LightColor::Done,
            (_, Some(due)) if due < self.today => LightColor::Red,
            (_, Some(due)) if self.far.is_none_or(|far| due < far) => LightColor::Yellow,
            _ if facts.has_data() => LightColor::Green,
            _ => LightColor::None,
        }
    }
}
