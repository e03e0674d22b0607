//! The head of a table: which rows it takes, over how many rows it goes, and what its columns hold.

use super::by_content::kind_by_content;
use super::columns::{ColumnKind, LONGEST, by_last_word, column_of, is_head, is_second_head};
use super::row::CellRow;
use crate::import::ledger_sheet::mapping::{Mapping, Mappings};
use crate::import::ledger_sheet::{SheetColumn, headings, normal};
use crate::import::plan::words::chars::dense;
use crate::import::plan::words::vocabulary::LabelKind;

/// Column heads stand within so many rows.
pub const HEAD_WITHIN: usize = 4;

/// The same of a table of a file, whose title, remarks and dates may be rows of it.
const MOST_ABOVE: usize = 10;

/// A head has no more rows than this.
const MOST_ROWS: usize = 3;

/// The head of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableHead {
    /// What its columns hold.
    pub columns: Vec<ColumnKind>,
    /// The heads, without brackets and blanks.
    pub names: Vec<String>,
    /// Which of them somebody or the vocabulary knows.
    pub known: Vec<bool>,
    /// Its first row.
    pub first: usize,
    /// The first row below it.
    pub below: usize,
    /// Whether somebody has assigned its columns before.
    pub is_remembered: bool,
}

/// The head of a table whose cells were guessed from a text.
pub fn head_in_text(rows: &[CellRow]) -> Option<TableHead> {
    let within = 0..rows.len().min(HEAD_WITHIN);
    let first = within.into_iter().find(|at| is_head(&rows[*at].cells))?;
    let (heads, below) = heads_from(rows, first);
    Some(TableHead::of(rows, &heads, first..below, |_| None))
}

/// The head of a table whose cells a file has: columns may be assigned, and those that only ledgers
/// have are known, too.
pub fn head_in_file(rows: &[CellRow], mappings: &Mappings) -> Option<TableHead> {
    (0..rows.len().min(MOST_ABOVE)).find_map(|first| {
        let (heads, below) = heads_from(rows, first);
        let assigned = mappings.of(&names_of(&heads));
        (assigned.is_some() || is_head_of_file(&rows[first].cells)).then(|| {
            let of_ledger = |head: &str| headings().column(head).map(ColumnKind::of_ledger);
            let mut head = TableHead::of(rows, &heads, first..below, of_ledger);
            if let Some(assigned) = assigned {
                head.assign(assigned);
            }
            head
        })
    })
}

/// The same of a row of a file, where nothing else looks like one: of many columns few may be known.
fn is_head_of_file(cells: &[String]) -> bool {
    const ENOUGH: usize = 3;
    let known = cells.iter().filter_map(|cell| column_of(cell));
    let known: Vec<ColumnKind> = known.collect();
    let is_short = cells
        .iter()
        .all(|cell| dense(cell).chars().count() <= LONGEST);
    let has_demand = known.iter().any(|column| column.is_demand());
    is_head(cells) || (known.len() >= ENOUGH && has_demand && is_short)
}

/// Heads without brackets and blanks, as assigned columns are remembered by.
pub fn names_of(heads: &[String]) -> Vec<String> {
    heads.iter().map(|head| normal(head)).collect()
}

/// The heads that begin in a row, and the first row below them.
pub fn heads_from(rows: &[CellRow], first: usize) -> (Vec<String>, usize) {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut heads = rows[first].cells.clone();
    let mut below = first + 1;
    while let Some(row) = rows.get(below).filter(|_| below < first + MOST_ROWS) {
        let parts = new_cells(&heads, &row.cells);
        if !is_second_head(&parts) {
            break;
        }
        heads = over_two_rows(&heads, &parts, width);
        below += 1;
    }
    (heads, below)
}

impl TableHead {
    fn of(
        rows: &[CellRow],
        heads: &[String],
        place: std::ops::Range<usize>,
        else_by: impl Fn(&str) -> Option<ColumnKind>,
    ) -> TableHead {
        let known = heads
            .iter()
            .map(|head| column_of(head).or_else(|| else_by(head)));
        let mut known: Vec<Option<ColumnKind>> = known.collect();
        let has_title = known.contains(&Some(ColumnKind::Title));
        for (head, column) in heads.iter().zip(&mut known).filter(|_| !has_title) {
            *column = column.or_else(|| by_last_word(head));
        }
        let data = &rows[place.end.min(rows.len())..];
        let text = text_column(&known, data);
        let mut columns: Vec<ColumnKind> = known
            .iter()
            .enumerate()
            .map(|(at, column)| match column {
                None if text == Some(at) => ColumnKind::Requirement,
                column => column.unwrap_or(ColumnKind::Remark),
            })
            .collect();
        group(&mut columns, data);
        TableHead {
            columns: told_apart(columns),
            names: names_of(heads),
            known: (0..known.len())
                .map(|at| known[at].is_some() || text == Some(at))
                .collect(),
            first: place.start,
            below: place.end,
            is_remembered: false,
        }
    }

