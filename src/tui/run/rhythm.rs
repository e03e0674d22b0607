//! What time does to the loop: when the day ends.

use std::time::Duration;

use chrono::NaiveDate;

use crate::domain::china;
use crate::tui::state::msg::Clock;

/// The clock of the loop.
pub(super) struct Rhythm {
    /// The time of day.
    pub(super) clock: Clock,
    /// Whether the day stays as it is at midnight.
    pub(super) is_day_fixed: bool,
}

impl Rhythm {
    /// The day it is, unless the day stays as it is.
    pub(super) fn today(&self) -> Option<NaiveDate> {
        (!self.is_day_fixed).then(|| china::day_of((self.clock)()))
    }

    /// Not longer than this day: what the screen says of it, and the lights, are those of the day.
    pub(super) fn within_the_day(&self, wait: Duration) -> Duration {
        match self.is_day_fixed {
            true => wait,
            false => wait.min(china::until_midnight((self.clock)())),
        }
    }
}
