//! The text part: one pass over its elements, with a stack instead of recursion, since the depth
//! of a file is its author's choice.

use super::super::xml::{Element, Xml, XmlNode};
use super::grid::{CellPart, WordGrid};
use super::numbering::{Counters, Numbering};
use super::styles::Styles;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::import::fault::{ContainerFault, ImportFault};
use crate::import::source::sheet::{CellOrigin, SheetCell};
use crate::import::source::{SourceText, TableRow};

/// How many paragraphs and rows a document has at most.
const MAX_LINES: usize = 200_000;

/// How much text it has at most, filled cells counted, in megabytes.
const MAX_TEXT: usize = 32;

/// An open element, as far as it matters what stands inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenElement {
    Paragraph,
    ParagraphProperties,
    ListProperties,
    RunProperties,
    Run,
    Text,
    Instruction,
    Table,
    Row,
    RowProperties,
    Cell,
    CellProperties,
    /// `mc:AlternateContent`, and whether one of its choices was taken.
    Alternatives(bool),
    Other,
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct WordParagraph {
    text: String,
    style: Option<String>,
    list: Option<i64>,
    level: Option<usize>,
    /// Its end was deleted by a tracked change, so that the next one goes on in it.
    is_joined: bool,
    has_clock: bool,
}

struct Body<'a> {
    styles: &'a Styles,
    numbering: &'a Numbering,
    counters: Counters,
    open: Vec<OpenElement>,
    /// Several: a text box stands inside a paragraph.
    paragraphs: Vec<WordParagraph>,
    /// Several: a table stands inside a cell.
    tables: Vec<WordGrid>,
    /// Instructions of open fields.
    fields: Vec<String>,
    carried: String,
    number: u32,
    /// Rows of tables that are not at their end.
    waiting: usize,
    /// How many tables the source has.
    last_table: u32,
    size: usize,
    source: SourceText,
    warnings: Vec<Warning>,
}

/// Reads the text part.
pub fn read(
    text: &str,
    styles: &Styles,
    numbering: &Numbering,
) -> Result<(SourceText, Vec<Warning>), ImportFault> {
    let mut xml = Xml::new(text, "document.xml");
    let mut body = Body {
        styles,
        numbering,
        counters: Counters::default(),
        open: Vec::new(),
        paragraphs: Vec::new(),
        tables: Vec::new(),
        fields: Vec::new(),
        carried: String::new(),
        number: 0,
        waiting: 0,
        last_table: 0,
        size: 0,
        source: SourceText::default(),
        warnings: Vec::new(),
    };
    loop {
        match xml.next()? {
            XmlNode::Start(element) => match body.begin(&element)? {
                Some(open) => body.open.push(open),
                None => xml.skip()?,
            },
            XmlNode::End => body.end()?,
            XmlNode::Text(text) => body.characters(&text),
            XmlNode::Eof => break,
        }
    }
    body.flush()?;
    Ok((body.source, body.warnings))
}

