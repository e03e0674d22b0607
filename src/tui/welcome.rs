//! First start: what the ledger shall begin with.

use super::keys::Key;
use super::model::Model;
use super::msg::{Beginning, Effect};
use crate::wording::Screen as Words;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The five plans.
    Sample,
    /// A document.
    Import,
    /// Nothing.
    Empty,
    /// The simulated ledger.
    Demo,
    /// Leave.
    Quit,
}

/// The list.
pub const CHOICES: [Choice; 5] = [
    Choice::Sample,
    Choice::Import,
    Choice::Empty,
    Choice::Demo,
    Choice::Quit,
];

impl Choice {
    /// Its label.
    pub fn label(self, words: &'static Words) -> &'static str {
        match self {
            Choice::Sample => words.welcome_sample,
            Choice::Import => words.welcome_import,
            Choice::Empty => words.welcome_empty,
            Choice::Demo => words.welcome_demo,
            Choice::Quit => words.welcome_quit,
        }
    }
}

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
                Choice::Sample => vec![Effect::Create(Beginning::Sample)],
                Choice::Empty => vec![Effect::Create(Beginning::Empty)],
                Choice::Demo => vec![Effect::Create(Beginning::Demo)],
                Choice::Quit => vec![Effect::Quit(0)],
                // A file needs a ledger to be compared with and taken into.
                Choice::Import => {
                    model.import.is_wanted = true;
                    vec![Effect::Create(Beginning::Empty)]
                }
            };
        }
        _ => {}
    }
    Vec::new()
}
