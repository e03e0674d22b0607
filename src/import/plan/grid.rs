//! Tables in text: cells parted by tabs, pipes or wide spaces, or one cell a line.

use super::chars::{dense, digit, is_han};
use super::columns::{Column, column_of, is_head, parts_for_wholes};
use super::deadline::is_standing;
use super::fit::{fit_lines, is_time};
use super::head::ends_like_title;
use super::lines::Line;
use super::marker::{Kind, marker};
use super::units::is_unit_list;
use super::vocabulary::Slot;

/// A row of cells; a cell may have several lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Line of its first cell.
    pub line: u32,
    /// Its cells, empty where nothing is printed.
    pub cells: Vec<String>,
}

/// A table.
pub type Grid = Vec<Row>;

/// How often a text may be read again in the search for tables. A run of lines that turns out to be
/// none is looked at once more from its next line; a text made for it would be read as often as it
/// has lines.
const MOST_PASSES: usize = 20;

/// The tables of a text and what is left of it.
#[derive(Debug, Default)]
pub struct Tables {
    /// The tables.
    pub grids: Vec<Grid>,
    /// The other lines.
    pub rest: Vec<Line>,
    /// The first line from which on tables were no longer looked for.
    pub given_up: Option<u32>,
}

/// Takes the tables out of `lines`.
pub fn take_grids(lines: Vec<Line>) -> Tables {
    let text = Text {
        heads: heads_before(&lines),
        lines: &lines,
    };
    let mut tables = Tables::default();
    // What short texts are read again is no matter.
    let mut patience = lines.len() * MOST_PASSES + 10_000;
    let mut at = 0;
    while at < lines.len() {
        let found = text.grid_at(at, &mut patience);
        match found {
            Some((end, grid)) if end > at => {
                tables.grids.push(grid);
                at = end;
            }
            _ => {
                tables.rest.push(lines[at].clone());
                at += 1;
            }
        }
        if patience == 0 {
            tables.given_up = lines.get(at).map(|line| line.number);
            tables.rest.extend_from_slice(&lines[at..]);
            break;
        }
    }
    tables
}

/// A text with what its lines may be of tables.
struct Text<'a> {
    lines: &'a [Line],
    /// How many column heads stand before each line.
    heads: Vec<u32>,
}

/// How many column heads stand before each line, and in all.
fn heads_before(lines: &[Line]) -> Vec<u32> {
    let mut sum: u32 = 0;
    let mut sums = vec![0];
    for line in lines {
        let cells = line.text.split('\t').take(MOST_HEADS);
        let heads = cells.filter(|cell| column_of(unquoted(cell.trim())).is_some());
        sum = sum.saturating_add(u32::try_from(heads.count()).unwrap_or(u32::MAX));
        sums.push(sum);
    }
    sums
}

/// No more cells of a line are looked at for column heads.
const MOST_HEADS: usize = 64;

impl Text<'_> {
    /// The table that begins at a line, and where it ends. What was read in vain is taken from
    /// `patience`.
    fn grid_at(&self, at: usize, patience: &mut usize) -> Option<(usize, Grid)> {
        let readers = [cell_a_line_with_tabs, tabbed, piped, cell_a_line, spaced];
        readers.iter().find_map(|read| {
            let mut end = at;
            let found = read(self, at, &mut end);
            if found.is_none() {
                *patience = patience.saturating_sub(end - at);
            }
            found
        })
    }

    /// Whether column heads stand in the next lines.
    fn has_head_near(&self, at: usize) -> bool {
        const NEAR: usize = 40;
        let end = self.lines.len().min(at + NEAR);
        self.heads[end] - self.heads[at] >= 2
    }
}

/// Column heads stand within so many rows.
const HEAD_WITHIN: usize = 4;

/// Whether a grid has a row of column heads near its top.
fn has_head(grid: &Grid) -> bool {
    grid.iter().take(HEAD_WITHIN).any(|row| is_head(&row.cells))
}

