//! How the model changes: message in, effects out. No I/O here, nor anywhere below.

mod ahead;
mod answers;
mod browse;
mod cursor;
pub mod dialog;
mod drafts;
mod facet_pane;
mod filter;
mod history;
mod import;
mod merge;
mod opening;
mod page;
mod reading;
mod restored;
mod saving;
mod told;
mod views;
mod waiting;
mod welcome;
mod written;

pub use ahead::is_unseen;
pub use answers::answer;
pub use cursor::place_cursor;
pub use drafts::{last_word as last_word_on_drafts, take_up, throw_away};
pub use filter::{count, go_back, relist, relist_to};
pub use history::{look_for, narrow as narrow_trail};
pub use import::{corrected, leave as leave_import, read_file, take_in};
pub use reading::load;
pub use restored::go_on as after_restore;
pub use views::{apply as apply_view, read as read_views};

use crate::tui::layout::obstacle;
use crate::tui::state::command::{ANY, Command, Needs};
use crate::tui::state::dialog::{Dialog, Find, FindKind};
use crate::tui::state::keys::{Chord, Key};
use crate::tui::state::model::{Model, Screen};
use crate::tui::state::msg::{Effect, Msg};
use crate::tui::update::reading::wanted_details;
use crate::wording::fill;

/// Takes one message.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let effects = act(model, msg);
    ahead::settle(model);
    effects
}

fn act(model: &mut Model, msg: Msg) -> Vec<Effect> {
    if matches!(msg, Msg::Key(key) if redraws(model, key)) {
        return vec![Effect::Redraw];
    }
    if waits_for_rows(model, &msg) {
        model.typed_ahead.push_back(msg);
        return Vec::new();
    }
    if matches!(msg, Msg::Key(_) | Msg::Paste(_)) && ahead::is_unseen(model) {
        ahead::drop_early(model);
        return Vec::new();
    }
    match msg {
        Msg::Key(key) => on_key(model, key),
        Msg::Paste(text) => on_paste(model, &text),
        Msg::Drawn => {
            ahead::seen(model);
            Vec::new()
        }
        Msg::TakesLong(has_dropped) => {
            ahead::takes_long(model, has_dropped);
            Vec::new()
        }
        Msg::Garbled => {
            model.prefix = None;
            model.message = model.words().garbled.to_owned();
            Vec::new()
        }
        Msg::Rest(count) | Msg::TypedOn(count) => {
            let text = match msg {
                Msg::Rest(_) => model.words().paste_rest,
                _ => model.words().typed_on,
            };
            // What became of the first line, or why there is no box, stays readable.
            let rest = fill(text, &[("n", &count)]);
            let said = [std::mem::take(&mut model.message), rest];
            let said = said.iter().filter(|part| !part.is_empty());
            model.message = said.map(String::as_str).collect::<Vec<_>>().join("  ");
            Vec::new()
        }
        Msg::Resize(cols, rows) => {
            model.size = (cols, rows);
            cursor::settle_pane(model);
            place_cursor(model);
            import::place(model);
            wanted_details(model)
        }
        Msg::Loaded(_) => {
            let mut effects = answer(model, msg);
            // What waited for the rows acts now, in the order it was typed.
            for typed in std::mem::take(&mut model.typed_ahead) {
                effects.extend(update(model, typed));
            }
            effects.extend(drafts::offer(model));
            effects
        }
        other => answer(model, other),
    }
}

/// Whether a key asks for the whole screen anew: whatever is open, and nothing of it changes. A
/// letter that the settings put on this command is text or a choice in a box.
fn redraws(model: &Model, key: Key) -> bool {
    let is_free = model.dialog.is_none() && model.prefix.is_none();
    let chord = Chord {
        first: key,
        second: None,
    };
    let command = model.keymap.command(chord, ANY);
    (is_free || matches!(key, Key::Ctrl(_))) && command == Some(Command::Redraw)
}

/// Whether a key or paste has to wait until all rows are there. What comes after one that waits
/// does too: keys act in the order they were typed.
fn waits_for_rows(model: &Model, msg: &Msg) -> bool {
    let needs_rows = match msg {
        Msg::Key(key) => waiting::needs_list(model, *key),
        Msg::Paste(_) => !matches!(model.dialog, Some(Dialog::Search(_))),
        _ => return false,
    };
    model.data.is_partial && (needs_rows || !model.typed_ahead.is_empty())
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.browse.pending.is_some() && waiting::needs_list(model, key) {
        filter::finish(model);
    }
    model.message.clear();
    let mut effects = match model.dialog.take() {
        Some(dialog) => {
            let (dialog, effects) = dialog.key(key, model);
            // A command run from the palette may have opened a dialog of its own.
            model.dialog = dialog.or(model.dialog.take());
            effects
        }
        None if model.screen == Screen::Welcome => {
            return welcome::key(model, key);
        }
        None => on_command_key(model, key),
    };
    effects.extend(wanted_details(model));
    effects
}

/// A key with the prefix before it.
fn chord_of(model: &Model, key: Key) -> Chord {
    match model.prefix {
        Some(first) => Chord {
            first,
            second: Some(key),
        },
        None => Chord {
            first: key,
            second: None,
        },
    }
}

