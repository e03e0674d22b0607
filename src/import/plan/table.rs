//! Rows of tables to drafts.

use std::collections::HashMap;

use super::chars::{bare, dense, digit, han_number, tidy, trim_signs};
use super::columns::{ColumnKind, columns_of, is_head, is_second_head};
use super::content::{ClauseContent, short_title, split_title};
use super::draft::{DraftSource, Setting};
use super::join::Paragraph;
use super::line_kind::ends_like_title;
use super::marker::{MarkerKind, marker};
use super::row::{CellRow, CellRows};
use super::units::{is_as_above, is_none};
use super::vocabulary::{LabelKind, vocabulary};
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::TaskDraft;
use crate::domain::people::Role;

/// A row with the cells that were merged filled in.
#[derive(Clone, Debug, Default)]
struct Filled {
    line: u32,
    number: String,
    section: String,
    title: String,
    text: Vec<(ColumnKind, String)>,
    parties: Vec<(LabelKind, String)>,
    deadline: String,
    printed: String,
    has_inherited: bool,
}

/// The drafts of every table. `tasks`: those of the text, to which rows may belong.
pub fn rows_to_drafts(
    grids: &[CellRows],
    tasks: &[TaskDraft],
    setting: &Setting,
) -> Vec<TaskDraft> {
    let mut rows: Vec<Filled> = Vec::new();
    let mut known: Option<Vec<ColumnKind>> = None;
    for grid in grids {
        let (columns, taken) = match (columns_of(grid), &known) {
            (Some(found), _) => found,
            (None, Some(columns)) => (columns.clone(), 0),
            (None, None) => continue,
        };
        rows.extend(filled(&grid[taken..], &columns));
        known = Some(columns);
    }
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for row in &rows {
        *uses.entry(&row.title).or_default() += 1;
    }
    let is_shared = |row: &Filled| {
        !row.title.is_empty() && uses.get(row.title.as_str()).is_some_and(|uses| *uses > 1)
    };
    let titles: Vec<(String, &str)> = tasks
        .iter()
        .map(|task| (bare(&task.title), task.number.as_str()))
        .collect();
    let parents: Vec<Option<String>> = rows
        .iter()
        .map(|row| parent_of(&row.title, &titles))
        .collect();
    let told = parents.iter().flatten().count();
    let is_detail = told > 0 && told * 2 >= rows.len();
    let mut above: Option<&String> = None;
    let mut drafts = Vec::with_capacity(rows.len());
    for (row, own) in rows.iter().zip(&parents) {
        // In a table that details the tasks a row without one goes on with the task above.
        let parent = own.as_ref().or(above.filter(|_| is_detail));
        let mut draft = draft_of(row, is_shared(row), parent.cloned(), setting);
        if own.is_none() && parent.is_some() {
            let doubt = DoubtKind::ParentOfRowAbove.at(row.line);
            draft.warnings.push(doubt);
        }
        drafts.push(draft);
        above = parent;
    }
    drafts
}

/// The rows with what merged cells hold put into each of them.
fn filled(rows: &[CellRow], columns: &[ColumnKind]) -> Vec<Filled> {
    let mut out: Vec<Filled> = Vec::new();
    let mut section = String::new();
    let data = rows
        .iter()
        .filter(|row| !is_head(&row.cells) && !is_second_head(&row.cells));
    let counts_in_digits = rows.iter().any(|row| {
        let first = row.cells.first().map(|cell| dense(cell));
        first.is_some_and(|cell| cell.starts_with(|c| digit(c).is_some()))
    });
    for row in data {
        if is_total(row) {
            continue;
        }
        let heading =
            section_of(row).or_else(|| numbered_section(row).filter(|_| counts_in_digits));
        if let Some(heading) = heading {
            section = heading;
            continue;
        }
        let mut read = read_row(row, columns);
        if let Some(last) = out.last() {
            as_above(&mut read, last);
        }
        if read.section.is_empty() {
            read.section.clone_from(&section);
        }
        if let Some(last) = out.last() {
            inherit(&mut read, last);
        }
        if !read.text.is_empty() || !read.title.is_empty() {
            out.push(read);
        }
    }
    out
}

