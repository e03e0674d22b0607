//! Taking drafts in: what is new, changed, the same or missing, and the one transaction that
//! records it. Preview and commit run the same code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::LedgerError;
use super::intake_body::{body_of, updated_body};
use super::intake_match::{Identity, Parent, Prepared, There};
use super::write::Writer;
use super::{Ledger, project, read};
use crate::domain::draft::{DraftDocument, Warning};
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
            prepare(conn, documents, options, &mut plan)?;
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
        let prepared = prepare(&writer.tx, documents, options, &mut plan)?;
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

/// Finds what every draft is and gives it its verdict: all there is to see before a commit.
fn prepare<'a>(
    conn: &Connection,
    documents: &'a [DraftDocument],
    options: &IntakeOptions,
    plan: &mut IntakePlan,
) -> Result<Vec<Prepared<'a>>, LedgerError> {
    let there = There::read(conn, documents)?;
    let prepared = there.prepare(documents, options, &mut plan.warnings);
    judge(conn, documents, &there.tasks, &prepared, plan)?;
    Ok(prepared)
}

/// Gives every draft its verdict.
fn judge(
    conn: &Connection,
    documents: &[DraftDocument],
    there: &BTreeMap<Identity, TaskId>,
    prepared: &[Prepared],
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
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
    plan.missing.sort_unstable();
    Ok(())
}

fn record(
    writer: &mut Writer,
    prepared: &[Prepared],
    options: &IntakeOptions,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let mut documents = DocumentIds::read(&writer.tx)?;
    let mut ensured: BTreeSet<&RegionKey> = BTreeSet::new();
    let mut ids: Vec<TaskId> = Vec::with_capacity(prepared.len());
    for (p, planned) in prepared.iter().zip(&plan.tasks) {
        let id = match &planned.verdict {
            Verdict::Same(id) => *id,
            Verdict::Changed(id, changes) => {
                if options.accept_changes {
                    let task = read::task(&writer.tx, *id)?.ok_or(LedgerError::NoSuchTask(*id))?;
                    writer.change(&task, changes.clone(), None)?;
                }
                *id
            }
            Verdict::New => {
                if ensured.insert(&p.region) {
                    writer.ensure_region(&p.region)?;
                }
                let parent = p.parent.map(|parent| match parent {
                    Parent::There(id) => id,
                    Parent::Draft(place) => ids[place],
                });
                let file = options.files.get(p.document).cloned().flatten();
                let document = documents.of(writer, p, file)?;
                let body = body_of(p.draft, p.region.clone(), document, parent);
                let id = register(writer, &body, options.assign)?.id;
                plan.registered.push(id);
                id
            }
        };
        ids.push(id);
    }
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