fn on_command_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let place = model.place();
    let words = model.words();
    // Any other key takes the question back.
    let quit_asked = std::mem::take(&mut model.quit_asked);
    let command = model.keymap.command(chord_of(model, key), place);
    if ahead::is_busy_for(model, command, key) {
        ahead::drop_busy(model);
        return Vec::new();
    }
    let is_given_up = [
        model.opening.take().is_some(),
        model.history.planning.take().is_some(),
    ];
    if is_given_up.contains(&true) {
        // Whoever goes on before the box is there has other plans.
        return Vec::new();
    }
    if let Some(first) = model.prefix.take() {
        if matches!(key, Key::Esc) {
            return Vec::new();
        }
        let chord = Chord {
            first,
            second: Some(key),
        };
        return match model.keymap.command(chord, place) {
            Some(command) => run(command, model),
            None => {
                model.message = fill(words.not_here, &[("key", &chord)]);
                Vec::new()
            }
        };
    }
    if model.keymap.is_prefix(key, place) {
        model.prefix = Some(key);
        return Vec::new();
    }
    match model.keymap.command(
        Chord {
            first: key,
            second: None,
        },
        place,
    ) {
        Some(command) => {
            model.quit_asked = quit_asked && command == Command::Quit;
            run(command, model)
        }
        None => {
            model.message = fill(words.not_here, &[("key", &key)]);
            Vec::new()
        }
    }
}

/// Pasted text goes where text is typed; over a list it opens the search box with its first line.
fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    model.prefix = None;
    if !matches!(model.dialog, Some(Dialog::Search(_))) {
        filter::finish(model);
    }
    if let Some(dialog) = model.dialog.take() {
        let (dialog, effects) = dialog.paste(text, model);
        model.dialog = dialog;
        return effects;
    }
    if model.screen == Screen::Browse {
        let first = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let short: String = first.trim().chars().take(200).collect();
        if short.is_empty() {
            model.message = model.words().garbled.to_owned();
            return Vec::new();
        }
        let opened = crate::tui::state::dialog::Search::open(model);
        let (dialog, _) = opened.paste(&short, model);
        model.dialog = dialog;
        return wanted_details(model);
    }
    model.message = model.words().garbled.to_owned();
    Vec::new()
}

/// Runs a command, or says why it cannot act.
pub fn run(command: Command, model: &mut Model) -> Vec<Effect> {
    if command.spec().needs == Needs::Write && model.screen == Screen::Browse {
        browse::mark_range(model);
    }
    if let Some(why) = obstacle(command, model) {
        let is_write = matches!(command.spec().needs, Needs::Write | Needs::Ledger);
        model.has_refused_box = is_write && !matches!(command, Command::Undo | Command::Redo);
        model.message = format!("{}: {why}", command.label(model.lang));
        return Vec::new();
    }
    match command {
        Command::Palette => {
            model.dialog = Some(Find::open(FindKind::Palette));
            views::read()
        }
        Command::Help => {
            model.dialog = Some(Find::open(FindKind::Help));
            Vec::new()
        }
        // Of the screen alone: what a review takes back are its own corrections.
        Command::Undo | Command::Redo if model.screen == Screen::Import => {
            import::run(command, model)
        }
        // Of any batch, whoever wrote it: shown first.
        Command::Undo if model.screen == Screen::History => history::undo(model),
        Command::Undo | Command::Redo => {
            let change = match command {
                Command::Undo => Effect::Undo,
                _ => Effect::Redo,
            };
            saving::save(model, None, change)
        }
        Command::Drafts => drafts::show(model),
        Command::Redraw => vec![Effect::Redraw],
        Command::Suspend => vec![Effect::Suspend],
        Command::Quit => quit(model),
        Command::ScreenBrowse => show(model, Screen::Browse),
        Command::ScreenBoard => show(model, Screen::Later(2)),
        Command::ScreenCalendar => show(model, Screen::Later(3)),
        Command::ScreenSupervision => show(model, Screen::Later(4)),
        Command::ScreenImport => import::show(model),
        Command::ScreenHistory => history::open(model, None),
        Command::HistoryOfTask => {
            let task = model.current();
            history::open(model, task)
        }
        other => match model.screen {
            Screen::Browse => browse::run(other, model),
            Screen::Task => page::run(other, model),
            Screen::History => history::run(other, model),
            Screen::Import => import::run(other, model),
            Screen::Later(_) | Screen::Welcome => match other {
                Command::Back => show(model, Screen::Browse),
                _ => Vec::new(),
            },
        },
    }
}

fn show(model: &mut Model, screen: Screen) -> Vec<Effect> {
    model.screen = screen;
    place_cursor(model);
    Vec::new()
}

/// Leaves the screen; on browse the program, after a second `q` when a draft would be lost.
fn quit(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Import => {
            import::leave(model);
            Vec::new()
        }
        Screen::Task | Screen::History | Screen::Later(_) => {
            page::leave(model);
            Vec::new()
        }
        Screen::Browse if model.draft_count() > 0 && !model.quit_asked => {
            model.quit_asked = true;
            model.message = drafts::quit_question(model);
            Vec::new()
        }
        Screen::Browse | Screen::Welcome => vec![Effect::Quit(0)],
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
