//! What came in one read, judged as a whole.

use crossterm::event::KeyModifiers;

use super::decode;
use super::input::{Input, KeyPress, Mode};
use crate::text::half_width;

/// A newline after so many characters is not somebody's Enter key.
const CHARACTERS_OF_A_PASTE: usize = 2;

#[derive(Debug)]
enum Token {
    Typed(char, KeyModifiers),
    Key(KeyPress),
    Paste(Input),
}

/// The keys and pastes of one read, in order.
#[derive(Debug, Default)]
pub(super) struct Read {
    tokens: Vec<Token>,
    broken: bool,
}

impl Read {
    pub(super) fn typed(&mut self, c: char, modifiers: KeyModifiers) {
        self.tokens.push(Token::Typed(c, modifiers));
    }

    pub(super) fn key(&mut self, key: KeyPress) {
        self.tokens.push(Token::Key(key));
    }

    pub(super) fn paste(&mut self, paste: Input) {
        self.tokens.push(Token::Paste(paste));
    }

    /// Bytes that are no characters. In a Chinese legacy encoding half of them look like letters.
    pub(super) fn broken(&mut self) {
        self.broken = true;
    }

    /// The inputs that may act.
    pub(super) fn judged(self, mode: Mode) -> Vec<Input> {
        let garbled = self.broken
            || match mode {
                Mode::List => self.holds_foreign_text() || self.first_line_end().is_some(),
                Mode::Text => false,
            };
        if garbled {
            return self.pastes_and(Input::Garbled);
        }
        if mode == Mode::Text && self.goes_on_after_a_line() {
            let text = self.characters().collect();
            return self.pastes_and(Input::Paste(text));
        }
        self.tokens
            .into_iter()
            .map(|token| token.input(mode))
            .collect()
    }

    fn characters(&self) -> impl Iterator<Item = char> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Typed(c, _) => Some(*c),
            _ => None,
        })
    }

    fn holds_foreign_text(&self) -> bool {
        self.characters().any(|c| !half_width(c).is_ascii())
    }

    /// Where the first newline stands that ends a line of text, among the characters.
    fn first_line_end(&self) -> Option<usize> {
        let mut before = 0;
        self.characters().position(|c| {
            let ends = matches!(c, '\r' | '\n') && before >= CHARACTERS_OF_A_PASTE;
            before += usize::from(!c.is_control());
            ends
        })
    }

    /// A trailing newline may be the Enter key of somebody who types ahead. Text after it is a
    /// paste: its Enter would take the first line and leave the rest to be commands.
    fn goes_on_after_a_line(&self) -> bool {
        self.first_line_end()
            .is_some_and(|end| self.characters().skip(end).any(|c| !c.is_control()))
    }

    fn pastes_and(self, last: Input) -> Vec<Input> {
        let pastes = self.tokens.into_iter().filter_map(|token| match token {
            Token::Paste(paste) => Some(paste),
            _ => None,
        });
        pastes.chain([last]).collect()
    }
}

impl Token {
    /// In a list a full-width character is the key it stands for.
    fn input(self, mode: Mode) -> Input {
        match self {
            Token::Paste(paste) => paste,
            Token::Key(key) => Input::Key(key),
            Token::Typed(c, modifiers) => {
                let c = if mode == Mode::List { half_width(c) } else { c };
                let mut key = decode::character(c);
                key.modifiers |= modifiers;
                Input::Key(key)
            }
        }
    }
}
