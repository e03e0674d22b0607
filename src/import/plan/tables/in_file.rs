//! A source taken apart: its lines of text, and the tables whose cells the reader of the file found.
//!
//! Nothing is guessed from the signs between words here; a table is one because the file says so.
//! What its columns hold says its head, a person, the table it goes on, or else its cells.

use std::collections::HashSet;

use super::by_content::{columns_by_content, may_stand_under};
use super::columns::ColumnKind;
use super::head::{HEAD_WITHIN, TableHead, head_in_file, heads_from, names_of};
use super::row::{CellRow, CellRows};
use super::task_table::{CellLines, TaskTable};
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::Warning;
use crate::import::ledger_sheet::cells::is_nothing;
use crate::import::ledger_sheet::mapping::Mappings;
use crate::import::ledger_sheet::{SheetColumn, SheetTable, TableColumn, may_be_header, samples};
use crate::import::plan::lines::kind::is_heading_of_rows;
use crate::import::plan::lines::line::{TextLine, text_line};
use crate::import::source::{LineKind, SourceText};

/// Columns of an office's ledger that a table of a plan has no place for.
const NOT_TAKEN: [SheetColumn; 6] = [
    SheetColumn::Remark,
    SheetColumn::Computed,
    SheetColumn::Id,
    SheetColumn::Document,
    SheetColumn::DocumentNumber,
    SheetColumn::Region,
];

/// What a source is made of.
#[derive(Debug, Default)]
pub struct SourceParts {
    /// Its lines. Of a table the rows that say what the document is stand among them.
    pub lines: Vec<TextLine>,
    /// The numbers of the lines that are no text of the plan: of tables, and headings over rows.
    pub taken: HashSet<u32>,
    /// Its tables of tasks.
    pub tables: Vec<TaskTable>,
    /// The tables of tasks whose columns somebody may assign.
    pub assignable: Vec<SheetTable>,
    /// The tables that nobody can read until somebody does.
    pub unread: Vec<UnreadTable>,
    /// Doubts about tables.
    pub doubts: Vec<Warning>,
}

/// A table in which nothing is known.
#[derive(Debug)]
pub struct UnreadTable {
    /// Its first line.
    pub line: u32,
    /// Its columns, where it has what could be headings.
    pub table: Option<SheetTable>,
}

/// The table that was read last.
#[derive(Clone, Copy, Debug, Default)]
struct LastTable {
    /// Its number in the source.
    id: u32,
    width: usize,
    /// How many lines there were when it ended.
    end: usize,
}

/// Takes a source apart.
pub fn parts_of(source: &SourceText, mappings: &Mappings) -> SourceParts {
    let mut reader = PartReader {
        parts: SourceParts::default(),
        mappings,
        last: None,
        count: 0,
    };
    let mut rows: CellRows = Vec::new();
    let mut open = None;
    for (number, line) in (1..).zip(&source.lines) {
        let table = match &line.kind {
            LineKind::Text => None,
            LineKind::Row(row) => Some(row.table),
        };
        if let Some(id) = open.filter(|_| table != open) {
            reader.table(id, std::mem::take(&mut rows));
        }
        open = table;
        match &line.kind {
            LineKind::Text => reader.parts.lines.push(text_line(number, &line.text)),
            LineKind::Row(row) => rows.push(CellRow::of_file(number, &row.cells)),
        }
    }
    if let Some(id) = open {
        reader.table(id, rows);
    }
    reader.parts
}

struct PartReader<'a> {
    parts: SourceParts,
    mappings: &'a Mappings,
    last: Option<LastTable>,
    count: u32,
}

