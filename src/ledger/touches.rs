//! What happened since somebody looked, and what clocks say of it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::error::LedgerError;
use super::handle::Ledger;
use super::store::{EntryQuery, Store, StoreView, StoredBatch, WantedBatches};
use super::trail;
use crate::domain::row::Touch;
use crate::domain::{BatchId, EntryId};

/// No ledger that is worked on is left alone for so long.
const LONG_ALONE: TimeDelta = TimeDelta::days(366);

/// Clocks of one office differ by so much, and nobody has to be told.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

/// What happened after an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touches {
    /// The last entry of the trail now.
    pub last: Option<EntryId>,
    /// Each task touched, with its last change.
    pub tasks: Vec<Touch>,
}

/// The last batch, if there is one.
fn last_batch(view: &mut dyn StoreView) -> Result<Option<StoredBatch>, LedgerError> {
    let Some(id) = BatchId::new(view.tail()?.batch) else {
        return Ok(None);
    };
    let found = view.batches(WantedBatches::One(id))?;
    Ok(found.into_iter().next())
}

impl<S: Store> Ledger<S> {
    /// Everything that happened after entry `seen`.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn touches_since(&self, seen: Option<EntryId>) -> Result<Touches, LedgerError> {
        let seen = seen.map_or(0, EntryId::get);
        // In one view: what is committed in between must not count as seen.
        self.in_one_view(|view| {
            let last = trail::last(view)?;
            let mut touches = BTreeMap::new();
            trail::walk(view, seen.min(last), last, |entry| {
                if let Some(touch) = Touch::of(&entry.text)? {
                    touches.insert(touch.task, touch);
                }
                Ok(())
            })?;
            Ok(Touches {
                tasks: touches.into_values().collect(),
                last: EntryId::new(last),
            })
        })
    }

    /// When the trail was last written.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn last_written(&self) -> Result<Option<DateTime<Utc>>, LedgerError> {
        let last = self.in_one_view(|view| {
            trail::newest(view, i64::MAX, Some(1), |entry| Ok(Some(entry.text.at()?)))
        })?;
        Ok(last.first().copied())
    }

    /// By how much `now` is behind the last entry, where that is more than clocks differ: what is
    /// written has the time of that entry. Takes microseconds.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn clock_behind(&self, now: DateTime<Utc>) -> Result<Option<TimeDelta>, LedgerError> {
        let last = self.in_one_view(|view| Ok(view.tail()?.at))?;
        let last = last.parse::<DateTime<Utc>>().ok();
        let behind = last.map(|last| last - now);
        Ok(behind.filter(|behind| *behind > CLOCKS_DIFFER))
    }

    /// By how much the last command was recorded after what was recorded before it, where that is
    /// longer than an office leaves its ledger alone. Takes microseconds.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn clock_ahead(&self) -> Result<Option<TimeDelta>, LedgerError> {
        let times = self.in_one_view(|view| {
            let mut times = Vec::new();
            if let Some(last) = last_batch(view)? {
                let first = last.first.get();
                view.entries(&EntryQuery::range(first - 2, first), &mut |entry| {
                    times.push(entry.text.at()?);
                    Ok(())
                })?;
            }
            Ok(times)
        })?;
        let times = times.first_chunk().map(|[before, last]| *last - *before);
        Ok(times.filter(|ahead| *ahead > LONG_ALONE))
    }
}
