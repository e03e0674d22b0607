//! Columns to domain types and back.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row as SqlRow;
use rusqlite::types::{FromSqlError, Type};
use serde_json::Value;

use crate::domain::task::Event;
use crate::domain::{
    Action, BatchId, DocumentId, EntryId, Indicator, Milestone, Party, Precision, Region,
    RegionKey, Role, SourceDocument, TaskId,
};
use crate::ledger::store::StoredBatch;

/// The columns of `assignment`.
pub const PARTY_COLUMNS: &str = "task, role, place, name, printed";

/// The columns of `milestone`.
pub const MILESTONE_COLUMNS: &str = "task, place, text, due, precision, done_on";

/// The columns of `indicator`.
pub const INDICATOR_COLUMNS: &str = "task, place, text, name, op, value, unit, due";

/// The columns of `event`.
pub const EVENT_COLUMNS: &str = "task, entry, batch, at, user, kind, body, withdrawn";

/// The columns of `source_document`.
pub const DOCUMENT_COLUMNS: &str = "id, title, document_number, issuer, issued_on, region, file";

/// The columns of `region`.
pub const REGION_COLUMNS: &str = "key, parent";

/// The columns of `about`.
pub const ABOUT_COLUMNS: &str = "name, value";

/// The columns of `batch`.
pub const BATCH_COLUMNS: &str =
    "id, first_entry, last_entry, user, session, action, compensates, login";

/// The columns of `entry`, those of [`COLUMNS`](crate::domain::entry::COLUMNS) in their order.
pub const ENTRY_COLUMNS: &str = "seq, batch, task, at, user, host, session, action, field, old, new, reason, compensates, login, \
     member, key, address";

pub(super) type Read<T> = Result<T, rusqlite::Error>;

pub(super) fn unreadable(column: usize, what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        column,
        Type::Text,
        Box::new(FromSqlError::Other(
            format!("unreadable value: {what}").into(),
        )),
    )
}

/// Reads a text column through a parser of the domain.
pub(super) fn parsed<T>(row: &SqlRow, column: usize, parse: impl Fn(&str) -> Option<T>) -> Read<T> {
    let text = row.get_ref(column)?.as_str()?;
    parse(text).ok_or_else(|| unreadable(column, text))
}

/// The same for a column that may be null.
pub(super) fn maybe_parsed<T>(
    row: &SqlRow,
    column: usize,
    parse: impl Fn(&str) -> Option<T>,
) -> Read<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        None => Ok(None),
        Some(text) => parse(text)
            .map(Some)
            .ok_or_else(|| unreadable(column, text)),
    }
}

pub(super) fn identifier<T>(
    row: &SqlRow,
    column: usize,
    new: impl Fn(i64) -> Option<T>,
) -> Read<T> {
    let number: i64 = row.get(column)?;
    new(number).ok_or_else(|| unreadable(column, &number.to_string()))
}

pub(super) fn maybe_identifier<T>(
    row: &SqlRow,
    column: usize,
    new: impl Fn(i64) -> Option<T>,
) -> Read<Option<T>> {
    let number: Option<i64> = row.get(column)?;
    number
        .map(|number| new(number).ok_or_else(|| unreadable(column, &number.to_string())))
        .transpose()
}

/// A date as stored: `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

/// A time as stored: RFC 3339, UTC.
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(Into::into)
}

pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// A word of an enum that serde writes as a bare string.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(Value::from(text)).ok()
}

/// An assignment from [`PARTY_COLUMNS`].
pub fn assignment_of(row: &SqlRow) -> Read<(TaskId, Role, Party)> {
    let party = Party {
        name: row.get(3)?,
        printed: row.get(4)?,
    };
    Ok((
        identifier(row, 0, TaskId::new)?,
        parsed(row, 1, Role::from_id)?,
        party,
    ))
}

/// A milestone from [`MILESTONE_COLUMNS`].
pub fn milestone_of(row: &SqlRow) -> Read<(TaskId, Milestone)> {
    let milestone = Milestone {
        text: row.get(2)?,
        due: maybe_parsed(row, 3, date)?,
        precision: parsed(row, 4, word::<Precision>)?,
        done_on: maybe_parsed(row, 5, date)?,
    };
    Ok((identifier(row, 0, TaskId::new)?, milestone))
}

/// An indicator from [`INDICATOR_COLUMNS`].
pub fn indicator_of(row: &SqlRow) -> Read<(TaskId, Indicator)> {
    let indicator = Indicator {
        text: row.get(2)?,
        name: row.get(3)?,
        op: parsed(row, 4, word)?,
        value: row.get(5)?,
        unit: row.get(6)?,
        due: maybe_parsed(row, 7, date)?,
    };
    Ok((identifier(row, 0, TaskId::new)?, indicator))
}

/// An event from [`EVENT_COLUMNS`].
pub fn event_of(row: &SqlRow) -> Read<(TaskId, Event)> {
    let event = Event {
        entry: identifier(row, 1, EntryId::new)?,
        batch: identifier(row, 2, BatchId::new)?,
        at: parsed(row, 3, time)?,
        user: row.get(4)?,
        body: parsed(row, 6, json)?,
        withdrawn: row.get(7)?,
        login: None,
    };
    Ok((identifier(row, 0, TaskId::new)?, event))
}

/// A batch from [`BATCH_COLUMNS`] and the time of its first entry.
pub fn batch_of(row: &SqlRow) -> Read<StoredBatch> {
    Ok(StoredBatch {
        id: identifier(row, 0, BatchId::new)?,
        first: identifier(row, 1, EntryId::new)?,
        last: identifier(row, 2, EntryId::new)?,
        user: row.get(3)?,
        session: row.get(4)?,
        action: parsed(row, 5, Action::from_id)?,
        compensates: maybe_identifier(row, 6, BatchId::new)?,
        login: row.get(7)?,
        at: parsed(row, 8, time)?,
    })
}

/// A source document from [`DOCUMENT_COLUMNS`].
pub fn document_of(row: &SqlRow) -> Read<SourceDocument> {
    Ok(SourceDocument {
        id: identifier(row, 0, DocumentId::new)?,
        title: row.get(1)?,
        document_number: row.get(2)?,
        issuer: row.get(3)?,
        issued_on: maybe_parsed(row, 4, date)?,
        region: RegionKey::from(row.get::<_, String>(5)?),
        file: maybe_parsed(row, 6, json)?,
    })
}

/// A region from [`REGION_COLUMNS`].
pub fn region_of(row: &SqlRow) -> Read<Region> {
    Ok(Region {
        key: RegionKey::from(row.get::<_, String>(0)?),
        parent: row.get::<_, Option<String>>(1)?.map(RegionKey::from),
    })
}