impl PartReader<'_> {
    fn table(&mut self, id: u32, mut rows: CellRows) {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let is_same = self.last.is_some_and(|last| last.id == id);
        self.count += u32::from(!is_same);
        let head = head_in_file(&rows, self.mappings).filter(TableHead::has_demand);
        if let Some(head) = head {
            self.note(&head, &rows);
            let heading = self.heading_above();
            let data = rows.split_off(head.below);
            rows.iter().for_each(|row| self.take_as_line(row));
            self.put(head.columns, head.names, heading.into_iter().chain(data));
        } else if self.goes_on(id, &rows, width) {
            let heading = self.heading_above();
            rows.iter().take(1).for_each(|row| self.take_as_line(row));
            if let Some(table) = self.parts.tables.last_mut() {
                table.rows.extend(heading.into_iter().chain(rows));
            }
        } else if let Some(columns) = columns_by_content(&rows) {
            let line = rows.first().map(|row| row.line);
            self.parts.doubts.push(DoubtKind::TableWithoutHead.at(line));
            let heading = self.heading_above();
            rows.iter().take(1).for_each(|row| self.take_as_line(row));
            self.put(columns, Vec::new(), heading.into_iter().chain(rows));
        } else {
            self.last = None;
            self.not_of_tasks(&rows);
            return;
        }
        let end = self.parts.lines.len();
        self.last = Some(LastTable { id, width, end });
    }

    /// A table of something else: text that was set out in cells, or one in which nothing is known.
    fn not_of_tasks(&mut self, rows: &[CellRow]) {
        if is_text(rows) {
            rows.iter().for_each(|row| self.flow(row));
        } else {
            rows.iter().for_each(|row| self.take_as_line(row));
            self.unread(rows);
        }
    }

    /// Whether a table without a head is the rest of the one above: nothing but a heading of its rows
    /// stands between.
    fn goes_on(&self, id: u32, rows: &[CellRow], width: usize) -> bool {
        let (Some(last), Some(table)) = (self.last, self.parts.tables.last()) else {
            return false;
        };
        let mut between = self.parts.lines[last.end..].iter();
        let is_near = between.all(|line| line.is_blank() || is_heading_of_rows(line.trimmed()));
        let fits = || last.width == width && may_stand_under(rows, &table.columns);
        last.id == id || (is_near && fits())
    }

    fn put(
        &mut self,
        columns: Vec<ColumnKind>,
        names: Vec<String>,
        rows: impl Iterator<Item = CellRow>,
    ) {
        self.parts.tables.push(TaskTable {
            columns,
            names,
            rows: rows.collect(),
            lines: CellLines::Paragraphs,
        });
    }

    /// The heading right above a table, as a row of it.
    fn heading_above(&mut self) -> Option<CellRow> {
        let mut above = self.parts.lines.iter().rev();
        let line = above.find(|line| !line.is_blank())?;
        let is_heading = is_heading_of_rows(line.trimmed());
        let is_free = is_heading && self.parts.taken.insert(line.number);
        is_free.then(|| CellRow::of_text(line.number, vec![line.trimmed().to_owned()]))
    }

    /// A row that stays a line where the document's head is looked for, and is no text of the plan.
    fn take_as_line(&mut self, row: &CellRow) {
        self.parts.taken.insert(row.line);
        self.flow(row);
    }

    /// A row as lines of text, a paragraph a line; cells of a single one stand side by side.
    fn flow(&mut self, row: &CellRow) {
        let lines = &mut self.parts.lines;
        if let Some(text) = row.only_text() {
            let paragraphs = text.split('\n');
            lines.extend(paragraphs.map(|text| text_line(row.line, text)));
            return;
        }
        let mut open = String::new();
        for cell in row.cells.iter().filter(|cell| !cell.trim().is_empty()) {
            let mut paragraphs = cell.trim().split('\n');
            if !open.is_empty() {
                open.push('\t');
            }
            open.push_str(paragraphs.next().unwrap_or_default());
            for paragraph in paragraphs {
                lines.push(text_line(row.line, &open));
                paragraph.clone_into(&mut open);
            }
        }
        lines.push(text_line(row.line, &open));
    }

    /// Columns that hold something and are not taken.
    fn columns_left(&mut self, head: &TableHead, data: &[CellRow], line: Option<u32>) {
        let is_left = |at: &usize| {
            let column = head.in_ledger(*at);
            let has_text = data.iter().any(|row| !is_nothing(row.text(*at)));
            has_text && column.is_none_or(|column| NOT_TAKEN.contains(&column))
        };
        let left = (0..head.names.len()).filter(is_left);
        let mut columns: Vec<String> = left.map(|at| head.names[at].clone()).collect();
        columns.retain(|name| !name.is_empty());
        columns.dedup();
        if !columns.is_empty() {
            let doubt = DoubtKind::ColumnsNotTaken { columns };
            self.parts.doubts.push(doubt.at(line));
        }
    }

    /// A table with a head that is known.
    fn note(&mut self, head: &TableHead, rows: &[CellRow]) {
        let data = &rows[head.below..];
        let line = rows.get(head.first).map(|row| row.line);
        self.columns_left(head, data, line);
        let columns = (0..head.names.len()).map(|at| (head.names[at].clone(), head.in_ledger(at)));
        let table = self.assignable(columns, data);
        self.parts.assignable.push(SheetTable {
            is_remembered: head.is_remembered,
            is_read: true,
            ..table
        });
    }

    /// A table in which nothing is known.
    fn unread(&mut self, rows: &[CellRow]) {
        let pairs = rows.windows(2).take(HEAD_WITHIN);
        let mut pairs = pairs.enumerate();
        let head = pairs.find(|(_, two)| may_be_header(&two[0].cells, &two[1].cells));
        let table = head.map(|(first, _)| {
            let (heads, below) = heads_from(rows, first);
            let columns = names_of(&heads).into_iter().map(|name| (name, None));
            self.assignable(columns, &rows[below..])
        });
        let line = rows.first().map_or(0, |row| row.line);
        self.parts.unread.push(UnreadTable { line, table });
    }

    fn assignable(
        &self,
        columns: impl Iterator<Item = (String, Option<SheetColumn>)>,
        data: &[CellRow],
    ) -> SheetTable {
        let columns = columns
            .enumerate()
            .map(|(at, (heading, column))| TableColumn {
                heading,
                column,
                samples: samples(data.iter().map(|row| row.text(at))),
            });
        SheetTable {
            name: self.count.to_string(),
            columns: columns
                .filter(|column| !column.heading.is_empty())
                .collect(),
            is_remembered: false,
            is_read: false,
        }
    }
}

/// Whether a table is text that was set out in cells: no row has three of them, or there is but one
/// row.
fn is_text(rows: &[CellRow]) -> bool {
    let filled = |row: &CellRow| {
        let texts = row.cells.iter().map(|cell| cell.trim());
        let texts: HashSet<&str> = texts.filter(|text| !text.is_empty()).collect();
        texts.len()
    };
    rows.iter().all(|row| filled(row) < 3) || rows.len() == 1
}
