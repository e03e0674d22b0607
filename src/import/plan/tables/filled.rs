//! The rows of a table of tasks, each with what it leaves out: headings over the rows below, cells
//! merged with the one above, 同上.

use super::columns::ColumnKind;
use super::row::CellRow;
use super::task_table::TaskTable;
use crate::domain::people::Role;
use crate::import::ledger_sheet::{SheetColumn, cells, headings};
use crate::import::plan::lines::kind::ends_like_title;
use crate::import::plan::lines::marker::{MarkerKind, marker};
use crate::import::plan::parties::units::{is_as_above, is_none};
use crate::import::plan::words::chars::{dense, digit, han_number, tidy};
use crate::import::plan::words::vocabulary::{LabelKind, vocabulary};

/// A row with the cells that were merged filled in.
#[derive(Clone, Debug, Default)]
pub struct FilledRow {
    /// Line of its first cell.
    pub line: u32,
    /// As printed.
    pub number: String,
    /// The heading over it.
    pub section: String,
    /// The first paragraph of its title.
    pub title: String,
    /// The others.
    pub more_title: Vec<String>,
    /// What it demands: the paragraphs by their columns.
    pub text: Vec<(ColumnKind, Vec<String>)>,
    /// Who answers for it, as printed.
    pub parties: Vec<(LabelKind, String)>,
    /// By when, as printed.
    pub deadline: String,
    /// What stands in columns that only ledgers have.
    pub ledger: Vec<(SheetColumn, String)>,
    /// Whether shares are printed as parts of one.
    pub has_fractions: bool,
    /// The whole row as printed.
    pub printed: String,
    /// Whether the parties are those of the row above.
    pub has_inherited: bool,
    /// Whether several rows name each their own parties and dates for the one task.
    pub is_put_together: bool,
}

/// The rows of a table with what merged cells hold put into each of them.
pub fn filled(table: &TaskTable) -> Vec<FilledRow> {
    let mut out: Vec<FilledRow> = Vec::new();
    let mut section = String::new();
    let rows = &table.rows;
    let data = rows.iter().filter(|row| !table.is_head_again(row));
    let counts_in_digits = rows.iter().any(|row| {
        let first = row.cells.first().map(|cell| dense(cell));
        first.is_some_and(|cell| cell.starts_with(|c| digit(c).is_some()))
    });
    let has_fractions = has_fractions(table);
    for row in data {
        if is_total(row) || row.only_text().is_some_and(is_note) {
            continue;
        }
        let heading =
            section_of(row).or_else(|| numbered_section(row).filter(|_| counts_in_digits));
        if let Some(heading) = heading {
            section = heading;
            continue;
        }
        // The title of the table printed again over all its columns.
        if table.is_of_file() && is_over_all(row) {
            continue;
        }
        if let Some(last) = out.last_mut().filter(|_| goes_on(table, row)) {
            go_on(table, row, last);
            continue;
        }
        let mut read = read_row(table, row);
        read.has_fractions = has_fractions;
        if let Some(last) = out.last() {
            as_above(&mut read, last);
        }
        if read.section.is_empty() {
            read.section.clone_from(&section);
        }
        if let Some(last) = out.last() {
            inherit(table, &mut read, last);
        }
        if !read.text.is_empty() || !read.title.is_empty() {
            out.push(read);
        }
    }
    out
}

/// Whether the column of shares holds parts of one.
fn has_fractions(table: &TaskTable) -> bool {
    let shares = ColumnKind::Ledger(SheetColumn::Progress);
    let at = table.columns.iter().position(|column| *column == shares);
    at.is_some_and(|at| cells::are_fractions(table.rows.iter().map(|row| row.text(at))))
}

/// Whether one text stands in every column of a row.
fn is_over_all(row: &CellRow) -> bool {
    let is_full = row.cells.iter().all(|cell| !cell.trim().is_empty());
    row.cells.len() > 1 && is_full && row.only_text().is_some()
}

/// 注：…: what stands below a table.
fn is_note(text: &str) -> bool {
    headings().is_note(text)
}

