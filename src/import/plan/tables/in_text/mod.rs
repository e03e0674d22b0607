//! Tables guessed from text: cells parted by tabs, pipes or wide spaces, or one cell a line.
//!
//! In go the lines of a document without cells of its own, plain text and PDF; out come rows of cells,
//! and the lines that are left. `plan` calls it, never for a file whose reader found tables.

mod lined;
mod spaced;
mod table_text;

use super::columns::{ColumnKind, column_of, is_head};
use super::head::HEAD_WITHIN;
use super::row::{CellRow, CellRows};
use crate::import::plan::dates::deadline::is_standing;
use crate::import::plan::lines::kind::number_in;
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::parties::units::is_unit_list;
use lined::cell_a_line;
use spaced::spaced;
use table_text::{TableText, is_between_rows, unquoted};

/// How often a text may be read again in the search for tables. A run of lines that turns out to be
/// none is looked at once more from its next line; a text made for it would be read as often as it
/// has lines.
const MOST_PASSES: usize = 20;

/// The tables of a text and what is left of it.
#[derive(Debug, Default)]
pub struct TextTables {
    /// The tables.
    pub grids: Vec<CellRows>,
    /// The other lines.
    pub rest: Vec<TextLine>,
    /// The first line from which on tables were no longer looked for.
    pub given_up: Option<u32>,
}

impl TextTables {
    /// A text in which none is looked for.
    pub fn of_text(rest: Vec<TextLine>) -> TextTables {
        TextTables {
            rest,
            ..TextTables::default()
        }
    }
}

