//! The columns of a file that `export` writes, and how a cell of one says its value: what is
//! written so is read back so.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::lang::Lang;
use super::measure::{Comparison, Indicator, Milestone, Precision};
use super::people::{Party, Role};
use super::task_field::{Field, TaskBody};
use super::vocabulary::vocabulary;

vocabulary! {
    /// A column, in the order they stand in a file.
    #[allow(missing_docs, reason = "each variant's label says it")]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Exported {
        Id "id" "ID" "id",
        Number "number" "编号" "number",
        Parent "parent" "上级任务 ID" "parent id",
        Document "document" "来源文件" "document",
        Region "region" "地区" "region",
        RegionCode "region_code" "地区代码" "region code",
        Sector "sector" "领域" "sector",
        SectionPath "section_path" "章节" "section",
        Title "title" "任务" "title",
        Requirement "requirement" "要求" "requirement",
        Leaders "leaders" "责任领导" "leaders",
        LeadUnits "lead_units" "牵头单位" "lead units",
        ResponsibleUnits "responsible_units" "责任单位" "responsible units",
        AssistingUnits "assisting_units" "配合单位" "assisting units",
        Status "status" "状态" "status",
        Progress "progress" "进度" "progress",
        Light "light" "灯" "light",
        LightReason "light_reason" "灯的理由" "light reason",
        Deadline "deadline" "完成时限" "deadline",
        OriginalDeadline "original_deadline" "原定时限" "original deadline",
        Standing "standing" "长期坚持" "standing",
        Milestones "milestones" "节点" "milestones",
        Indicators "indicators" "量化指标" "indicators",
        Revision "revision" "修订" "revision",
        UpdatedAt "updated_at" "改于" "changed at",
        UpdatedBy "updated_by" "改动人" "changed by",
    }
}

impl Exported {
    /// The column that says a field of a task.
    pub fn of_field(field: Field) -> Option<Exported> {
        Exported::from_id(field.id())
    }

    /// The field of a task that it says.
    pub fn field(self) -> Option<Field> {
        Field::from_id(self.id())
    }

    /// The role whose names it lists.
    pub fn role(self) -> Option<Role> {
        Role::from_id(self.id())
    }

    /// Its cell of a task whose document has this title; empty where it says nothing of the body.
    pub fn cell<'b>(self, body: &'b TaskBody, document: Option<&'b str>) -> Cow<'b, str> {
        use Exported as E;
        fn said<T: ToString>(value: Option<T>) -> Cow<'static, str> {
            value
                .map_or(String::new(), |value| value.to_string())
                .into()
        }
        fn names(parties: &[Party]) -> Cow<'static, str> {
            let names = parties.iter().map(|party| party.name.as_str());
            names.collect::<Vec<_>>().join(COMMA).into()
        }
        match self {
            E::Number => body.number.as_str().into(),
            E::Parent => said(body.parent),
            E::Document => document.unwrap_or_default().into(),
            E::Region => body.region.name().into(),
            E::RegionCode => said(body.region.code()),
            E::Sector => body.sector.name().into(),
            E::SectionPath => body.section_path.join(COMMA).into(),
            E::Title => body.title.as_str().into(),
            E::Requirement => body.requirement.as_str().into(),
            E::Leaders => names(&body.leaders),
            E::LeadUnits => names(&body.lead_units),
            E::ResponsibleUnits => names(&body.responsible_units),
            E::AssistingUnits => names(&body.assisting_units),
            E::Status => body.status.id().into(),
            E::Progress => said(body.progress),
            E::Deadline => said(body.deadline),
            E::OriginalDeadline => said(body.original_deadline),
            E::Standing => body.standing.to_string().into(),
            E::Milestones => milestones_text(&body.milestones).into(),
            E::Indicators => indicators_text(&body.indicators).into(),
            E::Id | E::Revision | E::UpdatedAt | E::UpdatedBy => "".into(),
            E::Light | E::LightReason => "".into(),
        }
    }

    /// What becomes of its cells when a file comes back.
    pub fn way(self) -> CellWay {
        use Exported as E;
        match self {
            E::Id | E::Revision => CellWay::Names,
            E::Number | E::Region | E::Sector | E::Title | E::Requirement => CellWay::Taken,
            E::Leaders | E::LeadUnits | E::ResponsibleUnits | E::AssistingUnits => CellWay::Taken,
            E::Status | E::Progress | E::Deadline | E::Standing => CellWay::Taken,
            E::Parent | E::Document | E::SectionPath | E::RegionCode => CellWay::Fixed,
            E::OriginalDeadline | E::Milestones | E::Indicators => CellWay::Fixed,
            E::Light | E::LightReason | E::UpdatedAt | E::UpdatedBy => CellWay::Computed,
        }
    }
}

/// What becomes of the cells of a column when a file comes back. Whatever it is, a cell that was
/// changed is never passed over without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellWay {
    /// They say which task a row is, and as of when.
    Names,
    /// They change the task.
    Taken,
    /// They cannot change it: a row that tries is refused. The code of a region goes with its name.
    Fixed,
    /// They follow from others or say who changed the task last: nothing is read of them.
    Computed,
}

/// Columns, each there or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportColumns(u32);

impl ExportColumns {
    /// Whether a column is there.
    pub fn has(self, column: Exported) -> bool {
        self.0 & 1 << column as u32 != 0
    }

