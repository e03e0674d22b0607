//! `duban stats`

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::args::StatsArgs;
use super::job::Job;
use super::pick::Selection;
use super::reading::Reading;
use super::{Outcome, list, values};
use crate::domain::{Lang, LightColor, RegionKey, Row, Sector, Status, TaskId};
use crate::report::csv;
use crate::report::table::{Column, table};
use crate::search::{Facet, Index};
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, fill};

/// Where a value stands in the order of its field: most counts first for names, the order of the
/// vocabulary for the rest; nothing last.
type Place = (usize, String);

/// The counts of one value.
#[derive(Default)]
struct StatsLine {
    count: usize,
    cross: BTreeMap<Place, usize>,
}

/// The answer for scripts.
#[derive(Serialize)]
struct StatsAnswer {
    #[serde(serialize_with = "by_id")]
    by: Facet,
    #[serde(serialize_with = "by_id_or_null")]
    cross: Option<Facet>,
    tasks: usize,
    /// Those of `tasks` that stand under others.
    subtasks: usize,
    counted_more_than_once: usize,
    rows: Vec<StatsRow>,
    /// The values of the crossing field, in its own order.
    #[serde(skip)]
    columns: Vec<Option<String>>,
}

/// One value with its counts.
#[derive(Serialize)]
struct StatsRow {
    value: Option<String>,
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    cross: Option<Vec<StatsRow>>,
}

fn by_id<S: serde::Serializer>(facet: &Facet, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(facet.id())
}

fn by_id_or_null<S: serde::Serializer>(facet: &Option<Facet>, to: S) -> Result<S::Ok, S::Error> {
    facet.map(Facet::id).serialize(to)
}

/// Counts tasks by a field, perhaps crossed with another.
pub fn run(args: &StatsArgs, job: &mut Job) -> Outcome {
    let lang = job.lang;
    let format = values::format(args.format.as_deref(), &["table", "json", "csv"], lang)?;
    let by = values::facet(&args.by, lang)?;
    let cross = args.cross.as_deref();
    let cross = cross.map(|text| values::facet(text, lang)).transpose()?;
    let selection = Selection::read(&args.filter, None, job)?;
    let reading = Reading::open(args.filter.as_of.as_deref(), job)?;
    let ids = selection.of(&reading, usize::MAX, job)?.ids;
    let answer = count(&ids, by, cross, &reading.index);
    // A pager may keep what is printed waiting for hours.
    drop(reading);
    print(&answer, format, job)?;
    let t = job.texts();
    let counted = fill(t.counted, &[("n", &answer.tasks)]);
    job.say(&format!(
        "{counted}{}",
        list::with_kids(answer.subtasks, lang)
    ));
    if answer.counted_more_than_once > 0 {
        let joint = answer.counted_more_than_once;
        job.say(&fill(t.counted_twice, &[("n", &joint)]));
    }
    Ok(Exit::Done)
}

/// How many of these tasks have each value.
fn count(ids: &[TaskId], by: Facet, cross: Option<Facet>, index: &Index) -> StatsAnswer {
    let mut lines: BTreeMap<Place, StatsLine> = BTreeMap::new();
    let (mut joint, mut kids) = (0, 0);
    for task in ids.iter().filter_map(|id| index.row(*id)) {
        kids += usize::from(task.parent.is_some());
        let color = index.color(task.id);
        let places = |facet| places(&task, color, facet);
        let (own, other) = (places(by), cross.map(places));
        joint += usize::from(own.len() > 1 || other.as_ref().is_some_and(|all| all.len() > 1));
        for place in own {
            let line = lines.entry(place).or_default();
            line.count += 1;
            for place in other.iter().flatten() {
                *line.cross.entry(place.clone()).or_default() += 1;
            }
        }
    }
    let columns: BTreeSet<&Place> = lines.values().flat_map(|line| line.cross.keys()).collect();
    let columns = columns.into_iter();
    StatsAnswer {
        columns: columns.map(|(_, value)| named(value.clone())).collect(),
        by,
        cross,
        tasks: ids.len(),
        subtasks: kids,
        counted_more_than_once: joint,
        rows: rows(lines, cross.is_some(), is_by_count(by)),
    }
}

fn print(answer: &StatsAnswer, format: &str, job: &mut Job) -> Outcome {
    match format {
        "json" => job.print_json(answer),
        "csv" => {
            let (head, cells) = cells(answer, None);
            let head: Vec<&str> = head.iter().map(String::as_str).collect();
            job.print_with(|into| {
                let mut sheet = csv::CsvSheet::begin(&head, into)?;
                cells.iter().try_for_each(|row| sheet.add(row))?;
                sheet.end()
            })
        }
        _ => {
            let text = as_table(answer, job);
            job.print(text.as_bytes())
        }
    }
}

