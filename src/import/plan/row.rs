//! Rows of cells, as tables in text, in Word and in workbooks have them.

/// A row of cells; a cell may have several lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellRow {
    /// Line of its first cell.
    pub line: u32,
    /// Its cells, empty where nothing is printed.
    pub cells: Vec<String>,
}

/// A table.
pub type CellRows = Vec<CellRow>;