/// Every cell on a line of its own behind one tab; an empty line ends a row. The second line of a
/// cell has no tab.
fn cell_a_line_with_tabs(text: &Text, at: usize, end: &mut usize) -> Option<(usize, Grid)> {
    let lines = text.lines;
    let is_cell = |line: &Line| line.text.starts_with('\t') && line.text.matches('\t').count() == 1;
    let is_bare_tab = |line: &Line| line.text.trim().is_empty();
    let first = lines
        .get(at)
        .filter(|line| is_cell(line) && !is_bare_tab(line))?;
    if !text.has_head_near(at) {
        return None;
    }
    let mut chunks: Vec<Row> = vec![Row {
        line: first.number,
        cells: Vec::new(),
    }];
    let mut blank = false;
    for line in &lines[at..] {
        // Empty cells lose their tab where a converter trims its lines.
        if line.text.is_empty() {
            blank = true;
        } else if is_cell(line) {
            if blank {
                chunks.push(Row {
                    line: line.number,
                    cells: Vec::new(),
                });
            }
            chunks.last_mut()?.cells.push(line.trimmed().to_owned());
            blank = false;
        } else if blank {
            break;
        } else {
            let cell = chunks.last_mut()?.cells.last_mut()?;
            cell.push('\n');
            cell.push_str(line.trimmed());
        }
        *end += 1;
    }
    let widest = chunks.iter().map(|row| row.cells.len()).max()?;
    let grid = merged_chunks(chunks, widest);
    (widest >= 3 && grid.len() >= 3 && has_head(&grid)).then_some((*end, grid))
}

/// A row that an empty line inside a cell broke in two is one again.
fn merged_chunks(chunks: Vec<Row>, widest: usize) -> Grid {
    let mut out: Grid = Vec::new();
    for row in chunks {
        match out.last_mut() {
            Some(last)
                if last.cells.len() < widest
                    && last.cells.len() + row.cells.len() == widest
                    && !is_head(&last.cells) =>
            {
                last.cells.extend(row.cells);
            }
            _ => out.push(row),
        }
    }
    out
}

/// Cells parted by tabs, a row a line; a line without a tab goes on in the last cell.
fn tabbed(text: &Text, at: usize, end: &mut usize) -> Option<(usize, Grid)> {
    let lines = text.lines;
    let cells = |line: &Line| -> Vec<String> {
        line.text
            .split('\t')
            .map(|cell| unquoted(cell.trim()).to_owned())
            .collect()
    };
    let has_tab = |line: &Line| line.text.trim_end().contains('\t');
    lines.get(at).filter(|line| has_tab(line))?;
    if !text.has_head_near(at) {
        return None;
    }
    let mut grid: Grid = Vec::new();
    let mut blanks = 0;
    for line in &lines[at..] {
        if line.is_blank() && !line.text.contains('\t') {
            blanks += 1;
            if blanks > 2 {
                break;
            }
        } else if has_tab(line) {
            grid.push(Row {
                line: line.number,
                cells: cells(line),
            });
            blanks = 0;
        } else if is_between_rows(line, &lines[*end + 1..], &has_tab) {
            grid.push(Row {
                line: line.number,
                cells: vec![line.trimmed().to_owned()],
            });
            blanks = 0;
        } else if blanks > 0 || !goes_on_in_cell(line, &lines[*end + 1..], &has_tab) {
            break;
        } else {
            let cell = grid.last_mut()?.cells.last_mut()?;
            cell.push('\n');
            cell.push_str(line.trimmed());
        }
        *end += 1;
    }
    let widest = grid.iter().map(|row| row.cells.len()).max()?;
    let grid = broken_rows_joined(grid, widest);
    (widest >= 2 && grid.len() >= 2 && has_head(&grid)).then_some((*end, grid))
}

/// Whether a line without a tab is the second line of a cell: rows follow, or it reads like one.
fn goes_on_in_cell(line: &Line, rest: &[Line], has_tab: &impl Fn(&Line) -> bool) -> bool {
    let text = line.trimmed();
    let has_more = rest
        .iter()
        .take(8)
        .take_while(|line| !line.is_blank())
        .any(has_tab);
    let reads_like_cell = text.chars().count() <= 20 && (is_unit_list(text) || is_standing(text));
    has_more || reads_like_cell
}

