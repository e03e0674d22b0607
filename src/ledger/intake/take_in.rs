//! Taking drafts in: what is new, changed, the same or missing, and the one transaction that
//! records it. Preview and commit run the same code.

use std::collections::BTreeSet;

use super::body::body_of;
use super::documents::DocumentIds;
use super::judge::judge;
use super::matching::{Matching, known_again};
use super::plan::{Documents, Drafts, IntakeOptions, IntakePlan, PlannedTask, Verdict};
use super::prepared::{Parent, Prepared};
use super::row_doubt::RowDoubt;
use crate::ledger::error::LedgerError;
use crate::ledger::handle::Ledger;
use crate::ledger::read;
use crate::ledger::store::{Store, StoreView};
use crate::ledger::write::Writer;

use chrono::{DateTime, Utc};

use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, TaskDraft};
use crate::domain::task_field::TaskBody;
use crate::domain::{Action, Actor, Change, Field, RegionKey, Status, TaskId};

impl<S: Store> Ledger<S> {
    /// What taking these drafts in would do.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn plan_intake(
        &self,
        documents: &[DraftDocument],
        options: &IntakeOptions,
    ) -> Result<IntakePlan, LedgerError> {
        self.in_one_view(|view| Ok(prepare(view, &Documents(documents), options)?.1))
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
        self.store.facts().check_writable()?;
        // Others write on while the drafts are read and compared. What they wrote until the lock
        // is taken is seen by the trail's end.
        let last = self.last_entry()?;
        let (mut matching, mut plan) = self.in_one_view(|view| prepare(view, drafts, options))?;
        let mut writer = Writer::begin(self, actor, now, Action::Import)?;
        if !writer.follows(last) {
            (matching, plan) = prepare(writer.view(), drafts, options)?;
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
    view: &mut dyn StoreView,
    drafts: &dyn Drafts,
    options: &IntakeOptions,
) -> Result<(Matching, IntakePlan), LedgerError> {
    let mut plan = IntakePlan::default();
    let matching = Matching::new(view, drafts, options, &mut plan.warnings)?;
    let new = matching.prepared.iter().map(|p| PlannedTask {
        document: p.document as usize,
        draft: p.draft as usize,
        verdict: Verdict::New,
        doubts: Vec::new(),
    });
    plan.tasks = new.collect();
    if matching.has_to_be_judged() {
        judge(view, drafts, &matching, options, &mut plan)?;
    }
    hold_below(&matching, &mut plan);
    if options.accept_doubtful {
        let doubts = plan.tasks.iter_mut().flat_map(|task| &mut task.doubts);
        doubts.for_each(|doubt| doubt.holds = false);
    }
    plan.missing = matching.missing();
    let planned = plan.tasks.iter().zip(&matching.prepared);
    let is_unassigned = |(task, p): &(&PlannedTask, &Prepared)| {
        !options.assign && p.is_dated && task.verdict == Verdict::New && !task.is_held()
    };
    plan.dated_unassigned = planned.filter(is_unassigned).count();
    Ok((matching, plan))
}

/// Holds back new tasks that detail one that is held back.
fn hold_below(matching: &Matching, plan: &mut IntakePlan) {
    for (place, p) in matching.prepared.iter().enumerate() {
        let Some(Parent::Draft(above)) = p.parent else {
            continue;
        };
        let is_above_held = plan
            .tasks
            .get(above as usize)
            .is_some_and(|above| above.verdict == Verdict::New && above.is_held());
        if let Some(task) = plan.tasks.get_mut(place).filter(|_| is_above_held) {
            task.doubts.push(RowDoubt {
                warning: DoubtKind::ParentHeld.at(None),
                holds: true,
            });
        }
    }
}

fn record(
    writer: &mut Writer,
    drafts: &dyn Drafts,
    matching: &Matching,
    options: &IntakeOptions,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let mut documents = DocumentIds::read(writer.view())?;
    let mut ensured: BTreeSet<&RegionKey> = BTreeSet::new();
    // Of what is held back there is none.
    let mut ids: Vec<Option<TaskId>> = Vec::with_capacity(matching.prepared.len());
    drafts.walk(&mut |_, _, draft| {
        let p = known_again(matching, ids.len(), draft)?;
        let planned = &plan.tasks[ids.len()];
        let id = match &planned.verdict {
            Verdict::New if planned.is_held() => {
                ids.push(None);
                return Ok(());
            }
            Verdict::Same(id) | Verdict::Conflict(id, _) => *id,
            // Where one is refused nothing is recorded.
            Verdict::Refused(..) => return Err(LedgerError::Drafts("refused".to_owned())),
            Verdict::Changed(id, changes) => {
                if options.accept_changes && !planned.is_held() {
                    let task =
                        read::task(writer.view(), *id)?.ok_or(LedgerError::NoSuchTask(*id))?;
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
                    Parent::Draft(place) => ids.get(place as usize).copied().flatten(),
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
        ids.push(Some(id));
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
