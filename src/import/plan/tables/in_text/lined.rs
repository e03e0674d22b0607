//! Tables with one cell a line: the column heads first, then the cells, some left out where they are
//! merged.

use super::table_text::TableText;
use crate::import::plan::lines::kind::{is_appendix, is_closing_line, number_in};
use crate::import::plan::lines::line::TextLine;
use crate::import::plan::lines::marker::{MarkerKind, marker};
use crate::import::plan::tables::by_content::{fit_lines, is_time};
use crate::import::plan::tables::columns::{ColumnKind, column_of, is_head, parts_for_wholes};
use crate::import::plan::tables::row::{CellRow, CellRows};
use crate::import::plan::words::chars::dense;
use crate::import::plan::words::vocabulary::LabelKind;

/// The column heads one a line, then the cells one a line, some left out where they are merged.
pub(super) fn cell_a_line(
    text: &TableText,
    at: usize,
    end: &mut usize,
) -> Option<(usize, CellRows)> {
    const NEAR: usize = 60;
    let lines = text.lines;
    let may_begin = |line: &&TextLine| !line.is_blank() && line.trimmed().chars().count() <= 12;
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
    let head = CellRow::of_text(lines[at].number, heads.clone());
    let rows = rows_of(&body, &heads);
    let mut grid = vec![head];
    grid.extend(rows.into_iter().map(|row| match row.as_slice() {
        [only] if is_heading(only) => {
            CellRow::of_text(only.number, vec![only.trimmed().to_owned()])
        }
        _ => fit_lines(&row, &heads),
    }));
    (grid.len() >= 2).then_some((*end, grid))
}

/// Column heads one a line, some of them over two or three lines (完成 / 时限): the heads, the lines
/// as printed, and how many lines they take.
fn heads_a_line(lines: &[TextLine]) -> (Vec<String>, Vec<String>, usize) {
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
    lines: &'a [TextLine],
    from: usize,
    heads: &[String],
    printed: &[String],
) -> (Vec<&'a TextLine>, usize) {
    let mut body = Vec::new();
    let mut end = from;
    // How many lines of heads printed once more are still to come.
    let mut repeated = 0;
    for line in &lines[from..] {
        let text = dense(line.trimmed());
        if is_appendix(&text) || is_closing_line(&text) {
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

/// 二、建强骨干队伍, over the rows below it.
fn is_heading(line: &TextLine) -> bool {
    let text = line.trimmed();
    text.chars().count() <= 40
        && !text.contains('。')
        && marker(text).is_some_and(|marker| marker.kind < MarkerKind::Arabic)
}

/// By what the rows of a table are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowSign {
    /// The next number.
    Number,
    /// An empty line.
    Gap,
    /// The deadline at the end of the row before. Merged cells leave rows of unequal length.
    Time,
    /// Every column has its cell.
    Width,
}

fn sign_of(body: &[&TextLine], heads: &[String]) -> RowSign {
    let has_numbers = heads
        .first()
        .is_some_and(|head| column_of(head) == Some(ColumnKind::Number));
    let has_gaps =
        body.iter().filter(|line| line.is_blank()).count() * heads.len() >= body.len() / 2;
    let is_deadline =
        |head: &String| column_of(head) == Some(ColumnKind::Slot(LabelKind::Deadline));
    let times = body.iter().filter(|line| is_time(line.trimmed())).count();
    let ends_in_time =
        heads.last().is_some_and(is_deadline) && times * heads.len() * 4 >= body.len() * 3;
    match (has_numbers, has_gaps, ends_in_time) {
        (true, ..) => RowSign::Number,
        (false, true, _) => RowSign::Gap,
        (false, false, true) => RowSign::Time,
        (false, false, false) => RowSign::Width,
    }
}

/// The cells of each row: rows begin at the next number, or behind an empty line, or when every
/// column has its cell.
fn rows_of<'a>(body: &[&'a TextLine], heads: &[String]) -> Vec<Vec<&'a TextLine>> {
    let sign = sign_of(body, heads);
    let mut rows: Vec<Vec<&TextLine>> = Vec::new();
    let mut next = None;
    let mut gap = true;
    let filled: Vec<&&TextLine> = body.iter().filter(|line| !line.is_blank()).collect();
    let mut behind = filled.iter().skip(1);
    for line in body {
        if line.is_blank() {
            gap = true;
            continue;
        }
        let following = behind.next();
        let number = number_in(line.trimmed());
        // 二、… right above a number is a heading over the next rows, which may count anew.
        if sign == RowSign::Number
            && is_heading(line)
            && following.is_some_and(|line| number_in(line.trimmed()).is_some())
        {
            rows.push(vec![line]);
            next = None;
            continue;
        }
        // Two rows of one task may share its number.
        let is_whole = rows
            .last()
            .is_some_and(|row: &Vec<&TextLine>| row.len() + 1 >= heads.len());
        let starts = match sign {
            RowSign::Number => number.is_some_and(|number| {
                next.is_none_or(|next| number == next || (is_whole && number + 1 == next))
            }),
            RowSign::Gap => gap,
            RowSign::Time => {
                rows.last()
                    .is_none_or(|row| row.last().is_some_and(|last| is_time(last.trimmed())))
                    && !is_time(line.trimmed())
            }
            RowSign::Width => rows.last().is_none_or(|row| row.len() >= heads.len()),
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
