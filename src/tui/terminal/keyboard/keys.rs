//! From bytes to keys, with the Escape rule and the guard against input methods and pastes.
//!
//! A pure machine: time is an argument. One call of [`Filter::feed`] is one read from the
//! terminal; what arrived together is judged together.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyModifiers};

use super::super::input::{Input, Mode};
use super::burst::{Arrival, Burst};
use super::decode;
use super::pieces::{first_char, keep, pasted};
use super::read::Read;
use super::state::{DecodeState, ESCAPE_WAIT, Esc, HAND, REPLY, TAIL_WAIT};

/// A paste ends without its end mark after this silence.
const PASTE_WAIT: Duration = Duration::from_secs(1);
const PASTE_END: &[u8] = b"\x1b[201~";
const LONGEST_PARAMS: usize = 64;

/// The machine.
#[derive(Debug)]
pub struct Filter {
    state: DecodeState,
    burst: Burst,
    /// The beginning of a character that the last read cut off.
    held: Vec<u8>,
}

impl Default for Filter {
    fn default() -> Self {
        Filter {
            state: DecodeState::Ground,
            burst: Burst::default(),
            held: Vec::new(),
        }
    }
}

impl Filter {
    /// Takes the bytes of one read that arrived at `now`.
    pub fn feed(&mut self, bytes: &[u8], mode: Mode, now: Instant) -> Vec<Input> {
        let arrival = Arrival {
            not_before: now,
            at: now,
        };
        self.feed_arrived(bytes, mode, arrival)
    }

