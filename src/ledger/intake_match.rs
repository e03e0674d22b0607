//! Which draft is which task: the identity of a task across the editions of its document.
//!
//! A ledger may have a million tasks and so may a file. Of each only a fingerprint of its identity
//! is held, never its words.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::error::LedgerError;
use super::fingerprint::{Identity, Numbered, below, identity, number_equals, numbered};
use super::intake::{Drafts, IntakeOptions};
use super::intake_body::{resolve_region, title_of};
use super::read;
use crate::domain::draft::{DocumentHead, TaskDraft, Warning};
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument, Status, TaskId};
use rusqlite::Connection;

/// Where the task that a draft details is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parent {
    /// Among the drafts, at this place.
    Draft(u32),
    /// In the ledger.
    There(TaskId),
}

/// One draft made ready: where it belongs.
pub(super) struct Prepared {
    identity: Identity,
    /// Its own number, or that of the task it details.
    number: Numbered,
    /// Among the documents.
    pub document: u32,
    /// Its place in its document.
    pub draft: u32,
    head: u32,
    region: u32,
    /// Of its first reading, to know it by when it is read again.
    mark: u32,
    is_child: bool,
    /// Whether it has a date and is to be registered only.
    pub is_dated: bool,
    pub parent: Option<Parent>,
}

/// Drafts made ready, and what the ledger already has of their documents.
pub(super) struct Matching {
    pub prepared: Vec<Prepared>,
    heads: Vec<DocumentHead>,
    regions: Vec<RegionKey>,
    /// Tasks of the ledger by identity, sorted.
    there: Vec<(Identity, TaskId)>,
    /// Those of them that a whole document should have.
    expected: Vec<(Identity, TaskId)>,
}

/// Tasks that detail no other, as far as somebody asks for them.
struct Tops<T> {
    of_region: HashMap<(Numbered, u32), T>,
    last: HashMap<Numbered, T>,
}

impl<T: Copy> Tops<T> {
    fn new() -> Self {
        Tops {
            of_region: HashMap::new(),
            last: HashMap::new(),
        }
    }

    fn note(&mut self, number: Numbered, region: u32, task: T) {
        self.of_region.insert((number, region), task);
        self.last.insert(number, task);
    }

    /// The last one of this number so far; one of the same region first.
    fn find(&self, number: Numbered, region: u32) -> Option<T> {
        let of_region = self.of_region.get(&(number, region));
        of_region.or_else(|| self.last.get(&number)).copied()
    }
}

fn or_title(number: String, title: String) -> String {
    if number.is_empty() { title } else { number }
}

/// Things by the place of their first coming.
struct Places<K> {
    all: Vec<K>,
    by_key: HashMap<K, u32>,
}

impl<K: Clone + Eq + std::hash::Hash> Places<K> {
    fn new() -> Self {
        Places {
            all: Vec::new(),
            by_key: HashMap::new(),
        }
    }

    fn of(&mut self, key: &K) -> u32 {
        if let Some(place) = self.by_key.get(key) {
            return *place;
        }
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(key.clone());
        self.by_key.insert(key.clone(), place);
        place
    }
}

