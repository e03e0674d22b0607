//! Documents and regions under undo and redo: they go only when nothing refers to them any more,
//! and come back when something needs them again.

use super::share::UndoOrRedo;
use crate::domain::{Change, DocumentId, Entry, Field, Region, SourceDocument, Subject};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::store::RecordKind;
use crate::ledger::write::{Writer, unfoldable};
use crate::ledger::{records, trail};

/// The entries about documents and regions.
fn records(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries
        .iter()
        .filter(|entry| entry.subject == Subject::Record)
}

/// Takes away what the entries registered and nothing refers to any more; newest entries first.
pub(in crate::ledger) fn take_away(
    writer: &mut Writer,
    entries: &[Entry],
) -> Result<(), LedgerError> {
    for original in records(entries) {
        let gone = match original.change.field {
            Field::DocumentRecord => {
                let id = document_in(original)?.id;
                records::remove_unused_document(writer.tx(), id)?
            }
            Field::RegionRecord => {
                let region = region_in(original)?;
                records::remove_unused_region(writer.tx(), &region)?
            }
            _ => false,
        };
        if gone {
            let change = UndoOrRedo::Undo.directed(&original.change);
            writer.append(Subject::Record, change, None)?;
        }
    }
    Ok(())
}

/// Puts back what the entries registered and is gone; oldest entries first.
pub(in crate::ledger) fn put_back(
    writer: &mut Writer,
    entries: &[Entry],
) -> Result<(), LedgerError> {
    for original in records(entries) {
        match original.change.field {
            Field::DocumentRecord => restore_document(writer, &document_in(original)?)?,
            Field::RegionRecord => restore_region(writer, &region_in(original)?)?,
            _ => {}
        }
    }
    Ok(())
}

/// Makes sure the document of this number is there, as the trail last knew it.
pub(in crate::ledger) fn ensure_document(
    writer: &mut Writer,
    id: DocumentId,
) -> Result<(), LedgerError> {
    if records::has(writer.view(), RecordKind::Document, &id.to_string())? {
        return Ok(());
    }
    let mut recorded = None;
    trail::of_records(writer.view(), i64::MAX, |entry| {
        if entry.change.field == Field::DocumentRecord && !entry.change.new.is_null() {
            let document = document_in(entry)?;
            recorded = Some(document).filter(|it| it.id == id).or(recorded.take());
        }
        Ok(())
    })?;
    let document = recorded.ok_or(LedgerError::Altered(Part::Trail))?;
    restore_document(writer, &document)
}

fn restore_document(writer: &mut Writer, document: &SourceDocument) -> Result<(), LedgerError> {
    if records::has(
        writer.view(),
        RecordKind::Document,
        &document.id.to_string(),
    )? {
        return Ok(());
    }
    writer.ensure_region(&document.region)?;
    append_record(writer, Field::DocumentRecord, document)?;
    records::put_document(writer.tx(), document)
}

fn restore_region(writer: &mut Writer, region: &Region) -> Result<(), LedgerError> {
    if let Some(above) = &region.parent {
        writer.ensure_region(above)?;
    }
    if records::has(writer.view(), RecordKind::Region, region.key.as_str())? {
        return Ok(());
    }
    append_record(writer, Field::RegionRecord, region)?;
    records::put_region(writer.tx(), region)
}

fn append_record<T: serde::Serialize>(
    writer: &mut Writer,
    field: Field,
    record: &T,
) -> Result<(), LedgerError> {
    let change = Change {
        field,
        old: serde_json::Value::Null,
        new: serde_json::to_value(record)
            .map_err(|error| LedgerError::Database(error.to_string()))?,
    };
    writer.append(Subject::Record, change, None)?;
    Ok(())
}

fn document_in(entry: &Entry) -> Result<SourceDocument, LedgerError> {
    Field::DocumentRecord
        .read(&entry.change.new)
        .map_err(|why| unfoldable(entry, why.into()))
}

fn region_in(entry: &Entry) -> Result<Region, LedgerError> {
    Field::RegionRecord
        .read(&entry.change.new)
        .map_err(|why| unfoldable(entry, why.into()))
}
