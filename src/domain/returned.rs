//! A row of a file that `export` wrote against the task it is of: what somebody changed meanwhile.
//!
//! The values stand in the draft it comes with. A column the file does not have says nothing. What
//! a document says of a task (its place, its milestones) is no matter of such a file: whoever
//! changes it there is told, rather than taken at a word that the cell says in part only.

use chrono::NaiveDate;

use super::draft::TaskDraft;
use super::edit::{DeadlineEdit, Edit, Refusal, StatusEdit};
use super::exported::{
    CellWay, ExportColumns, Exported, indicators_text, milestones_text, read_indicators,
    read_milestones,
};
use super::measure::Milestone;
use super::name;
use super::people::Party;
use super::region::RegionKey;
use super::returned_row::Returned;
use super::row_fault::{Against, RowFault};
use super::same_cell::{kept, says_same};
use super::task::ExtensionDecision;

/// What goes with every row of a file.
pub struct Taking<'a> {
    /// Why, where the row does not say.
    pub reason: Option<&'a str>,
    /// The day on which it is recorded.
    pub today: NaiveDate,
    /// The region that a draft names.
    pub region: &'a dyn Fn(&TaskDraft) -> Option<RegionKey>,
}

impl Returned {
    /// The cells that could not be read.
    fn unreadable(&self) -> Vec<RowFault> {
        let raw = self.raw.iter();
        let bad = raw.filter(|(column, text)| match column.role() {
            Some(_) => name::is_structure(text),
            None => !is_compared_as_it_stands(**column),
        });
        let fault =
            |(column, text): (&Exported, &String)| RowFault::Unreadable(*column, text.clone());
        bad.map(fault).collect()
    }

    /// The columns in which the row says otherwise.
    pub fn differences(&self, draft: &TaskDraft, against: &Against) -> ExportColumns {
        let differs = |column: &Exported| self.differs(*column, draft, against);
        self.columns.iter().filter(differs).collect()
    }

    /// Whether a row that names no task, and was found to be one all the same, says anything in a
    /// column: of its place it says nothing, and an empty cell takes no state or figure away.
    pub(super) fn speaks(&self, column: Exported, draft: &TaskDraft) -> bool {
        match column {
            _ if self.id.is_some() => true,
            Exported::Status => draft.status.is_some() || self.raw.contains_key(&column),
            Exported::Progress => draft.progress.is_some() || self.raw.contains_key(&column),
            Exported::Sector => draft.sector.is_some(),
            Exported::Region => draft.region.is_some(),
            Exported::Number => !draft.number.is_empty(),
            _ => column.way() != CellWay::Fixed,
        }
    }

    fn differs(&self, column: Exported, draft: &TaskDraft, against: &Against) -> bool {
        let body = against.body;
        if !self.speaks(column, draft) {
            return false;
        }
        if column.role().is_some() {
            let is_unread = self
                .raw
                .get(&column)
                .is_some_and(|it| name::is_structure(it));
            return is_unread || self.kept(column, draft, against).is_none();
        }
        match column {
            Exported::Id | Exported::Revision => self.raw.contains_key(&column),
            _ if column.way() == CellWay::Computed => false,
            _ if column.way() == CellWay::Fixed => {
                self.raw.contains_key(&column) && self.kept(column, draft, against).is_none()
            }
            _ if self.raw.contains_key(&column) => self.kept(column, draft, against).is_none(),
            Exported::Region => {
                let code = self.raw.get(&Exported::RegionCode).map(String::as_str);
                let own = body.region.code().map(|code| code.to_string());
                // A name many have is told apart by its code.
                let is_coded = code.is_none_or(|code| code == own.as_deref().unwrap_or_default());
                self.kept(column, draft, against).is_none() || !is_coded
            }
            Exported::Sector => draft.sector != Some(body.sector),
            Exported::Number | Exported::Title | Exported::Requirement => {
                self.kept(column, draft, against).is_none()
            }
            Exported::Status => draft.status != Some(body.status),
            Exported::Progress => {
                let is_untouched = self
                    .whole_progress
                    .is_some_and(|it| Some(it) == body.progress);
                draft.progress != body.progress && !is_untouched
            }
            Exported::Deadline => draft.deadline.flatten() != body.deadline,
            Exported::Standing => draft.standing != body.standing,
            _ => false,
        }
    }

    /// The wish that these differences are.
    ///
    /// # Errors
    /// Everything in the row that cannot be taken.
    pub fn edit(
        &self,
        draft: &TaskDraft,
        against: &Against,
        taking: &Taking,
    ) -> Result<Edit, Vec<RowFault>> {
        let differing = self.differences(draft, against);
        let mut faults = self.unreadable();
        // What a program made of a day is no other day.
        faults.retain(|fault| match fault {
            RowFault::Unreadable(Exported::Deadline, _) => differing.has(Exported::Deadline),
            _ => true,
        });
        let is_fixed =
            |column: &Exported| column.way() == CellWay::Fixed && *column != Exported::RegionCode;
        faults.extend(differing.iter().filter(is_fixed).map(RowFault::Fixed));
        let mut edit = Edit {
            reason: self.reason.clone().or(taking.reason.map(str::to_owned)),
            ..Edit::default()
        };
        for column in differing
            .iter()
            .filter(|it| !self.raw.contains_key(it) || it.role().is_some())
        {
            if let Err(fault) = self.take(column, draft, against, taking, &mut edit) {
                faults.push(fault);
            }
        }
        if differing.has(Exported::RegionCode) && !self.is_code_of(&edit, against) {
            faults.push(RowFault::Fixed(Exported::RegionCode));
        }
        match faults.is_empty() {
            true => Ok(edit),
            false => Err(faults),
        }
    }

