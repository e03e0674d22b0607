//! How fast the line to the terminal is, and whether it has taken what was sent.
//!
//! A pseudo-terminal takes far more than a slow line carries: sshd empties it into its own buffers.
//! So the terminal is asked now and then, at the end of a frame, whether it is well; its answer says
//! that the frame has arrived. Until then, on a slow line, no further frame is sent: what happens
//! meanwhile comes with the next one. A pure machine: time is an argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::super::keyboard::Arrival;

/// The status request, at the end of a frame. Its answer is `ESC [ 0 n`, which is no key and can be
/// taken for none, wherever it is split.
pub(super) const REQUEST: &[u8] = b"\x1b[5n";

/// An answer that takes longer than it should by this is not waited for.
const PATIENCE: Duration = Duration::from_millis(500);
/// Nor is any one for longer than this; and then it is missed.
const LONGEST: Duration = Duration::from_secs(3);
/// After so many missed answers the terminal is asked no more, until one comes.
const MISSES: usize = 3;

/// A line that carries so many bytes a second is fast: a preview takes no longer than a look.
const FAST: f64 = 40_000.0;
/// What a line is thought to carry of which nothing is known.
const UNKNOWN: f64 = 8_000.0;
/// A shorter delay says nothing about a line: a terminal has other things to do too.
const SHORTEST: Duration = Duration::from_millis(25);
/// On a fast line so many frames may be under way as follow each other within this time.
const SLACK: Duration = Duration::from_millis(30);

/// No way is longer: what takes more time is being carried.
const LONGEST_WAY: Duration = Duration::from_millis(300);

/// Less than this many lines carry at once that are slow for all that follows.
const TELLING: usize = 3_000;

/// Frames further apart than this were not sent at one go.
const TOGETHER: Duration = Duration::from_millis(100);

/// A fast line is asked about no more often than this, and for no less than so many bytes.
const SELDOM: Duration = Duration::from_millis(100);
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

/// What its answers have said of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum LineSpeed {
    #[default]
    Unknown,
    Fast,
    /// So many bytes in so many seconds.
    Slow {
        carried: f64,
        took: f64,
    },
}

/// A request under way.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: Instant,
    /// The bytes since the request before, and when the first of them were sent.
    bytes: usize,
    since: Instant,
    is_given_up: bool,
    is_missed: bool,
}

/// The machine.
#[derive(Debug, Default)]
pub struct Flow {
    asked: VecDeque<Asked>,
    /// Bytes since the last request.
    unasked: usize,
    /// Those of them that were sent at one go, and since when.
    together: usize,
    since: Option<Instant>,
    last_sent: Option<Instant>,
    last_asked: Option<Instant>,
    last_answer: Option<Instant>,
    has_answered: bool,
    /// The shortest time an answer took: the way there and back.
    way: Option<Duration>,
    line: LineSpeed,
    /// The last answer of a fast line came late; one more, and it is slow.
    was_late: bool,
}

impl Flow {
    /// From how many bytes on a frame is to end with a request; `None` for no frame.
    pub fn asks_from(&self, now: Instant) -> Option<usize> {
        let after = |bytes: usize| bytes.saturating_sub(self.unasked);
        match self.pace() {
            // One before the first frame, one after it; then the answer is waited for.
            Pace::Unknown => (self.asked.len() < 2).then_some(0),
            Pace::Fast => {
                let is_long_ago = self.last_asked.is_none_or(|at| now >= at + SELDOM);
                is_long_ago.then(|| after(MANY))
            }
            Pace::Slow(_) => Some(after(FEW)),
        }
    }

    /// A frame of so many bytes was sent, with a request at its end or without.
    pub fn sent(&mut self, bytes: usize, asks: bool, now: Instant) {
        // What was sent long before has been carried long before.
        if self.last_sent.is_some_and(|last| now >= last + TOGETHER) {
            (self.together, self.since) = (0, None);
        }
        self.last_sent = Some(now);
        self.unasked += bytes;
        self.together += bytes;
        let since = *self.since.get_or_insert(now);
        if asks {
            self.unasked = 0;
            self.since = None;
            self.last_asked = Some(now);
            self.asked.push_back(Asked {
                at: now,
                bytes: std::mem::take(&mut self.together),
                since,
                is_given_up: false,
                is_missed: false,
            });
        }
    }

