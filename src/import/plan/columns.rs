//! Column heads of tables, over one or two rows.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::chars::{bare, dense};
use super::marker::marker;
use super::row::CellRow;
use super::vocabulary::{LabelKind, ends_with_any, vocabulary};

/// What the cells of a column say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// 序号.
    Number,
    /// 类别: a heading over several tasks.
    Section,
    /// 工作任务.
    Title,
    /// 具体措施 and the like.
    Requirement,
    /// A role, the deadline, or a block such as 存在问题.
    Slot(LabelKind),
    /// 备注 and what else is not taken.
    Remark,
}

/// Bytes of the longest head, spaces and remarks included.
const LONGEST_HEAD: usize = 400;

/// The column a head names.
pub fn column_of(head: &str) -> Option<ColumnKind> {
    if head.len() > LONGEST_HEAD {
        return None;
    }
    let whole = dense(head);
    let core = bare(head);
    if whole.is_empty() || core.chars().count() > 14 {
        return None;
    }
    exact(&whole)
        .or_else(|| exact(&core))
        .or_else(|| by_ending(&core))
        .or_else(|| by_start(&whole))
}

fn exact(word: &str) -> Option<ColumnKind> {
    heads().get(word).copied()
}

/// Every known head. Where two kinds have the same word, the earlier wins.
fn heads() -> &'static HashMap<&'static str, ColumnKind> {
    static HEADS: OnceLock<HashMap<&'static str, ColumnKind>> = OnceLock::new();
    HEADS.get_or_init(|| {
        let words = vocabulary();
        let of = |list: &'static [String], column: ColumnKind| {
            list.iter().map(move |word| (word.as_str(), column))
        };
        let labels = words.labels().map(|(word, slot)| match slot {
            LabelKind::Requirement => (word, ColumnKind::Requirement),
            LabelKind::Title => (word, ColumnKind::Title),
            slot => (word, ColumnKind::Slot(slot)),
        });
        let mut heads = HashMap::new();
        for (word, column) in of(&words.columns.number, ColumnKind::Number)
            .chain(of(&words.columns.section, ColumnKind::Section))
            .chain(of(&words.columns.title, ColumnKind::Title))
            .chain(labels)
            .chain(of(&words.columns.requirement, ColumnKind::Requirement))
            .chain(of(&words.columns.remark, ColumnKind::Remark))
        {
            heads.entry(word).or_insert(column);
        }
        heads
    })
}

/// 2024年工作目标, 县级牵头单位: the longest known word at the end says what it is.
fn by_ending(word: &str) -> Option<ColumnKind> {
    let starts = word.char_indices().map(|(at, _)| at).skip(1);
    starts
        .filter(|at| word[*at..].chars().count() >= 3)
        .find_map(|at| exact(&word[at..]))
}

/// 时间节点及阶段目标: of two things joined the first says what the column is.
/// 改革任务, 攻坚事项: in a row of heads, of which none is known for the title.
fn by_last_word(head: &str) -> Option<ColumnKind> {
    let core = bare(head);
    let is_title = ends_with_any(&core, &vocabulary().columns.title_ends);
    (is_title && core.chars().count() <= 8).then_some(ColumnKind::Title)
}

fn by_start(word: &str) -> Option<ColumnKind> {
    let (first, _) = word.split_once(['及', '和', '与', '、', '/'])?;
    exact(first)
}

/// Whether a row consists of column heads.
pub fn is_head(cells: &[String]) -> bool {
    let filled: Vec<&String> = cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    let columns: Vec<ColumnKind> = filled.iter().filter_map(|cell| column_of(cell)).collect();
    let says_something = columns.iter().any(|column| {
        matches!(
            column,
            ColumnKind::Slot(_) | ColumnKind::Title | ColumnKind::Requirement
        )
    });
    columns.len() >= 2
        && columns.len() * 2 > filled.len()
        && says_something
        && filled.iter().all(|cell| dense(cell).chars().count() <= 16)
}

