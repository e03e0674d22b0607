//! Documents and regions under undo and redo: they go only when nothing refers to them any more,
//! and come back when something needs them again.

use super::share::UndoOrRedo;
use crate::domain::{Change, DocumentId, Entry, Field, Region, SourceDocument, Subject};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::sqlite::tables::{project, rows};
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
                project::remove_unused_document(&writer.tx, &mut writer.shelf, id)?
            }
            Field::RegionRecord => {
                let region = region_in(original)?;
                project::remove_unused_region(&writer.tx, &mut writer.shelf, &region)?
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
    let there = records::documents_with(&writer.tx, &writer.shelf.tally)?;
    if there.contains_key(&id) {
        return Ok(());
    }
    let mut recorded = None;
    trail::of_records(&writer.tx, &writer.shelf.tally, |row| {
        let entry = rows::entry_of(row)?;
        if entry.change.field == Field::DocumentRecord && !entry.change.new.is_null() {
            let document = document_in(&entry)?;
            recorded = Some(document).filter(|it| it.id == id).or(recorded.take());
        }
        Ok(())
    })?;
    let document = recorded.ok_or(LedgerError::Altered(Part::Trail))?;
    restore_document(writer, &document)
}

fn restore_document(writer: &mut Writer, document: &SourceDocument) -> Result<(), LedgerError> {
    let there = records::documents_with(&writer.tx, &writer.shelf.tally)?;
    if there.contains_key(&document.id) {
        return Ok(());
    }
    writer.ensure_region(&document.region)?;
    append_record(writer, Field::DocumentRecord, document)?;
    project::insert_document(&writer.tx, &mut writer.shelf, document)
}

fn restore_region(writer: &mut Writer, region: &Region) -> Result<(), LedgerError> {
    if let Some(above) = &region.parent {
        writer.ensure_region(above)?;
    }
    let there = records::regions_with(&writer.tx, &writer.shelf.tally)?;
    if there.contains_key(&region.key) {
        return Ok(());
    }
    append_record(writer, Field::RegionRecord, region)?;
    project::insert_region(&writer.tx, &mut writer.shelf, region)
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
