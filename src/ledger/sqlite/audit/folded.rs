//! The entries of a task folded as they stand: each field is the text that was recorded last.
//!
//! It follows the fold of [`crate::domain::fold`] without reading values. Whatever it does not
//! follow makes the task odd, and then `typed` folds it.

use std::fmt;
use std::ops::Range;

use rusqlite::types::ValueRef;
use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::domain::{Action, Field};
use crate::ledger::sqlite::audit::cursor::{number, text};
use crate::ledger::sqlite::audit::fields::{COUNT, fields, place_of};
use crate::ledger::sqlite::audit::written::WrittenBody;
use crate::ledger::sqlite::tables::entries::WIDTH;
use crate::ledger::sqlite::tables::task_row::TaskColumn as C;

/// An event as its entries tell it.
struct Told {
    entry: i64,
    batch: i64,
    field: Field,
    at: Range<usize>,
    user: Range<usize>,
    new: Range<usize>,
    is_withdrawn: bool,
}

/// What the entries of one task make.
#[derive(Default)]
pub(super) struct Folded {
    /// Every text that was recorded.
    texts: Vec<u8>,
    /// The registration, while nothing was changed in it.
    body: Range<usize>,
    /// The fields, once something was.
    values: Vec<Range<usize>>,
    is_there: bool,
    is_odd: bool,
    revision: i64,
    batch: i64,
    at: Range<usize>,
    user: Range<usize>,
    entries: i64,
    events: Vec<Told>,
}

/// What every entry has: number, batch, time, user, what was done and to which field.
type Common<'e> = (i64, i64, &'e [u8], &'e [u8], Action, Field);

/// That of an entry, where all of it is as this version writes it.
fn known<'e>(entry: &[ValueRef<'e>; WIDTH]) -> Option<Common<'e>> {
    let [seq, batch, _, at, user, _, _, action, field, ..] = *entry;
    let action = std::str::from_utf8(text(action)?).ok()?;
    let field = std::str::from_utf8(text(field)?).ok()?;
    Some((
        number(seq)?,
        number(batch)?,
        text(at)?,
        text(user)?,
        Action::from_id(action)?,
        Field::from_id(field)?,
    ))
}

impl Folded {
    /// Forgets the last task.
    pub fn clear(&mut self) {
        self.texts.clear();
        self.values.clear();
        self.events.clear();
        (self.body, self.at, self.user) = Default::default();
        (self.is_there, self.is_odd) = (false, false);
        (self.revision, self.batch, self.entries) = (0, 0, 0);
    }

    /// Whether the entries leave the task in the ledger.
    pub fn is_there(&self) -> bool {
        self.is_there
    }

    /// Whether they are such as this can follow.
    pub fn is_plain(&self) -> bool {
        !self.is_odd
    }

    fn keep(&mut self, text: &[u8]) -> Range<usize> {
        let begin = self.texts.len();
        self.texts.extend(text);
        begin..self.texts.len()
    }

    /// Takes the next entry about the task.
    pub fn take(&mut self, entry: &[ValueRef; WIDTH]) {
        let [.., old, new, _, compensates, _, _, _, _] = *entry;
        let Some((seq, batch, at, user, action, field)) = known(entry) else {
            self.is_odd = true;
            return;
        };
        self.entries += 1;
        let is_registration = field == Field::Task;
        let is_so = if is_registration {
            self.register(old, new)
        } else if !self.is_there {
            false
        } else if field.is_event() {
            let (at, user) = (self.keep(at), self.keep(user));
            let new = self.keep(text(new).unwrap_or_default());
            self.add_event(
                Told {
                    entry: seq,
                    batch,
                    field,
                    at,
                    user,
                    new,
                    is_withdrawn: false,
                },
                action,
                compensates,
            )
        } else {
            self.change(field, old, new)
        };
        self.is_odd |= !is_so;
        if !is_registration && self.batch != batch {
            self.revision += 1;
        }
        self.batch = batch;
        (self.at, self.user) = (self.keep(at), self.keep(user));
    }

    fn register(&mut self, old: ValueRef, new: ValueRef) -> bool {
        match (self.is_there, new) {
            (true, ValueRef::Null) => {
                self.is_there = false;
                text(old).is_some_and(|old| self.says(old))
            }
            (false, ValueRef::Text(new)) => {
                self.is_there = true;
                // One for the undo that took it out, one for this.
                self.revision += if self.entries > 1 { 2 } else { 1 };
                self.body = self.keep(new);
                self.values.clear();
                old == ValueRef::Null
            }
            _ => false,
        }
    }

