//! `duban history`

use serde::Serialize;
use serde_json::Value;

use super::args::HistoryArgs;
use super::job::{Broken, Job};
use super::{Outcome, values};
use crate::domain::{BatchId, Entry, EntryId, Lang, TaskId};
use crate::domain::{china, name};
use crate::ledger::{Access, HistoryFilter, Ledger, LedgerError};
use crate::report::csv;
use crate::report::json::Array;
use crate::report::table::{Column, Table};
use crate::report::trail::{value_text, who_within};
use crate::text::clean_line;
use crate::wording::{Exit, Failure, fill};

/// The columns, which are the JSON keys.
const COLUMNS: [&str; 12] = [
    "entry", "batch", "task", "at", "user", "host", "action", "field", "old", "new", "reason",
    "login",
];

/// An entry for scripts.
#[derive(Serialize)]
struct EntryView<'a> {
    entry: EntryId,
    batch: BatchId,
    task: Option<TaskId>,
    at: String,
    user: &'a str,
    host: &'a str,
    action: &'static str,
    field: &'static str,
    old: &'a Value,
    new: &'a Value,
    reason: Option<&'a str>,
    /// Null in what was written before login names were kept.
    login: Option<&'a str>,
}

/// Prints the entries asked for, oldest first.
pub fn run(args: &HistoryArgs, job: &mut Job) -> Outcome {
    let lang = job.lang;
    let format = values::format(args.format.as_deref(), &["table", "json", "csv"], lang)?;
    let day = |text: &Option<String>| {
        text.as_deref()
            .map(|text| values::date(text, lang))
            .transpose()
    };
    let task = args
        .id
        .as_deref()
        .map(|text| values::task(text, lang))
        .transpose()?;
    let filter = HistoryFilter {
        task,
        by: args.by.as_deref().map(|by| name::clean(&job.line(by))),
        since: day(&args.since)?,
        until: day(&args.until)?,
        before: None,
        limit: args
            .limit
            .as_deref()
            .map(|text| values::limit(text, lang))
            .transpose()?,
    };
    let ledger = job.open(Access::ReadOnly)?;
    if let Some(task) = task {
        check_known(task, &ledger, job)?;
    }
    match format {
        "json" => job.print_pieces(|into| {
            let mut array = Array::begin(into)?;
            ledger.each_entry(&filter, |entry| Ok::<_, Broken>(array.add(&view(&entry))?))?;
            Ok(array.end()?)
        }),
        "csv" => job.print_pieces(|into| {
            let mut sheet = csv::CsvSheet::begin(&COLUMNS, into)?;
            ledger.each_entry(&filter, |entry| Ok::<_, Broken>(sheet.add(&cells(&entry))?))?;
            Ok(sheet.end()?)
        }),
        _ => print_table(ledger, &filter, job),
    }
}

/// Refuses a task that the trail does not name: no entries can also mean that the other conditions
/// fit none of a task's.
fn check_known(task: TaskId, ledger: &Ledger, job: &Job) -> Result<(), Failure> {
    let any = HistoryFilter {
        task: Some(task),
        limit: Some(1),
        ..HistoryFilter::default()
    };
    match ledger.history(&any).map_err(job.failed())?.is_empty() {
        true => Err(job.failed()(LedgerError::NoSuchTask(task))),
        false => Ok(()),
    }
}

fn view(entry: &Entry) -> EntryView<'_> {
    EntryView {
        entry: entry.id,
        batch: entry.batch,
        task: entry.task(),
        at: Entry::stamp(entry.at),
        user: &entry.actor.user,
        host: &entry.actor.host,
        action: entry.action.id(),
        field: entry.change.field.id(),
        old: &entry.change.old,
        new: &entry.change.new,
        reason: entry.reason.as_deref(),
        login: entry.actor.origin.login.as_deref(),
    }
}

/// A recorded value as words: a text as it is, nothing as nothing, the rest as JSON.
fn words(value: &Value) -> String {
    let words = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    crate::text::clean_text(&words).into_owned()
}

fn cells(entry: &Entry) -> Vec<String> {
    let clean = |text: &str| clean_line(text).into_owned();
    vec![
        entry.id.to_string(),
        entry.batch.to_string(),
        entry.task().map(|id| id.to_string()).unwrap_or_default(),
        Entry::stamp(entry.at),
        clean(&entry.actor.user),
        clean(&entry.actor.host),
        entry.action.id().to_owned(),
        entry.change.field.id().to_owned(),
        words(&entry.change.old),
        words(&entry.change.new),
        clean(entry.reason.as_deref().unwrap_or_default()),
        clean(entry.actor.origin.login.as_deref().unwrap_or_default()),
    ]
}

/// Prints the entries as a table, the ledger closed by then: a pager may keep it waiting for hours.
fn print_table(ledger: Ledger, filter: &HistoryFilter, job: &mut Job) -> Outcome {
    let (t, lang, width) = (job.texts(), job.lang, job.width());
    let heads = [
        Column::number(t.head_entry),
        Column::words(t.head_time, 16),
        Column::words(t.head_user, WHO),
        Column::words(t.head_action, 8),
        Column::number(t.head_task),
        Column::words(t.head_field, 16),
        Column::words(t.head_change, 60).yielding(),
        Column::words(t.head_reason, 30).yielding(),
    ];
    let mut table = Table::new(&heads);
    let mut count = 0;
    let taken = ledger.each_entry(filter, |entry| {
        table.add(row(&entry, lang));
        count += 1;
        Ok(())
    });
    taken.map_err(job.failed())?;
    drop(ledger);
    if count > 0 {
        let mut lines = table.lines(width);
        job.print_with(|into| lines.try_for_each(|line| writeln!(into, "{line}")))?;
    }
    job.say(&fill(t.entries_listed, &[("n", &count)]));
    Ok(Exit::Done)
}

/// Columns for who acted.
const WHO: usize = 16;

fn row(entry: &Entry, lang: Lang) -> [String; 8] {
    let time = china::local(entry.at).format("%Y-%m-%d %H:%M");
    let change = &entry.change;
    let said = |value: &Value| {
        let text = value_text(change.field, value, lang);
        clean_line(&text).into_owned()
    };
    let said = match (&change.old, &change.new) {
        (Value::Null, new) => said(new),
        (old, new) => format!("{} -> {}", said(old), said(new)),
    };
    [
        entry.id.to_string(),
        time.to_string(),
        who_within(&entry.actor, WHO, lang),
        entry.action.label(lang).to_owned(),
        entry.task().map(|id| id.to_string()).unwrap_or_default(),
        change.field.label(lang).to_owned(),
        said,
        entry.reason.clone().unwrap_or_default(),
    ]
}
