//! Dates as plans print them: 2025年8月31日, 2025年12月, 2023年底, 2024年上半年, 2024-06-30, 二〇二三年四月七日.
//!
//! A month, a day or the end of the year without a year takes the year of the date before it in the
//! same text, never one that is not written there. A period is due on its last day.

use chrono::NaiveDate;

use super::measure::Precision;

/// A date read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedDate {
    /// Last day of the period.
    pub due: NaiveDate,
    /// How exact it was printed.
    pub precision: Precision,
}

/// A date with its place in a text; the year may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// First character.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
    /// The year, where it is printed.
    pub year: Option<i32>,
    /// How exact it is.
    pub precision: Precision,
    month: u32,
    day: Option<u32>,
}

impl Mention {
    /// The last day of the period, in the printed year or else in `year`. None where no year is
    /// known, and where the calendar has no such day: 2027年2月29日.
    pub fn due(&self, year: Option<i32>) -> Option<NaiveDate> {
        due_in(self.year.or(year)?, self.month, self.day)
    }

    /// The date as read, where the calendar has no such day in the printed year or else in `year`:
    /// 2027年2月29日.
    pub fn impossible(&self, year: Option<i32>) -> Option<String> {
        let year = self.year.or(year);
        if self.due(year.or(Some(LEAP_YEAR))).is_some() {
            return None;
        }
        let year = year.map_or(String::new(), |year| format!("{year}年"));
        let day = self.day.map_or(String::new(), |day| format!("{day}日"));
        Some(format!("{year}{}月{day}", self.month))
    }
}

/// A year in which every day there can be is there.
const LEAP_YEAR: i32 = 2024;

fn due_in(year: i32, month: u32, day: Option<u32>) -> Option<NaiveDate> {
    match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day),
        None => last_of_month(year, month),
    }
}

/// Every date of `text`, in order.
pub fn dates_in(text: &str) -> Vec<PrintedDate> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut year = None;
    let mut found = Vec::new();
    for mention in mentions_in(&chars) {
        let due = mention.due(year);
        year = mention.year.or(year);
        if let Some(due) = due {
            found.push(PrintedDate {
                due,
                precision: mention.precision,
            });
        }
    }
    found
}

