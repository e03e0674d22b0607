//! A document as neutral lines, whatever container it came in.
//!
//! The containers make it, of paragraphs and of rows with their cells; the readers of plans and of
//! ledgers read it, and the review shows it beside the drafts and finds places in it.

pub mod places;
pub mod sheet;

use crate::import::source::sheet::{SheetCell, SheetRow, SourceSheet};

/// A document as lines, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    /// Its lines.
    pub lines: Vec<SourceLine>,
}

/// A paragraph, or a row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// 1-based line, paragraph or row. A paragraph with forced line breaks is several lines of
    /// one number.
    pub number: u32,
    /// What it is.
    pub kind: LineKind,
    /// Its text without line ends; the cells of a row are joined by tabs.
    pub text: String,
}

/// What a line of a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A paragraph.
    Text,
    /// A row of a table.
    Row(TableRow),
}

/// A row of a table as the reader of a container found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Which table of the source it belongs to; another table has another number.
    pub table: u32,
    /// Its cells, merged ones filled from their top-left cell. The paragraphs of a cell stay apart
    /// by line ends.
    pub cells: Vec<SheetCell>,
}

impl SourceText {
    /// A text; every kind of line end counts as one.
    pub fn of_text(text: &str) -> SourceText {
        let unified = text.replace("\r\n", "\n");
        let numbered = (1..).zip(unified.split(ENDS));
        let lines = numbered.map(|(number, line)| SourceLine {
            number,
            kind: LineKind::Text,
            text: line.to_owned(),
        });
        SourceText {
            lines: lines.collect(),
        }
    }

    /// Adds a paragraph; its line breaks make lines of their own.
    pub fn push_text(&mut self, number: u32, text: &str) {
        for line in text.split('\n') {
            self.lines.push(SourceLine {
                number,
                kind: LineKind::Text,
                text: one_line(line),
            });
        }
    }

    /// Sheets as lines, each row a line and each sheet a table.
    pub fn of_sheets(sheets: &[SourceSheet]) -> SourceText {
        let mut source = SourceText::default();
        for (table, sheet) in (1..).zip(sheets) {
            for row in &sheet.rows {
                source.push_sheet_row(table, row);
            }
        }
        source
    }

    /// A title over the whole width is a line of text, not a row of equal cells.
    fn push_sheet_row(&mut self, table: u32, row: &SheetRow) {
        let texts = row.cells.iter().map(|cell| cell.text.as_str());
        let mut filled = texts.filter(|text| !text.is_empty());
        match filled.next() {
            Some(first) if filled.all(|other| other == first) => self.push_text(row.number, first),
            _ => {
                let cells = row.cells.clone();
                self.push_row(row.number, TableRow { table, cells });
            }
        }
    }

    /// Adds a row of a table.
    pub fn push_row(&mut self, number: u32, row: TableRow) {
        let flat = |cell: &SheetCell| one_line(&cell.text.replace('\t', " "));
        let text = row.cells.iter().map(flat).collect::<Vec<_>>().join("\t");
        self.lines.push(SourceLine {
            number,
            kind: LineKind::Row(row),
            text,
        });
    }

    /// Whether it has tables of its own. Others are then not looked for in its text.
    pub fn has_rows(&self) -> bool {
        let mut lines = self.lines.iter();
        lines.any(|line| matches!(line.kind, LineKind::Row(_)))
    }

    /// The whole as text, one line each.
    pub fn to_text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }
}

/// What ends a line in one program or another.
const ENDS: [char; 7] = [
    '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
];

/// Signs that other programs end a line with would put every line after them out of place.
fn one_line(text: &str) -> String {
    text.replace(ENDS, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_tabbed_lines_and_line_breaks_of_a_paragraph_keep_its_number() {
        let mut source = SourceText::default();
        source.push_text(1, "标题\n副标题");
        let cells = ["1", "教育局\n财政局"].map(SheetCell::own).to_vec();
        source.push_row(2, TableRow { table: 1, cells });
        assert_eq!(source.to_text(), "标题\n副标题\n1\t教育局 财政局");
        let numbers: Vec<u32> = source.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 1, 2]);
    }
}
