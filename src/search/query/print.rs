//! A query as text that reads back to the same query.

use std::fmt;

use crate::domain::Lang;
use crate::search::query::{FieldTest, Query, Term, Test, Word};
use crate::text::{columns, cut};

impl Query {
    /// Every condition as a query writes it.
    pub fn print_conditions(&self, lang: Lang) -> Vec<String> {
        self.terms.iter().map(|term| term.print(lang)).collect()
    }

    /// The query as text that reads back to the same query.
    pub fn print(&self, lang: Lang) -> String {
        self.print_conditions(lang).join(" ")
    }

    /// The query in at most `max_cols` columns: whole, or its first two conditions and how many
    /// there are.
    pub fn print_short(&self, lang: Lang, max_cols: usize) -> String {
        let whole = self.print(lang);
        if columns(&whole) <= max_cols {
            return whole;
        }
        let Some(more) = self.terms.len().checked_sub(2).filter(|more| *more > 0) else {
            return cut(&whole, max_cols);
        };
        let all = self.terms.len();
        let count = lang.pick(format!(" 等 {all} 条"), format!(" and {more} more"));
        let first: Vec<String> = self.terms[..2]
            .iter()
            .map(|term| term.print(lang))
            .collect();
        let room = max_cols.saturating_sub(columns(&count));
        cut(&format!("{}{count}", cut(&first.join(" "), room)), max_cols)
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.print(Lang::Zh))
    }
}

impl Term {
    /// The condition as a query writes it.
    pub fn print(&self, lang: Lang) -> String {
        let sign = if self.negated { "!" } else { "" };
        let body = match &self.test {
            Test::Words(words) => {
                let words: Vec<String> = words.iter().map(Word::print).collect();
                words.join("|")
            }
            Test::Field(test) => test.print(lang),
        };
        format!("{sign}{body}")
    }
}

impl Word {
    fn print(&self) -> String {
        if self.exact {
            quoted(&self.text)
        } else {
            self.text.clone()
        }
    }
}

impl FieldTest {
    fn print(&self, lang: Lang) -> String {
        let values: Vec<String> = self
            .values
            .iter()
            .map(|value| self.field.shown(value, lang))
            .map(|value| {
                if needs_quotes(&value) {
                    quoted(&value)
                } else {
                    value
                }
            })
            .collect();
        format!(
            "{}{}{}",
            self.field.label(lang),
            self.op.sign(),
            values.join(",")
        )
    }
}

/// Whether a value would not read back as one value without quotation marks.
fn needs_quotes(value: &str) -> bool {
    // `name://` is the beginning of an address, not of a condition.
    value.is_empty()
        || value.starts_with("//")
        || value
            .chars()
            .any(|c| c.is_whitespace() || ",，|｜:：=＝<＜>＞≤≥!！\"＂“”".contains(c))
}

/// `text` in quotation marks, those within doubled.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '＂') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('"');
    out
}
