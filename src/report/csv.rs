//! Comma-separated values: a header of identifiers, lists joined by 、, no cell a formula.

use super::view::TaskView;
use crate::domain::{Indicator, Milestone};
use crate::text::{clean_text, guard};

/// The mark that makes spreadsheet programs read a file as UTF-8.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A header and its rows as bytes without a byte order mark.
///
/// # Errors
/// None that writing to memory brings about.
pub fn sheet(header: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guard(cell).into_owned()))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// The columns of a task, which are its JSON keys.
pub const TASK_COLUMNS: [&str; 26] = [
    "id",
    "number",
    "parent",
    "document",
    "region",
    "region_code",
    "sector",
    "section_path",
    "title",
    "requirement",
    "leaders",
    "lead_units",
    "responsible_units",
    "assisting_units",
    "status",
    "progress",
    "light",
    "light_reason",
    "deadline",
    "original_deadline",
    "standing",
    "milestones",
    "indicators",
    "revision",
    "updated_at",
    "updated_by",
];

/// Tasks as a sheet.
///
/// # Errors
/// None that writing to memory brings about.
pub fn tasks(views: &[TaskView]) -> Result<Vec<u8>, csv::Error> {
    let rows: Vec<Vec<String>> = views.iter().map(row).collect();
    sheet(&TASK_COLUMNS, &rows)
}

fn row(view: &TaskView) -> Vec<String> {
    let or_nothing = |value: Option<String>| value.unwrap_or_default();
    let path: Vec<&str> = view.section_path.iter().map(String::as_str).collect();
    vec![
        view.id.to_string(),
        foreign(view.number),
        or_nothing(view.parent.map(|id| id.to_string())),
        foreign(view.document.unwrap_or_default()),
        foreign(view.region),
        or_nothing(view.region_code.map(|code| code.to_string())),
        view.sector.name().to_owned(),
        joined(&path),
        foreign(view.title),
        foreign(view.requirement),
        joined(&view.leaders),
        joined(&view.lead_units),
        joined(&view.responsible_units),
        joined(&view.assisting_units),
        view.status.id().to_owned(),
        or_nothing(view.progress.map(|progress| progress.to_string())),
        view.light.id().to_owned(),
        view.light_reason.clone(),
        or_nothing(view.deadline.map(|day| day.to_string())),
        or_nothing(view.original_deadline.map(|day| day.to_string())),
        view.standing.to_string(),
        milestones(view.milestones),
        indicators(view.indicators),
        view.revision.to_string(),
        view.updated_at.clone(),
        foreign(view.updated_by),
    ]
}

fn foreign(text: &str) -> String {
    clean_text(text).into_owned()
}

fn joined(names: &[&str]) -> String {
    foreign(&names.join("、"))
}

/// `2025-12-31 words`, with the day it was reached in brackets.
fn milestones(all: &[Milestone]) -> String {
    let words: Vec<String> = all
        .iter()
        .map(|milestone| {
            let due = milestone.due.map(|due| due.to_string()).unwrap_or_default();
            let reached = milestone
                .done_on
                .map(|on| format!(" ({on})"))
                .unwrap_or_default();
            format!("{due} {}{reached}", milestone.text)
                .trim()
                .to_owned()
        })
        .collect();
    foreign(&words.join("、"))
}

/// `name>=95%`.
fn indicators(all: &[Indicator]) -> String {
    let words: Vec<String> = all
        .iter()
        .map(|i| format!("{}{}{}{}", i.name, i.op.sign(), i.value, i.unit))
        .collect();
    foreign(&words.join("、"))
}
