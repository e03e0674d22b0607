//! Fields of a task by name: the one table that entries, diffs, history and undo go by.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::lang::Lang;
use super::people::Role;
use super::task::{EventBody, TaskBody};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What an entry changed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Field {
        /// The registration of a whole task.
        Task "task" "任务登记" "registration",
        /// The registration of a source document.
        DocumentRecord "document_record" "来源文件登记" "document registration",
        /// The registration of a region.
        RegionRecord "region_record" "地区登记" "region registration",
        /// A repair of the tables from the entries: what was repaired.
        Rebuild "rebuild" "按留痕修复" "repair from the trail",
        /// A field of [`TaskBody`].
        Number "number" "编号" "number",
        /// See [`TaskBody::parent`].
        Parent "parent" "上级任务" "parent",
        /// See [`TaskBody::document`].
        Document "document" "来源文件" "document",
        /// See [`TaskBody::region`].
        Region "region" "地区" "region",
        /// See [`TaskBody::sector`].
        Sector "sector" "领域" "sector",
        /// See [`TaskBody::section_path`].
        SectionPath "section_path" "章节" "section",
        /// See [`TaskBody::title`].
        Title "title" "任务" "title",
        /// See [`TaskBody::requirement`].
        Requirement "requirement" "要求" "requirement",
        /// See [`TaskBody::problem`].
        Problem "problem" "问题" "problem",
        /// See [`TaskBody::objective`].
        Objective "objective" "目标" "objective",
        /// See [`TaskBody::measures`].
        Measures "measures" "措施" "measures",
        /// See [`TaskBody::clause`].
        Clause "clause" "原文" "clause",
        /// See [`TaskBody::leaders`].
        Leaders "leaders" "责任领导" "leaders",
        /// See [`TaskBody::lead_units`].
        LeadUnits "lead_units" "牵头单位" "lead units",
        /// See [`TaskBody::responsible_units`].
        ResponsibleUnits "responsible_units" "责任单位" "responsible units",
        /// See [`TaskBody::assisting_units`].
        AssistingUnits "assisting_units" "配合单位" "assisting units",
        /// See [`TaskBody::deadline_text`].
        DeadlineText "deadline_text" "时限原文" "deadline as printed",
        /// See [`TaskBody::deadline`].
        Deadline "deadline" "时限" "deadline",
        /// See [`TaskBody::original_deadline`].
        OriginalDeadline "original_deadline" "原定时限" "original deadline",
        /// See [`TaskBody::standing`].
        Standing "standing" "长期坚持" "standing",
        /// See [`TaskBody::milestones`].
        Milestones "milestones" "节点" "milestones",
        /// See [`TaskBody::indicators`].
        Indicators "indicators" "指标" "indicators",
        /// See [`TaskBody::status`].
        Status "status" "状态" "status",
        /// See [`TaskBody::progress`].
        Progress "progress" "进度" "progress",
        /// See [`TaskBody::started_on`].
        StartedOn "started_on" "起点" "start",
        /// See [`TaskBody::report_cycle`].
        ReportCycle "report_cycle" "报告周期" "report cycle",
        /// An added [`EventBody::Note`].
        Note "note" "备注" "note",
        /// An added [`EventBody::Returned`].
        Returned "returned" "退回" "returned",
        /// An added [`EventBody::Report`].
        Report "report" "反馈" "report",
        /// An added [`EventBody::Extension`].
        Extension "extension" "延期" "extension",
        /// An added [`EventBody::Escalation`].
        Escalation "escalation" "催办" "escalation",
        /// An added [`EventBody::Reading`].
        Reading "reading" "实际值" "reading",
    }
}

/// A value a field cannot take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field {field} cannot be {value}: {why}")]
pub struct BadValue {
    field: &'static str,
    value: String,
    why: String,
}

/// The new value of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Its value before; null for what is added.
    pub old: Value,
    /// Its value after; null for what is taken away.
    pub new: Value,
}

fn json<T: Serialize>(value: &T) -> Value {
    // Only maps with odd keys fail to serialise; the fields of a task have none.
    serde_json::to_value(value).unwrap_or(Value::Null)
}

impl Field {
    /// The fields of [`TaskBody`]: what an edit may change and a diff compares.
    pub fn of_body() -> impl Iterator<Item = Field> {
        Field::ALL
            .into_iter()
            .filter(|field| !field.is_record() && !field.is_event())
    }

    /// Whether it stands for a whole row rather than one field.
    pub fn is_record(self) -> bool {
        matches!(
            self,
            Field::Task | Field::DocumentRecord | Field::RegionRecord | Field::Rebuild
        )
    }

    /// Whether it adds an event instead of replacing a value.
    pub fn is_event(self) -> bool {
        matches!(
            self,
            Field::Note
                | Field::Returned
                | Field::Report
                | Field::Extension
                | Field::Escalation
                | Field::Reading
        )
    }

    /// The field that lists the parties of `role`.
    pub fn of_role(role: Role) -> Field {
        match role {
            Role::Leader => Field::Leaders,
            Role::LeadUnit => Field::LeadUnits,
            Role::ResponsibleUnit => Field::ResponsibleUnits,
            Role::AssistingUnit => Field::AssistingUnits,
        }
    }

