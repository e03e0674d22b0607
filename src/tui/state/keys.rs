//! Keys as the rest of the interface sees them, and how they are written in tables and settings.

use std::fmt;

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character, Shift already applied.
    Char(char),
    /// Control with a letter.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Escape on its own.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
}

/// Names of the keys that are no characters, as written in `settings.toml`.
const NAMES: [(Key, &str); 15] = [
    (Key::Enter, "Enter"),
    (Key::Esc, "Esc"),
    (Key::Tab, "Tab"),
    (Key::BackTab, "Shift-Tab"),
    (Key::Backspace, "Backspace"),
    (Key::Delete, "Delete"),
    (Key::Up, "Up"),
    (Key::Down, "Down"),
    (Key::Left, "Left"),
    (Key::Right, "Right"),
    (Key::PageUp, "PgUp"),
    (Key::PageDown, "PgDn"),
    (Key::Home, "Home"),
    (Key::End, "End"),
    (Key::Char(' '), "Space"),
];

/// Keys that a split escape sequence can fake: no command may sit on them.
pub const FAKEABLE: &str = "ABCDFHMOPQRSZ[]_~;<";

impl Key {
    /// Reads `j`, `Ctrl-R`, `PgDn`, `Space`.
    pub fn parse(text: &str) -> Option<Key> {
        if let Some(named) = NAMES
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
        {
            return Some(named.0);
        }
        if let Some(letter) = text.strip_prefix("Ctrl-").and_then(single_char) {
            return letter
                .is_ascii_alphabetic()
                .then(|| Key::Ctrl(letter.to_ascii_lowercase()));
        }
        single_char(text).filter(|c| !c.is_control()).map(Key::Char)
    }
}

fn single_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((_, name)) = NAMES.iter().find(|(key, _)| key == self) {
            return f.write_str(name);
        }
        match self {
            Key::Char(c) => write!(f, "{c}"),
            Key::Ctrl(c) => write!(f, "Ctrl-{}", c.to_ascii_uppercase()),
            _ => Ok(()),
        }
    }
}

/// One or two keys pressed one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The first key.
    pub first: Key,
    /// The second, where the first only opens a choice.
    pub second: Option<Key>,
}

impl Chord {
    /// Reads `j` or `f r`.
    pub fn parse(text: &str) -> Option<Chord> {
        let mut keys = text.split(' ').filter(|word| !word.is_empty());
        let first = Key::parse(keys.next()?)?;
        let second = match keys.next() {
            None => None,
            Some(word) => Some(Key::parse(word)?),
        };
        keys.next().is_none().then_some(Chord { first, second })
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.second {
            None => write!(f, "{}", self.first),
            Some(second) => write!(f, "{} {second}", self.first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_what_they_print() {
        for text in [
            "j",
            "G",
            "Ctrl-R",
            "PgDn",
            "Space",
            "Shift-Tab",
            ":",
            "f r",
            "y n",
            "/",
        ] {
            let chord = Chord::parse(text).unwrap();
            assert_eq!(chord.to_string(), text);
        }
        for text in ["", "f r t", "Ctrl-", "jj"] {
            assert_eq!(Chord::parse(text), None, "{text}");
        }
    }
}