    /// Takes over what somebody said of the columns.
    fn assign(&mut self, assigned: &Mapping) {
        self.is_remembered = true;
        let columns = self.columns.iter_mut().zip(&mut self.known);
        for ((column, is_known), name) in columns.zip(&self.names) {
            if let Some(own) = assigned.columns.get(name) {
                *column = own.map_or(ColumnKind::Remark, ColumnKind::of_ledger);
                *is_known = own.is_some();
            }
        }
    }

    /// Whether a column says what has to be done.
    pub fn has_demand(&self) -> bool {
        self.columns.iter().any(|column| column.is_demand())
    }

    /// What a column is called in the ledger; `None` where nobody knows.
    pub fn in_ledger(&self, at: usize) -> Option<SheetColumn> {
        let column = self.columns.get(at)?;
        let is_known = self.known.get(at).is_some_and(|known| *known);
        is_known.then(|| column.in_ledger())
    }
}

/// Where no head names what has to be done: the column under an unknown head whose cells are
/// texts.
fn text_column(known: &[Option<ColumnKind>], rows: &[CellRow]) -> Option<usize> {
    const MOST_ROWS: usize = 50;
    const SHORTEST: usize = 8;
    let says_what = |column: &Option<ColumnKind>| {
        matches!(
            column,
            Some(
                ColumnKind::Requirement
                    | ColumnKind::Slot(LabelKind::Measures | LabelKind::Objective)
            )
        )
    };
    if known.iter().any(says_what) {
        return None;
    }
    let length = |at: usize| -> usize {
        let cells = rows
            .iter()
            .take(MOST_ROWS)
            .filter_map(|row| row.cells.get(at));
        let lengths: Vec<usize> = cells
            .map(|cell| dense(cell).chars().count())
            .filter(|length| *length > 0)
            .collect();
        lengths.iter().sum::<usize>() / lengths.len().max(1)
    };
    let sample: Vec<&CellRow> = rows.iter().take(MOST_ROWS).collect();
    let is_text = |at: &usize| kind_by_content(&sample, *at) == ColumnKind::Requirement;
    (0..known.len())
        .filter(|at| known[*at].is_none() && is_text(at))
        .map(|at| (length(at), at))
        .filter(|(length, _)| *length >= SHORTEST)
        .max()
        .map(|(_, at)| at)
}

/// 重点举措 over several numbered tasks: where a column beside the title is merged down over rows that
/// have numbers of their own, it heads them.
fn group(columns: &mut [ColumnKind], rows: &[CellRow]) {
    let Some(number) = columns.iter().position(|kind| *kind == ColumnKind::Number) else {
        return;
    };
    let is_numbered = |row: &&CellRow| !row.is_merged(number) && !row.text(number).is_empty();
    let goes_over = |at: usize| {
        let mut numbered = rows.iter().filter(is_numbered);
        numbered.any(|row| row.is_merged(at) && !row.text(at).is_empty())
    };
    let is_plain_title = |at: &usize| columns[*at] == ColumnKind::Title && !goes_over(*at);
    if !(0..columns.len()).any(|at| is_plain_title(&at)) {
        return;
    }
    let groups: Vec<usize> = (0..columns.len())
        .filter(|at| columns[*at].is_demand() && goes_over(*at))
        .collect();
    for at in groups {
        columns[at] = ColumnKind::Section;
    }
}

/// A row without what it only repeats of the heads above it, as cells merged over both rows do.
fn new_cells(heads: &[String], cells: &[String]) -> Vec<String> {
    let is_aligned = heads.len() == cells.len();
    let repeats = |at: usize, cell: &String| is_aligned && heads[at] == *cell;
    let kept = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| match repeats(at, cell) {
            true => String::new(),
            false => cell.clone(),
        });
    kept.collect()
}