/// A row with one cell over the whole width is a heading; the table's title printed again is none.
fn section_of(row: &CellRow) -> Option<String> {
    let mut cells = row
        .cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty());
    // Some converters print a cell once for each column it spans.
    let only = cells.next()?;
    let others = cells.clone().count();
    if !cells.all(|cell| cell == only) || (others > 0 && others + 1 < row.cells.len()) {
        return None;
    }
    let is_number = only.chars().all(|c| c.is_numeric());
    let is_numbered = marker(only).is_some_and(|marker| marker.kind < MarkerKind::Arabic);
    let is_whole = (row.cells.len() == 1 || others > 0) && !ends_like_title(only);
    ((is_numbered || is_whole) && !is_number).then(|| tidy(only))
}

/// 一 | 强化统筹 | (nothing): a heading with its number in a cell of its own, between items that
/// are counted in digits.
fn numbered_section(row: &CellRow) -> Option<String> {
    let mut cells = row.cells.iter().map(|cell| cell.trim());
    let number = cells.next()?.trim_end_matches(['、', '.', '．']);
    let mut words = cells.filter(|cell| !cell.is_empty());
    let name = words.next()?;
    let is_heading = !number.is_empty() && han_number(number).is_some() && words.next().is_none();
    is_heading.then(|| tidy(&format!("{number}、{name}")))
}

/// 合计: the row that sums up a table is no task.
fn is_total(row: &CellRow) -> bool {
    let mut cells = row.cells.iter().filter(|cell| !cell.trim().is_empty());
    let totals = &vocabulary().columns.totals;
    cells
        .next()
        .is_some_and(|cell| totals.contains(&dense(cell)))
}

fn read_row(row: &CellRow, columns: &[ColumnKind]) -> Filled {
    let mut read = Filled {
        line: row.line,
        printed: row.cells.join("\t"),
        ..Filled::default()
    };
    for (cell, column) in row.cells.iter().zip(columns) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match column {
            ColumnKind::Number => {
                read.number = dense(cell).trim_end_matches(['.', '、']).to_owned()
            }
            ColumnKind::Section => read.section = tidy(cell),
            ColumnKind::Title => read.title = tidy(cell),
            ColumnKind::Slot(LabelKind::Deadline) => read.deadline = cell.to_owned(),
            ColumnKind::Slot(slot) if slot.is_responsibility() => {
                read.parties.push((*slot, cell.to_owned()))
            }
            ColumnKind::Requirement | ColumnKind::Slot(_) if is_none(cell) => {}
            ColumnKind::Requirement | ColumnKind::Slot(_) => read.text.push((*column, tidy(cell))),
            ColumnKind::Remark => {}
        }
    }
    read
}

/// 同上 in a cell: what the row above has there.
fn as_above(read: &mut Filled, last: &Filled) {
    for (slot, value) in read
        .parties
        .iter_mut()
        .filter(|(_, value)| is_as_above(value))
    {
        let above = last.parties.iter().find(|(other, _)| other == slot);
        *value = above.map(|(_, value)| value.clone()).unwrap_or_default();
    }
    if is_as_above(&read.deadline) {
        read.deadline.clone_from(&last.deadline);
    }
}

/// What a row leaves out because its cell is merged with the one above.
fn inherit(read: &mut Filled, last: &Filled) {
    let is_part = read.title.is_empty() || read.number.is_empty();
    if read.section.is_empty() {
        read.section.clone_from(&last.section);
    }
    if read.title.is_empty() && !read.text.is_empty() && !last.title.is_empty() {
        read.title.clone_from(&last.title);
    }
    if read.parties.is_empty() && !last.parties.is_empty() {
        read.parties.clone_from(&last.parties);
        read.has_inherited = true;
        if read.deadline.is_empty() && is_part {
            read.deadline.clone_from(&last.deadline);
        }
    } else if !read
        .parties
        .iter()
        .any(|(slot, _)| *slot == LabelKind::Party(Role::Leader))
        && last_leader(last).is_some()
        && !is_part
    {
        // A leader is printed once beside all the rows that are theirs.
        read.parties.extend(last_leader(last));
        read.has_inherited = true;
    } else if is_part
        && !read
            .parties
            .iter()
            .any(|(slot, _)| *slot == LabelKind::Party(Role::LeadUnit))
    {
        // The lead over several rows, each with units of its own.
        let lead = last
            .parties
            .iter()
            .filter(|(slot, _)| matches!(slot, LabelKind::Party(Role::LeadUnit | Role::Leader)));
        let more: Vec<_> = lead
            .filter(|(slot, _)| read.parties.iter().all(|(own, _)| own != slot))
            .cloned()
            .collect();
        read.has_inherited |= !more.is_empty();
        read.parties.extend(more);
    }
}

