//! Signatures: who signed, and when.

use chrono::NaiveDate;

use crate::domain::dates::mentions_in;
use crate::domain::measure::Precision;
use crate::import::plan::lines::kind::{SHORT, is_issuer};
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::tables::columns::column_of;
use crate::import::plan::words::chars::{dense, digit};
use crate::import::plan::words::unit_words::looks_like_unit;
use crate::import::plan::words::vocabulary::{ends_with_any, vocabulary};

/// A signature: who signed, when, and the line of the date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Index of the line with the date.
    pub at: usize,
    /// The issuers above or before the date.
    pub issuers: Vec<String>,
    /// The date.
    pub date: NaiveDate,
    /// Whether it is only the printer's line: …2022年3月3日印发.
    pub is_imprint: bool,
}

/// The signatures: a line that is a date, or an issuer with a date, and the issuers above it.
pub(super) fn signatures(lines: &[TextLine]) -> Vec<Signature> {
    let mut found = Vec::new();
    let cells = first_cell(lines);
    for (at, line) in lines.iter().enumerate() {
        let text = line.trimmed();
        if text.is_empty() || text.chars().count() > SHORT {
            continue;
        }
        let Some((before, date, after)) = around_date(text) else {
            continue;
        };
        let is_imprint = ends_with_any(&after, &vocabulary().frame.issued_marks);
        if !(after.is_empty() || is_imprint) {
            continue;
        }
        if before.is_empty() {
            let issuers = issuers_above(lines, at);
            // In a table with a cell a line a mere date is a deadline, and so is one below a unit
            // as long as its row is not full.
            let is_cell = cells
                .filter(|cells| at > cells.from)
                .is_some_and(|cells| issuers.is_empty() || cells.has_room(lines, at));
            if is_cell && !is_set_apart(line) {
                continue;
            }
            found.push(Signature {
                at,
                issuers,
                date,
                is_imprint,
            });
        } else if is_issuer(&before) {
            found.push(Signature {
                at,
                issuers: issuers_in(&before),
                date,
                is_imprint,
            });
        }
    }
    found
}

/// A table with a cell a line.
#[derive(Clone, Copy)]
struct Cells {
    /// The line of its last column head.
    from: usize,
    /// How many columns it has.
    columns: usize,
}

impl Cells {
    /// Whether the row that the line `at` stands in has no more cells than columns up to there.
    fn has_room(self, lines: &[TextLine], at: usize) -> bool {
        let row = lines[self.from + 1..=at].iter().rev();
        let mut row = row.filter(|line| !line.is_blank()).take(self.columns);
        row.any(|line| line.trimmed().chars().all(|c| digit(c).is_some()))
    }
}

/// The first table with a cell a line: three or more column heads on lines of their own.
fn first_cell(lines: &[TextLine]) -> Option<Cells> {
    let mut found = Cells {
        from: 0,
        columns: 0,
    };
    for (at, line) in lines.iter().enumerate() {
        let text = line.trimmed();
        if text.is_empty() {
            continue;
        }
        if text.chars().count() <= 12 && column_of(text).is_some() {
            found.from = at;
            found.columns += 1;
        } else if found.columns >= 3 {
            return Some(found);
        } else {
            found.columns = 0;
        }
    }
    None
}

/// Whether a line is set in brackets or far to the right, as dates of signatures are.
fn is_set_apart(line: &TextLine) -> bool {
    let indent = line.text.len() - line.text.trim_start().len();
    indent >= 8 || line.trimmed().starts_with(['（', '('])
}

/// What stands before and behind the one date of a line, where that is exact to the day.
fn around_date(text: &str) -> Option<(String, NaiveDate, String)> {
    let spaced = text.trim_matches(['（', '）', '(', ')', ' ']);
    let chars: Vec<char> = dense(spaced).chars().collect();
    let mentions = mentions_in(&chars);
    let mention = mentions
        .first()
        .filter(|mention| mention.precision == Precision::Day)?;
    let date = mention.due(None)?;
    let before: String = chars[..mention.start].iter().collect();
    // The spaces between two issuers part them.
    let kept = if before.is_empty() {
        String::new()
    } else {
        spaced[..byte_of_char(spaced, before.chars().count())]
            .trim()
            .to_owned()
    };
    Some((kept, date, chars[mention.end..].iter().collect()))
}

/// The byte behind the `count`th character that is no white space.
fn byte_of_char(text: &str, count: usize) -> usize {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() {
            seen += 1;
        }
        if seen == count {
            return at + c.len_utf8();
        }
    }
    text.len()
}

fn issuers_above(lines: &[TextLine], date: usize) -> Vec<String> {
    let above = lines[..date].iter().rev().filter(|line| !line.is_blank());
    let mut issuers: Vec<String> = above
        .take(5)
        .map(|line| line.trimmed())
        .take_while(|text| is_issuer(text))
        .flat_map(|text| issuers_in(text).into_iter().rev().collect::<Vec<_>>())
        .collect();
    issuers.reverse();
    issuers
}

fn issuers_in(text: &str) -> Vec<String> {
    text.split_whitespace()
        .fold(Vec::new(), |mut issuers: Vec<String>, part| {
            match issuers.last_mut() {
                Some(last) if !looks_like_unit(last) || !looks_like_unit(part) => {
                    last.push_str(part)
                }
                _ => issuers.push(part.to_owned()),
            }
            issuers
        })
}