/// 工作任务 over 重点任务, 任务目标, 量化指标: the parts take the place of the whole.
fn over_two_rows(first: &[String], second: &[String], width: usize) -> Vec<String> {
    let is_empty = |cell: &String| cell.trim().is_empty();
    // The empty cells at its end were not printed.
    let is_cut = second.len() < first.len()
        && first.len() == width
        && second.first().is_some_and(is_empty)
        && first.iter().any(is_empty);
    if is_cut {
        let mut whole = second.to_vec();
        whole.resize(width, String::new());
        return over_two_rows(first, &whole, width);
    }
    if first.len() == second.len() {
        return first
            .iter()
            .zip(second)
            .map(|(above, below)| {
                if is_empty(below) {
                    above.clone()
                } else {
                    below.clone()
                }
            })
            .collect();
    }
    if second.len() > first.len() {
        // Merged cells were printed once: what stands last above belongs to the empty ones below.
        let empty = second.iter().filter(|cell| is_empty(cell)).count();
        let mut above = first.iter().skip(first.len().saturating_sub(empty));
        return second
            .iter()
            .map(|below| {
                if is_empty(below) {
                    above.next().cloned().unwrap_or_default()
                } else {
                    below.clone()
                }
            })
            .collect();
    }
    let parts: Vec<String> = second
        .iter()
        .filter(|cell| !is_empty(cell))
        .cloned()
        .collect();
    let whole = first.iter().position(|head| {
        matches!(
            column_of(head),
            Some(ColumnKind::Title | ColumnKind::Requirement)
        )
    });
    match whole {
        Some(at) if first.len() - 1 + parts.len() == width => {
            let mut heads = first.to_vec();
            heads.splice(at..=at, parts);
            heads
        }
        _ => first.to_vec(),
    }
}

/// Of several columns of tasks the last is what has to be done, the one before it the task, those
/// before it headings.
fn told_apart(mut columns: Vec<ColumnKind>) -> Vec<ColumnKind> {
    let titles: Vec<usize> = (0..columns.len())
        .filter(|at| columns[*at] == ColumnKind::Title)
        .collect();
    let has_text = columns.iter().any(|column| {
        matches!(
            column,
            ColumnKind::Requirement | ColumnKind::Slot(LabelKind::Measures | LabelKind::Objective)
        )
    });
    let mut rest = titles.into_iter().rev();
    let named = if has_text {
        vec![ColumnKind::Title]
    } else {
        vec![ColumnKind::Requirement, ColumnKind::Title]
    };
    if columns
        .iter()
        .filter(|column| **column == ColumnKind::Title)
        .count()
        > 1
    {
        for column in named {
            if let Some(at) = rest.next() {
                columns[at] = column;
            }
        }
        for at in rest {
            columns[at] = ColumnKind::Section;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Role;

    fn row(cells: &[&str]) -> CellRow {
        CellRow::of_text(1, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    fn read(rows: &[CellRow]) -> (Vec<ColumnKind>, usize) {
        let head = head_in_text(rows).unwrap();
        (head.columns, head.below)
    }

    #[test]
    fn heads_over_two_rows_are_put_together() {
        let rows = [
            row(&["工作任务", "牵头\n单位", "责任单位", "完成时限"]),
            row(&["重点\n任务", "任务\n目标", "量化指标", "", "", ""]),
            row(&["a", "b", "c", "d", "e", "f"]),
        ];
        let (columns, taken) = read(&rows);
        assert_eq!(taken, 2);
        assert_eq!(
            columns,
            [
                ColumnKind::Section,
                ColumnKind::Title,
                ColumnKind::Requirement,
                ColumnKind::Slot(LabelKind::Party(Role::LeadUnit)),
                ColumnKind::Slot(LabelKind::Party(Role::ResponsibleUnit)),
                ColumnKind::Slot(LabelKind::Deadline)
            ]
        );
    }

    #[test]
    fn cells_merged_over_both_rows_of_heads_do_not_hide_the_parts() {
        // As Word tables come: what is merged stands in every row and column it covers.
        let rows = [
            row(&["序号", "工作任务", "责任", "责任", "完成时限"]),
            row(&["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]),
            row(&["1", "修管网", "县住建局", "县水利局", "10月底"]),
        ];
        let (columns, taken) = read(&rows);
        assert_eq!(taken, 2);
        assert_eq!(
            columns[2],
            ColumnKind::Slot(LabelKind::Party(Role::LeadUnit))
        );
        assert_eq!(
            columns[3],
            ColumnKind::Slot(LabelKind::Party(Role::AssistingUnit))
        );
    }

    #[test]
    fn one_column_of_tasks_and_one_of_measures() {
        let (columns, _) = read(&[
            row(&["序号", "重点工作", "2024年工作目标", "县级责任领导", "备注"]),
            row(&["1", "甲", "乙", "丙", ""]),
        ]);
        assert_eq!(columns[1], ColumnKind::Title);
        assert_eq!(columns[3], ColumnKind::Slot(LabelKind::Party(Role::Leader)));
        assert!(head_in_text(&[row(&["姓名", "电话"]), row(&["甲", "1"])]).is_none());
    }
}
