//! Rows of a file that `export` wrote, compared with the tasks they name: what somebody changed in
//! them, against the task as it was when the file was written.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::agree::Agreement;
use super::base::{Base, Places, against, known_by};
use super::fingerprint::{Numbered, numbered};
use super::fit::{Fits, Meant, Wrong};
use super::plan::{Conflict, Drafts, IntakeOptions, Parted, Verdict};
use super::prepared::Parent;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{TaskDraft, Warning};
use crate::domain::exported::{COMMA, ExportColumns};
use crate::domain::region::{Named, look_up};
use crate::domain::returned::Taking;
use crate::domain::returned_row::Returned;
use crate::domain::row_fault::RowFault;
use crate::domain::{Edit, Region, RegionKey, Task, TaskId, name};
use crate::ledger::error::LedgerError;
use crate::ledger::store::{StoreView, WantedTasks};

/// Rows of exports, as they are met among drafts.
#[derive(Default)]
pub(in crate::ledger) struct ReturnedRows {
    /// Whether they are about the tasks they name.
    pub fits: Fits,
    /// Which tasks those are that name none.
    pub agreement: Agreement,
    /// The tasks they name.
    pub claimed: HashSet<TaskId>,
    /// By the id in the file where rows stand that name no task of this ledger.
    of_file: HashMap<(usize, TaskId), u32>,
    /// Headings above tasks, by what an export says of them.
    paths: Option<HashMap<String, Vec<String>>>,
}

/// A row that names a task.
pub(in crate::ledger) struct Claim {
    /// The task it names, or is without naming it.
    pub id: TaskId,
    /// Why it cannot be that one.
    pub wrong: Option<Wrong>,
}

/// What a new row stands under.
pub(in crate::ledger) struct Above {
    pub parent: Parent,
    /// Its document and number; those of a draft are known where drafts are.
    pub number: Option<Numbered>,
    pub region: Option<RegionKey>,
    pub document: Option<String>,
}

impl ReturnedRows {
    /// Looks at all rows before any is judged.
    pub fn met(
        view: &mut dyn StoreView,
        drafts: &dyn Drafts,
        region: Option<&RegionKey>,
    ) -> Result<ReturnedRows, LedgerError> {
        let fits = Fits::of(view, drafts)?;
        Ok(ReturnedRows {
            agreement: Agreement::of(view, drafts, &fits, region)?,
            fits,
            ..ReturnedRows::default()
        })
    }

    /// What becomes of a row that names a task of this ledger, or is one without naming it.
    pub fn task(&mut self, document: usize, draft: &TaskDraft, place: u32) -> Option<Claim> {
        if let Some((id, wrong)) = self.agreement.found(place) {
            self.claimed.insert(id);
            return Some(Claim { id, wrong });
        }
        let id = draft.returned.as_deref()?.id?;
        let wrong = match self.fits.meant(place) {
            Meant::It => (!self.claimed.insert(id)).then_some(Wrong::Twice),
            Meant::Wrong(wrong) => Some(wrong),
            Meant::Nothing => {
                self.of_file.insert((document, id), place);
                return None;
            }
        };
        Some(Claim { id, wrong })
    }

    /// What a row without a task stands under.
    pub fn above(
        &self,
        view: &mut dyn StoreView,
        document: usize,
        draft: &TaskDraft,
        warnings: &mut Vec<Warning>,
    ) -> Result<Option<Above>, LedgerError> {
        let Some(id) = draft.returned.as_deref().and_then(|it| it.parent) else {
            return Ok(None);
        };
        if let Some(place) = self.of_file.get(&(document, id)) {
            return Ok(Some(Above {
                parent: Parent::Draft(*place),
                number: None,
                region: None,
                document: None,
            }));
        }
        let mut found = None;
        view.outlines(WantedTasks::These(&[id]), &mut |task| {
            found = task.parent.is_none().then(|| Above {
                parent: Parent::There(id),
                number: Some(numbered(
                    &name::clean(self.fits.title_of(task.document)),
                    if task.number.is_empty() {
                        task.title
                    } else {
                        task.number
                    },
                )),
                region: Some(RegionKey::from(task.region.to_owned())),
                document: Some(self.fits.title_of(task.document).to_owned()),
            });
            Ok(())
        })?;
        // Of another ledger the same id is another task.
        let found = found.filter(|_| !self.fits.is_foreign(document));
        if found.is_none() {
            warnings.push(DoubtKind::NoParentOfId { id }.at(draft.line));
        }
        Ok(found)
    }

    /// The headings above a row: a cell says them as one text, of which the ledger knows what they are.
    pub fn path<'d>(
        &mut self,
        view: &mut dyn StoreView,
        draft: &'d TaskDraft,
    ) -> Result<Cow<'d, [String]>, LedgerError> {
        if draft.returned.is_none() || draft.section_path.is_empty() {
            return Ok(Cow::Borrowed(&draft.section_path));
        }
        let paths = match &mut self.paths {
            Some(paths) => paths,
            none => none.insert(read_paths(view)?),
        };
        let known = paths.get(&draft.section_path.join(COMMA)).cloned();
        Ok(known.map_or(Cow::Borrowed(&draft.section_path), Cow::Owned))
    }

    /// The draft of a new task as it is registered.
    pub fn settled<'d>(&self, draft: &'d TaskDraft) -> Cow<'d, TaskDraft> {
        let Some(returned) = &draft.returned else {
            return Cow::Borrowed(draft);
        };
        let mut new = returned.as_new(draft);
        let paths = self.paths.as_ref();
        if let Some(path) = paths.and_then(|paths| paths.get(&draft.section_path.join(COMMA))) {
            new.section_path.clone_from(path);
        }
        Cow::Owned(new)
    }
}

