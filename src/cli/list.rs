//! `duban list`

use super::args::ListArgs;
use super::job::Job;
use super::pick::{Picked, Selection};
use super::{Outcome, values};
use crate::domain::column::SortKey;
use crate::domain::fold::State;
use crate::domain::{Lang, Party};
use crate::report::table::{Column, table};
use crate::report::view::TaskView;
use crate::report::{csv, json};
use crate::wording::fill;

/// Prints the tasks the flags mean.
pub fn run(args: &ListArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["table", "json", "csv"], job.lang)?;
    let limit = args
        .limit
        .as_deref()
        .map(|text| values::limit(text, job.lang))
        .transpose()?;
    let selection = Selection::read(&args.filter, args.sort.as_deref(), job)?;
    let (state, rules) = job.view(args.filter.as_of.as_deref())?;
    let mut picked = selection.of(&state, &rules, job)?;
    let found = picked.len();
    picked.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
    if format == "table" {
        let text = as_table(&picked, &selection.columns, job.lang, job.width());
        job.print(text.as_bytes())?;
        let t = job.texts();
        let count = match found == picked.len() {
            true => fill(t.listed, &[("n", &found)]),
            false => fill(t.listed_of, &[("n", &picked.len()), ("all", &found)]),
        };
        job.say(&count);
        return Ok(crate::wording::Exit::Done);
    }
    let views = views(&picked, &state);
    let bytes = match format {
        "json" => job.encoded(json::pretty(&views))?,
        _ => job.encoded(csv::tasks(&views))?,
    };
    job.print(&bytes)
}

/// The tasks as scripts see them.
pub fn views<'s>(picked: &[Picked<'s>], state: &'s State) -> Vec<TaskView<'s>> {
    picked
        .iter()
        .map(|picked| TaskView::with_light(picked.task, state, &picked.light))
        .collect()
}

/// The columns a saved view may name besides the usual ones, as on the screen.
const MORE_COLUMNS: [SortKey; 3] = [SortKey::Sector, SortKey::LeadUnits, SortKey::UpdatedBy];

/// The columns of a table, but for those a saved view names.
const COLUMNS: [SortKey; 7] = [
    SortKey::Region,
    SortKey::Title,
    SortKey::Leaders,
    SortKey::Status,
    SortKey::Progress,
    SortKey::Deadline,
    SortKey::Light,
];

fn as_table(picked: &[Picked], columns: &[SortKey], lang: Lang, width: Option<usize>) -> String {
    if picked.is_empty() {
        return String::new();
    }
    let mut wanted: Vec<SortKey> = Vec::new();
    for key in columns {
        let is_known = COLUMNS.contains(key) || MORE_COLUMNS.contains(key);
        if is_known && !wanted.contains(key) {
            wanted.push(*key);
        }
    }
    if wanted.is_empty() {
        wanted = COLUMNS.to_vec();
    }
    let columns: Vec<SortKey> = [SortKey::Id, SortKey::Number]
        .into_iter()
        .chain(wanted)
        .collect();
    let heads: Vec<Column<'static>> = columns.iter().map(|key| head(*key, lang)).collect();
    let rows: Vec<Vec<String>> = picked
        .iter()
        .map(|picked| columns.iter().map(|key| cell(*key, picked, lang)).collect())
        .collect();
    table(&heads, &rows, width)
}

fn head(key: SortKey, lang: Lang) -> Column<'static> {
    let label = key.label(lang);
    match key {
        SortKey::Id | SortKey::Progress => Column::number(label),
        SortKey::Title => Column::words(label, 48).yielding(),
        SortKey::Leaders => Column::words(label, 24).yielding(),
        SortKey::Number => Column::words(label, 8),
        SortKey::Region => Column::words(label, 12),
        _ => Column::words(label, 10),
    }
}

fn cell(key: SortKey, picked: &Picked, lang: Lang) -> String {
    let task = picked.task;
    match key {
        SortKey::Id => task.id.to_string(),
        SortKey::Number => task.number.clone(),
        SortKey::Region => task.region.short().to_owned(),
        SortKey::Title => task.title.clone(),
        SortKey::Leaders => people(&task.leaders, &task.lead_units),
        SortKey::Status => task.status.label(lang).to_owned(),
        SortKey::Progress => task.progress.map(|it| it.to_string()).unwrap_or_default(),
        SortKey::Deadline => task.deadline.map(|due| due.to_string()).unwrap_or_default(),
        SortKey::Light => picked.light.cell(lang),
        SortKey::Sector => task.sector.label(lang).to_owned(),
        SortKey::LeadUnits => names(&task.lead_units),
        SortKey::UpdatedBy => task.updated_by.clone(),
        // The screen has no other columns; those a view names all the same are passed over.
        _ => String::new(),
    }
}

/// The leaders, else the lead units.
fn people(leaders: &[Party], lead_units: &[Party]) -> String {
    let all = if leaders.is_empty() {
        lead_units
    } else {
        leaders
    };
    names(all)
}

fn names(parties: &[Party]) -> String {
    let names: Vec<&str> = parties.iter().map(|party| party.name.as_str()).collect();
    names.join("、")
}
