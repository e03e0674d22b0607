//! Whether the rows of an export are about the tasks whose ids they have: in the file of another
//! ledger the same ids are other tasks.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::base::task_at;
use super::plan::{Drafts, Verdict};
use super::sorted::{Sorted, Sorting};
use super::stamp::is_stamp;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{TaskDraft, Warning};
use crate::domain::exported::Exported;
use crate::domain::returned_row::Returned;
use crate::domain::row_fault::RowFault;
use crate::domain::same_cell::kept_name;
use crate::domain::{DocumentId, RegionKey, SourceDocument, TaskId};
use crate::ledger::error::LedgerError;
use crate::ledger::records;
use crate::ledger::store::{StoreView, TaskOutline, WantedTasks};

use chrono::{DateTime, Utc};

/// How many rows speak for a file. Fewer are told one by one.
const FEW: usize = 3;

/// How many rows of a file are held against their tasks as they once were, to know its ledger.
const MOST_LOOKED_BACK: usize = 20;

/// How a row fits the task with its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Title, requirement or place in the document are as they were.
    Sure,
    /// It has none of these columns.
    Open,
    /// Its number is that of the task, as it may be in any document, and its title is not.
    Numbered,
    /// It has one of them, and that one says otherwise: changed, or another ledger's.
    Contradicts,
    /// It has several, and all say otherwise: nobody changes all of them and means the same task.
    Other,
    /// It says otherwise than the task, and was written from a state the task never had.
    Parted,
    /// There is no such task.
    Absent,
}

/// Why a row cannot be about the task it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) enum Wrong {
    /// A row above names it.
    Twice,
    /// The ledger does not have it.
    NoSuchTask,
    /// It is another one.
    OtherTask,
    /// The row names none, and another row is the task that it is.
    AsAnotherRow,
    /// The row names none and looks like the task.
    LooksLike,
    /// The row names none, and the task fits as well as this other one.
    Undecided(TaskId),
}

impl Wrong {
    /// What becomes of the row that names `id`.
    pub fn verdict(self, id: TaskId) -> Verdict {
        let (task, fault) = match self {
            Wrong::Twice => (Some(id), RowFault::Twice),
            Wrong::NoSuchTask => (None, RowFault::NoSuchTask(id)),
            Wrong::OtherTask => (Some(id), RowFault::OtherTask),
            Wrong::AsAnotherRow => (None, RowFault::AsAnotherRow(id)),
            Wrong::LooksLike => (None, RowFault::LooksLike(id)),
            Wrong::Undecided(other) => (None, RowFault::Undecided(id, other)),
        };
        Verdict::Refused(task, vec![fault])
    }
}

/// The rows of one file.
#[derive(Default)]
struct ComparedFile {
    /// By place: the rows that name a task.
    rows: Vec<(usize, Option<u32>, TaskId, Fit)>,
    /// How many of them say of the last change what the ledger says of it, and how many do not.
    stamps: (usize, usize),
    /// How many tasks were looked at as they once were.
    looked_back: usize,
    /// Whether one of its columns was sorted by itself.
    sorting: Sorting,
}

impl ComparedFile {
    fn count(&self, fit: Fit) -> usize {
        self.rows.iter().filter(|row| row.3 == fit).count()
    }

    /// Whether it was written by another ledger: most ids are those of other tasks, or of tasks that
    /// were changed at other times. Two ledgers of the same samples differ in nothing else.
    fn is_foreign(&self) -> bool {
        let no = [Fit::Other, Fit::Parted, Fit::Absent].map(|fit| self.count(fit));
        let no: usize = no.into_iter().sum();
        let (same, other) = self.stamps;
        (no >= FEW && no > self.rows.len() - no) || (other >= FEW && other > same)
    }

    /// Whether most of what it says of last changes is what the ledger says.
    fn is_of_this_ledger(&self) -> bool {
        let (same, other) = self.stamps;
        same >= FEW && same > other
    }

