//! Dates as plans print them: 2025年8月31日, 2025年12月, 2023年底, 2024年上半年, 2024-06-30.
//!
//! A month or day without a year takes the year of the date before it in the same text, never
//! one that is not written there. A period is due on its last day.

use chrono::{Datelike, NaiveDate};

use super::measure::Precision;

/// A date read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedDate {
    /// Last day of the period.
    pub due: NaiveDate,
    /// How exact it was printed.
    pub precision: Precision,
}

/// Every date of `text`, in order.
pub fn dates_in(text: &str) -> Vec<PrintedDate> {
    let chars: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(half_width)
        .collect();
    let mut found = Vec::new();
    let mut year = None;
    let mut at = 0;
    while at < chars.len() {
        let starts_number =
            chars[at].is_ascii_digit() && (at == 0 || !chars[at - 1].is_ascii_digit());
        let read = if starts_number {
            Reader { chars: &chars, at }.date(year)
        } else {
            None
        };
        match read {
            Some((date, next)) => {
                year = Some(date.due.year());
                found.push(date);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '／' => '/',
        '－' => '-',
        '．' => '.',
        other => other,
    }
}

/// A place in a text from which a date may be read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    /// A date that begins here, and where it ends. `year` is that of the date before.
    fn date(mut self, year: Option<i32>) -> Option<(PrintedDate, usize)> {
        let (number, digits) = self.number()?;
        let is_year = digits == 4 && (1990..=2100).contains(&number);
        let (due, precision) = if is_year && self.take_any(&['-', '/', '.']) {
            self.numeric_date(i32::try_from(number).ok()?)?
        } else if is_year && self.take_any(&['年']) {
            self.take_any(&['年']);
            self.after_year(i32::try_from(number).ok()?)?
        } else if digits <= 2 && self.take_any(&['月']) {
            self.after_month(year?, number)?
        } else {
            return None;
        };
        Some((PrintedDate { due, precision }, self.at))
    }

    /// `2024-06-30`, `2024.6.30`, `2024/6`, with the year and its sign read already.
    fn numeric_date(&mut self, year: i32) -> Option<(NaiveDate, Precision)> {
        let sign = self.chars.get(self.at - 1).copied();
        let (month, digits) = self.number()?;
        if digits > 2 {
            return None;
        }
        let before_day = self.at;
        if self.chars.get(self.at).copied() == sign {
            self.at += 1;
            if let Some((day, 1..=2)) = self.number() {
                return Some((NaiveDate::from_ymd_opt(year, month, day)?, Precision::Day));
            }
        }
        self.at = before_day;
        Some((last_of_month(year, month)?, Precision::Month))
    }

    /// What stands after `2024年`: a month, a quarter, a half, or nothing that narrows it.
    fn after_year(&mut self, year: i32) -> Option<(NaiveDate, Precision)> {
        const PARTS: [(&str, u32, Precision); 12] = [
            ("上半年", 6, Precision::Half),
            ("下半年", 12, Precision::Half),
            ("一季度", 3, Precision::Quarter),
            ("二季度", 6, Precision::Quarter),
            ("三季度", 9, Precision::Quarter),
            ("四季度", 12, Precision::Quarter),
            ("1季度", 3, Precision::Quarter),
            ("2季度", 6, Precision::Quarter),
            ("3季度", 9, Precision::Quarter),
            ("4季度", 12, Precision::Quarter),
            ("年中", 6, Precision::Half),
            ("中", 6, Precision::Half),
        ];
        let start = self.at;
        if let Some((month, 1..=2)) = self.number()
            && self.take_any(&['月'])
        {
            return self.after_month(year, month);
        }
        self.at = start;
        self.take_any(&['第']);
        for (words, month, precision) in PARTS {
            if self.take(words) {
                return Some((last_of_month(year, month)?, precision));
            }
        }
        self.at = start;
        self.take_any(&['底', '末']);
        Some((last_of_month(year, 12)?, Precision::Year))
    }

    /// What stands after `8月`: a day, or the end of the month.
    fn after_month(&mut self, year: i32, month: u32) -> Option<(NaiveDate, Precision)> {
        let start = self.at;
        if let Some((day, 1..=2)) = self.number()
            && self.take_any(&['日', '号'])
        {
            return Some((NaiveDate::from_ymd_opt(year, month, day)?, Precision::Day));
        }
        self.at = start;
        self.take_any(&['底', '末']);
        Some((last_of_month(year, month)?, Precision::Month))
    }

    /// Digits from here on: their value and how many.
    fn number(&mut self) -> Option<(u32, usize)> {
        let digits: String = self.chars[self.at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .take(9)
            .collect();
        self.at += digits.len();
        Some((digits.parse().ok()?, digits.len()))
    }

    fn take_any(&mut self, wanted: &[char]) -> bool {
        let there = self.chars.get(self.at).is_some_and(|c| wanted.contains(c));
        self.at += usize::from(there);
        there
    }

    fn take(&mut self, words: &str) -> bool {
        let length = words.chars().count();
        let there = words
            .chars()
            .eq(self.chars[self.at..].iter().take(length).copied());
        self.at += if there { length } else { 0 };
        there
    }
}

/// The last day of a month.
pub fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next_month) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    NaiveDate::from_ymd_opt(year, month, 1)?;
    NaiveDate::from_ymd_opt(next_year, next_month, 1)?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        dates_in(text)
            .iter()
            .map(|date| date.due.to_string())
            .collect()
    }

    #[test]
    fn printed_dates_are_due_on_the_last_day_of_their_period() {
        for (text, due) in [
            ("2025年8月31日前完成并长期坚持", "2025-08-31"),
            ("2025年12月", "2025-12-31"),
            ("２０２３年底", "2023-12-31"),
            ("2024年上半年", "2024-06-30"),
            ("2024年第三季度末", "2024-09-30"),
            ("2024-07-20", "2024-07-20"),
            ("2024.2", "2024-02-29"),
            ("到2025年", "2025-12-31"),
            ("2020年年底前", "2020-12-31"),
        ] {
            assert_eq!(read(text), [due], "{text}");
        }
    }

    #[test]
    fn a_month_takes_the_year_before_it_and_nothing_else() {
        assert_eq!(read("2023年9月、11月底"), ["2023-09-30", "2023-11-30"]);
        assert!(read("11月底").is_empty());
        assert!(read("长期坚持").is_empty());
    }

    #[test]
    fn what_is_no_date_of_the_calendar_is_none() {
        assert!(read("2025-02-30").is_empty());
        assert!(read("2025年13月1日").is_empty());
        assert!(read("320240720").is_empty());
        assert!(read("2.0和5+2").is_empty());
    }
}
