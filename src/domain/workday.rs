//! Workdays: the calendar the office owns, holidays and 调休 workdays included.
//!
//! The State Council announces each year's arrangement; no rule derives it. A year nobody has
//! entered counts Monday to Friday and is reported as such.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

/// First and last year the running count covers.
const YEARS: (i32, i32) = (1990, 2110);

/// Which days are workdays: Monday to Friday, and the days on which that is not so, with a running
/// count of them so that a difference costs two look-ups.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The days covered, the last one included.
    covered: (NaiveDate, NaiveDate),
    /// Rising: a day that is not what its weekday says, and how many workdays more (or fewer, if
    /// negative) there are from the first covered day up to it than weekdays say.
    odd: Vec<(NaiveDate, i32)>,
    entered: BTreeSet<i32>,
    holidays: BTreeMap<NaiveDate, String>,
}

/// What the office enters for a calendar: days off with their name, and weekend days worked.
#[derive(Clone, Debug, Default)]
pub struct CalendarEntries {
    /// Years whose arrangement has been entered.
    pub years: BTreeSet<i32>,
    /// Days off, with the holiday's name.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// 调休上班: weekend days worked.
    pub makeup: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// The calendar of these entries; Monday to Friday where nothing is entered.
    pub fn new(entries: CalendarEntries) -> Self {
        let first = NaiveDate::from_ymd_opt(YEARS.0, 1, 1).unwrap_or(NaiveDate::MIN);
        let last = NaiveDate::from_ymd_opt(YEARS.1, 12, 31).unwrap_or(first);
        // A day that is worked is worked, whatever else is said of it.
        let worked = entries.makeup.iter().filter(|day| is_weekend(**day));
        let off = entries.holidays.keys();
        let off = off.filter(|day| !is_weekend(**day) && !entries.makeup.contains(day));
        let worked = worked.map(|day| (*day, 1));
        let all: BTreeMap<NaiveDate, i32> = worked.chain(off.map(|day| (*day, -1))).collect();
        let covered = all
            .into_iter()
            .filter(|(day, _)| (first..=last).contains(day));
        let odd = covered.scan(0, |so_far, (day, more)| {
            *so_far += more;
            Some((day, *so_far))
        });
        Calendar {
            covered: (first, last),
            odd: odd.collect(),
            entered: entries.years,
            holidays: entries.holidays,
        }
    }

    /// Workdays after `from` up to and including `to`; negative when `to` lies before `from`.
    pub fn workdays(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        self.upto(to) - self.upto(from)
    }

    /// Whether people work on `day`.
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        day.pred_opt()
            .is_some_and(|before| self.workdays(before, day) == 1)
    }

    /// The day `n` workdays after `day`.
    pub fn after_workdays(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let mut left = n;
        let mut at = day;
        while left > 0 {
            let Some(next) = at.succ_opt() else { break };
            at = next;
            if at.year() > YEARS.1 {
                break;
            }
            left -= u32::from(self.is_workday(at));
        }
        at
    }

    /// The holiday `day` belongs to.
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.holidays.get(&day).map(String::as_str)
    }

    /// Whether the arrangement of `year` has been entered.
    pub fn knows(&self, year: i32) -> bool {
        self.entered.contains(&year)
    }

    /// Workdays from the origin up to and including `day`, clamped to the covered years.
    fn upto(&self, day: NaiveDate) -> i32 {
        let (first, last) = self.covered;
        let day = day.min(last);
        if day < first {
            return 0;
        }
        let before = self.odd.partition_point(|(odd, _)| *odd <= day);
        let more = before.checked_sub(1).and_then(|at| self.odd.get(at));
        weekdays(first, day) + more.map_or(0, |(_, more)| *more)
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Days from Monday to Friday among those from `first` to `last`, both included.
fn weekdays(first: NaiveDate, last: NaiveDate) -> i32 {
    // Counted from the Monday of the first day's week.
    let skipped = i64::from(first.weekday().num_days_from_monday());
    let days = (last - first).num_days() + skipped + 1;
    let found = days / 7 * 5 + (days % 7).min(5) - skipped.min(5);
    i32::try_from(found).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// National Day 2023 as announced: off 29 September to 6 October, worked on 7 and 8 October.
    fn autumn_2023() -> Calendar {
        let holidays = day("2023-09-29")
            .iter_days()
            .take(8)
            .map(|d| (d, "国庆节".to_owned()))
            .collect();
        let makeup = [day("2023-10-07"), day("2023-10-08")].into();
        Calendar::new(CalendarEntries {
            years: [2023].into(),
            holidays,
            makeup,
        })
    }

    #[test]
    fn days_past_a_deadline_leave_out_the_holiday_and_count_the_makeup_days() {
        let calendar = autumn_2023();
        let today = day("2023-10-16");
        assert_eq!(calendar.workdays(day("2023-09-30"), today), 8);
        assert_eq!(calendar.workdays(day("2023-08-31"), today), 28);
        assert_eq!(calendar.workdays(today, day("2023-10-19")), 3);
        assert_eq!(calendar.workdays(today, today), 0);
    }

    #[test]
    fn a_year_not_entered_counts_monday_to_friday_and_says_so() {
        let calendar = autumn_2023();
        assert!(calendar.knows(2023) && !calendar.knows(2031));
        assert!(calendar.is_workday(day("2031-10-01")));
        assert!(!calendar.is_workday(day("2023-10-02")));
        assert!(calendar.is_workday(day("2023-10-08")));
        assert_eq!(
            calendar.after_workdays(day("2023-09-28"), 1),
            day("2023-10-07")
        );
    }

    #[test]
    fn dates_outside_the_covered_years_do_not_panic() {
        let calendar = autumn_2023();
        assert!(calendar.workdays(NaiveDate::MIN, NaiveDate::MAX) > 0);
        assert!(!calendar.is_workday(NaiveDate::MIN));
    }

    #[test]
    fn counting_by_weeks_is_counting_day_by_day() {
        let calendar = autumn_2023();
        for (from, to) in [("1990-01-01", "1990-02-20"), ("2023-09-01", "2023-12-31")] {
            let (from, to) = (day(from), day(to));
            let mut counted = 0;
            for at in from.iter_days().skip(1).take_while(|at| *at <= to) {
                let is_off = calendar.holiday(at).is_some();
                let is_worked = [day("2023-10-07"), day("2023-10-08")].contains(&at);
                counted += i32::from(is_worked || !(is_off || is_weekend(at)));
                assert_eq!(calendar.workdays(from, at), counted, "{from} to {at}");
                assert_eq!(calendar.workdays(at, from), -counted, "{at} to {from}");
            }
        }
        // Outside the covered years nothing is counted any more.
        assert_eq!(calendar.workdays(day("1950-01-01"), day("1989-12-31")), 0);
        assert_eq!(calendar.workdays(day("2110-12-31"), day("2150-12-31")), 0);
    }
}
