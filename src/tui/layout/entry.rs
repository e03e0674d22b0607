//! Entries of the trail in a line.

use chrono::{Datelike, NaiveDate};

use crate::domain::china::local;
use crate::domain::{Entry, Lang};
use crate::report::trail::{value_text, who};

/// A day in the shortest form that cannot be mistaken: without the year in the year of `today`.
pub fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        day.format("%m-%d").to_string()
    } else {
        day.to_string()
    }
}

/// An entry in one line: when, who, what, old and new, why.
pub fn entry_line(entry: &Entry, today: NaiveDate, lang: Lang) -> String {
    let at = local(entry.at);
    format!(
        "{} {} {}  {}",
        short_day(at.date_naive(), today),
        at.format("%H:%M"),
        who(&entry.actor, lang),
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

/// The day of the week: 周一, Mon.
pub fn weekday(words: &crate::wording::Screen, day: NaiveDate) -> &'static str {
    let days = words.weekdays.split(' ');
    let at = day.weekday().num_days_from_monday() as usize;
    days.into_iter().nth(at).unwrap_or_default()
}