    /// Whether the fields are those of this registration.
    fn says(&mut self, body: &[u8]) -> bool {
        if self.values.is_empty() {
            return &self.texts[self.body.clone()] == body;
        }
        let mut same = Vec::with_capacity(body.len());
        for ((at, it), value) in fields().iter().enumerate().zip(&self.values) {
            same.push(if at == 0 { b'{' } else { b',' });
            same.extend(it.key.as_bytes());
            same.extend(&self.texts[value.clone()]);
        }
        same.push(b'}');
        same == body
    }

    fn change(&mut self, field: Field, old: ValueRef, new: ValueRef) -> bool {
        let values = |cell| match cell {
            ValueRef::Null => Some(b"null".as_slice()),
            cell => text(cell),
        };
        let (Some(old), Some(new)) = (values(old), values(new)) else {
            return false;
        };
        if self.values.is_empty() && !self.split() {
            return false;
        }
        let Some(at) = place_of(field.id().as_bytes()) else {
            return false;
        };
        // What the change says it found must be what was there.
        let is_so = &self.texts[self.values[at].clone()] == old;
        self.values[at] = self.keep(new);
        is_so
    }

    /// Finds the fields in the registration.
    fn split(&mut self) -> bool {
        let body = std::str::from_utf8(&self.texts[self.body.clone()]);
        let Ok(body) = body else { return false };
        let mut from = serde_json::Deserializer::from_str(body);
        let Ok(values) = from.deserialize_map(FoldedFields) else {
            return false;
        };
        let begin = body.as_ptr().addr();
        let places = values.iter().map(|value| {
            let at = self.body.start + (value.as_ptr().addr() - begin);
            at..at + value.len()
        });
        let places: Vec<Range<usize>> = places.collect();
        self.values = places;
        self.values.len() == COUNT
    }

    /// An event is added by its own batch; undo and redo withdraw and put back those of the batch
    /// they are about.
    fn add_event(&mut self, told: Told, action: Action, compensates: ValueRef) -> bool {
        match (action, number(compensates)) {
            (Action::Undo | Action::Redo, Some(batch)) => {
                let own = self.events.iter_mut();
                let own = own.filter(|it| it.batch == batch && it.field == told.field);
                own.for_each(|it| it.is_withdrawn = action == Action::Undo);
            }
            _ => self.events.push(told),
        }
        true
    }

    /// Whether the row of the task and what is written of it are what was folded.
    pub fn is_row(&self, task: &[ValueRef], written: &WrittenBody) -> bool {
        let of = |range: &Range<usize>| Some(&self.texts[range.clone()]);
        let is_headed = number(task[C::Revision.at()]) == Some(self.revision)
            && number(task[C::LastBatch.at()]) == Some(self.batch)
            && text(task[C::UpdatedAt.at()]) == of(&self.at)
            && text(task[C::UpdatedBy.at()]) == of(&self.user)
            && number(task[C::Entries.at()]) == Some(self.entries);
        is_headed
            && match self.values.is_empty() {
                true => written.text() == &self.texts[self.body.clone()],
                false => {
                    let mut values = self.values.iter().enumerate();
                    values.all(|(at, value)| written.value(at) == &self.texts[value.clone()])
                }
            }
    }

    /// Whether the event that comes at this place is what was folded.
    pub fn is_event(&self, place: usize, row: &[ValueRef; 8]) -> bool {
        let Some(told) = self.events.get(place) else {
            return false;
        };
        let [_, entry, batch, at, user, kind, body, withdrawn] = *row;
        let of = |range: &Range<usize>| Some(&self.texts[range.clone()]);
        number(entry) == Some(told.entry)
            && number(batch) == Some(told.batch)
            && text(at) == of(&told.at)
            && text(user) == of(&told.user)
            && text(kind) == Some(told.field.id().as_bytes())
            && number(withdrawn) == Some(i64::from(told.is_withdrawn))
            && text(body)
                .is_some_and(|body| is_body(told.field, &self.texts[told.new.clone()], body))
    }

    /// How many events there are.
    pub fn events(&self) -> usize {
        self.events.len()
    }
}

/// Whether an event was stored as the program stores what was recorded.
fn is_body(field: Field, new: &[u8], body: &[u8]) -> bool {
    let value = serde_json::from_slice(new).ok();
    let event = value.and_then(|value| field.read_event(&value).ok());
    let again = event.and_then(|event| serde_json::to_vec(&event).ok());
    again.is_some_and(|again| again == body)
}

/// Reads an object whose keys are the fields in their order as the texts of its values.
struct FoldedFields;

impl<'de> Visitor<'de> for FoldedFields {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a recorded task")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(COUNT);
        for it in fields() {
            let Some(key) = map.next_key::<&str>()? else {
                break;
            };
            let value: &RawValue = map.next_value()?;
            if key == it.field.id() {
                values.push(value.get());
            }
        }
        match map.next_key::<&str>()? {
            Some(_) => Ok(Vec::new()),
            None => Ok(values),
        }
    }
}
