//! Column headings and cell words of offices' own ledgers, read from `data/headings.toml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::domain::people::Role;
use crate::domain::vocabulary::vocabulary;
use crate::domain::{Lang, Status};
use crate::text::fold;

vocabulary! {
    /// What a column holds, those most often wanted first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[allow(missing_docs, reason = "each variant's label says it")]
    pub enum SheetColumn {
        Number "number" "编号" "number",
        Title "title" "任务" "task",
        Requirement "requirement" "要求" "requirement",
        Leader "leader" "责任领导" "leaders",
        LeadUnit "lead_unit" "牵头单位" "lead units",
        ResponsibleUnit "responsible_unit" "责任单位" "responsible units",
        AssistingUnit "assisting_unit" "配合单位" "assisting units",
        Deadline "deadline" "完成时限" "deadline",
        Status "status" "状态" "status",
        Progress "progress" "进度" "progress",
        Sector "sector" "领域" "sector",
        Region "region" "地区" "region",
        Section "section" "章节" "section",
        Problem "problem" "问题" "problem",
        Objective "objective" "目标" "objective",
        Measures "measures" "措施" "measures",
        Document "document" "来源文件" "document",
        DocumentNumber "document_number" "文号" "document number",
        Parent "parent" "上级任务" "parent",
        StartedOn "started_on" "开始日期" "started on",
        ReportCycle "report_cycle" "报告周期" "report cycle",
        Id "id" "台账 ID" "ledger id",
        Remark "remark" "备注(不导入)" "remark (not taken)",
        Computed "computed" "计算列(不导入)" "computed (not taken)",
    }
}

impl SheetColumn {
    /// The column that lists the names of a role.
    pub fn of_role(role: Role) -> SheetColumn {
        match role {
            Role::Leader => SheetColumn::Leader,
            Role::LeadUnit => SheetColumn::LeadUnit,
            Role::ResponsibleUnit => SheetColumn::ResponsibleUnit,
            Role::AssistingUnit => SheetColumn::AssistingUnit,
        }
    }

    /// Whether a row that fills it may be a task.
    pub fn is_task(self) -> bool {
        matches!(self, SheetColumn::Title | SheetColumn::Requirement)
    }

    /// The role whose names it lists.
    pub fn role(self) -> Option<Role> {
        let mut roles = Role::ALL.into_iter();
        roles.find(|role| SheetColumn::of_role(*role) == self)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StandingWords {
    words: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RowWords {
    totals: Vec<String>,
    notes: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct HeadingsFile {
    columns: BTreeMap<SheetColumn, Vec<String>>,
    status: BTreeMap<String, Vec<String>>,
    standing: StandingWords,
    rows: RowWords,
}

/// The vocabulary, ready to be asked.
pub struct Headings {
    columns: HashMap<String, SheetColumn>,
    statuses: HashMap<String, Status>,
    standing: Vec<String>,
    rows: RowWords,
}

/// The vocabulary of the data file.
pub fn headings() -> &'static Headings {
    static WORDS: OnceLock<Headings> = OnceLock::new();
    WORDS.get_or_init(|| {
        // The file is part of the binary and a test parses it.
        let file: HeadingsFile =
            toml::from_str(include_str!("../../../data/headings.toml")).unwrap_or_default();
        let columns = file.columns.into_iter().flat_map(|(column, names)| {
            let names = names.into_iter();
            names.map(move |name| (normal(&name), column))
        });
        let statuses = file.status.into_iter().flat_map(|(id, words)| {
            let status = Status::parse(&id);
            let words = words.into_iter();
            words.filter_map(move |word| Some((word, status?)))
        });
        Headings {
            columns: columns.collect(),
            statuses: statuses.collect(),
            standing: file.standing.words,
            rows: file.rows,
        }
    })
}

/// A heading without white space, colons and what stands in brackets at its end.
pub fn normal(heading: &str) -> String {
    let folded = fold(heading);
    let mut text: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    while text.ends_with([')', ']', '】', '〕'])
        && let Some(open) = text.rfind(['(', '[', '【', '〔'])
        && open > 0
    {
        text.truncate(open);
    }
    text.trim_end_matches([':', '：', '*']).to_owned()
}

impl Headings {
    /// What a column under this heading holds.
    pub fn column(&self, heading: &str) -> Option<SheetColumn> {
        let text = normal(heading);
        // Nobody heads a column with a sentence.
        if text.is_empty() || text.chars().count() > 20 {
            return None;
        }
        if let Some(column) = self.columns.get(&text) {
            return Some(*column);
        }
        // 市级牵头单位, 2024年完成时限: the longest ending that is known. Short words end too much.
        let starts = text.char_indices().skip(1).map(|(at, _)| &text[at..]);
        starts
            .take_while(|ending| ending.chars().count() >= 3)
            .find_map(|ending| self.columns.get(ending).copied())
    }

    /// What a word says about the state of a task.
    pub fn status(&self, word: &str) -> Option<Status> {
        let word = word.trim().trim_end_matches(['。', '；']);
        Status::parse(word).or_else(|| self.statuses.get(word).copied())
    }

    /// Whether a deadline says that the work goes on.
    pub fn is_standing(&self, deadline: &str) -> bool {
        self.standing
            .iter()
            .any(|word| deadline.contains(word.as_str()))
    }

    /// Whether a row beginning so sums up others.
    pub fn is_total(&self, text: &str) -> bool {
        let text = normal(text);
        self.rows.totals.contains(&text)
    }

    /// Whether a row saying only this is a note under the table: 注：…, 填表人：….
    pub fn is_note(&self, text: &str) -> bool {
        let mut notes = self.rows.notes.iter();
        notes.any(|note| {
            let rest = text.strip_prefix(note.as_str());
            rest.is_some_and(|rest| rest.trim_start().starts_with(['：', ':', '1', '１']))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_complete_and_names_no_heading_twice() {
        let file: HeadingsFile =
            toml::from_str(include_str!("../../../data/headings.toml")).unwrap();
        assert_eq!(file.columns.len(), SheetColumn::ALL.len());
        for column in file.columns.keys() {
            assert_eq!(SheetColumn::from_id(column.id()), Some(*column));
        }
        let mut seen = HashMap::new();
        for (column, names) in &file.columns {
            for name in names {
                assert_eq!(normal(name), fold(name).as_str(), "{name}");
                assert_eq!(seen.insert(normal(name), column), None, "{name}");
            }
        }
        for id in file.status.keys() {
            assert!(Status::parse(id).is_some(), "{id}");
        }
        assert!(!file.standing.words.is_empty() && !file.rows.totals.is_empty());
    }

    #[test]
    fn headings_are_known_with_brackets_blanks_and_words_before_them() {
        let known = |heading: &str| headings().column(heading);
        for (heading, column) in [
            ("序 号", SheetColumn::Number),
            ("责任领导\n（包联）", SheetColumn::Leader),
            ("市级牵头单位", SheetColumn::LeadUnit),
            ("2024年完成时限", SheetColumn::Deadline),
            ("进度（％）", SheetColumn::Progress),
            ("Title", SheetColumn::Title),
            ("领域／类别", SheetColumn::Sector),
        ] {
            assert_eq!(known(heading), Some(column), "{heading}");
        }
        assert_eq!(known("加快建设教育强国是全面建设的任务"), None);
        assert_eq!(known("无关"), None);
    }
}
