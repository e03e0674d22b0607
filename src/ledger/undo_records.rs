//! Documents and regions under undo and redo: they go only when nothing refers to them any more,
//! and come back when something needs them again.

use rusqlite::OptionalExtension;

use super::error::LedgerError;
use super::undo::Way;
use super::write::{Writer, unfoldable};
use super::{project, read};
use crate::domain::{Change, DocumentId, Entry, Field, Region, SourceDocument, Subject};

/// The entries about documents and regions.
fn records(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries
        .iter()
        .filter(|entry| entry.subject == Subject::Record)
}

/// Takes away what the entries registered and nothing refers to any more; newest entries first.
pub(super) fn take_away(writer: &mut Writer, entries: &[Entry]) -> Result<(), LedgerError> {
    for original in records(entries) {
        let gone = match original.change.field {
            Field::DocumentRecord => {
                project::remove_unused_document(&writer.tx, document_in(original)?.id)?
            }
            Field::RegionRecord => {
                project::remove_unused_region(&writer.tx, &region_in(original)?)?
            }
            _ => false,
        };
        if gone {
            let change = Way::Undo.directed(&original.change);
            writer.append(Subject::Record, change, None)?;
        }
    }
    Ok(())
}

/// Puts back what the entries registered and is gone; oldest entries first.
pub(super) fn put_back(writer: &mut Writer, entries: &[Entry]) -> Result<(), LedgerError> {
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
pub(super) fn ensure_document(writer: &mut Writer, id: DocumentId) -> Result<(), LedgerError> {
    let there: bool = writer
        .tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM source_document WHERE id = ?1)")?
        .query_row([id.get()], |row| row.get(0))?;
    if there {
        return Ok(());
    }
    let recorded: Option<String> = writer
        .tx
        .query_row(
            "SELECT new FROM entry WHERE task IS NULL AND field = ?1 AND new ->> 'id' = ?2 \
             ORDER BY seq DESC LIMIT 1",
            rusqlite::params![Field::DocumentRecord.id(), id.get()],
            |row| row.get(0),
        )
        .optional()?;
    let document = recorded
        .and_then(|text| serde_json::from_str(&text).ok())
        .ok_or_else(|| LedgerError::Damaged(format!("document {id} is not in the trail")))?;
    restore_document(writer, &document)
}

fn restore_document(writer: &mut Writer, document: &SourceDocument) -> Result<(), LedgerError> {
    if read::documents(&writer.tx)?.contains_key(&document.id) {
        return Ok(());
    }
    writer.ensure_region(&document.region)?;
    append_record(writer, Field::DocumentRecord, document)?;
    project::insert_document(&writer.tx, document)
}

fn restore_region(writer: &mut Writer, region: &Region) -> Result<(), LedgerError> {
    if let Some(above) = &region.parent {
        writer.ensure_region(above)?;
    }
    if read::regions(&writer.tx)?.contains_key(&region.key) {
        return Ok(());
    }
    append_record(writer, Field::RegionRecord, region)?;
    project::insert_region(&writer.tx, region)
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
