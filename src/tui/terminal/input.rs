//! What can come in: keys, pastes, signals and the passing of time.

/// A key, as crossterm names it. The case of a letter is in the letter; `SHIFT` is set only for
/// keys that are no characters.
pub type KeyPress = crossterm::event::KeyEvent;

/// Where the keys go; decides what counts as a command and what as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Keys are commands.
    List,
    /// Keys are text being typed.
    Text,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(KeyPress),
    /// A paste, with its line breaks and control characters, to be cleaned by whoever takes it.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// A [`Waker`](super::Waker) was used.
    Wake,
    /// Nothing happened for the time given.
    Tick,
    /// The terminal answers a status request: what was sent before has arrived.
    Answered,
    /// The terminal is gone. Nothing can be shown any more.
    HangUp,
    /// This signal asks the program to end (SIGABRT: a thread panicked).
    Terminate(i32),
    /// The program was stopped and goes on: everything has to be drawn again.
    Suspended,
    /// So many characters were left out: the rest of a paste whose first line closed a box.
    Rest(usize),
    /// Keys were left out: an input method's text, a mistaken paste, or broken bytes.
    Garbled,
}
