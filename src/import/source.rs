//! A document as neutral lines, whatever container it came in: what the text pipeline reads.

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
    /// A row of a table: its cells, merged ones filled from their top-left cell. The paragraphs
    /// of a cell stay apart by line ends.
    Row(Vec<String>),
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

    /// Adds a row of a table.
    pub fn push_row(&mut self, number: u32, cells: Vec<String>) {
        let flat = |cell: &String| one_line(&cell.replace('\t', " "));
        let text = cells.iter().map(flat).collect::<Vec<_>>().join("\t");
        self.lines.push(SourceLine {
            number,
            kind: LineKind::Row(cells),
            text,
        });
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
        source.push_row(2, vec!["1".into(), "教育局\n财政局".into()]);
        assert_eq!(source.to_text(), "标题\n副标题\n1\t教育局 财政局");
        let numbers: Vec<u32> = source.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 1, 2]);
    }
}
