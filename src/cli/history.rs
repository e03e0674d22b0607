//! `duban history`

use serde::Serialize;
use serde_json::Value;

use super::args::HistoryArgs;
use super::job::Job;
use super::{Outcome, values};
use crate::domain::china;
use crate::domain::{BatchId, Entry, EntryId, Lang, TaskId};
use crate::ledger::{Access, HistoryFilter, LedgerError};
use crate::report::csv;
use crate::report::table::{Column, table};
use crate::report::trail::value_text;
use crate::text::clean_line;
use crate::wording::fill;

/// The columns, which are the JSON keys.
const COLUMNS: [&str; 11] = [
    "entry", "batch", "task", "at", "user", "host", "action", "field", "old", "new", "reason",
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
        by: args.by.as_deref().map(|name| job.line(name)),
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
    let entries = ledger.history(&filter).map_err(job.failed())?;
    if let (Some(task), true) = (task, entries.is_empty()) {
        check_known(task, &ledger, job)?;
    }
    match format {
        "json" => {
            let views: Vec<EntryView> = entries.iter().map(view).collect();
            job.print_json(&views)
        }
        "csv" => {
            let rows: Vec<Vec<String>> = entries.iter().map(cells).collect();
            let bytes = job.encoded(csv::sheet(&COLUMNS, &rows))?;
            job.print(&bytes)
        }
        _ => {
            let text = as_table(&entries, job);
            job.print(text.as_bytes())?;
            job.say(&fill(job.texts().entries_listed, &[("n", &entries.len())]));
            Ok(crate::wording::Exit::Done)
        }
    }
}

/// No entries can also mean that the other conditions fit none of a task's.
fn check_known(
    task: TaskId,
    ledger: &crate::ledger::Ledger,
    job: &Job,
) -> Result<(), crate::wording::Failure> {
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
    ]
}

fn as_table(entries: &[Entry], job: &Job) -> String {
    let t = job.texts();
    let heads = [
        Column::number(t.head_entry),
        Column::words(t.head_time, 16),
        Column::words(t.head_user, 16),
        Column::words(t.head_action, 8),
        Column::number(t.head_task),
        Column::words(t.head_field, 16),
        Column::words(t.head_change, 60).yielding(),
        Column::words(t.head_reason, 30).yielding(),
    ];
    let rows: Vec<Vec<String>> = entries.iter().map(|entry| row(entry, job.lang)).collect();
    if rows.is_empty() {
        return String::new();
    }
    table(&heads, &rows, job.width())
}

fn row(entry: &Entry, lang: Lang) -> Vec<String> {
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
    vec![
        entry.id.to_string(),
        time.to_string(),
        entry.actor.user.clone(),
        entry.action.label(lang).to_owned(),
        entry.task().map(|id| id.to_string()).unwrap_or_default(),
        change.field.label(lang).to_owned(),
        said,
        entry.reason.clone().unwrap_or_default(),
    ]
}
