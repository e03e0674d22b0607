//! The header of a ledger: which row it is, what its columns hold, what stands above it.

use std::collections::BTreeSet;

use super::headings::{SheetColumn, headings, normal};
use super::mapping::Mappings;
use crate::import::source::sheet::{CellOrigin, SheetRow, SourceSheet};

/// How many rows with content may stand above a header.
const MAX_ABOVE: usize = 30;

/// What the header of a sheet says.
#[derive(Debug)]
pub struct SheetHeader {
    /// What each column holds.
    pub columns: Vec<Option<SheetColumn>>,
    /// What each column is headed with.
    pub names: Vec<String>,
    /// The title above it.
    pub title: Option<String>,
    /// The first row of the table, as an index.
    pub first: usize,
    /// Whether somebody has assigned its columns before.
    pub is_remembered: bool,
}

/// Finds the header: the first row that names a task column and one more, be it by its words or as
/// somebody has assigned them.
pub fn find(sheet: &SourceSheet, mappings: &Mappings) -> Option<SheetHeader> {
    let rows = &sheet.rows;
    (0..rows.len().min(MAX_ABOVE)).find_map(|at| {
        let upper = rows.get(at)?;
        let lower = rows
            .get(at + 1)
            .filter(|lower| is_second_level(upper, lower));
        let (names, mut columns) = match lower {
            Some(lower) => joined(upper, lower),
            None => single(upper),
        };
        let assigned = mappings.of(&names);
        for (name, column) in names.iter().zip(&mut columns) {
            if let Some(own) = assigned.and_then(|mapping| mapping.columns.get(name)) {
                *column = *own;
            }
        }
        is_header(&columns).then(|| SheetHeader {
            columns,
            names,
            title: title_above(&rows[..at]),
            first: at + 1 + usize::from(lower.is_some()),
            is_remembered: assigned.is_some(),
        })
    })
}

/// What could be the header where no heading is known.
pub fn guess(sheet: &SourceSheet) -> Option<SheetHeader> {
    let rows = &sheet.rows;
    let texts = |row: &SheetRow| -> Vec<String> {
        let texts = row.cells.iter().map(|cell| cell.text.clone());
        texts.collect()
    };
    (0..rows.len().min(MAX_ABOVE)).find_map(|at| {
        let (row, below) = (rows.get(at)?, rows.get(at + 1)?);
        let (names, columns) = single(row);
        may_be_header(&texts(row), &texts(below)).then(|| SheetHeader {
            columns,
            names,
            title: title_above(&rows[..at]),
            first: at + 1,
            is_remembered: false,
        })
    })
}

/// Whether a row could be a header although no heading is known: several short texts with a filled
/// row below.
pub fn may_be_header(row: &[String], below: &[String]) -> bool {
    const LONGEST: usize = 20;
    let filled = |row: &[String]| -> BTreeSet<String> {
        let texts = row.iter().map(|text| normal(text));
        texts.filter(|text| !text.is_empty()).collect()
    };
    let texts = filled(row);
    let is_short = texts.iter().all(|text| text.chars().count() <= LONGEST);
    texts.len() >= 3 && is_short && filled(below).len() >= 2
}

fn is_header(columns: &[Option<SheetColumn>]) -> bool {
    let mut known: Vec<SheetColumn> = columns.iter().flatten().copied().collect();
    known.sort();
    known.dedup();
    known.len() >= 2 && known.iter().any(|column| column.is_task())
}

fn single(row: &SheetRow) -> (Vec<String>, Vec<Option<SheetColumn>>) {
    let names: Vec<String> = row.cells.iter().map(|cell| normal(&cell.text)).collect();
    let columns = names.iter().map(|name| headings().column(name)).collect();
    (names, columns)
}

/// Whether `lower` divides headings of `upper`: it names columns, and only below a heading that
/// goes over several, or below nothing.
fn is_second_level(upper: &SheetRow, lower: &SheetRow) -> bool {
    let mut texts = upper.cells.iter().map(|cell| cell.text.trim());
    let first = texts.by_ref().find(|text| !text.is_empty());
    // A title stands over all columns without being the heading of any.
    if texts.all(|text| text.is_empty() || Some(text) == first) {
        return false;
    }
    let mut divides = false;
    for (at, cell) in lower.cells.iter().enumerate() {
        let text = normal(&cell.text);
        if text.is_empty() || cell.origin == CellOrigin::Above || text == normal(upper.text(at)) {
            continue;
        }
        let is_under_group = group_of(upper, at).is_some();
        if !is_under_group && !upper.text(at).is_empty() {
            return false;
        }
        divides |= is_under_group && headings().column(&text).is_some();
    }
    divides
}

/// The heading over several columns that stands over this one: merged cells repeat it, in a file
/// of separated values the cells right of it are blank.
fn group_of(upper: &SheetRow, at: usize) -> Option<&str> {
    let own = upper.text(at);
    if !own.is_empty() {
        let goes_on = upper.cells.get(at + 1).is_some_and(|next| {
            let text = next.text.trim();
            next.origin == CellOrigin::Left || text.is_empty() || text == own
        });
        let is_filled = at > 0 && upper.text(at - 1) == own;
        return (goes_on || is_filled).then_some(own);
    }
    let before = (0..at).rev().map(|at| upper.text(at));
    before.into_iter().find(|text| !text.is_empty())
}

/// Two levels as one: the lower heading decides if it is known, then both together, then the
/// upper one.
fn joined(upper: &SheetRow, lower: &SheetRow) -> (Vec<String>, Vec<Option<SheetColumn>>) {
    let known = |name: &str| headings().column(name);
    let width = upper.cells.len().max(lower.cells.len());
    let both = (0..width).map(|at| {
        let below = lower
            .cells
            .get(at)
            .filter(|cell| cell.origin != CellOrigin::Above);
        let below = below.map(|cell| normal(&cell.text)).unwrap_or_default();
        let own = normal(upper.text(at));
        if below.is_empty() || below == own {
            return (own.clone(), known(&own));
        }
        let above = normal(group_of(upper, at).unwrap_or_default());
        let name = format!("{above}{below}");
        let column = known(&below)
            .or_else(|| known(&name))
            .or_else(|| known(&above));
        (name, column)
    });
    both.unzip()
}

/// The first line above the table that could be its title.
fn title_above(rows: &[SheetRow]) -> Option<String> {
    rows.iter().find_map(|row| {
        let mut texts = row.cells.iter().map(|cell| cell.text.trim());
        let first = texts.by_ref().find(|text| !text.is_empty())?;
        let is_alone = texts.all(|text| text.is_empty() || text == first);
        let title: String = first.split('\n').map(str::trim).collect();
        let is_around = ["附件", "填报", "单位：", "单位:", "日期", "时间", "制表"]
            .iter()
            .any(|word| title.starts_with(word));
        (is_alone && !is_around && title.chars().count() >= 4).then_some(title)
    })
}
