//! Tables whose columns are set out with spaces under a line of column heads.

use super::table_text::{TableText, is_between_rows};
use crate::import::plan::lines::kind::number_in;
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::lines::marker::marker;
use crate::import::plan::tables::by_content::fit_lines;
use crate::import::plan::tables::columns::{ColumnKind, column_of, is_head};
use crate::import::plan::tables::row::{CellRow, CellRows};
use crate::import::plan::words::chars::{dense, is_han};

/// The column heads of a line, with the columns they begin at.
fn heads_of(first: &TextLine) -> Option<Vec<(usize, String)>> {
    if first.is_blank() || !first.text.trim().contains(' ') {
        return None;
    }
    let heads = words_at(&first.text, 1);
    if heads.len() < 3
        || !heads.iter().all(|(_, word)| column_of(word).is_some())
        || first.text.chars().count() > 100
    {
        return None;
    }
    let names: Vec<String> = heads.iter().map(|(_, word)| word.clone()).collect();
    is_head(&names).then_some(heads)
}

/// Columns set out with spaces under a line of column heads.
pub(super) fn spaced(text: &TableText, at: usize, end: &mut usize) -> Option<(usize, CellRows)> {
    let lines = text.lines;
    let first = lines.get(at)?;
    let heads = heads_of(first)?;
    let names: Vec<String> = heads.iter().map(|(_, word)| word.clone()).collect();
    let has_numbers = column_of(&names[0]) == Some(ColumnKind::Number);
    let mut grid = vec![CellRow::of_text(first.number, names.clone())];
    *end = at + 1;
    let mut gap = false;
    for line in &lines[at + 1..] {
        let cells = words_at(&line.text, 2);
        let is_line_of_row = |line: &TextLine| match line.trimmed().split_whitespace().next() {
            Some(word) if has_numbers => number_in(word).is_some(),
            _ => words_at(&line.text, 2).len() >= 2,
        };
        let is_repeated_head = || {
            let words = words_at(&line.text, 1);
            words.iter().map(|(_, word)| word).eq(&names) || names.contains(&dense(line.trimmed()))
        };
        if line.is_blank() {
            if gap {
                break;
            }
            gap = true;
        } else if is_repeated_head() {
            gap = false;
        } else if is_between_rows(line, &lines[*end + 1..], &is_line_of_row) {
            // 一  强化统筹: the number is a cell of its own.
            let cells = cells.into_iter().map(|(_, word)| word).collect();
            grid.push(CellRow::of_text(line.number, cells));
            gap = false;
        } else {
            let number = line.trimmed().split_whitespace().next().and_then(number_in);
            let is_row = if has_numbers {
                number.is_some()
            } else {
                cells.len() >= 2
            };
            let goes_on = !gap && !is_row && grid.len() > 1 && marker(line.trimmed()).is_none();
            if is_row {
                grid.push(fit_spaced(line, &heads, &names));
            } else if goes_on {
                continue_row(grid.last_mut()?, &cells, &heads);
            } else {
                break;
            }
            gap = false;
        }
        *end += 1;
    }
    (grid.len() >= 2).then_some((*end, grid))
}

/// The words of a line that at least `gap` spaces part, with the columns they begin at.
fn words_at(text: &str, gap: usize) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut column = 0;
    let mut spaces = gap;
    for c in text.chars() {
        if c.is_whitespace() {
            spaces += 1;
            column += 1;
            continue;
        }
        match out.last_mut() {
            Some((_, word)) if spaces < gap => {
                (0..spaces).for_each(|_| word.push(' '));
                word.push(c);
            }
            _ => out.push((column, c.to_string())),
        }
        spaces = 0;
        column += if is_han(c) || !c.is_ascii() { 2 } else { 1 };
    }
    out
}

/// The cells of a row under the heads: as many as there are heads, or fitted by what they say.
fn fit_spaced(line: &TextLine, heads: &[(usize, String)], names: &[String]) -> CellRow {
    for gap in [2, 1] {
        let cells = words_at(&line.text, gap);
        if cells.len() == heads.len() {
            let cells = cells.into_iter().map(|(_, word)| word).collect();
            return CellRow::of_text(line.number, cells);
        }
    }
    let parts: Vec<TextLine> = words_at(&line.text, 1)
        .into_iter()
        .map(|(_, text)| TextLine {
            number: line.number,
            text,
        })
        .collect();
    fit_lines(&parts.iter().collect::<Vec<_>>(), names)
}

/// The second line of a row: each piece goes to the column it stands under.
fn continue_row(row: &mut CellRow, cells: &[(usize, String)], heads: &[(usize, String)]) {
    for (column, text) in cells {
        let under = heads
            .iter()
            .rposition(|(start, _)| *start <= column + 2)
            .unwrap_or(0);
        if let Some(cell) = row.cells.get_mut(under) {
            cell.push_str(text);
        }
    }
}