/// A heading over the next rows, or the table's title printed again: rows follow right below.
fn is_between_rows(line: &Line, rest: &[Line], is_row: &impl Fn(&Line) -> bool) -> bool {
    let text = line.trimmed();
    let is_short = !text.is_empty() && text.chars().count() <= 40 && !text.contains('。');
    let is_heading =
        marker(text).is_some_and(|marker| marker.kind < Kind::Arabic) || ends_like_title(text);
    is_short
        && is_heading
        && rest
            .iter()
            .take(3)
            .find(|line| !line.is_blank())
            .is_some_and(is_row)
}

/// Line ends inside cells break a row in pieces; each shares a cell with the one before it.
fn broken_rows_joined(grid: Grid, widest: usize) -> Grid {
    let is_numbered = grid.iter().take(HEAD_WITHIN).any(|row| {
        let first = row.cells.first().and_then(|cell| column_of(cell));
        is_head(&row.cells) && first == Some(Column::Number)
    });
    let mut out: Grid = Vec::new();
    for row in grid {
        match out.last_mut() {
            Some(last) if is_piece(last, &row, widest, is_numbered) => {
                let mut more = row.cells.into_iter();
                if let (Some(cell), Some(first)) = (last.cells.last_mut(), more.next()) {
                    cell.push('\n');
                    cell.push_str(&first);
                }
                last.cells.extend(more);
            }
            _ => out.push(row),
        }
    }
    out
}

/// Whether a row goes on with the last cell of the one before. With a column of numbers only a
/// number begins a row; without one the two pieces have to make a whole.
fn is_piece(last: &Row, row: &Row, widest: usize, is_numbered: bool) -> bool {
    let both = last.cells.len() + row.cells.len();
    let is_whole = both == widest + 1;
    let is_number = row
        .cells
        .first()
        .is_some_and(|cell| number_in(cell).is_some());
    let fits = if is_numbered && !is_number {
        both <= widest + 1
    } else {
        is_whole
    };
    // 责任 / 单位: of a head that was broken the pieces name no column.
    let is_between = is_head(&last.cells) && row.cells.iter().any(|cell| column_of(cell).is_some());
    fits && last.cells.len() < widest
        && (2..widest).contains(&row.cells.len())
        && last.cells.len() > 1
        && !is_between
        && !row.cells[0].is_empty()
}

fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(cell)
}

/// `| a | b |` of Markdown and its kin.
fn piped(text: &Text, at: usize, end: &mut usize) -> Option<(usize, Grid)> {
    let lines = text.lines;
    let is_row =
        |line: &Line| line.text.matches(['|', '│', '┃']).count() >= 2 || line.text.starts_with('|');
    let is_rule = |line: &Line| {
        let text = line.trimmed();
        !text.is_empty()
            && text.chars().all(|c| {
                matches!(
                    c,
                    '|' | '-'
                        | ':'
                        | ' '
                        | '+'
                        | '='
                        | '─'
                        | '┼'
                        | '├'
                        | '┤'
                        | '┌'
                        | '┐'
                        | '└'
                        | '┘'
                        | '┬'
                        | '┴'
                        | '│'
                        | '━'
                )
            })
    };
    lines.get(at).filter(|line| is_row(line) || is_rule(line))?;
    // Without a rule around the table an empty first cell begins the line with its sign.
    let is_bordered = lines[at]
        .trimmed()
        .starts_with(['|', '│', '┃', '+', '┌', '├']);
    let mut grid: Grid = Vec::new();
    for (more, line) in lines[at..].iter().enumerate() {
        if is_row(line) && !is_rule(line) {
            let text = line.trimmed();
            let text = if is_bordered {
                text.trim_start_matches(['|', '│', '┃'])
                    .trim_end_matches(['|', '│', '┃'])
            } else {
                text
            };
            let cells = text
                .split(['|', '│', '┃'])
                .map(|cell| cell.trim().replace("<br>", "\n").replace("<br/>", "\n"));
            grid.push(Row {
                line: line.number,
                cells: cells.collect(),
            });
            if grid.len() == HEAD_WITHIN && !has_head(&grid) {
                return None;
            }
        } else if is_between_rows(line, &lines[at + more + 1..], &is_row) {
            grid.push(Row {
                line: line.number,
                cells: vec![line.trimmed().to_owned()],
            });
        } else if !is_rule(line) && !line.is_blank() {
            break;
        }
        *end += 1;
    }
    while *end > at && lines[*end - 1].is_blank() {
        *end -= 1;
    }
    (grid.len() >= 2 && has_head(&grid)).then_some((*end, grid))
}

