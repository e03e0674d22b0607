//! One entry as SQLite stores it: a cell of a table's leaf, recognised wherever it lies.

use rusqlite::types::Value;

use crate::domain::entry::{self, COLUMNS};
use crate::ledger::chain::{self, Hash};
use crate::ledger::sqlite::salvage::pages::{PagePlace, Pages};
use crate::ledger::sqlite::tables::{Of, Total, tally};

/// The columns of the first schema, in which the hash comes last.
const FIRST_COLUMNS: usize = 14;

/// The most columns a later schema may have put behind them.
const MOST_COLUMNS: usize = 32;

/// How a record says that 32 bytes follow.
const HASH_KIND: u64 = 12 + 2 * 32;

/// Longer records are no entries: every text has its limit.
const LARGEST: u64 = 64 << 20;

/// Where a cell that looks like an entry begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordValue {
    pub seq: u32,
    place: PagePlace,
}

/// An entry as it lies there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stored {
    /// In the order of [`COLUMNS`].
    pub columns: Vec<Value>,
    pub hash: Hash,
}

impl Stored {
    /// Whether it is what was hashed after an entry of hash `before`.
    pub fn follows(&self, before: &Hash) -> bool {
        let texts: Vec<Option<Vec<u8>>> = self.columns.iter().map(text_of).collect();
        let mut columns = [None; COLUMNS.len()];
        for (column, text) in columns.iter_mut().zip(&texts) {
            *column = text.as_deref();
        }
        chain::link(before, &entry::canonical(columns)) == self.hash
    }