    /// How a row fits, with what it says of the last change of its task.
    fn stamped(
        &mut self,
        view: &mut dyn StoreView,
        id: TaskId,
        returned: &Returned,
        fit: Fit,
    ) -> Result<Fit, LedgerError> {
        let (Some(cell), Some(seen), false) = (
            returned.raw.get(&Exported::UpdatedAt),
            returned.revision,
            fit == Fit::Absent,
        ) else {
            return Ok(fit);
        };
        let (mut revision, mut at) = (0, None);
        view.outlines(WantedTasks::These(&[id]), &mut |task| {
            revision = task.revision;
            at = task.updated_at.parse::<DateTime<Utc>>().ok();
            Ok(())
        })?;
        let at = match seen.get().cmp(&revision) {
            Ordering::Equal => at,
            Ordering::Less if self.looked_back < MOST_LOOKED_BACK => {
                self.looked_back += 1;
                task_at(view, id, seen)?.map(|task| task.updated_at)
            }
            _ => None,
        };
        let Some(is_same) = at.map(|at| is_stamp(cell, at)) else {
            return Ok(fit);
        };
        match is_same {
            true => self.stamps.0 += 1,
            false => self.stamps.1 += 1,
        }
        Ok(match (is_same, fit) {
            // Whatever was changed in it.
            (true, Fit::Contradicts | Fit::Numbered | Fit::Other) => Fit::Sure,
            (false, Fit::Contradicts | Fit::Numbered) => Fit::Parted,
            (_, fit) => fit,
        })
    }

    /// Whether the rows that contradict are more than the others.
    fn is_doubtful(&self) -> bool {
        let no = self.count(Fit::Contradicts) + self.count(Fit::Numbered);
        no > self.count(Fit::Sure) + self.count(Fit::Open)
    }
}

/// What becomes of a row that names a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) enum Meant {
    /// It is about that task.
    It,
    /// It cannot be taken.
    Wrong(Wrong),
    /// Its id is that of another ledger and means nothing.
    Nothing,
}

/// All rows of exports, looked at before any is judged.
#[derive(Default)]
pub(in crate::ledger) struct Fits {
    /// Whether there are any.
    pub is_any: bool,
    /// By place among all drafts.
    meant: Vec<Meant>,
    /// By document.
    foreign: Vec<bool>,
    /// Files of which one column was sorted by itself.
    pub sorted: Sorted,
    /// What is to be said of the files.
    pub warnings: Vec<Warning>,
    /// The titles of the documents of the ledger.
    titles: HashMap<DocumentId, String>,
}

fn title_in(titles: &HashMap<DocumentId, String>, document: Option<DocumentId>) -> &str {
    let title = document.and_then(|id| titles.get(&id));
    title.map_or("", String::as_str)
}

impl Fits {
    /// Looks at all rows.
    pub fn of(view: &mut dyn StoreView, drafts: &dyn Drafts) -> Result<Fits, LedgerError> {
        let mut fits = Fits::default();
        if !drafts.has_returned() {
            return Ok(fits);
        }
        let documents = records::all::<SourceDocument>(view)?.into_iter();
        let titles = documents.map(|(id, document)| (id, document.title));
        let titles: HashMap<DocumentId, String> = titles.collect();
        let mut files: Vec<ComparedFile> = Vec::new();
        let mut place = 0;
        drafts.walk(&mut |document, _, draft| {
            if files.len() <= document {
                files.resize_with(document + 1, ComparedFile::default);
            }
            if let Some(returned) = draft.returned.as_deref() {
                fits.is_any = true;
                let file = &mut files[document];
                if let Some(id) = returned.id {
                    let (mut fit, sorting) = (Fit::Absent, &mut file.sorting);
                    view.outlines(WantedTasks::These(&[id]), &mut |task| {
                        let document = title_in(&titles, task.document);
                        fit = fit_of(task, document, draft, returned, place, sorting);
                        Ok(())
                    })?;
                    let fit = file.stamped(view, id, returned, fit)?;
                    file.rows.push((place, draft.line, id, fit));
                }
            }
            place += 1;
            Ok(())
        })?;
        fits.meant.resize(place, Meant::Nothing);
        for (document, file) in files.iter().enumerate() {
            fits.judge(file);
            if !file.is_foreign() {
                let told = fits.sorted.note(document, file.sorting.found());
                fits.warnings.extend(told);
            }
        }
        fits.titles = titles;
        Ok(fits)
    }