impl Body<'_> {
    fn is_in(&self, open: OpenElement) -> bool {
        self.open.last() == Some(&open)
    }

    /// What an element opens; `None` when it is passed over with all that stands in it.
    fn begin(&mut self, element: &Element) -> Result<Option<OpenElement>, ImportFault> {
        let open = match element.name() {
            // A mark at the end of a paragraph or on a row, not a deleted stretch of text.
            "del" | "moveFrom" => {
                self.delete();
                return Ok(None);
            }
            "sdtPr" | "sectPr" | "tblPr" | "tblGrid" | "rt" => return Ok(None),
            // What a paragraph, run, table or section was before a tracked change of its form.
            name if name.ends_with("Change") => return Ok(None),
            "AlternateContent" => OpenElement::Alternatives(false),
            "Choice" | "Fallback" => match self.open.last_mut() {
                Some(OpenElement::Alternatives(true)) => return Ok(None),
                Some(OpenElement::Alternatives(taken)) => {
                    *taken = true;
                    OpenElement::Other
                }
                _ => OpenElement::Other,
            },
            "p" => {
                self.paragraphs.push(WordParagraph::default());
                OpenElement::Paragraph
            }
            "pPr" => OpenElement::ParagraphProperties,
            "numPr" => OpenElement::ListProperties,
            "rPr" => OpenElement::RunProperties,
            "r" => OpenElement::Run,
            "t" if self.is_in(OpenElement::Run) => OpenElement::Text,
            "instrText" => OpenElement::Instruction,
            "tbl" => {
                self.tables.push(WordGrid::default());
                OpenElement::Table
            }
            "tr" if self.is_row_place() => {
                self.in_table(|grid| grid.begin_row());
                OpenElement::Row
            }
            "trPr" => OpenElement::RowProperties,
            "tc" => {
                self.in_table(|grid| grid.begin_cell());
                OpenElement::Cell
            }
            "tcPr" => OpenElement::CellProperties,
            _ => {
                self.property(element)?;
                OpenElement::Other
            }
        };
        Ok(Some(open))
    }

    /// A row opened inside the row of the same table would lose its cells.
    fn is_row_place(&self) -> bool {
        let mut around = self.open.iter().rev();
        let nearest = around.find(|open| matches!(open, OpenElement::Table | OpenElement::Row));
        nearest == Some(&OpenElement::Table)
    }

    fn in_table(&mut self, change: impl FnOnce(&mut WordGrid)) {
        if let Some(grid) = self.tables.last_mut() {
            change(grid);
        }
    }

    fn delete(&mut self) {
        let around: Vec<OpenElement> = self.open.iter().rev().take(2).copied().collect();
        match around.as_slice() {
            [OpenElement::RunProperties, OpenElement::ParagraphProperties] => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.is_joined = true;
                }
            }
            [OpenElement::RowProperties, _] => self.in_table(WordGrid::delete_row),
            _ => {}
        }
    }

    /// An element that says something by itself about what it stands in.
    fn property(&mut self, element: &Element) -> Result<(), ImportFault> {
        match self.open.last() {
            Some(OpenElement::Run) => self.sign(element),
            Some(OpenElement::ParagraphProperties) if element.name() == "pStyle" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = element.val();
                }
            }
            Some(OpenElement::ListProperties) => {
                let Some(paragraph) = self.paragraphs.last_mut() else {
                    return Ok(());
                };
                match element.name() {
                    "numId" => paragraph.list = element.number(),
                    "ilvl" => {
                        paragraph.level = element.number().and_then(|n| usize::try_from(n).ok());
                    }
                    _ => {}
                }
            }
            Some(OpenElement::RowProperties)
                if matches!(element.name(), "gridBefore" | "gridAfter") =>
            {
                // What is left out at the end needs no cells.
                let columns = element.number().and_then(|n| usize::try_from(n).ok());
                if let (Some(columns), Some(grid), "gridBefore") =
                    (columns, self.tables.last_mut(), element.name())
                {
                    grid.leave_out(columns)?;
                }
            }
            Some(OpenElement::CellProperties) => {
                let columns = element.number().and_then(|n| usize::try_from(n).ok());
                let is_first = element.val().as_deref() == Some("restart");
                match element.name() {
                    "gridSpan" => self.in_table(|grid| grid.span(columns.unwrap_or(1))),
                    "vMerge" if !is_first => self.in_table(|grid| grid.merge(CellOrigin::Above)),
                    "hMerge" if !is_first => self.in_table(|grid| grid.merge(CellOrigin::Left)),
                    _ => {}
                }
            }
            _ if element.name() == "fldSimple" => {
                let instruction = element.attribute("instr").unwrap_or_default();
                self.notice_clock(&instruction);
            }
            _ => {}
        }
        Ok(())
    }

    /// A sign of a run that is an element: a tab, a line break, the edge of a field.
    fn sign(&mut self, element: &Element) {
        let text = match element.name() {
            "tab" | "ptab" => "\t",
            "br" | "cr" => "\n",
            "noBreakHyphen" => "-",
            "fldChar" => {
                match element.attribute("fldCharType").as_deref() {
                    Some("begin") => self.fields.push(String::new()),
                    Some("separate") => {
                        let instruction = self.fields.last_mut().map(std::mem::take);
                        self.notice_clock(&instruction.unwrap_or_default());
                    }
                    Some("end") => {
                        let instruction = self.fields.pop().unwrap_or_default();
                        self.notice_clock(&instruction);
                    }
                    _ => {}
                }
                return;
            }
            _ => return,
        };
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// Word writes today's date into such a field whenever it opens the file.
    fn notice_clock(&mut self, instruction: &str) {
        let word = instruction.split_whitespace().next().unwrap_or_default();
        if (word.eq_ignore_ascii_case("DATE") || word.eq_ignore_ascii_case("TIME"))
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.has_clock = true;
        }
    }

    fn characters(&mut self, text: &str) {
        match self.open.last() {
            Some(OpenElement::Text) => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.text.push_str(text);
                }
            }
            Some(OpenElement::Instruction) => {
                if let Some(field) = self.fields.last_mut() {
                    field.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self) -> Result<(), ImportFault> {
        match self.open.pop() {
            Some(OpenElement::Paragraph) => self.end_paragraph(),
            Some(OpenElement::Cell) => {
                self.flush()?;
                let Some(grid) = self.tables.last_mut() else {
                    return Ok(());
                };
                let size = grid.end_cell()?;
                self.count(size)
            }
            Some(OpenElement::Row) => {
                let rows = self.tables.last_mut().map_or(0, WordGrid::end_row);
                self.waiting += rows;
                self.check_lines(0)
            }
            Some(OpenElement::Table) => self.end_table(),
            _ => Ok(()),
        }
    }

    fn end_paragraph(&mut self) -> Result<(), ImportFault> {
        let Some(paragraph) = self.paragraphs.pop() else {
            return Ok(());
        };
        self.count(paragraph.text.len())?;
        if paragraph.is_joined {
            self.carried.push_str(&paragraph.text);
            return Ok(());
        }
        let label = self.label(&paragraph);
        if self.styles.is_contents(paragraph.style.as_deref()) {
            return Ok(());
        }
        let text = std::mem::take(&mut self.carried) + &paragraph.text;
        let label = label.unwrap_or_default();
        if text.trim().is_empty() {
            // Word numbers an empty paragraph, too; the number alone says something only in a cell.
            self.in_table(|grid| grid.add_number(&label));
            return self.put(&text);
        }
        let has_clock = paragraph.has_clock;
        self.put(&(label + &text))?;
        if has_clock {
            let row = u32::try_from(self.waiting + 1).unwrap_or(u32::MAX);
            let more = if self.tables.is_empty() { 0 } else { row };
            let line = self.number.saturating_add(more);
            self.warnings.push(DoubtKind::RenewedDate.at(line));
        }
        Ok(())
    }

    fn label(&mut self, paragraph: &WordParagraph) -> Option<String> {
        let inherited = self.styles.inherited(paragraph.style.as_deref());
        let list = paragraph
            .list
            .or(inherited.list)
            .filter(|list| *list != 0)?;
        let by_style = || {
            let level = self.numbering.level_of_style(list, &inherited.chain);
            level.or(inherited.level)
        };
        let level = paragraph.level.or_else(by_style).unwrap_or(0);
        self.counters.label(self.numbering, list, level)
    }

    /// Text that waits for a paragraph to go on in, where none follows.
    fn flush(&mut self) -> Result<(), ImportFault> {
        match std::mem::take(&mut self.carried) {
            text if text.is_empty() => Ok(()),
            text => self.put(&text),
        }
    }

    fn put(&mut self, text: &str) -> Result<(), ImportFault> {
        match self.tables.last_mut() {
            Some(grid) => grid.add(text.trim_end_matches('\n')),
            None => {
                // Before they are made: a paragraph may be nothing but line breaks.
                let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
                self.check_lines(lines)?;
                self.number = self.number.saturating_add(1);
                self.source.push_text(self.number, text);
            }
        }
        Ok(())
    }

    /// A table is at its end: it goes into the cell around it, or into the source.
    fn end_table(&mut self) -> Result<(), ImportFault> {
        let parts = self.tables.pop().map_or(Vec::new(), WordGrid::finish);
        if self.tables.is_empty() {
            self.waiting = 0;
        }
        for part in parts {
            match part {
                CellPart::Paragraph(text) => self.put(&text)?,
                CellPart::Rows(rows) => self.put_rows(rows)?,
            }
        }
        Ok(())
    }

    fn put_rows(&mut self, rows: Vec<Vec<SheetCell>>) -> Result<(), ImportFault> {
        if let Some(outer) = self.tables.last_mut() {
            let size = outer.add_rows(rows);
            return self.count(size);
        }
        self.check_lines(rows.len())?;
        self.last_table = self.last_table.saturating_add(1);
        for cells in rows {
            self.number = self.number.saturating_add(1);
            let table = self.last_table;
            self.source.push_row(self.number, TableRow { table, cells });
        }
        Ok(())
    }

    fn check_lines(&self, more: usize) -> Result<(), ImportFault> {
        match self.source.lines.len() + self.waiting + more > MAX_LINES {
            true => Err(ContainerFault::TooManyLines(MAX_LINES).into()),
            false => Ok(()),
        }
    }

    fn count(&mut self, size: usize) -> Result<(), ImportFault> {
        self.size = self.size.saturating_add(size);
        match self.size > MAX_TEXT << 20 {
            true => Err(ContainerFault::TooMuchText(MAX_TEXT).into()),
            false => Ok(()),
        }
    }
}
