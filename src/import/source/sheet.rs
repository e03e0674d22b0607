//! A table as a grid of cells, whatever file it came in.

/// A sheet of a workbook, or a file of separated values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSheet {
    /// Its name; empty for a file of separated values.
    pub name: String,
    /// Its rows that have any content.
    pub rows: Vec<SheetRow>,
}

/// A row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// 1-based, as the program that made it counts.
    pub number: u32,
    /// Its cells from the first column on.
    pub cells: Vec<SheetCell>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetCell {
    /// What it says.
    pub text: String,
    /// Where that stands.
    pub origin: CellOrigin,
}

/// Where the text of a cell stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellOrigin {
    /// In the cell.
    #[default]
    Own,
    /// In a cell above that it was merged with.
    Above,
    /// In a cell to the left that it was merged with.
    Left,
}

impl SheetCell {
    /// A cell with a text of its own.
    pub fn own(text: impl Into<String>) -> SheetCell {
        SheetCell {
            text: text.into(),
            origin: CellOrigin::Own,
        }
    }
}

impl SheetRow {
    /// The text in a column, without the white space around it.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.trim())
    }
}