/// The column heads one a line, then the cells one a line, some left out where they are merged.
fn cell_a_line(text: &Text, at: usize, end: &mut usize) -> Option<(usize, Grid)> {
    const NEAR: usize = 60;
    let lines = text.lines;
    let may_begin = |line: &&Line| !line.is_blank() && line.trimmed().chars().count() <= 12;
    lines.get(at).filter(may_begin)?;
    if !text.has_head_near(at) {
        return None;
    }
    let near = &lines[at..lines.len().min(at + NEAR)];
    let (heads, printed, taken) = heads_a_line(near);
    *end += taken;
    let heads = parts_for_wholes(heads);
    if !(3..=20).contains(&heads.len()) || !is_head(&heads) {
        return None;
    }
    let (body, last) = body_of(lines, *end, &heads, &printed);
    *end = last;
    let head = Row {
        line: lines[at].number,
        cells: heads.clone(),
    };
    let rows = rows_of(&body, &heads);
    let mut grid = vec![head];
    grid.extend(rows.into_iter().map(|row| fit_lines(&row, &heads)));
    (grid.len() >= 2).then_some((*end, grid))
}

/// Column heads one a line, some of them over two or three lines (完成 / 时限): the heads, the lines
/// as printed, and how many lines they take.
fn heads_a_line(lines: &[Line]) -> (Vec<String>, Vec<String>, usize) {
    const LONGEST: usize = 12;
    const MOST_LINES: usize = 3;
    let is_name = |text: &str| text.chars().count() <= LONGEST && column_of(text).is_some();
    let filled: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_blank())
        .map(|(at, line)| (at, dense(line.trimmed())))
        .collect();
    let (mut heads, mut printed, mut taken) = (Vec::new(), Vec::new(), 0);
    let mut next = 0;
    while let Some((_, first)) = filled.get(next) {
        let mut parts = if is_name(first) { 1 } else { 0 };
        let mut whole = first.clone();
        for more in 1..MOST_LINES {
            // 牵头 is a head by itself, but 单位 behind it is none; 完成 is none.
            let goes_on = |part: &str| parts == 0 || !is_name(part);
            let Some((_, part)) = filled.get(next + more).filter(|(_, part)| goes_on(part)) else {
                break;
            };
            whole.push_str(part);
            if part.chars().count() <= 6 && is_name(&whole) {
                parts = more + 1;
            }
        }
        let head: String = filled[next..next + parts]
            .iter()
            .map(|(_, part)| part.as_str())
            .collect();
        if parts == 0 || heads.contains(&head) {
            break;
        }
        printed.extend(
            filled[next..next + parts]
                .iter()
                .map(|(_, part)| part.clone()),
        );
        heads.push(head);
        next += parts;
        taken = filled[next - 1].0 + 1;
    }
    (heads, printed, taken)
}

/// The lines of such a table's cells, repeated heads left out, and where it ends.
fn body_of<'a>(
    lines: &'a [Line],
    from: usize,
    heads: &[String],
    printed: &[String],
) -> (Vec<&'a Line>, usize) {
    let mut body = Vec::new();
    let mut end = from;
    // How many lines of heads printed once more are still to come.
    let mut repeated = 0;
    for line in &lines[from..] {
        let text = dense(line.trimmed());
        if super::outline::is_appendix(&text) || super::frame::is_closing_line(&text) {
            break;
        }
        if repeated == 0 && printed.first() == Some(&text) {
            let rest = lines[end..].iter().filter(|line| !line.is_blank());
            let is_again = rest
                .map(|line| dense(line.trimmed()))
                .take(printed.len())
                .eq(printed.iter().cloned());
            repeated = if is_again { printed.len() } else { 0 };
        }
        if repeated > 0 && !text.is_empty() {
            repeated -= 1;
        } else if !heads.contains(&text) {
            body.push(line);
        }
        end += 1;
    }
    (body, end)
}

