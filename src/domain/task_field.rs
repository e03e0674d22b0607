//! The fields of a task: the one table that body, entries, diffs, history, undo, files and lists go
//! by. Whoever adds a row here has its key, its type, its words, and how it is read and set.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::id::{DocumentId, TaskId};
use super::lang::Lang;
use super::measure::{Indicator, Milestone, Progress, ReportCycle};
use super::people::{Party, Role};
use super::region::RegionKey;
use super::sector::Sector;
use super::status::Status;
use super::vocabulary::vocabulary;

/// The original wording a task was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// The words.
    pub text: String,
    /// The line of the source they begin on, 1-based.
    pub line: Option<u32>,
}

/// A value a field cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field {field} cannot be {value}: {why}")]
pub struct BadValue {
    field: &'static str,
    value: String,
    why: String,
}

pub(super) fn json<T: Serialize>(value: &T) -> Value {
    // Only maps with odd keys fail to serialise; the fields of a task have none.
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// Makes [`TaskBody`], [`Field`] and [`FreeText`]. Of a field of the body: its key in Rust, its type
/// and variant, its key in JSON, its label in both languages. A text that may be missing has no
/// type, and a shorter label behind the other for narrow panes.
macro_rules! task_fields {
    (
        records { $( $(#[$record_doc:meta])* $record:ident $record_id:literal $record_zh:literal $record_en:literal, )+ }
        fields { $( $(#[$first_doc:meta])* $first_key:ident: $first_type:ty => $first:ident $first_id:literal $first_zh:literal $first_en:literal, )+ }
        texts { $( $(#[$text_doc:meta])* $text_key:ident => $text:ident $text_id:literal $text_zh:literal $text_en:literal $short_zh:literal $short_en:literal, )+ }
        fields { $( $(#[$last_doc:meta])* $last_key:ident: $last_type:ty => $last:ident $last_id:literal $last_zh:literal $last_en:literal, )+ }
        events { $( $(#[$event_doc:meta])* $event:ident $event_id:literal $event_zh:literal $event_en:literal, )+ }
    ) => {
        /// A task without its identity: what a registration records and an edit changes.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub struct TaskBody {
            $( $(#[$first_doc])* pub $first_key: $first_type, )+
            $( $(#[$text_doc])* pub $text_key: Option<String>, )+
            $( $(#[$last_doc])* pub $last_key: $last_type, )+
        }

        vocabulary! {
            /// What an entry changed.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub enum Field {
                $( $(#[$record_doc])* $record $record_id $record_zh $record_en, )+
                $( $(#[$first_doc])* $first $first_id $first_zh $first_en, )+
                $( $(#[$text_doc])* $text $text_id $text_zh $text_en, )+
                $( $(#[$last_doc])* $last $last_id $last_zh $last_en, )+
                $( $(#[$event_doc])* $event $event_id $event_zh $event_en, )+
            }
        }

        vocabulary! {
            /// A text that a document may say about a task beside what it demands. Its label is for
            /// narrow panes; [`Field`] has the other.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum FreeText {
                $( $(#[$text_doc])* $text $text_id $short_zh $short_en, )+
            }
        }

        impl TaskBody {
            /// One of its texts.
            pub fn text(&self, which: FreeText) -> Option<&str> {
                match which {
                    $( FreeText::$text => self.$text_key.as_deref(), )+
                }
            }
        }

        impl FreeText {
            /// The field that holds it.
            pub fn field(self) -> Field {
                match self {
                    $( FreeText::$text => Field::$text, )+
                }
            }
        }

        impl Field {
            /// The fields of [`TaskBody`]: what an edit may change and a diff compares.
            pub const BODY: [Field; [$($first_id,)+ $($text_id,)+ $($last_id,)+].len()] =
                [$(Field::$first,)+ $(Field::$text,)+ $(Field::$last,)+];

            /// Whether it stands for a whole row rather than one field.
            pub fn is_record(self) -> bool {
                matches!(self, $(Field::$record)|+)
            }

            /// Whether it adds an event instead of replacing a value.
            pub fn is_event(self) -> bool {
                matches!(self, $(Field::$event)|+)
            }

            /// The text it holds, where it is one of those.
            pub fn free_text(self) -> Option<FreeText> {
                match self {
                    $( Field::$text => Some(FreeText::$text), )+
                    _ => None,
                }
            }

            /// This field's value in `body`; null for records and events.
            pub fn get(self, body: &TaskBody) -> Value {
                match self {
                    $( Field::$first => json(&body.$first_key), )+
                    $( Field::$text => json(&body.$text_key), )+
                    $( Field::$last => json(&body.$last_key), )+
                    $(Field::$record)|+ | $(Field::$event)|+ => Value::Null,
                }
            }

            /// Writes this field's value in `body` under its key; nothing for records and events.
            ///
            /// # Errors
            /// Whatever the map reports.
            pub fn put<M: SerializeMap>(self, body: &TaskBody, map: &mut M) -> Result<(), M::Error> {
                match self {
                    $( Field::$first => map.serialize_entry($first_id, &body.$first_key), )+
                    $( Field::$text => map.serialize_entry($text_id, &body.$text_key), )+
                    $( Field::$last => map.serialize_entry($last_id, &body.$last_key), )+
                    $(Field::$record)|+ | $(Field::$event)|+ => Ok(()),
                }
            }

            /// Puts `value` into this field of `body`; records and events are left to the fold.
            ///
            /// # Errors
            /// When the value does not fit the field's type.
            pub fn set(self, body: &mut TaskBody, value: &Value) -> Result<(), BadValue> {
                match self {
                    $( Field::$first => body.$first_key = self.read(value)?, )+
                    $( Field::$text => body.$text_key = self.read(value)?, )+
                    $( Field::$last => body.$last_key = self.read(value)?, )+
                    $(Field::$record)|+ | $(Field::$event)|+ => {}
                }
                Ok(())
            }
        }
    };
}

task_fields! {
    records {
        /// The registration of a whole task.
        Task "task" "任务登记" "registration",
        /// The registration of a source document.
        DocumentRecord "document_record" "来源文件登记" "document registration",
        /// The registration of a region.
        RegionRecord "region_record" "地区登记" "region registration",
        /// A repair of the tables from the entries: what was repaired.
        Rebuild "rebuild" "按留痕修复" "repair from the trail",
    }
    fields {
        /// As printed; may repeat in a document and be empty for a task registered by hand.
        number: String => Number "number" "编号" "number",
        /// The task this one details.
        parent: Option<TaskId> => Parent "parent" "上级任务" "parent",
        /// `None` for a task registered by hand.
        document: Option<DocumentId> => Document "document" "来源文件" "document",
        /// Where it is to be done.
        region: RegionKey => Region "region" "地区" "region",
        /// Its field of work.
        sector: Sector => Sector "sector" "领域" "sector",
        /// Headings above it in the document.
        section_path: Vec<String> => SectionPath "section_path" "章节" "section",
        /// A short name, never empty.
        title: String => Title "title" "任务" "title",
        /// What is demanded.
        requirement: String => Requirement "requirement" "要求" "requirement",
    }
    texts {
        /// 问题描述.
        problem => Problem "problem" "问题" "problem" "问题" "problem",
        /// 目标任务.
        objective => Objective "objective" "目标" "objective" "目标" "goal",
        /// 工作措施.
        measures => Measures "measures" "措施" "measures" "措施" "measure",
    }
    fields {
        /// The original wording.
        clause: Option<Clause> => Clause "clause" "原文" "clause",
        /// 责任领导, in the order printed.
        leaders: Vec<Party> => Leaders "leaders" "责任领导" "leaders",
        /// 牵头单位.
        lead_units: Vec<Party> => LeadUnits "lead_units" "牵头单位" "lead units",
        /// 责任单位.
        responsible_units: Vec<Party> => ResponsibleUnits "responsible_units" "责任单位" "responsible units",
        /// 配合单位.
        assisting_units: Vec<Party> => AssistingUnits "assisting_units" "配合单位" "assisting units",
        /// 完成时限 as printed.
        deadline_text: Option<String> => DeadlineText "deadline_text" "时限原文" "deadline as printed",
        /// The date in force.
        deadline: Option<NaiveDate> => Deadline "deadline" "时限" "deadline",
        /// The first date recorded. No extension touches it; a correction of what was printed does.
        original_deadline: Option<NaiveDate> => OriginalDeadline "original_deadline" "原定时限" "original deadline",
        /// 长期坚持, also after a milestone.
        standing: bool => Standing "standing" "长期坚持" "standing",
        /// 节点.
        milestones: Vec<Milestone> => Milestones "milestones" "节点" "milestones",
        /// 量化指标.
        indicators: Vec<Indicator> => Indicators "indicators" "指标" "indicators",
        /// Its state.
        status: Status => Status "status" "状态" "status",
        /// The share done, `None` when nobody has said.
        progress: Option<Progress> => Progress "progress" "进度" "progress",
        /// When work began, for the scheduled share.
        started_on: Option<NaiveDate> => StartedOn "started_on" "起点" "start",
        /// How often a report is due.
        report_cycle: Option<ReportCycle> => ReportCycle "report_cycle" "报告周期" "report cycle",
    }
    events {
        /// An added note.
        Note "note" "备注" "note",
        /// What was handed in was sent back.
        Returned "returned" "退回" "returned",
        /// An added report.
        Report "report" "反馈" "report",
        /// An added line of the extension book.
        Extension "extension" "延期" "extension",
        /// An added step of escalation.
        Escalation "escalation" "催办" "escalation",
        /// An added reading of an indicator.
        Reading "reading" "实际值" "reading",
    }
}

impl Field {
    /// The field that lists the parties of `role`.
    pub fn of_role(role: Role) -> Field {
        match role {
            Role::Leader => Field::Leaders,
            Role::LeadUnit => Field::LeadUnits,
            Role::ResponsibleUnit => Field::ResponsibleUnits,
            Role::AssistingUnit => Field::AssistingUnits,
        }
    }

    /// The role whose parties it lists.
    pub fn role(self) -> Option<Role> {
        let mut roles = Role::ALL.into_iter();
        roles.find(|role| Field::of_role(*role) == self)
    }

    /// Reads a value as this field's type.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn read<T: DeserializeOwned>(self, value: &Value) -> Result<T, BadValue> {
        serde_json::from_value(value.clone()).map_err(|error| BadValue {
            field: self.id(),
            value: value.to_string().chars().take(60).collect(),
            why: error.to_string(),
        })
    }
}

impl TaskBody {
    /// The list of parties in `role`.
    pub fn parties(&self, role: Role) -> &Vec<Party> {
        match role {
            Role::Leader => &self.leaders,
            Role::LeadUnit => &self.lead_units,
            Role::ResponsibleUnit => &self.responsible_units,
            Role::AssistingUnit => &self.assisting_units,
        }
    }

    /// The list of parties in `role`, to be changed.
    pub fn parties_mut(&mut self, role: Role) -> &mut Vec<Party> {
        match role {
            Role::Leader => &mut self.leaders,
            Role::LeadUnit => &mut self.lead_units,
            Role::ResponsibleUnit => &mut self.responsible_units,
            Role::AssistingUnit => &mut self.assisting_units,
        }
    }

    /// Every unit, in any role, without repeats, lead first.
    pub fn units(&self) -> impl Iterator<Item = &Party> {
        let all = || {
            self.lead_units
                .iter()
                .chain(&self.responsible_units)
                .chain(&self.assisting_units)
        };
        all().enumerate().filter_map(move |(index, unit)| {
            let seen = all().take(index).any(|earlier| earlier.name == unit.name);
            (!seen).then_some(unit)
        })
    }

    /// The dates that still count: open milestones, and the deadline unless a milestone of that
    /// day was reached.
    pub fn open_dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let reached = |due: &NaiveDate| {
            let mut of_that_day = self
                .milestones
                .iter()
                .filter(|m| m.due == Some(*due))
                .peekable();
            of_that_day.peek().is_some() && of_that_day.all(|m| m.done_on.is_some())
        };
        self.milestones
            .iter()
            .filter_map(Milestone::open_due)
            .chain(self.deadline.filter(|due| !reached(due)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_stands_in_the_order_of_the_variants_without_repeats() {
        for (index, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, index);
            assert_eq!(Field::from_id(field.id()), Some(field));
        }
    }

    #[test]
    fn a_body_has_the_keys_of_its_fields_and_each_is_read_and_set_by_its_own() {
        let body = TaskBody::default();
        let whole = json(&body);
        assert_eq!(
            whole.as_object().map(serde_json::Map::len),
            Some(Field::BODY.len())
        );
        for field in Field::BODY {
            assert_eq!(whole.get(field.id()), Some(&field.get(&body)), "{field:?}");
            let mut other = body.clone();
            field.set(&mut other, &whole[field.id()]).unwrap();
            assert_eq!(other, body);
        }
    }
}
