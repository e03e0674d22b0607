//! `duban list`

use std::borrow::Cow;

use super::args::ListArgs;
use super::job::Job;
use super::pick::{Picked, Selected, Selection};
use super::reading::{Reading, Wanted};
use super::{Outcome, values};
use crate::domain::column::SortKey;
use crate::domain::fold::State;
use crate::domain::grouping::{Group, Grouping};
use crate::domain::{Lang, Party, Role, Row, TaskId};
use crate::ledger::LedgerError;
use crate::report::table::{Column, table};
use crate::report::view::TaskView;
use crate::report::{csv, json};
use crate::text::clean_line;
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
    let as_of = args.filter.as_of.as_deref();
    if let Some(limit) = limit
        && let Some((selected, state)) = selection.quickly(as_of, limit as usize, job)?
    {
        return print(&selected, &selection, format, job, |_| {
            Ok(Cow::Owned(state))
        });
    }
    let reading = Reading::open(as_of, job)?;
    let most = limit.map_or(usize::MAX, |limit| limit as usize);
    let selected = selection.of(&reading, most, job)?;
    print(&selected, &selection, format, job, |ids| {
        reading.state(&Wanted::These(ids))
    })
}

/// Prints what was selected; `whole` answers tasks whole.
fn print<'s>(
    selected: &Selected,
    selection: &Selection,
    format: &str,
    job: &mut Job,
    whole: impl FnOnce(&[TaskId]) -> Result<Cow<'s, State>, LedgerError>,
) -> Outcome {
    if format == "table" {
        let text = as_table(&selected.tasks, selection, job.lang, job.width());
        job.print(text.as_bytes())?;
        let t = job.texts();
        let shown = selected.tasks.len();
        let count = match selected.all == shown {
            true => fill(t.listed, &[("n", &shown)]),
            false => fill(t.listed_of, &[("n", &shown), ("all", &selected.all)]),
        };
        job.say(&count);
        return Ok(crate::wording::Exit::Done);
    }
    let ids: Vec<TaskId> = selected.tasks.iter().map(|picked| picked.row.id).collect();
    let state = whole(&ids).map_err(job.failed())?;
    let views = views(&selected.tasks, &state);
    let bytes = match format {
        "json" => job.encoded(json::pretty(&views))?,
        _ => job.encoded(csv::tasks(&views))?,
    };
    job.print(&bytes)
}

/// The tasks as scripts see them.
pub fn views<'s>(picked: &[Picked], state: &'s State) -> Vec<TaskView<'s>> {
    picked
        .iter()
        .filter_map(|picked| {
            let task = state.tasks.get(&picked.row.id)?;
            Some(TaskView::with_light(task, state, &picked.light))
        })
        .collect()
}

fn as_table(picked: &[Picked], selection: &Selection, lang: Lang, width: Option<usize>) -> String {
    if picked.is_empty() {
        return String::new();
    }
    let mut wanted: Vec<SortKey> = Vec::new();
    for key in &selection.columns {
        let is_known = SortKey::TABLE.contains(key) || SortKey::MORE.contains(key);
        if is_known && !wanted.contains(key) {
            wanted.push(*key);
        }
    }
    if wanted.is_empty() {
        wanted = SortKey::TABLE.to_vec();
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
    let text = table(&heads, &rows, width);
    match selection.grouping {
        Grouping::None => text,
        grouping => with_headings(&text, picked, grouping, lang),
    }
}

/// The table with a line above each group, as the screen has it.
fn with_headings(text: &str, picked: &[Picked], grouping: Grouping, lang: Lang) -> String {
    let groups = picked
        .iter()
        .map(|picked| grouping.group(&picked.row, picked.light.color, lang));
    let groups: Vec<Group> = groups.collect();
    let mut lines = text.lines();
    let mut all: Vec<String> = lines.next().map(str::to_owned).into_iter().collect();
    for run in groups.chunk_by(|one, next| one.key == next.key) {
        let label = run.first().map_or("", |group| &group.label);
        all.push(format!("-- {} {}", clean_line(label), run.len()));
        all.extend(lines.by_ref().take(run.len()).map(str::to_owned));
    }
    all.push(String::new());
    all.join("\n")
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
    let row = &picked.row;
    match key {
        SortKey::Id => row.id.to_string(),
        SortKey::Number => row.number.clone(),
        SortKey::Region => row.region.short().to_owned(),
        SortKey::Title => row.title.clone(),
        SortKey::Leaders => people(row),
        SortKey::Status => row.status.label(lang).to_owned(),
        SortKey::Progress => row.progress.map(|it| it.to_string()).unwrap_or_default(),
        SortKey::Deadline => row.deadline.map(|due| due.to_string()).unwrap_or_default(),
        SortKey::Light => picked.light.cell(lang),
        SortKey::Sector => row.sector.label(lang).to_owned(),
        SortKey::LeadUnits => names(row.units_as(Role::LeadUnit)),
        SortKey::UpdatedBy => row.updated_by.clone(),
        // The screen has no other columns; those a view names all the same are passed over.
        _ => String::new(),
    }
}

/// The leaders, else the lead units.
fn people(row: &Row) -> String {
    match row.leaders.is_empty() {
        true => names(row.units_as(Role::LeadUnit)),
        false => names(row.leaders.iter()),
    }
}

fn names<'r>(parties: impl Iterator<Item = &'r Party>) -> String {
    let names: Vec<&str> = parties.map(|party| party.name.as_str()).collect();
    names.join("、")
}
