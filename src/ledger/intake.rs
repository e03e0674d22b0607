//! Taking drafts in: what is new, changed, the same or missing, and the one transaction that
//! records it. Preview and commit run the same code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::LedgerError;
use super::intake_body::{body_of, resolve_region, updated_body};
use super::write::Writer;
use super::{Ledger, project, read};
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};
use crate::domain::task::{SourceFile, TaskBody};
use crate::domain::{
    Action, Actor, BatchId, Change, DocumentId, Field, RegionKey, SourceDocument, Status, Subject,
    Task, TaskId,
};

/// How drafts are taken in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntakeOptions {
    /// Also hand new tasks out (交办), so that their clocks run.
    pub assign: bool,
    /// Also record changes to tasks that are there.
    pub accept_changes: bool,
    /// The region of documents and tasks that name none, or of all of them.
    pub region: Option<RegionKey>,
    /// The file each document was read from, in their order.
    pub files: Vec<Option<SourceFile>>,
}

/// What becomes of one draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is not in the ledger.
    New,
    /// It is there just so.
    Same(TaskId),
    /// It is there and differs in these fields.
    Changed(TaskId, Vec<Change>),
}

/// One draft with its verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedTask {
    /// Which document of the intake.
    pub document: usize,
    /// Which draft of that document.
    pub draft: usize,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// What an intake would do, or did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntakePlan {
    /// Every draft, in order.
    pub tasks: Vec<PlannedTask>,
    /// Tasks of the same documents that the drafts no longer have; they stay.
    pub missing: Vec<TaskId>,
    /// Doubts that arose on the way in: unknown regions, parents not found.
    pub warnings: Vec<Warning>,
    /// New tasks with a date that were not handed out, so that no clock runs on them.
    pub dated_unassigned: usize,
    /// The batch recorded; `None` for a plan, or when nothing had to be.
    pub batch: Option<BatchId>,
    /// The ids of the new tasks, in order.
    pub registered: Vec<TaskId>,
}

impl IntakePlan {
    /// How many drafts are new.
    pub fn new_count(&self) -> usize {
        self.tasks
            .iter()
            .filter(|task| task.verdict == Verdict::New)
            .count()
    }

    /// How many are there just so.
    pub fn same_count(&self) -> usize {
        self.tasks
            .iter()
            .filter(|task| matches!(task.verdict, Verdict::Same(_)))
            .count()
    }

    /// The tasks that differ, with their differences.
    pub fn changed(&self) -> impl Iterator<Item = (TaskId, &[Change])> {
        self.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Changed(id, changes) => Some((*id, changes.as_slice())),
            _ => None,
        })
    }
}

/// What makes a task the same task in another edition of its document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Identity {
    document: String,
    region: RegionKey,
    section_path: Vec<String>,
    /// The number, or the title of a task without one.
    number: String,
    parent: Option<String>,
    /// The how-many-eth of otherwise equal ones.
    occurrence: usize,
}

/// One draft made ready: where it belongs and what it says.
struct Prepared<'a> {
    document: usize,
    draft_index: usize,
    draft: &'a TaskDraft,
    head: DocumentHead,
    region: RegionKey,
    identity: Identity,
}

impl Ledger {
    /// What taking these drafts in would do.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn plan_intake(
        &self,
        documents: &[DraftDocument],
        options: &IntakeOptions,
    ) -> Result<IntakePlan, LedgerError> {
        self.in_one_view(|conn| {
            let mut plan = IntakePlan::default();
            let prepared = prepare(conn, documents, options, &mut plan.warnings)?;
            judge(conn, documents, &prepared, &mut plan)?;
            plan.dated_unassigned = count_unassigned(&plan, documents, options);
            Ok(plan)
        })
    }

    /// Takes the drafts in: one transaction, one batch, undone in one step. New tasks are
    /// registered; changes to tasks that are there are recorded only with
    /// [`IntakeOptions::accept_changes`]; their status and progress stay in any case.
    ///
    /// # Errors
    /// Read-only, busy, disk full; nothing is recorded then.
    pub fn take_in(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        documents: &[DraftDocument],
        options: &IntakeOptions,
    ) -> Result<IntakePlan, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, Action::Import)?;
        let mut plan = IntakePlan::default();
        let prepared = prepare(&writer.tx, documents, options, &mut plan.warnings)?;
        judge(&writer.tx, documents, &prepared, &mut plan)?;
        record(&mut writer, &prepared, options, &mut plan)?;
        plan.dated_unassigned = count_unassigned(&plan, documents, options);
        plan.batch = writer.commit()?;
        Ok(plan)
    }
}

fn count_unassigned(
    plan: &IntakePlan,
    documents: &[DraftDocument],
    options: &IntakeOptions,
) -> usize {
    let is_dated = |task: &&PlannedTask| {
        let draft = &documents[task.document].tasks[task.draft];
        task.verdict == Verdict::New
            && draft.status.unwrap_or_default() == Status::Registered
            && draft.deadline().is_some()
    };
    if options.assign {
        0
    } else {
        plan.tasks.iter().filter(is_dated).count()
    }
}