/// Every date of a text without white space, those without a year included.
pub fn mentions_in(chars: &[char]) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let before = at.checked_sub(1).and_then(|place| chars.get(place));
        let read = before
            .is_none_or(|before| !before.is_ascii_digit())
            .then(|| DateReader { chars, at }.mention())
            .flatten();
        match read {
            Some(mention) => {
                at = mention.end.max(at + 1);
                found.push(mention);
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

/// Parts of a year by their names, with the last month.
const PARTS: [(&str, u32, Precision); 13] = [
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
    ("年底", 12, Precision::Year),
    ("年末", 12, Precision::Year),
    ("年内", 12, Precision::Year),
];

/// The five-year plans with their last years: 十四五末 is the end of one.
const PLAN_PERIODS: [(&str, i32); 4] = [
    ("十三五", 2020),
    ("十四五", 2025),
    ("十五五", 2030),
    ("十六五", 2035),
];

/// A place in a text from which a date may be read.
#[derive(Clone, Copy)]
struct DateReader<'a> {
    chars: &'a [char],
    at: usize,
}

impl DateReader<'_> {
    /// A date that begins here.
    fn mention(mut self) -> Option<Mention> {
        let start = self.at;
        let (year, month, day, precision) = self.dated().or_else(|| {
            self.at = start;
            self.undated()
        })?;
        Some(Mention {
            start,
            end: self.at,
            year,
            precision,
            month,
            day,
        })
    }

    /// A date with its year.
    fn dated(&mut self) -> Option<(Option<i32>, u32, Option<u32>, Precision)> {
        if let Some((words, year)) = PLAN_PERIODS
            .into_iter()
            .find(|(words, _)| self.starts(words))
        {
            self.at += words.chars().count();
            self.take_any(&['”', '"']);
            self.take_any(&['期']);
            return self
                .take_any(&['末'])
                .then_some((Some(year), 12, None, Precision::Year));
        }
        let year = self.year()?;
        let (month, day, precision) = if self.take_any(&['年']) {
            self.take_any(&['年']);
            self.take_any(&['的']);
            self.after_year()?
        } else if self.take_any(&['-', '/', '.']) {
            self.numeric_date()?
        } else {
            return None;
        };
        Some((Some(year), month, day, precision))
    }

    /// Four digits of either script.
    fn year(&mut self) -> Option<i32> {
        let digits: Vec<u32> = (0..4).map_while(|more| digit(self.peek(more)?)).collect();
        let value = digits.iter().fold(0, |value, digit| value * 10 + digit);
        let fits = digits.len() == 4 && (1990..=2100).contains(&value);
        let goes_on = self.peek(4).is_some_and(|c| c.is_ascii_digit());
        self.at += 4;
        (fits && !goes_on)
            .then(|| i32::try_from(value).ok())
            .flatten()
    }

    /// 11月底, 6月30日, 年底, 上半年, 第三季度末.
    fn undated(&mut self) -> Option<(Option<i32>, u32, Option<u32>, Precision)> {
        let start = self.at;
        if let Some((month @ 1..=12, 1..=2)) = self.number()
            && self.take_any(&['月'])
        {
            let (month, day, precision) = self.after_month(month);
            return Some((None, month, day, precision));
        }
        self.at = start;
        self.take_any(&['第']);
        let (month, precision) = self.part()?;
        self.take_any(&['底', '末']);
        Some((None, month, None, precision))
    }

    /// A named part of the year.
    fn part(&mut self) -> Option<(u32, Precision)> {
        let ends_word = |next: char| !next.is_alphanumeric() || matches!(next, '前' | '完' | '底');
        // 年中、年底 are times, 全年中小学 is not.
        if self.starts("年中") && self.peek(2).is_none_or(ends_word) {
            self.at += 2;
            return Some((6, Precision::Half));
        }
        let (words, month, precision) = PARTS.into_iter().find(|(words, ..)| self.starts(words))?;
        self.at += words.chars().count();
        Some((month, precision))
    }

    /// `2024-06-30`, `2024.6.30`, `2024/6`, with the year and its sign read already.
    fn numeric_date(&mut self) -> Option<(u32, Option<u32>, Precision)> {
        let sign = self.chars.get(self.at - 1).copied();
        let (month, 1..=2) = self.number()? else {
            return None;
        };
        let before_day = self.at;
        if self.chars.get(self.at).copied() == sign {
            self.at += 1;
            if let Some((day, 1..=2)) = self.number() {
                return Some((month, Some(day), Precision::Day));
            }
        }
        self.at = before_day;
        // Of three numbers it is a date, if a wrong one; two may be anything: 2024-26.
        let is_month = (1..=12).contains(&month);
        is_month.then_some((month, None, Precision::Month))
    }

    /// What stands after `2024年`: a month, a quarter, a half, or nothing that narrows it.
    fn after_year(&mut self) -> Option<(u32, Option<u32>, Precision)> {
        let start = self.at;
        if let Some((month, 1..=3)) = self.number()
            && self.take_any(&['月'])
        {
            return Some(self.after_month(month));
        }
        self.at = start;
        self.take_any(&['第']);
        if let Some((month, precision)) = self.part() {
            self.take_any(&['底', '末']);
            return Some((month, None, precision));
        }
        self.at = start;
        // 年中 is the middle of the year, but 2025年中考 and 2024年中小学 are not.
        let is_middle = self.peek(0) == Some('中')
            && self
                .peek(1)
                .is_none_or(|next| !next.is_alphanumeric() || matches!(next, '前' | '完' | '底'));
        if is_middle {
            self.at += 1;
            return Some((6, None, Precision::Half));
        }
        self.take_any(&['底', '末', '内']);
        Some((12, None, Precision::Year))
    }

    /// What stands after `8月`: a day, or the end of the month.
    fn after_month(&mut self, month: u32) -> (u32, Option<u32>, Precision) {
        let start = self.at;
        if let Some((day, 1..=3)) = self.number()
            && self.take_any(&['日', '号'])
        {
            return (month, Some(day), Precision::Day);
        }
        self.at = start;
        self.take_any(&['份']);
        // 上旬 and 中旬 end on the 10th and the 20th, 下旬 with the month.
        for (words, day) in [("上旬", Some(10)), ("中旬", Some(20)), ("下旬", None)] {
            if self.starts(words) {
                self.at += 2;
                let precision = day.map_or(Precision::Month, |_| Precision::Day);
                return (month, day, precision);
            }
        }
        self.take_any(&['底', '末']);
        (month, None, Precision::Month)
    }

    /// Digits from here on, or a Chinese number to thirty-one: the value and how many signs.
    fn number(&mut self) -> Option<(u32, usize)> {
        let from = self.at;
        let mut value = 0_u32;
        let mut tens = None;
        while let Some(c) = self.peek(0) {
            match (digit(c), c) {
                (Some(digit), _) if self.at - from < 9 => value = value * 10 + digit,
                (None, '十') if tens.is_none() => {
                    tens = Some(value.max(1) * 10);
                    value = 0;
                }
                _ => break,
            }
            self.at += 1;
        }
        let length = self.at - from;
        (length > 0).then(|| (tens.unwrap_or(0) + value, length))
    }

    fn peek(&self, more: usize) -> Option<char> {
        self.chars.get(self.at + more).copied().map(half_width)
    }

    fn take_any(&mut self, wanted: &[char]) -> bool {
        let there = self.peek(0).is_some_and(|c| wanted.contains(&c));
        self.at += usize::from(there);
        there
    }

    fn starts(&self, words: &str) -> bool {
        words
            .chars()
            .enumerate()
            .all(|(more, c)| self.peek(more) == Some(c))
    }
}

