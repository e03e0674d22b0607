//! What came in one read, judged as a whole.

use crossterm::event::{KeyCode, KeyModifiers};

use super::super::input::{Input, KeyPress, Mode};
use super::decode;
use crate::text::half_width;

/// A newline after so many characters is not somebody's Enter key.
const CHARACTERS_OF_A_PASTE: usize = 2;

#[derive(Debug)]
enum Token {
    Typed(char, KeyModifiers),
    Key(KeyPress),
    /// A paste, or an answer of the terminal: it stands for itself, whatever comes around it.
    Whole(Input),
}

/// The keys, pastes and answers of one read, in order.
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

    pub(super) fn whole(&mut self, input: Input) {
        self.tokens.push(Token::Whole(input));
    }

    /// Bytes that are no characters. In a Chinese legacy encoding half of them look like letters.
    pub(super) fn broken(&mut self) {
        self.broken = true;
    }

    /// The inputs that may act. `before`: so many characters of the same paste came before.
    pub(super) fn judged(self, mode: Mode, before: usize) -> Vec<Input> {
        let garbled = self.broken
            || match mode {
                Mode::List => self.holds_foreign_text() || self.first_line_end(0).is_some(),
                Mode::Text => false,
            };
        if garbled {
            return self.whole_and(Input::Garbled);
        }
        if mode == Mode::Text && self.goes_on_after_a_line(before) {
            let text = self.characters().collect();
            return self.whole_and(Input::Paste(text));
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

    /// Whether it holds characters that no key of its own stands for.
    pub(super) fn holds_foreign_text(&self) -> bool {
        self.characters().any(|c| !half_width(c).is_ascii())
    }

    /// Where the first newline stands that ends a line of text, among the characters.
    fn first_line_end(&self, mut before: usize) -> Option<usize> {
        self.characters().position(|c| {
            let ends = matches!(c, '\r' | '\n') && before >= CHARACTERS_OF_A_PASTE;
            before += usize::from(!c.is_control());
            ends
        })
    }

    /// A trailing newline may be the Enter key of somebody who types ahead. Text after it is a
    /// paste: its Enter would take the first line and leave the rest to be commands.
    pub(super) fn goes_on_after_a_line(&self, before: usize) -> bool {
        self.first_line_end(before)
            .is_some_and(|end| self.characters().skip(end).any(|c| !c.is_control()))
    }

    /// How many characters of text it holds.
    pub(super) fn length(&self) -> usize {
        self.characters().filter(|c| !c.is_control()).count()
    }

    /// Whether it ends with the Enter key.
    pub(super) fn ends_with_enter(&self) -> bool {
        let enter = KeyPress::from(KeyCode::Enter);
        matches!(self.tokens.last(), Some(Token::Typed('\r', _)))
            || matches!(self.tokens.last(), Some(Token::Key(key)) if *key == enter)
    }

    /// How many keys and characters are left out, and what is not: marked pastes, answers.
    pub(super) fn left_out(self) -> (usize, Vec<Input>) {
        let whole: Vec<Input> = self
            .tokens
            .iter()
            .filter_map(|token| match token {
                Token::Whole(input) => Some(input.clone()),
                _ => None,
            })
            .collect();
        (self.tokens.len() - whole.len(), whole)
    }

    fn whole_and(self, last: Input) -> Vec<Input> {
        let whole = self.tokens.into_iter().filter_map(|token| match token {
            Token::Whole(input) => Some(input),
            _ => None,
        });
        whole.chain([last]).collect()
    }
}

impl Token {
    /// In a list a full-width character is the key it stands for.
    fn input(self, mode: Mode) -> Input {
        match self {
            Token::Whole(input) => input,
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
