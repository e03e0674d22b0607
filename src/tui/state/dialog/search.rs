//! The search box on line 2: each key narrows, Enter keeps, Esc restores.

use std::ops::Range;

use crate::tui::state::dialog::Before;
use crate::tui::state::field::TextField;

/// The box.
#[derive(Clone, Debug)]
pub struct Search {
    /// The query as typed.
    pub field: TextField,
    /// Why it cannot be read, with the last good rows still shown.
    pub fault: Option<QueryFault>,
    /// What Tab walks through, until another key is typed.
    pub walk: Option<Walk>,
    /// Where the reader was.
    pub before: Before,
}

/// Why what is typed is no query.
#[derive(Clone, Debug)]
pub struct QueryFault {
    /// In a sentence.
    pub sentence: String,
    /// The characters that are wrong, where it is some of them.
    pub place: Option<Range<usize>>,
}

/// The completions of a word, with the text they stand in.
#[derive(Clone, Debug)]
pub struct Walk {
    /// What stands before the word.
    pub before: String,
    /// What stands behind it.
    pub after: String,
    /// What the word can become.
    pub choices: Vec<String>,
    /// The one it is now.
    pub at: usize,
}

impl Search {
    /// The text on both sides of the cursor.
    pub fn parted(&self) -> (String, String) {
        let chars = self.field.text().chars();
        let before: String = chars.clone().take(self.field.cursor()).collect();
        (before, chars.skip(self.field.cursor()).collect())
    }
}
