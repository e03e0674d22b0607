//! An office's own ledger in Excel or CSV: a header that names its columns, a task a row.

pub(super) mod cells;
mod header;
mod headings;
pub(super) mod labels;
pub mod mapping;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::source::SourceText;
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DocumentHead, DraftDocument, Warning};
use crate::domain::region::{Named, look_up};
use crate::import::ledger_sheet::mapping::Mappings;
use crate::import::source::sheet::SourceSheet;
use crate::text::clean_line;
pub(super) use header::may_be_header;
pub use headings::SheetColumn;
pub(super) use headings::{headings, normal};

/// How many samples of a column are shown, and how many characters of each.
const SAMPLES: usize = 3;
const SAMPLE: usize = 30;

/// A document with the lines it was read from.
pub type DocumentRead = (DraftDocument, SourceText);

/// The tasks of every sheet that has a header; `None` when none has, so that the rows have to be
/// read as text. `file` names a ledger without a title.
pub fn read(sheets: &[SourceSheet], file: &str, mappings: &Mappings) -> Option<Vec<DocumentRead>> {
    let mut documents: Vec<DraftDocument> = Vec::new();
    let mut sources = Vec::new();
    let mut left_out = Vec::new();
    for sheet in sheets {
        let Some(header) = header::find(sheet, mappings) else {
            left_out.push(sheet.name.clone());
            continue;
        };
        let title = title_of(header.title.as_deref(), sheet, sheets.len(), file);
        let year = cells::year_of(&title);
        let tasks = rows::read(&header, &sheet.rows[header.first..], year);
        let names_documents = tasks.iter().any(|task| task.document.is_some());
        let mut document = DraftDocument {
            document: (!names_documents).then(|| head(title.clone())),
            tasks,
            warnings: unused(&header),
        };
        if names_documents {
            for task in &mut document.tasks {
                task.document.get_or_insert_with(|| title.clone());
            }
        }
        documents.push(document);
        sources.push(SourceText::of_sheets(std::slice::from_ref(sheet)));
    }
    tell_apart(&mut documents, sheets, mappings);
    let first = documents.first_mut()?;
    for sheet in left_out {
        let doubt = DoubtKind::SheetWithoutHeader { sheet };
        first.warnings.push(doubt.at(None));
    }
    Some(documents.into_iter().zip(sources).collect())
}

/// A column of a table as its file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its heading, without brackets and blanks.
    pub heading: String,
    /// What it is read as.
    pub column: Option<SheetColumn>,
    /// The first few things that stand in it.
    pub samples: Vec<String>,
}

/// A table with a header, or what could be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetTable {
    /// The name of the sheet.
    pub name: String,
    /// Its columns that have a heading or hold anything.
    pub columns: Vec<TableColumn>,
    /// Whether somebody has assigned its columns before.
    pub is_remembered: bool,
    /// Whether it was read as a ledger, and not as text.
    pub is_read: bool,
}

impl SheetTable {
    /// Whether something stands in a column that nobody knows.
    pub fn is_open(&self) -> bool {
        let unknown = |column: &TableColumn| {
            column.column.is_none() && !column.heading.is_empty() && !column.samples.is_empty()
        };
        !self.is_remembered && self.columns.iter().any(unknown)
    }
}

/// The tables of sheets, for somebody who assigns their columns.
pub fn tables(sheets: &[SourceSheet], mappings: &Mappings) -> Vec<SheetTable> {
    let found = sheets.iter().filter_map(|sheet| {
        let known = header::find(sheet, mappings);
        let is_read = known.is_some();
        let header = known.or_else(|| header::guess(sheet))?;
        let columns = header.names.iter().zip(&header.columns).enumerate();
        let columns = columns.map(|(at, (name, column))| TableColumn {
            heading: name.clone(),
            column: *column,
            samples: samples(sheet.rows[header.first..].iter().map(|row| row.text(at))),
        });
        Some(SheetTable {
            name: sheet.name.clone(),
            columns: columns
                .filter(|column| !column.heading.is_empty())
                .collect(),
            is_remembered: header.is_remembered,
            is_read,
        })
    });
    found.collect()
}

/// The first different texts of a column.
pub(super) fn samples<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for text in texts {
        let short: String = clean_line(text).chars().take(SAMPLE).collect();
        if !short.is_empty() && !samples.contains(&short) {
            samples.push(short);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    samples
}

fn title_of(above: Option<&str>, sheet: &SourceSheet, sheets: usize, file: &str) -> String {
    if let Some(above) = above {
        return above.to_owned();
    }
    let name = sheet.name.trim();
    let is_default = name.is_empty()
        || ["Sheet", "sheet", "工作表"]
            .iter()
            .any(|word| name.starts_with(word));
    match (is_default, sheets) {
        (false, 2..) => format!("{file} {name}"),
        _ => file.to_owned(),
    }
}

fn head(title: String) -> DocumentHead {
    let region = region_of(&title);
    DocumentHead {
        title,
        region,
        ..DocumentHead::default()
    }
}

/// The region a title begins with: 敖汉旗2024年重点工作台账.
fn region_of(title: &str) -> Option<String> {
    let title = title.trim_start_matches("中共");
    let ends = title
        .char_indices()
        .skip(1)
        .take(16)
        .filter(|(_, c)| "省市县区旗盟州".contains(*c));
    let mut prefixes: Vec<&str> = ends.map(|(at, c)| &title[..at + c.len_utf8()]).collect();
    // 乌兰察布市 before 乌兰…: the longest name that is one.
    prefixes.reverse();
    prefixes
        .into_iter()
        .find_map(|prefix| match look_up(prefix) {
            Named::One(key) => Some(key.name().to_owned()),
            _ => None,
        })
}

/// Columns that were seen and not taken.
fn unused(header: &header::SheetHeader) -> Vec<Warning> {
    let mut seen = BTreeSet::new();
    let columns: Vec<String> = header
        .columns
        .iter()
        .zip(&header.names)
        .filter(|(column, name)| {
            let is_taken = !matches!(column, None | Some(SheetColumn::Remark));
            !is_taken && !name.is_empty() && seen.insert(name.as_str())
        })
        .map(|(_, name)| name.clone())
        .collect();
    match columns.is_empty() {
        true => Vec::new(),
        false => vec![DoubtKind::ColumnsNotTaken { columns }.at(None)],
    }
}

/// Sheets under one title would be taken for editions of one document.
fn tell_apart(documents: &mut [DraftDocument], sheets: &[SourceSheet], mappings: &Mappings) {
    let mut seen = BTreeSet::new();
    let with_header = sheets
        .iter()
        .filter(|sheet| header::find(sheet, mappings).is_some());
    for (document, sheet) in documents.iter_mut().zip(with_header) {
        if let Some(head) = &mut document.document
            && !seen.insert(head.title.clone())
        {
            head.title = format!("{}（{}）", head.title, sheet.name.trim());
            seen.insert(head.title.clone());
        }
    }
}
