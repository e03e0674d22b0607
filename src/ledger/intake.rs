//! Taking drafts in: what is new, changed, the same or missing, and the one transaction that
//! records it. Preview and commit run the same code.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use super::error::LedgerError;
use super::handle::Ledger;
use super::intake_body::body_of;
use super::intake_documents::DocumentIds;
use super::intake_judge::judge;
use super::intake_match::{Matching, Parent, Prepared};
use super::intake_returned::Conflict;
use super::whole;
use super::write::Writer;

use crate::domain::draft::{DocumentHead, DraftDocument, TaskDraft, Warning};
use crate::domain::light::LightRules;
use crate::domain::returned::RowFault;
use crate::domain::task::{SourceFile, TaskBody};
use crate::domain::{Action, Actor, BatchId, Change, Field, RegionKey, Status, TaskId};

/// Drafts that can be read more than once and need not all be in memory.
pub trait Drafts {
    /// The head of a document, by its place; none for a file of task lines.
    fn head(&self, document: usize) -> Option<&DocumentHead>;

    /// Whether any of them may be a row of an export.
    fn has_returned(&self) -> bool;

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

    fn has_returned(&self) -> bool {
        self.0.iter().any(DraftDocument::has_returned)
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
#[derive(Clone, Debug, Default)]
pub struct IntakeOptions {
    /// Also hand new tasks out (交办), so that their clocks run.
    pub assign: bool,
    /// Also record changes to tasks that are there.
    pub accept_changes: bool,
    /// The region of documents and tasks that name none, or of all of them.
    pub region: Option<RegionKey>,
    /// Why rows of an export were changed, where they do not say themselves.
    pub reason: Option<String>,
    /// The day on which it is recorded.
    pub today: NaiveDate,
    /// What lights are computed by, to know those in an export.
    pub rules: Option<LightRules>,
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
    /// It was changed in the file and in the ledger.
    Conflict(TaskId, Box<Conflict>),
    /// It cannot be taken, and nothing of the intake can.
    Refused(Option<TaskId>, Vec<RowFault>),
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

    /// The tasks that were changed in the file and in the ledger.
    pub fn conflicts(&self) -> impl Iterator<Item = (TaskId, &Conflict)> {
        self.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Conflict(id, conflict) => Some((*id, conflict.as_ref())),
            _ => None,
        })
    }

    /// What cannot be taken, and why.
    pub fn refused(&self) -> impl Iterator<Item = (&PlannedTask, &[RowFault])> {
        self.tasks.iter().filter_map(|task| match &task.verdict {
            Verdict::Refused(_, faults) => Some((task, faults.as_slice())),
            _ => None,
        })
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
    /// [`IntakeOptions::accept_changes`]. Of documents their status and progress stay in any case;
    /// rows of an export are changes as people make them. Where one of those cannot be taken nothing
    /// is.
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
        if plan.refused().next().is_some() {
            return Ok(plan);
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
    if matching.has_to_be_judged() {
        judge(conn, drafts, &matching, options, &mut plan)?;
    }
    plan.missing = matching.missing();
    let planned = plan.tasks.iter().zip(&matching.prepared);
    let is_unassigned = |(task, p): &(&PlannedTask, &Prepared)| {
        !options.assign && p.is_dated && task.verdict == Verdict::New
    };
    plan.dated_unassigned = planned.filter(is_unassigned).count();
    Ok((matching, plan))
}

/// The draft made ready at a place; a file that changed since its first reading is told.
pub(super) fn known_again<'a>(
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
            Verdict::Same(id) | Verdict::Conflict(id, _) => *id,
            // Where one is refused nothing is recorded.
            Verdict::Refused(..) => return Err(LedgerError::Drafts("refused".to_owned())),
            Verdict::Changed(id, changes) => {
                if options.accept_changes {
                    let task = whole::task(&writer.tx, *id)?.ok_or(LedgerError::NoSuchTask(*id))?;
                    let region = draft.returned.as_ref().and_then(|_| region_of(changes));
                    if let Some(region) = region {
                        writer.ensure_region(&region)?;
                    }
                    writer.change(&task, changes.clone(), reason_of(draft, options))?;
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
                let draft = matching.settled(draft);
                let body = body_of(&draft, region.clone(), document, parent);
                let reason = reason_of(&draft, options).filter(|_| draft.returned.is_some());
                let id = register(writer, body, options.assign, reason)?;
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

/// Why a row of an export was changed.
fn reason_of<'a>(draft: &'a TaskDraft, options: &'a IntakeOptions) -> Option<&'a str> {
    let returned = draft.returned.as_ref()?;
    returned.reason.as_deref().or(options.reason.as_deref())
}

/// The region that changes lead to.
fn region_of(changes: &[Change]) -> Option<RegionKey> {
    let change = changes.iter().find(|it| it.field == Field::Region)?;
    Some(RegionKey::from(change.new.as_str()?.to_owned()))
}

fn register(
    writer: &mut Writer,
    body: TaskBody,
    assign: bool,
    reason: Option<&str>,
) -> Result<TaskId, LedgerError> {
    let task = writer.register_owned(body, reason)?;
    if assign && task.status == Status::Registered {
        let assigned = serde_json::Value::from(Status::Assigned.id());
        let changes = Change::of(Field::Status, &task.body, assigned)
            .into_iter()
            .collect();
        writer.change(&task, changes, None)?;
    }
    Ok(task.id)
}