fn digit(c: char) -> Option<u32> {
    match half_width(c) {
        '〇' | '○' | '零' => Some(0),
        c => c.to_digit(10).or_else(|| {
            let place = "一二三四五六七八九"
                .chars()
                .position(|numeral| numeral == c)?;
            u32::try_from(place + 1).ok()
        }),
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
            ("二〇二三年四月七日", "2023-04-07"),
            ("二○二四年十二月三十一日", "2024-12-31"),
            ("2024年6月份", "2024-06-30"),
            ("2025年中考改革", "2025-12-31"),
            ("2025年6月上旬", "2025-06-10"),
            ("2025年6月中旬前", "2025-06-20"),
            ("2025年6月下旬", "2025-06-30"),
            ("“十四五”末", "2025-12-31"),
            ("十五五期末", "2030-12-31"),
            ("2024年中", "2024-06-30"),
        ] {
            assert_eq!(read(text), [due], "{text}");
        }
    }

    #[test]
    fn a_month_takes_the_year_before_it_and_nothing_else() {
        assert_eq!(read("2023年9月、11月底"), ["2023-09-30", "2023-11-30"]);
        assert_eq!(read("2023年9月建成，年底完成；2025年验收").len(), 3);
        assert!(read("11月底、上半年").is_empty());
        assert!(read("长期坚持").is_empty());
    }

    #[test]
    fn what_is_no_date_of_the_calendar_is_none_and_is_told_from_words_that_are_no_date() {
        for (text, impossible) in [
            ("2025-02-30", Some("2025年2月30日")),
            ("2025/13/01", Some("2025年13月1日")),
            ("2025年13月1日", Some("2025年13月1日")),
            ("2025年13月", Some("2025年13月")),
            ("2025年0月5日", Some("2025年0月5日")),
            ("2027年2月29日前", Some("2027年2月29日")),
            ("2027 年 2 月 29 日", Some("2027年2月29日")),
            ("二〇二七年二月二十九日", Some("2027年2月29日")),
            ("２０２７．２．２９", Some("2027年2月29日")),
            ("2025年4月31日", Some("2025年4月31日")),
            ("2025年4月32日", Some("2025年4月32日")),
            ("2025年6月0日", Some("2025年6月0日")),
            ("4月31日前", Some("4月31日")),
            ("2月29日", None),
            ("320240720", None),
            ("2.0和5+2", None),
            ("2024-26学年", None),
        ] {
            assert!(read(text).is_empty(), "{text}");
            let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            let mentions = mentions_in(&chars);
            let found = mentions.iter().find_map(|it| it.impossible(None));
            assert_eq!(found.as_deref(), impossible, "{text}");
        }
        let leap_day = mentions_in(&['2', '月', '2', '9', '日']);
        assert_eq!(leap_day[0].impossible(Some(2028)), None);
        assert_eq!(
            leap_day[0].impossible(Some(2027)).as_deref(),
            Some("2027年2月29日")
        );
        // A wrong day has the right year all the same.
        assert_eq!(read("2025年2月30日前建成，年底验收"), ["2025-12-31"]);
    }

    #[test]
    fn a_date_without_a_year_is_found_with_its_place() {
        let chars: Vec<char> = "力争11月底完成，年底前验收".chars().collect();
        let found = mentions_in(&chars);
        let places: Vec<_> = found.iter().map(|m| (m.start, m.end, m.year)).collect();
        assert_eq!(places, [(2, 6, None), (9, 11, None)]);
        assert_eq!(found[0].due(Some(2020)), "2020-11-30".parse().ok());
    }
}