    /// This field's value in `body`; null for records and events.
    pub fn get(self, body: &TaskBody) -> Value {
        match self {
            Field::Number => json(&body.number),
            Field::Parent => json(&body.parent),
            Field::Document => json(&body.document),
            Field::Region => json(&body.region),
            Field::Sector => json(&body.sector),
            Field::SectionPath => json(&body.section_path),
            Field::Title => json(&body.title),
            Field::Requirement => json(&body.requirement),
            Field::Problem => json(&body.problem),
            Field::Objective => json(&body.objective),
            Field::Measures => json(&body.measures),
            Field::Clause => json(&body.clause),
            Field::Leaders => json(&body.leaders),
            Field::LeadUnits => json(&body.lead_units),
            Field::ResponsibleUnits => json(&body.responsible_units),
            Field::AssistingUnits => json(&body.assisting_units),
            Field::DeadlineText => json(&body.deadline_text),
            Field::Deadline => json(&body.deadline),
            Field::OriginalDeadline => json(&body.original_deadline),
            Field::Standing => json(&body.standing),
            Field::Milestones => json(&body.milestones),
            Field::Indicators => json(&body.indicators),
            Field::Status => json(&body.status),
            Field::Progress => json(&body.progress),
            Field::StartedOn => json(&body.started_on),
            Field::ReportCycle => json(&body.report_cycle),
            Field::Task
            | Field::DocumentRecord
            | Field::RegionRecord
            | Field::Rebuild
            | Field::Note
            | Field::Returned
            | Field::Report
            | Field::Extension
            | Field::Escalation
            | Field::Reading => Value::Null,
        }
    }

    /// Puts `value` into this field of `body`; records and events are left to the fold.
    ///
    /// # Errors
    /// When the value does not fit the field's type.
    pub fn set(self, body: &mut TaskBody, value: &Value) -> Result<(), BadValue> {
        match self {
            Field::Number => body.number = self.read(value)?,
            Field::Parent => body.parent = self.read(value)?,
            Field::Document => body.document = self.read(value)?,
            Field::Region => body.region = self.read(value)?,
            Field::Sector => body.sector = self.read(value)?,
            Field::SectionPath => body.section_path = self.read(value)?,
            Field::Title => body.title = self.read(value)?,
            Field::Requirement => body.requirement = self.read(value)?,
            Field::Problem => body.problem = self.read(value)?,
            Field::Objective => body.objective = self.read(value)?,
            Field::Measures => body.measures = self.read(value)?,
            Field::Clause => body.clause = self.read(value)?,
            Field::Leaders => body.leaders = self.read(value)?,
            Field::LeadUnits => body.lead_units = self.read(value)?,
            Field::ResponsibleUnits => body.responsible_units = self.read(value)?,
            Field::AssistingUnits => body.assisting_units = self.read(value)?,
            Field::DeadlineText => body.deadline_text = self.read(value)?,
            Field::Deadline => body.deadline = self.read(value)?,
            Field::OriginalDeadline => body.original_deadline = self.read(value)?,
            Field::Standing => body.standing = self.read(value)?,
            Field::Milestones => body.milestones = self.read(value)?,
            Field::Indicators => body.indicators = self.read(value)?,
            Field::Status => body.status = self.read(value)?,
            Field::Progress => body.progress = self.read(value)?,
            Field::StartedOn => body.started_on = self.read(value)?,
            Field::ReportCycle => body.report_cycle = self.read(value)?,
            Field::Task
            | Field::DocumentRecord
            | Field::RegionRecord
            | Field::Rebuild
            | Field::Note
            | Field::Returned
            | Field::Report
            | Field::Extension
            | Field::Escalation
            | Field::Reading => {}
        }
        Ok(())
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

    /// The field and value an event is recorded under: a note is its text, the others objects.
    pub fn of_event(event: &EventBody) -> (Field, Value) {
        match event {
            EventBody::Note { text } => (Field::Note, Value::from(text.as_str())),
            EventBody::Returned { text } => (Field::Returned, Value::from(text.as_str())),
            EventBody::Report { .. } => (Field::Report, json(event)),
            EventBody::Extension(_) => (Field::Extension, json(event)),
            EventBody::Escalation { .. } => (Field::Escalation, json(event)),
            EventBody::Reading { .. } => (Field::Reading, json(event)),
        }
    }

    /// The event recorded under this field as `value`.
    ///
    /// # Errors
    /// When the value is no event of this field.
    pub fn read_event(self, value: &Value) -> Result<EventBody, BadValue> {
        match self {
            Field::Note => Ok(EventBody::Note {
                text: self.read(value)?,
            }),
            Field::Returned => Ok(EventBody::Returned {
                text: self.read(value)?,
            }),
            _ => self.read(value),
        }
    }
}

impl Change {
    /// The change of `field` in `body` to `new`; `None` when it already has that value.
    pub fn of(field: Field, body: &TaskBody, new: Value) -> Option<Change> {
        let old = field.get(body);
        (old != new).then_some(Change { field, old, new })
    }

    /// Every difference between two bodies, in vocabulary order.
    pub fn between(before: &TaskBody, after: &TaskBody) -> Vec<Change> {
        Field::of_body()
            .filter_map(|field| Change::of(field, before, field.get(after)))
            .collect()
    }

    /// The change that adds `event`.
    pub fn adding(event: &EventBody) -> Change {
        let (field, new) = Field::of_event(event);
        Change {
            field,
            old: Value::Null,
            new,
        }
    }

    /// The change that takes this one back.
    pub fn reversed(&self) -> Change {
        Change {
            field: self.field,
            old: self.new.clone(),
            new: self.old.clone(),
        }
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
}