    /// The same where it is not known exactly when they arrived.
    pub fn feed_arrived(&mut self, bytes: &[u8], mode: Mode, arrival: Arrival) -> Vec<Input> {
        let now = arrival.at;
        let mut inputs = self.expire_sequences(now);
        inputs.extend(self.burst.expire(arrival.not_before).map(Input::Rest));
        if let DecodeState::Escape { fresh, .. } = &mut self.state {
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
        inputs.extend(self.judge(read, mode, arrival));
        inputs
    }

    fn judge(&mut self, read: Read, mode: Mode, arrival: Arrival) -> Vec<Input> {
        if self.burst.goes_on(arrival) {
            let (count, pastes) = read.left_out();
            self.burst.drop(count, arrival);
            return pastes;
        }
        if mode == Mode::List {
            self.burst.forget();
            return read.judged(mode, 0);
        }
        let before = self.burst.before(arrival);
        let has_lines = read.goes_on_after_a_line(before);
        let typed = (read.length(), read.holds_foreign_text());
        self.burst.typed(typed, has_lines, arrival);
        if read.ends_with_enter() && !has_lines {
            self.burst.entered(arrival);
        }
        read.judged(mode, before)
    }

    /// When [`expire`](Self::expire) has something to do, if ever.
    pub fn deadline(&self) -> Option<Instant> {
        let of_state = match &self.state {
            DecodeState::Escape { since, .. } => Some(*since + ESCAPE_WAIT),
            // Of one that has acted on a list nothing is left to do.
            DecodeState::Begun { esc, since, .. } if *esc != Esc::Acted(Mode::List) => {
                Some(*since + esc.patience())
            }
            DecodeState::Paste { last, .. } => Some(*last + PASTE_WAIT),
            _ => None,
        };
        of_state.into_iter().chain(self.burst.deadline()).min()
    }

    /// What the passing of time alone brings about.
    pub fn expire(&mut self, now: Instant) -> Vec<Input> {
        let mut inputs = self.expire_sequences(now);
        inputs.extend(self.burst.expire(now).map(Input::Rest));
        inputs
    }

    fn expire_sequences(&mut self, now: Instant) -> Vec<Input> {
        let past = |since: Instant, wait: Duration| now.saturating_duration_since(since) >= wait;
        match &mut self.state {
            DecodeState::Escape { since, .. } if past(*since, ESCAPE_WAIT) => {
                self.state = DecodeState::Acted { since: *since };
                let mut inputs = vec![Input::Key(KeyCode::Esc.into())];
                inputs.extend(self.expire_sequences(now));
                return inputs;
            }
            DecodeState::Begun {
                introducer,
                esc,
                since,
            } if past(*since, esc.patience()) => {
                let mut read = Read::default();
                esc.undo(*introducer, &mut read);
                self.state = DecodeState::Ground;
                return read.judged(Mode::Text, 0);
            }
            DecodeState::Paste { content, last, .. } if past(*last, PASTE_WAIT) => {
                let paste = pasted(std::mem::take(content));
                self.state = DecodeState::Ground;
                return paste.into_iter().collect();
            }
            DecodeState::Acted { since: last }
            | DecodeState::Sequence { last, .. }
            | DecodeState::Text { last, .. }
            | DecodeState::TextEscape { last }
            | DecodeState::Mouse { last, .. }
                if past(*last, TAIL_WAIT) =>
            {
                self.state = DecodeState::Ground;
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
            DecodeState::Ground => self.ground(bytes, now, read),
            DecodeState::Escape { fresh, .. } => {
                let fresh = *fresh;
                self.after_escape(bytes, fresh, now, read)
            }
            DecodeState::Acted { .. } => self.after_acted_escape(bytes, mode, now),
            DecodeState::Sequence { .. } => self.sequence(byte, now, read),
            DecodeState::Text { since, last } => {
                let pause = now.saturating_duration_since(*last);
                if pause >= HAND && now.saturating_duration_since(*since) >= REPLY {
                    // Its end was lost, and this was typed.
                    self.state = DecodeState::Ground;
                    return 0;
                }
                *last = now;
                self.text(byte, now)
            }
            DecodeState::Begun { .. } => self.after_introducer(byte, now, read),
            DecodeState::TextEscape { .. } => {
                let end = byte == b'\\';
                self.state = if end {
                    DecodeState::Ground
                } else {
                    DecodeState::escape(now)
                };
                usize::from(end)
            }
            DecodeState::Mouse { left, .. } => {
                *left -= 1;
                if *left == 0 {
                    self.state = DecodeState::Ground;
                }
                1
            }
            DecodeState::Paste { .. } => self.paste(bytes, now, read),
        }
    }

    fn ground(&mut self, bytes: &[u8], now: Instant, read: &mut Read) -> usize {
        if bytes.first() == Some(&0x1b) {
            self.state = DecodeState::escape(now);
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
    fn after_escape(&mut self, bytes: &[u8], fresh: bool, now: Instant, read: &mut Read) -> usize {
        match bytes.first() {
            Some(&introducer @ (b'[' | b'O')) => {
                self.state = DecodeState::sequence(introducer, false, now);
                1
            }
            Some(&introducer @ (b']' | b'P' | b'_' | b'^' | b'X')) => {
                let esc = if fresh { Esc::Together } else { Esc::Waits };
                self.state = DecodeState::begun(introducer, esc, now);
                1
            }
            Some(0x1b) => {
                read.key(KeyCode::Esc.into());
                self.state = DecodeState::escape(now);
                1
            }
            _ if fresh => {
                self.state = DecodeState::Ground;
                self.character(bytes, read, KeyModifiers::ALT)
            }
            _ => {
                read.key(KeyCode::Esc.into());
                self.state = DecodeState::Ground;
                0
            }
        }
    }

    /// In a text field they are text, unless what belongs to a sequence follows at once.
    fn after_acted_escape(&mut self, bytes: &[u8], mode: Mode, now: Instant) -> usize {
        self.state = DecodeState::Ground;
        match (mode, bytes.first()) {
            (Mode::List, Some(&introducer @ (b'[' | b'O'))) => {
                self.state = DecodeState::sequence(introducer, true, now);
                1
            }
            (_, Some(&introducer @ (b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X'))) => {
                self.state = DecodeState::begun(introducer, Esc::Acted(mode), now);
                1
            }
            _ => 0,
        }
    }

    /// Whether what begins is a sequence; else it was a key and this is the next one.
    fn after_introducer(&mut self, byte: u8, now: Instant, read: &mut Read) -> usize {
        let DecodeState::Begun {
            introducer, esc, ..
        } = self.state
        else {
            return 0;
        };
        let fits = match introducer {
            b'[' => matches!(byte, 0x20..=0x7e),
            b'O' => matches!(byte, b'A'..=b'S'),
            // A number, or the letter of a title or name that was asked for.
            b']' => matches!(byte, b'0'..=b'9' | b'l' | b'L' | b'I'),
            b'P' => matches!(byte, b'0'..=b'9' | b'$' | b'+' | b'>' | b'!' | b'=' | b'|'),
            _ => byte.is_ascii_alphanumeric(),
        };
        match (fits, introducer) {
            (true, b'[' | b'O') => {
                self.state = DecodeState::sequence(introducer, true, now);
                0
            }
            (true, _) => {
                self.state = DecodeState::Text {
                    since: now,
                    last: now,
                };
                1
            }
            (false, _) => {
                esc.undo(introducer, read);
                self.state = DecodeState::Ground;
                0
            }
        }
    }

    fn sequence(&mut self, byte: u8, now: Instant, read: &mut Read) -> usize {
        let DecodeState::Sequence {
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
            self.state = DecodeState::Ground;
            return 0;
        }
        let next = match (*introducer, params.as_slice(), byte) {
            (b'[', b"200", b'~') => DecodeState::paste(now),
            (b'[', b"", b'M') => DecodeState::Mouse { left: 3, last: now },
            _ => DecodeState::Ground,
        };
        if (*introducer, params.as_slice(), byte) == (b'[', b"0", b'n') {
            read.whole(Input::Answered);
        }
        match decode::sequence(*introducer, params, byte).filter(|_| !*mute) {
            // A character is judged as one, by whatever sequence it came.
            Some(key) if key.modifiers.is_empty() => match key.code {
                KeyCode::Char(c) => read.typed(c, KeyModifiers::NONE),
                _ => read.key(key),
            },
            key => key.into_iter().for_each(|key| read.key(key)),
        }
        self.state = next;
        1
    }

    /// Ends at BEL; another control character cannot belong to it and is a key.
    fn text(&mut self, byte: u8, now: Instant) -> usize {
        match byte {
            0x1b => self.state = DecodeState::TextEscape { last: now },
            0x07 => self.state = DecodeState::Ground,
            0x00..0x20 => {
                self.state = DecodeState::Ground;
                return 0;
            }
            _ => {}
        }
        1
    }

    fn paste(&mut self, bytes: &[u8], now: Instant, read: &mut Read) -> usize {
        let DecodeState::Paste {
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
                    .for_each(|paste| read.whole(paste));
                self.state = DecodeState::Ground;
                return index + 1;
            }
        }
        bytes.len()
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
