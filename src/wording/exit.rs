//! What every failure has: an exit code, a sentence and a hint.

/// The exit codes of DESIGN part 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed, or the ledger is damaged.
    Failed = 1,
    /// A bad or unknown value, a missing reason, an illegal move.
    Usage = 2,
    /// Stale, or changed since.
    Stale = 3,
    /// No such id, entry or ledger; nothing to undo.
    NotFound = 4,
    /// Read-only, or not permitted.
    NotPermitted = 5,
    /// The content of a file is refused.
    Content = 6,
}

impl Exit {
    /// The number a shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// What went wrong, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the shell is told.
    pub exit: Exit,
    /// What happened.
    pub sentence: String,
    /// What can be done about it; empty when nothing comes to mind.
    pub hint: String,
}

impl Failure {
    /// A failure of these words.
    pub fn new(exit: Exit, sentence: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure {
            exit,
            sentence: sentence.into(),
            hint: hint.into(),
        }
    }
}