    /// With one more.
    pub fn add(&mut self, column: Exported) {
        self.0 |= 1 << column as u32;
    }

    /// Those that are there, in their order.
    pub fn iter(self) -> impl Iterator<Item = Exported> {
        Exported::ALL
            .into_iter()
            .filter(move |column| self.has(*column))
    }
}

impl FromIterator<Exported> for ExportColumns {
    fn from_iter<T: IntoIterator<Item = Exported>>(columns: T) -> ExportColumns {
        let mut all = ExportColumns::default();
        columns.into_iter().for_each(|column| all.add(column));
        all
    }
}

/// The sign between the parts of a list in a cell.
pub const COMMA: &str = "、";

/// `2025-12-31 words`, with the day it was reached in brackets.
pub fn milestones_text(all: &[Milestone]) -> String {
    let each = all.iter().map(|milestone| {
        let due = milestone.due.map(|due| due.to_string()).unwrap_or_default();
        let reached = milestone.done_on.map(|on| format!(" ({on})"));
        let reached = reached.unwrap_or_default();
        format!("{due} {}{reached}", milestone.text)
            .trim()
            .to_owned()
    });
    each.collect::<Vec<_>>().join(COMMA)
}

/// Milestones as [`milestones_text`] writes them. The sign between them also stands in their
/// words: a new one begins where a day does.
pub fn read_milestones(text: &str) -> Vec<Milestone> {
    let day_of = |part: &str| {
        let begin: String = part.chars().take(10).collect();
        begin.parse::<NaiveDate>().ok()
    };
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(COMMA).filter(|part| !part.trim().is_empty()) {
        match (parts.last_mut(), day_of(part.trim())) {
            (Some(last), None) => {
                last.push_str(COMMA);
                last.push_str(part);
            }
            _ => parts.push(part.trim().to_owned()),
        }
    }
    let each = parts.into_iter().map(|part| {
        let due = day_of(&part);
        let rest = due.map_or(part.as_str(), |_| part[10..].trim());
        let reached = rest.strip_suffix(')').and_then(|rest| {
            let (words, day) = rest.rsplit_once('(')?;
            Some((words.trim(), day.parse::<NaiveDate>().ok()?))
        });
        Milestone {
            text: reached.map_or(rest, |(words, _)| words).to_owned(),
            due,
            precision: Precision::Day,
            done_on: reached.map(|(_, day)| day),
        }
    });
    each.collect()
}

/// `name>=95%`.
pub fn indicators_text(all: &[Indicator]) -> String {
    let each = all
        .iter()
        .map(|it| format!("{}{}{}{}", it.name, it.op.id(), it.value, it.unit));
    each.collect::<Vec<_>>().join(COMMA)
}

/// Indicators as [`indicators_text`] writes them; what is none is passed over.
pub fn read_indicators(text: &str) -> Vec<Indicator> {
    const SIGNS: [Comparison; 5] = [
        Comparison::AtLeast,
        Comparison::AtMost,
        Comparison::Exactly,
        Comparison::MoreThan,
        Comparison::LessThan,
    ];
    let read = |part: &str| {
        let (at, op) = SIGNS
            .into_iter()
            .filter_map(|op| Some((part.find(op.id())?, op)))
            .min_by_key(|(at, op)| (*at, std::cmp::Reverse(op.id().len())))?;
        let target = part[at + op.id().len()..].trim();
        let end = target.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-'));
        let (figure, unit) = target.split_at(end.unwrap_or(target.len()));
        Some(Indicator {
            text: part.trim().to_owned(),
            name: part[..at].trim().to_owned(),
            op,
            value: figure.parse().ok()?,
            unit: unit.trim().to_owned(),
            due: None,
        })
    };
    text.split(COMMA).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_stands_in_the_order_of_the_columns_and_names_none_twice() {
        for (at, column) in Exported::ALL.into_iter().enumerate() {
            assert_eq!(column as usize, at);
            for lang in [Lang::Zh, Lang::En] {
                let same = Exported::ALL
                    .into_iter()
                    .filter(|other| other.label(lang) == column.label(lang));
                assert_eq!(same.count(), 1, "{}", column.label(lang));
            }
        }
        let some: ExportColumns = [Exported::Id, Exported::UpdatedBy].into_iter().collect();
        assert!(some.has(Exported::UpdatedBy) && !some.has(Exported::Title));
        assert_eq!(
            some.iter().collect::<Vec<_>>(),
            [Exported::Id, Exported::UpdatedBy]
        );
    }

    #[test]
    fn milestones_and_indicators_come_back_as_they_were_written() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let milestone = |text: &str, due: &str, done: &str| Milestone {
            text: text.to_owned(),
            due: day(due),
            precision: Precision::Day,
            done_on: day(done),
        };
        let all = [
            milestone("开工、验收(一期)", "2025-12-31", ""),
            milestone("交付", "2026-06-30", "2026-05-01"),
        ];
        let text = milestones_text(&all);
        assert_eq!(
            text,
            "2025-12-31 开工、验收(一期)、2026-06-30 交付 (2026-05-01)"
        );
        assert_eq!(read_milestones(&text), all);
        assert_eq!(read_milestones("年底前").len(), 1);
        assert!(read_milestones(" ").is_empty());
        let read = read_indicators("毛入学率>=95%、新建=2所、不是指标");
        assert_eq!(read.len(), 2);
        assert_eq!(indicators_text(&read), "毛入学率>=95%、新建=2所");
    }
}
