//! The embedded calendars, `data/calendar/*.toml`.

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::Calendar;
use crate::domain::workday::CalendarEntries;

const YEARS: [&str; 8] = [
    include_str!("../../data/calendar/2019.toml"),
    include_str!("../../data/calendar/2020.toml"),
    include_str!("../../data/calendar/2021.toml"),
    include_str!("../../data/calendar/2022.toml"),
    include_str!("../../data/calendar/2023.toml"),
    include_str!("../../data/calendar/2024.toml"),
    include_str!("../../data/calendar/2025.toml"),
    include_str!("../../data/calendar/2026.toml"),
];

#[derive(Deserialize)]
struct Year {
    year: i32,
    #[serde(default)]
    holiday: Vec<Holiday>,
    #[serde(default)]
    makeup: Vec<Makeup>,
}

#[derive(Deserialize)]
struct Holiday {
    name: String,
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Deserialize)]
struct Makeup {
    date: NaiveDate,
}

/// The calendar of the years the binary carries, made when first asked for.
pub fn calendar() -> Arc<Calendar> {
    static CALENDAR: OnceLock<Arc<Calendar>> = OnceLock::new();
    CALENDAR
        .get_or_init(|| {
            // A year that did not parse would count Monday to Friday and be reported as not
            // entered; a test reads every one.
            let years = YEARS.iter().filter_map(|text| toml::from_str(text).ok());
            Arc::new(Calendar::new(entries_of(years)))
        })
        .clone()
}

fn entries_of(years: impl Iterator<Item = Year>) -> CalendarEntries {
    let mut entries = CalendarEntries::default();
    for year in years {
        entries.years.insert(year.year);
        for holiday in year.holiday {
            let days = holiday
                .from
                .iter_days()
                .take_while(|day| *day <= holiday.to);
            for day in days {
                entries.holidays.insert(day, holiday.name.clone());
            }
        }
        entries
            .makeup
            .extend(year.makeup.iter().map(|day| day.date));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;

    #[test]
    fn every_year_is_read_and_keeps_within_itself() {
        for text in YEARS {
            let year: Year = toml::from_str(text).unwrap();
            let days = year.holiday.iter().flat_map(|h| [h.from, h.to]);
            for day in days.chain(year.makeup.iter().map(|m| m.date)) {
                assert_eq!(day.year(), year.year);
            }
        }
        assert!((2019..=2026).all(|year| calendar().knows(year)));
    }

    #[test]
    fn a_makeup_day_is_worked_and_a_holiday_is_not() {
        let calendar = calendar();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(!calendar.is_workday(day("2023-10-06")));
        assert!(calendar.is_workday(day("2023-10-07")));
        assert!(!calendar.is_workday(day("2023-01-02")));
        assert_eq!(calendar.workdays(day("2023-10-16"), day("2023-10-19")), 3);
    }
}