/// Whether a row only names more who answer for the task above, or more dates: its number and all
/// that it demands are merged with those of the row above.
fn goes_on(table: &TaskTable, row: &CellRow) -> bool {
    let filled = table.columns.iter().enumerate();
    let mut filled = filled.filter(|(at, _)| !row.text(*at).is_empty());
    let mut has_demand = false;
    let is_part = filled.all(|(at, column)| {
        let is_merged = row.is_merged(at);
        has_demand |= column.is_demand();
        is_merged || !(column.is_demand() || *column == ColumnKind::Number)
    });
    is_part && has_demand
}

/// Adds such a row to the task above.
fn go_on(table: &TaskTable, row: &CellRow, last: &mut FilledRow) {
    let own = table.columns.iter().enumerate();
    let own = own.filter(|(at, _)| !row.is_merged(*at) && !row.text(*at).is_empty());
    let mut printed = Vec::new();
    let (mut has_parties, mut has_time) = (false, false);
    for (at, column) in own {
        let text = row.text(at);
        let known = match column {
            ColumnKind::Slot(LabelKind::Deadline) => Some(&mut last.deadline),
            ColumnKind::Slot(slot) if slot.is_responsibility() => {
                if last.parties.iter().all(|(known, _)| known != slot) {
                    last.parties.push((*slot, String::new()));
                }
                let mut parties = last.parties.iter_mut();
                parties
                    .find(|(known, _)| known == slot)
                    .map(|(_, text)| text)
            }
            _ => None,
        };
        let is_time = *column == ColumnKind::Slot(LabelKind::Deadline);
        has_time |= is_time;
        has_parties |= known.is_some() && !is_time;
        if let Some(known) = known.filter(|known| *known != text) {
            if !known.is_empty() {
                known.push('\n');
            }
            known.push_str(text);
        }
        printed.push(text);
    }
    last.is_put_together |= has_parties && has_time;
    last.printed.push('\n');
    last.printed.push_str(&printed.join("\t"));
}

fn read_row(table: &TaskTable, row: &CellRow) -> FilledRow {
    let mut read = FilledRow {
        line: row.line,
        printed: row.cells.join("\t"),
        ..FilledRow::default()
    };
    let paragraphs = |cell: &str| -> Vec<String> {
        let parts = table.paragraphs(cell);
        parts.into_iter().map(tidy).collect()
    };
    for (at, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match column {
            ColumnKind::Number => {
                read.number = dense(cell).trim_end_matches(['.', '、']).to_owned()
            }
            ColumnKind::Section => read.section = tidy(cell),
            ColumnKind::Title => read.entitle(paragraphs(cell), row.is_merged(at)),
            ColumnKind::Slot(LabelKind::Deadline) => read.deadline = cell.to_owned(),
            ColumnKind::Slot(slot) if slot.is_responsibility() => {
                read.parties.push((*slot, cell.to_owned()))
            }
            ColumnKind::Requirement | ColumnKind::Slot(_) if is_none(cell) => {}
            ColumnKind::Requirement | ColumnKind::Slot(_) => {
                read.text.push((*column, paragraphs(cell)))
            }
            ColumnKind::Ledger(_) if cells::is_nothing(cell) => {}
            ColumnKind::Ledger(column) => read.ledger.push((*column, cell.to_owned())),
            ColumnKind::Remark => {}
        }
    }
    read
}

impl FilledRow {
    /// Takes the paragraphs of the cell of the title. A list of items has no title of its own.
    fn entitle(&mut self, mut paragraphs: Vec<String>, is_merged: bool) {
        if is_list(&paragraphs) {
            self.text.push((ColumnKind::Requirement, paragraphs));
            return;
        }
        let more = paragraphs.split_off(paragraphs.len().min(1));
        self.title = paragraphs.pop().unwrap_or_default();
        // Of a cell over several rows what it says more belongs to the first.
        self.more_title = if is_merged { Vec::new() } else { more };
    }
}

/// Whether several paragraphs begin with numbers that count on.
pub fn is_list(paragraphs: &[String]) -> bool {
    let number = |at: usize| {
        let text = paragraphs.get(at)?;
        marker(text).filter(|marker| !marker.is_weak)
    };
    match (number(0), number(1)) {
        (Some(first), Some(second)) => first.kind == second.kind && second.value == first.value + 1,
        _ => false,
    }
}

