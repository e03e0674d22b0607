//! Rows of exports that name no task: which task they are by what they say. A task that says the
//! same in every column the file has, and is the only one, is it. What cannot be told is refused or
//! doubted with its place: a task is never doubled without a word.

use std::collections::{HashMap, HashSet};

use super::alike::{
    AlikeKind, AlikeRow, Candidates, DOCUMENT, MOST_ALIKE, NUMBER, PATH, REGION, TITLE,
};
use super::base::{Places, against, known_by};
use super::body::updated_body;
use super::fit::{Fits, Meant, Wrong};
use super::plan::Drafts;
use super::row_doubt::RowDoubt;
use crate::domain::doubt::{DoubtKind, NewRow, SameParts};
use crate::domain::draft::TaskDraft;
use crate::domain::{Change, RegionKey, Task, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::store::StoreView;
use crate::ledger::{read, records};

/// More new task lines are a ledger of their own, and not looked at one by one: it would take as long
/// as to read them.
pub(in crate::ledger) const MOST_LINES: usize = 200_000;

/// What was found out about rows that name no task.
#[derive(Default)]
pub(in crate::ledger) struct Agreement {
    found: HashMap<u32, (TaskId, Option<Wrong>)>,
    /// What is to be said of rows that are new tasks.
    doubts: HashMap<u32, NewRowDoubt>,
}

/// What is to be said of a row.
struct NewRowDoubt {
    what: DoubtKind,
    /// It is left out until somebody says that it is right.
    holds: bool,
}

impl Agreement {
    /// Looks for the tasks of all rows that name none.
    pub fn of(
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        fits: &Fits,
        region: Option<&RegionKey>,
    ) -> Result<Agreement, LedgerError> {
        let mut agreement = Agreement::default();
        if !fits.is_any {
            return Ok(agreement);
        }
        let mut rows: Vec<AlikeRow> = Vec::new();
        // Tasks that other rows are.
        let mut taken: HashSet<TaskId> = HashSet::new();
        let mut place: u32 = 0;
        drafts.walk(&mut |document, _, draft| {
            if let Some(returned) = draft.returned.as_deref() {
                let is_foreign = fits.is_foreign(document);
                match returned.id.filter(|_| !is_foreign) {
                    Some(id) if fits.meant(place) == Meant::It => {
                        taken.insert(id);
                    }
                    Some(_) => {}
                    None => {
                        let mut row = AlikeRow::of(place, draft, returned, region);
                        if is_foreign {
                            row.kind = AlikeKind::Foreign;
                        }
                        rows.push(row);
                    }
                }
            }
            place += 1;
            Ok(())
        })?;
        agreement.solve(view, drafts, rows, taken)?;
        Ok(agreement)
    }

    /// Looks for the tasks of task lines that are none yet.
    pub fn of_lines(
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        is_new: &dyn Fn(u32) -> bool,
        taken: HashSet<TaskId>,
    ) -> Result<Agreement, LedgerError> {
        let mut agreement = Agreement::default();
        let mut rows: Vec<AlikeRow> = Vec::new();
        let mut place: u32 = 0;
        drafts.walk(&mut |document, _, draft| {
            let is_line = draft.returned.is_none() && drafts.head(document).is_none();
            if is_line && is_new(place) {
                rows.push(AlikeRow::of_line(place, draft));
            }
            place += 1;
            Ok(())
        })?;
        agreement.solve(view, drafts, rows, taken)?;
        Ok(agreement)
    }

    /// Finds the task of every row.
    fn solve(
        &mut self,
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        rows: Vec<AlikeRow>,
        mut taken: HashSet<TaskId>,
    ) -> Result<(), LedgerError> {
        if rows.is_empty() {
            return Ok(());
        }
        let candidates = Candidates::read(view, &rows)?;
        let mut open: HashMap<u32, Vec<TaskId>> = HashMap::new();
        let mut unlike: Vec<AlikeRow> = Vec::new();
        let mut wanted: HashMap<TaskId, usize> = HashMap::new();
        for row in rows {
            let agreeing = match row.kind {
                AlikeKind::Own | AlikeKind::Line { lacks_keys: true } => {
                    candidates.agreeing(&row, &taken)
                }
                AlikeKind::Foreign | AlikeKind::Line { .. } => Vec::new(),
            };
            if agreeing.is_empty() {
                unlike.push(row);
                continue;
            }
            agreeing
                .iter()
                .for_each(|id| *wanted.entry(*id).or_default() += 1);
            open.insert(row.place, agreeing);
        }
        let is_alone = |ids: &Vec<TaskId>| ids.len() == 1 && wanted.get(&ids[0]) == Some(&1);
        open.retain(|place, ids| {
            let is_alone = is_alone(ids);
            if is_alone {
                self.found.insert(*place, (ids[0], None));
                taken.insert(ids[0]);
            }
            !is_alone
        });
        self.decide(view, drafts, open, &mut taken)?;
        for row in &unlike {
            self.look_near(row, &candidates, &taken);
        }
        self.tell_twins(&unlike);
        Ok(())
    }

    /// Of several tasks a row is the one that says the same in every other column as well; what then
    /// is left for one row only is it.
    fn decide(
        &mut self,
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        mut open: HashMap<u32, Vec<TaskId>>,
        taken: &mut HashSet<TaskId>,
    ) -> Result<(), LedgerError> {
        if open.is_empty() {
            return Ok(());
        }
        let (documents, regions) = (records::all(view)?, records::all(view)?);
        let places = Places {
            documents: &documents,
            regions: &regions,
        };
        let mut place: u32 = 0;
        drafts.walk(&mut |_, _, draft| {
            let at = place;
            place += 1;
            let Some(ids) = open.get(&at).filter(|ids| ids.len() <= MOST_ALIKE) else {
                return Ok(());
            };
            let tasks = read::some_tasks(view, ids)?;
            let is_same = |id: &&TaskId| {
                let task = tasks.get(id).filter(|_| !taken.contains(id));
                task.is_some_and(|task| says_nothing_else(draft, task, &places))
            };
            if let Some(id) = ids.iter().find(is_same).copied() {
                taken.insert(id);
                open.remove(&at);
                self.found.insert(at, (id, None));
            }
            Ok(())
        })?;
        let mut wanted: HashMap<TaskId, usize> = HashMap::new();
        for ids in open.values() {
            let left = ids.iter().filter(|id| !taken.contains(id));
            left.for_each(|id| *wanted.entry(*id).or_default() += 1);
        }
        for (place, ids) in open {
            let left: Vec<TaskId> = (ids.iter().copied())
                .filter(|id| wanted.contains_key(id))
                .collect();
            let judged = match left.as_slice() {
                [] => (ids[0], Some(Wrong::AsAnotherRow)),
                [one] if wanted.get(one) == Some(&1) => (*one, None),
                [one] => (*one, Some(Wrong::Twice)),
                [one, other, ..] => (*one, Some(Wrong::Undecided(*other))),
            };
            self.found.insert(place, judged);
        }
        Ok(())
    }

    /// Whether a row that is no task of the ledger looks like one.
    fn look_near(&mut self, row: &AlikeRow, candidates: &Candidates, taken: &HashSet<TaskId>) {
        for task in candidates.of(row).take(MOST_ALIKE * MOST_ALIKE) {
            let is_named = row.says_same(task, TITLE) && row.is_open_or_same(task, REGION);
            let is_placed = row.says_same(task, DOCUMENT) || row.says_same(task, PATH);
            let is_numbered = row.says_same(task, NUMBER) && row.is_open_or_same(task, REGION);
            let is_taken = taken.contains(&task.id);
            let is_same_number = row.is_open_or_same(task, NUMBER);
            let (id, place) = (task.id, row.place);
            let wrong = match (is_named, is_same_number, is_taken) {
                (true, true, true) => Some(Wrong::AsAnotherRow),
                (true, _, false) => Some(Wrong::LooksLike),
                _ => None,
            };
            if let Some(wrong) = wrong.filter(|_| row.kind == AlikeKind::Own) {
                self.found.insert(place, (id, Some(wrong)));
                return;
            }
            let is_open = !is_taken;
            let same = match (row.says_same(task, TITLE), is_named) {
                (true, true) => SameParts::TitleAndRegion,
                (true, false) if is_open && row.says_same(task, NUMBER) => {
                    SameParts::TitleAndNumber
                }
                (true, false) if is_open && is_placed => SameParts::TitleAndPlace,
                (false, _) if is_open && is_numbered && is_placed => SameParts::NumberAndPlace,
                (false, _) if is_open && row.demands_same(task) => SameParts::Requirement,
                _ => continue,
            };
            self.tell_like(row, id, Some(same));
        }
        let mut like = candidates.like(row).filter(|task| {
            let is_there = row.is_open_or_same(task, DOCUMENT) && row.is_open_or_same(task, REGION);
            is_there && !taken.contains(&task.id)
        });
        if let Some(task) = like.next() {
            self.tell_like(row, task.id, None);
        }
        if row.is_exported && row.kind == AlikeKind::Own {
            self.doubts.entry(row.place).or_insert(NewRowDoubt {
                what: DoubtKind::NoneOfLedger,
                holds: false,
            });
        }
    }

    /// Says that a row is like a task: the same in some parts, or in its title nearly. One of a file
    /// of ours may be that task, retitled: it is left out until somebody says that it is another one.
    fn tell_like(&mut self, row: &AlikeRow, task: TaskId, same: Option<SameParts>) {
        let holds = row.kind == AlikeKind::Own;
        let then = match row.kind {
            AlikeKind::Own => NewRow::Held(task),
            AlikeKind::Line { .. } => NewRow::Line,
            AlikeKind::Foreign => NewRow::OfOtherLedger,
        };
        let called = row.called.clone();
        let what = match same {
            Some(same) => DoubtKind::SameAsTask {
                called,
                same,
                task,
                then,
            },
            None => DoubtKind::TitleLike { called, task, then },
        };
        self.doubts
            .entry(row.place)
            .or_insert(NewRowDoubt { what, holds });
    }

    /// Says which of the new rows stand in the file twice: only the first of them is taken.
    fn tell_twins(&mut self, rows: &[AlikeRow]) {
        let mut seen: HashMap<_, Option<u32>> = HashMap::new();
        for row in rows.iter().filter(|row| !row.is_of_other_ledger) {
            let Some(twin) = row
                .as_twin()
                .filter(|_| !self.found.contains_key(&row.place))
            else {
                continue;
            };
            let Some(first) = seen.get(&twin) else {
                seen.insert(twin, row.line);
                continue;
            };
            let (called, first) = (row.called.clone(), *first);
            let what = DoubtKind::TwinRow { called, first };
            self.doubts
                .insert(row.place, NewRowDoubt { what, holds: true });
        }
    }

    /// The task a row is, or why that cannot be told; nothing for one that is none.
    pub fn found(&self, place: u32) -> Option<(TaskId, Option<Wrong>)> {
        self.found.get(&place).copied()
    }

    /// Whether anything was found out.
    pub fn is_any(&self) -> bool {
        !self.found.is_empty() || !self.doubts.is_empty()
    }

    /// What is to be said of a row that is a new task.
    pub fn doubt(&self, place: u32, draft: &TaskDraft) -> Option<RowDoubt> {
        let NewRowDoubt { what, holds } = self.doubts.get(&place)?;
        let mut doubt = RowDoubt::holding(draft, what.clone());
        doubt.holds &= holds;
        Some(doubt)
    }
}

/// Whether a row says of a task what it is, in every column it has.
fn says_nothing_else(draft: &TaskDraft, task: &Task, places: &Places) -> bool {
    let Some(returned) = draft.returned.as_deref() else {
        return Change::between(&task.body, &updated_body(task, draft)).is_empty();
    };
    let returned = known_by(returned, task);
    let differing = returned.differences(draft, &against(task, places));
    differing.iter().next().is_none()
}