fn read_paths(view: &mut dyn StoreView) -> Result<HashMap<String, Vec<String>>, LedgerError> {
    let mut paths = HashMap::new();
    let mut last = String::new();
    view.outlines(WantedTasks::All, &mut |task| {
        // Neighbours have mostly the same.
        if last != task.section_path {
            task.section_path.clone_into(&mut last);
            let path: Vec<String> = serde_json::from_str(task.section_path).unwrap_or_default();
            paths.insert(path.join(COMMA), path);
        }
        Ok(())
    })?;
    Ok(paths)
}

/// What is to be said of a row that names no task, was found to be one all the same, and says
/// otherwise than it where a file changes nothing.
pub(in crate::ledger) fn left_alone(
    task: &Task,
    draft: &TaskDraft,
    returned: &Returned,
    places: &Places,
) -> Option<Warning> {
    let by_place = known_by(returned, task);
    let columns = by_place.left_alone(draft, &against(task, places));
    let task = task.id;
    (!columns.is_empty()).then(|| DoubtKind::ColumnsLeftAlone { columns, task }.at(draft.line))
}

/// Compares a row with the task it names.
pub(in crate::ledger) fn verdict(
    task: &Task,
    base: &Base,
    draft: &TaskDraft,
    returned: &Returned,
    places: &Places,
    options: &IntakeOptions,
) -> Result<Verdict, LedgerError> {
    let returned = &*known_by(returned, task);
    let now = against(task, places);
    let region = |draft: &TaskDraft| region_of(draft, places.regions);
    let taking = Taking {
        reason: options.reason.as_deref(),
        today: options.today,
        region: &region,
    };
    if matches!(base, Base::Now | Base::Unknown) {
        return Ok(match returned.edit(draft, &now, &taking) {
            Err(faults) => Verdict::Refused(Some(task.id), faults),
            Ok(edit) => of_edit(&edit, task),
        });
    }
    let before = base.task(task);
    let then = before.map(|task| against(task, places));
    let typed = returned.differences(draft, then.as_ref().unwrap_or(&now));
    let open: ExportColumns = returned.differences(draft, &now);
    if typed.iter().all(|column| !open.has(column)) {
        // Nobody changed the row, or what they changed is so by now.
        return Ok(Verdict::Same(task.id));
    }
    let edit = returned.edit(draft, then.as_ref().unwrap_or(&now), &taking);
    if let Err(faults) = &edit
        && faults
            .iter()
            .any(|fault| matches!(fault, RowFault::Unreadable(..)))
    {
        return Ok(Verdict::Refused(Some(task.id), faults.clone()));
    }
    let changes = edit.and_then(|edit| {
        let changes = edit.changes(before.unwrap_or(task));
        changes.map_err(|refusal| vec![RowFault::Refused(refusal)])
    });
    let (changes, faults) = match changes {
        Ok(changes) => (changes, Vec::new()),
        Err(faults) => (Vec::new(), faults),
    };
    Ok(Verdict::Conflict(
        task.id,
        Box::new(Conflict {
            changes,
            faults,
            parted: match base {
                Base::Elsewhere(seen) => Parted::Elsewhere(*seen),
                _ => Parted::Earlier,
            },
            revision: task.revision,
            by: task.updated_by.clone(),
            at: task.updated_at,
        }),
    ))
}

fn of_edit(edit: &Edit, task: &Task) -> Verdict {
    match edit.changes(task) {
        Err(refusal) => Verdict::Refused(Some(task.id), vec![RowFault::Refused(refusal)]),
        Ok(changes) if changes.is_empty() => Verdict::Same(task.id),
        Ok(changes) => Verdict::Changed(task.id, changes),
    }
}

/// The region a row names: the one of its code, unless the name was changed and the code was not.
fn region_of(draft: &TaskDraft, known: &BTreeMap<RegionKey, Region>) -> Option<RegionKey> {
    let name = draft.region.as_deref().map(str::trim)?;
    if name.is_empty() {
        return None;
    }
    let coded = draft.region_code.map(|code| look_up(&code.to_string()));
    if let Some(Named::One(key)) = coded
        && name::is_same(key.name(), name)
    {
        return Some(key);
    }
    match look_up(name) {
        Named::One(key) => Some(key),
        Named::Several(keys) => {
            let mut there = keys.into_iter().filter(|key| known.contains_key(key));
            let first = there.next()?;
            there.next().is_none().then_some(first)
        }
        Named::Unknown => Some(RegionKey::uncoded_among(name, known.keys())),
    }
}
