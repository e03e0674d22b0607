//! Domain values as the cells of their rows: what is stored, and what the sums of `sums` are taken
//! over, each in the order of the table's columns.

use chrono::NaiveDate;
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::Serialize;

use crate::domain::task::Event;
use crate::domain::{
    Entry, Field, Indicator, Milestone, Party, Region, Role, SourceDocument, TaskId,
};
use crate::ledger::error::LedgerError;
use crate::ledger::store::StoredBatch;

/// The value of one column.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ledger) enum Cell<'a> {
    Null,
    Number(i64),
    Figure(f64),
    Text(&'a str),
    Made(String),
}

pub(super) type Cells<'a, const N: usize> = Result<[Cell<'a>; N], LedgerError>;

impl Cell<'_> {
    /// As SQLite has it.
    pub fn value(&self) -> ValueRef<'_> {
        match self {
            Cell::Null => ValueRef::Null,
            Cell::Number(number) => ValueRef::Integer(*number),
            Cell::Figure(figure) => ValueRef::Real(*figure),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Made(text) => ValueRef::Text(text.as_bytes()),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.value()))
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Cell::Text(text)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Cell::Number(i64::from(flag))
    }
}

impl From<NaiveDate> for Cell<'_> {
    fn from(day: NaiveDate) -> Self {
        Cell::Made(day.to_string())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<Cell<'static>, LedgerError> {
    let text = serde_json::to_string(value);
    let text = text.map_err(|error| LedgerError::Database(error.to_string()))?;
    Ok(Cell::Made(text))
}

pub(super) fn maybe_json<T: Serialize>(value: &Option<T>) -> Result<Cell<'static>, LedgerError> {
    value.as_ref().map_or(Ok(Cell::Null), json)
}

/// The bare word of an enum that serde writes as a string.
fn word<T: Serialize>(value: &T) -> Result<Cell<'static>, LedgerError> {
    match json(value)? {
        Cell::Made(text) => Ok(Cell::Made(text.trim_matches('"').to_owned())),
        other => Ok(other),
    }
}

/// An assignment, in the order of [`PARTY_COLUMNS`](crate::ledger::sqlite::tables::rows::PARTY_COLUMNS).
pub(in crate::ledger) fn party(
    task: TaskId,
    role: Role,
    place: i64,
    party: &Party,
) -> [Cell<'_>; 5] {
    [
        task.get().into(),
        role.id().into(),
        place.into(),
        (&party.name).into(),
        party.printed.as_ref().into(),
    ]
}

/// A milestone, in the order of [`MILESTONE_COLUMNS`](crate::ledger::sqlite::tables::rows::MILESTONE_COLUMNS).
pub(in crate::ledger) fn milestone(
    task: TaskId,
    place: i64,
    milestone: &Milestone,
) -> Cells<'_, 6> {
    Ok([
        task.get().into(),
        place.into(),
        (&milestone.text).into(),
        milestone.due.into(),
        word(&milestone.precision)?,
        milestone.done_on.into(),
    ])
}

/// An indicator, in the order of [`INDICATOR_COLUMNS`](crate::ledger::sqlite::tables::rows::INDICATOR_COLUMNS).
pub(in crate::ledger) fn indicator(
    task: TaskId,
    place: i64,
    indicator: &Indicator,
) -> [Cell<'_>; 8] {
    [
        task.get().into(),
        place.into(),
        (&indicator.text).into(),
        (&indicator.name).into(),
        indicator.op.id().into(),
        Cell::Figure(indicator.value),
        (&indicator.unit).into(),
        indicator.due.into(),
    ]
}

/// An event, in the order of [`EVENT_COLUMNS`](crate::ledger::sqlite::tables::rows::EVENT_COLUMNS).
pub(in crate::ledger) fn event(task: TaskId, event: &Event) -> Cells<'_, 8> {
    Ok([
        task.get().into(),
        event.entry.get().into(),
        event.batch.get().into(),
        Cell::Made(Entry::stamp(event.at)),
        (&event.user).into(),
        Field::of_event(&event.body).0.id().into(),
        json(&event.body)?,
        event.withdrawn.into(),
    ])
}

/// A document, in the order of [`DOCUMENT_COLUMNS`](crate::ledger::sqlite::tables::rows::DOCUMENT_COLUMNS).
pub(in crate::ledger) fn document(document: &SourceDocument) -> Cells<'_, 7> {
    Ok([
        document.id.get().into(),
        (&document.title).into(),
        document.document_number.as_ref().into(),
        document.issuer.as_ref().into(),
        document.issued_on.into(),
        document.region.as_str().into(),
        maybe_json(&document.file)?,
    ])
}

/// A region, in the order of [`REGION_COLUMNS`](crate::ledger::sqlite::tables::rows::REGION_COLUMNS).
pub(in crate::ledger) fn region(region: &Region) -> [Cell<'_>; 2] {
    [
        region.key.as_str().into(),
        region.parent.as_ref().map(|parent| parent.as_str()).into(),
    ]
}

/// A batch, in the order of [`BATCH_COLUMNS`](crate::ledger::sqlite::tables::rows::BATCH_COLUMNS).
pub(in crate::ledger) fn batch(batch: &StoredBatch) -> [Cell<'_>; 8] {
    [
        batch.id.get().into(),
        batch.first.get().into(),
        batch.last.get().into(),
        (&batch.user).into(),
        (&batch.session).into(),
        batch.action.id().into(),
        batch.compensates.map(|of| of.get()).into(),
        batch.login.as_ref().into(),
    ]
}