/// Takes the tables out of `lines`.
pub fn take_grids(lines: Vec<TextLine>) -> TextTables {
    let text = TableText::of(&lines);
    let mut tables = TextTables::default();
    // What short texts are read again is no matter.
    let mut patience = lines.len() * MOST_PASSES + 10_000;
    let mut at = 0;
    while at < lines.len() {
        let found = grid_at(&text, at, &mut patience);
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

/// The table that begins at a line, and where it ends. What was read in vain is taken from
/// `patience`.
fn grid_at(text: &TableText, at: usize, patience: &mut usize) -> Option<(usize, CellRows)> {
    let readers = [cell_a_line_with_tabs, tabbed, piped, cell_a_line, spaced];
    readers.iter().find_map(|read| {
        let mut end = at;
        let found = read(text, at, &mut end);
        if found.is_none() {
            *patience = patience.saturating_sub(end - at);
        }
        found
    })
}

/// Whether a grid has a row of column heads near its top.
fn has_head(grid: &CellRows) -> bool {
    grid.iter().take(HEAD_WITHIN).any(|row| is_head(&row.cells))
}

/// Every cell on a line of its own behind one tab; an empty line ends a row. The second line of a
/// cell has no tab.
fn cell_a_line_with_tabs(
    text: &TableText,
    at: usize,
    end: &mut usize,
) -> Option<(usize, CellRows)> {
    let lines = text.lines;
    let is_cell =
        |line: &TextLine| line.text.starts_with('\t') && line.text.matches('\t').count() == 1;
    let is_bare_tab = |line: &TextLine| line.text.trim().is_empty();
    let first = lines
        .get(at)
        .filter(|line| is_cell(line) && !is_bare_tab(line))?;
    if !text.has_head_near(at) {
        return None;
    }
    let mut chunks: Vec<CellRow> = vec![CellRow::of_text(first.number, Vec::new())];
    let mut blank = false;
    for line in &lines[at..] {
        // Empty cells lose their tab where a converter trims its lines.
        if line.text.is_empty() {
            blank = true;
        } else if is_cell(line) {
            if blank {
                chunks.push(CellRow::of_text(line.number, Vec::new()));
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
fn merged_chunks(chunks: Vec<CellRow>, widest: usize) -> CellRows {
    let mut out: CellRows = Vec::new();
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
fn tabbed(text: &TableText, at: usize, end: &mut usize) -> Option<(usize, CellRows)> {
    let lines = text.lines;
    let cells = |line: &TextLine| -> Vec<String> {
        line.text
            .split('\t')
            .map(|cell| unquoted(cell.trim()).to_owned())
            .collect()
    };
    let has_tab = |line: &TextLine| line.text.trim_end().contains('\t');
    lines.get(at).filter(|line| has_tab(line))?;
    if !text.has_head_near(at) {
        return None;
    }
    let mut grid: CellRows = Vec::new();
    let mut blanks = 0;
    for line in &lines[at..] {
        if line.is_blank() && !line.text.contains('\t') {
            blanks += 1;
            if blanks > 2 {
                break;
            }
        } else if has_tab(line) {
            grid.push(CellRow::of_text(line.number, cells(line)));
            blanks = 0;
        } else if is_between_rows(line, &lines[*end + 1..], &has_tab) {
            let heading = vec![line.trimmed().to_owned()];
            grid.push(CellRow::of_text(line.number, heading));
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
fn goes_on_in_cell(
    line: &TextLine,
    rest: &[TextLine],
    has_tab: &impl Fn(&TextLine) -> bool,
) -> bool {
    let text = line.trimmed();
    let has_more = rest
        .iter()
        .take(8)
        .take_while(|line| !line.is_blank())
        .any(has_tab);
    let reads_like_cell = text.chars().count() <= 20 && (is_unit_list(text) || is_standing(text));
    has_more || reads_like_cell
}

/// Line ends inside cells break a row in pieces; each shares a cell with the one before it.
fn broken_rows_joined(grid: CellRows, widest: usize) -> CellRows {
    let is_numbered = grid.iter().take(HEAD_WITHIN).any(|row| {
        let first = row.cells.first().and_then(|cell| column_of(cell));
        is_head(&row.cells) && first == Some(ColumnKind::Number)
    });
    let mut out: CellRows = Vec::new();
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
fn is_piece(last: &CellRow, row: &CellRow, widest: usize, is_numbered: bool) -> bool {
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

/// Signs between cells, as they are typed and as they are drawn.
const BARS: [char; 3] = ['|', '│', '┃'];

fn is_piped(line: &TextLine) -> bool {
    line.text.matches(BARS).count() >= 2 || line.text.starts_with('|')
}

/// `|---|---|`, or a drawn line.
fn is_rule(line: &TextLine) -> bool {
    let text = line.trimmed();
    !text.is_empty() && text.chars().all(|c| "|-: +=─┼├┤┌┐└┘┬┴│━".contains(c))
}

/// The cells of `| a | b |`; without a rule around the table an empty first cell begins the line with
/// its sign.
fn piped_cells(line: &TextLine, is_bordered: bool) -> Vec<String> {
    let text = line.trimmed();
    let text = match is_bordered {
        true => text.trim_start_matches(BARS).trim_end_matches(BARS),
        false => text,
    };
    let cells = text
        .split(BARS)
        .map(|cell| cell.trim().replace("<br>", "\n").replace("<br/>", "\n"));
    cells.collect()
}

/// `| a | b |` of Markdown and its kin.
fn piped(text: &TableText, at: usize, end: &mut usize) -> Option<(usize, CellRows)> {
    let lines = text.lines;
    lines
        .get(at)
        .filter(|line| is_piped(line) || is_rule(line))?;
    let is_bordered = lines[at]
        .trimmed()
        .starts_with(['|', '│', '┃', '+', '┌', '├']);
    let mut grid: CellRows = Vec::new();
    for (more, line) in lines[at..].iter().enumerate() {
        if is_piped(line) && !is_rule(line) {
            let cells = piped_cells(line, is_bordered);
            grid.push(CellRow::of_text(line.number, cells));
            if grid.len() == HEAD_WITHIN && !has_head(&grid) {
                return None;
            }
        } else if is_between_rows(line, &lines[at + more + 1..], &is_piped) {
            let heading = vec![line.trimmed().to_owned()];
            grid.push(CellRow::of_text(line.number, heading));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::lines::line::lines_of;

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
