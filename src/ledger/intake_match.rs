//! Which draft is which task: the identity of a task across the editions of its document.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::error::LedgerError;
use super::intake::IntakeOptions;
use super::intake_body::{resolve_region, title_of};
use super::read;
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};
use crate::domain::{DocumentId, Region, RegionKey, SourceDocument, TaskId};

/// What makes a task the same task in another edition of its document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Identity {
    pub document: String,
    pub region: RegionKey,
    section_path: Vec<String>,
    /// The number, or the title of a task without one.
    number: String,
    /// The same of the task it details; `None` also where there is no such task.
    parent: Option<String>,
    /// The how-many-eth of otherwise equal ones.
    occurrence: usize,
}

/// Where the task that a draft details is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parent {
    /// Among the drafts, at this place.
    Draft(usize),
    /// In the ledger.
    There(TaskId),
}

/// One draft made ready: where it belongs and what it says.
pub(super) struct Prepared<'a> {
    pub document: usize,
    pub draft_index: usize,
    pub draft: &'a TaskDraft,
    pub head: DocumentHead,
    pub region: RegionKey,
    pub parent: Option<Parent>,
    pub identity: Identity,
}

/// What the ledger already has of the documents in question.
pub(super) struct There {
    /// Its tasks.
    pub tasks: BTreeMap<Identity, TaskId>,
    tops: Tops<TaskId>,
    documents: BTreeMap<DocumentId, SourceDocument>,
    regions: BTreeMap<RegionKey, Region>,
}

/// Tasks that detail no other, by title of the document and number, in their order.
struct Tops<T> {
    by_number: HashMap<(String, String), Vec<(RegionKey, T)>>,
}

impl<T: Copy> Tops<T> {
    fn new() -> Self {
        Tops {
            by_number: HashMap::new(),
        }
    }

    fn note(&mut self, identity: &Identity, task: T) {
        let key = (identity.document.clone(), identity.number.clone());
        let of_number = self.by_number.entry(key).or_default();
        of_number.push((identity.region.clone(), task));
    }

    /// The last one of this number so far; one of the same region first.
    fn find(&self, document: &str, region: &RegionKey, number: &str) -> Option<T> {
        let key = (document.to_owned(), number.to_owned());
        let of_number = self.by_number.get(&key)?;
        let of_region = of_number.iter().rev().find(|(of, _)| of == region);
        of_region.or(of_number.last()).map(|(_, task)| *task)
    }
}

/// Numbers otherwise equal identities.
#[derive(Default)]
struct Occurrences {
    seen: HashMap<Identity, usize>,
}

impl Occurrences {
    fn number(&mut self, mut identity: Identity) -> Identity {
        let count = self.seen.entry(identity.clone()).or_default();
        identity.occurrence = *count;
        *count += 1;
        identity
    }
}

fn or_title(number: String, title: String) -> String {
    if number.is_empty() { title } else { number }
}

impl There {
    /// Reads it.
    pub fn read(conn: &Connection, drafts: &[DraftDocument]) -> Result<There, LedgerError> {
        let titles: BTreeSet<&str> = drafts
            .iter()
            .flat_map(|source| source.tasks.iter().map(move |draft| (source, draft)))
            .map(|(source, draft)| match &source.document {
                Some(head) => head.title.as_str(),
                None => draft.document.as_deref().unwrap_or_default(),
            })
            .collect();
        let mut there = There {
            tasks: BTreeMap::new(),
            tops: Tops::new(),
            documents: read::documents(conn)?,
            regions: read::regions(conn)?,
        };
        there.read_tasks(conn, &titles)?;
        Ok(there)
    }

    fn read_tasks(
        &mut self,
        conn: &Connection,
        titles: &BTreeSet<&str>,
    ) -> Result<(), LedgerError> {
        let sql = "SELECT t.id, t.document, t.region, t.section_path, t.number, t.title, p.number, p.title \
                   FROM task AS t LEFT JOIN task AS p ON p.id = t.parent ORDER BY t.id";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([])?;
        let mut occurrences = Occurrences::default();
        while let Some(row) = found.next()? {
            let document = row
                .get::<_, Option<i64>>(1)?
                .and_then(DocumentId::new)
                .and_then(|id| self.documents.get(&id))
                .map_or("", |document| document.title.as_str());
            if !titles.contains(document) {
                continue;
            }
            let parent: Option<String> = row.get(6)?;
            let parent = match parent {
                Some(number) => Some(or_title(number, row.get(7)?)),
                None => None,
            };
            let path: String = row.get(3)?;
            let identity = occurrences.number(Identity {
                document: document.to_owned(),
                region: RegionKey::from(row.get::<_, String>(2)?),
                section_path: serde_json::from_str(&path).unwrap_or_default(),
                number: or_title(row.get(4)?, row.get(5)?),
                parent,
                occurrence: 0,
            });
            let Some(id) = TaskId::new(row.get(0)?) else {
                continue;
            };
            if identity.parent.is_none() {
                self.tops.note(&identity, id);
            }
            self.tasks.insert(identity, id);
        }
        Ok(())
    }

    /// Finds document, region, parent and identity of every draft.
    pub fn prepare<'a>(
        &self,
        documents: &'a [DraftDocument],
        options: &IntakeOptions,
        warnings: &mut Vec<Warning>,
    ) -> Vec<Prepared<'a>> {
        let mut regions = Regions {
            there: self,
            found: HashMap::new(),
        };
        let mut tops: Tops<usize> = Tops::new();
        let mut occurrences = Occurrences::default();
        let mut prepared = Vec::new();
        let drafts = documents.iter().enumerate().flat_map(|(document, source)| {
            let numbered = source.tasks.iter().enumerate();
            numbered.map(move |(index, draft)| (document, source, index, draft))
        });
        for (document, source, draft_index, draft) in drafts {
            let head = source
                .document
                .clone()
                .unwrap_or_else(|| carried_head(draft));
            let region = match &options.region {
                Some(region) => region.clone(),
                None => regions.of(draft, &head, warnings),
            };
            let parent = draft.parent.as_ref().and_then(|number| {
                let among_drafts = tops.find(&head.title, &region, number).map(Parent::Draft);
                // Lines may be a part of a ledger; a whole document has its parents itself.
                among_drafts.or_else(|| match source.document {
                    Some(_) => None,
                    None => self
                        .tops
                        .find(&head.title, &region, number)
                        .map(Parent::There),
                })
            });
            if let (Some(number), None) = (&draft.parent, parent) {
                warnings.push(Warning {
                    line: draft.line,
                    message: format!("没有编号为 {number} 的上级任务"),
                });
            }
            let identity = occurrences.number(Identity {
                document: head.title.clone(),
                region: region.clone(),
                section_path: draft.section_path.clone(),
                number: or_title(draft.number.clone(), title_of(draft)),
                parent: draft.parent.clone().filter(|_| parent.is_some()),
                occurrence: 0,
            });
            if draft.parent.is_none() {
                tops.note(&identity, prepared.len());
            }
            prepared.push(Prepared {
                document,
                draft_index,
                draft,
                head,
                region,
                parent,
                identity,
            });
        }
        prepared
    }
}

/// The regions of the drafts, each name looked up once.
struct Regions<'a> {
    there: &'a There,
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
        let there = self.there;
        let found = self.found.entry(key).or_insert_with(|| {
            let taken_before = name.and_then(|name| there.region_of(&head.title, name));
            resolve_region(
                name.map(String::as_str),
                draft,
                &there.regions,
                taken_before,
                warnings,
            )
        });
        found.clone()
    }
}

impl There {
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
