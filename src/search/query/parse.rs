//! Reading a query. Every input ends in a query or in an error with its place, in one pass.

use crate::text::clean_line;

use crate::search::query::error::{QueryError, QueryErrorKind, check};
use crate::search::query::field::{Op, QueryField};
use crate::search::query::sign::sign;
use crate::search::query::{FieldTest, Query, Term, Test, Word};

/// Most words of a query, those of the title (`任务:`) among them: each is looked for in every title,
/// which takes a ledger of 100,000 tasks up to 5 ms.
pub const MAX_WORDS: usize = 16;
/// Longest word, in characters.
pub const MAX_WORD: usize = 64;
/// Most values of a query, over all other fields: each is looked for in every name.
pub const MAX_VALUES: usize = 64;
/// Most values that call a thing by its whole name (`=`): those are only looked up, and facets
/// make many of them.
const MAX_NAMES: usize = 256;
/// Longest value, in characters: titles of documents are long.
pub const MAX_VALUE: usize = 200;

impl Query {
    /// Reads what somebody typed; the words of the language are those of DESIGN part 9.
    ///
    /// # Errors
    /// Where and why it cannot be understood; the place counts in the cleaned text.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        let clean = clean_line(text);
        let mut parser = Parser {
            chars: clean.chars().collect(),
            at: 0,
            words: 0,
            values: 0,
            names: 0,
        };
        let mut query = Query::default();
        while let Some(term) = parser.term()? {
            // An empty pair of quotation marks asks for nothing.
            if !matches!(&term.test, Test::Words(words) if words.is_empty()) {
                query.add(term);
            }
        }
        Ok(query)
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    words: usize,
    values: usize,
    names: usize,
}

/// A field name with a comparison after it.
enum Ahead {
    /// A known field; where its sign stands.
    Field(QueryField, usize),
    /// `name:` that is no field.
    Unknown(String),
    /// A plain word.
    Word,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied().map(sign)
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn skip_blanks(&mut self) {
        while self.take(' ') {}
    }

    fn error<T>(&self, at: usize, kind: QueryErrorKind) -> Result<T, QueryError> {
        Err(QueryError { at, kind })
    }

    /// The next condition; `None` at the end.
    fn term(&mut self) -> Result<Option<Term>, QueryError> {
        self.skip_blanks();
        let start = self.at;
        let negated = self.take('!');
        match self.peek() {
            None if !negated => return Ok(None),
            None | Some(' ' | '!' | '|') if negated => {
                return self.error(start, QueryErrorKind::NothingExcluded);
            }
            Some('|') => return self.error(start, QueryErrorKind::Alternatives),
            _ => {}
        }
        let test = match self.ahead() {
            Ahead::Field(field, sign_at) => Test::Field(self.field_test(field, sign_at)?),
            Ahead::Unknown(name) => {
                return self.error(self.at, QueryErrorKind::UnknownField(name));
            }
            Ahead::Word => Test::Words(self.alternatives()?),
        };
        Ok(Some(Term { negated, test }))
    }

    /// What the text from here on begins with. Only letters can be a field's name, so `12:30` and
    /// `http://x` are words.
    fn ahead(&self) -> Ahead {
        let rest = &self.chars[self.at..];
        let length = rest
            .iter()
            .take_while(|c| c.is_alphabetic() || **c == '_')
            .count();
        let after = |offset: usize| rest.get(length + offset).copied().map(sign);
        let compares = match after(0) {
            Some(':') => (after(1), after(2)) != (Some('/'), Some('/')),
            Some('=') => true,
            Some('<' | '>' | '≤' | '≥') => false,
            _ => return Ahead::Word,
        };
        let name: String = rest[..length].iter().collect();
        match QueryField::parse(&name) {
            _ if length == 0 => Ahead::Word,
            Some(field) if compares || field.has_order() => Ahead::Field(field, self.at + length),
            None if compares => Ahead::Unknown(name),
            _ => Ahead::Word,
        }
    }

    fn field_test(&mut self, field: QueryField, sign_at: usize) -> Result<FieldTest, QueryError> {
        self.at = sign_at;
        let op = self.op();
        let mut values = Vec::new();
        loop {
            let value_at = self.at;
            let value = self.value()?;
            let value = value.trim();
            if !value.is_empty() {
                self.count_value(field, op, value_at)?;
                if value.chars().count() > MAX_VALUE {
                    return self.error(value_at, QueryErrorKind::TooLong(MAX_VALUE));
                }
                values.push(check(field, op, value, value_at)?);
            }
            if !(self.take(',') || self.take('|')) {
                break;
            }
        }
        if values.is_empty() {
            return self.error(sign_at, QueryErrorKind::NoValue(field));
        }
        Ok(FieldTest { field, op, values })
    }

