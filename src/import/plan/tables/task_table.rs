//! A table of tasks: what its columns hold, and its rows.

use super::columns::{ColumnKind, is_head, is_second_head};
use super::head::{head_in_text, names_of};
use super::row::{CellRow, CellRows};

/// What the line ends inside a cell are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellLines {
    /// Line ends of a text, where a cell was broken.
    #[default]
    Wraps,
    /// Ends of paragraphs, as a file has them.
    Paragraphs,
}

/// A table of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskTable {
    /// What its columns hold.
    pub columns: Vec<ColumnKind>,
    /// Its heads, without brackets and blanks.
    pub names: Vec<String>,
    /// The rows below its head.
    pub rows: CellRows,
    /// What the line ends inside its cells are. Of paragraphs the file says as well which cells are
    /// merged, so that an empty cell is empty.
    pub lines: CellLines,
}

impl TaskTable {
    /// Whether the cells are those of a file.
    pub fn is_of_file(&self) -> bool {
        self.lines == CellLines::Paragraphs
    }

    /// Whether a column tells the rows apart: by number or by title.
    pub fn has_places(&self) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|column| matches!(column, ColumnKind::Number | ColumnKind::Title))
    }

    /// Whether a row is the head printed again, as it is on each page.
    pub fn is_head_again(&self, row: &CellRow) -> bool {
        let names = names_of(&row.cells);
        let filled = names.iter().zip(&self.names);
        let mut filled = filled.filter(|(text, _)| !text.is_empty()).peekable();
        let is_again = filled.peek().is_some() && filled.all(|(text, name)| text == name);
        is_again || is_head(&row.cells) || is_second_head(&row.cells)
    }

    /// The paragraphs of a cell.
    pub fn paragraphs<'a>(&self, cell: &'a str) -> Vec<&'a str> {
        match self.lines {
            CellLines::Wraps => vec![cell],
            CellLines::Paragraphs => {
                let parts = cell.split('\n').map(str::trim);
                parts.filter(|part| !part.is_empty()).collect()
            }
        }
    }
}

/// The tables that were found in a text. One without a head goes on with the columns of the last.
pub fn tables_in_text(grids: Vec<CellRows>) -> Vec<TaskTable> {
    let mut tables: Vec<TaskTable> = Vec::new();
    for mut rows in grids {
        let (columns, names, below) = match (head_in_text(&rows), tables.last()) {
            (Some(head), _) => (head.columns, head.names, head.below),
            (None, Some(last)) => (last.columns.clone(), last.names.clone(), 0),
            (None, None) => continue,
        };
        rows.drain(..below);
        tables.push(TaskTable {
            columns,
            names,
            rows,
            lines: CellLines::Wraps,
        });
    }
    tables
}