fn last_leader(last: &Filled) -> Option<(LabelKind, String)> {
    let mut parties = last.parties.iter();
    parties
        .find(|(slot, _)| *slot == LabelKind::Party(Role::Leader))
        .cloned()
}

/// The words of a cell without the number they begin with, and that number.
fn numbered(text: &str) -> (String, &str) {
    match marker(text).filter(|marker| !marker.is_weak) {
        Some(marker) => (marker.printed, &text[marker.rest..]),
        None => (String::new(), text),
    }
}

/// What the cells of a row say, by the columns they stand in.
fn content_of(row: &Filled) -> ClauseContent {
    let mut content = ClauseContent::default();
    for (column, text) in &row.text {
        let paragraph = Paragraph {
            line: row.line,
            text: text.clone(),
            marker: None,
        };
        let list = match column {
            ColumnKind::Slot(LabelKind::Problem) => &mut content.problem,
            ColumnKind::Slot(LabelKind::Objective) => &mut content.objective,
            ColumnKind::Slot(LabelKind::Measures) => &mut content.measures,
            _ => &mut content.body,
        };
        list.push(paragraph.text);
    }
    for (slot, value) in &row.parties {
        content.fields.take(*slot, value);
    }
    content.fields.take(LabelKind::Deadline, &row.deadline);
    content
}

fn draft_of(row: &Filled, is_shared: bool, parent: Option<String>, setting: &Setting) -> TaskDraft {
    let mut content = content_of(row);
    let mut number = row.number.clone();
    let (of_title, title_words) = numbered(&row.title);
    let mut sections: Vec<String> = [&row.section]
        .into_iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect();
    let mut title = String::new();
    let has_text = content.has_prose();
    if (parent.is_some() || is_shared) && has_text {
        sections.push(trim_signs(&row.title).to_owned());
    } else if !row.title.is_empty() {
        let (name, rest) = split_title(title_words, has_text);
        title = name;
        if !rest.is_empty() {
            content.body.insert(0, rest);
        }
        if number.is_empty() {
            number = of_title;
        }
    }
    if title.is_empty()
        && let Some(text) = content.body.first_mut()
    {
        let (of_text, words) = numbered(text);
        let (name, rest) = split_title(words, false);
        let is_numbered_item =
            marker(text).is_some_and(|marker| marker.kind >= MarkerKind::HanBracket);
        if number.is_empty() && is_numbered_item {
            number = of_text;
        }
        title = if rest.is_empty() {
            short_title(words)
        } else {
            name
        };
        *text = words.to_owned();
    }
    if parent.is_some() {
        sections.insert(0, "附件".to_owned());
    }
    let mut source = DraftSource {
        number,
        sections,
        title,
        content,
        line: row.line,
        clause: row.printed.clone(),
        ..DraftSource::default()
    };
    if row.has_inherited {
        source.doubts.push(DoubtKind::PartiesOfMergedCell);
    }
    let mut draft = source.draft(setting);
    draft.parent = parent;
    draft
}

/// The number of the task whose title a row repeats.
fn parent_of(title: &str, tasks: &[(String, &str)]) -> Option<String> {
    /// Likeness is only looked for where that is little work.
    const MOST_TASKS: usize = 3_000;
    let wanted = bare(numbered(title).1);
    let is_long = |text: &str| text.chars().count() >= 4;
    if !is_long(&wanted) || tasks.len() > MOST_TASKS {
        return None;
    }
    let fits = |own: &str| is_long(own) && (own.contains(&wanted) || wanted.contains(own));
    let exact = tasks.iter().find(|(own, _)| *own == wanted);
    let like = exact.or_else(|| tasks.iter().find(|(own, _)| fits(own)));
    like.map(|(_, number)| (*number).to_owned())
        .filter(|number| !number.is_empty())
}
