//! The values an entry holds, in words.

use serde_json::Value;

use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Field, Lang, RegionKey, ReportCycle, Sector, Status};

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