    /// An answer came: not before the one time, and not after the other.
    pub fn answered(&mut self, arrival: Arrival) {
        let Some(asked) = self.asked.pop_front() else {
            return;
        };
        self.has_answered = true;
        let took = arrival.at.saturating_duration_since(asked.at);
        let way = self.way.map_or(took, |way| way.min(took));
        self.way = Some(way);
        if asked.bytes == 0 {
            return;
        }
        // From when on the line had nothing else to carry than this.
        let way = way.min(LONGEST_WAY);
        let before = self.last_answer.replace(arrival.at);
        let from = |sent: Instant| before.map_or(sent + way, |before| before.max(sent + way));
        let seconds = |from: Instant, to: Instant| {
            let carried = to.saturating_duration_since(from);
            carried.as_secs_f64()
        };
        let longest = SHORTEST.as_secs_f64().max(asked.bytes as f64 / FAST);
        let is_fast = |to: Instant| seconds(from(asked.at), to) <= longest;
        // It may have waited for us while we were busy, and have come early or late.
        match (is_fast(arrival.not_before), is_fast(arrival.at)) {
            (true, true) => self.was_quick(asked.bytes),
            (false, false) => self.was_late(asked.bytes, seconds(from(asked.since), arrival.at)),
            _ => {}
        }
    }

    fn was_quick(&mut self, bytes: usize) {
        self.was_late = false;
        if !matches!(self.line, LineSpeed::Slow { .. }) || bytes >= TELLING {
            self.line = LineSpeed::Fast;
        }
    }

    fn was_late(&mut self, bytes: usize, seconds: f64) {
        let was_late = std::mem::replace(&mut self.was_late, true);
        let bytes = bytes as f64;
        self.line = match self.line {
            LineSpeed::Fast if !was_late => LineSpeed::Fast,
            // The latest weighs most, and a frame of a few bytes little: it is mostly way.
            LineSpeed::Slow { carried, took } => LineSpeed::Slow {
                carried: carried / 2.0 + bytes,
                took: took / 2.0 + seconds,
            },
            LineSpeed::Fast | LineSpeed::Unknown => LineSpeed::Slow {
                carried: bytes,
                took: seconds,
            },
        };
    }

    /// What is known of the line.
    pub fn pace(&self) -> Pace {
        match self.line {
            _ if !self.is_answering() => Pace::Unknown,
            LineSpeed::Unknown => Pace::Unknown,
            LineSpeed::Fast => Pace::Fast,
            LineSpeed::Slow { carried, took } => Pace::Slow(carried / took.max(f64::MIN_POSITIVE)),
        }
    }

    /// When a frame may be sent, if no answer comes before; `None` for now.
    pub fn waits_until(&mut self, now: Instant) -> Option<Instant> {
        self.give_up(now);
        if !self.is_answering() {
            return None;
        }
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
        let seconds = match self.pace() {
            Pace::Fast => 0.0,
            Pace::Slow(rate) => bytes as f64 / rate.max(1.0),
            Pace::Unknown => bytes as f64 / UNKNOWN,
        };
        let carries = Duration::try_from_secs_f64(seconds * 1.5).unwrap_or(LONGEST);
        let way = self.way.unwrap_or_default();
        asked.at + (way + carries + PATIENCE).min(LONGEST)
    }

    fn give_up(&mut self, now: Instant) {
        for at in 0..self.asked.len() {
            let asked = self.asked[at];
            self.asked[at].is_missed = now >= asked.at + LONGEST;
            if !asked.is_given_up && now >= self.given_up_at(&asked) {
                self.asked[at].is_given_up = true;
                self.slow_down(now);
            }
        }
    }

    /// A line that was thought fast has not carried a frame in half a second.
    fn slow_down(&mut self, now: Instant) {
        let Some(first) = self.asked.front() else {
            return;
        };
        let seconds = now.saturating_duration_since(first.since).as_secs_f64();
        let bytes: usize = self.asked.iter().map(|asked| asked.bytes).sum();
        if matches!(self.line, LineSpeed::Fast) {
            self.line = LineSpeed::Slow {
                carried: bytes as f64,
                took: seconds,
            };
        }
    }

    fn is_answering(&self) -> bool {
        let missed = self.asked.iter().filter(|asked| asked.is_missed);
        self.has_answered && missed.count() < MISSES
    }

    /// How many answers may still come from a terminal that answers.
    pub fn owed(&self) -> usize {
        match self.is_answering() {
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
