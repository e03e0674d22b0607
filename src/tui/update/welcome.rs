//! The keys of the first start.

use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::msg::{Beginning, Effect};
use crate::tui::state::welcome::{CHOICES, WelcomeChoice};

/// Takes a key; a ledger that cannot be made leaves the list where it is, with the reason.
pub fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    let last = CHOICES.len() - 1;
    match key {
        Key::Down | Key::Char('j') => model.welcome_cursor = (model.welcome_cursor + 1).min(last),
        Key::Up | Key::Char('k') => model.welcome_cursor = model.welcome_cursor.saturating_sub(1),
        Key::Char('q') | Key::Ctrl('c') => return vec![Effect::Quit(0)],
        Key::Ctrl('z') => return vec![Effect::Suspend],
        Key::Enter => {
            model.import.is_wanted = false;
            return match CHOICES[model.welcome_cursor.min(last)] {
                WelcomeChoice::Sample => vec![Effect::Create(Beginning::Sample)],
                WelcomeChoice::Empty => vec![Effect::Create(Beginning::Empty)],
                WelcomeChoice::Demo => vec![Effect::Create(Beginning::Demo)],
                WelcomeChoice::Quit => vec![Effect::Quit(0)],
                // A file needs a ledger to be compared with and taken into.
                WelcomeChoice::Import => {
                    model.import.is_wanted = true;
                    vec![Effect::Create(Beginning::Empty)]
                }
            };
        }
        _ => {}
    }
    Vec::new()
}