    /// The comparison that stands here: `:`, `=`, `<`, `:<=` and so on.
    fn op(&mut self) -> Op {
        let colon = self.take(':');
        let op = match self.peek() {
            Some('<') => Op::Before,
            Some('>') => Op::After,
            Some('≤') => Op::AtMost,
            Some('≥') => Op::AtLeast,
            Some('=') => Op::Is,
            _ if colon => return Op::Has,
            _ => return Op::Is,
        };
        self.at += 1;
        match op {
            Op::Before if self.take('=') => Op::AtMost,
            Op::After if self.take('=') => Op::AtLeast,
            other => other,
        }
    }

    fn value(&mut self) -> Result<String, QueryError> {
        if let Some(quoted) = self.quoted()? {
            return Ok(quoted);
        }
        if !matches!(self.ahead(), Ahead::Word) {
            // `领导:李|地区:敖汉` means no value of the first field.
            return self.error(self.at, QueryErrorKind::Alternatives);
        }
        Ok(self.bare(&[',', '|']))
    }

    fn count_value(&mut self, field: QueryField, op: Op, at: usize) -> Result<(), QueryError> {
        let (count, most) = match (field, op) {
            (QueryField::Title, Op::Has) => return self.count_word(at),
            // Every row has its own.
            (QueryField::Title | QueryField::Number, _) => (&mut self.values, MAX_VALUES),
            (_, Op::Is) => (&mut self.names, MAX_NAMES),
            _ => (&mut self.values, MAX_VALUES),
        };
        *count += 1;
        match *count > most {
            true => self.error(at, QueryErrorKind::TooManyValues(most)),
            false => Ok(()),
        }
    }

    /// Words joined by `|`.
    fn alternatives(&mut self) -> Result<Vec<Word>, QueryError> {
        let mut words = Vec::new();
        loop {
            let word_at = self.at;
            let word = self.word()?;
            if !word.text.trim().is_empty() {
                self.count_word(word_at)?;
                if word.text.chars().count() > MAX_WORD {
                    return self.error(word_at, QueryErrorKind::TooLong(MAX_WORD));
                }
                words.push(word);
            }
            let after_word = self.at;
            self.skip_blanks();
            if !self.take('|') {
                self.at = after_word;
                return Ok(words);
            }
            self.skip_blanks();
            if self.peek() == Some('!') || !matches!(self.ahead(), Ahead::Word) {
                return self.error(self.at, QueryErrorKind::Alternatives);
            }
        }
    }

    fn count_word(&mut self, at: usize) -> Result<(), QueryError> {
        self.words += 1;
        match self.words > MAX_WORDS {
            true => self.error(at, QueryErrorKind::TooManyWords(MAX_WORDS)),
            false => Ok(()),
        }
    }

    fn word(&mut self) -> Result<Word, QueryError> {
        if let Some(text) = self.quoted()? {
            return Ok(Word { text, exact: true });
        }
        let text = self.bare(&['|']);
        Ok(Word { text, exact: false })
    }

    /// Characters up to a blank or one of `ends`.
    fn bare(&mut self, ends: &[char]) -> String {
        let start = self.at;
        while self.peek().is_some_and(|c| c != ' ' && !ends.contains(&c)) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    /// Text in quotation marks, if it begins here. Straight marks are ended by a straight one, two
    /// of them stand for one; curly ones by either curly mark, since input methods mix them up.
    fn quoted(&mut self) -> Result<Option<String>, QueryError> {
        let start = self.at;
        let curly = match self.peek() {
            Some('"') => false,
            Some('“' | '”') => true,
            _ => return Ok(None),
        };
        self.at += 1;
        let mut text = String::new();
        while let Some(&c) = self.chars.get(self.at) {
            self.at += 1;
            let ends = match sign(c) {
                '"' => !curly,
                '“' | '”' => curly,
                _ => false,
            };
            if ends && (curly || !self.take('"')) {
                return Ok(Some(text));
            }
            text.push(c);
        }
        self.error(start, QueryErrorKind::UnclosedQuote)
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
