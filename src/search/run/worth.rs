//! How well the rows of a block meet one condition.

use crate::packed::ROWS;
use crate::search::bits::bits;
use crate::search::run::place::Place;
use crate::search::words::matcher::{Found, Kind};

/// What each kind of field counts within one kind of match.
const TITLE: u16 = 40;
const LEADER: u16 = 30;
const LEAD_UNIT: u16 = 25;
const UNIT: u16 = 20;
const OTHER: u16 = 10;

/// Where a match stands: its worth within its kind and, for words, the place that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum At {
    Title,
    Leader,
    Unit,
    Other,
}

/// The worth of a match, with its place: the better, the larger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::search) struct Worth(u16);

impl Worth {
    /// That of being let through, no more.
    pub const NOTHING: Worth = Worth(0);

    /// That of a word or value found there.
    pub fn of(found: Found, at: At) -> Worth {
        let (field, place) = match at {
            At::Title => (TITLE, Place::Title),
            At::Leader => (LEADER, Place::People),
            At::Unit => (UNIT, Place::People),
            At::Other => (OTHER, Place::Other),
        };
        let worth = found.kind as u16 * 100 + field + u16::from(found.fine);
        Worth(worth << 2 | (place as u16 + 1))
    }

    /// The same where no word was found, but a value of a condition.
    pub fn without_place(self) -> Worth {
        Worth(self.0 & !3)
    }

    /// The worth of the lead unit's name, where this is that of a unit in any role.
    pub fn of_lead(self) -> Worth {
        match self {
            Worth::NOTHING => self,
            Worth(worth) => Worth(worth + ((LEAD_UNIT - UNIT) << 2)),
        }
    }

    /// What it adds to the score.
    pub fn score(self) -> i32 {
        i32::from(self.0 >> 2)
    }

    /// Where the word was found.
    pub fn place(self) -> Option<Place> {
        match self.0 & 3 {
            1 => Some(Place::Title),
            2 => Some(Place::People),
            3 => Some(Place::Other),
            _ => None,
        }
    }

    /// Whether the word was found only nearly.
    pub fn is_near(self) -> bool {
        self.0 != 0 && self.score() < Kind::Fuzzy as i32 * 100
    }
}

/// The rows of a block that meet a condition, each with its best match.
#[derive(Clone, Debug)]
pub(in crate::search) struct RowWorths {
    /// The rows.
    pub mask: u64,
    /// Those of them that are worth something.
    valued: u64,
    worths: [Worth; ROWS],
}

impl RowWorths {
    /// None so far.
    pub fn none() -> RowWorths {
        RowWorths {
            mask: 0,
            valued: 0,
            worths: [Worth::NOTHING; ROWS],
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.mask = 0;
        self.valued = 0;
    }

    /// These rows meet it at least this well.
    pub fn raise(&mut self, rows: u64, worth: Worth) {
        self.mask |= rows;
        if worth == Worth::NOTHING {
            return;
        }
        for bit in bits(rows & self.valued) {
            self.worths[bit] = self.worths[bit].max(worth);
        }
        for bit in bits(rows & !self.valued) {
            self.worths[bit] = worth;
        }
        self.valued |= rows;
    }

    /// How well a row meets it.
    pub fn worth(&self, bit: usize) -> Worth {
        match self.valued & 1 << bit {
            0 => Worth::NOTHING,
            _ => self.worths[bit],
        }
    }

    /// Whether any row is worth more than being let through.
    pub fn valued(&self) -> u64 {
        self.valued
    }
}

/// How many worths are gathered at once.
const MOST_HEAPS: usize = 8;

/// Rows gathered by their worth before they are raised: a common word is in hundreds of names of a
/// block, and worth the same in nearly all of them.
pub(in crate::search) struct Heaps {
    all: [(Worth, u64); MOST_HEAPS],
    count: usize,
}

impl Heaps {
    /// None so far.
    pub fn none() -> Heaps {
        Heaps {
            all: [(Worth::NOTHING, 0); MOST_HEAPS],
            count: 0,
        }
    }

    /// Puts rows to those of the same worth; there being no heap left, raises them.
    pub fn put(&mut self, rows: u64, worth: Worth, fits: &mut RowWorths) {
        let heaps = self.all.iter_mut().take(self.count);
        if let Some((_, heap)) = heaps.into_iter().find(|(known, _)| *known == worth) {
            *heap |= rows;
        } else if let Some(heap) = self.all.get_mut(self.count) {
            *heap = (worth, rows);
            self.count += 1;
        } else {
            fits.raise(rows, worth);
        }
    }

    /// Raises everything that was put.
    pub fn raise(self, fits: &mut RowWorths) {
        for (worth, rows) in self.all.into_iter().take(self.count) {
            fits.raise(rows, worth);
        }
    }
}
