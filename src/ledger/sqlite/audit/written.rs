//! The rows of a task as the JSON that its registration would be recorded as.
//!
//! Nearly every task has one entry, and nearly all are as they should be: writing what the rows say
//! and comparing bytes takes a tenth of reading what the entry says. Whatever is not so equal is
//! looked at by `typed`, which alone says that something differs.

use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::domain::task_field::Clause;
use crate::domain::{Field, Role};
use crate::ledger::sqlite::audit::cursor::{number, text};
use crate::ledger::sqlite::audit::fields::{COUNT, fields};
use crate::ledger::sqlite::tables::task_row::TASK_WIDTH;

/// What is listed under a task, written.
#[derive(Default)]
pub(super) struct Lists {
    parties: [Vec<u8>; Role::ALL.len()],
    counts: [i64; Role::ALL.len()],
    milestones: Vec<u8>,
    milestone_count: i64,
    indicators: Vec<u8>,
    indicator_count: i64,
    /// Whether a row is nothing that could be written.
    is_odd: bool,
}

impl Lists {
    /// Forgets the last task.
    pub fn clear(&mut self) {
        self.parties.iter_mut().for_each(Vec::clear);
        self.milestones.clear();
        self.indicators.clear();
        self.counts = Default::default();
        (self.milestone_count, self.indicator_count) = (0, 0);
        self.is_odd = false;
    }

    /// Takes a row of `assignment`; answers whose it is.
    pub fn party(&mut self, [_, role, place, name, printed]: [ValueRef; 5]) -> Option<Role> {
        let key = text(role).and_then(|key| std::str::from_utf8(key).ok());
        let Some(role) = key.and_then(Role::from_id) else {
            self.is_odd = true;
            return None;
        };
        let into = &mut self.parties[role as usize];
        let count = &mut self.counts[role as usize];
        self.is_odd |= begin(into, count, place);
        if printed == ValueRef::Null {
            self.is_odd |= !put_text(into, name);
        } else {
            into.extend(b"{\"name\":");
            self.is_odd |= !put_text(into, name);
            into.extend(b",\"printed\":");
            self.is_odd |= !put_text(into, printed);
            into.push(b'}');
        }
        Some(role)
    }

    /// Takes a row of `milestone`.
    pub fn milestone(&mut self, cells: [ValueRef; 6]) {
        let [_, place, words, due, precision, done_on] = cells;
        let into = &mut self.milestones;
        self.is_odd |= begin(into, &mut self.milestone_count, place);
        into.push(b'{');
        if done_on != ValueRef::Null {
            into.extend(b"\"done_on\":");
            self.is_odd |= !put_text(into, done_on);
            into.push(b',');
        }
        into.extend(b"\"due\":");
        self.is_odd |= !put_maybe(into, due);
        into.extend(b",\"precision\":");
        self.is_odd |= !put_text(into, precision);
        into.extend(b",\"text\":");
        self.is_odd |= !put_text(into, words);
        into.push(b'}');
    }

    /// Takes a row of `indicator`.
    pub fn indicator(&mut self, cells: [ValueRef; 8]) {
        let [_, place, words, name, op, value, unit, due] = cells;
        let into = &mut self.indicators;
        self.is_odd |= begin(into, &mut self.indicator_count, place);
        into.extend(b"{\"due\":");
        self.is_odd |= !put_maybe(into, due);
        for (key, cell) in [("name", name), ("op", op), ("text", words), ("unit", unit)] {
            into.extend(b",\"");
            into.extend(key.as_bytes());
            into.extend(b"\":");
            self.is_odd |= !put_text(into, cell);
        }
        into.extend(b",\"value\":");
        match value {
            ValueRef::Real(value) => into.extend(Value::from(value).to_string().as_bytes()),
            _ => self.is_odd = true,
        }
        into.push(b'}');
    }
}

/// Begins the next one of a list; answers whether it is not the one that comes next.
fn begin(into: &mut Vec<u8>, count: &mut i64, place: ValueRef) -> bool {
    let is_odd = place != ValueRef::Integer(*count);
    if *count > 0 {
        into.push(b',');
    }
    *count += 1;
    is_odd
}

/// A task as it would be recorded.
pub(super) struct WrittenBody {
    text: Vec<u8>,
    /// Where the value of each field begins and ends.
    values: [(usize, usize); COUNT],
    /// Whether the rows are what the program would write.
    is_odd: bool,
}

impl WrittenBody {
    /// Nothing yet.
    pub fn new() -> WrittenBody {
        WrittenBody {
            text: Vec::with_capacity(4_096),
            values: [(0, 0); COUNT],
            is_odd: false,
        }
    }

