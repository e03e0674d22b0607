//! A query: at once what is typed into the search box, what facets build and what the flags of
//! the command line build.

pub(in crate::search) mod error;
pub(in crate::search) mod field;
pub(in crate::search) mod parse;
pub(in crate::search) mod period;
mod print;
mod sign;

use crate::text::clean_line;

use crate::search::query::error::{QueryError, check};
use crate::search::query::field::{Op, QueryField};

/// Conditions that must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The conditions, in the order they were made.
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether it excludes what it describes.
    pub negated: bool,
    /// What it describes.
    pub test: Test,
}

/// What a condition asks of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Any of these words, in any field.
    Words(Vec<Word>),
    /// A field has any of these values.
    Field(FieldTest),
}

/// A word typed into the search box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As typed, without quotation marks.
    pub text: String,
    /// Was quoted: found only as it stands.
    pub exact: bool,
}

/// A field compared with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// The field.
    pub field: QueryField,
    /// How it is compared.
    pub op: Op,
    /// The values, any of which will do; identifiers where the field has them.
    pub values: Vec<String>,
}

impl FieldTest {
    /// A checked comparison; values may be identifiers or labels.
    ///
    /// # Errors
    /// When a value does not fit the field (`at` is zero), or the field has no order.
    pub fn new<I, S>(field: QueryField, op: Op, values: I) -> Result<FieldTest, QueryError>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let values = values
            .into_iter()
            .map(|value| clean_line(value.as_ref()).trim().to_owned())
            .filter(|value| !value.is_empty())
            .map(|value| check(field, op, &value, 0))
            .collect::<Result<_, _>>()?;
        Ok(FieldTest { field, op, values })
    }
}

impl Term {
    /// Whether it is the kind of condition facets make and change.
    fn is_choice(&self, of: QueryField, excluded: bool) -> bool {
        self.negated == excluded
            && matches!(&self.test, Test::Field(test) if test.field == of && test.op == Op::Is)
    }

    fn field(&self) -> Option<QueryField> {
        match &self.test {
            Test::Field(test) => Some(test.field),
            Test::Words(_) => None,
        }
    }

    fn values_mut(&mut self) -> Option<&mut Vec<String>> {
        match &mut self.test {
            Test::Field(test) => Some(&mut test.values),
            Test::Words(_) => None,
        }
    }
}

impl Query {
    /// Whether it lets every row through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How many conditions it has.
    pub fn conditions(&self) -> usize {
        self.terms.len()
    }

    /// The words that are looked for, alternatives included, excluded ones not.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.terms
            .iter()
            .filter(|term| !term.negated)
            .filter_map(|term| match &term.test {
                Test::Words(words) => Some(words),
                Test::Field(_) => None,
            })
            .flatten()
    }

    /// Whether some word is excluded, which what a task demands may hold too.
    pub fn has_excluded_words(&self) -> bool {
        let is_word = |term: &Term| term.negated && matches!(term.test, Test::Words(_));
        self.terms.iter().any(is_word)
    }

    /// Whether any condition is on leaders or units.
    pub(in crate::search) fn asks_for_people(&self) -> bool {
        let fields = self.terms.iter().filter_map(Term::field);
        fields
            .into_iter()
            .any(|field| matches!(field, QueryField::Leader | QueryField::Unit))
    }

    /// The values chosen in a facet: those of the field's `=` condition.
    pub fn values(&self, field: QueryField) -> &[String] {
        self.choice(field, false)
    }

    /// The values excluded in a facet.
    pub fn excluded(&self, field: QueryField) -> &[String] {
        self.choice(field, true)
    }

    fn choice(&self, field: QueryField, excluded: bool) -> &[String] {
        let found = self
            .terms
            .iter()
            .find(|term| term.is_choice(field, excluded));
        match found.map(|term| &term.test) {
            Some(Test::Field(test)) => &test.values,
            _ => &[],
        }
    }

    /// Adds a condition.
    pub fn push(&mut self, negated: bool, test: Test) {
        self.add(Term { negated, test });
    }

    /// Adds a condition; one that is there already says nothing new and is left out.
    pub(in crate::search) fn add(&mut self, term: Term) {
        if !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }

    /// Adds the conditions of `other`.
    pub fn and(mut self, other: Query) -> Query {
        for term in other.terms {
            self.add(term);
        }
        self
    }

    /// Chooses a value of a facet, or takes the choice back; a value that was excluded is chosen.
    /// A value the field does not know changes nothing.
    pub fn toggle(&mut self, field: QueryField, value: &str) {
        self.flip(field, value, false);
    }

    /// Excludes a value of a facet, or takes that back; a value that was chosen is excluded.
    pub fn exclude(&mut self, field: QueryField, value: &str) {
        self.flip(field, value, true);
    }

    fn flip(&mut self, field: QueryField, value: &str, excluded: bool) {
        let value = match check(field, Op::Is, clean_line(value).trim(), 0) {
            Ok(value) if !value.is_empty() => value,
            _ => return,
        };
        self.drop_value(field, &value, !excluded);
        if !self.drop_value(field, &value, excluded) {
            self.add_value(field, value, excluded);
        }
    }

    /// Takes a value out of a choice, and the choice with its last value; whether it was there.
    fn drop_value(&mut self, field: QueryField, value: &str, excluded: bool) -> bool {
        let Some(index) = self
            .terms
            .iter()
            .position(|term| term.is_choice(field, excluded))
        else {
            return false;
        };
        let Some(values) = self.terms[index].values_mut() else {
            return false;
        };
        let before = values.len();
        values.retain(|kept| kept != value);
        let dropped = values.len() < before;
        if values.is_empty() {
            self.terms.remove(index);
        }
        dropped
    }

    fn add_value(&mut self, field: QueryField, value: String, excluded: bool) {
        let choice = self
            .terms
            .iter_mut()
            .find(|term| term.is_choice(field, excluded));
        match choice.and_then(Term::values_mut) {
            Some(values) => values.push(value),
            None => self.push(
                excluded,
                Test::Field(FieldTest {
                    field,
                    op: Op::Is,
                    values: vec![value],
                }),
            ),
        }
    }

    /// This query without any condition on `field`.
    pub fn without_field(&self, field: QueryField) -> Query {
        self.filtered(|term| term.field() != Some(field))
    }

    /// This query without its plain words.
    pub fn without_words(&self) -> Query {
        self.filtered(|term| term.field().is_some())
    }

    /// The field of the condition at this place, if it is what a facet of that field would change:
    /// its first choice or first exclusion.
    pub(in crate::search) fn choice_at(&self, at: usize) -> Option<QueryField> {
        let term = self.terms.get(at)?;
        let field = term.field()?;
        let is_like = |other: &Term| other.is_choice(field, term.negated);
        (self.terms.iter().position(is_like) == Some(at)).then_some(field)
    }

    /// This query with its plain words replaced by the conditions of `text`.
    ///
    /// # Errors
    /// When `text` is no query.
    pub fn with_words(&self, text: &str) -> Result<Query, QueryError> {
        let typed = Query::parse(text)?;
        Ok(self.without_words().and(typed))
    }

    fn filtered(&self, mut keep: impl FnMut(&Term) -> bool) -> Query {
        let terms = self.terms.iter().filter(|term| keep(term)).cloned();
        Query {
            terms: terms.collect(),
        }
    }

    /// Takes the last condition away; whether there was one.
    pub fn pop_condition(&mut self) -> bool {
        self.terms.pop().is_some()
    }

    /// Takes the condition at this place away, if there is one.
    pub fn remove_condition(&mut self, at: usize) {
        if at < self.terms.len() {
            self.terms.remove(at);
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
