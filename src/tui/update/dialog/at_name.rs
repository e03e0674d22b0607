//! `@name` at the beginning of the search box: the filter of a saved view takes its place.

use crate::tui::state::dialog::Typed;
use crate::tui::state::model::Model;
use crate::views::View;
use crate::wording::{ViewTexts, fill};

/// What stands after the `@` a text begins with, which an input method may write full width.
pub fn after_at(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix(['@', '＠'])
}

/// What a person who types a name sees: the views that fit, or that there is none.
pub fn hint(text: &str, model: &Model) -> Option<String> {
    let typed = after_at(text)?;
    let t = ViewTexts::of(model.lang);
    let mut names: Vec<&str> = Vec::new();
    match named(typed, model) {
        Some((view, _)) => names.push(&view.name),
        None => {
            let views = model.saved.views.all().map(|(_, view)| view);
            names.extend(guessed(typed, views).map(|(view, _)| view.name.as_str()));
        }
    }
    if model.saved.count() == 0 {
        return Some(t.in_search_none.to_owned());
    }
    if names.is_empty() {
        return Some(fill(t.no_such_name, &[("name", &typed.trim())]));
    }
    names.dedup();
    let names = names.join(model.lang.pick("、", ", "));
    Some(fill(t.in_search, &[("names", &names)]))
}

/// The text with the filter of the named view in the place of the name. With `is_guessing` a part
/// of a name will do, Hanzi or pinyin.
pub fn expanded(text: &str, is_guessing: bool, model: &Model) -> Option<String> {
    let typed = after_at(text)?;
    let views = model.saved.views.all().map(|(_, view)| view);
    let mut guesses = guessed(typed, views);
    let guess = || guesses.next().filter(|_| is_guessing);
    let (view, tail) = named(typed, model).or_else(guess)?;
    // The blank is for the next word.
    Some(format!("{} {}", view.filter, tail.trim_start()))
}

/// The view whose whole name begins the text, the longest one, and what follows it.
fn named<'m, 't>(typed: &'t str, model: &'m Model) -> Option<(&'m View, &'t str)> {
    let views = model.saved.views.all();
    let begun = views.filter_map(|(_, view)| {
        let tail = typed.strip_prefix(view.name.as_str())?;
        let is_whole = tail.is_empty() || tail.starts_with(char::is_whitespace);
        (is_whole && !view.name.is_empty()).then_some((view, tail))
    });
    // Of one name the first, one's own: `max_by_key` would take the last.
    begun.min_by_key(|(_, tail)| tail.len())
}

/// The views a text may be the beginning of, else those its first word fits.
fn guessed<'v, 't>(
    typed: &'t str,
    views: impl Iterator<Item = &'v View>,
) -> impl Iterator<Item = (&'v View, &'t str)> {
    let word = typed.split_whitespace().next().unwrap_or_default();
    let tail = typed.trim_start().strip_prefix(word).unwrap_or_default();
    let wanted = Typed::new(word);
    views.filter_map(move |view| {
        if view.name.starts_with(typed.trim()) {
            return Some((view, ""));
        }
        wanted.fits(&view.name).then_some((view, tail))
    })
}
