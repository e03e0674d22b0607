//! Rows of cells, as they are found in a text or by the reader of a file.

use crate::import::plan::lines::line::visible_cell;
use crate::import::source::sheet::{CellOrigin, SheetCell};

/// A row of cells; a cell may have several lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellRow {
    /// Line of its first cell.
    pub line: u32,
    /// Its cells, empty where nothing is printed.
    pub cells: Vec<String>,
    /// The columns whose cell goes on from the row above, as the file says, in their order. A text does
    /// not say it.
    pub merged: Vec<usize>,
}

impl CellRow {
    /// A row of a text.
    pub fn of_text(line: u32, cells: Vec<String>) -> CellRow {
        CellRow {
            line,
            cells,
            merged: Vec::new(),
        }
    }

    /// A row of a file's table. Signs nobody sees are left out, as they are of lines.
    pub fn of_file(line: u32, cells: &[SheetCell]) -> CellRow {
        let above = cells.iter().enumerate();
        let above = above.filter(|(_, cell)| cell.origin == CellOrigin::Above);
        CellRow {
            line,
            merged: above.map(|(at, _)| at).collect(),
            cells: cells.iter().map(|cell| visible_cell(&cell.text)).collect(),
        }
    }

    /// Whether the cell of a column goes on from the row above.
    pub fn is_merged(&self, column: usize) -> bool {
        self.merged.binary_search(&column).is_ok()
    }

    /// What stands in a column, without the white space around it.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    /// The only text of the row, be it in one cell or printed once for each column it spans.
    pub fn only_text(&self) -> Option<&str> {
        let texts = self.cells.iter().map(|cell| cell.trim());
        let mut filled = texts.filter(|text| !text.is_empty());
        let first = filled.next()?;
        filled.all(|other| other == first).then_some(first)
    }
}

/// The rows of a table.
pub type CellRows = Vec<CellRow>;
