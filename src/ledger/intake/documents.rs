//! Documents of an intake: found by title and region, made when first needed.

use std::collections::HashMap;

use crate::domain::draft::DocumentHead;
use crate::domain::task::SourceFile;
use crate::domain::{Change, DocumentId, Field, RegionKey, SourceDocument, name};
use crate::ledger::error::LedgerError;
use crate::ledger::store::StoreView;
use crate::ledger::write::Writer;
use crate::ledger::{records, trail};

/// Source documents by title and region, made when first needed.
pub(in crate::ledger) struct DocumentIds {
    by_name: HashMap<(String, RegionKey), DocumentId>,
    next: DocumentId,
}

impl DocumentIds {
    pub fn read(view: &mut dyn StoreView) -> Result<DocumentIds, LedgerError> {
        let there = records::all::<SourceDocument>(view)?;
        // An undone import's document keeps its number in the trail; never give it out again.
        let mut next = DocumentId::FIRST;
        trail::of_records(view, i64::MAX, |entry| {
            let Change { field, old, new } = &entry.change;
            if *field == Field::DocumentRecord {
                let id = new.get("id").or_else(|| old.get("id"));
                let id = id.and_then(|id| DocumentId::new(id.as_i64()?));
                next = next.max(id.map_or(next, DocumentId::next));
            }
            Ok(())
        })?;
        let by_name = there
            .into_values()
            .map(|document| ((name::clean(&document.title), document.region), document.id))
            .collect();
        Ok(DocumentIds { by_name, next })
    }

    pub fn of(
        &mut self,
        writer: &mut Writer,
        head: &DocumentHead,
        region: &RegionKey,
        file: Option<SourceFile>,
    ) -> Result<Option<DocumentId>, LedgerError> {
        if head.title.is_empty() {
            return Ok(None);
        }
        let key = (name::clean(&head.title), region.clone());
        if let Some(id) = self.by_name.get(&key) {
            return Ok(Some(*id));
        }
        let document = SourceDocument {
            id: self.next,
            title: head.title.clone(),
            document_number: head.document_number.clone(),
            issuer: head.issuer.clone(),
            issued_on: head.issued_on,
            region: region.clone(),
            file,
        };
        writer.record(&document)?;
        self.by_name.insert(key, document.id);
        self.next = self.next.next();
        Ok(Some(document.id))
    }
}
