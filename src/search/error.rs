//! Why a query cannot be understood, and where.

use crate::domain::Lang;

use super::field::{Misfit, Op, QueryField, State};

/// A query that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The character of the (cleaned) query it is about, counted from zero.
    pub at: usize,
    /// What is wrong there.
    pub kind: QueryErrorKind,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryErrorKind {
    /// `name:` with a name that is no field.
    UnknownField(String),
    /// A quotation mark without its partner.
    UnclosedQuote,
    /// `!` with nothing to exclude after it.
    NothingExcluded,
    /// A field without a value.
    NoValue(QueryField),
    /// `|` that does not stand between plain words or between values of one field.
    Alternatives,
    /// `<` or `>` with a field that has no order.
    NoOrder(QueryField),
    /// A value the field does not know.
    UnknownValue(QueryField, String),
    /// No date, or none that exists.
    BadDate(String),
    /// No number from 0 to 100.
    BadPercent(String),
    /// More words or values than a query may have; the limit.
    TooMany(usize),
    /// A word or value longer than allowed; the limit in characters.
    TooLong(usize),
}

impl QueryErrorKind {
    /// The kind for a value that does not fit.
    pub(super) fn of_misfit(misfit: Misfit, field: QueryField, value: &str) -> Self {
        let value = value.to_owned();
        match misfit {
            Misfit::NoOrder => QueryErrorKind::NoOrder(field),
            Misfit::Unknown => QueryErrorKind::UnknownValue(field, value),
            Misfit::Date => QueryErrorKind::BadDate(value),
            Misfit::Percent => QueryErrorKind::BadPercent(value),
        }
    }
}

impl QueryError {
    /// One sentence with the place, counted from one.
    pub fn sentence(&self, lang: Lang) -> String {
        let place = self.at + 1;
        let reason = self.kind.reason(lang);
        lang.pick(
            format!("查询第 {place} 字处：{reason}"),
            format!("query, character {place}: {reason}"),
        )
    }
}

impl QueryErrorKind {
    fn reason(&self, lang: Lang) -> String {
        match self {
            QueryErrorKind::UnknownField(name) => {
                let known = known_fields(lang);
                lang.pick(
                    format!("没有字段 {name}；可用字段：{known}；要查带冒号的字样请加引号"),
                    format!(
                        "no field {name}; fields are {known}; put words with a colon in quotes"
                    ),
                )
            }
            QueryErrorKind::UnclosedQuote => lang
                .pick("引号没有成对", "a quotation mark has no partner")
                .to_owned(),
            QueryErrorKind::NothingExcluded => lang
                .pick(
                    "! 后面要有排除的词或条件",
                    "nothing follows ! to be excluded",
                )
                .to_owned(),
            QueryErrorKind::NoValue(field) => {
                let name = field.name(lang);
                lang.pick(
                    format!("{name} 后面要有值"),
                    format!("{name} needs a value"),
                )
            }
            QueryErrorKind::Alternatives => lang
                .pick(
                    "| 只能连接词与词，或同一字段的值",
                    "| stands between plain words or between values of one field",
                )
                .to_owned(),
            QueryErrorKind::NoOrder(field) => {
                let name = field.name(lang);
                lang.pick(
                    format!("{name} 不能比较大小，只有 期限 和 进度 可以"),
                    format!("{name} cannot be compared by order, only deadline and progress can"),
                )
            }
            QueryErrorKind::UnknownValue(field, value) => unknown_value(*field, value, lang),
            QueryErrorKind::BadDate(text) => lang.pick(
                format!("{text} 不是日期；写法：2025、2025-12、2025-12-31、无、长期"),
                format!("{text} is no date; write 2025, 2025-12, 2025-12-31, none or standing"),
            ),
            QueryErrorKind::BadPercent(text) => lang.pick(
                format!("{text} 不是 0 到 100 的整数，也不是 无"),
                format!("{text} is neither a whole number from 0 to 100 nor none"),
            ),
            QueryErrorKind::TooMany(limit) => lang.pick(
                format!("条件太多，最多 {limit} 个"),
                format!("too many words or values, at most {limit}"),
            ),
            QueryErrorKind::TooLong(limit) => lang.pick(
                format!("太长，最多 {limit} 字"),
                format!("too long, at most {limit} characters"),
            ),
        }
    }
}

fn known_fields(lang: Lang) -> String {
    let names: Vec<&str> = QueryField::all().map(|field| field.name(lang)).collect();
    names.join(lang.pick("、", ", "))
}

/// Names the values the field knows, shown as a query takes them.
fn unknown_value(field: QueryField, value: &str, lang: Lang) -> String {
    let ids: Vec<&str> = match field {
        QueryField::Status => crate::domain::Status::ALL
            .iter()
            .map(|it| it.id())
            .collect(),
        QueryField::Light => crate::domain::LightColor::ALL
            .iter()
            .map(|it| it.id())
            .collect(),
        QueryField::State => State::all().map(State::id).collect(),
        QueryField::Sector => crate::domain::Sector::all().map(|it| it.name()).collect(),
        _ => Vec::new(),
    };
    let known: Vec<String> = ids.iter().map(|id| field.shown(id, lang)).collect();
    let known = known.join(lang.pick("、", ", "));
    let name = field.name(lang);
    lang.pick(
        format!("{name} 没有 {value}；可用：{known}"),
        format!("no {name} {value}; there are {known}"),
    )
}

/// What stands between a field and its values, checked: used by everything that builds conditions.
pub(super) fn check(
    field: QueryField,
    op: Op,
    value: &str,
    at: usize,
) -> Result<String, QueryError> {
    field.canonical(op, value).map_err(|misfit| QueryError {
        at,
        kind: QueryErrorKind::of_misfit(misfit, field, value),
    })
}
