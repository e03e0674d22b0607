//! How fast the line to the terminal is, and whether it has taken what was sent.
//!
//! A pseudo-terminal takes far more than a slow line carries: sshd empties it into its own buffers.
//! So the terminal is asked now and then, at the end of a frame, whether it is well; its answer says
//! that the frame has arrived. Until then, on a slow line, no further frame is sent: what happens
//! meanwhile comes with the next one. A pure machine: time is an argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::burst::Arrival;

/// The status request, at the end of a frame. Its answer is `ESC [ 0 n`, which is no key and can be
/// taken for none, wherever it is split.
pub(super) const REQUEST: &[u8] = b"\x1b[5n";

/// An answer that takes longer than it should by this is not waited for.
const PATIENCE: Duration = Duration::from_millis(500);
/// Nor is any one for longer than this.
const LONGEST: Duration = Duration::from_secs(3);
/// After so many answers that never came the terminal is asked no more, until one comes.
const MISSES: u32 = 3;

/// A line that carries so many bytes a second is fast: a preview takes no longer than a look.
const FAST: f64 = 40_000.0;
/// What a line is thought to carry of which nothing is known.
const UNKNOWN: f64 = 8_000.0;
/// A shorter delay says nothing about a line: a terminal has other things to do too.
const SHORTEST: Duration = Duration::from_millis(1);
/// On a fast line so many frames may be under way as follow each other within this time.
const SLACK: Duration = Duration::from_millis(30);

/// A fast line is asked about no more often than this, and for no less than so many bytes.
const SELDOM: Duration = Duration::from_secs(1);
const MANY: usize = 1024;
/// A slow line is asked about after so many bytes.
const FEW: usize = 64;

/// What is known of the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// The terminal answers nothing, or has not yet.
    Unknown,
    /// A frame is there at once.
    Fast,
    /// It carries so many bytes a second.
    Slow(f64),
}

/// A request under way.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: Instant,
    /// The bytes since the request before.
    bytes: usize,
    is_given_up: bool,
}

/// The machine.
#[derive(Debug, Default)]
pub struct Flow {
    asked: VecDeque<Asked>,
    /// Bytes since the last request.
    unasked: usize,
    last_asked: Option<Instant>,
    last_answer: Option<Instant>,
    has_answered: bool,
    misses: u32,
    /// The shortest time an answer took: the way there and back.
    way: Option<Duration>,
    rate: Option<f64>,
    /// The last answer of a fast line came late; one more, and it is slow.
    was_late: bool,
}

impl Flow {
    /// From how many bytes on a frame is to end with a request; `None` for no frame.
    pub fn asks_from(&self, now: Instant) -> Option<usize> {
        let after = |bytes: usize| bytes.saturating_sub(self.unasked);
        match self.pace() {
            // One before the first frame, one after it; then the answer is waited for.
            Pace::Unknown => (self.asked.len() < 2 && self.misses == 0).then_some(0),
            Pace::Fast => {
                let is_long_ago = self.last_asked.is_none_or(|at| now >= at + SELDOM);
                is_long_ago.then(|| after(MANY))
            }
            Pace::Slow(_) => Some(after(FEW)),
        }
    }

    /// A frame of so many bytes was sent, with a request at its end or without.
    pub fn sent(&mut self, bytes: usize, asks: bool, now: Instant) {
        self.unasked += bytes;
        if asks {
            let bytes = std::mem::take(&mut self.unasked);
            self.last_asked = Some(now);
            self.asked.push_back(Asked {
                at: now,
                bytes,
                is_given_up: false,
            });
        }
    }

