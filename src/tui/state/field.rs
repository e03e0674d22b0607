//! A field people type into: one line or several, readline habits, a cursor by character.

use tui_input::{Input, InputRequest};

use crate::domain::edit::MAX_TEXT;
use crate::text::{clean_line, clean_text};
use crate::tui::state::keys::Key;

/// A text being typed.
#[derive(Clone, Debug, Default)]
pub struct TextField {
    input: Input,
    lines: bool,
}

impl TextField {
    /// A field of one line that holds `text`, cursor at its end.
    pub fn line(text: &str) -> TextField {
        TextField {
            input: Input::new(clean_line(text).into_owned()),
            lines: false,
        }
    }

    /// A field of several lines.
    pub fn lines(text: &str) -> TextField {
        TextField {
            input: Input::new(clean_text(text).into_owned()),
            lines: true,
        }
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The character the cursor stands before.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Whether nothing but blanks stands in it.
    pub fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// Replaces what stands in it.
    pub fn set(&mut self, text: &str) {
        let clean = if self.lines {
            clean_text(text)
        } else {
            clean_line(text)
        };
        self.input = Input::new(clean.into_owned());
    }

    /// Puts the cursor before a character.
    pub fn go_to(&mut self, cursor: usize) {
        self.input = self.input.clone().with_cursor(cursor);
    }

    /// Puts pasted text in at the cursor: cleaned, cut at the longest text a task may hold.
    pub fn paste(&mut self, text: &str) {
        let clean = if self.lines {
            clean_text(text)
        } else {
            clean_line(text)
        };
        let room = MAX_TEXT.saturating_sub(self.text().chars().count());
        let at = self.cursor();
        let before: String = self.text().chars().take(at).collect();
        let after: String = self.text().chars().skip(at).collect();
        let pasted: String = clean.chars().take(room).collect();
        let cursor = at + pasted.chars().count();
        self.input = Input::new(format!("{before}{pasted}{after}")).with_cursor(cursor);
    }

    /// Handles a key of editing; answers whether it was one.
    pub fn handle(&mut self, key: Key) -> bool {
        let request = match key {
            Key::Char(c) => InputRequest::InsertChar(c),
            Key::Ctrl('j') if self.lines => InputRequest::InsertChar('\n'),
            Key::Backspace | Key::Ctrl('h') => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Left | Key::Ctrl('b') => InputRequest::GoToPrevChar,
            Key::Right | Key::Ctrl('f') => InputRequest::GoToNextChar,
            Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
            Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            Key::Ctrl('k') => InputRequest::DeleteTillEnd,
            Key::Ctrl('u') => InputRequest::DeleteFromStart,
            _ => return false,
        };
        let is_full = matches!(request, InputRequest::InsertChar(_))
            && self.text().chars().count() >= MAX_TEXT;
        if !is_full {
            self.input.handle(request);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_cleaned_and_goes_in_at_the_cursor() {
        let mut field = TextField::line("教局");
        field.handle(Key::Left);
        field.paste("\u{1b}[2J育\n");
        assert_eq!(field.text(), "教育 局");
        assert_eq!(field.cursor(), 3);
    }

    #[test]
    fn readline_keys_edit_and_other_keys_are_left_to_the_dialog() {
        let mut field = TextField::line("abc def");
        assert!(field.handle(Key::Ctrl('w')) && field.text() == "abc ");
        assert!(field.handle(Key::Ctrl('u')) && field.text().is_empty());
        assert!(!field.handle(Key::Enter) && !field.handle(Key::Up));
        assert!(
            !field.handle(Key::Ctrl('j')),
            "one line takes no line break"
        );
    }
}
