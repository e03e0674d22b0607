//! The words of the query language: the fields a condition names, and the values they know.

use crate::domain::vocabulary::{read_by_word, vocabulary};
use crate::domain::{Lang, LightColor, Progress, Sector, Status, TaskId};
use crate::text::fold;

use crate::search::query::period::Period;
use crate::search::words::matcher::Needle;

vocabulary! {
    /// What a condition looks at; in a query it is called by either label.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum QueryField {
        /// 责任领导.
        Leader "leader" "领导" "leader",
        /// The region, those below it included.
        Region "region" "地区" "region",
        /// 领域.
        Sector "sector" "领域" "sector",
        /// A unit in any role.
        Unit "unit" "单位" "unit",
        /// The stored state.
        Status "status" "状态" "status",
        /// The colour of the day.
        Light "light" "灯" "light",
        /// The date in force.
        Deadline "deadline" "期限" "deadline",
        /// The printed number, or `#` and the id.
        Number "number" "编号" "number",
        /// The short name.
        Title "title" "任务" "title",
        /// The source document's title or number.
        Document "document" "文件" "document",
        /// The share done, in percent.
        Progress "progress" "进度" "progress",
        /// See [`TaskState`].
        State "state" "情形" "state",
        /// The task it details, by its id.
        Parent "parent" "上级" "parent",
    }
}

/// How a field is compared with the values of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `:`: contains, pinyin or fuzzy; for a date, within that period.
    Has,
    /// `=`: the exact name or an alias.
    Is,
    /// `:<`: before the period begins, below the number.
    Before,
    /// `:<=`: until the period ends, at most the number.
    AtMost,
    /// `:>`: after the period ends, above the number.
    After,
    /// `:>=`: from the period's beginning, at least the number.
    AtLeast,
}

impl Op {
    /// The sign between a field's name and its values.
    pub fn sign(self) -> &'static str {
        match self {
            Op::Has => ":",
            Op::Is => "=",
            Op::Before => ":<",
            Op::AtMost => ":<=",
            Op::After => ":>",
            Op::AtLeast => ":>=",
        }
    }

    /// Whether it compares by order.
    pub fn is_comparison(self) -> bool {
        !matches!(self, Op::Has | Op::Is)
    }
}

vocabulary! {
    /// What a task is in, computed for the day and the session, never stored.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum TaskState {
        /// 逾期: an open date has passed.
        Overdue "overdue" "逾期" "overdue",
        /// 临近: an open date is near.
        DueSoon "due_soon" "临近" "due soon",
        /// 未报: running, and neither a figure nor a report on record.
        Unreported "unreported" "未报" "unreported",
        /// 变动: changed by others since it was last looked at.
        Changed "changed" "变动" "changed",
        /// 我的: last changed by this user, today.
        Mine "mine" "我的" "mine",
    }
}

read_by_word!(TaskState);

/// The value for "nothing there": no leader, no unit, no deadline, no figure.
pub const NONE: &str = "无";
/// The value of [`QueryField::Deadline`] for a standing task.
pub const STANDING: &str = "长期";

/// The special values: as kept in a query, in English.
const SPECIAL: [(&str, &str); 2] = [(NONE, "none"), (STANDING, "standing")];

/// Why a value does not fit its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Misfit {
    /// The field cannot be compared by order.
    NoOrder,
    /// Not among the values the field knows.
    Unknown,
    /// No date.
    Date,
    /// No number from 0 to 100.
    Percent,
    /// No id of a task.
    Id,
}

