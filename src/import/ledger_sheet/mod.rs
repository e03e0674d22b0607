//! An office's own ledger in Excel or CSV: a header that names its columns, a task a row.

mod cells;
mod header;
mod headings;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::sheet::{Sheet, to_source};
use super::source::Source;
use crate::domain::draft::{DocumentHead, DraftDocument, Warning};
use crate::domain::region::{Named, look_up};
use headings::Column;

/// A document with the lines it was read from.
pub type Found = (DraftDocument, Source);

/// The tasks of every sheet that has a header; `None` when none has, so that the rows have to be
/// read as text. `file` names a ledger without a title.
pub fn read(sheets: &[Sheet], file: &str) -> Option<Vec<Found>> {
    let mut documents: Vec<DraftDocument> = Vec::new();
    let mut sources = Vec::new();
    let mut left_out = Vec::new();
    for sheet in sheets {
        let Some(header) = header::find(sheet) else {
            left_out.push(sheet.name.as_str());
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
        sources.push(to_source(std::slice::from_ref(sheet)));
    }
    tell_apart(&mut documents, sheets);
    let first = documents.first_mut()?;
    for name in left_out {
        first.warnings.push(Warning {
            line: None,
            message: format!("工作表「{name}」里没有认得出的表头，没有读取"),
        });
    }
    Some(documents.into_iter().zip(sources).collect())
}

fn title_of(above: Option<&str>, sheet: &Sheet, sheets: usize, file: &str) -> String {
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
fn unused(header: &header::Header) -> Vec<Warning> {
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = header
        .columns
        .iter()
        .zip(&header.names)
        .filter(|(column, name)| {
            let is_taken = !matches!(column, None | Some(Column::Remark));
            !is_taken && !name.is_empty() && seen.insert(name.as_str())
        })
        .map(|(_, name)| name.as_str())
        .collect();
    match names.is_empty() {
        true => Vec::new(),
        false => vec![Warning {
            line: None,
            message: format!("没有导入的列：{}", names.join("、")),
        }],
    }
}

/// Sheets under one title would be taken for editions of one document.
fn tell_apart(documents: &mut [DraftDocument], sheets: &[Sheet]) {
    let mut seen = BTreeSet::new();
    let with_header = sheets.iter().filter(|sheet| header::find(sheet).is_some());
    for (document, sheet) in documents.iter_mut().zip(with_header) {
        if let Some(head) = &mut document.document
            && !seen.insert(head.title.clone())
        {
            head.title = format!("{}（{}）", head.title, sheet.name.trim());
            seen.insert(head.title.clone());
        }
    }
}
