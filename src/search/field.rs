//! The words of the query language: the fields a condition names, and the values they know.

use crate::domain::{Lang, LightColor, Progress, Sector, Status, TaskId};
use crate::text::fold;

use super::matcher::Needle;
use super::period::Period;

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryField {
    /// 责任领导.
    Leader,
    /// The region, those below it included.
    Region,
    /// 领域.
    Sector,
    /// A unit in any role.
    Unit,
    /// The stored state.
    Status,
    /// The colour of the day.
    Light,
    /// The date in force.
    Deadline,
    /// The printed number, or `#` and the id.
    Number,
    /// The short name.
    Title,
    /// The source document's title or number.
    Document,
    /// The share done, in percent.
    Progress,
    /// See [`State`].
    State,
    /// The task it details, by its id.
    Parent,
}

/// A row of the vocabulary: field, Chinese, English, other accepted names.
type FieldWord = (
    QueryField,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const FIELDS: [FieldWord; 13] = [
    (
        QueryField::Leader,
        "领导",
        "leader",
        &["责任领导", "leaders"],
    ),
    (QueryField::Region, "地区", "region", &["区域", "regions"]),
    (QueryField::Sector, "领域", "sector", &["学段", "sectors"]),
    (QueryField::Unit, "单位", "unit", &["部门", "科室", "units"]),
    (QueryField::Status, "状态", "status", &[]),
    (QueryField::Light, "灯", "light", &["红黄绿灯"]),
    (
        QueryField::Deadline,
        "期限",
        "deadline",
        &["时限", "完成时限", "due"],
    ),
    (QueryField::Number, "编号", "number", &["no", "id"]),
    (QueryField::Title, "任务", "title", &["标题", "名称"]),
    (
        QueryField::Document,
        "文件",
        "document",
        &["来源文件", "来源", "doc"],
    ),
    (QueryField::Progress, "进度", "progress", &[]),
    (QueryField::State, "情形", "state", &[]),
    (QueryField::Parent, "上级", "parent", &["上级任务"]),
];

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

/// What a task is in, computed for the day and the session, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// 逾期: an open date has passed.
    Overdue,
    /// 临近: an open date is near.
    DueSoon,
    /// 未报: running, and neither a figure nor a report on record.
    Unreported,
    /// 变动: changed by others since it was last looked at.
    Changed,
    /// 我的: last changed by this user, today.
    Mine,
}

const STATES: [(State, &str, &str, &str); 5] = [
    (State::Overdue, "overdue", "逾期", "overdue"),
    (State::DueSoon, "due_soon", "临近", "due soon"),
    (State::Unreported, "unreported", "未报", "unreported"),
    (State::Changed, "changed", "变动", "changed"),
    (State::Mine, "mine", "我的", "mine"),
];

impl State {
    /// Every state, in the order of the vocabulary.
    pub fn all() -> impl Iterator<Item = State> {
        STATES.iter().map(|word| word.0)
    }

    /// The identifier.
    pub fn id(self) -> &'static str {
        STATES[self as usize].1
    }

    /// The label shown to people.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(STATES[self as usize].2, STATES[self as usize].3)
    }

    /// Reads an identifier or a label of either language.
    pub fn parse(text: &str) -> Option<State> {
        let is_called =
            |word: &&(State, &str, &str, &str)| [word.1, word.2, word.3].contains(&text);
        STATES.iter().find(is_called).map(|word| word.0)
    }
}

/// The value for "nothing there": no leader, no unit, no deadline, no figure.
pub const NONE: &str = "无";
/// The value of [`QueryField::Deadline`] for a standing task.
pub const STANDING: &str = "长期";

/// The special values: as kept in a query, in English.
const SPECIAL: [(&str, &str); 2] = [(NONE, "none"), (STANDING, "standing")];

/// Why a value does not fit its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
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
    /// Every field, in the order of the vocabulary.
    pub fn all() -> impl Iterator<Item = QueryField> {
        FIELDS.iter().map(|word| word.0)
    }

    fn word(self) -> &'static FieldWord {
        &FIELDS[self as usize]
    }

    /// The name written in a query and shown to people.
    pub fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.word().1, self.word().2)
    }

    /// The field called `name` in either language, whatever its case and width.
    pub fn parse(name: &str) -> Option<QueryField> {
        let name = fold(name);
        let is_called =
            |word: &&FieldWord| word.1 == name || word.2 == name || word.3.contains(&name.as_str());
        FIELDS.iter().find(is_called).map(|word| word.0)
    }

    /// Whether its values have an order: `期限:<2025-12`, `进度:>50`.
    pub fn has_order(self) -> bool {
        matches!(self, QueryField::Deadline | QueryField::Progress)
    }

    /// `value` in the form a query keeps: an identifier, a date, or the words as they are.
    pub(super) fn canonical(self, op: Op, value: &str) -> Result<String, Misfit> {
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
            QueryField::State => State::parse(&fold(value)).map(State::id),
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
    pub(super) fn shown(self, value: &str, lang: Lang) -> String {
        let label = match self {
            QueryField::Status => Status::parse(value).map(|it| lang.pick(it.label(lang), it.id())),
            QueryField::Light => {
                LightColor::parse(value).map(|it| lang.pick(it.label(lang), it.id()))
            }
            QueryField::State => State::parse(value).map(|it| lang.pick(it.label(lang), it.id())),
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
pub(super) fn task_of(value: &str) -> Option<TaskId> {
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
pub(super) fn statuses_like(needle: &Needle) -> Vec<Status> {
    let words = |it: &Status| [it.id(), it.label(Lang::Zh), it.label(Lang::En)];
    Status::ALL
        .into_iter()
        .filter(|it| is_like(needle, &words(it)))
        .collect()
}

/// The colours whose label or identifier contains or sounds like the needle.
pub(super) fn colors_like(needle: &Needle) -> Vec<LightColor> {
    let words = |it: &LightColor| [it.id(), it.label(Lang::Zh), it.label(Lang::En)];
    LightColor::ALL
        .into_iter()
        .filter(|it| is_like(needle, &words(it)))
        .collect()
}

/// The states whose label or identifier contains or sounds like the needle.
pub(super) fn states_like(needle: &Needle) -> Vec<State> {
    let words = |it: &State| [it.id(), it.label(Lang::Zh), it.label(Lang::En)];
    State::all()
        .filter(|it| is_like(needle, &words(it)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_stands_in_the_order_of_the_variants_without_repeats() {
        for (index, field) in QueryField::all().enumerate() {
            assert_eq!(field as usize, index);
            for lang in [Lang::Zh, Lang::En] {
                assert_eq!(QueryField::parse(field.name(lang)), Some(field));
            }
        }
        for (index, state) in State::all().enumerate() {
            assert_eq!(state as usize, index);
            assert_eq!(State::parse(state.label(Lang::En)), Some(state));
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
