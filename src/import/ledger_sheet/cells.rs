//! Cells as values: lists of names, dates, progress, sectors.

use chrono::NaiveDate;

use super::headings::headings;
use crate::domain::dates::{dates_in, mentions_in};
use crate::domain::measure::{Milestone, Precision, Progress};
use crate::domain::name;
use crate::domain::people::{PartyKind, Role};
use crate::domain::sector::Sector;

/// What stands in a cell that is meant to be empty.
const NOTHING: [&str; 9] = ["无", "/", "／", "—", "-", "－", "——", "--", "暂无"];

/// Whether a cell says nothing.
pub fn is_nothing(text: &str) -> bool {
    text.is_empty() || NOTHING.contains(&text)
}

/// The names in a cell with their roles: most have that of the column, but a cell may say
/// 牵头单位：甲局；配合单位：乙局.
pub fn parties(text: &str, role: Role) -> Vec<(Role, String)> {
    let mut role = role;
    let mut found = Vec::new();
    for piece in name::pieces(text) {
        let mut words: Vec<&str> = Vec::new();
        for word in piece.split_whitespace() {
            match labelled(word) {
                None => words.push(word),
                Some((named, rest)) => {
                    add_names(&std::mem::take(&mut words), role, &mut found);
                    role = named;
                    words.push(rest);
                }
            }
        }
        add_names(&words, role, &mut found);
    }
    found
}

/// A word that says in which role the names behind it stand, and what follows the sign.
fn labelled(word: &str) -> Option<(Role, &str)> {
    let (label, rest) = word.split_once(['：', ':'])?;
    Some((headings().column(label)?.role()?, rest))
}

fn add_names(words: &[&str], role: Role, found: &mut Vec<(Role, String)>) {
    let text = words.join(" ");
    let text = text.trim().trim_end_matches('。');
    if !is_nothing(text) {
        let names = name::names_in(text, PartyKind::of(role)).into_iter();
        found.extend(names.map(|name| (role, name)));
    }
}

/// A deadline as it is printed, with its dates.
#[derive(Debug, Default)]
pub struct Deadline {
    /// The words on one line.
    pub text: String,
    /// Whether the work goes on after it.
    pub is_standing: bool,
    /// Its dates.
    pub milestones: Vec<Milestone>,
    /// The year that was taken from the title.
    pub year_of_title: Option<i32>,
    /// A date as read, where the calendar has no such day.
    pub impossible: Option<String>,
}

/// Reads a deadline. A month without a year takes that of the ledger's title.
pub fn deadline(text: &str, year: Option<i32>) -> Deadline {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut dates = dates_in(&text);
    let mut year_of_title = None;
    let wants_year = text.contains(['月', '季'])
        || ["年底", "年内", "年末", "上半年", "下半年"]
            .iter()
            .any(|word| text.contains(word));
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mentions = mentions_in(&chars);
    let has_year = mentions.iter().any(|mention| mention.year.is_some());
    let impossible = mentions.iter().find_map(|it| it.impossible(year));
    if let Some(year) = year.filter(|_| dates.is_empty() && wants_year && !has_year) {
        let bare = text.trim_start_matches('年');
        dates = dates_in(&format!("{year}年{bare}"));
        year_of_title = Some(year).filter(|_| !dates.is_empty());
    }
    let milestone = |date: &crate::domain::dates::PrintedDate| Milestone {
        text: text.clone(),
        due: Some(date.due),
        precision: date.precision,
        done_on: None,
    };
    Deadline {
        milestones: dates.iter().map(milestone).collect(),
        is_standing: headings().is_standing(&text),
        text,
        year_of_title,
        impossible,
    }
}

/// A single day.
pub fn day(text: &str) -> Option<NaiveDate> {
    match dates_in(text).as_slice() {
        [date] if date.precision == Precision::Day => Some(date.due),
        _ => None,
    }
}

/// A share done: `50%`, `50`, or `0.5` in a column of fractions.
pub fn progress(text: &str, is_fraction: bool) -> Option<Progress> {
    let digits = text.trim().trim_end_matches(['%', '％']);
    let has_sign = digits.len() < text.trim().len();
    let number: f64 = digits.trim().parse().ok()?;
    let percent = match is_fraction && !has_sign {
        true => number * 100.0,
        false => number,
    };
    // Whole numbers from 0 to 100, and no other, become text that a share is read from.
    format!("{:.0}", percent.round()).parse().ok()
}

