//! Text that comes faster than anybody types: a paste that the terminal did not mark as one, in
//! pieces. Its first Enter closes the box, and the rest would run as commands.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A read of so many characters is no typing.
const ONE_READ: usize = 16;
/// Nor are so many within the window.
const IN_WINDOW: usize = 30;
/// Nor are so many reads in a row, each so soon after the one before: a held key repeats more slowly.
const QUICK_RUN: usize = 6;
const QUICK: Duration = Duration::from_millis(15);
/// An input method hands over a phrase at a time, and nobody chooses so many so fast.
const FOREIGN_RUN: usize = 4;
const FOREIGN: Duration = Duration::from_millis(60);
/// Longer ago than this a read says nothing of what comes now.
const REMEMBERED: Duration = Duration::from_millis(400);
/// The pieces of a paste follow each other within this time.
pub(super) const WINDOW: Duration = Duration::from_millis(100);

/// When a read came: not before the one time, and not after the other. It may have waited for us
/// while we were drawing.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// It was not there yet at this time.
    pub not_before: Instant,
    /// It was there at this time.
    pub at: Instant,
}

impl Arrival {
    /// Just now.
    pub fn now() -> Arrival {
        let now = Instant::now();
        Arrival {
            not_before: now,
            at: now,
        }
    }
}

/// What a box was given lately, and what came after the Enter that followed.
#[derive(Debug, Default)]
pub(super) struct Burst {
    reads: VecDeque<BoxRead>,
    /// A read had lines in it: a paste, however short.
    has_lines: bool,
    tail: Option<Tail>,
}

/// What a box was given in one read.
#[derive(Clone, Copy, Debug)]
struct BoxRead {
    at: Instant,
    /// How many characters.
    count: usize,
    /// Whether any of them is of an input method.
    is_foreign: bool,
}

#[derive(Debug)]
struct Tail {
    last: Instant,
    dropped: usize,
}

impl Burst {
    /// Whether a read that came then belongs to a paste whose Enter has come.
    pub(super) fn goes_on(&self, arrival: Arrival) -> bool {
        let tail = self.tail.as_ref();
        tail.is_some_and(|tail| arrival.not_before < tail.last + WINDOW)
    }

    /// So many characters of it were dropped.
    pub(super) fn drop(&mut self, count: usize, arrival: Arrival) {
        if let Some(tail) = &mut self.tail {
            tail.dropped += count;
            tail.last = arrival.at;
        }
    }

    /// How many characters came just before a read, if they came too fast for typing; else 0.
    pub(super) fn before(&self, arrival: Arrival) -> usize {
        let recent = self.recent(arrival);
        let sum: usize = recent.iter().sum();
        let is_paste = self.has_lines && sum > 0
            || sum >= IN_WINDOW
            || recent.iter().any(|count| *count >= ONE_READ);
        match is_paste || recent.is_empty() {
            true => sum,
            false => self.in_quick_run(),
        }
    }

    /// How many characters came in the last reads, if those came one by one faster than anybody types;
    /// else 0.
    fn in_quick_run(&self) -> usize {
        let run = |apart: Duration, of: fn(&BoxRead) -> bool| {
            let mut later: Option<Instant> = None;
            let newest_first = self.reads.iter().rev();
            let run = newest_first.take_while(|read| {
                let is_near = later.is_none_or(|later| later <= read.at + apart);
                later = Some(read.at);
                is_near && of(read)
            });
            run.fold((0, 0), |(reads, sum), read| (reads + 1, sum + read.count))
        };
        let (quick, quick_sum) = run(QUICK, |_| true);
        let (foreign, foreign_sum) = run(FOREIGN, |read| read.is_foreign);
        match quick >= QUICK_RUN || foreign >= FOREIGN_RUN {
            true => quick_sum.max(foreign_sum),
            false => 0,
        }
    }

    /// A box was given so many characters in one read.
    pub(super) fn typed(
        &mut self,
        (count, is_foreign): (usize, bool),
        has_lines: bool,
        arrival: Arrival,
    ) {
        if self.recent(arrival).is_empty() {
            self.has_lines = false;
        }
        let forgotten = |read: &BoxRead| read.at + REMEMBERED < arrival.not_before;
        while self.reads.front().is_some_and(forgotten) {
            self.reads.pop_front();
        }
        if count > 0 {
            self.reads.push_back(BoxRead {
                at: arrival.at,
                count,
                is_foreign,
            });
        }
        self.has_lines |= has_lines;
    }

    /// Enter has come: what follows at once is the same paste, if what went before was one.
    pub(super) fn entered(&mut self, arrival: Arrival) {
        if self.before(arrival) > 0 {
            self.tail = Some(Tail {
                last: arrival.at,
                dropped: 0,
            });
        }
        self.reads.clear();
        self.has_lines = false;
    }

    /// What is typed now is no text: no box, or another one.
    pub(super) fn forget(&mut self) {
        self.reads.clear();
        self.has_lines = false;
    }

    /// When it is known that the paste has ended, if something of it was dropped.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let tail = self.tail.as_ref().filter(|tail| tail.dropped > 0);
        tail.map(|tail| tail.last + WINDOW)
    }

    /// How many characters were dropped of a paste that has ended by now.
    pub(super) fn expire(&mut self, now: Instant) -> Option<usize> {
        let tail = self.tail.take_if(|tail| now >= tail.last + WINDOW)?;
        Some(tail.dropped).filter(|dropped| *dropped > 0)
    }

    fn recent(&self, arrival: Arrival) -> Vec<usize> {
        let from = self
            .reads
            .iter()
            .skip_while(|read| read.at + WINDOW < arrival.not_before);
        from.map(|read| read.count).collect()
    }
}
