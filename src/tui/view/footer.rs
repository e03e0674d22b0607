//! The last two lines: what happened and where we are; the keys that act here.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::Canvas;
use crate::text::{columns, cut};
use crate::tui::layout::obstacle;
use crate::tui::state::command::{Command, FOOTER};
use crate::tui::state::dialog::{Dialog, FindKind, Search};
use crate::tui::state::keys::Key;
use crate::tui::state::model::{Model, Pane, Screen};
use crate::tui::state::review::ImportStep;
use crate::tui::state::trail::TrailRow;
use crate::wording::{DraftTexts, fill};

/// Draws both lines.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    if area.height < 2 {
        return;
    }
    let (keys, others) = keys(model, usize::from(area.width));
    let mut message = message(model);
    if model.prefix.is_some() && model.dialog.is_none() {
        // Every key that can follow must be seen: on a narrow screen some stand up here.
        message.push_str(&others);
    }
    let room = usize::from(area.width).saturating_sub(2);
    // What happened goes before where we are.
    let place = match columns(&message) + 2 + columns(&place(model)) > room {
        true => String::new(),
        false => place(model),
    };
    let message = cut(&message, room);
    let gap = usize::from(area.width).saturating_sub(columns(&message) + columns(&place) + 2);
    let line = format!(" {message}{}{place} ", " ".repeat(gap));
    canvas.put(area.x, area.y, area.width, &line, Style::default());
    canvas.put(area.x, area.y + 1, area.width, &keys, Style::default());
}

fn place(model: &Model) -> String {
    let words = model.words();
    // Of some of the rows nobody knows which one of all this is.
    if model.data.is_partial || model.browse.is_outdated() {
        return String::new();
    }
    let (at, of) = match model.screen {
        Screen::Browse | Screen::Task => {
            let id = match model.screen {
                Screen::Task => model.page.task,
                _ => model.browse.cursor,
            };
            let at = id.and_then(|id| model.browse.task_place(id));
            // A child opened from its parent has no place of its own.
            let Some(at) = at else { return String::new() };
            (at + 1, model.browse.lines.tasks())
        }
        Screen::History => return place_in_trail(model),
        Screen::Import => {
            if let ImportStep::Columns(columns) = &model.import.step {
                return fill(
                    words.row_of,
                    &[
                        ("at", &(columns.cursor + 1)),
                        ("of", &columns.rows().count()),
                    ],
                );
            }
            let review = model.import.review();
            review.map_or((0, 0), |review| (review.cursor + 1, review.lines.len()))
        }
        _ => return String::new(),
    };
    if of == 0 {
        return String::new();
    }
    fill(words.row_of, &[("at", &at.min(of)), ("of", &of)])
}

/// Which batch of how many; a `+` where older ones are still to be read.
fn place_in_trail(model: &Model) -> String {
    let history = &model.history;
    let own = history.cursor.map(TrailRow::batch);
    let at = history
        .lines
        .iter()
        .position(|line| Some(line.batch) == own);
    let Some(at) = at else { return String::new() };
    let more = if history.before.is_some() { "+" } else { "" };
    let of = format!("{}{more}", history.lines.len());
    let values: [(&str, &dyn std::fmt::Display); 2] = [("at", &(at + 1)), ("of", &of)];
    fill(model.words().trail_of_place, &values)
}

fn message(model: &Model) -> String {
    let words = model.words();
    if let Some(Dialog::Search(search)) = &model.dialog {
        if let Some(fault) = &search.fault {
            return format!("{}{}", fault.sentence, offered(search, model));
        }
        if model.browse.is_outdated() {
            return words.searching.to_owned();
        }
        let offers = offered(search, model);
        if model.browse.query.words().next().is_some() && !model.browse.lines.is_empty() {
            return format!("{}{offers}", hits(model));
        }
        if !offers.is_empty() && !model.browse.lines.is_empty() {
            return offers.trim_start().to_owned();
        }
        if model.browse.lines.is_empty() && model.is_loaded {
            if model.browse.texts.are_open() {
                return words.searching.to_owned();
            }
            return match &model.browse.looser {
                Some(looser) => {
                    let text = match looser.is_least {
                        true => words.no_hits_looser_least,
                        false => words.no_hits_looser,
                    };
                    fill(text, &[("word", &looser.word), ("n", &looser.count)])
                }
                None => words.no_hits.to_owned(),
            };
        }
    }
    if let Some(prefix) = model.prefix {
        return fill(words.prefix_hint, &[("key", &prefix)]);
    }
    if !model.message.is_empty() {
        return model.message.clone();
    }
    match (model.takes_long, model.is_saving, &model.shown.replaced) {
        (true, true, _) => words.saving.to_owned(),
        (true, false, _) => words.loading.to_owned(),
        // It comes back after every other message: nothing is written until the screen is left.
        (false, _, Some(replaced)) => replaced.line.clone(),
        (false, _, None) => others(model),
    }
}