impl QueryField {
    /// What else it may be called in a query.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            QueryField::Leader => &["责任领导", "leaders"],
            QueryField::Region => &["区域", "regions"],
            QueryField::Sector => &["学段", "sectors"],
            QueryField::Unit => &["部门", "科室", "units"],
            QueryField::Light => &["红黄绿灯"],
            QueryField::Deadline => &["时限", "完成时限", "due"],
            QueryField::Number => &["no", "id"],
            QueryField::Title => &["标题", "名称"],
            QueryField::Document => &["来源文件", "来源", "doc"],
            QueryField::Parent => &["上级任务"],
            QueryField::Status | QueryField::Progress | QueryField::State => &[],
        }
    }

    /// The field called `name` in either language, whatever its case and width.
    pub fn parse(name: &str) -> Option<QueryField> {
        let name = fold(name);
        let is_called = |field: &QueryField| {
            let labels = [Lang::Zh, Lang::En].map(|lang| field.label(lang));
            labels.contains(&name.as_str()) || field.aliases().contains(&name.as_str())
        };
        QueryField::ALL.into_iter().find(is_called)
    }

    /// Whether its values have an order: `期限:<2025-12`, `进度:>50`.
    pub fn has_order(self) -> bool {
        matches!(self, QueryField::Deadline | QueryField::Progress)
    }

    /// `value` in the form a query keeps: an identifier, a date, or the words as they are.
    pub(in crate::search) fn canonical(self, op: Op, value: &str) -> Result<String, Misfit> {
        if op.is_comparison() && !self.has_order() {
            return Err(Misfit::NoOrder);
        }
        if let Some(special) = self.special(op, value) {
            return Ok(special.to_owned());
        }
        let known = match self {
            QueryField::Deadline => {
                return Period::parse(value)
                    .map(|period| period.to_string())
                    .ok_or(Misfit::Date);
            }
            QueryField::Progress => {
                let read = value.parse::<Progress>();
                return read
                    .map(|read| read.to_string())
                    .map_err(|_| Misfit::Percent);
            }
            QueryField::Parent => {
                let id = task_of(value).ok_or(Misfit::Id)?;
                return Ok(format!("#{id}"));
            }
            QueryField::Status => Status::parse(&fold(value)).map(Status::id),
            QueryField::Light => LightColor::parse(&fold(value)).map(LightColor::id),
            QueryField::State => TaskState::parse(&fold(value)).map(TaskState::id),
            QueryField::Sector => Sector::parse(value).map(Sector::name),
            _ => return Ok(value.to_owned()),
        };
        match known {
            Some(id) => Ok(id.to_owned()),
            None if op == Op::Has && self.has_value_like(value) => Ok(value.to_owned()),
            None => Err(Misfit::Unknown),
        }
    }

    /// The special value meant by `value`, if this field knows it.
    fn special(self, op: Op, value: &str) -> Option<&'static str> {
        let folded = fold(value);
        let (word, _) = SPECIAL
            .iter()
            .find(|(zh, en)| *zh == folded || *en == folded)?;
        let knows = match self {
            QueryField::Leader | QueryField::Unit | QueryField::Progress | QueryField::Parent => {
                *word == NONE
            }
            QueryField::Deadline => true,
            _ => false,
        };
        (knows && !op.is_comparison()).then_some(*word)
    }

    /// Whether some value this field knows contains or sounds like `value`.
    fn has_value_like(self, value: &str) -> bool {
        let needle = Needle::new(value, false);
        match self {
            QueryField::Status => !statuses_like(&needle).is_empty(),
            QueryField::Light => !colors_like(&needle).is_empty(),
            QueryField::State => !states_like(&needle).is_empty(),
            QueryField::Sector => {
                Sector::all().any(|sector| is_like(&needle, &sector_words(sector)))
            }
            _ => true,
        }
    }

    /// How a value kept in a query is written for people: what this gives, the query reads back.
    pub fn shown(self, value: &str, lang: Lang) -> String {
        let label = match self {
            QueryField::Status => Status::parse(value).map(|it| lang.pick(it.label(lang), it.id())),
            QueryField::Light => {
                LightColor::parse(value).map(|it| lang.pick(it.label(lang), it.id()))
            }
            QueryField::State => {
                TaskState::parse(value).map(|it| lang.pick(it.label(lang), it.id()))
            }
            QueryField::Sector => Sector::parse(value).map(|it| it.label(lang)),
            QueryField::Leader
            | QueryField::Unit
            | QueryField::Progress
            | QueryField::Deadline
            | QueryField::Parent => {
                let special = SPECIAL.iter().find(|(zh, _)| *zh == value);
                special.map(|(zh, en)| lang.pick(*zh, *en))
            }
            _ => None,
        };
        label.unwrap_or(value).to_owned()
    }
}