/// The cells of each row: rows begin at the next number, or behind an empty line, or when every
/// column has its cell.
fn rows_of<'a>(body: &[&'a Line], heads: &[String]) -> Vec<Vec<&'a Line>> {
    let has_numbers = heads
        .first()
        .is_some_and(|head| column_of(head) == Some(Column::Number));
    let has_gaps =
        body.iter().filter(|line| line.is_blank()).count() * heads.len() >= body.len() / 2;
    // Merged cells leave rows of unequal length; the deadline at their end parts them.
    let is_deadline = |head: &String| column_of(head) == Some(Column::Slot(Slot::Deadline));
    let times = body.iter().filter(|line| is_time(line.trimmed())).count();
    let ends_in_time =
        heads.last().is_some_and(is_deadline) && times * heads.len() * 4 >= body.len() * 3;
    let mut rows: Vec<Vec<&Line>> = Vec::new();
    let mut next = None;
    let mut gap = true;
    for line in body {
        if line.is_blank() {
            gap = true;
            continue;
        }
        let number = number_in(line.trimmed());
        // Two rows of one task may share its number.
        let is_whole = rows
            .last()
            .is_some_and(|row: &Vec<&Line>| row.len() + 1 >= heads.len());
        let starts = if has_numbers {
            number.is_some_and(|number| {
                next.is_none_or(|next| number == next || (is_whole && number + 1 == next))
            })
        } else if has_gaps {
            gap
        } else if ends_in_time {
            rows.last()
                .is_none_or(|row| row.last().is_some_and(|last| is_time(last.trimmed())))
                && !is_time(line.trimmed())
        } else {
            rows.last().is_none_or(|row| row.len() >= heads.len())
        };
        if starts {
            rows.push(Vec::new());
            next = number.map(|number| number + 1);
        }
        if let Some(row) = rows.last_mut() {
            row.push(line);
        }
        gap = false;
    }
    rows
}

fn number_in(text: &str) -> Option<u32> {
    let digits: String = text
        .trim_end_matches(['.', '、', '．'])
        .chars()
        .map_while(|c| digit(c).and_then(|d| char::from_digit(d, 10)))
        .collect();
    (digits.len() <= 4
        && text
            .chars()
            .all(|c| digit(c).is_some() || matches!(c, '.' | '、' | '．')))
    .then(|| digits.parse().ok())
    .flatten()
}

