//! Rows of tables to drafts.

use std::collections::HashMap;

use super::draft::{DraftSource, Setting};
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::TaskDraft;
use crate::import::ledger_sheet::{SheetColumn, labels};
use crate::import::plan::lines::labels::labels_in;
use crate::import::plan::lines::marker::{MarkerKind, marker};
use crate::import::plan::outline::content::ClauseContent;
use crate::import::plan::outline::title::{short_title, split_title};
use crate::import::plan::parties::fields::{ClauseFields, values};
use crate::import::plan::tables::columns::ColumnKind;
use crate::import::plan::tables::filled::{FilledRow, filled, is_list};
use crate::import::plan::tables::task_table::TaskTable;
use crate::import::plan::words::chars::{bare, trim_signs};
use crate::import::plan::words::vocabulary::LabelKind;

/// The drafts of every table. `tasks`: those of the text, to which rows may belong.
pub fn rows_to_drafts(
    tables: &[TaskTable],
    tasks: &[TaskDraft],
    setting: &Setting,
) -> Vec<TaskDraft> {
    let rows: Vec<FilledRow> = tables.iter().flat_map(filled).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for row in &rows {
        *uses.entry(&row.title).or_default() += 1;
    }
    let is_shared = |row: &FilledRow| {
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

/// The words of a cell without the number they begin with, and that number.
fn numbered(text: &str) -> (String, &str) {
    match marker(text).filter(|marker| !marker.is_weak) {
        Some(marker) => (marker.printed, &text[marker.rest..]),
        None => (String::new(), text),
    }
}

/// What the cells of a row say, by the columns they stand in.
fn content_of(row: &FilledRow) -> ClauseContent {
    let mut content = ClauseContent::default();
    for (column, paragraphs) in &row.text {
        let list = match column {
            ColumnKind::Slot(LabelKind::Problem) => &mut content.problem,
            ColumnKind::Slot(LabelKind::Objective) => &mut content.objective,
            ColumnKind::Slot(LabelKind::Measures) => &mut content.measures,
            _ => &mut content.body,
        };
        list.extend_from_slice(paragraphs);
    }
    for (slot, value) in &row.parties {
        take_parties(&mut content.fields, *slot, value);
    }
    content.fields.take(LabelKind::Deadline, &row.deadline);
    content
}

/// The names of a cell. 牵头单位：甲局 / 配合单位：乙局 in one of them says more than its column.
fn take_parties(fields: &mut ClauseFields, slot: LabelKind, value: &str) {
    let labels = labels_in(value);
    let is_labelled = labels.iter().all(|label| label.slot.is_responsibility());
    let Some(first) = labels.first().filter(|_| is_labelled) else {
        fields.take(slot, value);
        return;
    };
    let before = value[..first.start].trim();
    if !before.is_empty() {
        fields.take(slot, before);
    }
    for (label, names) in values(value, &labels) {
        fields.take(label.slot, names);
    }
}

fn draft_of(
    row: &FilledRow,
    is_shared: bool,
    parent: Option<String>,
    setting: &Setting,
) -> TaskDraft {
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
    let mut more = row.more_title.clone();
    if (parent.is_some() || is_shared) && has_text {
        sections.push(trim_signs(&row.title).to_owned());
    } else if !row.title.is_empty() {
        let (name, rest) = split_title(title_words, has_text || !more.is_empty());
        title = name;
        if !rest.is_empty() {
            more.insert(0, rest);
        }
        if number.is_empty() {
            number = of_title;
        }
    }
    content.body.splice(0..0, more);
    if title.is_empty() {
        title = title_of_text(&mut content.body, &mut number);
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
    if row.is_put_together {
        source.doubts.push(DoubtKind::PartiesMerged);
    }
    let mut draft = source.draft(setting);
    draft.parent = parent;
    put_ledger(&mut draft, row);
    draft
}

/// The title where the first text has to name the task; its number is left out, unless it is the first
/// of several.
fn title_of_text(texts: &mut [String], number: &mut String) -> String {
    let is_list = is_list(texts);
    let Some(text) = texts.first_mut() else {
        return String::new();
    };
    let (of_text, words) = numbered(text);
    let (name, rest) = split_title(words, false);
    let is_numbered_item = marker(text).is_some_and(|marker| marker.kind >= MarkerKind::HanBracket);
    if number.is_empty() && is_numbered_item && !is_list {
        *number = of_text;
    }
    let title = match rest.is_empty() {
        true => short_title(words),
        false => name,
    };
    if !is_list {
        *text = words.to_owned();
    }
    title
}

/// Fills in what stands in columns that only ledgers have.
fn put_ledger(draft: &mut TaskDraft, row: &FilledRow) {
    for (column, text) in &row.ledger {
        match column {
            SheetColumn::Parent if draft.parent.is_none() => draft.parent = Some(text.clone()),
            column => labels::put(draft, *column, text, row.has_fractions),
        }
    }
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

/// The tasks of the text and of the tables, each row behind the task it details.
pub fn together(tasks: Vec<TaskDraft>, rows: Vec<TaskDraft>) -> Vec<TaskDraft> {
    let has_parties = |task: &TaskDraft| {
        !(task.lead_units.is_empty()
            && task.responsible_units.is_empty()
            && task.leaders.is_empty())
    };
    let (children, own): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.parent.is_some());
    // A covering text that names nobody only introduces a table that does.
    let is_introduction = own.len() >= 2
        && children.is_empty()
        && own.iter().any(has_parties)
        && !tasks.iter().any(has_parties);
    let tasks = if is_introduction { Vec::new() } else { tasks };
    let mut of_task: HashMap<String, Vec<TaskDraft>> = HashMap::new();
    for row in children {
        of_task
            .entry(row.parent.clone().unwrap_or_default())
            .or_default()
            .push(row);
    }
    let mut out = Vec::new();
    for task in tasks {
        let rows = of_task.remove(&task.number);
        out.push(task);
        out.extend(rows.into_iter().flatten());
    }
    out.extend(own);
    out
}
