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
        let text = as_table(&picked, job.lang, job.width());
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

fn as_table(picked: &[Picked], lang: Lang, width: Option<usize>) -> String {
    if picked.is_empty() {
        return String::new();
    }
    let heads = [
        Column::number(SortKey::Id.label(lang)),
        Column::words(SortKey::Number.label(lang), 8),
        Column::words(SortKey::Region.label(lang), 12),
        Column::words(SortKey::Title.label(lang), 48).yielding(),
        Column::words(SortKey::Leaders.label(lang), 24).yielding(),
        Column::words(SortKey::Status.label(lang), 10),
        Column::number(SortKey::Progress.label(lang)),
        Column::words(SortKey::Deadline.label(lang), 10),
        Column::words(SortKey::Light.label(lang), 10),
    ];
    let rows: Vec<Vec<String>> = picked
        .iter()
        .map(|picked| {
            let task = picked.task;
            vec![
                task.id.to_string(),
                task.number.clone(),
                task.region.short().to_owned(),
                task.title.clone(),
                people(&task.leaders, &task.lead_units),
                task.status.label(lang).to_owned(),
                task.progress
                    .map(|progress| progress.to_string())
                    .unwrap_or_default(),
                task.deadline.map(|due| due.to_string()).unwrap_or_default(),
                picked.light.cell(lang),
            ]
        })
        .collect();
    table(&heads, &rows, width)
}

/// The leaders, else the lead units.
fn people(leaders: &[Party], lead_units: &[Party]) -> String {
    let all = if leaders.is_empty() {
        lead_units
    } else {
        leaders
    };
    let names: Vec<&str> = all.iter().map(|party| party.name.as_str()).collect();
    names.join("、")
}
