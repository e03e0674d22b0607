//! Records that tasks refer to: of each kind a value, kept as JSON under its key.
//!
//! A new kind of record is a type that is a [`Record`], and a [`RecordKind`] that a store keeps.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::LedgerError;
use super::store::{Done, RecordKind, StoreView, TasksBy, WantedRecords, WriteTransaction};
use crate::domain::{DocumentId, Field, Region, RegionKey, SourceDocument};

/// What is recorded by entries about no task.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// What names one of them.
    type Key: Ord;
    /// Its kind.
    const KIND: RecordKind;
    /// What entries about it change.
    const FIELD: Field;

    /// What names this one.
    fn key(&self) -> Self::Key;

    /// That as a store keeps it.
    fn text_of(key: &Self::Key) -> String;
}

impl Record for SourceDocument {
    type Key = DocumentId;
    const KIND: RecordKind = RecordKind::Document;
    const FIELD: Field = Field::DocumentRecord;

    fn key(&self) -> DocumentId {
        self.id
    }

    fn text_of(key: &DocumentId) -> String {
        key.to_string()
    }
}

impl Record for Region {
    type Key = RegionKey;
    const KIND: RecordKind = RecordKind::Region;
    const FIELD: Field = Field::RegionRecord;

    fn key(&self) -> RegionKey {
        self.key.clone()
    }

    fn text_of(key: &RegionKey) -> String {
        key.as_str().to_owned()
    }
}

/// Every record of a kind.
pub(super) fn all<R: Record>(view: &mut dyn StoreView) -> Result<BTreeMap<R::Key, R>, LedgerError> {
    let mut all = BTreeMap::new();
    view.records(R::KIND, WantedRecords::All, &mut |_, body| {
        let record: R =
            serde_json::from_str(body).map_err(|error| LedgerError::Damaged(error.to_string()))?;
        all.insert(record.key(), record);
        Ok(())
    })?;
    Ok(all)
}

/// Whether there is one of this key.
pub(super) fn has<R: Record>(view: &mut dyn StoreView, key: &R::Key) -> Result<bool, LedgerError> {
    let mut is_there = false;
    let key = R::text_of(key);
    view.records(R::KIND, WantedRecords::Key(&key), &mut |_, _| {
        is_there = true;
        Ok(())
    })?;
    Ok(is_there)
}

/// Puts one in.
pub(super) fn put<R: Record>(tx: &mut dyn WriteTransaction, record: &R) -> Done {
    let body =
        serde_json::to_string(record).map_err(|error| LedgerError::Database(error.to_string()))?;
    tx.put_record(R::KIND, &R::text_of(&record.key()), Some(&body))
}

/// Takes a document out unless a task still refers to it; answers whether it went.
pub(super) fn remove_unused_document(
    tx: &mut dyn WriteTransaction,
    id: DocumentId,
) -> Result<bool, LedgerError> {
    let view = tx.view();
    let is_unused =
        has::<SourceDocument>(view, &id)? && view.task_ids(TasksBy::Document(id), 1)?.is_empty();
    if is_unused {
        tx.put_record(RecordKind::Document, &id.to_string(), None)?;
    }
    Ok(is_unused)
}

/// Takes a region out unless something still refers to it; answers whether it went.
pub(super) fn remove_unused_region(
    tx: &mut dyn WriteTransaction,
    region: &Region,
) -> Result<bool, LedgerError> {
    let (view, key) = (tx.view(), &region.key);
    let is_unused = has::<Region>(view, key)?
        && view.task_ids(TasksBy::Region(key), 1)?.is_empty()
        && all::<SourceDocument>(view)?
            .values()
            .all(|document| document.region != *key)
        && all::<Region>(view)?
            .values()
            .all(|below| below.parent.as_ref() != Some(key));
    if is_unused {
        tx.put_record(RecordKind::Region, key.as_str(), None)?;
    }
    Ok(is_unused)
}