    /// An answer came: not before the one time, and not after the other.
    pub fn answered(&mut self, arrival: Arrival) {
        let Some(asked) = self.asked.pop_front() else {
            return;
        };
        self.has_answered = true;
        self.misses = 0;
        let took = arrival.at.saturating_duration_since(asked.at);
        let way = self.way.map_or(took, |way| way.min(took));
        self.way = Some(way);
        // From when on the line had nothing else to carry than this.
        let sent = asked.at + way;
        let begun = self.last_answer.map_or(sent, |last| last.max(sent));
        self.last_answer = Some(arrival.at);
        let rate = |until: Instant| {
            let carried = until.saturating_duration_since(begun).max(SHORTEST);
            asked.bytes as f64 / carried.as_secs_f64()
        };
        let (least, most) = (rate(arrival.at), rate(arrival.not_before));
        // It waited for us while we were busy, and may have come early or late.
        let is_clear = (least < FAST) == (most < FAST);
        if asked.bytes > 0 && is_clear {
            self.learn(least);
        }
    }

    fn learn(&mut self, rate: f64) {
        let is_fast = self.rate.is_some_and(|rate| rate >= FAST);
        let was_late = std::mem::replace(&mut self.was_late, rate < FAST);
        if is_fast && rate < FAST && !was_late {
            return;
        }
        self.rate = Some(match self.rate {
            Some(known) if known < FAST && rate < FAST => (known + rate) / 2.0,
            _ => rate,
        });
    }

    /// What is known of the line.
    pub fn pace(&self) -> Pace {
        match self.rate {
            _ if !self.has_answered || self.misses >= MISSES => Pace::Unknown,
            None => Pace::Unknown,
            Some(rate) if rate >= FAST => Pace::Fast,
            Some(rate) => Pace::Slow(rate),
        }
    }

    /// When a frame may be sent, if no answer comes before; `None` for now.
    pub fn waits_until(&mut self, now: Instant) -> Option<Instant> {
        if !self.has_answered || self.misses >= MISSES {
            return None;
        }
        self.give_up(now);
        let oldest = self.asked.iter().find(|asked| !asked.is_given_up)?;
        let patience = match self.pace() {
            // That it answers is known already, and maybe how slow it is.
            Pace::Slow(_) | Pace::Unknown => Duration::ZERO,
            Pace::Fast => self.way.unwrap_or_default() + SLACK,
        };
        (now >= oldest.at + patience).then(|| self.given_up_at(oldest))
    }

    fn given_up_at(&self, asked: &Asked) -> Instant {
        let bytes: usize = self.asked.iter().map(|asked| asked.bytes).sum();
        let carries = bytes as f64 / self.rate.unwrap_or(UNKNOWN).max(1.0);
        let carries = Duration::try_from_secs_f64(carries * 1.5).unwrap_or(LONGEST);
        asked.at + (carries + PATIENCE).min(LONGEST)
    }

    fn give_up(&mut self, now: Instant) {
        for at in 0..self.asked.len() {
            let asked = self.asked[at];
            if !asked.is_given_up && self.given_up_at(&asked) <= now {
                self.asked[at].is_given_up = true;
                self.misses += 1;
            }
        }
    }

    /// How many answers may still come from a terminal that answers.
    pub fn owed(&self) -> usize {
        match self.has_answered && self.misses == 0 {
            true => self.asked.len(),
            false => 0,
        }
    }
}

/// Keys that follow each other as those of a key that is held.
#[derive(Debug, Default)]
pub struct Repeat {
    last: Option<Instant>,
    gap: Duration,
}

impl Repeat {
    /// A held key comes at least this often.
    const SLOWEST: Duration = Duration::from_millis(150);
    const SHORTEST_PAUSE: Duration = Duration::from_millis(60);
    const LONGEST_PAUSE: Duration = Duration::from_millis(120);

    /// A key came.
    pub fn key(&mut self, now: Instant) {
        let gap = self.last.map(|last| now.saturating_duration_since(last));
        self.gap = gap.unwrap_or(Duration::MAX);
        self.last = Some(now);
    }

    /// When the next key is overdue; `None` where it is, or none is expected.
    pub fn until(&self, now: Instant) -> Option<Instant> {
        let last = self.last.filter(|_| self.gap <= Self::SLOWEST)?;
        let pause = self.gap + self.gap / 2 + Duration::from_millis(20);
        let pause = pause.clamp(Self::SHORTEST_PAUSE, Self::LONGEST_PAUSE);
        Some(last + pause).filter(|until| *until > now)
    }
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
