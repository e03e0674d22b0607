//! What the head of a column says about the cells below it.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::import::ledger_sheet::SheetColumn;
use crate::import::plan::lines::marker::marker;
use crate::import::plan::words::chars::{bare, dense};
use crate::import::plan::words::vocabulary::{LabelKind, ends_with_any, vocabulary};

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
    /// 进度 and the like: what ledgers of offices have and plans have not.
    Ledger(SheetColumn),
    /// 备注 and what else is not taken.
    Remark,
}

impl ColumnKind {
    /// What a column of an office's ledger is for a plan.
    pub fn of_ledger(column: SheetColumn) -> ColumnKind {
        match column {
            SheetColumn::Number => ColumnKind::Number,
            SheetColumn::Section => ColumnKind::Section,
            SheetColumn::Title => ColumnKind::Title,
            SheetColumn::Requirement => ColumnKind::Requirement,
            SheetColumn::Problem => ColumnKind::Slot(LabelKind::Problem),
            SheetColumn::Objective => ColumnKind::Slot(LabelKind::Objective),
            SheetColumn::Measures => ColumnKind::Slot(LabelKind::Measures),
            SheetColumn::Deadline => ColumnKind::Slot(LabelKind::Deadline),
            SheetColumn::Remark => ColumnKind::Remark,
            other => match other.role() {
                Some(role) => ColumnKind::Slot(LabelKind::Party(role)),
                None => ColumnKind::Ledger(other),
            },
        }
    }

    /// The same the other way round: what a person who assigns columns is told.
    pub fn in_ledger(self) -> SheetColumn {
        match self {
            ColumnKind::Number => SheetColumn::Number,
            ColumnKind::Section => SheetColumn::Section,
            ColumnKind::Title | ColumnKind::Slot(LabelKind::Title) => SheetColumn::Title,
            ColumnKind::Requirement | ColumnKind::Slot(LabelKind::Requirement) => {
                SheetColumn::Requirement
            }
            ColumnKind::Slot(LabelKind::Problem) => SheetColumn::Problem,
            ColumnKind::Slot(LabelKind::Objective) => SheetColumn::Objective,
            ColumnKind::Slot(LabelKind::Measures) => SheetColumn::Measures,
            ColumnKind::Slot(LabelKind::Deadline) => SheetColumn::Deadline,
            ColumnKind::Slot(LabelKind::Party(role)) => SheetColumn::of_role(role),
            ColumnKind::Slot(LabelKind::Mixed) => SheetColumn::ResponsibleUnit,
            ColumnKind::Ledger(column) => column,
            ColumnKind::Remark => SheetColumn::Remark,
        }
    }

    /// Whether its cells say what has to be done.
    pub fn is_demand(self) -> bool {
        matches!(
            self,
            ColumnKind::Title
                | ColumnKind::Requirement
                | ColumnKind::Slot(
                    LabelKind::Title
                        | LabelKind::Requirement
                        | LabelKind::Measures
                        | LabelKind::Objective
                        | LabelKind::Problem
                )
        )
    }
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

/// 改革任务, 攻坚事项: in a row of heads, of which none is known for the title.
pub fn by_last_word(head: &str) -> Option<ColumnKind> {
    let core = bare(head);
    let is_title = ends_with_any(&core, &vocabulary().columns.title_ends);
    (is_title && core.chars().count() <= 8).then_some(ColumnKind::Title)
}

/// 时间节点及阶段目标: of two things joined the first says what the column is.
fn by_start(word: &str) -> Option<ColumnKind> {
    let (first, _) = word.split_once(['及', '和', '与', '、', '/'])?;
    exact(first)
}

/// No head of a column has more characters.
pub const LONGEST: usize = 16;

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
        && filled
            .iter()
            .all(|cell| dense(cell).chars().count() <= LONGEST)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_things_joined_the_first_says_what_the_column_is() {
        let joined = column_of("时间节点及阶段目标");
        assert_eq!(joined, Some(ColumnKind::Slot(LabelKind::Deadline)));
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
}