/// A row with one cell over the whole width is a heading; the table's title printed again is none.
fn section_of(row: &CellRow) -> Option<String> {
    let mut cells = row
        .cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty());
    // Some converters print a cell once for each column it spans.
    let only = cells.next()?;
    let others = cells.clone().count();
    if !cells.all(|cell| cell == only) || (others > 0 && others + 1 < row.cells.len()) {
        return None;
    }
    let is_number = only.chars().all(|c| c.is_numeric());
    let is_numbered = marker(only).is_some_and(|marker| marker.kind < MarkerKind::Arabic);
    let is_whole = (row.cells.len() == 1 || others > 0) && !ends_like_title(only);
    ((is_numbered || is_whole) && !is_number).then(|| tidy(only))
}

/// 一 | 强化统筹 | (nothing): a heading with its number in a cell of its own, between items that
/// are counted in digits.
fn numbered_section(row: &CellRow) -> Option<String> {
    let mut cells = row.cells.iter().map(|cell| cell.trim());
    let number = cells.next()?.trim_end_matches(['、', '.', '．']);
    let mut words = cells.filter(|cell| !cell.is_empty());
    let name = words.next()?;
    let is_heading = !number.is_empty() && han_number(number).is_some() && words.next().is_none();
    is_heading.then(|| tidy(&format!("{number}、{name}")))
}

/// 合计: the row that sums up a table is no task.
fn is_total(row: &CellRow) -> bool {
    let mut cells = row.cells.iter().filter(|cell| !cell.trim().is_empty());
    let totals = &vocabulary().columns.totals;
    cells
        .next()
        .is_some_and(|cell| totals.contains(&dense(cell)))
}

/// 同上 in a cell: what the row above has there.
fn as_above(read: &mut FilledRow, last: &FilledRow) {
    for (slot, value) in read
        .parties
        .iter_mut()
        .filter(|(_, value)| is_as_above(value))
    {
        let above = last.parties.iter().find(|(other, _)| other == slot);
        *value = above.map(|(_, value)| value.clone()).unwrap_or_default();
    }
    if is_as_above(&read.deadline) {
        read.deadline.clone_from(&last.deadline);
    }
}

/// What a row leaves out because its cell is merged with the one above. Where a file says what is
/// merged, only a row with neither number nor title goes on with what stands above.
fn inherit(table: &TaskTable, read: &mut FilledRow, last: &FilledRow) {
    let is_part = match table.is_of_file() {
        true => table.has_places() && read.title.is_empty() && read.number.is_empty(),
        false => read.title.is_empty() || read.number.is_empty(),
    };
    if read.section.is_empty() {
        read.section.clone_from(&last.section);
    }
    if table.is_of_file() && !is_part {
        return;
    }
    if read.title.is_empty() && !read.text.is_empty() && !last.title.is_empty() {
        read.title.clone_from(&last.title);
    }
    if read.parties.is_empty() && !last.parties.is_empty() {
        read.parties.clone_from(&last.parties);
        read.has_inherited = true;
        if read.deadline.is_empty() && is_part {
            read.deadline.clone_from(&last.deadline);
        }
    } else if !read
        .parties
        .iter()
        .any(|(slot, _)| *slot == LabelKind::Party(Role::Leader))
        && last_leader(last).is_some()
        && !is_part
    {
        // A leader is printed once beside all the rows that are theirs.
        read.parties.extend(last_leader(last));
        read.has_inherited = true;
    } else if is_part
        && !read
            .parties
            .iter()
            .any(|(slot, _)| *slot == LabelKind::Party(Role::LeadUnit))
    {
        // The lead over several rows, each with units of its own.
        let lead = last
            .parties
            .iter()
            .filter(|(slot, _)| matches!(slot, LabelKind::Party(Role::LeadUnit | Role::Leader)));
        let more: Vec<_> = lead
            .filter(|(slot, _)| read.parties.iter().all(|(own, _)| own != slot))
            .cloned()
            .collect();
        read.has_inherited |= !more.is_empty();
        read.parties.extend(more);
    }
}

fn last_leader(last: &FilledRow) -> Option<(LabelKind, String)> {
    let mut parties = last.parties.iter();
    parties
        .find(|(slot, _)| *slot == LabelKind::Party(Role::Leader))
        .cloned()
}
