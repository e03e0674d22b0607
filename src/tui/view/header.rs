//! The two lines on top: what ledger, which day, who, how many of each light; then the filter.

use ratatui::style::{Modifier, Style};

use super::canvas::Canvas;
use super::search_box;
use crate::domain::LightColor;
use crate::text::{columns, fit};
use crate::tui::layout::weekday;
use crate::tui::state::areas::Layout;
use crate::tui::state::dialog::Dialog;
use crate::tui::state::model::{Model, Screen};
use crate::tui::view::canvas::sides;
use crate::wording::fill;

/// Draws both lines.
pub fn draw(canvas: &mut Canvas, model: &Model, layout: &Layout) {
    let cols = layout.header.width;
    let bold = Style::default().add_modifier(Modifier::BOLD);
    canvas.put(0, 0, cols, &first_line(model, cols), bold);
    match &model.dialog {
        Some(Dialog::Search(search)) => search_box::draw(canvas, model, search, cols),
        _ if model.screen == Screen::Import => {
            let line = super::review::head_line(model, usize::from(cols));
            canvas.put(0, 1, cols, &line, Style::default());
        }
        _ if model.screen == Screen::History => {
            let line = super::history::head_line(model, usize::from(cols));
            canvas.put(0, 1, cols, &line, Style::default());
        }
        _ => {
            canvas.put(0, 1, cols, &second_line(model, cols), Style::default());
        }
    }
}

/// What the ledger is called.
fn ledger_name(model: &Model) -> String {
    let words = model.words();
    if let Some(moment) = &model.shown.as_of {
        return fill(words.as_of, &[("moment", moment)]);
    }
    let name = if model.shown.is_demo {
        words.demo.to_owned()
    } else if model.shown.is_sample {
        words.sample.to_owned()
    } else {
        let name = model
            .shown
            .path
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_default()
    };
    match (model.shown.replaced.is_some(), model.shown.is_read_only) {
        (true, _) => format!("{name} {}", words.replaced),
        (_, true) => format!("{name} {}", words.read_only),
        _ => name,
    }
}

/// Ledger, day, user, counts: where there is no room for all, the user goes first, then the counts
/// of the lights.
fn first_line(model: &Model, cols: u16) -> String {
    let words = model.words();
    let (lights, shown, short) = match progress(model) {
        Some(mark) => (String::new(), format!(" {mark} "), format!(" {mark} ")),
        None => {
            let (long, short) = (words.without_kids, words.without_kids_short);
            (lights(model), shown(model, long), shown(model, short))
        }
    };
    let name = format!(" {}  {}", words.name, ledger_name(model));
    let today = model.rules.today;
    let day = format!("   {} {today} {}", words.today, weekday(words, today));
    let user = format!("{} {}", words.user, model.actor.user);
    let (counts, at) = (format!("{lights}{shown}"), &model.actor.host);
    let (few, short) = (short.clone(), format!("{lights}{short}"));
    let choices = if cols >= 100 {
        vec![
            (format!("{name}{day}   {user}@{at}"), counts.clone()),
            (format!("{name}{day}   {user}@{at}"), short.clone()),
            (format!("{name}{day}   {user}"), counts),
            (format!("{name}{day}   {user}"), short.clone()),
            (format!("{name}{day}"), short.clone()),
            (name.clone(), short.clone()),
        ]
    } else {
        vec![
            (name.clone(), format!("{short}  {user} ")),
            (name.clone(), short.clone()),
        ]
    };
    let fits =
        |(left, right): &&(String, String)| columns(left) + columns(right) < usize::from(cols);
    match choices.iter().find(fits) {
        Some((left, right)) => sides(left, right, cols),
        None => sides(&name, &few, cols),
    }
}

/// What stands in the place of counts that are not known yet: a wrong count is never shown.
fn progress(model: &Model) -> Option<&'static str> {
    let words = model.words();
    if model.data.is_partial {
        Some(words.loading)
    } else if model.browse.is_outdated() {
        Some(words.searching)
    } else {
        None
    }
}

fn lights(model: &Model) -> String {
    let mut text = String::new();
    for (color, count) in LightColor::ALL.into_iter().zip(model.browse.counts.lights) {
        if count > 0 {
            text.push_str(&format!("{} {count}  ", color.label(model.lang)));
        }
    }
    text
}

/// How many tasks fit the filter, and how many subtasks do that are not among them nor in the lights.
fn shown(model: &Model, without_kids: &str) -> String {
    let (shown, all) = (model.browse.counts.shown, model.data.index.tops());
    let kids = match model.browse.counts.kids {
        0 => String::new(),
        n => fill(without_kids, &[("n", &n)]),
    };
    format!(" {shown}/{all} {}{kids} ", model.words().items)
}

/// The filter in force, always, as text that can be typed again; after it order, marks, drafts and
/// how to get rid of it, as far as there is room.
fn second_line(model: &Model, cols: u16) -> String {
    let words = model.words();
    let cols = usize::from(cols);
    let head = format!(" {}  ", words.filter);
    let query = match model.browse.query.is_empty() {
        true => words.no_filter.to_owned(),
        false => model.browse.query.print(model.lang),
    };
    // What a person must not overlook comes first; the rest goes where it fits.
    let mut left: Vec<(usize, String)> = Vec::new();
    let mut right: Vec<(usize, String)> = Vec::new();
    // Of a long filter the first conditions are enough, so it leaves room for the marks.
    let wanted = columns(&query).min(cols.saturating_sub(columns(&head)) / 2);
    let mut room = cols.saturating_sub(columns(&head) + wanted + 1);
    let mut take = |list: &mut Vec<(usize, String)>, place: usize, text: String| {
        if let Some(rest) = room.checked_sub(columns(&text)) {
            room = rest;
            list.push((place, text));
        }
    };
    let browse = &model.browse;
    if !browse.marks.is_empty() {
        let values: [(&str, &dyn std::fmt::Display); 2] = [
            ("n", &browse.marks.len()),
            ("m", &browse.marks_in_filter(&model.data).count()),
        ];
        let text = format!("    {}", fill(words.marked, &values));
        take(&mut left, 1, text);
    }
    let drafts = model.draft_count() + model.leftovers.list.len();
    if drafts > 0 {
        let text = fill(words.draft, &[("n", &drafts)]);
        take(&mut right, 0, format!("  {text}"));
    }
    if !browse.query.is_empty() {
        take(&mut right, 1, format!("  {}", words.step_back));
        take(&mut right, 2, format!("  {}", words.clear_all));
    }
    let order = match browse.query.words().next() {
        Some(_) => words.by_score.to_owned(),
        None => browse.order.words(model.lang),
    };
    take(&mut left, 0, format!("    {} {order}", words.sort));
    let joined = |mut list: Vec<(usize, String)>| -> String {
        list.sort_by_key(|(place, _)| *place);
        list.into_iter().map(|(_, text)| text).collect()
    };
    let (left, right) = (joined(left), joined(right));
    let room = cols.saturating_sub(columns(&head) + columns(&left) + columns(&right) + 1);
    let query = match browse.query.is_empty() {
        true => query,
        false => browse.query.print_short(model.lang, room),
    };
    let text = format!("{head}{query}{left}");
    format!(
        "{}{right} ",
        fit(&text, cols.saturating_sub(columns(&right) + 1))
    )
}
