//! Days as people type them, and what the box for a new date would record.

use chrono::{Datelike, Months, NaiveDate};

use crate::domain::DeadlineEdit;
use crate::domain::workday::Calendar;
use crate::tui::state::dialog::DeadlineDialog;
use crate::tui::state::model::Model;

impl DeadlineDialog {
    /// The date as far as it can be read.
    pub fn read(&self, model: &Model) -> Option<NaiveDate> {
        read_when(
            self.date.text(),
            model.rules.today,
            self.base,
            &model.rules.calendar,
        )
    }

    /// What it would record, as far as its days can be read.
    pub fn edit(&self, model: &Model) -> Option<DeadlineEdit> {
        let today = model.rules.today;
        let asked = self.asked.text();
        let asked_on = match asked.trim().is_empty() {
            true => None,
            false => Some(read_past(asked, today)?),
        };
        Some(DeadlineEdit {
            to: Some(self.read(model)?),
            decision: self.decision,
            asked_on,
            today,
        })
    }

    /// The day of asking that would be recorded; of several tasks each may have its own.
    pub fn day_of_asking(&self, model: &Model) -> Option<NaiveDate> {
        let edit = self.edit(model)?;
        let task = self.targets.only().and_then(|id| model.details.get(&id));
        let said = edit.asked_on.unwrap_or(edit.today);
        Some(task.map_or(said, |detail| edit.day_of_asking(&detail.task)))
    }
}

/// Reads `12-31` (the next one), `2024-6-30`, `+10` days, `+10w` workdays, `+1m` months; `+` counts
/// from the date in force, or from today where there is none.
pub fn read_when(
    text: &str,
    today: NaiveDate,
    base: Option<NaiveDate>,
    calendar: &Calendar,
) -> Option<NaiveDate> {
    let text = text.trim();
    if let Some(span) = text.strip_prefix('+') {
        let from = base.unwrap_or(today);
        let number = span.trim_end_matches(['w', 'm', 'd']);
        let count: u32 = number.parse().ok().filter(|count| *count <= 3_660)?;
        return match &span[number.len()..] {
            "" | "d" => from.checked_add_days(chrono::Days::new(u64::from(count))),
            "w" => Some(calendar.after_workdays(from, count)),
            "m" => from.checked_add_months(Months::new(count)),
            _ => None,
        };
    }
    match parts_of(text)? {
        (Some(year), month, day) => NaiveDate::from_ymd_opt(year, month, day),
        (None, month, day) => {
            let of_year = |year| NaiveDate::from_ymd_opt(year, month, day);
            let this_year = of_year(today.year()).filter(|date| *date >= today);
            this_year.or_else(|| of_year(today.year() + 1))
        }
    }
}

/// Reads the day on which something was asked for. One without a year is the last of its name, and
/// a day that has not come is none.
fn read_past(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let (year, month, day) = parts_of(text.trim())?;
    let of_year = |year| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date <= today);
    match year {
        Some(year) => of_year(year),
        None => of_year(today.year()).or_else(|| of_year(today.year() - 1)),
    }
}

/// Year, if there is one, month and day.
fn parts_of(text: &str) -> Option<(Option<i32>, u32, u32)> {
    let parts: Vec<u32> = text
        .split(['-', '.', '/'])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [year @ 1990..=2110, month, day] => Some((i32::try_from(*year).ok(), *month, *day)),
        [month, day] => Some((None, *month, *day)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workday::CalendarEntries;

    #[test]
    fn dates_are_read_in_the_short_forms_people_type() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let calendar = Calendar::new(CalendarEntries::default());
        let today = day("2024-03-13");
        let read = |text| read_when(text, today, Some(day("2024-01-31")), &calendar);
        assert_eq!(read("12-31"), Some(day("2024-12-31")));
        assert_eq!(read("3-1"), Some(day("2025-03-01")));
        assert_eq!(read("2024-6-30"), Some(day("2024-06-30")));
        assert_eq!(read("+10"), Some(day("2024-02-10")));
        assert_eq!(read("+1m"), Some(day("2024-02-29")));
        assert_eq!(read("+3w"), Some(day("2024-02-05")));
        assert_eq!(
            read_when("+1", today, None, &calendar),
            Some(day("2024-03-14"))
        );
        let asked = |text| read_past(text, today);
        assert_eq!(asked("3-1"), Some(day("2024-03-01")));
        assert_eq!(asked("12-31"), Some(day("2023-12-31")));
        assert_eq!(asked("2024-3-13"), Some(day("2024-03-13")));
        assert_eq!(
            (asked("2024-3-14"), asked("+1"), asked("")),
            (None, None, None)
        );
        for nonsense in [
            "",
            "2025-02-30",
            "13-1",
            "+",
            "+x",
            "+99999",
            "tomorrow",
            "1-2-3",
        ] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
