//! Keys while the list is still to be made, or most of its rows are not read yet: which may act at
//! once, and which must not before the reader's list is there.

use crate::tui::state::command::{Command, CommandMark};
use crate::tui::state::dialog::Dialog;
use crate::tui::state::keys::{Chord, Key};
use crate::tui::state::model::{Model, Pane, Screen};
use crate::tui::update::cursor::steps;

/// Whether a key acts on the list as it will be: such a key must never find the one of before.
pub fn needs_list(model: &Model, key: Key) -> bool {
    match &model.dialog {
        Some(_) if matches!(key, Key::Esc | Key::Ctrl('c')) => false,
        // Everything typed changes the filter alone.
        Some(Dialog::Search(_)) => matches!(
            key,
            Key::Enter
                | Key::Tab
                | Key::BackTab
                | Key::Up
                | Key::Down
                | Key::PageUp
                | Key::PageDown
        ),
        // What a view says takes the place of the list.
        Some(Dialog::Views(_)) => false,
        // Letters narrow the values; these two take one.
        Some(Dialog::Facet(_)) => !is_text(key) || matches!(key, Key::Char(' ' | '-')),
        Some(dialog) => !(dialog.is_typing() && is_text(key)),
        None => command_needs_list(model, key),
    }
}

fn is_text(key: Key) -> bool {
    matches!(
        key,
        Key::Char(_) | Key::Backspace | Key::Delete | Key::Left | Key::Right | Key::Home | Key::End
    )
}

fn command_needs_list(model: &Model, key: Key) -> bool {
    if !matches!(model.screen, Screen::Browse | Screen::Task) {
        return false;
    }
    let chord = match model.prefix {
        Some(_) if key == Key::Esc => return false,
        Some(first) => Chord {
            first,
            second: Some(key),
        },
        None if model.keymap.is_prefix(key, model.place()) => return false,
        None => Chord {
            first: key,
            second: None,
        },
    };
    let Some(command) = model.keymap.command(chord, model.place()) else {
        return false;
    };
    match command {
        early if early.has(CommandMark::BeforeList) => false,
        Command::Search => !model.data.is_partial,
        // Takes a condition of the filter back, or something that has nothing to do with it.
        Command::Back => model.data.is_partial,
        _ if model.browse.is_outdated() => true,
        _ if model.data.is_partial => !is_move_within(model, command),
        // Others changed something: rows and cursor stay where they are.
        _ => steps(command, 1).is_none(),
    }
}

/// Whether a movement stays inside the rows that are there already.
fn is_move_within(model: &Model, command: Command) -> bool {
    let browse = &model.browse;
    if model.screen != Screen::Browse || browse.pane == Pane::Facets {
        return false;
    }
    let page = isize::try_from(model.layout().table_rows()).unwrap_or(1);
    let Some(by) = steps(command, page) else {
        return false;
    };
    let at = browse.cursor.and_then(|id| browse.task_place(id));
    let to = at.unwrap_or(0).checked_add_signed(by);
    browse.pane == Pane::Preview || by < 0 || to.is_some_and(|to| to < browse.lines.tasks())
}
