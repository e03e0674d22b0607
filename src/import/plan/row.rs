//! Rows of cells, as they are found in a text.

/// A row of cells; a cell may have several lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellRow {
    /// Line of its first cell.
    pub line: u32,
    /// Its cells, empty where nothing is printed.
    pub cells: Vec<String>,
}

/// The rows of a table.
pub type CellRows = Vec<CellRow>;