/// Finds document, region and identity of every draft.
fn prepare<'a>(
    conn: &Connection,
    documents: &'a [DraftDocument],
    options: &IntakeOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Prepared<'a>>, LedgerError> {
    let known = read::regions(conn)?;
    let mut regions: HashMap<(Option<String>, Option<String>), RegionKey> = HashMap::new();
    let mut seen: HashMap<Identity, usize> = HashMap::new();
    let mut prepared = Vec::new();
    for (document, source) in documents.iter().enumerate() {
        for (draft_index, draft) in source.tasks.iter().enumerate() {
            let head = source
                .document
                .clone()
                .unwrap_or_else(|| carried_head(draft));
            let name = draft.region.clone().or_else(|| head.region.clone());
            let code = draft.region_code.map(|code| code.to_string());
            let region = match &options.region {
                Some(region) => region.clone(),
                None => regions
                    .entry((name.clone(), code))
                    .or_insert_with(|| {
                        resolve_region(
                            name.as_deref(),
                            draft.region_code,
                            &known,
                            draft.line,
                            warnings,
                        )
                    })
                    .clone(),
            };
            let mut identity = identity_of(draft, &head, &region);
            let count = seen.entry(identity.clone()).or_default();
            identity.occurrence = *count;
            *count += 1;
            prepared.push(Prepared {
                document,
                draft_index,
                draft,
                head,
                region,
                identity,
            });
        }
    }
    Ok(prepared)
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

fn identity_of(draft: &TaskDraft, head: &DocumentHead, region: &RegionKey) -> Identity {
    let number = if draft.number.is_empty() {
        &draft.title
    } else {
        &draft.number
    };
    Identity {
        document: head.title.clone(),
        region: region.clone(),
        section_path: draft.section_path.clone(),
        number: number.clone(),
        parent: draft.parent.clone(),
        occurrence: 0,
    }
}

/// The identities of the tasks that are there, of the documents named.
fn identities_there(
    conn: &Connection,
    titles: &BTreeSet<&str>,
) -> Result<BTreeMap<Identity, TaskId>, LedgerError> {
    let documents = read::documents(conn)?;
    let title_of = |document: Option<i64>| {
        document
            .and_then(DocumentId::new)
            .and_then(|id| documents.get(&id))
            .map_or("", |document| document.title.as_str())
    };
    let sql = "SELECT t.id, t.document, t.region, t.section_path, t.number, t.title, p.number, p.title \
               FROM task AS t LEFT JOIN task AS p ON p.id = t.parent ORDER BY t.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query([])?;
    let mut there = BTreeMap::new();
    let mut seen: HashMap<Identity, usize> = HashMap::new();
    while let Some(row) = found.next()? {
        let document = title_of(row.get(1)?);
        if !titles.contains(document) {
            continue;
        }
        let or_title =
            |number: String, title: String| if number.is_empty() { title } else { number };
        let parent: Option<String> = row.get(6)?;
        let parent = parent.map(|number| Ok::<_, rusqlite::Error>(or_title(number, row.get(7)?)));
        let path: String = row.get(3)?;
        let mut identity = Identity {
            document: document.to_owned(),
            region: RegionKey::from(row.get::<_, String>(2)?),
            section_path: serde_json::from_str(&path).unwrap_or_default(),
            number: or_title(row.get(4)?, row.get(5)?),
            parent: parent.transpose()?,
            occurrence: 0,
        };
        let count = seen.entry(identity.clone()).or_default();
        identity.occurrence = *count;
        *count += 1;
        if let Some(id) = TaskId::new(row.get(0)?) {
            there.insert(identity, id);
        }
    }
    Ok(there)
}

/// Gives every draft its verdict.
fn judge(
    conn: &Connection,
    documents: &[DraftDocument],
    prepared: &[Prepared],
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let titles: BTreeSet<&str> = prepared.iter().map(|p| p.head.title.as_str()).collect();
    let there = identities_there(conn, &titles)?;
    let matched: Vec<TaskId> = prepared
        .iter()
        .filter_map(|p| there.get(&p.identity).copied())
        .collect();
    let tasks = if matched.is_empty() {
        BTreeMap::new()
    } else {
        read::some_tasks(conn, &matched)?
    };
    for p in prepared {
        let verdict = match there.get(&p.identity).and_then(|id| tasks.get(id)) {
            None => Verdict::New,
            Some(task) => {
                let changes = Change::between(&task.body, &updated_body(&task.body, p.draft));
                match changes.is_empty() {
                    true => Verdict::Same(task.id),
                    false => Verdict::Changed(task.id, changes),
                }
            }
        };
        plan.tasks.push(PlannedTask {
            document: p.document,
            draft: p.draft_index,
            verdict,
        });
    }
    let whole: BTreeSet<(&str, &RegionKey)> = prepared
        .iter()
        .filter(|p| documents[p.document].document.is_some())
        .map(|p| (p.head.title.as_str(), &p.region))
        .collect();
    let matched: BTreeSet<TaskId> = matched.into_iter().collect();
    plan.missing = there
        .iter()
        .filter(|(identity, id)| {
            whole.contains(&(identity.document.as_str(), &identity.region)) && !matched.contains(id)
        })
        .map(|(_, id)| *id)
        .collect();
    Ok(())
}

