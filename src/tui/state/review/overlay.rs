//! What a person makes of what was read: nothing of the reading itself is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::doubt::HeadField;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft};
use crate::domain::{Field, RegionKey};
use crate::import::FileReading;

/// A task's place in what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskAt {
    /// Which document.
    pub document: usize,
    /// Which of its tasks.
    pub task: usize,
}

/// What lies over a reading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "KeptOverlay", into = "KeptOverlay")]
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
    pub fn documents(&self, reading: &FileReading, with_dropped: bool) -> Vec<DraftDocument> {
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

    /// Puts a corrected task over the one that was read; what is as it was read is no correction.
    pub fn put(&mut self, at: TaskAt, mut draft: TaskDraft, read: Option<&TaskDraft>) {
        if let Some(read) = read {
            draft.warnings.clone_from(&read.warnings);
        }
        match read == Some(&draft) {
            true => drop(self.tasks.remove(&at)),
            false => drop(self.tasks.insert(at, draft.into())),
        }
    }

    fn tasks(&self, document: usize, read: &DraftDocument, with_dropped: bool) -> Vec<TaskDraft> {
        let region = self.regions.get(&document);
        let mut confirmed: BTreeMap<TaskAt, Vec<Field>> = BTreeMap::new();
        for (at, field) in &self.checked {
            confirmed.entry(*at).or_default().push(*field);
        }
        let mut tasks = Vec::with_capacity(read.tasks.len());
        for (task, draft) in read.tasks.iter().enumerate() {
            let at = TaskAt { document, task };
            if !with_dropped && self.dropped.contains(&at) {
                continue;
            }
            let corrected = self.tasks.get(&at).map(AsRef::as_ref);
            let mut draft = corrected.unwrap_or(draft).clone();
            draft.confirmed = confirmed.remove(&at).unwrap_or_default();
            if let Some(region) = region {
                draft.region = Some(region.name().to_owned());
                draft.region_code = region.code();
            }
            tasks.push(draft);
        }
        tasks
    }
}

/// The same in lists, as it is written to a file; a field that has no such name any more is left
/// out.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct KeptOverlay {
    heads: Vec<(usize, DocumentHead)>,
    regions: Vec<(usize, RegionKey)>,
    tasks: Vec<(usize, usize, TaskDraft)>,
    dropped: Vec<(usize, usize)>,
    checked: Vec<(usize, usize, String)>,
    checked_heads: Vec<(usize, usize)>,
}

impl From<Overlay> for KeptOverlay {
    fn from(overlay: Overlay) -> KeptOverlay {
        let place = |at: &TaskAt| (at.document, at.task);
        let tasks = overlay.tasks.iter();
        let tasks = tasks.map(|(at, draft)| {
            // The file is read again, and so are its doubts.
            let warnings = Vec::new();
            let draft = draft.as_ref().clone();
            (at.document, at.task, TaskDraft { warnings, ..draft })
        });
        let checked = overlay.checked.iter();
        let checked = checked.map(|(at, field)| (at.document, at.task, field.id().to_owned()));
        let head_place = |field: &HeadField| HeadField::ALL.iter().position(|known| known == field);
        let heads = overlay.checked_heads.iter();
        let heads = heads.filter_map(|(document, field)| Some((*document, head_place(field)?)));
        KeptOverlay {
            tasks: tasks.collect(),
            dropped: overlay.dropped.iter().map(place).collect(),
            checked: checked.collect(),
            checked_heads: heads.collect(),
            heads: overlay.heads.into_iter().collect(),
            regions: overlay.regions.into_iter().collect(),
        }
    }
}

impl From<KeptOverlay> for Overlay {
    fn from(kept: KeptOverlay) -> Overlay {
        let at = |document, task| TaskAt { document, task };
        let tasks = kept.tasks.into_iter();
        let tasks = tasks.map(|(document, task, draft)| (at(document, task), Arc::new(draft)));
        let dropped = kept.dropped.into_iter();
        let checked = kept.checked.iter();
        let checked = checked.filter_map(|(document, task, field)| {
            Some((at(*document, *task), Field::from_id(field)?))
        });
        let heads = kept.checked_heads.iter();
        let heads =
            heads.filter_map(|(document, place)| Some((*document, *HeadField::ALL.get(*place)?)));
        Overlay {
            tasks: tasks.collect(),
            dropped: dropped.map(|(document, task)| at(document, task)).collect(),
            checked: checked.collect(),
            checked_heads: heads.collect(),
            heads: kept.heads.into_iter().collect(),
            regions: kept.regions.into_iter().collect(),
        }
    }
}

/// What lay over a file under review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptReview {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of its bytes: over another file it must not be laid.
    pub digest: String,
    /// The corrections.
    pub overlay: Overlay,
}
