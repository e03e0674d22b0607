//! Why a query cannot be understood, and where.

use std::ops::Range;

use crate::text::{clean_line, columns, cut_around};

use crate::search::query::field::{Misfit, Op, QueryField};
use crate::search::query::sign::sign;

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
    /// No id of a task.
    BadTask(String),
    /// More words than a query may have, those of the title (`任务:`) among them; the limit.
    TooManyWords(usize),
    /// More values than a query may have, compared so; the limit.
    TooManyValues(usize),
    /// A word or value longer than allowed; the limit in characters.
    TooLong(usize),
}

impl QueryErrorKind {
    /// The kind for a value that does not fit.
    pub(in crate::search) fn of_misfit(misfit: Misfit, field: QueryField, value: &str) -> Self {
        let value = value.to_owned();
        match misfit {
            Misfit::NoOrder => QueryErrorKind::NoOrder(field),
            Misfit::Unknown => QueryErrorKind::UnknownValue(field, value),
            Misfit::Date => QueryErrorKind::BadDate(value),
            Misfit::Percent => QueryErrorKind::BadPercent(value),
            Misfit::Id => QueryErrorKind::BadTask(value),
        }
    }
}

impl QueryError {
    /// The characters of the cleaned query that are wrong, at least one; it may be the one behind
    /// the last.
    pub fn place(&self, query: &str) -> Range<usize> {
        let chars: Vec<char> = clean_line(query).chars().collect();
        let rest = chars.get(self.at..).unwrap_or_default();
        let length = match &self.kind {
            QueryErrorKind::UnclosedQuote => rest.len(),
            QueryErrorKind::UnknownField(name) => name.chars().count(),
            QueryErrorKind::NothingExcluded | QueryErrorKind::NoValue(_) => 1,
            QueryErrorKind::Alternatives
            | QueryErrorKind::TooManyWords(_)
            | QueryErrorKind::TooLong(_) => length_of(rest, &[' ', '|']),
            _ => length_of(rest, &[' ', '|', ',']),
        };
        self.at..self.at + length.max(1)
    }

    /// `query` in at most `cols` columns, and on a second line a caret under the place.
    pub fn pointed(&self, query: &str, cols: usize) -> String {
        let clean = clean_line(query);
        let last = clean.chars().count().saturating_sub(1);
        let (shown, first) = cut_around(&clean, cols, self.at.min(last));
        // A mark stands for what was left out in front.
        let at = self.at - first + usize::from(first > 0);
        let before: String = shown.chars().take(at).collect();
        format!("{shown}\n{}^", " ".repeat(columns(&before)))
    }
}

/// How long the word or value is that `text` begins with, quotation marks included.
fn length_of(text: &[char], ends: &[char]) -> usize {
    let is_quote = |c: &char| matches!(sign(*c), '"' | '“' | '”');
    match text {
        [first, rest @ ..] if is_quote(first) => {
            let closing = rest.iter().position(is_quote);
            closing.map_or(text.len(), |at| at + 2)
        }
        _ => {
            let end = text.iter().position(|c| ends.contains(&sign(*c)));
            end.unwrap_or(text.len())
        }
    }
}

/// What stands between a field and its values, checked: used by everything that builds conditions.
pub(in crate::search) fn check(
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

#[cfg(test)]
mod tests {
    use super::super::Query;

    /// The two lines for a bad query.
    fn pointed(query: &str, cols: usize) -> String {
        Query::parse(query).unwrap_err().pointed(query, cols)
    }

    #[test]
    fn the_caret_stands_under_the_character_in_columns() {
        for (query, caret) in [
            ("教育 颜色:红", "     ^"),
            ("ab 颜色：红", "   ^"),
            ("教育 \"双减", "     ^"),
            ("教育　“双减", "      ^"),
            ("期限:<2025-13", "      ^"),
            ("期限：＜2025-13", "        ^"),
            ("!", "^"),
            ("a|领导:李", "  ^"),
            ("e\u{301}é 灯:紫", "      ^"),
        ] {
            let clean = crate::text::clean_line(query).into_owned();
            assert_eq!(pointed(query, 60), format!("{clean}\n{caret}"), "{query}");
        }
    }

    #[test]
    fn the_place_covers_what_is_wrong_and_no_more() {
        let many = vec!["甲,"; 65].concat();
        for (query, wrong) in [
            ("教育 颜色:红 灯:红", "颜色"),
            ("教育 \"双减 x", "\"双减 x"),
            ("教育 ! 双减", "!"),
            ("领导: x", ":"),
            ("期限:<2025-13 教育", "2025-13"),
            ("进度:50,101｜3", "101"),
            ("灯：“紫 色” 教育", "“紫 色”"),
            ("a|领导:李 教育", "领导:李"),
            ("a|!b", "!b"),
            ("||a", "|"),
            (&format!("{} 乙a,b 丙", "甲 ".repeat(16)), "乙a,b"),
            (&format!("领导:{many} 丙"), "甲"),
        ] {
            let place = Query::parse(query).unwrap_err().place(query);
            let marked: String = query.chars().skip(place.start).take(place.len()).collect();
            assert_eq!(marked, wrong, "{query}");
        }
    }

    #[test]
    fn of_a_long_query_the_part_around_the_place_is_shown() {
        let long = format!("{} 颜色:红 {}", "教育督导 ".repeat(10), "发展 ".repeat(20));
        let lines = pointed(&long, 40);
        let (shown, caret) = lines.split_once('\n').unwrap();
        assert!(crate::text::columns(shown) <= 40);
        let before: String = shown.split("颜色").next().unwrap().to_owned();
        assert_eq!(caret.len(), crate::text::columns(&before) + 1, "{lines}");
    }
}
