//! First start: what the ledger shall begin with.

use crate::wording::Screen as Words;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WelcomeChoice {
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
pub const CHOICES: [WelcomeChoice; 5] = [
    WelcomeChoice::Sample,
    WelcomeChoice::Import,
    WelcomeChoice::Empty,
    WelcomeChoice::Demo,
    WelcomeChoice::Quit,
];

impl WelcomeChoice {
    /// Its label.
    pub fn label(self, words: &'static Words) -> &'static str {
        match self {
            WelcomeChoice::Sample => words.welcome_sample,
            WelcomeChoice::Import => words.welcome_import,
            WelcomeChoice::Empty => words.welcome_empty,
            WelcomeChoice::Demo => words.welcome_demo,
            WelcomeChoice::Quit => words.welcome_quit,
        }
    }
}
