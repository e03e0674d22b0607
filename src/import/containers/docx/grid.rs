//! A table while it is read: one row after the other, merged cells filled from the cell they
//! were merged into. A table of one column is no table but a frame around a part of the text.

use crate::import::fault::ContainerFault;
use crate::import::source::sheet::{CellOrigin, SheetCell};

/// How many columns a table has at most.
const MAX_COLUMNS: usize = 256;

/// What a cell takes beside its text, in bytes: an empty one may be merged over many columns.
const CELL: usize = 8;

/// What stands in a cell, or in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellPart {
    /// A paragraph.
    Paragraph(String),
    /// The rows of a table.
    Rows(Vec<Vec<SheetCell>>),
}

/// A cell while it is read.
#[derive(Debug, Default)]
struct WordCell {
    text: String,
    has_text: bool,
    /// The automatic number of an empty paragraph: all that a cell of a column of numbers holds.
    number: String,
    span: usize,
    origin: CellOrigin,
    parts: Vec<CellPart>,
}

/// A table while it is read.
#[derive(Debug)]
pub struct WordGrid {
    rows: Vec<Vec<SheetCell>>,
    row: Vec<SheetCell>,
    cell: Option<WordCell>,
    is_deleted: bool,
    /// How many cells the row has by itself, and what stands in them.
    own: usize,
    parts: Vec<CellPart>,
    /// What stands in all its rows, as long as none of them has two cells.
    frame: Option<Vec<CellPart>>,
}

impl Default for WordGrid {
    fn default() -> WordGrid {
        WordGrid {
            rows: Vec::new(),
            row: Vec::new(),
            cell: None,
            is_deleted: false,
            own: 0,
            parts: Vec::new(),
            frame: Some(Vec::new()),
        }
    }
}

impl WordGrid {
    /// A row begins.
    pub fn begin_row(&mut self) {
        self.row.clear();
        self.parts.clear();
        self.cell = None;
        self.is_deleted = false;
        self.own = 0;
    }

    /// The row was deleted by a tracked change.
    pub fn delete_row(&mut self) {
        self.is_deleted = true;
    }

    /// Columns left out at the beginning of the row.
    pub fn leave_out(&mut self, columns: usize) -> Result<(), ContainerFault> {
        let width = self.row.len().saturating_add(columns);
        check_width(width)?;
        self.own += columns;
        self.row.resize(width, SheetCell::default());
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
    pub fn merge(&mut self, origin: CellOrigin) {
        if let Some(cell) = &mut self.cell {
            cell.origin = origin;
        }
    }

    /// A paragraph of the cell.
    pub fn add(&mut self, text: &str) {
        let Some(cell) = self.cell.as_mut().filter(|_| !text.is_empty()) else {
            return;
        };
        cell.parts.push(CellPart::Paragraph(text.to_owned()));
        cell.put(text);
    }

    /// The number of an empty paragraph.
    pub fn add_number(&mut self, label: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.number.is_empty()) {
            label.trim().clone_into(&mut cell.number);
        }
    }

    /// A table inside the cell, each row a paragraph of it. Answers the number of bytes it took.
    pub fn add_rows(&mut self, rows: Vec<Vec<SheetCell>>) -> usize {
        let Some(cell) = &mut self.cell else {
            return 0;
        };
        let before = cell.text.len();
        for row in &rows {
            let own = row.iter().filter(|cell| cell.origin != CellOrigin::Left);
            let texts = own.map(|cell| cell.text.replace('\n', " "));
            let text = texts.collect::<Vec<_>>().join(" ");
            if !text.trim().is_empty() {
                cell.put(text.trim());
            }
        }
        let size = cell.text.len() - before;
        cell.parts.push(CellPart::Rows(rows));
        size
    }

    /// The cell ends. Answers the number of bytes it put into the row, for an empty one as well.
    pub fn end_cell(&mut self) -> Result<usize, ContainerFault> {
        let Some(cell) = self.cell.take() else {
            return Ok(0);
        };
        check_width(self.row.len().saturating_add(cell.span))?;
        let text = match cell.origin {
            CellOrigin::Own if cell.has_text => cell.text,
            CellOrigin::Own => cell.number,
            CellOrigin::Above => self.text_above(),
            CellOrigin::Left => self
                .row
                .last()
                .map(|cell| cell.text.clone())
                .unwrap_or_default(),
        };
        let size = (text.len() + CELL).saturating_mul(cell.span);
        self.own += 1;
        if cell.origin == CellOrigin::Own {
            self.parts.extend(cell.parts);
        }
        let right = match cell.origin {
            CellOrigin::Own => CellOrigin::Left,
            origin => origin,
        };
        let (origin, span) = (cell.origin, cell.span);
        for at in 0..span {
            let origin = if at == 0 { origin } else { right };
            let text = text.clone();
            self.row.push(SheetCell { text, origin });
        }
        Ok(size)
    }

    /// The text that stands above the next cell.
    fn text_above(&self) -> String {
        let above = self.rows.last().and_then(|row| row.get(self.row.len()));
        above.map(|cell| cell.text.clone()).unwrap_or_default()
    }

    /// The row ends; one that was deleted or has no cells is none. Answers how many were added.
    pub fn end_row(&mut self) -> usize {
        if self.is_deleted || self.row.is_empty() {
            return 0;
        }
        match &mut self.frame {
            Some(frame) if self.own == 1 => frame.append(&mut self.parts),
            _ => self.frame = None,
        }
        self.rows.push(std::mem::take(&mut self.row));
        1
    }

    /// The table ends: what it is made of.
    pub fn finish(self) -> Vec<CellPart> {
        match self.frame {
            Some(frame) => frame,
            None => vec![CellPart::Rows(self.rows)],
        }
    }
}

impl WordCell {
    fn put(&mut self, text: &str) {
        if self.has_text {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.has_text = true;
    }
}

fn check_width(width: usize) -> Result<(), ContainerFault> {
    match width > MAX_COLUMNS {
        true => Err(ContainerFault::TooManyColumns(MAX_COLUMNS)),
        false => Ok(()),
    }
}
