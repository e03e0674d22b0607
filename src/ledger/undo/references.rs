//! Documents and regions under undo and redo: they go only when nothing refers to them any more,
//! and come back when something needs them again.

use super::share::UndoOrRedo;
use crate::domain::{DocumentId, Entry, Field, Region, SourceDocument, Subject};
use crate::ledger::error::LedgerError;
use crate::ledger::part::Part;
use crate::ledger::records::Record;
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
                let id = record_in::<SourceDocument>(original)?.id;
                records::remove_unused_document(writer.tx(), id)?
            }
            Field::RegionRecord => {
                let region: Region = record_in(original)?;
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
            Field::DocumentRecord => restore_document(writer, &record_in(original)?)?,
            Field::RegionRecord => restore_region(writer, &record_in(original)?)?,
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
    if records::has::<SourceDocument>(writer.view(), &id)? {
        return Ok(());
    }
    let mut recorded = None;
    trail::of_records(writer.view(), i64::MAX, |entry| {
        if entry.change.field == Field::DocumentRecord && !entry.change.new.is_null() {
            let document: SourceDocument = record_in(entry)?;
            recorded = Some(document).filter(|it| it.id == id).or(recorded.take());
        }
        Ok(())
    })?;
    let document = recorded.ok_or(LedgerError::Altered(Part::Trail))?;
    restore_document(writer, &document)
}

fn restore_document(writer: &mut Writer, document: &SourceDocument) -> Result<(), LedgerError> {
    if records::has::<SourceDocument>(writer.view(), &document.id)? {
        return Ok(());
    }
    writer.ensure_region(&document.region)?;
    writer.record(document)
}

fn restore_region(writer: &mut Writer, region: &Region) -> Result<(), LedgerError> {
    if let Some(above) = &region.parent {
        writer.ensure_region(above)?;
    }
    if records::has::<Region>(writer.view(), &region.key)? {
        return Ok(());
    }
    writer.record(region)
}

fn record_in<R: Record>(entry: &Entry) -> Result<R, LedgerError> {
    R::FIELD
        .read(&entry.change.new)
        .map_err(|why| unfoldable(entry, why.into()))
}
