//! Workdays: the calendar the office owns, holidays and 调休 workdays included.
//!
//! The State Council announces each year's arrangement; no rule derives it. A year nobody has
//! entered counts Monday to Friday and is reported as such.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

/// First and last year the running count covers.
const YEARS: (i32, i32) = (1990, 2110);

/// Which days are workdays, with a running count so that a difference costs two look-ups.
#[derive(Clone, Debug)]
pub struct Calendar {
    origin: NaiveDate,
    /// `count[i]`: workdays from `origin` up to and including day `origin + i`.
    count: Vec<i32>,
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
        let origin = NaiveDate::from_ymd_opt(YEARS.0, 1, 1).unwrap_or(NaiveDate::MIN);
        let end = NaiveDate::from_ymd_opt(YEARS.1, 12, 31).unwrap_or(origin);
        let mut so_far = 0;
        let count = origin
            .iter_days()
            .take_while(|day| *day <= end)
            .map(|day| {
                let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                let works = entries.makeup.contains(&day)
                    || (!weekend && !entries.holidays.contains_key(&day));
                so_far += i32::from(works);
                so_far
            })
            .collect();
        Calendar {
            origin,
            count,
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
        let days = (day - self.origin).num_days();
        match usize::try_from(days) {
            Err(_) => 0,
            Ok(index) => self
                .count
                .get(index)
                .or(self.count.last())
                .copied()
                .unwrap_or(0),
        }
    }
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
}
