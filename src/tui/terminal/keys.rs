//! From bytes to keys, with the Escape rule and the guard against input methods and pastes.
//!
//! A pure machine: time is an argument. One call of [`Filter::feed`] is one read from the
//! terminal; what arrived together is judged together.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyModifiers};

use super::decode;
use super::input::{Input, Mode};
use super::read::Read;

/// A lone Esc acts after this time. A little more than the 50 ms in which the rest of a split
/// sequence is expected, since 50 ms on the sender's clock may be 51 on ours; and so little that
/// Esc has acted within 60. A tail that comes later still is known for one, and does nothing.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(54);
/// So long the tail of a sequence may come after its Esc has acted, or stand unfinished.
const TAIL_WAIT: Duration = Duration::from_secs(2);
/// A paste ends without its end mark after this silence.
const PASTE_WAIT: Duration = Duration::from_secs(1);
/// The longest paste, in bytes.
pub const LONGEST_PASTE: usize = 2 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";
const LONGEST_PARAMS: usize = 64;

#[derive(Debug)]
enum State {
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
    /// After `ESC ]` or `ESC P`, to BEL or `ESC \`.
    Text {
        last: Instant,
    },
    /// An Esc within such a text.
    TextEscape {
        since: Instant,
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

/// The machine.
#[derive(Debug)]
pub struct Filter {
    state: State,
    /// The beginning of a character that the last read cut off.
    held: Vec<u8>,
}

impl Default for Filter {
    fn default() -> Self {
        Filter {
            state: State::Ground,
            held: Vec::new(),
        }
    }
}

impl Filter {
    /// Takes the bytes of one read that arrived at `now`.
    pub fn feed(&mut self, bytes: &[u8], mode: Mode, now: Instant) -> Vec<Input> {
        let mut inputs = self.expire(now);
        if let State::Escape { fresh, .. } = &mut self.state {
            *fresh = false;
        }
        let mut bytes = bytes;
        let joined;
        if !self.held.is_empty() {
            joined = [std::mem::take(&mut self.held).as_slice(), bytes].concat();
            bytes = &joined;
        }
        let mut read = Read::default();
        while !bytes.is_empty() {
            let used = self.step(bytes, mode, now, &mut read);
            bytes = bytes.get(used..).unwrap_or_default();
        }
        inputs.extend(read.judged(mode));
        inputs
    }

    /// When [`expire`](Self::expire) has something to do, if ever.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Escape { since, .. } | State::TextEscape { since } => Some(*since + ESCAPE_WAIT),
            State::Paste { last, .. } => Some(*last + PASTE_WAIT),
            _ => None,
        }
    }

    /// What the passing of time alone brings about.
    pub fn expire(&mut self, now: Instant) -> Vec<Input> {
        let past = |since: Instant, wait: Duration| now.saturating_duration_since(since) >= wait;
        match &mut self.state {
            State::Escape { since, .. } | State::TextEscape { since }
                if past(*since, ESCAPE_WAIT) =>
            {
                self.state = State::Acted { since: *since };
                let mut inputs = vec![Input::Key(KeyCode::Esc.into())];
                inputs.extend(self.expire(now));
                return inputs;
            }
            State::Paste { content, last, .. } if past(*last, PASTE_WAIT) => {
                let paste = pasted(std::mem::take(content));
                self.state = State::Ground;
                return paste.into_iter().collect();
            }
            State::Acted { since: last }
            | State::Sequence { last, .. }
            | State::Text { last }
            | State::Mouse { last, .. }
                if past(*last, TAIL_WAIT) =>
            {
                self.state = State::Ground;
            }
            _ => {}
        }
        Vec::new()
    }

    /// Takes at least one byte or changes the state; returns how many bytes it took.
    fn step(&mut self, bytes: &[u8], mode: Mode, now: Instant, read: &mut Read) -> usize {
        let Some(&byte) = bytes.first() else {
            return 0;
        };
        match &mut self.state {
            State::Ground => self.ground(bytes, now, read),
            State::Escape { fresh, .. } => {
                let fresh = *fresh;
                self.after_escape(bytes, fresh, mode, now, read)
            }
            State::Acted { .. } => self.after_acted_escape(bytes, mode, now),
            State::Sequence { .. } => self.sequence(byte, now, read),
            State::Text { last } => {
                *last = now;
                self.text(byte, now)
            }
            State::TextEscape { .. } => {
                let end = byte == b'\\';
                self.state = if end { State::Ground } else { escape(now) };
                usize::from(end)
            }
            State::Mouse { left, .. } => {
                *left -= 1;
                if *left == 0 {
                    self.state = State::Ground;
                }
                1
            }
            State::Paste { .. } => self.paste(bytes, now, read),
        }
    }

    fn ground(&mut self, bytes: &[u8], now: Instant, read: &mut Read) -> usize {
        if bytes.first() == Some(&0x1b) {
            self.state = escape(now);
            return 1;
        }
        self.character(bytes, read, KeyModifiers::NONE)
    }

    fn character(&mut self, bytes: &[u8], read: &mut Read, modifiers: KeyModifiers) -> usize {
        match first_char(bytes) {
            Some(Ok(c)) => {
                read.typed(c, modifiers);
                c.len_utf8()
            }
            Some(Err(broken)) => {
                read.broken();
                broken
            }
            None => {
                self.held = bytes.to_vec();
                bytes.len()
            }
        }
    }

