//! What the terminal hands over, as the interface knows it.

use crossterm::event::{KeyCode, KeyModifiers};

use crate::tui::state::keys::Key;
use crate::tui::state::msg::Msg;
use crate::tui::terminal::{Input, KeyPress};

/// What somebody typed or pasted; `None` for anything else.
pub(super) fn typed(input: Input) -> Option<Msg> {
    match input {
        Input::Paste(text) => Some(Msg::Paste(text)),
        Input::Garbled => Some(Msg::Garbled),
        Input::Rest(count) => Some(Msg::Rest(count)),
        Input::Key(press) => key_of(press).map(Msg::Key),
        _ => None,
    }
}

/// A key press of the terminal as the interface knows keys; `None` for those it has no use for.
fn key_of(press: KeyPress) -> Option<Key> {
    let ctrl = press.modifiers.contains(KeyModifiers::CONTROL);
    let other = press.modifiers - KeyModifiers::CONTROL - KeyModifiers::SHIFT;
    if !other.is_empty() {
        return None;
    }
    Some(match press.code {
        KeyCode::Char(c) if ctrl => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(c),
        // As in other programs that record at Enter; only newer terminals tell it from a plain one.
        KeyCode::Enter if !press.modifiers.is_empty() => Key::Ctrl('j'),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}