/// The columns that the first rows of a table name, and how many rows they take.
pub fn columns_of(rows: &[CellRow]) -> Option<(Vec<ColumnKind>, usize)> {
    let first = rows.iter().take(4).position(|row| is_head(&row.cells))?;
    let head = &rows[first].cells;
    let width = rows.iter().map(|row| row.cells.len()).max()?;
    let second = rows.get(first + 1).map(|row| new_cells(head, &row.cells));
    let (heads, taken) = match second.filter(|cells| is_second_head(cells)) {
        Some(second) => (over_two_rows(head, &second, width), first + 2),
        None => (head.clone(), first + 1),
    };
    let known = heads.iter().map(|head| column_of(head));
    let mut known: Vec<Option<ColumnKind>> = known.collect();
    let has_title = known.contains(&Some(ColumnKind::Title));
    for (head, column) in heads.iter().zip(&mut known).filter(|_| !has_title) {
        *column = column.or_else(|| by_last_word(head));
    }
    let text = text_column(&known, &rows[taken.min(rows.len())..]);
    let columns = known
        .into_iter()
        .enumerate()
        .map(|(at, column)| match column {
            None if text == Some(at) => ColumnKind::Requirement,
            column => column.unwrap_or(ColumnKind::Remark),
        })
        .collect();
    Some((told_apart(columns), taken))
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
    (0..known.len())
        .filter(|at| known[*at].is_none())
        .map(|at| (length(at), at))
        .filter(|(length, _)| *length >= SHORTEST)
        .max()
        .map(|(_, at)| at)
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

/// A row under the heads that only names parts of one of them.
pub fn is_second_head(cells: &[String]) -> bool {
    let filled: Vec<&String> = cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    !filled.is_empty()
        && filled.iter().all(|cell| {
            // 一、预期目标 is a heading over the rows below it.
            dense(cell).chars().count() <= 10
                && marker(cell.trim()).is_none()
                && column_of(cell).is_some_and(|column| column != ColumnKind::Number)
        })
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

/// Heads of two rows printed one a line, those above before those below: 目标任务, 责任分工, 完成时限,
/// then 任务名称, 工作要求, 牵头单位, 责任单位. The deadline or the remarks close the upper row.
pub fn parts_for_wholes(heads: Vec<String>) -> Vec<String> {
    let is_party = |head: &String| matches!(column_of(head), Some(ColumnKind::Slot(slot)) if slot.is_responsibility());
    let is_task = |head: &String| {
        matches!(
            column_of(head),
            Some(
                ColumnKind::Title
                    | ColumnKind::Requirement
                    | ColumnKind::Slot(LabelKind::Objective | LabelKind::Measures)
            )
        )
    };
    let is_last = |head: &String| {
        matches!(
            column_of(head),
            Some(ColumnKind::Remark | ColumnKind::Slot(LabelKind::Deadline))
        )
    };
    let Some(end) = heads.iter().rposition(is_last) else {
        return heads;
    };
    let (upper, parts) = heads.split_at(end + 1);
    if parts.len() < 2 || !parts.iter().all(|part| is_party(part) || is_task(part)) {
        return heads;
    }
    let mut out = Vec::new();
    let mut used = 0;
    for head in upper {
        let fits: &dyn Fn(&String) -> bool = if is_task(head) { &is_task } else { &is_party };
        let own = parts[used..].iter().take_while(|part| fits(part)).count();
        if own >= 2 && fits(head) {
            out.extend(parts[used..used + own].iter().cloned());
            used += own;
        } else {
            out.push(head.clone());
        }
    }
    // Parts without a whole: the heads mean something else.
    if used == parts.len() { out } else { heads }
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
        CellRow {
            line: 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        }
    }

    #[test]
    fn heads_over_two_rows_are_put_together() {
        let rows = [
            row(&["工作任务", "牵头\n单位", "责任单位", "完成时限"]),
            row(&["重点\n任务", "任务\n目标", "量化指标", "", "", ""]),
            row(&["a", "b", "c", "d", "e", "f"]),
        ];
        let (columns, taken) = columns_of(&rows).unwrap();
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
        let (columns, taken) = columns_of(&rows).unwrap();
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
    fn heads_of_two_rows_one_a_line_are_put_together() {
        let heads = |text: &str| parts_for_wholes(text.split(' ').map(str::to_owned).collect());
        assert_eq!(
            heads("序号 目标任务 责任分工 完成时限 任务名称 工作要求 牵头单位 责任单位").join(" "),
            "序号 任务名称 工作要求 牵头单位 责任单位 完成时限"
        );
        let plain = "序号 工作任务 完成时限 牵头单位 责任单位";
        assert_eq!(heads(plain).join(" "), plain);
    }

    #[test]
    fn one_column_of_tasks_and_one_of_measures() {
        let (columns, _) = columns_of(&[
            row(&["序号", "重点工作", "2024年工作目标", "县级责任领导", "备注"]),
            row(&["1", "甲", "乙", "丙", ""]),
        ])
        .unwrap();
        assert_eq!(columns[1], ColumnKind::Title);
        assert_eq!(columns[3], ColumnKind::Slot(LabelKind::Party(Role::Leader)));
        let joined = column_of("时间节点及阶段目标");
        assert_eq!(joined, Some(ColumnKind::Slot(LabelKind::Deadline)));
        assert!(columns_of(&[row(&["姓名", "电话"]), row(&["甲", "1"])]).is_none());
    }
}
