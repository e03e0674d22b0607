//! Whether a trail still goes through the point where somebody last read it.
//!
//! A restore takes the trail back, and others write on from there: entries, ids and revisions come
//! round again with other meanings. The hash of the last entry read is different then.

use super::chain::{self, Hash};
use super::error::LedgerError;
use super::store::StoreView;
use super::trail;
use crate::domain::EntryId;

/// The end of a trail as somebody read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    last: Option<EntryId>,
    hash: Hash,
}

impl Default for Mark {
    /// Before the first entry, where every trail begins.
    fn default() -> Mark {
        Mark {
            last: None,
            hash: chain::ORIGIN,
        }
    }
}

impl Mark {
    /// The end of a trail whose last entry is this one; zero: before the first.
    pub(super) fn of((last, hash): (i64, Hash)) -> Mark {
        EntryId::new(last).map_or(Mark::default(), |last| Mark {
            last: Some(last),
            hash,
        })
    }

    /// The end of the trail when this entry was the last; zero: before the first.
    pub(super) fn at(view: &mut dyn StoreView, last: i64) -> Result<Mark, LedgerError> {
        let Some(id) = EntryId::new(last) else {
            return Ok(Mark::default());
        };
        let hash = trail::hash_of(view, id)?.ok_or(LedgerError::NoSuchEntry(id))?;
        Ok(Mark::of((last, hash)))
    }

    /// The number of the last entry that was read; zero before the first.
    pub(super) fn seq(&self) -> i64 {
        self.last.map_or(0, EntryId::get)
    }

    /// The last entry that was read.
    pub fn last(&self) -> Option<EntryId> {
        self.last
    }

    /// Where the trail ends.
    ///
    /// # Errors
    /// A trail that does not end where it should; whatever the store reports.
    pub(super) fn at_end(view: &mut dyn StoreView) -> Result<Mark, LedgerError> {
        let tail = view.tail()?;
        Ok(Mark::of((tail.entry, tail.hash)))
    }

    /// The hash of the last entry that was read.
    pub(super) fn hash(&self) -> &Hash {
        &self.hash
    }

    /// Whether the trail goes through it.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub(super) fn is_in(&self, view: &mut dyn StoreView) -> Result<bool, LedgerError> {
        match self.check(view) {
            Err(LedgerError::Parted) => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Refuses a trail that does not go through it.
    ///
    /// # Errors
    /// [`LedgerError::Parted`]; whatever the store reports.
    pub(super) fn check(&self, view: &mut dyn StoreView) -> Result<(), LedgerError> {
        let Some(last) = self.last else {
            return Ok(());
        };
        match trail::hash_of(view, last)? == Some(self.hash) {
            true => Ok(()),
            false => Err(LedgerError::Parted),
        }
    }
}
