//! Regions and source documents: records that tasks refer to.

use std::collections::BTreeMap;

use super::error::LedgerError;
use super::store::{Done, RecordKind, StoreView, TasksBy, WantedRecords, WriteTransaction};
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument};

/// A record from its JSON.
fn read<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, LedgerError> {
    serde_json::from_str(body).map_err(|error| LedgerError::Damaged(error.to_string()))
}

fn written<T: serde::Serialize>(record: &T) -> Result<String, LedgerError> {
    serde_json::to_string(record).map_err(|error| LedgerError::Database(error.to_string()))
}

/// Every source document.
pub(super) fn documents(
    view: &mut dyn StoreView,
) -> Result<BTreeMap<DocumentId, SourceDocument>, LedgerError> {
    let mut all = BTreeMap::new();
    view.records(RecordKind::Document, WantedRecords::All, &mut |_, body| {
        let document: SourceDocument = read(body)?;
        all.insert(document.id, document);
        Ok(())
    })?;
    Ok(all)
}

/// Every region.
pub(super) fn regions(
    view: &mut dyn StoreView,
) -> Result<BTreeMap<RegionKey, Region>, LedgerError> {
    let mut all = BTreeMap::new();
    view.records(RecordKind::Region, WantedRecords::All, &mut |_, body| {
        let region: Region = read(body)?;
        all.insert(region.key.clone(), region);
        Ok(())
    })?;
    Ok(all)
}

/// Whether there is a record with this key.
pub(super) fn has(
    view: &mut dyn StoreView,
    kind: RecordKind,
    key: &str,
) -> Result<bool, LedgerError> {
    let mut is_there = false;
    view.records(kind, WantedRecords::Key(key), &mut |_, _| {
        is_there = true;
        Ok(())
    })?;
    Ok(is_there)
}

/// Puts a document in.
pub(super) fn put_document(tx: &mut dyn WriteTransaction, document: &SourceDocument) -> Done {
    let key = document.id.to_string();
    tx.put_record(RecordKind::Document, &key, Some(&written(document)?))
}

/// Puts a region in.
pub(super) fn put_region(tx: &mut dyn WriteTransaction, region: &Region) -> Done {
    let body = written(region)?;
    tx.put_record(RecordKind::Region, region.key.as_str(), Some(&body))
}

/// Takes a document out unless a task still refers to it; answers whether it went.
pub(super) fn remove_unused_document(
    tx: &mut dyn WriteTransaction,
    id: DocumentId,
) -> Result<bool, LedgerError> {
    let (view, key) = (tx.view(), id.to_string());
    let is_unused = has(view, RecordKind::Document, &key)?
        && view.task_ids(TasksBy::Document(id), 1)?.is_empty();
    if is_unused {
        tx.put_record(RecordKind::Document, &key, None)?;
    }
    Ok(is_unused)
}

/// Takes a region out unless something still refers to it; answers whether it went.
pub(super) fn remove_unused_region(
    tx: &mut dyn WriteTransaction,
    region: &Region,
) -> Result<bool, LedgerError> {
    let (view, key) = (tx.view(), &region.key);
    let is_unused = has(view, RecordKind::Region, key.as_str())?
        && view.task_ids(TasksBy::Region(key), 1)?.is_empty()
        && documents(view)?
            .values()
            .all(|document| document.region != *key)
        && regions(view)?
            .values()
            .all(|below| below.parent.as_ref() != Some(key));
    if is_unused {
        tx.put_record(RecordKind::Region, key.as_str(), None)?;
    }
    Ok(is_unused)
}