    fn judge(&mut self, file: &ComparedFile) {
        let is_foreign = file.is_foreign();
        self.foreign.push(is_foreign);
        let mut say = |line, what: DoubtKind| self.warnings.push(what.at(line));
        if is_foreign {
            return say(None, DoubtKind::OfOtherLedger);
        }
        let is_doubtful = file.is_doubtful();
        let is_other = is_doubtful && file.count(Fit::Contradicts) >= FEW;
        for (place, line, id, fit) in &file.rows {
            self.meant[*place] = match fit {
                Fit::Sure | Fit::Open | Fit::Numbered => Meant::It,
                Fit::Contradicts if is_other => Meant::Wrong(Wrong::OtherTask),
                Fit::Contradicts => Meant::It,
                // Of a ledger that went back to an earlier state: a conflict.
                Fit::Parted if file.is_of_this_ledger() => Meant::It,
                Fit::Parted | Fit::Other => Meant::Wrong(Wrong::OtherTask),
                Fit::Absent => Meant::Wrong(Wrong::NoSuchTask),
            };
            let is_doubted = match fit {
                Fit::Contradicts => is_doubtful && !is_other,
                Fit::Numbered => is_doubtful,
                _ => false,
            };
            if is_doubted {
                say(*line, DoubtKind::CalledOtherwise { id: *id });
            }
        }
    }

    /// What becomes of the row at a place.
    pub fn meant(&self, place: u32) -> Meant {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        self.meant.get(place).copied().unwrap_or(Meant::Nothing)
    }

    /// The title of a document of the ledger; empty for none.
    pub fn title_of(&self, document: Option<DocumentId>) -> &str {
        title_in(&self.titles, document)
    }

    /// Whether a file was written by another ledger.
    pub fn is_foreign(&self, document: usize) -> bool {
        self.foreign.get(document).copied().unwrap_or_default()
    }
}

/// How a row fits. The region is no sign of the same task, since many have it; another one is a sign
/// of another task.
fn fit_of(
    task: &TaskOutline,
    document: &str,
    draft: &TaskDraft,
    returned: &Returned,
    place: usize,
    sorting: &mut Sorting,
) -> Fit {
    let region = RegionKey::from(task.region.to_owned());
    let (title, requirement, number) = (task.title, task.requirement, task.number);
    let columns = returned.columns;
    let beside = |column, row, own| columns.has(column).then_some((row, own));
    sorting.has_number |= columns.has(Exported::Number);
    sorting.note(
        place,
        [
            beside(Exported::Title, draft.title.as_str(), title),
            beside(Exported::Requirement, &draft.requirement, requirement),
        ],
    );
    let says = |column: Exported, row: &str, own: &str| {
        let given = columns.has(column) && !(row.trim().is_empty() && own.trim().is_empty());
        given.then(|| kept_name(row, own).is_some())
    };
    let own_document = draft.document.as_deref().unwrap_or_default();
    let same_document = says(Exported::Document, own_document, document);
    let in_document = says(Exported::Number, &draft.number, number)
        .map(|same| same && same_document != Some(false));
    let own_region = draft.region.as_deref().unwrap_or_default();
    let words = [
        says(Exported::Title, &draft.title, title),
        says(Exported::Requirement, &draft.requirement, requirement),
    ];
    let other_region = says(Exported::Region, own_region, region.name()).filter(|same| !same);
    let is_numbered = in_document == Some(true);
    if words.contains(&Some(true)) || is_numbered && same_document == Some(true) {
        return Fit::Sure;
    }
    let against = words
        .into_iter()
        .chain([in_document, other_region])
        .flatten();
    match against.filter(|same| !same).count() {
        _ if is_numbered && words.contains(&Some(false)) => Fit::Numbered,
        _ if is_numbered => Fit::Sure,
        0 => Fit::Open,
        1 => Fit::Contradicts,
        _ => Fit::Other,
    }
}