impl Matching {
    /// Finds document, region, parent and identity of every draft.
    pub fn new(
        conn: &Connection,
        drafts: &dyn Drafts,
        options: &IntakeOptions,
        warnings: &mut Vec<Warning>,
    ) -> Result<Matching, LedgerError> {
        let known = Known {
            documents: read::documents(conn)?,
            regions: read::regions(conn)?,
        };
        let mut heads = Places::new();
        let mut regions = Places::new();
        let mut found = Regions {
            known: &known,
            found: HashMap::new(),
        };
        let mut children: Vec<(u32, String, Option<u32>)> = Vec::new();
        let mut wanted: HashSet<Numbered> = HashSet::new();
        let mut prepared: Vec<Prepared> = Vec::new();
        drafts.walk(&mut |document, index, draft| {
            let carried;
            let head = match drafts.head(document) {
                Some(head) => head,
                None => {
                    carried = carried_head(draft);
                    &carried
                }
            };
            let region = match &options.region {
                Some(region) => region.clone(),
                None => found.of(draft, head, warnings),
            };
            let place = u32::try_from(prepared.len())
                .map_err(|_| LedgerError::Drafts("too many tasks".to_owned()))?;
            let own = or_title(draft.number.clone(), title_of(draft));
            let number = match &draft.parent {
                None => numbered(&head.title, &own),
                Some(parent) => {
                    children.push((place, parent.clone(), draft.line));
                    let number = numbered(&head.title, parent);
                    wanted.insert(number);
                    number
                }
            };
            let identity = identity(&head.title, &region, &draft.section_path, &own);
            prepared.push(Prepared {
                identity,
                number,
                document: u32::try_from(document).unwrap_or(u32::MAX),
                draft: u32::try_from(index).unwrap_or(u32::MAX),
                head: heads.of(head),
                region: regions.of(&region),
                mark: mark_of(draft),
                is_child: draft.parent.is_some(),
                is_dated: draft.status.unwrap_or_default() == Status::Registered
                    && draft.deadline().is_some(),
                parent: None,
            });
            Ok(())
        })?;
        let mut matching = Matching {
            prepared,
            heads: heads.all.clone(),
            regions: Vec::new(),
            there: Vec::new(),
            expected: Vec::new(),
        };
        let tops = matching.read_there(conn, drafts, &known, &wanted, &mut regions)?;
        matching.regions = regions.all;
        matching.find_parents(drafts, &wanted, &tops, children, warnings);
        number_equals(&mut matching.prepared, |p| &mut p.identity);
        Ok(matching)
    }

