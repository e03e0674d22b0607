//! What a person makes of what was read: nothing of the reading itself is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::HeadField;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::{Field, RegionKey};
use crate::import::Reading;

/// A task's place in what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskAt {
    /// Which document.
    pub document: usize,
    /// Which of its tasks.
    pub task: usize,
}

/// What lies over a reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Heads of documents, corrected.
    pub heads: BTreeMap<usize, DocumentHead>,
    /// The region of a document and all its tasks, chosen.
    pub regions: BTreeMap<usize, RegionKey>,
    /// Tasks, corrected.
    pub tasks: BTreeMap<TaskAt, Arc<TaskDraft>>,
    /// Tasks left out.
    pub dropped: BTreeSet<TaskAt>,
    /// Doubtful fields that were looked at and found right.
    pub checked: BTreeSet<(TaskAt, Field)>,
    /// The same of documents.
    pub checked_heads: BTreeSet<(usize, HeadField)>,
}

impl Overlay {
    /// The documents as they stand, for the ledger. Those left out are in it only where they must
    /// not count as missing.
    pub fn documents(&self, reading: &Reading, with_dropped: bool) -> Vec<DraftDocument> {
        let numbered = reading.documents.iter().enumerate();
        let documents = numbered.map(|(document, read)| DraftDocument {
            document: self
                .heads
                .get(&document)
                .or(read.document.as_ref())
                .cloned(),
            tasks: self.tasks(document, read, with_dropped),
            warnings: Vec::new(),
        });
        documents.collect()
    }

    fn tasks(&self, document: usize, read: &DraftDocument, with_dropped: bool) -> Vec<TaskDraft> {
        let region = self.regions.get(&document);
        let mut tasks = Vec::with_capacity(read.tasks.len());
        for (task, draft) in read.tasks.iter().enumerate() {
            let at = TaskAt { document, task };
            if !with_dropped && self.dropped.contains(&at) {
                continue;
            }
            let corrected = self.tasks.get(&at).map(AsRef::as_ref);
            let mut draft = corrected.unwrap_or(draft).clone();
            if let Some(region) = region {
                draft.region = Some(region.name().to_owned());
                draft.region_code = region.code();
            }
            tasks.push(draft);
        }
        tasks
    }
}