/// Columns set out with spaces under a line of column heads.
fn spaced(text: &Text, at: usize, end: &mut usize) -> Option<(usize, Grid)> {
    let lines = text.lines;
    let first = lines
        .get(at)
        .filter(|line| !line.is_blank() && line.text.trim().contains(' '))?;
    let heads = words_at(&first.text, 1);
    if heads.len() < 3
        || !heads.iter().all(|(_, word)| column_of(word).is_some())
        || first.text.chars().count() > 100
    {
        return None;
    }
    let names: Vec<String> = heads.iter().map(|(_, word)| word.clone()).collect();
    if !is_head(&names) {
        return None;
    }
    let has_numbers = column_of(&names[0]) == Some(Column::Number);
    let mut grid = vec![Row {
        line: first.number,
        cells: names.clone(),
    }];
    *end = at + 1;
    let mut gap = false;
    for line in &lines[at + 1..] {
        let cells = words_at(&line.text, 2);
        let is_line_of_row = |line: &Line| match line.trimmed().split_whitespace().next() {
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
            grid.push(Row {
                line: line.number,
                cells: vec![line.trimmed().to_owned()],
            });
            gap = false;
        } else {
            let number = line.trimmed().split_whitespace().next().and_then(number_in);
            let is_row = if has_numbers {
                number.is_some()
            } else {
                cells.len() >= 2
            };
            let goes_on = !gap
                && !is_row
                && grid.len() > 1
                && super::marker::marker(line.trimmed()).is_none();
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
fn fit_spaced(line: &Line, heads: &[(usize, String)], names: &[String]) -> Row {
    for gap in [2, 1] {
        let cells = words_at(&line.text, gap);
        if cells.len() == heads.len() {
            return Row {
                line: line.number,
                cells: cells.into_iter().map(|(_, word)| word).collect(),
            };
        }
    }
    let parts: Vec<Line> = words_at(&line.text, 1)
        .into_iter()
        .map(|(_, text)| Line {
            number: line.number,
            text,
        })
        .collect();
    fit_lines(&parts.iter().collect::<Vec<_>>(), names)
}

/// The second line of a row: each piece goes to the column it stands under.
fn continue_row(row: &mut Row, cells: &[(usize, String)], heads: &[(usize, String)]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::lines_of;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let tables = take_grids(lines_of(text));
        tables
            .grids
            .into_iter()
            .flatten()
            .map(|row| row.cells)
            .collect()
    }

    fn joined(text: &str) -> Vec<String> {
        cells(text)
            .iter()
            .map(|row| row.join("|").replace('\n', "/"))
            .collect()
    }

    #[test]
    fn a_cell_a_line_behind_tabs() {
        let text = "\t工作任务\n\t牵头\n单位\n\t完成时限\n\n\t办好学校\n\t县教育局\n\t2024年12月\n长期坚持\n\n\t建好医院\n\t\n\t2025年\n正文在此。\n";
        assert_eq!(joined(text)[1], "办好学校|县教育局|2024年12月/长期坚持");
        assert_eq!(cells(text)[2][1], "");
    }

    #[test]
    fn rows_of_tabs_and_pipes() {
        let want = [
            "序号|工作任务|责任单位",
            "1|办好学校|县教育局",
            "2|建好医院|",
        ];
        assert_eq!(
            joined("序号\t工作任务\t责任单位\n1\t办好学校\t县教育局\n2\t建好医院\t\n后文"),
            want
        );
        assert_eq!(
            joined(
                "| 序号 | 工作任务 | 责任单位 |\n|---|:--:|---|\n| 1 | 办好学校 | 县教育局 |\n| 2 | 建好医院 | |"
            ),
            want
        );
        assert_eq!(
            joined("序号\t工作任务\t责任单位\n1\t办好\n学校\t县教育局")[1],
            "1|办好/学校|县教育局"
        );
    }

    #[test]
    fn a_cell_a_line_with_some_left_out() {
        let text = "序号\n工作任务\n责任单位\n完成时限\n1\n办好全县各级各类学校\n县教育局、县财政局\n2024年12月底\n2\n建好县医院新院区\n长期坚持\n";
        assert_eq!(
            joined(text)[1..],
            [
                "1|办好全县各级各类学校|县教育局、县财政局|2024年12月底",
                "2|建好县医院新院区||长期坚持"
            ]
        );
    }

    #[test]
    fn columns_set_out_with_spaces() {
        let text = "序号  工作任务          责任单位    完成时限\n1     办好全县学校      县教育局    2024年底\n2     建好县医院新院区  县卫健局    长期坚持\n\n以上任务请落实。\n";
        assert_eq!(joined(text)[2], "2|建好县医院新院区|县卫健局|长期坚持");
    }

    #[test]
    fn text_with_a_tab_in_it_is_no_table() {
        let tables = take_grids(lines_of("各单位：\n\t\n某县人民政府\t印\n2024年"));
        assert!(tables.grids.is_empty());
        assert_eq!(tables.rest.len(), 4);
    }

    #[test]
    fn heads_without_rows_repeated_without_end_are_given_up_and_a_table_before_them_is_read() {
        let table = "序号\t工作任务\t责任单位\n1\t办好学校\t县教育局\n\n\n\n正文。\n";
        let barren = "序号\n工作任务\n责任单位\n".repeat(2_000);
        let tables = take_grids(lines_of(&format!("{table}{barren}")));
        assert_eq!(tables.grids.len(), 1);
        assert!(tables.given_up.is_some());
        assert_eq!(tables.rest.len(), 6_003);
    }
}
