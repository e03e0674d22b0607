//! Drafts of tasks that are in the ledger, held against them.

use std::collections::{BTreeMap, BTreeSet};

use super::base::{Base, against, known_by};
use super::body::updated_body;
use super::matching::{Matching, known_again};
use super::moved::Moved;
use super::plan::{Drafts, IntakeOptions, IntakePlan, Verdict};
use super::prepared::Prepared;
use super::row_doubt::RowDoubt;
use super::unread::{self, Kept, Unread};
use super::{age, returned};
use crate::domain::doubt::{DoubtKind, ReadFrom};
use crate::domain::draft::TaskDraft;
use crate::domain::exported::Exported;
use crate::domain::lost_signs::{is_lost_value, looks_lost_value};
use crate::domain::returned_cells::KeptCells;
use crate::domain::returned_row::Returned;
use crate::domain::row_fault::RowFault;
use crate::domain::{Change, Field, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::read;
use crate::ledger::store::StoreView;

/// Compares the drafts of tasks that are there with them.
pub(in crate::ledger) fn judge(
    view: &mut dyn StoreView,
    drafts: &dyn Drafts,
    matching: &Matching,
    options: &IntakeOptions,
    plan: &mut IntakePlan,
) -> Result<(), LedgerError> {
    let mut place = 0;
    let mut judging = Judging {
        view,
        drafts,
        matching,
        options,
        plan,
        waiting: Vec::new(),
        unread: Unread::new(options.rules.as_ref()),
        kept: Kept::default(),
        without_revision: 0,
        kept_cells: KeptCells::default(),
        moved: BTreeMap::new(),
    };
    drafts.walk(&mut |_, _, draft| {
        let p = known_again(matching, place, draft)?;
        judging.take(place, p, draft)?;
        place += 1;
        match judging.waiting.len() >= COMPARED {
            true => judging.compare(),
            false => Ok(()),
        }
    })?;
    judging.compare()?;
    judging.hold_sorted()?;
    judging.tell_counted();
    let kept = judging.kept.said();
    plan.warnings.extend(kept);
    Ok(())
}

/// How many drafts are compared with their tasks at a time.
const COMPARED: usize = 500;

/// Drafts on their way to their verdicts.
struct Judging<'j, 'v> {
    view: &'v mut dyn StoreView,
    drafts: &'j dyn Drafts,
    matching: &'j Matching,
    options: &'j IntakeOptions,
    plan: &'j mut IntakePlan,
    waiting: Vec<(usize, TaskId, TaskDraft)>,
    unread: Unread<'j>,
    kept: Kept,
    /// How many rows do not say which revision they were written at.
    without_revision: usize,
    /// How many cells say what the ledger says in a form that programs make of it.
    kept_cells: KeptCells,
    /// What the rows of each file say otherwise, by document.
    moved: BTreeMap<usize, Moved>,
}

impl Judging<'_, '_> {
    /// Gives a draft its verdict, or lets it wait until its task is read.
    fn take(&mut self, place: usize, p: &Prepared, draft: &TaskDraft) -> Result<(), LedgerError> {
        if let (Some(wrong), Some(id)) = (p.wrong, p.there) {
            self.plan.tasks[place].verdict = wrong.verdict(id);
            return Ok(());
        }
        let is_foreign = self.matching.is_foreign(p);
        match (self.matching.task_there(p), &draft.returned) {
            (Some(id), returned) => {
                let is_undated = |it: &Returned| {
                    it.revision.is_none() && !it.raw.contains_key(&Exported::Revision)
                };
                let is_undated = !is_foreign && returned.as_deref().is_some_and(is_undated);
                self.without_revision += usize::from(is_undated);
                self.waiting
                    .push((place, id, to_compare(draft, is_foreign)));
            }
            (None, returned) => {
                let faults = match returned.as_deref() {
                    Some(returned) => self.faults_of_new(draft, returned)?,
                    None => Vec::new(),
                };
                let planned = &mut self.plan.tasks[place];
                match faults {
                    faults if faults.is_empty() => planned
                        .doubts
                        .extend(self.matching.doubt_of_new(place, draft)),
                    faults => planned.verdict = Verdict::Refused(None, faults),
                }
            }
        }
        Ok(())
    }

    /// What cannot be taken of a row that is a new task.
    fn faults_of_new(
        &mut self,
        draft: &TaskDraft,
        returned: &Returned,
    ) -> Result<Vec<RowFault>, LedgerError> {
        let mut faults = returned.faults_of_new(draft);
        faults.extend(returned.shape_faults_of_new(&self.swallowed(returned)?));
        Ok(faults)
    }

    /// The tasks that a row may have swallowed.
    fn swallowed(&mut self, returned: &Returned) -> Result<BTreeSet<TaskId>, LedgerError> {
        let ids: Vec<TaskId> = returned.shape.swallowed.values().copied().collect();
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        Ok(read::some_tasks(self.view, &ids)?.into_keys().collect())
    }

    /// Compares the drafts that wait.
    fn compare(&mut self) -> Result<(), LedgerError> {
        let ids: Vec<TaskId> = self.waiting.iter().map(|(_, id, _)| *id).collect();
        let tasks = read::some_tasks(self.view, &ids)?;
        for (place, id, draft) in std::mem::take(&mut self.waiting) {
            let Some(task) = tasks.get(&id) else {
                continue;
            };
            let (verdict, doubts) = match draft.returned.as_deref() {
                Some(returned) => self.verdict(place, task, &draft, returned)?,
                None => {
                    let document = self.plan.tasks.get(place).map_or(0, |it| it.document);
                    let is_line = self.drafts.head(document).is_none();
                    if is_line {
                        self.kept.note(task, &draft, &self.matching.places());
                    }
                    let mut changes = Change::between(&task.body, &updated_body(task, &draft));
                    let all = changes.len();
                    changes.retain(|change| !is_lost_value(&change.new, &change.old));
                    self.kept_cells.lost += all - changes.len();
                    let from = match is_line {
                        true => ReadFrom::Line,
                        false => ReadFrom::Document,
                    };
                    let mut doubts = age::undated(self.view, task, &draft, &changes, from)?;
                    let lost = changes
                        .iter()
                        .filter(|it| looks_lost_value(&it.new, &it.old));
                    doubts.extend(lost.map(|it| perhaps_lost(&draft, it.field, id)));
                    match changes.is_empty() {
                        true => (Verdict::Same(id), doubts),
                        false => (Verdict::Changed(id, changes), doubts),
                    }
                }
            };
            if let Some(planned) = self.plan.tasks.get_mut(place) {
                planned.verdict = verdict;
                planned.doubts.extend(doubts);
            }
        }
        Ok(())
    }

    /// The verdict of a row of an export, and what is to be said of it.
    fn verdict(
        &mut self,
        place: usize,
        task: &Task,
        draft: &TaskDraft,
        returned: &Returned,
    ) -> Result<(Verdict, Vec<RowDoubt>), LedgerError> {
        let places = self.matching.places();
        let base = Base::of(self.view, task, returned)?;
        let written_from = against(base.task(task).unwrap_or(task), &places);
        let known = known_by(returned, task);
        let faults = known.shape_faults(draft, &written_from, &self.swallowed(returned)?);
        let verdict = match faults.is_empty() {
            true => returned::verdict(task, &base, draft, returned, &places, self.options)?,
            false => Verdict::Refused(Some(task.id), faults),
        };
        let document = self.plan.tasks.get(place).map_or(0, |it| it.document);
        let is_same = matches!(verdict, Verdict::Same(_));
        let kept = known.kept_cells(draft, &written_from);
        self.kept_cells.lost += kept.lost;
        self.kept_cells.converted += kept.converted;
        let moved = self.moved.entry(document).or_default();
        moved.note(place, draft, &known, &written_from, is_same);
        let mut told = self.unread.said(task, &base, draft, returned);
        let mut doubts = Vec::new();
        match &verdict {
            Verdict::Same(_) => told.extend(unread::elsewhere(task, draft, &base)),
            Verdict::Changed(_, changes) if matches!(base, Base::Unknown) => {
                doubts = age::undated(self.view, task, draft, changes, ReadFrom::Row)?;
            }
            _ => {}
        }
        told.extend(returned::left_alone(task, draft, returned, &places));
        let holds = false;
        doubts.extend(told.into_iter().map(|warning| RowDoubt { warning, holds }));
        if matches!(verdict, Verdict::Changed(..)) {
            let columns = known.looking_lost(draft, &written_from).into_iter();
            let fields = columns.filter_map(Exported::field);
            doubts.extend(fields.map(|field| perhaps_lost(draft, field, task.id)));
        }
        Ok((verdict, doubts))
    }

    /// Holds back what a file says of which one column was sorted by itself.
    fn hold_sorted(&mut self) -> Result<(), LedgerError> {
        let mut sorted = self.matching.sorted().clone();
        for (document, moved) in std::mem::take(&mut self.moved) {
            let told = sorted.note(document, moved.found());
            self.plan.warnings.extend(told);
        }
        if sorted.is_empty() {
            return Ok(());
        }
        let mut planned = self.plan.tasks.iter_mut().enumerate();
        self.drafts.walk(&mut |_, _, draft| {
            if let Some((place, task)) = planned.next() {
                let is_sure = draft.confirmed.contains(&Field::Title);
                sorted.hold(place, task, draft.line, is_sure);
            }
            Ok(())
        })
    }

    /// Says how many rows cannot be held against the time they were written at, and how many values
    /// came back in other forms.
    fn tell_counted(&mut self) {
        let KeptCells { lost, converted } = self.kept_cells;
        let count = self.without_revision;
        let told = [
            (count, DoubtKind::RowsUnrevised { count }),
            (lost, DoubtKind::CharactersLost { count: lost }),
            (converted, DoubtKind::ValuesConverted { count: converted }),
        ];
        let told = told.into_iter().filter(|(count, _)| *count > 0);
        self.plan
            .warnings
            .extend(told.map(|(_, what)| what.at(None)));
    }
}

/// A changed value that seems to have lost characters.
fn perhaps_lost(draft: &TaskDraft, field: Field, task: TaskId) -> RowDoubt {
    RowDoubt::holding(draft, DoubtKind::PerhapsLost { field, task })
}

/// A draft that waits to be compared. What another ledger says of ids and revisions is nothing here.
fn to_compare(draft: &TaskDraft, is_foreign: bool) -> TaskDraft {
    let mut draft = draft.clone();
    if let Some(returned) = draft.returned.as_mut().filter(|_| is_foreign) {
        (returned.id, returned.revision) = (None, None);
        returned.raw.remove(&Exported::UpdatedAt);
    }
    draft
}