    /// The text of a column; nothing where there is none.
    pub fn text(&self, name: &str) -> Option<&str> {
        let at = COLUMNS.iter().position(|column| *column == name)?;
        match self.columns.get(at)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number in a column; nothing where there is none.
    pub fn number(&self, name: &str) -> Option<i64> {
        let at = COLUMNS.iter().position(|column| *column == name)?;
        match self.columns.get(at)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

fn text_of(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Integer(number) => Some(number.to_string().into_bytes()),
        Value::Text(text) => Some(text.clone().into_bytes()),
        _ => None,
    }
}

/// Finds what looks like an entry anywhere in the bytes of a page. Where the page's own list of its
/// cells was hit, the cells are still there.
pub(super) fn find(place: PagePlace, bytes: &[u8], mut take: impl FnMut(RecordValue)) {
    for at in 0..bytes.len() {
        if let Some(seq) = looks_like(&bytes[at..]) {
            let by = u64::try_from(at).unwrap_or(0);
            take(RecordValue {
                seq,
                place: place.further(by),
            });
        }
    }
}

/// Finds the totals of the trail that stand anywhere in the bytes of a page as they were written:
/// each has a seal of its own, also one that was replaced since.
pub(super) fn find_totals(bytes: &[u8], mut take: impl FnMut(Total)) {
    let name = Of::Trail.name().as_bytes();
    for at in HEAD_OF_TOTAL..bytes.len().saturating_sub(name.len()) {
        if bytes[at..].starts_with(name) {
            let head = &bytes[at - HEAD_OF_TOTAL..at];
            let total = total_in(head, &bytes[at + name.len()..]);
            total.into_iter().for_each(&mut take);
        }
    }
}

/// How long the head of the record of a total is: its own length and the kinds of four columns.
const HEAD_OF_TOTAL: usize = 5;

fn total_in(head: &[u8], mut body: &[u8]) -> Option<Total> {
    let mut numbers = [0; 3];
    for (number, kind) in numbers.iter_mut().zip(&head[2..]) {
        let kind = u64::from(*kind);
        let (bytes, rest) = body.split_at_checked(usize::try_from(size_of(kind)?).ok()?)?;
        match value_of(kind, bytes)? {
            Value::Integer(value) => *number = value,
            _ => return None,
        }
        body = rest;
    }
    let [count, sum, seal] = numbers;
    let total = Total { count, sum };
    tally::is_sealed(Of::Trail, total, seal).then_some(total)
}

/// The number of the entry that a cell beginning here would hold.
fn looks_like(cell: &[u8]) -> Option<u32> {
    let (payload, after) = varint(cell)?;
    let (seq, head) = varint(after)?;
    let seq = u32::try_from(seq).ok().filter(|seq| *seq > 0)?;
    let kinds = kinds_of(head, payload)?;
    let is_entry = kinds.get(FIRST_COLUMNS - 1) == Some(&HASH_KIND);
    is_entry.then_some(seq)
}

/// What the head of a record says of its columns, if it is one of so long a record.
fn kinds_of(head: &[u8], payload: u64) -> Option<Vec<u64>> {
    let (length, mut rest) = varint(head)?;
    let length = usize::try_from(length).ok()?;
    let begun = head.len() - rest.len();
    let end = head.len().checked_sub(length)?;
    if length < begun + FIRST_COLUMNS || payload > LARGEST {
        return None;
    }
    // The number is the key of the table and not in the record: most bytes are told by that.
    if rest.first() != Some(&0) {
        return None;
    }
    let mut kinds = Vec::with_capacity(COLUMNS.len() + 1);
    let mut sum = u64::try_from(length).ok()?;
    while rest.len() > end {
        let (kind, after) = varint(rest)?;
        sum = sum.checked_add(size_of(kind)?)?;
        kinds.push(kind);
        rest = after;
        if kinds.len() > MOST_COLUMNS {
            return None;
        }
    }
    (rest.len() == end && sum == payload).then_some(kinds)
}

/// How many bytes a value of this kind takes; nothing for what no entry holds.
fn size_of(kind: u64) -> Option<u64> {
    Some(match kind {
        0 | 8 | 9 => 0,
        1..=4 => kind,
        5 => 6,
        6 => 8,
        HASH_KIND => 32,
        kind if kind >= 13 && kind % 2 == 1 => (kind - 13) / 2,
        _ => return None,
    })
}

/// Reads a cell whole, with what overflowed from it.
pub(super) fn read(pages: &Pages, cell: RecordValue, by_log: bool) -> Option<Stored> {
    let head = pages.read(cell.place, 0, 18)?;
    let (payload, after) = varint(&head)?;
    let (_, rest) = varint(after)?;
    let begins = u64::try_from(head.len() - rest.len()).ok()?;
    if payload > LARGEST {
        return None;
    }
    let local = local_share(payload, pages.size());
    let mut bytes = pages.read(cell.place, begins, usize::try_from(local).ok()?)?;
    if local < payload {
        let first = pages.read(cell.place, begins + local, 4)?;
        let first = u32::from_be_bytes(first.try_into().ok()?);
        bytes.extend(pages.chain(first, payload - local, by_log)?);
    }
    stored_in(&bytes, cell.seq)
}

/// How much of a record lies in the leaf itself, as SQLite's file format says.
fn local_share(payload: u64, size: u64) -> u64 {
    let most = size - 35;
    if payload <= most {
        return payload;
    }
    let least = (size - 12) * 32 / 255 - 23;
    let wanted = least + (payload - least) % (size - 4);
    match wanted <= most {
        true => wanted,
        false => least,
    }
}

fn stored_in(record: &[u8], seq: u32) -> Option<Stored> {
    let kinds = kinds_of(record, u64::try_from(record.len()).ok()?)?;
    let (length, _) = varint(record)?;
    let mut rest = record.get(usize::try_from(length).ok()?..)?;
    let mut values = Vec::with_capacity(kinds.len());
    let mut hash = None;
    for (place, kind) in kinds.into_iter().enumerate() {
        let (bytes, after) = rest.split_at_checked(usize::try_from(size_of(kind)?).ok()?)?;
        rest = after;
        match kind {
            HASH_KIND if place == FIRST_COLUMNS - 1 => hash = Hash::try_from(bytes).ok(),
            kind => values.push(value_of(kind, bytes)?),
        }
    }
    *values.first_mut()? = Value::Integer(seq.into());
    // Written before there were more columns, or by a version that has more than this one.
    values.resize(COLUMNS.len(), Value::Null);
    Some(Stored {
        columns: values,
        hash: hash?,
    })
}

fn value_of(kind: u64, bytes: &[u8]) -> Option<Value> {
    Some(match kind {
        0 => Value::Null,
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        1..=6 => {
            let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
            let start: i64 = if is_negative { -1 } else { 0 };
            let number = bytes
                .iter()
                .fold(start, |sum, byte| sum << 8 | i64::from(*byte));
            Value::Integer(number)
        }
        _ => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
    })
}

/// A number of SQLite's, and what comes after it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        if at == 8 {
            return Some((number << 8 | u64::from(*byte), &bytes[9..]));
        }
        number = number << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}
