//! Which draft is which task: the identity of a task across the editions of its document.
//!
//! A ledger may have a million tasks and so may a file. Of each only a fingerprint of its identity
//! is held, never its words.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::agree::Agreement;
use super::base;
use super::body::title_of;
use super::fingerprint::{Identity, Numbered, below, identity, number_equals, numbered};
use super::places::{Known, Places, Regions, Tops};
use super::plan::{Drafts, IntakeOptions};
use super::prepared::{Parent, Prepared};
use super::returned::{Above, Claim, ReturnedRows};
use super::row_doubt::RowDoubt;
use super::sorted::Sorted;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DocumentHead, TaskDraft, Warning};
use crate::domain::{DocumentId, RegionKey, Status, TaskId, name};
use crate::ledger::error::LedgerError;
use crate::ledger::records;
use crate::ledger::store::{StoreView, WantedTasks};

/// Drafts made ready, and what the ledger already has of their documents.
pub(in crate::ledger) struct Matching {
    pub prepared: Vec<Prepared>,
    heads: Vec<DocumentHead>,
    /// The title of each head in its one form.
    titles: Vec<String>,
    regions: Vec<RegionKey>,
    /// Tasks of the ledger by identity, sorted.
    there: Vec<(Identity, TaskId)>,
    /// Those of them that a whole document should have.
    expected: Vec<(Identity, TaskId)>,
    known: Known,
    rows: ReturnedRows,
    /// What was found out about task lines.
    pub lines: Agreement,
}

fn or_title<'t>(number: &'t str, title: &'t str) -> &'t str {
    if number.is_empty() { title } else { number }
}

impl Matching {
    /// Finds document, region, parent and identity of every draft.
    pub fn new(
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        options: &IntakeOptions,
        warnings: &mut Vec<Warning>,
    ) -> Result<Matching, LedgerError> {
        let known = Known {
            documents: records::all(view)?,
            regions: records::all(view)?,
        };
        let mut heads: Places<DocumentHead> = Places::new();
        let mut titles: Vec<String> = Vec::new();
        let mut regions = Places::new();
        let mut found = Regions {
            known: &known,
            found: HashMap::new(),
        };
        let mut children: Vec<(u32, String, Option<u32>)> = Vec::new();
        let mut wanted: HashSet<Numbered> = HashSet::new();
        let mut prepared: Vec<Prepared> = Vec::new();
        let mut rows = ReturnedRows::met(view, drafts, options.region.as_ref())?;
        warnings.append(&mut rows.fits.warnings);
        drafts.walk(&mut |document, index, draft| {
            let place = u32::try_from(prepared.len())
                .map_err(|_| LedgerError::Drafts("too many tasks".to_owned()))?;
            let at = Prepared::at(document, index, draft);
            if let Some(Claim { id, wrong }) = rows.task(document, draft, place) {
                prepared.push(Prepared {
                    // Nothing else has the identity of a row that says which task it is.
                    identity: identity("", &RegionKey::unclassified(), &[], &id.to_string()),
                    there: Some(id),
                    wrong,
                    ..at
                });
                return Ok(());
            }
            let above = rows.above(view, document, draft, warnings)?;
            let carried;
            let head = match drafts.head(document) {
                Some(head) => head,
                None => {
                    carried = carried_head(draft, above.as_ref());
                    &carried
                }
            };
            let region = match (
                &options.region,
                above.as_ref().and_then(|it| it.region.as_ref()),
            ) {
                (Some(region), _) => region.clone(),
                (None, Some(region)) if draft.region.is_none() => region.clone(),
                (None, _) => found.of(draft, head, warnings),
            };
            let own = or_title(&draft.number, &title_of(draft)).to_owned();
            let head = heads.of(head);
            if titles.len() < heads.all.len() {
                titles.extend(heads.all.last().map(|head| name::clean(&head.title)));
            }
            let title = &titles[head as usize];
            let number = match &draft.parent {
                None => numbered(title, &own),
                Some(parent) => {
                    children.push((place, parent.clone(), draft.line));
                    let number = numbered(title, parent);
                    wanted.insert(number);
                    number
                }
            };
            let path = rows.path(view, draft)?;
            let mut identity = identity(title, &region, &path, &own);
            if let Some(above) = &above {
                let of_draft = || match above.parent {
                    Parent::Draft(place) => prepared.get(place as usize).map(|p| p.number),
                    Parent::There(_) => None,
                };
                let number = above.number.or_else(of_draft);
                identity = below(identity, number.unwrap_or_default());
            }
            prepared.push(Prepared {
                identity,
                number,
                head,
                region: regions.of(&region),
                is_child: draft.parent.is_some() || above.is_some(),
                is_dated: draft.status.unwrap_or_default() == Status::Registered
                    && draft.deadline().is_some(),
                parent: above.map(|above| above.parent),
                ..at
            });
            Ok(())
        })?;
        let mut matching = Matching {
            prepared,
            heads: heads.all,
            titles,
            regions: Vec::new(),
            there: Vec::new(),
            expected: Vec::new(),
            known: Known::default(),
            rows,
            lines: Agreement::default(),
        };
        let tops = matching.read_there(view, drafts, &known, &wanted, &mut regions)?;
        matching.regions = regions.all;
        matching.find_parents(drafts, &wanted, &tops, children, warnings);
        number_equals(&mut matching.prepared, |p| &mut p.identity);
        matching.known = known;
        matching.find_lines(view, drafts, warnings)?;
        Ok(matching)
    }