    /// Whether the code in the row is that of the region the wish leads to.
    fn is_code_of(&self, edit: &Edit, against: &Against) -> bool {
        let region = edit.region.as_ref().unwrap_or(&against.body.region);
        let code = region.code().map(|code| code.to_string());
        self.raw.get(&Exported::RegionCode) == Some(&code.unwrap_or_default())
    }

    /// Puts what a column says into the wish.
    fn take(
        &self,
        column: Exported,
        draft: &TaskDraft,
        against: &Against,
        taking: &Taking,
        edit: &mut Edit,
    ) -> Result<(), RowFault> {
        let empty = || RowFault::Unreadable(column, String::new());
        if let Some(role) = column.role() {
            edit.parties.push((role, named(draft.parties(role))));
            return Ok(());
        }
        match column {
            Exported::Number => edit.number = Some(draft.number.clone()),
            Exported::Region => {
                let name = draft.region.clone().unwrap_or_default();
                let unknown = || RowFault::Unreadable(column, name.clone());
                edit.region = Some((taking.region)(draft).ok_or_else(unknown)?);
            }
            Exported::Sector => edit.sector = Some(draft.sector.ok_or_else(empty)?),
            Exported::Title => edit.title = Some(draft.title.clone()),
            Exported::Requirement => edit.requirement = Some(draft.requirement.clone()),
            Exported::Status => {
                edit.status = Some(StatusEdit::To(draft.status.ok_or_else(empty)?));
            }
            Exported::Progress => edit.progress = Some(draft.progress),
            Exported::Deadline => {
                let (from, to) = (against.body.deadline, draft.deadline.flatten());
                if against.is_extended && to.is_some() && to < from {
                    return Err(RowFault::EarlierThanExtended);
                }
                if from.is_some() && edit.reason.is_none() {
                    return Err(RowFault::DeadlineWithoutReason);
                }
                edit.deadline = Some(DeadlineEdit {
                    to,
                    decision: decision(from, to),
                    asked_on: None,
                    today: taking.today,
                });
            }
            Exported::Standing => edit.standing = Some(draft.standing),
            _ => {}
        }
        Ok(())
    }

    /// The columns in which a row that names no task, and was found to be one all the same, says
    /// otherwise than that task and cannot change it.
    pub fn left_alone(&self, draft: &TaskDraft, against: &Against) -> Vec<Exported> {
        if self.id.is_some() {
            return Vec::new();
        }
        // Compared as they were registered: every date of a deadline became a milestone.
        let new = self.as_new(draft);
        let says = |column: &Exported| match column {
            Exported::Milestones => milestones_text(&new.milestones),
            Exported::Indicators => indicators_text(&new.indicators),
            _ => self.raw.get(column).cloned().unwrap_or_default(),
        };
        let is_filled = |column: &Exported| {
            let cell = self.raw.get(column);
            cell.is_some_and(|cell| !cell.trim().is_empty())
        };
        let differs = |column: &Exported| {
            let own = against.cell(*column);
            // A cell may say more than is read of it: as it stands it is the ledger's too.
            let is_untouched = self
                .raw
                .get(column)
                .is_some_and(|cell| kept(cell, &own).is_some());
            !is_untouched && !says_same(&says(column), &own)
        };
        [
            Exported::OriginalDeadline,
            Exported::Milestones,
            Exported::Indicators,
        ]
        .into_iter()
        .filter(|column| is_filled(column) && differs(column))
        .collect()
    }

    /// The draft of a new task: with what its cells say of milestones and indicators, and every
    /// date of its deadline a milestone.
    pub fn as_new(&self, draft: &TaskDraft) -> TaskDraft {
        let mut new = draft.clone();
        let cell = |column| self.raw.get(&column).map_or("", String::as_str);
        if new.milestones.is_empty() {
            new.milestones = read_milestones(cell(Exported::Milestones));
        }
        if new.indicators.is_empty() {
            new.indicators = read_indicators(cell(Exported::Indicators));
        }
        let dated = |due: NaiveDate| new.milestones.iter().any(|it| it.due == Some(due));
        if let Some(due) = new.deadline.flatten().filter(|due| !dated(*due)) {
            new.milestones.push(Milestone::on("完成时限", due));
        }
        new
    }

    /// What cannot be taken of a row that is a new task.
    pub fn faults_of_new(&self, draft: &TaskDraft) -> Vec<RowFault> {
        let mut faults = self.unreadable();
        if draft.title.trim().is_empty() && draft.requirement.trim().is_empty() {
            faults.push(RowFault::Refused(Refusal::EmptyTitle));
        }
        faults
    }
}

/// A later date is an extension; an earlier one, or none, is what should have stood there.
fn decision(from: Option<NaiveDate>, to: Option<NaiveDate>) -> ExtensionDecision {
    match (from, to) {
        (Some(from), Some(to)) if to > from => ExtensionDecision::Approved,
        (Some(_), _) => ExtensionDecision::Correction,
        (None, _) => ExtensionDecision::Approved,
    }
}

fn named(names: &[String]) -> Vec<Party> {
    names.iter().map(Party::named).collect()
}

/// Whether the cells of a column are kept as they stand though they can be read.
fn is_compared_as_it_stands(column: Exported) -> bool {
    matches!(column.way(), CellWay::Fixed | CellWay::Computed) || column.role().is_some()
}