/// A whole figure without a sign, as it stands.
pub fn whole_percent(text: &str) -> Option<Progress> {
    let number: f64 = text.trim().parse().ok()?;
    let is_whole = number.fract() == 0.0;
    progress(text, false).filter(|_| is_whole)
}

/// Whether the bare numbers of a progress column are fractions of one.
pub fn are_fractions<'a>(mut cells: impl Iterator<Item = &'a str>) -> bool {
    let mut has_part = false;
    let all_small = cells.all(|cell| match cell.trim().parse::<f64>() {
        Ok(number) => {
            has_part |= number > 0.0 && number < 1.0;
            (0.0..=1.0).contains(&number)
        }
        Err(_) => true,
    });
    all_small && has_part
}

/// A sector by its name, or by a part of it that no other has: 学前.
pub fn sector(text: &str) -> Option<Sector> {
    let text = text.trim();
    if let Some(sector) = Sector::parse(text) {
        return Some(sector);
    }
    let mut fits = Sector::all().filter(|sector| sector.name().contains(text));
    match (fits.next(), fits.next()) {
        (Some(sector), None) if text.chars().count() >= 2 => Some(sector),
        _ => None,
    }
}

/// The first year of a title.
pub fn year_of(title: &str) -> Option<i32> {
    let chars: Vec<char> = title.chars().collect();
    chars.windows(5).find_map(|five| {
        let digits: String = five[..4].iter().collect();
        let year: i32 = digits.parse().ok()?;
        (five[4] == '年' && (1990..=2100).contains(&year)).then_some(year)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_divided_by_signs_and_blanks_but_not_in_brackets() {
        let names = |text: &str| -> Vec<String> {
            let parties = parties(text, Role::Leader);
            parties.into_iter().map(|(_, name)| name).collect()
        };
        assert_eq!(
            names("教育局、财政局；人社局\n卫健委"),
            ["教育局", "财政局", "人社局", "卫健委"]
        );
        assert_eq!(names("张　三、李四 王五"), ["张三", "李四", "王五"]);
        assert_eq!(names("各乡镇（街道、苏木）"), ["各乡镇（街道、苏木）"]);
        assert!(names("无").is_empty());
        let roles = parties(
            "牵头单位：甲局；配合单位：乙局、丙局",
            Role::ResponsibleUnit,
        );
        assert_eq!(roles[0], (Role::LeadUnit, "甲局".to_owned()));
        assert_eq!(roles[2], (Role::AssistingUnit, "丙局".to_owned()));
    }

    #[test]
    fn a_month_takes_the_year_of_the_title_and_says_so() {
        let read = deadline("6月底前", Some(2024));
        assert_eq!(read.milestones[0].due, "2024-06-30".parse().ok());
        assert_eq!(read.year_of_title, Some(2024));
        assert_eq!(
            deadline("年底", Some(2024)).milestones[0].due,
            "2024-12-31".parse().ok()
        );
        assert!(deadline("6月底前", None).milestones.is_empty());
        for (text, impossible) in [
            ("2027年2月29日", "2027年2月29日"),
            ("2月29日", "2027年2月29日"),
            ("2027-02-29", "2027年2月29日"),
            ("2027年6月31日前", "2027年6月31日"),
        ] {
            let read = deadline(text, Some(2027));
            assert_eq!(read.impossible.as_deref(), Some(impossible), "{text}");
            assert!(read.milestones.is_empty() && read.year_of_title.is_none());
        }
        let standing = deadline("2025年12月31日并长期坚持", Some(2024));
        assert!(standing.is_standing && standing.year_of_title.is_none());
        assert_eq!(year_of("敖汉旗2024年重点工作台账"), Some(2024));
    }

    #[test]
    fn progress_is_read_as_percent_or_fraction() {
        let percent = |text: &str, fraction| progress(text, fraction).map(Progress::percent);
        assert_eq!(percent("50%", false), Some(50));
        assert_eq!(percent("100.0", false), Some(100));
        assert_eq!(percent("0.35", true), Some(35));
        assert_eq!(percent("1", true), Some(100));
        for wrong in ["101", "-1", "正在推进", "NaN", "1e9"] {
            assert_eq!(percent(wrong, false), None, "{wrong}");
        }
        assert!(are_fractions(["0.5", "1", ""].into_iter()));
        assert!(!are_fractions(["1", "1"].into_iter()));
        assert_eq!(sector("学前").map(Sector::name), Some("学前教育"));
        assert_eq!(sector("教育"), None);
    }
}
