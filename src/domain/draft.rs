//! Drafts: tasks on their way into the ledger, in the JSON shape that `import --dry-run` prints,
//! `export --format jsonl` writes and `data/plans` holds (DESIGN parts 7 and 10).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::dates::dates_in;
use super::doubt::DoubtKind;
use super::measure::{Indicator, Milestone, Progress, ReportCycle};
use super::people::Role;
use super::region::RegionCode;
use super::returned_row::Returned;
use super::sector::Sector;
use super::status::Status;
use super::task::SourceDocument;
use super::task_field::{Field, FreeText};

/// A document and the tasks drafted from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftDocument {
    /// The head; `None` for a file of task lines, each of which names its own document.
    pub document: Option<DocumentHead>,
    /// The tasks, children after their parents.
    pub tasks: Vec<TaskDraft>,
    /// What is doubtful about the document as a whole.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// What a document says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentHead {
    /// The plan's title.
    #[serde(default)]
    pub title: String,
    /// 文号.
    #[serde(default)]
    pub document_number: Option<String>,
    /// Who issued it.
    #[serde(default)]
    pub issuer: Option<String>,
    /// When.
    #[serde(default)]
    pub issued_on: Option<NaiveDate>,
    /// The name of the region it binds.
    #[serde(default)]
    pub region: Option<String>,
}

/// A doubt, with the line it is about. In JSON it has its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// 1-based line of the source.
    pub line: Option<u32>,
    /// What is doubted.
    #[serde(rename = "message")]
    pub what: DoubtKind,
}

impl DoubtKind {
    /// A doubt about a line of the source, or about none.
    pub fn at(self, line: impl Into<Option<u32>>) -> Warning {
        let line = line.into();
        Warning { line, what: self }
    }
}

/// A drafted task. Lists and texts that a file leaves out are empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskDraft {
    /// As printed.
    #[serde(deserialize_with = "text_or_number")]
    pub number: String,
    /// The number of a top-level task of the same document, the nearest before.
    pub parent: Option<String>,
    /// Headings above it.
    pub section_path: Vec<String>,
    /// Short name.
    pub title: String,
    /// What is demanded.
    pub requirement: String,
    /// 问题描述.
    pub problem: Option<String>,
    /// 目标任务.
    pub objective: Option<String>,
    /// 工作措施.
    pub measures: Option<String>,
    /// Field of work.
    pub sector: Option<Sector>,
    /// 责任领导.
    pub leaders: Vec<String>,
    /// 牵头单位.
    pub lead_units: Vec<String>,
    /// 责任单位.
    pub responsible_units: Vec<String>,
    /// 配合单位.
    pub assisting_units: Vec<String>,
    /// 完成时限 as printed.
    pub deadline_text: Option<String>,
    /// 长期坚持.
    pub standing: bool,
    /// 节点.
    pub milestones: Vec<Milestone>,
    /// 量化指标.
    pub indicators: Vec<Indicator>,
    /// First line of the source.
    pub line: Option<u32>,
    /// Original wording.
    pub clause: Option<String>,
    /// Printed words of a role, in the order of its list, where they differ from the names.
    pub printed: BTreeMap<String, Vec<String>>,
    /// Doubts.
    pub warnings: Vec<Warning>,
    /// Of a row of a file that `export` wrote: what it says beside its values.
    #[serde(skip)]
    pub returned: Option<Box<Returned>>,
    /// Of a task line: the fields of which it says nothing. They stay as they are.
    #[serde(skip)]
    pub left_out: Vec<Field>,
    /// The fields of which somebody looked at what is doubtful, and found it right.
    #[serde(skip)]
    pub confirmed: Vec<Field>,
    /// Of a task line: title of its document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Of a task line: 文号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// Of a task line: issuer of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Of a task line: date of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Of a task line: name of the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Of a task line: code of the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_code: Option<RegionCode>,
    /// Of a task line: its state; registered when left out. Labels are read as well.
    #[serde(
        deserialize_with = "status_word",
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<Status>,
    /// Of a task line: the share done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
    /// Of a task line: the date in force. `Some(None)` is a null that was written out.
    #[serde(
        deserialize_with = "written_out",
        skip_serializing_if = "Option::is_none"
    )]
    pub deadline: Option<Option<NaiveDate>>,
    /// Of a task line: the first date recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_deadline: Option<NaiveDate>,
    /// Of a task line: when work began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_on: Option<NaiveDate>,
    /// Of a task line: how often a report is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_cycle: Option<ReportCycle>,
}

impl DraftDocument {
    /// Whether any of its tasks is a row of an export.
    pub fn has_returned(&self) -> bool {
        self.tasks.iter().any(|task| task.returned.is_some())
    }

    /// Takes the title and the region under which the very same file was taken in before: whoever
    /// corrected them then would otherwise find every task doubled.
    pub fn keep_names_of(&mut self, before: &SourceDocument) {
        let is_same = |head: &DocumentHead| {
            head.title == before.title && head.region.as_deref() == Some(before.region.name())
        };
        if self.document.as_ref().is_none_or(is_same) {
            return;
        }
        if let Some(head) = &mut self.document {
            head.title.clone_from(&before.title);
            head.region = Some(before.region.name().to_owned());
        }
        for task in &mut self.tasks {
            task.region = Some(before.region.name().to_owned());
            task.region_code = before.region.code();
        }
    }
}

