//! A row of a file that `export` wrote, on its way back. What it changes is told by `returned`.

use std::collections::BTreeMap;

use super::exported::{CellWay, ExportColumns, Exported};
use super::id::{Revision, TaskId};
use super::measure::Progress;
use super::task_field::Field;

/// How the cells of a row of separated values stand below the headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowShape {
    /// The columns it ends before. A cell that is not there says nothing.
    pub missing: ExportColumns,
    /// All columns as they stand, where it ends before some.
    pub order: Vec<Exported>,
    /// It has empty cells below no heading, where other rows have none.
    pub has_more: bool,
    /// By column: a cell goes on with what looks like the row of this task.
    pub swallowed: BTreeMap<Exported, TaskId>,
    /// No line end follows its last cell, which says this.
    pub last_cell: Option<(Exported, String)>,
}

/// What a row says beside its draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Returned {
    /// The task; none for a new one.
    pub id: Option<TaskId>,
    /// The revision it was written at.
    pub revision: Option<Revision>,
    /// The task it details.
    pub parent: Option<TaskId>,
    /// Why it was changed.
    pub reason: Option<String>,
    /// The columns there are.
    pub columns: ExportColumns,
    /// A whole figure as it stands, where the column was read as fractions of one: an untouched 1 is
    /// 1 per cent, whatever was typed into other rows.
    pub whole_progress: Option<Progress>,
    /// Cells as they stand: of what is compared as it stands, and of what could not be read.
    pub raw: BTreeMap<Exported, String>,
    /// How its cells stand.
    pub shape: RowShape,
}

impl Returned {
    /// Whether the row says anything in a field of a task that is there, and may change it.
    pub fn says(&self, field: Field) -> bool {
        let column = Exported::of_field(field).filter(|column| column.way() != CellWay::Fixed);
        self.id.is_none() || column.is_some_and(|column| self.columns.has(column))
    }

    /// Takes note that somebody who looked at the row said what stands in a field; false for one
    /// that cannot be changed by a row.
    pub fn correct(&mut self, field: Field) -> bool {
        let column = Exported::of_field(field);
        let Some(column) = column.filter(|it| self.id.is_none() || it.way() != CellWay::Fixed)
        else {
            return self.id.is_none();
        };
        self.columns.add(column);
        self.raw.remove(&column);
        if column == Exported::Progress {
            self.whole_progress = None;
        }
        true
    }
}
