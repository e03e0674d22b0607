//! Where drafts belong: their regions, looked up once each, and the tasks that others detail.

use std::collections::{BTreeMap, HashMap};

use super::body::resolve_region;
use super::fingerprint::Numbered;
use crate::domain::draft::{DocumentHead, TaskDraft, Warning};
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument, name};

/// Tasks that detail no other, as far as somebody asks for them.
pub(in crate::ledger) struct Tops<T> {
    pub of_region: HashMap<(Numbered, u32), T>,
    pub last: HashMap<Numbered, T>,
}

impl<T: Copy> Tops<T> {
    pub fn new() -> Self {
        Tops {
            of_region: HashMap::new(),
            last: HashMap::new(),
        }
    }

    pub fn note(&mut self, number: Numbered, region: u32, task: T) {
        self.of_region.insert((number, region), task);
        self.last.insert(number, task);
    }

    /// The last one of this number so far; one of the same region first.
    pub fn find(&self, number: Numbered, region: u32) -> Option<T> {
        let of_region = self.of_region.get(&(number, region));
        of_region.or_else(|| self.last.get(&number)).copied()
    }
}

/// Things by the place of their first coming.
pub(in crate::ledger) struct Places<K> {
    pub all: Vec<K>,
    pub by_key: HashMap<K, u32>,
}

impl<K: Clone + Eq + std::hash::Hash> Places<K> {
    pub fn new() -> Self {
        Places {
            all: Vec::new(),
            by_key: HashMap::new(),
        }
    }

    pub fn of(&mut self, key: &K) -> u32 {
        if let Some(place) = self.by_key.get(key) {
            return *place;
        }
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(key.clone());
        self.by_key.insert(key.clone(), place);
        place
    }
}

/// Documents and regions of the ledger.
#[derive(Default)]
pub(in crate::ledger) struct Known {
    pub documents: BTreeMap<DocumentId, SourceDocument>,
    pub regions: BTreeMap<RegionKey, Region>,
}

/// The regions of the drafts, each name looked up once.
pub(in crate::ledger) struct Regions<'a> {
    pub known: &'a Known,
    pub found: HashMap<(String, Option<String>, Option<String>), RegionKey>,
}

impl Regions<'_> {
    pub fn of(
        &mut self,
        draft: &TaskDraft,
        head: &DocumentHead,
        warnings: &mut Vec<Warning>,
    ) -> RegionKey {
        let name = draft.region.as_ref().or(head.region.as_ref());
        let code = draft.region_code.map(|code| code.to_string());
        let key = (head.title.clone(), name.cloned(), code);
        let known = self.known;
        let found = self.found.entry(key).or_insert_with(|| {
            let taken_before = name.and_then(|name| known.region_of(&head.title, name));
            resolve_region(
                name.map(String::as_str),
                draft,
                &known.regions,
                taken_before,
                warnings,
            )
        });
        found.clone()
    }
}

impl Known {
    /// The region of this name that an earlier edition of the document was taken in under.
    pub fn region_of(&self, title: &str, name: &str) -> Option<&RegionKey> {
        let mut of_title = self
            .documents
            .values()
            .filter(|it| name::is_same(&it.title, title) && name::is_same(it.region.name(), name))
            .map(|document| &document.region);
        match (of_title.next(), of_title.next()) {
            (Some(region), None) => Some(region),
            _ => None,
        }
    }
}
