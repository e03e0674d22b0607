//! Taking drafts in: what is new, changed, the same or missing, and the one transaction that
//! records it. Preview and commit run the same code.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::error::LedgerError;
use super::intake_body::{body_of, updated_body};
use super::intake_match::{Matching, Parent, Prepared};
use super::write::Writer;
use super::{Ledger, project, read};
use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};
use crate::domain::task::{SourceFile, TaskBody};
use crate::domain::{
    Action, Actor, BatchId, Change, DocumentId, Field, RegionKey, SourceDocument, Status, Subject,
    TaskId,
};

/// Drafts that can be read more than once and need not all be in memory.
pub trait Drafts {
    /// The head of a document, by its place; none for a file of task lines.
    fn head(&self, document: usize) -> Option<&DocumentHead>;

    /// Shows every draft in order, with the place of its document and its own in that.
    ///
    /// # Errors
    /// What `each` answers; [`LedgerError::Drafts`] when they cannot be read.
    fn walk(&self, each: &mut EachDraft) -> Result<(), LedgerError>;
}

/// What is done with every draft.
pub type EachDraft<'a> = dyn FnMut(usize, usize, &TaskDraft) -> Result<(), LedgerError> + 'a;

/// Whole documents.
struct Documents<'a>(&'a [DraftDocument]);

impl Drafts for Documents<'_> {
    fn head(&self, document: usize) -> Option<&DocumentHead> {
        self.0.get(document)?.document.as_ref()
    }

    fn walk(&self, each: &mut EachDraft) -> Result<(), LedgerError> {
        for (document, source) in self.0.iter().enumerate() {
            for (index, draft) in source.tasks.iter().enumerate() {
                each(document, index, draft)?;
            }
        }
        Ok(())
    }
}

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
        self.in_one_view(|conn| Ok(prepare(conn, &Documents(documents), options)?.1))
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
        self.take_in_drafts(actor, now, &Documents(documents), options)
    }

    /// The same for drafts that need not be in memory.
    ///
    /// # Errors
    /// As [`Ledger::take_in`]; what reading the drafts says.
    pub fn take_in_drafts(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        drafts: &dyn Drafts,
        options: &IntakeOptions,
    ) -> Result<IntakePlan, LedgerError> {
        self.check_writable()?;
        // Others write on while the drafts are read and compared. What they wrote until the lock
        // is taken is seen by the trail's end.
        let last = self.last_entry()?;
        let (mut matching, mut plan) = self.in_one_view(|conn| prepare(conn, drafts, options))?;
        let mut writer = Writer::begin(self, actor, now, Action::Import)?;
        if !writer.follows(last) {
            (matching, plan) = prepare(&writer.tx, drafts, options)?;
        }
        record(&mut writer, drafts, &matching, options, &mut plan)?;
        plan.batch = writer.commit()?;
        Ok(plan)
    }
}

/// Makes every draft ready and gives it its verdict: all there is to see before a commit.
fn prepare(
    conn: &Connection,
    drafts: &dyn Drafts,
    options: &IntakeOptions,
) -> Result<(Matching, IntakePlan), LedgerError> {
    let mut plan = IntakePlan::default();
    let matching = Matching::new(conn, drafts, options, &mut plan.warnings)?;
    let new = matching.prepared.iter().map(|p| PlannedTask {
        document: p.document as usize,
        draft: p.draft as usize,
        verdict: Verdict::New,
    });
    plan.tasks = new.collect();
    if matching.has_tasks_there() {
        judge(conn, drafts, &matching, &mut plan)?;
    }
    plan.missing = matching.missing();
    let planned = plan.tasks.iter().zip(&matching.prepared);
    let is_unassigned = |(task, p): &(&PlannedTask, &Prepared)| {
        !options.assign && p.is_dated && task.verdict == Verdict::New
    };
    plan.dated_unassigned = planned.filter(is_unassigned).count();
    Ok((matching, plan))
}

/// How many drafts are compared with their tasks at a time.
const COMPARED: usize = 500;

