//! Cells and columns without their heads, told by what they say.

use super::columns::{ColumnKind, column_of};
use super::row::CellRow;
use crate::domain::dates::mentions_in;
use crate::domain::people::Role;
use crate::import::plan::dates::deadline::is_standing;
use crate::import::plan::lines::kind::number_in;
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::parties::units::{is_none, is_unit_list};
use crate::import::plan::words::chars::{dense, digit, han_digit, is_han};
use crate::import::plan::words::vocabulary::{LabelKind, starts_with_any, vocabulary};

/// No more lines of one row are looked at, so that the work stays small.
const MOST_LINES: usize = 60;

/// The lines of a row under the heads. Merged cells leave fewer lines than heads, broken cells
/// more; the order of both is kept.
pub fn fit_lines(lines: &[&TextLine], heads: &[String]) -> CellRow {
    let line = lines.first().map_or(0, |line| line.number);
    let columns: Vec<ColumnKind> = heads
        .iter()
        .map(|head| column_of(head).unwrap_or(ColumnKind::Remark))
        .collect();
    let lines = &lines[..lines.len().min(MOST_LINES)];
    let mut cells = vec![String::new(); columns.len()];
    for (text, column) in lines
        .iter()
        .map(|line| line.trimmed())
        .zip(places(lines, &columns))
    {
        let cell: &mut String = &mut cells[column];
        cell.push_str(text);
    }
    CellRow::of_text(line, cells)
}

/// The column of each line: the best way to walk both in order, by dynamic programming.
fn places(lines: &[&TextLine], columns: &[ColumnKind]) -> Vec<usize> {
    const NEVER: i32 = i32::MIN / 2;
    let (rows, width) = (lines.len(), columns.len());
    if rows == width {
        return (0..width).collect();
    }
    // best[i][j]: the best score with line i in column j.
    let mut best = vec![vec![NEVER; width]; rows];
    let mut from = vec![vec![0; width]; rows];
    for i in 0..rows {
        for j in 0..width {
            let own = score(lines[i].trimmed(), columns[j]);
            if i == 0 {
                best[i][j] = own;
                continue;
            }
            for before in 0..=j {
                // A cell goes on over several lines, at a small price.
                let step = if before == j { -1 } else { 0 };
                let total = best[i - 1][before].saturating_add(own + step);
                if total > best[i][j] {
                    best[i][j] = total;
                    from[i][j] = before;
                }
            }
        }
    }
    let mut column = (0..width)
        .max_by_key(|j| best.last().map_or(0, |row| row[*j]))
        .unwrap_or(0);
    let mut places = vec![0; rows];
    for i in (0..rows).rev() {
        places[i] = column;
        column = from[i][column];
    }
    places
}

/// Whether a cell says by when and nothing else.
pub fn is_time(text: &str) -> bool {
    const LONGEST: usize = 24;
    text.chars().nth(LONGEST).is_none()
        && (is_standing(text) || !mentions_in(&dense(text).chars().collect::<Vec<_>>()).is_empty())
}

/// Whether a cell is a list of names of people, as far as their length says.
fn is_people(text: &str) -> bool {
    const LONGEST: usize = 20;
    text.chars().nth(LONGEST).is_none()
        && text
            .split(['、', '，', ' '])
            .all(|part| (2..=4).contains(&part.chars().count()) && part.chars().all(is_han))
}

/// How well a text fits a column.
fn score(text: &str, column: ColumnKind) -> i32 {
    let length = i32::try_from(text.chars().count().min(60)).unwrap_or(60);
    let is_number = length <= 4 && text.chars().all(|c| digit(c).is_some());
    let is_units = is_unit_list(text) || is_none(text);
    let is_time = is_time(text);
    let is_people = is_people(text) && !is_units && !is_time;
    let of = |fits: bool, score: i32, other: i32| if fits { score } else { other };
    match column {
        ColumnKind::Number => of(is_number, 8, -12),
        ColumnKind::Slot(LabelKind::Party(Role::Leader)) => of(is_people, 5, -6),
        ColumnKind::Slot(LabelKind::Party(_) | LabelKind::Mixed) => of(is_units, 6, -6),
        ColumnKind::Slot(LabelKind::Deadline) => of(is_time, 7, -6),
        _ if is_number => -6,
        ColumnKind::Remark => -2,
        _ if is_units || (is_time && length <= 14) => -5,
        ColumnKind::Section => of(length <= 20, 1, -3),
        ColumnKind::Title => of(length <= 40, 2, 1),
        _ => of(length > 15, 3, 1),
    }
}