/// Where the tasks of one document are found by number while its children come in. A child that
/// stands in another region than its parent takes the nearest parent before it.
#[derive(Default)]
struct Parents {
    by_number: HashMap<(String, Option<RegionKey>, String), TaskId>,
}

impl Parents {
    fn note(&mut self, p: &Prepared, id: TaskId) {
        if p.draft.parent.is_none() {
            for region in [Some(p.region.clone()), None] {
                let key = (p.head.title.clone(), region, p.identity.number.clone());
                self.by_number.insert(key, id);
            }
        }
    }

    fn find(&self, p: &Prepared) -> Option<TaskId> {
        let number = p.draft.parent.clone()?;
        [Some(p.region.clone()), None]
            .into_iter()
            .find_map(|region| {
                let key = (p.head.title.clone(), region, number.clone());
                self.by_number.get(&key).copied()
            })
    }
}

fn record(
    writer: &mut Writer,
    prepared: &[Prepared],
    options: &IntakeOptions,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let mut documents = DocumentIds::read(&writer.tx)?;
    let mut parents = Parents::default();
    let mut ensured: BTreeSet<RegionKey> = BTreeSet::new();
    let planned = std::mem::take(&mut plan.tasks);
    for (p, planned) in prepared.iter().zip(&planned) {
        match &planned.verdict {
            Verdict::Same(id) => parents.note(p, *id),
            Verdict::Changed(id, changes) => {
                parents.note(p, *id);
                if options.accept_changes {
                    let task = read::task(&writer.tx, *id)?.ok_or(LedgerError::NoSuchTask(*id))?;
                    writer.change(&task, changes.clone(), None)?;
                }
            }
            Verdict::New => {
                if ensured.insert(p.region.clone()) {
                    writer.ensure_region(&p.region)?;
                }
                let parent = parents.find(p);
                if p.draft.parent.is_some() && parent.is_none() {
                    plan.warnings.push(Warning {
                        line: p.draft.line,
                        message: format!(
                            "没有编号为 {} 的上级任务",
                            p.draft.parent.as_deref().unwrap_or_default()
                        ),
                    });
                }
                let file = options.files.get(p.document).cloned().flatten();
                let document = documents.of(writer, p, file)?;
                let body = body_of(p.draft, p.region.clone(), document, parent);
                let task = register(writer, &body, options.assign)?;
                parents.note(p, task.id);
                plan.registered.push(task.id);
            }
        }
    }
    plan.tasks = planned;
    Ok(())
}

fn register(writer: &mut Writer, body: &TaskBody, assign: bool) -> Result<Task, LedgerError> {
    let task = writer.register(body, None)?;
    if !assign || task.status != Status::Registered {
        return Ok(task);
    }
    let assigned = serde_json::Value::from(Status::Assigned.id());
    let changes = Change::of(Field::Status, &task.body, assigned)
        .into_iter()
        .collect();
    writer.change(&task, changes, None)
}

/// Source documents by title and region, made when first needed.
struct DocumentIds {
    by_name: HashMap<(String, RegionKey), DocumentId>,
    next: DocumentId,
}

impl DocumentIds {
    fn read(conn: &Connection) -> Result<DocumentIds, LedgerError> {
        let there = read::documents(conn)?;
        // An undone import's document keeps its number in the trail; never give it out again.
        let in_trail: Option<i64> = conn.query_row(
            "SELECT max(coalesce(new ->> 'id', old ->> 'id')) FROM entry WHERE task IS NULL AND field = ?1",
            [Field::DocumentRecord.id()],
            |row| row.get(0),
        )?;
        let next = in_trail
            .and_then(DocumentId::new)
            .map_or(DocumentId::FIRST, DocumentId::next);
        let by_name = there
            .into_values()
            .map(|document| ((document.title, document.region), document.id))
            .collect();
        Ok(DocumentIds { by_name, next })
    }

    fn of(
        &mut self,
        writer: &mut Writer,
        p: &Prepared,
        file: Option<SourceFile>,
    ) -> Result<Option<DocumentId>, LedgerError> {
        if p.head.title.is_empty() {
            return Ok(None);
        }
        let key = (p.head.title.clone(), p.region.clone());
        if let Some(id) = self.by_name.get(&key) {
            return Ok(Some(*id));
        }
        let document = SourceDocument {
            id: self.next,
            title: p.head.title.clone(),
            document_number: p.head.document_number.clone(),
            issuer: p.head.issuer.clone(),
            issued_on: p.head.issued_on,
            region: p.region.clone(),
            file,
        };
        let change = Change {
            field: Field::DocumentRecord,
            old: serde_json::Value::Null,
            new: serde_json::to_value(&document)
                .map_err(|error| LedgerError::Database(error.to_string()))?,
        };
        writer.append(Subject::Record, change, None)?;
        project::insert_document(&writer.tx, &document)?;
        self.by_name.insert(key, document.id);
        self.next = self.next.next();
        Ok(Some(document.id))
    }
}