/// Compares the drafts of tasks that are there with them.
fn judge(
    conn: &Connection,
    drafts: &dyn Drafts,
    matching: &Matching,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let mut place = 0;
    let mut waiting: Vec<(usize, TaskId, TaskDraft)> = Vec::new();
    drafts.walk(&mut |_, _, draft| {
        let p = known_again(matching, place, draft)?;
        if let Some(id) = matching.task_there(p) {
            waiting.push((place, id, draft.clone()));
        }
        place += 1;
        if waiting.len() >= COMPARED {
            compare(conn, &mut waiting, plan)?;
        }
        Ok(())
    })?;
    compare(conn, &mut waiting, plan)
}

fn compare(
    conn: &Connection,
    waiting: &mut Vec<(usize, TaskId, TaskDraft)>,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let ids: Vec<TaskId> = waiting.iter().map(|(_, id, _)| *id).collect();
    let tasks = read::some_tasks(conn, &ids)?;
    for (place, id, draft) in waiting.drain(..) {
        if let (Some(task), Some(planned)) = (tasks.get(&id), plan.tasks.get_mut(place)) {
            let changes = Change::between(&task.body, &updated_body(&task.body, &draft));
            planned.verdict = match changes.is_empty() {
                true => Verdict::Same(id),
                false => Verdict::Changed(id, changes),
            };
        }
    }
    Ok(())
}

/// The draft made ready at a place; a file that changed since its first reading is told.
fn known_again<'a>(
    matching: &'a Matching,
    place: usize,
    draft: &TaskDraft,
) -> Result<&'a Prepared, LedgerError> {
    let prepared = matching.prepared.get(place).filter(|p| p.is_of(draft));
    prepared.ok_or_else(|| LedgerError::Drafts("the file changed while it was read".to_owned()))
}

fn record(
    writer: &mut Writer,
    drafts: &dyn Drafts,
    matching: &Matching,
    options: &IntakeOptions,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let mut documents = DocumentIds::read(&writer.tx)?;
    let mut ensured: BTreeSet<&RegionKey> = BTreeSet::new();
    let mut ids: Vec<TaskId> = Vec::with_capacity(matching.prepared.len());
    drafts.walk(&mut |_, _, draft| {
        let p = known_again(matching, ids.len(), draft)?;
        let id = match &plan.tasks[ids.len()].verdict {
            Verdict::Same(id) => *id,
            Verdict::Changed(id, changes) => {
                if options.accept_changes {
                    let task = read::task(&writer.tx, *id)?.ok_or(LedgerError::NoSuchTask(*id))?;
                    writer.change(&task, changes.clone(), None)?;
                }
                *id
            }
            Verdict::New => {
                let region = matching.region_of(p);
                if ensured.insert(region) {
                    writer.ensure_region(region)?;
                }
                let parent = p.parent.and_then(|parent| match parent {
                    Parent::There(id) => Some(id),
                    Parent::Draft(place) => ids.get(place as usize).copied(),
                });
                let file = options.files.get(p.document as usize).cloned().flatten();
                let document = documents.of(writer, matching.head_of(p), region, file)?;
                let body = body_of(draft, region.clone(), document, parent);
                let id = register(writer, body, options.assign)?;
                plan.registered.push(id);
                id
            }
        };
        ids.push(id);
        Ok(())
    })?;
    match ids.len() == matching.prepared.len() {
        true => Ok(()),
        false => Err(LedgerError::Drafts(
            "the file changed while it was read".to_owned(),
        )),
    }
}

fn register(writer: &mut Writer, body: TaskBody, assign: bool) -> Result<TaskId, LedgerError> {
    let task = writer.register_owned(body, None)?;
    if assign && task.status == Status::Registered {
        let assigned = serde_json::Value::from(Status::Assigned.id());
        let changes = Change::of(Field::Status, &task.body, assigned)
            .into_iter()
            .collect();
        writer.change(&task, changes, None)?;
    }
    Ok(task.id)
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
        head: &DocumentHead,
        region: &RegionKey,
        file: Option<SourceFile>,
    ) -> Result<Option<DocumentId>, LedgerError> {
        if head.title.is_empty() {
            return Ok(None);
        }
        let key = (head.title.clone(), region.clone());
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
