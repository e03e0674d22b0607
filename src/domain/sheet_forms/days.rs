//! Days as programs of sheets read and show them, in Chinese and in English: two figures with a line
//! between them are a day of this year, or a month; three are a day.

use chrono::{Datelike, Days, NaiveDate};

/// The months in English, of which three letters are enough.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day as far as it is said.
#[derive(Clone, Copy)]
struct SaidDay {
    /// Two figures of a year are any century's.
    year: Option<u32>,
    month: u32,
    day: Option<u32>,
}

/// Whether a text is a day.
pub fn is_one(text: &str) -> bool {
    !readings(text).is_empty()
}

/// Whether a cell shows a day that a text may be read as.
pub fn is_shown(cell: &str, own: &str) -> bool {
    let own = readings(own);
    if own.is_empty() {
        return false;
    }
    let shown = match counted(cell) {
        Some(day) => vec![day],
        None => shown(cell),
    };
    own.iter()
        .any(|own| shown.iter().any(|shown| own.is_shown_as(shown)))
}

impl SaidDay {
    fn is_shown_as(&self, shown: &SaidDay) -> bool {
        let is_same_year = |own: u32, shown: u32| match own < 100 || shown < 100 {
            true => own % 100 == shown % 100,
            false => own == shown,
        };
        let years = match (self.year, shown.year) {
            (Some(own), Some(shown)) => is_same_year(own, shown),
            // The year in which the file was opened.
            (None, Some(_)) => true,
            (own, None) => own.is_none(),
        };
        let days = match (self.day, shown.day) {
            (None, shown) => shown.is_none_or(|day| day == 1),
            (own, shown) => own == shown,
        };
        years && days && self.month == shown.month
    }

    fn is_sound(&self) -> bool {
        let year = self.year.unwrap_or(2000);
        let year = if year < 100 { 2000 + year } else { year };
        let day = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, self.month, self.day.unwrap_or(1)));
        day.is_some_and(|day| (1900..10_000).contains(&day.year()))
    }
}

/// What a cell of a day shows. Two figures alone are none: they are what was there before.
fn shown(cell: &str) -> Vec<SaidDay> {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    let is_clock = |rest: &str| {
        rest.chars()
            .all(|c| c.is_ascii_digit() || c == ':' || c == '.')
    };
    let rest = cell.get(day.len()..).unwrap_or_default();
    let day = match is_clock(rest.trim_start_matches([' ', 'T'])) {
        true => day,
        false => cell,
    };
    let figures = day.split(['-', '/', '.']).filter(|part| is_figure(part));
    let has_year = day.contains('年') || figures.clone().any(|part| part.len() == 4);
    let is_told = has_year
        || figures.count() == 3
        || day.contains('月')
        || day.chars().any(|c| c.is_ascii_alphabetic());
    match is_told {
        true => readings(day),
        false => Vec::new(),
    }
}

/// The days that workbooks count by.
fn counted(cell: &str) -> Option<SaidDay> {
    let count = cell.parse::<u64>().ok().filter(|_| cell.len() == 5)?;
    let from = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = from.checked_add_days(Days::new(count))?;
    Some(SaidDay {
        year: u32::try_from(day.year()).ok(),
        month: day.month(),
        day: Some(day.day()),
    })
}

fn is_figure(part: &str) -> bool {
    matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|c| c.is_ascii_digit())
}

/// All days that a text may be read as.
fn readings(text: &str) -> Vec<SaidDay> {
    let said = |year: Option<u32>, month, day| SaidDay { year, month, day };
    let mut all = match (chinese(text), english(text)) {
        (Some(day), _) => vec![day],
        (None, Some((month, figures))) => match figures.as_slice() {
            [one] => vec![said(None, month, Some(*one)), said(Some(*one), month, None)],
            [day, year] => vec![said(Some(*year), month, Some(*day))],
            _ => Vec::new(),
        },
        (None, None) => match figures(text).as_slice() {
            [one, two] => vec![
                said(None, *one, Some(*two)),
                said(None, *two, Some(*one)),
                said(Some(*two), *one, None),
                said(Some(*one), *two, None),
            ],
            [one, two, three] => vec![
                said(Some(*one), *two, Some(*three)),
                said(Some(*three), *one, Some(*two)),
                said(Some(*three), *two, Some(*one)),
            ],
            _ => Vec::new(),
        },
    };
    all.retain(SaidDay::is_sound);
    all
}

/// The figures of 3-1, 3/1 or 2026-3-1.
fn figures(text: &str) -> Vec<u32> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let figures = parts.iter().map(|part| match is_figure(part) {
        true => part.parse().ok(),
        false => None,
    });
    figures.collect::<Option<_>>().unwrap_or_default()
}

/// 2026年3月1日, 3月1日, 2026年3月.
fn chinese(text: &str) -> Option<SaidDay> {
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (Some(year.parse().ok().filter(|_| is_figure(year))?), rest),
        None => (None, text),
    };
    let (month, day) = rest.split_once('月')?;
    let day = match day.strip_suffix('日') {
        Some(day) => Some(day.parse().ok().filter(|_| is_figure(day))?),
        None if day.is_empty() && year.is_some() => None,
        None => return None,
    };
    let month = month.parse().ok().filter(|_| is_figure(month))?;
    Some(SaidDay { year, month, day })
}

/// The month and the figures of 1-Mar, Mar 1, 1-Mar-26.
fn english(text: &str) -> Option<(u32, Vec<u32>)> {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let from = text.find(is_letter)?;
    let rest = text.get(from..)?;
    let to = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
    let word = rest.get(..to)?.to_ascii_lowercase();
    let is_month = |name: &str| {
        word.len() >= 3 && name.starts_with(&word) || word == "sept" && name.starts_with("sep")
    };
    let month = MONTHS.iter().position(|name| is_month(name))?;
    let month = u32::try_from(month + 1).ok()?;
    let around = [text.get(..from)?, rest.get(to..)?];
    let parts = around
        .iter()
        .flat_map(|part| part.split(['-', '/', ' ', ',']))
        .filter(|part| !part.is_empty());
    let figures = parts.map(|part| part.parse().ok().filter(|_| is_figure(part)));
    Some((month, figures.collect::<Option<_>>()?))
}