impl TaskDraft {
    /// The names of a role.
    pub fn parties(&self, role: Role) -> &Vec<String> {
        match role {
            Role::Leader => &self.leaders,
            Role::LeadUnit => &self.lead_units,
            Role::ResponsibleUnit => &self.responsible_units,
            Role::AssistingUnit => &self.assisting_units,
        }
    }

    /// The names of a role, to be changed.
    pub fn parties_mut(&mut self, role: Role) -> &mut Vec<String> {
        match role {
            Role::Leader => &mut self.leaders,
            Role::LeadUnit => &mut self.lead_units,
            Role::ResponsibleUnit => &mut self.responsible_units,
            Role::AssistingUnit => &mut self.assisting_units,
        }
    }

    /// One of its texts, to be changed.
    pub fn text_mut(&mut self, which: FreeText) -> &mut Option<String> {
        match which {
            FreeText::Problem => &mut self.problem,
            FreeText::Objective => &mut self.objective,
            FreeText::Measures => &mut self.measures,
        }
    }

    /// One of its texts.
    pub fn text(&self, which: FreeText) -> Option<&str> {
        match which {
            FreeText::Problem => self.problem.as_deref(),
            FreeText::Objective => self.objective.as_deref(),
            FreeText::Measures => self.measures.as_deref(),
        }
    }

    /// The date in force by the rule of DESIGN part 7: what a task line carries, else the latest
    /// date of the deadline text, else the latest milestone.
    pub fn deadline(&self) -> Option<NaiveDate> {
        if let Some(carried) = self.deadline {
            return carried;
        }
        let in_text = self
            .deadline_text
            .as_deref()
            .map(dates_in)
            .unwrap_or_default();
        in_text
            .iter()
            .map(|date| date.due)
            .max()
            .or_else(|| self.milestones.iter().filter_map(|m| m.due).max())
    }

    /// Which of its fields a doubt of the importer is about.
    pub fn doubted_field(&self, what: &DoubtKind) -> Field {
        match what.field() {
            // A date in the prose gives a milestone, and the deadline only where none is printed.
            Field::Deadline if self.deadline().is_none() && !self.milestones.is_empty() => {
                Field::Milestones
            }
            field => field,
        }
    }
}

/// Numbers of tasks are strings as printed; files made elsewhere have them as numbers too.
fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum TextOrNumber {
        Text(String),
        Number(i64),
        Nothing(()),
    }
    Ok(match TextOrNumber::deserialize(from)? {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
        TextOrNumber::Nothing(()) => String::new(),
    })
}

/// A status by identifier or label; a word that is neither is an error, not a guess.
fn status_word<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Status>, D::Error> {
    let word: Option<String> = Option::deserialize(from)?;
    word.map(|word| {
        Status::parse(&word).ok_or_else(|| D::Error::custom(format!("no such status: {word}")))
    })
    .transpose()
}

/// Tells a null that stands in the file from a key that does not.
fn written_out<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::doubt::HeadField;

    #[test]
    fn the_deadline_is_the_carried_one_then_the_latest_of_the_text_then_of_the_milestones() {
        let mut draft: TaskDraft = serde_json::from_str(
            r#"{"number": 3, "milestones": [{"text": "验收", "due": "2030-12-31"}],
                "deadline_text": "2023年8月、2025年12月31日前完成并长期坚持"}"#,
        )
        .unwrap();
        assert_eq!(draft.number, "3");
        assert_eq!(draft.deadline(), "2025-12-31".parse().ok());
        draft.deadline = Some(None);
        assert_eq!(draft.deadline(), None);
        draft.deadline = None;
        draft.deadline_text = Some("长期坚持".into());
        assert_eq!(draft.deadline(), "2030-12-31".parse().ok());
    }

    #[test]
    fn a_doubt_is_about_its_own_field_and_a_date_about_the_milestone_it_became() {
        let text = || "年底".to_owned();
        let unknown = DoubtKind::UnknownWord {
            field: Field::Status,
            text: text(),
        };
        let undated = DoubtKind::DeadlineWithoutDate { text: text() };
        let mut draft = TaskDraft::default();
        assert_eq!(draft.doubted_field(&unknown), Field::Status);
        assert_eq!(draft.doubted_field(&undated), Field::Deadline);
        assert_eq!(draft.doubted_field(&DoubtKind::FromPdf), Field::Title);
        draft.milestones = vec![serde_json::from_str(r#"{"text": "验收"}"#).unwrap()];
        assert_eq!(draft.doubted_field(&undated), Field::Milestones);
        assert_eq!(DoubtKind::RenewedDate.head_field(), HeadField::IssuedOn);
        assert_eq!(unknown.head_field(), HeadField::Title);
    }

    #[test]
    fn a_doubt_is_written_with_its_sentence_only_and_read_as_what_a_file_says() {
        let json = r#"{"line":7,"message":"看不懂"}"#;
        let read: Warning = serde_json::from_str(json).unwrap();
        let sentence = "看不懂".to_owned();
        assert_eq!(read, DoubtKind::Foreign { sentence }.at(7));
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        let untold = serde_json::to_string(&DoubtKind::NoTasks.at(None));
        assert!(untold.is_err(), "{untold:?}");
    }

    #[test]
    fn a_status_is_read_by_identifier_or_label_and_never_guessed() {
        let read = |text: &str| serde_json::from_str::<TaskDraft>(text);
        let going = read(r#"{"status": "推进中"}"#).unwrap();
        assert_eq!(going.status, Some(Status::InProgress));
        assert!(read(r#"{"status": "差不多了"}"#).is_err());
    }
}
