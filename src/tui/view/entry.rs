//! Entries of the trail and their values in words.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::local;
use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Entry, Field, Lang, RegionKey, ReportCycle, Sector, Status};

/// A day in the shortest form that cannot be mistaken: without the year in the year of `today`.
pub fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        day.format("%m-%d").to_string()
    } else {
        day.to_string()
    }
}

/// A recorded value in one line, as people read it.
pub fn value_text(field: Field, value: &Value, lang: Lang) -> String {
    let known = value.as_str().and_then(|text| match field {
        Field::Status => Status::parse(text).map(|status| status.label(lang).to_owned()),
        Field::Sector => Sector::parse(text).map(|sector| sector.label(lang).to_owned()),
        Field::ReportCycle => ReportCycle::parse(text).map(|cycle| cycle.label(lang).to_owned()),
        Field::Region => Some(RegionKey::from(text.to_owned()).name().to_owned()),
        _ => None,
    });
    if let Some(known) = known {
        return known;
    }
    if field.is_event()
        && !value.is_null()
        && let Ok(event) = field.read_event(value)
    {
        return event_text(&event, lang);
    }
    plain_text(value, lang)
}

fn plain_text(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => lang.pick("是", "yes").to_owned(),
        Value::Bool(false) => lang.pick("否", "no").to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(|item| plain_text(item, lang)).collect();
            texts.join(lang.pick("、", ", "))
        }
        Value::Object(fields) => {
            // The telling part of a structure: a party's name, a milestone's date and words.
            let parts: Vec<String> = ["name", "due", "to", "text", "title"]
                .iter()
                .filter_map(|key| fields.get(*key))
                .map(|value| plain_text(value, lang))
                .filter(|text| !text.is_empty())
                .collect();
            parts.join(" ")
        }
    }
}

/// What a registration holds, a field a line.
pub fn record_text(value: &Value, lang: Lang) -> String {
    let Value::Object(fields) = value else {
        return plain_text(value, lang);
    };
    // In the order of the vocabulary, not of the letters of the identifiers.
    let known = Field::all().filter_map(|field| Some((field, fields.get(field.id())?)));
    let lines: Vec<String> = known
        .map(|(field, value)| (field.label(lang), value_text(field, value, lang)))
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| format!("{label}: {text}"))
        .collect();
    if lines.is_empty() {
        plain_text(value, lang)
    } else {
        lines.join("\n")
    }
}

/// An event in one line.
pub fn event_text(body: &EventBody, lang: Lang) -> String {
    match body {
        EventBody::Note { text } | EventBody::Returned { text } => text.clone(),
        EventBody::Report { text, progress, .. } => {
            progress.map_or(text.clone(), |figure| format!("{figure}%  {text}"))
        }
        EventBody::Extension(extension) => {
            let kind = match extension.decision {
                ExtensionDecision::Approved => lang.pick("批准", "approved"),
                ExtensionDecision::Asked => lang.pick("申请，未定", "asked, not decided"),
                ExtensionDecision::Correction => lang.pick("更正", "correction"),
            };
            let from = extension
                .from
                .map_or(String::new(), |day| format!("{day} "));
            let late = if extension.is_late() {
                lang.pick("，迟申请", ", late")
            } else {
                ""
            };
            format!(
                "{from}{} {} {kind}{late}",
                lang.pick("改", "->"),
                extension.to
            )
        }
        EventBody::Escalation { step, text } => format!("{step}  {text}"),
        EventBody::Reading {
            indicator,
            value,
            on,
        } => format!("{indicator} {value} ({on})"),
    }
}

/// An entry in one line: when, who, what, old and new, why.
pub fn entry_line(entry: &Entry, today: NaiveDate, lang: Lang) -> String {
    let at = local(entry.at);
    format!(
        "{} {} {}  {}",
        short_day(at.date_naive(), today),
        at.format("%H:%M"),
        entry.actor.user,
        entry_change(entry, lang)
    )
}

/// What an entry changed, in words.
pub fn entry_change(entry: &Entry, lang: Lang) -> String {
    let field = entry.change.field;
    let short = |value: &serde_json::Value| {
        let text = value_text(field, value, lang);
        let cut: String = text.chars().take(60).collect();
        cut.replace('\n', " ")
    };
    let action = match entry.action {
        crate::domain::Action::Undo | crate::domain::Action::Redo => {
            format!("{}:", entry.action.label(lang))
        }
        _ => String::new(),
    };
    let label = field.label(lang);
    let none = lang.pick("无", "none");
    let text = match (entry.change.old.is_null(), entry.change.new.is_null()) {
        _ if field.is_record() => label.to_owned(),
        (true, false) if field.is_event() => format!("{label} \"{}\"", short(&entry.change.new)),
        (false, true) if field.is_event() => format!("{label} \"{}\"", short(&entry.change.old)),
        (true, _) => format!(
            "{label} {none} {} {}",
            lang.pick("改", "->"),
            short(&entry.change.new)
        ),
        (_, true) => format!(
            "{label} {} {} {none}",
            short(&entry.change.old),
            lang.pick("改", "->")
        ),
        _ => format!(
            "{label} {} {} {}",
            short(&entry.change.old),
            lang.pick("改", "->"),
            short(&entry.change.new)
        ),
    };
    let reason = entry.reason.as_ref().map_or(String::new(), |reason| {
        format!(
            "  {}: {}",
            lang.pick("原因", "reason"),
            reason.replace('\n', " ")
        )
    });
    format!("{action}{text}{reason}")
}