    /// Reads what the ledger has of the documents in question.
    fn read_there(
        &mut self,
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        known: &Known,
        wanted: &HashSet<Numbered>,
        regions: &mut Places<RegionKey>,
    ) -> Result<Tops<TaskId>, LedgerError> {
        let titles: BTreeSet<&str> = self.titles.iter().map(String::as_str).collect();
        // Ledgers hold titles that nobody cleaned when they were taken in.
        let there = known.documents.iter();
        let there: HashMap<DocumentId, String> = there
            .map(|(id, document)| (*id, name::clean(&document.title)))
            .collect();
        let mut whole: BTreeSet<(u32, &str)> = BTreeSet::new();
        for p in &self.prepared {
            if drafts.head(p.document as usize).is_some() {
                whole.insert((p.region, &self.titles[p.head as usize]));
            }
        }
        let mut tops = Tops::new();
        let mut is_expected: Vec<bool> = Vec::new();
        let parents: BTreeSet<TaskId> = view.children()?.into_iter().map(|it| it.0).collect();
        let parents: Vec<TaskId> = parents.into_iter().collect();
        let mut called: HashMap<TaskId, String> = HashMap::new();
        view.outlines(WantedTasks::These(&parents), &mut |task| {
            called.insert(task.id, or_title(task.number, task.title).to_owned());
            Ok(())
        })?;
        view.outlines(WantedTasks::All, &mut |task| {
            let document = task.document.and_then(|id| there.get(&id));
            let document = document.map_or("", String::as_str);
            if !titles.contains(document) {
                return Ok(());
            }
            let region = RegionKey::from(task.region.to_owned());
            let path: Vec<String> = serde_json::from_str(task.section_path).unwrap_or_default();
            let number = or_title(task.number, task.title);
            let mut identity = identity(document, &region, &path, number);
            let place = regions.of(&region);
            match task.parent.and_then(|id| called.get(&id)) {
                Some(parent) => identity = below(identity, numbered(document, parent)),
                None => {
                    let number = numbered(document, number);
                    if wanted.contains(&number) {
                        tops.note(number, place, task.id);
                    }
                }
            }
            if !self.rows.claimed.contains(&task.id) {
                self.there.push((identity, task.id));
                is_expected.push(whole.contains(&(place, document)));
            }
            Ok(())
        })?;
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
            if p.there.is_some() || p.parent.is_some() {
                // A row of an export says so itself.
                continue;
            }
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
                (None, Some((_, number, line))) => {
                    warnings.push(DoubtKind::NoParentOfNumber { number }.at(line))
                }
                (None, None) => {}
            }
        }
    }

    /// The task of the ledger that a draft is another edition of.
    pub fn task_there(&self, p: &Prepared) -> Option<TaskId> {
        if p.there.is_some() {
            return p.there;
        }
        let at = self.there.binary_search_by_key(&p.identity, |task| task.0);
        Some(self.there.get(at.ok()?)?.1)
    }

    /// Whether any draft is to be looked at beside the ledger.
    pub fn has_to_be_judged(&self) -> bool {
        !self.there.is_empty() || self.rows.fits.is_any || self.lines.is_any()
    }

    /// What rows of an export are compared by.
    pub fn places(&self) -> base::Places<'_> {
        base::Places {
            documents: &self.known.documents,
            regions: &self.known.regions,
        }
    }

    /// Whether a draft is of the file of another ledger.
    pub fn is_foreign(&self, p: &Prepared) -> bool {
        self.rows.fits.is_foreign(p.document as usize)
    }

    /// What is doubtful about a draft that is a new task.
    pub fn doubt_of_new(&self, place: usize, draft: &TaskDraft) -> Option<RowDoubt> {
        let place = u32::try_from(place).ok()?;
        let of_row = self.rows.agreement.doubt(place, draft);
        of_row.or_else(|| self.lines.doubt(place, draft))
    }

    /// The files of which one column was sorted by itself.
    pub fn sorted(&self) -> &Sorted {
        &self.rows.fits.sorted
    }

    /// A draft as it is registered.
    pub fn settled<'d>(&self, draft: &'d TaskDraft) -> Cow<'d, TaskDraft> {
        self.rows.settled(draft)
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

/// The draft made ready at a place; a file that changed since its first reading is told.
pub(in crate::ledger) fn known_again<'a>(
    matching: &'a Matching,
    place: usize,
    draft: &TaskDraft,
) -> Result<&'a Prepared, LedgerError> {
    let prepared = matching.prepared.get(place).filter(|p| p.is_of(draft));
    prepared.ok_or_else(|| LedgerError::Drafts("the file changed while it was read".to_owned()))
}

fn carried_head(draft: &TaskDraft, above: Option<&Above>) -> DocumentHead {
    let of_above = || above.and_then(|above| above.document.clone());
    DocumentHead {
        title: draft.document.clone().or_else(of_above).unwrap_or_default(),
        document_number: draft.document_number.clone(),
        issuer: draft.issuer.clone(),
        issued_on: draft.issued_on,
        region: draft.region.clone(),
    }
}