/// The task a value means: its id, after `#` or not.
pub fn task_of(value: &str) -> Option<TaskId> {
    let digits = fold(value);
    TaskId::new(digits.strip_prefix('#').unwrap_or(&digits).parse().ok()?)
}

fn is_like(needle: &Needle, words: &[&str]) -> bool {
    words.iter().any(|word| needle.find(word).is_some())
}

fn sector_words(sector: Sector) -> [&'static str; 2] {
    [sector.name(), sector.label(Lang::En)]
}

/// The statuses whose label or identifier contains or sounds like the needle.
pub(in crate::search) fn statuses_like(needle: &Needle) -> Vec<Status> {
    let words = |it: &Status| [it.id(), it.label(Lang::Zh), it.label(Lang::En)];
    Status::ALL
        .into_iter()
        .filter(|it| is_like(needle, &words(it)))
        .collect()
}

/// The colours whose label or identifier contains or sounds like the needle.
pub(in crate::search) fn colors_like(needle: &Needle) -> Vec<LightColor> {
    let words = |it: &LightColor| [it.id(), it.label(Lang::Zh), it.label(Lang::En)];
    LightColor::ALL
        .into_iter()
        .filter(|it| is_like(needle, &words(it)))
        .collect()
}

/// The states whose label or identifier contains or sounds like the needle.
pub(in crate::search) fn states_like(needle: &Needle) -> Vec<TaskState> {
    let words = |it: &TaskState| [it.id(), it.label(Lang::Zh), it.label(Lang::En)];
    TaskState::ALL
        .into_iter()
        .filter(|it| is_like(needle, &words(it)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read_by_either_label_and_by_no_name_of_another() {
        for field in QueryField::ALL {
            for name in [field.label(Lang::Zh), field.label(Lang::En)] {
                assert_eq!(QueryField::parse(name), Some(field));
            }
            for alias in field.aliases() {
                assert_eq!(QueryField::parse(alias), Some(field), "{alias}");
            }
        }
        for state in TaskState::ALL {
            assert_eq!(TaskState::parse(state.label(Lang::En)), Some(state));
        }
    }

    #[test]
    fn a_field_is_found_by_either_name_in_any_width_and_case() {
        assert_eq!(QueryField::parse("ＬＥＡＤＥＲ"), Some(QueryField::Leader));
        assert_eq!(QueryField::parse("责任领导"), Some(QueryField::Leader));
        assert_eq!(QueryField::parse("colour"), None);
    }

    #[test]
    fn a_value_is_kept_as_its_identifier_and_shown_in_the_language() {
        let kept = QueryField::Status.canonical(Op::Is, "推进中").unwrap();
        assert_eq!(kept, "in_progress");
        assert_eq!(QueryField::Status.shown(&kept, Lang::Zh), "推进中");
        assert_eq!(QueryField::Light.canonical(Op::Has, "红").unwrap(), "red");
        assert_eq!(QueryField::Leader.canonical(Op::Is, "none").unwrap(), NONE);
        assert_eq!(
            QueryField::Status.canonical(Op::Is, "推进"),
            Err(Misfit::Unknown)
        );
        assert_eq!(QueryField::Status.canonical(Op::Has, "tj").unwrap(), "tj");
        assert_eq!(
            QueryField::Leader.canonical(Op::Before, "甲"),
            Err(Misfit::NoOrder)
        );
    }
}
