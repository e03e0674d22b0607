//! Values of flags, read strictly: what is not understood is named with what would be.

use std::time::Duration;

use chrono::NaiveDate;

use crate::domain::column::Order;
use crate::domain::name;
use crate::domain::{
    EntryId, Lang, LightColor, Party, PartyKind, Progress, ReportCycle, Revision, Sector, Status,
    TaskId,
};
use crate::ledger::AsOf;
use crate::search::Facet;
use crate::text::{clean_line, clean_text};
use crate::wording::cli::CliTexts;
use crate::wording::{Exit, Failure, fill};

/// How much of a text is read from standard input: more than any note may have.
pub const MAX_INPUT: u64 = 4 << 20;

/// How long a user's name may be, in characters.
const MAX_NAME: usize = 64;

type Read<T> = Result<T, Failure>;

fn misread(sentence: String, hint: &str) -> Failure {
    Failure::new(Exit::Usage, sentence, hint)
}

/// `YYYY-MM-DD`, a day there is.
pub fn date(text: &str, lang: Lang) -> Read<NaiveDate> {
    let t = CliTexts::of(lang);
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .ok()
        .filter(|day| (1900..2200).contains(&chrono::Datelike::year(day)))
        .ok_or_else(|| misread(fill(t.bad_date, &[("value", &text)]), t.bad_date_hint))
}

/// A day, or the number of an entry.
pub fn moment(text: &str, lang: Lang) -> Read<AsOf> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => entry(text, lang).map(AsOf::Entry),
        false => date(text, lang).map(AsOf::Day),
    }
}

fn identifier<T: std::str::FromStr>(text: &str, lang: Lang) -> Read<T> {
    let t = CliTexts::of(lang);
    text.parse()
        .map_err(|_| misread(fill(t.bad_id, &[("value", &text)]), t.bad_id_hint))
}

/// The id of a task.
pub fn task(text: &str, lang: Lang) -> Read<TaskId> {
    identifier(text, lang)
}

/// The number of an entry.
pub fn entry(text: &str, lang: Lang) -> Read<EntryId> {
    identifier(text, lang)
}

/// A revision.
pub fn revision(text: &str, lang: Lang) -> Read<Revision> {
    identifier(text, lang)
}

/// How many at most.
pub fn limit(text: &str, lang: Lang) -> Read<u32> {
    let t = CliTexts::of(lang);
    text.trim()
        .parse()
        .map_err(|_| misread(fill(t.bad_limit, &[("value", &text)]), t.bad_limit_hint))
}

/// How long others are waited for, in whole seconds; a day at most.
pub fn wait(text: &str, lang: Lang) -> Read<Duration> {
    let t = CliTexts::of(lang);
    let seconds = text
        .trim()
        .parse()
        .ok()
        .filter(|seconds| *seconds <= 86_400);
    let wait = seconds.map(Duration::from_secs);
    wait.ok_or_else(|| misread(fill(t.bad_wait, &[("value", &text)]), t.bad_wait_hint))
}

/// A share done; `none` takes it away.
pub fn progress(text: &str, lang: Lang) -> Read<Option<Progress>> {
    let t = CliTexts::of(lang);
    if text == "none" {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        misread(
            fill(t.bad_progress, &[("value", &text)]),
            t.bad_progress_hint,
        )
    })
}

/// One of a closed list, or the failure that prints the list.
fn listed<T>(
    found: Option<T>,
    text: &str,
    sentence: &str,
    valid: &[String],
    lang: Lang,
) -> Read<T> {
    let t = CliTexts::of(lang);
    found.ok_or_else(|| {
        let hint = fill(t.valid, &[("words", &valid.join(", "))]);
        misread(fill(sentence, &[("value", &text)]), &hint)
    })
}

/// A status by identifier or label.
pub fn status(text: &str, lang: Lang) -> Read<Status> {
    let valid: Vec<String> = Status::ALL
        .iter()
        .map(|status| format!("{}({})", status.id(), status.label(lang)))
        .collect();
    listed(
        Status::parse(text),
        text,
        CliTexts::of(lang).bad_status,
        &valid,
        lang,
    )
}

/// A light by identifier or label.
pub fn light(text: &str, lang: Lang) -> Read<LightColor> {
    let valid: Vec<String> = LightColor::ALL
        .iter()
        .map(|light| format!("{}({})", light.id(), light.label(lang)))
        .collect();
    listed(
        LightColor::parse(text),
        text,
        CliTexts::of(lang).bad_light,
        &valid,
        lang,
    )
}

/// A sector by name or English label.
pub fn sector(text: &str, lang: Lang) -> Read<Sector> {
    let valid: Vec<String> = Sector::all()
        .map(|sector| sector.label(lang).to_owned())
        .collect();
    listed(
        Sector::parse(text),
        text,
        CliTexts::of(lang).bad_sector,
        &valid,
        lang,
    )
}

/// A report cycle; `none` takes it away.
pub fn report_cycle(text: &str, lang: Lang) -> Read<Option<ReportCycle>> {
    if text == "none" {
        return Ok(None);
    }
    let valid: Vec<String> = ReportCycle::ALL
        .iter()
        .map(|cycle| format!("{}({})", cycle.id(), cycle.label(lang)))
        .collect();
    let bad = CliTexts::of(lang).bad_cycle;
    listed(ReportCycle::parse(text), text, bad, &valid, lang).map(Some)
}

/// An order of rows.
pub fn order(text: &str, lang: Lang) -> Read<Order> {
    let t = CliTexts::of(lang);
    Order::parse(text).map_err(|word| {
        let valid: Vec<&str> = crate::domain::column::SortKey::ALL
            .into_iter()
            .map(|key| key.id())
            .collect();
        let hint = fill(t.valid, &[("words", &valid.join(", "))]);
        misread(fill(t.bad_sort, &[("value", &word)]), &hint)
    })
}

/// A language.
pub fn language(text: &str, lang: Lang) -> Read<Lang> {
    let valid = ["zh".to_owned(), "en".to_owned()];
    listed(
        text.parse().ok(),
        text,
        CliTexts::of(lang).bad_lang,
        &valid,
        lang,
    )
}

/// One of the formats a verb has; the first where none is named. The place in `valid` is answered
/// as the word itself.
pub fn format(text: Option<&str>, valid: &[&'static str], lang: Lang) -> Read<&'static str> {
    let Some(text) = text else {
        return Ok(valid.first().copied().unwrap_or_default());
    };
    let found = valid.iter().find(|word| **word == text).copied();
    let words: Vec<String> = valid.iter().map(|word| (*word).to_owned()).collect();
    listed(found, text, CliTexts::of(lang).bad_format, &words, lang)
}

/// What tasks are counted by.
pub fn facet(text: &str, lang: Lang) -> Read<Facet> {
    let ids = Facet::ALL.map(|facet| facet.id().to_owned());
    let sentence = CliTexts::of(lang).bad_format;
    listed(Facet::from_id(text), text, sentence, &ids, lang)
}

/// The name a user goes by.
pub fn user(text: &str, lang: Lang) -> Read<String> {
    let t = CliTexts::of(lang);
    let name = name::clean(&clean_line(text.trim()));
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(misread(
            fill(t.bad_user, &[("value", &text)]),
            t.bad_user_hint,
        ));
    }
    Ok(name)
}

/// Names of leaders or units, of which a value may list several, without empty ones and repeats.
pub fn parties(names: &[String], kind: PartyKind) -> Vec<Party> {
    name::parties(&clean_text(&names.join("\n")), kind)
}