    /// What came in one read with its Esc is the Alt of a letter; what came later is a key of
    /// its own.
    fn after_escape(
        &mut self,
        bytes: &[u8],
        fresh: bool,
        mode: Mode,
        now: Instant,
        read: &mut Read,
    ) -> usize {
        match bytes.first() {
            Some(&introducer @ (b'[' | b'O')) => {
                self.state = sequence(introducer, false, now);
                1
            }
            Some(b']' | b'P') if mode == Mode::List => {
                self.state = State::Text { last: now };
                1
            }
            Some(0x1b) => {
                read.key(KeyCode::Esc.into());
                self.state = escape(now);
                1
            }
            _ if fresh => {
                self.state = State::Ground;
                self.character(bytes, read, KeyModifiers::ALT)
            }
            _ => {
                read.key(KeyCode::Esc.into());
                self.state = State::Ground;
                0
            }
        }
    }

    /// In a text field `[` and the others are text by now, except that a paste must not be typed.
    fn after_acted_escape(&mut self, bytes: &[u8], mode: Mode, now: Instant) -> usize {
        const PASTE_START: &[u8] = b"[200~";
        self.state = State::Ground;
        match (mode, bytes.first()) {
            (Mode::Text, _) if bytes.starts_with(PASTE_START) => {
                self.state = paste(now);
                PASTE_START.len()
            }
            (Mode::List, Some(&introducer @ (b'[' | b'O'))) => {
                self.state = sequence(introducer, true, now);
                1
            }
            (Mode::List, Some(b']' | b'P')) => {
                self.state = State::Text { last: now };
                1
            }
            _ => 0,
        }
    }

    fn sequence(&mut self, byte: u8, now: Instant, read: &mut Read) -> usize {
        let State::Sequence {
            introducer,
            params,
            mute,
            last,
        } = &mut self.state
        else {
            return 0;
        };
        *last = now;
        let console_key = *introducer == b'[' && params.is_empty() && byte == b'[';
        if console_key || matches!(byte, 0x20..=0x3f) {
            if params.len() < LONGEST_PARAMS {
                params.push(byte);
            }
            return 1;
        }
        if !matches!(byte, 0x40..=0x7e) {
            // Nothing of a sequence: a key of its own, or the next sequence.
            self.state = State::Ground;
            return 0;
        }
        let next = match (*introducer, params.as_slice(), byte) {
            (b'[', b"200", b'~') => paste(now),
            (b'[', b"", b'M') => State::Mouse { left: 3, last: now },
            _ => State::Ground,
        };
        let key = decode::sequence(*introducer, params, byte).filter(|_| !*mute);
        key.into_iter().for_each(|key| read.key(key));
        self.state = next;
        1
    }

    /// Ends at BEL; another control character cannot belong to it and is a key.
    fn text(&mut self, byte: u8, now: Instant) -> usize {
        match byte {
            0x1b => self.state = State::TextEscape { since: now },
            0x07 => self.state = State::Ground,
            0x00..0x20 => {
                self.state = State::Ground;
                return 0;
            }
            _ => {}
        }
        1
    }

    fn paste(&mut self, bytes: &[u8], now: Instant, read: &mut Read) -> usize {
        let State::Paste {
            content,
            matched,
            last,
        } = &mut self.state
        else {
            return 0;
        };
        *last = now;
        for (index, &byte) in bytes.iter().enumerate() {
            if PASTE_END.get(*matched) != Some(&byte) {
                keep(content, &PASTE_END[..*matched]);
                *matched = 0;
            }
            if PASTE_END.get(*matched) == Some(&byte) {
                *matched += 1;
            } else {
                keep(content, &[byte]);
            }
            if *matched == PASTE_END.len() {
                pasted(std::mem::take(content))
                    .into_iter()
                    .for_each(|paste| read.paste(paste));
                self.state = State::Ground;
                return index + 1;
            }
        }
        bytes.len()
    }
}

fn escape(now: Instant) -> State {
    State::Escape {
        since: now,
        fresh: true,
    }
}

fn sequence(introducer: u8, mute: bool, now: Instant) -> State {
    State::Sequence {
        introducer,
        params: Vec::new(),
        mute,
        last: now,
    }
}

fn paste(now: Instant) -> State {
    State::Paste {
        content: Vec::new(),
        matched: 0,
        last: now,
    }
}

fn keep(content: &mut Vec<u8>, bytes: &[u8]) {
    let room = LONGEST_PASTE.saturating_sub(content.len());
    content.extend_from_slice(&bytes[..bytes.len().min(room)]);
}

/// A character cut at the limit is left out; other broken bytes are shown as such.
fn pasted(content: Vec<u8>) -> Option<Input> {
    let cut = content.len() == LONGEST_PASTE;
    let mut text = String::from_utf8_lossy(&content).into_owned();
    if cut && text.ends_with('\u{FFFD}') {
        text.pop();
    }
    (!text.is_empty()).then_some(Input::Paste(text))
}

/// The first character; the length of what is broken; or none, if the rest has not come yet.
fn first_char(bytes: &[u8]) -> Option<Result<char, usize>> {
    let start = &bytes[..bytes.len().min(4)];
    let (valid, broken) = match std::str::from_utf8(start) {
        Ok(text) => (text, Some(1)),
        Err(error) => {
            let valid = &start[..error.valid_up_to()];
            (
                std::str::from_utf8(valid).unwrap_or_default(),
                error.error_len(),
            )
        }
    };
    match (valid.chars().next(), broken) {
        (Some(c), _) => Some(Ok(c)),
        (None, Some(length)) => Some(Err(length)),
        (None, None) => None,
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
