//! The values an entry holds, in words.

use serde_json::Value;

use crate::domain::task::{EventBody, ExtensionDecision};
use crate::domain::{Actor, Field, Lang, RegionKey, ReportCycle, Sector, Status, Task};
use crate::text::{clean_line, columns, cut};

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
    let known = Field::ALL
        .into_iter()
        .filter_map(|field| Some((field, fields.get(field.id())?)));
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

/// A person by the name given, with the login name of the system where that is another:
/// 王芳(登录 zhangsan).
pub fn person(user: &str, login: Option<&str>, lang: Lang) -> String {
    let name = clean_line(user);
    match login.map(clean_line).filter(|login| *login != name) {
        Some(login) => format!("{name}({} {login})", lang.pick("登录", "login")),
        None => name.into_owned(),
    }
}

/// Who changed a task last.
pub fn updated_by(task: &Task, lang: Lang) -> String {
    person(&task.updated_by, task.updated_login.as_deref(), lang)
}

/// Who acted.
pub fn who(actor: &Actor, lang: Lang) -> String {
    person(&actor.user, actor.origin.login.as_deref(), lang)
}

/// Who acted, in so many columns: of a long name the end goes, and not the login behind it, which
/// is what the system vouches for.
pub fn who_within(actor: &Actor, cols: usize, lang: Lang) -> String {
    let whole = who(actor, lang);
    let name = clean_line(&actor.user);
    let login = actor.origin.login.as_deref().map(clean_line);
    match login.filter(|login| *login != name) {
        Some(login) if columns(&whole) > cols => {
            let login = format!("({login})");
            let left = cols.saturating_sub(columns(&login));
            format!("{}{login}", cut(&name, left))
        }
        _ => whole,
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
            let to = extension.to.map(|day| day.to_string());
            let to = to.unwrap_or_else(|| lang.pick("未定", "none").to_owned());
            format!("{from}{} {to} {kind}{late}", lang.pick("改", "->"))
        }
        EventBody::Escalation { step, text } => format!("{step}  {text}"),
        EventBody::Reading {
            indicator,
            value,
            on,
        } => format!("{indicator} {value} ({on})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Origin;

    #[test]
    fn of_a_long_name_the_end_goes_and_never_the_login_behind_it() {
        let mut actor = Actor {
            user: "王芳(登录 zhangsan)".into(),
            host: String::new(),
            session: String::new(),
            origin: Origin {
                login: Some("lisi".into()),
                ..Origin::default()
            },
        };
        for cols in 8..60 {
            let shown = who_within(&actor, cols, Lang::Zh);
            assert!(
                columns(&shown) <= cols && shown.ends_with("lisi)"),
                "{shown}"
            );
        }
        actor.user = "王芳".into();
        assert_eq!(who_within(&actor, 16, Lang::Zh), "王芳(登录 lisi)");
        assert_eq!(who_within(&actor, 12, Lang::Zh), "王芳(lisi)");
        actor.user = "lisi".into();
        assert_eq!(who_within(&actor, 12, Lang::Zh), "lisi");
    }
}
