//! Finding out that a part of the screen has only moved up or down.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::grid::Grid;
use super::slot::{Glyph, Slot};

/// Fewer rows than this are cheaper to draw than to scroll.
const FEWEST_ROWS: usize = 3;

/// Rows that move up by `by` (down if negative).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) rows: Range<u16>,
    pub(super) by: i32,
}

/// The shift that most of the `changed` rows agree on, if any.
pub(super) fn find(shown: &Grid, want: &Grid, changed: &[u16]) -> Option<Shift> {
    // Rows that move change, and so does the row they leave behind. A cursor move changes three:
    // to compare those by their fingerprints cost an eighth of its time.
    if changed.len() <= FEWEST_ROWS {
        return None;
    }
    let places = places_of_rows(shown, changed);
    let mut votes: HashMap<i32, Vec<u16>> = HashMap::new();
    for y in changed {
        let Some(row) = fingerprint(want.row(*y)) else {
            continue;
        };
        for place in places.get(&row).into_iter().flatten() {
            votes
                .entry(i32::from(*place) - i32::from(*y))
                .or_default()
                .push(*y);
        }
    }
    // The smaller shift wins a tie, so that the same frames give the same bytes.
    let (by, rows) = votes
        .into_iter()
        .max_by_key(|(by, rows)| (rows.len(), -by.abs(), *by))?;
    if rows.len() < FEWEST_ROWS {
        return None;
    }
    Some(Shift {
        rows: region(&rows, by)?,
        by,
    })
}

/// From the first to the last row that takes part, by where it was or by where it goes.
fn region(rows: &[u16], by: i32) -> Option<Range<u16>> {
    let first = i32::from(*rows.iter().min()?);
    let last = i32::from(*rows.iter().max()?);
    let start = first.min(first + by);
    let end = last.max(last + by) + 1;
    Some(u16::try_from(start).ok()?..u16::try_from(end).ok()?)
}

/// Only of the changed rows: what moved away left another row behind. To look at all of them
/// would cost more than the rest of a cursor move.
fn places_of_rows(grid: &Grid, changed: &[u16]) -> HashMap<u64, Vec<u16>> {
    let mut places: HashMap<u64, Vec<u16>> = HashMap::new();
    for y in changed {
        if let Some(row) = fingerprint(grid.row(*y)) {
            places.entry(row).or_default().push(*y);
        }
    }
    places
}

/// None for a row that says nothing about where it came from.
fn fingerprint(row: &[Slot]) -> Option<u64> {
    let mut hasher = FxHasher::default();
    let mut is_blank = true;
    for slot in row {
        if slot.glyph == Glyph::Unknown {
            return None;
        }
        is_blank &= *slot == Slot::BLANK;
        slot.hash(&mut hasher);
    }
    (!is_blank).then(|| hasher.finish())
}