/// The keys of a box with text in it: closing keeps what was typed, unless it cannot be written.
fn with_esc(keys: &str, model: &Model) -> String {
    let words = model.words();
    let esc = match model.leftovers.unkept {
        None => words.esc_keeps,
        Some(_) => words.esc_keeps_not,
    };
    fill(keys, &[("esc", &esc)])
}

/// What Tab would make of the condition being typed. Of plain words it says nothing: most of them
/// begin the name of some field.
fn offered(search: &Search, model: &Model) -> String {
    let offers = search.offers(model, OFFERS);
    let is_value = |offer: &String| !offer.ends_with(':');
    if !offers.iter().any(is_value) {
        return String::new();
    }
    format!("    Tab: {}", offers.join("  "))
}

/// How many completions are shown.
const OFFERS: usize = 4;

/// Where the words were found.
fn hits(model: &Model) -> String {
    let words = model.words();
    let hits = &model.browse.counts.hits;
    let mut parts: Vec<String> = [
        (words.hits_title, hits.title),
        (words.hits_people, hits.people),
        (words.hits_other, hits.other),
        (words.hits_text, hits.text),
        (words.hits_kids, model.browse.counts.kids_shown),
        (words.hits_near, model.browse.counts.near),
    ]
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(text, n)| fill(text, &[("n", &n)]))
    .collect();
    if model.browse.texts.is_wanted() && model.browse.has_enough() {
        parts.push(words.hits_text_left.to_owned());
    }
    let is_marked = hits.title + hits.people > 0;
    let tail = if is_marked { words.hits_marked } else { "" };
    format!("{}{tail}", parts.join(words.hits_comma))
}

/// What others changed and nobody here has looked at yet, until the last mark is gone.
fn others(model: &Model) -> String {
    let words = model.words();
    let touched = &model.browse.touched;
    let Some(last) = touched.values().max_by_key(|touched| touched.at) else {
        return String::new();
    };
    let people: std::collections::BTreeSet<&str> = touched
        .values()
        .map(|touched| touched.by.as_str())
        .collect();
    let at = crate::domain::china::local(last.at).format("%H:%M");
    let text = if people.len() > 1 {
        words.others_more
    } else {
        words.others_one
    };
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("by", &last.by),
        ("at", &at),
        ("n", &touched.len()),
        ("m", &people.len()),
    ];
    fill(text, &values)
}

/// The keys that act here: of a dialog or pane its own, after a prefix what can follow, else the
/// commands of the screen that can act now, as many as fit; and those that do not.
fn keys(model: &Model, cols: usize) -> (String, String) {
    if let Some(own) = own_keys(model) {
        return (cut(&format!(" {own}"), cols), String::new());
    }
    let mut line = String::from(" ");
    let mut others = String::new();
    for offer in offers(model) {
        let fits = others.is_empty() && columns(&line) + columns(&offer) < cols;
        let place = if fits { &mut line } else { &mut others };
        place.push_str(&offer);
        place.push(' ');
    }
    (line, others)
}

fn own_keys(model: &Model) -> Option<String> {
    match &model.dialog {
        Some(dialog) => Some(keys_of_dialog(dialog, model)),
        None if model.prefix.is_some() => None,
        None => keys_of_pane(model).map(str::to_owned),
    }
}

/// Those of an import under way, and of a pane beside the list.
fn keys_of_pane(model: &Model) -> Option<&'static str> {
    match (model.screen, &model.import.step, model.browse.pane) {
        (Screen::Import, ImportStep::Empty, _) => Some(model.review_words().empty),
        (Screen::Import, ImportStep::Reading(_), _) => Some(model.review_words().reading_keys),
        (Screen::Import, ImportStep::Columns(_), _) => Some(model.review_words().columns_keys),
        (Screen::Browse, _, Pane::Facets) => Some(model.words().facet_pane_keys),
        (Screen::Browse, _, Pane::Preview) => Some(model.words().preview_keys),
        _ => None,
    }
}

