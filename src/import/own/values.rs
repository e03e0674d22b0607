//! Cells as other programs write them: whole numbers, days, yes and no, headings in one cell.

use chrono::NaiveDate;

use crate::domain::exported::COMMA;
use crate::text::fold;

/// The headings that stand in one cell, joined by the sign that also stands in them: one begins with
/// its printed number.
pub fn headings_of(text: &str) -> Vec<String> {
    let is_numeral = |c: char| "〇零一二三四五六七八九十百".contains(c) || c.is_ascii_digit();
    let begins = |part: &str, before: Option<&str>| {
        let is_bracketed = part.starts_with(['（', '(']) && part.contains(['）', ')']);
        let is_number = !part.is_empty() && part.chars().all(is_numeral);
        let after_number = before.is_some_and(|it| !it.is_empty() && it.chars().all(is_numeral));
        (is_bracketed || is_number) && !after_number
    };
    let mut headings: Vec<String> = Vec::new();
    let mut before: Option<&str> = None;
    for part in text.split(COMMA) {
        match headings.last_mut() {
            Some(last) if !begins(part, before) => {
                last.push_str(COMMA);
                last.push_str(part);
            }
            _ => headings.push(part.to_owned()),
        }
        before = Some(part);
    }
    headings.retain(|heading| !heading.is_empty());
    headings
}

/// A whole number: `12`, `12.0`, `1,234`, in any width. A comma elsewhere than between thousands
/// stands between two numbers, which are none.
pub fn whole(text: &str) -> Option<i64> {
    let text = fold(text.trim());
    let (whole, rest) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = first.len() <= 3 && !first.is_empty();
    let mut is_whole = rest.chars().all(|c| c == '0');
    let mut digits = first.to_owned();
    for group in groups {
        is_whole &= is_grouped && group.len() == 3;
        digits.push_str(group);
    }
    is_whole &= digits.chars().all(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|_| is_whole)
}

pub fn yes_or_no(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "1" | "是" | "yes" | "y" | "1.0" => Some(true),
        "false" | "0" | "否" | "no" | "n" | "0.0" => Some(false),
        _ => None,
    }
}

/// A day as programs write it: 2027-03-05, 2027/3/5, 2027.3.5, 2027年3月5日, 20270305, each with a
/// time behind it or not, and the number of days that workbooks count by.
pub fn day(text: &str) -> Option<NaiveDate> {
    let folded = fold(text.trim());
    let first = folded.split([' ', 't']).next().unwrap_or_default();
    let parts: Vec<&str> = first
        .trim_end_matches('日')
        .split(['-', '/', '.', '年', '月'])
        .collect();
    let number = |text: &str| text.parse::<u32>().ok();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
        }
        [eight] if eight.len() == 8 => NaiveDate::parse_from_str(eight, "%Y%m%d").ok(),
        [five] | [five, "0"] if five.len() == 5 => {
            let counted_from = NaiveDate::from_ymd_opt(1899, 12, 30)?;
            counted_from.checked_add_days(chrono::Days::new(number(five)?.into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_stands_between_thousands_or_the_number_is_none() {
        for (text, number) in [
            ("13", 13),
            ("1,234", 1234),
            ("１，２３４", 1234),
            ("12,345,678.00", 12_345_678),
        ] {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for none in [
            "1,3", "1,23", "1234,567", ",123", "1,,234", "1,234,5", "", "-5", "1.5",
        ] {
            assert_eq!(whole(none), None, "{none}");
        }
    }

    #[test]
    fn days_are_read_as_every_program_writes_them() {
        let want = "2027-03-05".parse::<NaiveDate>().ok();
        for text in [
            "2027-03-05",
            "2027-3-5",
            "2027/3/5",
            "2027/03/05 0:00",
            "2027-03-05 00:00:00",
            "2027-03-05T00:00:00",
            "2027.3.5",
            "2027年3月5日",
            "20270305",
            "46451",
            "46451.0",
            "２０２７／３／５",
        ] {
            assert_eq!(day(text), want, "{text}");
        }
        for none in ["", "2027年3月", "2027-02-30", "3/5/27", "年底", "45"] {
            assert_eq!(day(none), None, "{none}");
        }
    }

    #[test]
    fn headings_in_one_cell_are_told_apart_by_their_numbers() {
        for headings in [
            &["二、重点任务", "（一）构建高质量发展体系"][..],
            &[
                "附件",
                "一、构建、体系",
                "(二十八)加大学位供给，提升保障能力",
            ],
            &["扩大招聘、引进自主权"],
            &["三、保障措施"],
            &[],
        ] {
            assert_eq!(headings_of(&headings.join(COMMA)), headings);
        }
    }
}
