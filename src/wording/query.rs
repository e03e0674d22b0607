//! What is wrong with a query, as a sentence.

use super::{fill, texts};
use crate::domain::{Lang, LightColor, Sector, Status};
use crate::search::{QueryError, QueryErrorKind, QueryField, TaskState};
use crate::text::cut;

/// As much of what was typed as a sentence repeats, in columns.
const MOST_SHOWN: usize = 40;

texts! {
    /// Queries that cannot be understood.
    QueryTexts {
        at: "查询第 {place} 字处：{why}", "query, character {place}: {why}";
        unknown_field: "没有字段 {value}；可用字段：{known}；要查带冒号的字样请加引号", "no field {value}; fields are {known}; put words with a colon in quotes";
        unclosed: "引号没有成对", "a quotation mark has no partner";
        nothing_excluded: "! 后面要有排除的词或条件", "nothing follows ! to be excluded";
        no_value: "{field} 后面要有值", "{field} needs a value";
        alternatives: "| 只能连接词与词，或同一字段的值", "| stands between plain words or between values of one field";
        no_order: "{field} 不能比较大小，只有 期限 和 进度 可以", "{field} cannot be compared by order, only deadline and progress can";
        unknown_value: "{field} 没有 {value}；可用：{known}", "no {field} {value}; there are {known}";
        bad_date: "{value} 不是日期；写法：2025、2025-12、2025-12-31、无、长期", "{value} is no date; write 2025, 2025-12, 2025-12-31, none or standing";
        bad_percent: "{value} 不是 0 到 100 的整数，也不是 无", "{value} is neither a whole number from 0 to 100 nor none";
        bad_task: "{value} 不是任务 ID(如 #12)，也不是 无", "{value} is neither the id of a task, such as #12, nor none";
        many_words: "词太多，一次最多查 {limit} 个", "too many words, at most {limit} in a query";
        many_values: "值太多，一次最多 {limit} 个", "too many values, at most {limit} in a query";
        too_long: "太长，最多 {limit} 字", "too long, at most {limit} characters";
    }
}

/// One sentence with the place, counted from one.
pub fn of_query(error: &QueryError, lang: Lang) -> String {
    let place = error.at + 1;
    let why = reason(&error.kind, lang);
    fill(QueryTexts::of(lang).at, &[("place", &place), ("why", &why)])
}

fn reason(kind: &QueryErrorKind, lang: Lang) -> String {
    let t = QueryTexts::of(lang);
    let of_value = |text: &str, value: &str| fill(text, &[("value", &cut(value, MOST_SHOWN))]);
    let of_field = |text: &str, field: &QueryField| fill(text, &[("field", &field.label(lang))]);
    let of_limit = |text: &str, limit: &usize| fill(text, &[("limit", limit)]);
    match kind {
        QueryErrorKind::UnknownField(name) => {
            let fields = QueryField::ALL.map(|field| field.label(lang));
            let known = fields.join(lang.pick("、", ", "));
            let name = cut(name, MOST_SHOWN);
            fill(t.unknown_field, &[("value", &name), ("known", &known)])
        }
        QueryErrorKind::UnclosedQuote => t.unclosed.to_owned(),
        QueryErrorKind::NothingExcluded => t.nothing_excluded.to_owned(),
        QueryErrorKind::NoValue(field) => of_field(t.no_value, field),
        QueryErrorKind::Alternatives => t.alternatives.to_owned(),
        QueryErrorKind::NoOrder(field) => of_field(t.no_order, field),
        QueryErrorKind::UnknownValue(field, value) => {
            let known = known_values(*field, lang).join(lang.pick("、", ", "));
            let value = cut(value, MOST_SHOWN);
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("field", &field.label(lang)),
                ("value", &value),
                ("known", &known),
            ];
            fill(t.unknown_value, &values)
        }
        QueryErrorKind::BadDate(text) => of_value(t.bad_date, text),
        QueryErrorKind::BadPercent(text) => of_value(t.bad_percent, text),
        QueryErrorKind::BadTask(text) => of_value(t.bad_task, text),
        QueryErrorKind::TooManyWords(limit) => of_limit(t.many_words, limit),
        QueryErrorKind::TooManyValues(limit) => of_limit(t.many_values, limit),
        QueryErrorKind::TooLong(limit) => of_limit(t.too_long, limit),
    }
}

/// The values the field knows, as a query takes them.
fn known_values(field: QueryField, lang: Lang) -> Vec<String> {
    let ids: Vec<&str> = match field {
        QueryField::Status => Status::ALL.map(Status::id).into(),
        QueryField::Light => LightColor::ALL.map(LightColor::id).into(),
        QueryField::State => TaskState::ALL.map(TaskState::id).into(),
        QueryField::Sector => Sector::all().map(Sector::name).collect(),
        _ => Vec::new(),
    };
    ids.iter().map(|id| field.shown(id, lang)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    fn said(query: &str, lang: Lang) -> String {
        of_query(&Query::parse(query).unwrap_err(), lang)
    }

    #[test]
    fn a_sentence_names_the_place_counted_from_one_and_the_limit() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(said("a|领导:李", lang).contains('3'));
            assert!(said(&format!("教 领导:{}", "a".repeat(201)), lang).contains("200"));
        }
    }

    #[test]
    fn an_unknown_field_or_value_is_answered_with_the_known_ones() {
        assert!(said("colour:red", Lang::En).contains("leader, region, sector"));
        assert!(said("colour:red", Lang::Zh).contains("领导、地区、领域"));
        assert!(said("灯=蓝", Lang::Zh).contains("红、黄"));
    }

    #[test]
    fn a_sentence_repeats_no_more_than_a_line() {
        let sentence = said(&format!("{}:红", "颜".repeat(5_000)), Lang::Zh);
        assert!(sentence.chars().count() < 200, "{sentence}");
    }
}