fn keys_of_dialog(dialog: &Dialog, model: &Model) -> String {
    let words = model.words();
    let own = match dialog {
        Dialog::Search(search) if search.field.text().is_empty() => words.search_keys_empty,
        Dialog::Search(_) => words.search_keys,
        Dialog::QueryHelp(_) => crate::wording::query_help::keys(model.lang),
        Dialog::Facet(_) => words.facet_keys,
        Dialog::Status(_) => words.status_keys,
        Dialog::Bulk(bulk) if bulk.job.targets.is_empty() => words.bulk_none,
        Dialog::Bulk(bulk) => {
            let text = match bulk.has_kids {
                true => words.bulk_keys_kids,
                false => words.bulk_keys,
            };
            return fill(text, &[("n", &bulk.job.targets.len())]);
        }
        Dialog::Ask(ask) => return with_esc(ask.hint(model), model),
        Dialog::Deadline(_) => return with_esc(words.deadline_keys, model),
        Dialog::Form(form) if form.several.is_some() => {
            return with_esc(words.form_several_keys, model);
        }
        Dialog::Form(_) => return with_esc(words.form_keys, model),
        Dialog::Rename(_) => return with_esc(words.rename_keys, model),
        Dialog::Stale(_) => words.stale_keys,
        Dialog::TrailPick(_) => words.trail_pick_keys,
        Dialog::Undo(ask) if ask.plan.tasks.is_empty() => words.undo_none,
        Dialog::Undo(ask) => {
            return fill(words.undo_keys, &[("n", &ask.plan.tasks.len())]);
        }
        Dialog::Sort(_) => words.sort_title,
        Dialog::Columns(_) => words.columns_title,
        Dialog::Conditions(_) => words.conditions_keys,
        Dialog::Path(_) => model.review_words().path_keys,
        Dialog::Correct(correct) if correct.is_tall() => model.review_words().correct_tall_keys,
        Dialog::Correct(_) => model.review_words().correct_keys,
        Dialog::Choose(_) => model.review_words().choose_keys,
        Dialog::TakeIn(_) => model.review_words().take_keys,
        Dialog::Discard(_) => model.review_words().discard_keys,
        Dialog::Replace(_) => words.replace_keys,
        Dialog::Restored(_) => words.restored_keys,
        Dialog::Drafts(_) => DraftTexts::of(model.lang).keys,
        Dialog::Views(pick) => pick.hint(model),
        Dialog::Find(find) => match find.kind {
            FindKind::Help => words.help_keys,
            FindKind::Palette => words.palette_keys,
        },
    };
    own.to_owned()
}

fn offers(model: &Model) -> Vec<String> {
    let words = model.words();
    if let Some(prefix) = model.prefix {
        let following: Vec<(Key, Command)> =
            model.keymap.following(prefix, model.place()).collect();
        let is_view = |command: &Command| command.view_place().is_some();
        let commands = following.iter().filter(|(_, command)| !is_view(command));
        let commands =
            commands.map(|(key, command)| format!("{key} {}", command.label(model.lang)));
        // The saved views share one place: their names are in the box.
        let there = |command: &Command| {
            let place = command.view_place();
            place.is_some_and(|place| place < model.saved.count())
        };
        let keys: Vec<&Key> = following
            .iter()
            .filter(|(_, command)| there(command))
            .map(|(key, _)| key)
            .collect();
        let views = match keys.as_slice() {
            [] => None,
            [only] => Some(only.to_string()),
            [first, .., last] => Some(format!("{first}-{last}")),
        };
        let label = Command::Views.label(model.lang);
        let views = views.map(|keys| format!("{keys} {label}"));
        return commands.chain(views).collect();
    }
    FOOTER
        .iter()
        .filter(|command| command.spec().places & model.place() != 0)
        .filter(|command| obstacle(**command, model).is_none())
        .filter_map(|command| {
            let key = model.keymap.shown(*command)?;
            let label = match (command, key.second) {
                // Their first key opens a choice of several.
                (Command::FacetRegion, Some(_)) => words.filter_choice,
                (Command::CopyNumber, Some(_)) => words.copy_choice,
                _ => command.label(model.lang),
            };
            Some(format!("{} {label}", key.first))
        })
        .collect()
}
