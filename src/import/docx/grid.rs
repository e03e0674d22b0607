//! A table while it is read: one row after the other, merged cells filled from the cell they
//! were merged into.

use super::super::fault::ContainerFault;

/// How many columns a table has at most.
const MAX_COLUMNS: usize = 256;

/// How a cell stands to the one above it or left of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Merge {
    #[default]
    Own,
    Above,
    Left,
}

/// A cell while it is read.
#[derive(Debug, Default)]
struct WordCell {
    text: String,
    has_text: bool,
    span: usize,
    merge: Merge,
}

/// A table while it is read.
#[derive(Debug, Default)]
pub struct WordGrid {
    above: Vec<String>,
    row: Vec<String>,
    cell: Option<WordCell>,
    is_deleted: bool,
}

impl WordGrid {
    /// A row begins.
    pub fn begin_row(&mut self) {
        self.row.clear();
        self.cell = None;
        self.is_deleted = false;
    }

    /// The row was deleted by a tracked change.
    pub fn delete_row(&mut self) {
        self.is_deleted = true;
    }

    /// Columns left out at the beginning or end of the row.
    pub fn leave_out(&mut self, columns: usize) -> Result<(), ContainerFault> {
        let width = self.row.len().saturating_add(columns);
        check_width(width)?;
        self.row.resize(width, String::new());
        Ok(())
    }

    /// A cell begins.
    pub fn begin_cell(&mut self) {
        self.cell = Some(WordCell {
            span: 1,
            ..WordCell::default()
        });
    }

    /// The cell covers several columns.
    pub fn span(&mut self, columns: usize) {
        if let Some(cell) = &mut self.cell {
            cell.span = columns.max(1);
        }
    }

    /// The cell continues the one above (`vMerge`) or the one to the left (`hMerge`).
    pub fn merge(&mut self, is_vertical: bool) {
        if let Some(cell) = &mut self.cell {
            cell.merge = if is_vertical {
                Merge::Above
            } else {
                Merge::Left
            };
        }
    }

    /// A paragraph of the cell.
    pub fn add(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else {
            return;
        };
        if text.is_empty() {
            return;
        }
        if cell.has_text {
            cell.text.push('\n');
        }
        cell.text.push_str(text);
        cell.has_text = true;
    }

    /// The cell ends. Answers the number of bytes it put into the row.
    pub fn end_cell(&mut self) -> Result<usize, ContainerFault> {
        let Some(cell) = self.cell.take() else {
            return Ok(0);
        };
        check_width(self.row.len().saturating_add(cell.span))?;
        let text = match cell.merge {
            Merge::Own => cell.text,
            Merge::Above => self.above.get(self.row.len()).cloned().unwrap_or_default(),
            Merge::Left => self.row.last().cloned().unwrap_or_default(),
        };
        let size = text.len().saturating_mul(cell.span);
        for _ in 1..cell.span {
            self.row.push(text.clone());
        }
        self.row.push(text);
        Ok(size)
    }

    /// The row ends: its cells, unless it was deleted or has none.
    pub fn end_row(&mut self) -> Option<Vec<String>> {
        if self.is_deleted || self.row.is_empty() {
            return None;
        }
        self.above = std::mem::take(&mut self.row);
        Some(self.above.clone())
    }
}

fn check_width(width: usize) -> Result<(), ContainerFault> {
    match width > MAX_COLUMNS {
        true => Err(ContainerFault::TooManyColumns(MAX_COLUMNS)),
        false => Ok(()),
    }
}
