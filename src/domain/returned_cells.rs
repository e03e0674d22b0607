//! The cells of a row that came back beside what was written into them: in what form they kept it, and
//! whether the row as a whole is sound.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::draft::TaskDraft;
use super::exported::{COMMA, CellWay, Exported};
use super::id::TaskId;
use super::lost_signs::looks_lost;
use super::name::is_same;
use super::returned_row::{Returned, RowShape};
use super::row_fault::{Against, RowFault};
use super::same_cell::{CellKept, kept, kept_name};

/// How many cells say what the ledger says, in a form that programs make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptCells {
    /// With signs in the place of characters.
    pub lost: usize,
    /// As a program of sheets shows it.
    pub converted: usize,
}

impl Returned {
    /// The text that stands in a column; nothing where the column holds none, or it was read.
    fn said<'r>(&'r self, column: Exported, draft: &'r TaskDraft) -> Option<Cow<'r, str>> {
        let raw = || self.raw.get(&column).map(String::as_str);
        if let Some(role) = column.role() {
            let names = || Cow::Owned(draft.parties(role).join(COMMA));
            return Some(raw().map_or_else(names, Cow::Borrowed));
        }
        Some(Cow::Borrowed(match column {
            Exported::Number => &draft.number,
            Exported::Title => &draft.title,
            Exported::Requirement => &draft.requirement,
            Exported::Region => draft.region.as_deref().unwrap_or_default(),
            _ => raw()?,
        }))
    }

    /// How the text in a column says what the ledger has there; nothing where it says something
    /// else, or the column holds no text.
    pub(super) fn kept(
        &self,
        column: Exported,
        draft: &TaskDraft,
        against: &Against,
    ) -> Option<CellKept> {
        if let Some(role) = column.role() {
            let (new, old) = (draft.parties(role), against.body.parties(role));
            let mut both = new.iter().zip(old);
            if new.len() == old.len() && both.all(|(new, old)| is_same(new, &old.name)) {
                return Some(CellKept::Same);
            }
        }
        let (said, own) = (self.said(column, draft)?, against.cell(column));
        match column.way() {
            // Titles of documents were not always cleaned when they were taken in.
            CellWay::Fixed => kept_name(&said, &own),
            _ if column == Exported::Region => kept_name(&said, &own),
            _ => kept(&said, &own),
        }
    }

    /// The cells that say what the ledger says in a form that programs make of it.
    pub fn kept_cells(&self, draft: &TaskDraft, against: &Against) -> KeptCells {
        let mut cells = KeptCells::default();
        let columns = self.columns.iter().filter(|column| {
            let is_read = matches!(column.way(), CellWay::Taken | CellWay::Fixed);
            is_read && self.speaks(*column, draft)
        });
        for column in columns {
            match self.kept(column, draft, against) {
                Some(CellKept::Lost) => cells.lost += 1,
                Some(CellKept::Converted) => cells.converted += 1,
                Some(CellKept::Same) | None => {}
            }
        }
        cells
    }

    /// The columns that say otherwise, and seem to have lost characters beside.
    pub fn looking_lost(&self, draft: &TaskDraft, against: &Against) -> Vec<Exported> {
        let looks = |column: &Exported| {
            let said = self.said(*column, draft);
            said.is_some_and(|said| looks_lost(&said, &against.cell(*column)))
        };
        let differing = self.differences(draft, against);
        differing.iter().filter(looks).collect()
    }

    /// What is wrong with the row as a whole, beside the task it is about; `there` are those of the
    /// tasks it may have swallowed that the ledger has.
    pub fn shape_faults(
        &self,
        draft: &TaskDraft,
        against: &Against,
        there: &BTreeSet<TaskId>,
    ) -> Vec<RowFault> {
        let mut faults = Vec::new();
        if self.shape == RowShape::default() {
            return faults;
        }
        let differing = self.differences(draft, against);
        let is_said = |column: &Exported| match column.way() {
            // Every row has them.
            CellWay::Names | CellWay::Computed => true,
            CellWay::Taken | CellWay::Fixed => !against.cell(*column).is_empty(),
        };
        let missing = self.shape.missing.iter();
        let missing = match self.is_moved_up(draft, against) {
            true => { missing }.next(),
            false => { missing }.find(is_said),
        };
        faults.extend(missing.map(RowFault::CellsMissing));
        if self.shape.has_more && differing.iter().next().is_some() {
            faults.push(RowFault::CellsTooMany);
        }
        let swallowed = self.shape.swallowed.iter();
        let swallowed =
            swallowed.filter(|(column, id)| differing.has(**column) && there.contains(id));
        faults.extend(swallowed.map(|(_, id)| RowFault::Swallowed(*id)).next());
        if let Some((column, cell)) = &self.shape.last_cell
            && differing.has(*column)
            && is_beginning(cell, *column, against)
        {
            faults.push(RowFault::BrokenOff(*column));
        }
        faults
    }

    /// Whether two cells of a row that is too short were made one, so that the next ones stand in the
    /// columns before their own.
    fn is_moved_up(&self, draft: &TaskDraft, against: &Against) -> bool {
        let is_emptied = |column: &Exported| {
            let cell = self.raw.get(column);
            cell.is_some_and(|cell| cell.trim().is_empty())
        };
        let always_filled = [Exported::Light, Exported::UpdatedAt, Exported::UpdatedBy];
        let mut both = self.shape.order.windows(2).filter_map(|both| match both {
            [one, next] => Some((*one, *next)),
            _ => None,
        });
        let is_moved = |(column, next): (Exported, Exported)| {
            let said = self.said(column, draft).unwrap_or_default();
            let (own, next) = (against.cell(column), against.cell(next));
            let is_joined = said.strip_prefix(&*own).is_some_and(|rest| *rest == *next);
            !next.is_empty() && said != own && (said == next || is_joined)
        };
        !self.shape.order.is_empty() && (always_filled.iter().any(is_emptied) || both.any(is_moved))
    }

    /// The same of a row that is a new task.
    pub fn shape_faults_of_new(&self, there: &BTreeSet<TaskId>) -> Vec<RowFault> {
        let mut faults = Vec::new();
        // Nobody leaves cells out of a row that was written for them.
        let changed_at = self.raw.get(&Exported::UpdatedAt);
        if self.revision.is_some() || changed_at.is_some_and(|cell| !cell.trim().is_empty()) {
            let missing = self.shape.missing.iter().next();
            faults.extend(missing.map(RowFault::CellsMissing));
        }
        if self.shape.has_more {
            faults.push(RowFault::CellsTooMany);
        }
        let swallowed = self.shape.swallowed.values().find(|id| there.contains(id));
        faults.extend(swallowed.map(|id| RowFault::Swallowed(*id)));
        faults
    }
}

/// Whether a cell is the beginning of what was written into it.
fn is_beginning(cell: &str, column: Exported, against: &Against) -> bool {
    let own = against.cell(column);
    let slashed = own
        .parse::<NaiveDate>()
        .map(|day| day.format("%Y/%-m/%-d").to_string());
    own.starts_with(cell.trim()) || slashed.is_ok_and(|own| own.starts_with(cell.trim()))
}