/// Whether rows without heads may stand under these columns: numbers and times where they belong, or
/// units where no column holds either.
pub fn may_stand_under(rows: &[CellRow], columns: &[ColumnKind]) -> bool {
    let rows: Vec<&CellRow> = rows
        .iter()
        .filter(|row| row.only_text().is_none())
        .collect();
    let all = |kind: ColumnKind, is_so: &dyn Fn(&str) -> bool| {
        let mut at = (0..columns.len()).filter(|at| columns[*at] == kind);
        at.all(|at| {
            let texts = rows.iter().map(|row| row.text(at));
            texts.into_iter().all(|text| is_none(text) || is_so(text))
        })
    };
    let is_number = |text: &str| {
        let is_figure = |c: char| digit(c).is_some() || han_digit(c).is_some() || c == '十';
        text.contains(is_figure) && text.chars().count() <= 8
    };
    let is_no_unit = |text: &str| !is_unit_list(text);
    let is_party = |text: &str| !is_time(text) && number_in(text).is_none();
    all(ColumnKind::Number, &is_number)
        && all(ColumnKind::Slot(LabelKind::Deadline), &is_no_unit)
        && all(
            ColumnKind::Slot(LabelKind::Party(Role::LeadUnit)),
            &is_party,
        )
        && all(
            ColumnKind::Slot(LabelKind::Party(Role::ResponsibleUnit)),
            &is_party,
        )
}

/// The columns of a table without heads, by what stands in them; `None` where that is not plain.
pub fn columns_by_content(rows: &[CellRow]) -> Option<Vec<ColumnKind>> {
    let width = rows.iter().map(|row| row.cells.len()).max()?;
    let is_row = |row: &&CellRow| row.only_text().is_none();
    let rows: Vec<&CellRow> = rows.iter().filter(is_row).collect();
    if rows.len() < 2 || width < 3 {
        return None;
    }
    let mut columns: Vec<ColumnKind> = (0..width).map(|at| kind_by_content(&rows, at)).collect();
    let units = ColumnKind::Slot(LabelKind::Party(Role::ResponsibleUnit));
    let leaders = ColumnKind::Slot(LabelKind::Party(Role::Leader));
    let [units, leaders, times, numbers, texts] = [
        units,
        leaders,
        ColumnKind::Slot(LabelKind::Deadline),
        ColumnKind::Number,
        ColumnKind::Requirement,
    ]
    .map(|kind| columns.iter().filter(|known| **known == kind).count());
    // Of two columns of units nobody can tell which leads.
    let is_of_tasks = units == 1 || (units == 0 && numbers == 1 && times == 1);
    let is_plain = is_of_tasks && leaders <= 1 && times <= 1 && numbers <= 1;
    if !is_plain || !(1..=2).contains(&texts) {
        return None;
    }
    // The first text names the task, the second says what it is.
    if let Some(title) = columns
        .iter_mut()
        .find(|column| **column == ColumnKind::Requirement)
    {
        *title = ColumnKind::Title;
    }
    Some(columns)
}

/// What all cells of a column are; texts where they are nothing in particular.
pub fn kind_by_content(rows: &[&CellRow], at: usize) -> ColumnKind {
    let texts: Vec<&str> = rows
        .iter()
        .map(|row| row.text(at))
        .filter(|text| !is_none(text))
        .collect();
    let actions = &vocabulary().verbs.actions;
    let all = |is_so: &dyn Fn(&str) -> bool| texts.iter().all(|text| is_so(text));
    let numbers: Vec<u32> = texts.iter().filter_map(|text| number_in(text)).collect();
    let counts_on = numbers.windows(2).all(|two| two[1] == two[0] + 1);
    if texts.is_empty() {
        ColumnKind::Remark
    } else if numbers.len() == texts.len() && counts_on {
        ColumnKind::Number
    } else if all(&is_time) {
        ColumnKind::Slot(LabelKind::Deadline)
    } else if all(&is_unit_list) {
        ColumnKind::Slot(LabelKind::Party(Role::ResponsibleUnit))
    } else if all(&|text| is_people(text) && !starts_with_any(text, actions)) {
        ColumnKind::Slot(LabelKind::Party(Role::Leader))
    } else {
        ColumnKind::Requirement
    }
}
