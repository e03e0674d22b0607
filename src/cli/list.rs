//! `duban list`

use super::args::ListArgs;
use super::job::Job;
use super::pick::{Selected, Selection};
use super::reading::{Reading, Whole, write_tasks};
use super::{Outcome, values};
use crate::domain::column::SortKey;
use crate::domain::grouping::{Group, Grouping};
use crate::domain::{Lang, Light, Party, Role, Row};
use crate::ledger::LedgerError;
use crate::report::file::Format;
use crate::report::table::{Column, Table};
use crate::text::clean_line;
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, fill};

/// Prints the tasks the flags mean.
pub fn run(args: &ListArgs, job: &mut Job) -> Outcome {
    let format = values::format(args.format.as_deref(), &["table", "json", "csv"], job.lang)?;
    let format = Format::from_id(format);
    let limit = args
        .limit
        .as_deref()
        .map(|text| values::limit(text, job.lang))
        .transpose()?;
    let selection = Selection::read(&args.filter, args.sort.as_deref(), job)?;
    let as_of = args.filter.as_of.as_deref();
    if let Some(limit) = limit
        && let Some((selected, whole)) = selection.quickly(as_of, limit as usize, job)?
    {
        return match format {
            None => print_table(selected.all, &selection, job, |take| {
                whole.pieces().each(&selected.ids, |task, _| {
                    take(&Row::of(task), &whole.rules.light(task));
                    Ok(())
                })
            }),
            Some(format) => print(format, &selected, &whole, job),
        };
    }
    let reading = Reading::open(as_of, job)?;
    let most = limit.map_or(usize::MAX, |limit| limit as usize);
    let selected = selection.of(&reading, most, job)?;
    match format {
        None => {
            let index = reading.lines();
            print_table(selected.all, &selection, job, |take| {
                for id in &selected.ids {
                    if let Some(row) = index.row(*id) {
                        take(&row, &index.light(*id));
                    }
                }
                Ok(())
            })
        }
        Some(format) => {
            let whole = reading.let_go().map_err(job.failed())?;
            print(format, &selected, &whole, job)
        }
    }
}

/// Prints what was selected as scripts see it.
fn print(format: Format, selected: &Selected, whole: &Whole, job: &mut Job) -> Outcome {
    job.print_pieces(|into| write_tasks(format, &selected.ids, whole.pieces(), &whole.rules, into))
}

/// Prints what was selected as a table; `each` hands over its lines with their lights. No view of
/// the ledger is open then: a pager may keep what is printed waiting for hours.
fn print_table(
    all: usize,
    selection: &Selection,
    job: &mut Job,
    each: impl FnOnce(&mut (dyn FnMut(&Row, &Light) + Send)) -> Result<(), LedgerError>,
) -> Outcome {
    let lang = job.lang;
    let columns = columns_of(selection);
    let heads: Vec<Column<'static>> = columns.iter().map(|key| head(*key, lang)).collect();
    let mut table = Table::new(&heads);
    let mut groups: Vec<(Group, usize)> = Vec::new();
    let (mut shown, mut kids) = (0, 0);
    each(&mut |row, light| {
        table.add(columns.iter().map(|key| cell(*key, row, light, lang)));
        shown += 1;
        kids += usize::from(row.parent.is_some());
        let group = selection.grouping.group(row, light.color, lang);
        match groups.last_mut() {
            Some((last, count)) if last.key == group.key => *count += 1,
            _ => groups.push((group, 1)),
        }
    })
    .map_err(job.failed())?;
    let width = job.width();
    if shown > 0 {
        let is_grouped = selection.grouping != Grouping::None;
        job.print_with(|into| {
            let mut lines = table.lines(width);
            lines
                .by_ref()
                .take(1)
                .try_for_each(|line| writeln!(into, "{line}"))?;
            for (group, count) in &groups {
                // The line above each group, as the screen has it.
                if is_grouped {
                    writeln!(into, "-- {} {count}", clean_line(&group.label))?;
                }
                lines
                    .by_ref()
                    .take(*count)
                    .try_for_each(|line| writeln!(into, "{line}"))?;
            }
            Ok(())
        })?;
    }
    let t = job.texts();
    let count = match all == shown {
        true => fill(t.listed, &[("n", &shown)]),
        false => fill(t.listed_of, &[("n", &shown), ("all", &all)]),
    };
    job.say(&format!("{count}{}", with_kids(kids, lang)));
    Ok(Exit::Done)
}

/// How many of the tasks stand under others, since the screen counts those nowhere.
pub fn with_kids(kids: usize, lang: Lang) -> String {
    match kids {
        0 => String::new(),
        n => fill(CliTexts::of(lang).with_kids, &[("n", &n)]),
    }
}

/// The columns of the saved view that was asked for, else the usual ones.
fn columns_of(selection: &Selection) -> Vec<SortKey> {
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
    let first = [SortKey::Id, SortKey::Number].into_iter();
    first.chain(wanted).collect()
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

fn cell(key: SortKey, row: &Row, light: &Light, lang: Lang) -> String {
    match key {
        SortKey::Id => row.id.to_string(),
        SortKey::Number => row.number.clone(),
        SortKey::Region => row.region.short().to_owned(),
        SortKey::Title => row.title.clone(),
        SortKey::Leaders => people(row),
        SortKey::Status => row.status.label(lang).to_owned(),
        SortKey::Progress => row.progress.map(|it| it.to_string()).unwrap_or_default(),
        SortKey::Deadline => row.deadline.map(|due| due.to_string()).unwrap_or_default(),
        SortKey::Light => light.cell(lang),
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