    /// Reads what the ledger has of the documents in question.
    fn read_there(
        &mut self,
        conn: &Connection,
        drafts: &dyn Drafts,
        known: &Known,
        wanted: &HashSet<Numbered>,
        regions: &mut Places<RegionKey>,
    ) -> Result<Tops<TaskId>, LedgerError> {
        let titles: BTreeSet<&str> = self.heads.iter().map(|head| head.title.as_str()).collect();
        let mut whole: BTreeSet<(u32, &str)> = BTreeSet::new();
        for p in &self.prepared {
            if drafts.head(p.document as usize).is_some() {
                whole.insert((p.region, &self.heads[p.head as usize].title));
            }
        }
        let mut tops = Tops::new();
        let mut is_expected: Vec<bool> = Vec::new();
        let sql = "SELECT t.id, t.document, t.region, t.section_path, t.number, t.title, p.number, p.title \
                   FROM task AS t LEFT JOIN task AS p ON p.id = t.parent ORDER BY t.id";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let document = row
                .get::<_, Option<i64>>(1)?
                .and_then(DocumentId::new)
                .and_then(|id| known.documents.get(&id))
                .map_or("", |document| document.title.as_str());
            let Some(id) = TaskId::new(row.get(0)?).filter(|_| titles.contains(document)) else {
                continue;
            };
            let region = RegionKey::from(row.get::<_, String>(2)?);
            let path: Vec<String> =
                serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default();
            let number = or_title(row.get(4)?, row.get(5)?);
            let mut identity = identity(document, &region, &path, &number);
            let place = regions.of(&region);
            match row.get::<_, Option<String>>(6)? {
                Some(parent) => {
                    let parent = or_title(parent, row.get(7)?);
                    identity = below(identity, numbered(document, &parent));
                }
                None => {
                    let number = numbered(document, &number);
                    if wanted.contains(&number) {
                        tops.note(number, place, id);
                    }
                }
            }
            self.there.push((identity, id));
            is_expected.push(whole.contains(&(place, document)));
        }
        number_equals(&mut self.there, |task| &mut task.0);
        let expected = self.there.iter().zip(is_expected);
        self.expected = expected
            .filter(|(_, is_expected)| *is_expected)
            .map(|(task, _)| *task)
            .collect();
        self.there.sort_unstable();
        Ok(tops)
    }

    /// Finds the task each child details, and makes it a part of the child's identity.
    fn find_parents(
        &mut self,
        drafts: &dyn Drafts,
        wanted: &HashSet<Numbered>,
        there: &Tops<TaskId>,
        children: Vec<(u32, String, Option<u32>)>,
        warnings: &mut Vec<Warning>,
    ) {
        let mut tops: Tops<u32> = Tops::new();
        let mut children = children.into_iter().peekable();
        for (place, p) in (0_u32..).zip(&mut self.prepared) {
            if !p.is_child {
                if wanted.contains(&p.number) {
                    tops.note(p.number, p.region, place);
                }
                continue;
            }
            let among_drafts = tops.find(p.number, p.region).map(Parent::Draft);
            // Lines may be a part of a ledger; a whole document has its parents itself.
            p.parent = among_drafts.or_else(|| match drafts.head(p.document as usize) {
                Some(_) => None,
                None => there.find(p.number, p.region).map(Parent::There),
            });
            let words = children.next_if(|(child, ..)| *child == place);
            match (p.parent, words) {
                (Some(_), _) => p.identity = below(p.identity, p.number),
                (None, Some((_, number, line))) => warnings.push(Warning {
                    line,
                    message: format!("没有编号为 {number} 的上级任务"),
                }),
                (None, None) => {}
            }
        }
    }

    /// The task of the ledger that a draft is another edition of.
    pub fn task_there(&self, p: &Prepared) -> Option<TaskId> {
        let at = self.there.binary_search_by_key(&p.identity, |task| task.0);
        Some(self.there.get(at.ok()?)?.1)
    }

    /// Whether the ledger has any task of these documents.
    pub fn has_tasks_there(&self) -> bool {
        !self.there.is_empty()
    }

    /// Tasks that the drafts of whole documents no longer have.
    pub fn missing(&self) -> Vec<TaskId> {
        if self.expected.is_empty() {
            return Vec::new();
        }
        let drafted: HashSet<Identity> = self.prepared.iter().map(|p| p.identity).collect();
        let gone = self
            .expected
            .iter()
            .filter(|(identity, _)| !drafted.contains(identity));
        let mut missing: Vec<TaskId> = gone.map(|(_, id)| *id).collect();
        missing.sort_unstable();
        missing
    }

    pub fn head_of(&self, p: &Prepared) -> &DocumentHead {
        &self.heads[p.head as usize]
    }

    pub fn region_of(&self, p: &Prepared) -> &RegionKey {
        &self.regions[p.region as usize]
    }
}

impl Prepared {
    /// Whether this is the draft that was made ready, read once more.
    pub fn is_of(&self, draft: &TaskDraft) -> bool {
        self.mark == mark_of(draft)
    }
}

/// A few bytes to know a draft by when its file is read again.
fn mark_of(draft: &TaskDraft) -> u32 {
    let parts = [&draft.number, &draft.title, &draft.requirement];
    parts
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0x811C_9DC5, |sum: u32, byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}

/// Documents and regions of the ledger.
struct Known {
    documents: BTreeMap<DocumentId, SourceDocument>,
    regions: BTreeMap<RegionKey, Region>,
}

/// The regions of the drafts, each name looked up once.
struct Regions<'a> {
    known: &'a Known,
    found: HashMap<(String, Option<String>, Option<String>), RegionKey>,
}

impl Regions<'_> {
    fn of(
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
    fn region_of(&self, title: &str, name: &str) -> Option<&RegionKey> {
        let mut of_title = self
            .documents
            .values()
            .filter(|document| document.title == title && document.region.name() == name.trim())
            .map(|document| &document.region);
        match (of_title.next(), of_title.next()) {
            (Some(region), None) => Some(region),
            _ => None,
        }
    }
}

fn carried_head(draft: &TaskDraft) -> DocumentHead {
    DocumentHead {
        title: draft.document.clone().unwrap_or_default(),
        document_number: draft.document_number.clone(),
        issuer: draft.issuer.clone(),
        issued_on: draft.issued_on,
        region: draft.region.clone(),
    }
}