/// Names of people and units are as many as there are: the most loaded first.
fn is_by_count(facet: Facet) -> bool {
    matches!(facet, Facet::Leader | Facet::Unit)
}

/// The values a task counts for; at least one.
fn places(task: &Row, color: LightColor, facet: Facet) -> Vec<Place> {
    let names = |names: Vec<&str>| -> Vec<Place> {
        let named: Vec<Place> = names.iter().map(|name| (0, (*name).to_owned())).collect();
        match named.is_empty() {
            true => vec![(1, String::new())],
            false => named,
        }
    };
    match facet {
        Facet::Region => vec![(0, task.region.as_str().to_owned())],
        Facet::Sector => {
            let index = Sector::all().position(|sector| sector == task.sector);
            vec![(index.unwrap_or(usize::MAX), task.sector.name().to_owned())]
        }
        Facet::Leader => names(task.leaders.iter().map(|it| it.name.as_str()).collect()),
        Facet::Unit => names(task.distinct_units().map(|it| it.name.as_str()).collect()),
        Facet::Status => vec![(task.status as usize, task.status.id().to_owned())],
        Facet::Light => vec![(color as usize, color.id().to_owned())],
    }
}

fn rows(lines: BTreeMap<Place, StatsLine>, crossed: bool, by_count: bool) -> Vec<StatsRow> {
    let mut rows: Vec<(Place, StatsRow)> = lines
        .into_iter()
        .map(|(place, line)| {
            let cross = crossed.then(|| {
                let cells = line.cross.into_iter();
                cells
                    .map(|((_, value), count)| StatsRow {
                        value: named(value),
                        count,
                        cross: None,
                    })
                    .collect()
            });
            let row = StatsRow {
                value: named(place.1.clone()),
                count: line.count,
                cross,
            };
            (place, row)
        })
        .collect();
    if by_count {
        rows.sort_by(|(a, x), (b, y)| (a.0, y.count, &a.1).cmp(&(b.0, x.count, &b.1)));
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A value as printed: a region without its code, nothing as null.
fn named(value: String) -> Option<String> {
    let region = RegionKey::from(value);
    (!region.as_str().is_empty()).then(|| region.name().to_owned())
}

/// A header and its rows; with a language, labels stand for identifiers.
fn cells(answer: &StatsAnswer, lang: Option<Lang>) -> (Vec<String>, Vec<Vec<String>>) {
    let label = |facet: Facet, value: &Option<String>| match lang {
        Some(lang) => label_of(facet, value.as_deref(), lang),
        None => value.clone().unwrap_or_default(),
    };
    let mut head = vec![answer.by.id().to_owned(), "count".to_owned()];
    let crossed = answer.cross.into_iter();
    let crossed = crossed.flat_map(|facet| answer.columns.iter().map(move |it| (facet, it)));
    head.extend(crossed.map(|(facet, value)| label(facet, value)));
    let rows = answer.rows.iter().map(|row| {
        let mut cells = vec![label(answer.by, &row.value), row.count.to_string()];
        for column in &answer.columns {
            let found = row
                .cross
                .iter()
                .flatten()
                .find(|cell| cell.value == *column);
            cells.push(found.map_or(0, |cell| cell.count).to_string());
        }
        cells
    });
    (head, rows.collect())
}

fn label_of(facet: Facet, value: Option<&str>, lang: Lang) -> String {
    let Some(value) = value else {
        return CliTexts::of(lang).nobody.to_owned();
    };
    let label = match facet {
        Facet::Status => Status::parse(value).map(|status| status.label(lang)),
        Facet::Light => LightColor::parse(value).map(|light| light.label(lang)),
        Facet::Sector => Sector::parse(value).map(|sector| sector.label(lang)),
        Facet::Region | Facet::Leader | Facet::Unit => None,
    };
    label.unwrap_or(value).to_owned()
}

fn as_table(answer: &StatsAnswer, job: &Job) -> String {
    let t = job.texts();
    let (mut head, rows) = cells(answer, Some(job.lang));
    let of_field = match answer.by {
        Facet::Region => t.head_region,
        Facet::Sector => t.head_sector,
        Facet::Leader => t.head_leader,
        Facet::Unit => t.head_unit,
        Facet::Status => t.head_status,
        Facet::Light => t.light,
    };
    head[0] = of_field.to_owned();
    head[1] = t.head_count.to_owned();
    let heads: Vec<Column> = head
        .iter()
        .enumerate()
        .map(|(at, name)| match at {
            0 => Column::words(name, 40).yielding(),
            _ => Column::number(name),
        })
        .collect();
    table(&heads, &rows, job.width())
}