    /// Writes a task; answers whether its rows are such as the program writes.
    pub fn write(&mut self, task: &[ValueRef; TASK_WIDTH], lists: &Lists) -> bool {
        self.text.clear();
        self.is_odd = lists.is_odd;
        for (at, it) in fields().iter().enumerate() {
            self.text.push(if at == 0 { b'{' } else { b',' });
            self.text.extend(it.key.as_bytes());
            let begin = self.text.len();
            let cell = it.column.map_or(ValueRef::Null, |column| task[column.at()]);
            self.is_odd |= !self.put(it.field, cell, lists);
            self.values[at] = (begin, self.text.len());
        }
        self.text.push(b'}');
        !self.is_odd
    }

    /// All of it.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The value of the field at this place of [`fields`].
    pub fn value(&self, at: usize) -> &[u8] {
        let (begin, end) = self.values[at];
        &self.text[begin..end]
    }

    fn put(&mut self, field: Field, cell: ValueRef, lists: &Lists) -> bool {
        let into = &mut self.text;
        let list = |into: &mut Vec<u8>, items: &[u8]| {
            into.push(b'[');
            into.extend(items);
            into.push(b']');
            true
        };
        match field {
            Field::Leaders => list(into, &lists.parties[Role::Leader as usize]),
            Field::LeadUnits => list(into, &lists.parties[Role::LeadUnit as usize]),
            Field::ResponsibleUnits => list(into, &lists.parties[Role::ResponsibleUnit as usize]),
            Field::AssistingUnits => list(into, &lists.parties[Role::AssistingUnit as usize]),
            Field::Milestones => list(into, &lists.milestones),
            Field::Indicators => list(into, &lists.indicators),
            Field::SectionPath => put_path(into, cell),
            Field::Clause => put_clause(into, cell),
            Field::Standing => put_flag(into, cell),
            _ => put_plain(into, cell),
        }
    }
}

/// Writes a text; answers whether it is one.
fn put_text(into: &mut Vec<u8>, cell: ValueRef) -> bool {
    let Some(bytes) = text(cell) else {
        return false;
    };
    // Asked of all bytes, without a way out before the end: so it is asked of many at once.
    let is_plain = bytes.iter().fold(true, |plain, byte| {
        plain & (*byte >= 0x20) & (*byte != b'"') & (*byte != b'\\')
    });
    if is_plain {
        into.push(b'"');
        into.extend(bytes);
        into.push(b'"');
        return true;
    }
    let words = std::str::from_utf8(bytes);
    words.is_ok_and(|words| serde_json::to_writer(into, words).is_ok())
}

/// The same of a text that may be missing.
fn put_maybe(into: &mut Vec<u8>, cell: ValueRef) -> bool {
    match cell {
        ValueRef::Null => put_null(into),
        cell => put_text(into, cell),
    }
}

fn put_null(into: &mut Vec<u8>) -> bool {
    into.extend(b"null");
    true
}

/// Writes a text or a number that may be missing. Of another kind than the field's, it is not what
/// was recorded either.
fn put_plain(into: &mut Vec<u8>, cell: ValueRef) -> bool {
    match number(cell) {
        Some(number) => {
            into.extend(number.to_string().as_bytes());
            true
        }
        None => put_maybe(into, cell),
    }
}

fn put_flag(into: &mut Vec<u8>, cell: ValueRef) -> bool {
    let word: &[u8] = match number(cell) {
        Some(0) => b"false",
        Some(1) => b"true",
        _ => return false,
    };
    into.extend(word);
    true
}

/// Writes headings, which are stored as JSON.
fn put_path(into: &mut Vec<u8>, cell: ValueRef) -> bool {
    match text(cell) {
        Some(b"[]") => {
            into.extend(b"[]");
            true
        }
        Some(bytes) => {
            let headings = serde_json::from_slice::<Vec<String>>(bytes);
            let again = headings.and_then(|headings| serde_json::to_vec(&headings));
            into.extend(bytes);
            again.is_ok_and(|again| again == bytes)
        }
        None => false,
    }
}

/// Writes the original wording, which is stored as JSON of another order.
fn put_clause(into: &mut Vec<u8>, cell: ValueRef) -> bool {
    let bytes = match cell {
        ValueRef::Null => return put_null(into),
        ValueRef::Text(bytes) => bytes,
        _ => return false,
    };
    let Ok(clause) = serde_json::from_slice::<Clause>(bytes) else {
        return false;
    };
    let is_so = serde_json::to_vec(&clause).is_ok_and(|again| again == bytes);
    into.extend(b"{\"line\":");
    match clause.line {
        Some(line) => into.extend(line.to_string().as_bytes()),
        None => into.extend(b"null"),
    }
    into.extend(b",\"text\":");
    is_so && put_text(into, ValueRef::Text(clause.text.as_bytes())) && {
        into.push(b'}');
        true
    }
}
