//! Where in a sequence, a paste or plain text the bytes from the terminal stand.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyModifiers};

use super::super::input::Mode;
use super::read::Read;

/// A lone Esc acts after this time. A little more than the 50 ms in which the rest of a split
/// sequence is expected, since 50 ms on the sender's clock may be 51 on ours; and so little that
/// Esc has acted within 60. A tail that comes later still is known for one, and does nothing.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(54);
/// So long the tail of a sequence may come after its Esc has acted, or stand unfinished.
pub(super) const TAIL_WAIT: Duration = Duration::from_secs(2);

/// Longer than this no reply of a terminal takes, whatever the line; what then comes after a pause
/// as of a hand is typed.
pub(super) const REPLY: Duration = Duration::from_secs(1);
pub(super) const HAND: Duration = Duration::from_millis(60);

#[derive(Debug)]
pub(super) enum DecodeState {
    Ground,
    /// An Esc that has not acted. `fresh`: it came with the bytes now being read.
    Escape {
        since: Instant,
        fresh: bool,
    },
    /// An Esc that has acted; its tail may still come.
    Acted {
        since: Instant,
    },
    /// After `ESC [` or `ESC O`. `mute`: its Esc has acted, so it must do nothing.
    Sequence {
        introducer: u8,
        params: Vec<u8>,
        mute: bool,
        last: Instant,
    },
    /// After Esc and a byte that may begin a sequence: the next byte says whether it does.
    Begun {
        introducer: u8,
        esc: Esc,
        since: Instant,
    },
    /// Within `ESC ]`, `ESC P` or `ESC _`, to BEL or `ESC \`.
    Text {
        /// When it began.
        since: Instant,
        last: Instant,
    },
    /// An Esc within such a text: the first byte of its end.
    TextEscape {
        last: Instant,
    },
    /// The three bytes of an old mouse report.
    Mouse {
        left: usize,
        last: Instant,
    },
    Paste {
        content: Vec<u8>,
        matched: usize,
        last: Instant,
    },
}

/// What became of the Esc before a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Esc {
    /// It came in one read with the byte, as Alt and a letter do.
    Together,
    /// It came a moment before, and has not acted.
    Waits,
    /// It has acted, where keys are commands or where they are text.
    Acted(Mode),
}

impl DecodeState {
    pub(super) fn begun(introducer: u8, esc: Esc, now: Instant) -> DecodeState {
        DecodeState::Begun {
            introducer,
            esc,
            since: now,
        }
    }

    pub(super) fn escape(now: Instant) -> DecodeState {
        DecodeState::Escape {
            since: now,
            fresh: true,
        }
    }

    pub(super) fn sequence(introducer: u8, mute: bool, now: Instant) -> DecodeState {
        DecodeState::Sequence {
            introducer,
            params: Vec::new(),
            mute,
            last: now,
        }
    }

    pub(super) fn paste(now: Instant) -> DecodeState {
        DecodeState::Paste {
            content: Vec::new(),
            matched: 0,
            last: now,
        }
    }
}

impl Esc {
    /// How long the next byte is waited for.
    pub(super) fn patience(self) -> Duration {
        match self {
            // Somebody types.
            Esc::Acted(Mode::Text) => ESCAPE_WAIT,
            _ => TAIL_WAIT,
        }
    }

    /// There was no sequence: the keys are those that the bytes stand for. What came in one read
    /// is the Alt of a letter.
    pub(super) fn undo(self, introducer: u8, read: &mut Read) {
        let modifiers = match self {
            Esc::Together => KeyModifiers::ALT,
            Esc::Waits | Esc::Acted(_) => KeyModifiers::NONE,
        };
        if self == Esc::Acted(Mode::List) {
            // No command sits on it.
            return;
        }
        if self == Esc::Waits {
            read.key(KeyCode::Esc.into());
        }
        read.typed(char::from(introducer), modifiers);
    }
}
