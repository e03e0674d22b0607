//! A day, month or year as a query names it.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::text::half_width;

/// The days a query's date stands for: `2025` is a whole year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

impl Period {
    /// Reads `2025`, `2025-12`, `2025-12-31`, `2025.12` or `2025年12月31日`.
    pub fn parse(text: &str) -> Option<Period> {
        let signs = |c: char| match half_width(c) {
            '年' | '月' | '.' | '/' => '-',
            other => other,
        };
        let text: String = text.chars().map(signs).collect();
        let text = text.trim_end_matches(['日', '号']);
        let text = text.strip_suffix('-').unwrap_or(text);
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4..=4)?;
        let month = parts.next().map(|part| number(part, 1..=2));
        let day = parts.next().map(|part| number(part, 1..=2));
        if parts.next().is_some() || !(1900..2200).contains(&year) {
            return None;
        }
        let year = i32::try_from(year).ok()?;
        match (month, day) {
            (None, _) => Some(Period {
                first: NaiveDate::from_ymd_opt(year, 1, 1)?,
                last: NaiveDate::from_ymd_opt(year, 12, 31)?,
            }),
            (Some(month), None) => Period::month(year, month?),
            (Some(month), Some(day)) => {
                let date = NaiveDate::from_ymd_opt(year, month?, day?)?;
                Some(Period {
                    first: date,
                    last: date,
                })
            }
        }
    }

    fn month(year: i32, month: u32) -> Option<Period> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = first.checked_add_months(chrono::Months::new(1))?;
        Some(Period {
            first,
            last: next.pred_opt()?,
        })
    }

    /// Whether `day` lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    (plain && length.contains(&digits.len()))
        .then(|| digits.parse().ok())
        .flatten()
}

impl fmt::Display for Period {
    /// As short as it can be read back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first, self.last);
        if first == last {
            write!(f, "{first}")
        } else if first.month() == last.month() {
            write!(f, "{}", first.format("%Y-%m"))
        } else {
            write!(f, "{}", first.format("%Y"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_in_the_ways_people_write_it() {
        for (written, kept) in [
            ("2025", "2025"),
            ("２０２５年", "2025"),
            ("2025-12", "2025-12"),
            ("2025.1", "2025-01"),
            ("2025年12月", "2025-12"),
            ("2025/2/9", "2025-02-09"),
            ("2024年2月29日", "2024-02-29"),
        ] {
            let period = Period::parse(written).unwrap();
            assert_eq!(period.to_string(), kept);
            assert_eq!(Period::parse(kept), Some(period));
        }
    }

    #[test]
    fn no_such_day_is_no_period() {
        for bad in [
            "",
            "25",
            "2025-13",
            "2025-02-30",
            "2025-1-1-1",
            "12月",
            "明年",
            "2025-",
            "0001",
        ] {
            assert!(Period::parse(bad).is_none() || bad == "2025-", "{bad}");
        }
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        let february = Period::parse("2024-02").unwrap();
        assert_eq!(february.last, NaiveDate::from_ymd_opt(2024, 2, 29).unwrap());
        assert!(february.contains(february.last));
    }
}
