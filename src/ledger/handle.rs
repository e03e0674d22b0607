//! An open ledger, whatever is done with it.

use std::path::Path;
use std::time::Duration;

use super::changes::Changes;
use super::error::LedgerError;
use super::mark::Mark;
use super::sqlite::schema::version;
use super::sqlite::store::SqliteStore;
use super::store::{Store, StoreView};
use super::waiting::Wait;

/// An open ledger, for one thread: in a SQLite file unless it says otherwise.
#[derive(Debug)]
pub struct Ledger<S = SqliteStore> {
    pub(super) store: S,
    pub(super) mark: Mark,
    /// How long others are waited for.
    pub(super) wait: Wait,
    /// The schema it had before opening it raised it to that of this program.
    pub(super) raised_from: Option<i64>,
}

impl<S: Store> Ledger<S> {
    pub(super) fn over(store: S) -> Ledger<S> {
        Ledger {
            store,
            mark: Mark::default(),
            wait: Wait::default(),
            raised_from: None,
        }
    }

    /// What opens it once more for reading, on whatever thread, and waits so long for others.
    pub fn another(
        &self,
        wait: Wait,
    ) -> impl FnOnce() -> Result<Ledger<S>, LedgerError> + Send + use<S> {
        let another = self.store.another(wait.clone());
        move || {
            Ok(Ledger {
                wait,
                ..Ledger::over(another()?)
            })
        }
    }

    /// Where it lies, to be shown; what lies beside it is found there too.
    pub fn path(&self) -> &Path {
        self.store.facts().place
    }

    /// Whether it can only be read, by wish or because file or folder cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.store.facts().is_read_only
    }

    /// Whether it can only be read because the disk has no room.
    pub fn is_full(&self) -> bool {
        self.store.facts().is_full
    }

    /// What is wrong with it so that it is only read, in the words of the first write tried.
    pub fn doubt(&self) -> Option<LedgerError> {
        self.store.facts().doubt()
    }

    /// Whether it is still the one that was opened, and as it was left. Asked by every write; a
    /// program that stays open asks when it hears that something happened.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`]; unreachable; busy; whatever the store reports.
    pub fn check_in_place(&mut self) -> Result<(), LedgerError> {
        self.store.check_in_place(&self.wait)
    }

    /// What tells that others have written. Where nothing tells it by itself, it is looked for at
    /// every `beat`.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn changes(&self, beat: Duration) -> Result<Box<dyn Changes>, LedgerError> {
        self.store.changes(beat)
    }

    /// From here on waits so long for others who hold it.
    pub fn wait_for_others(&mut self, wait: Wait) {
        self.wait = wait;
    }

    /// Reads what it is at one moment, whatever others commit meanwhile.
    pub(super) fn in_one_view<T>(
        &self,
        read: impl FnOnce(&mut dyn StoreView) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let (mut read, mut found) = (Some(read), None);
        self.store.view(&self.wait, &mut |view| {
            found = read.take().map(|read| read(view)).transpose()?;
            Ok(())
        })?;
        found.ok_or_else(|| LedgerError::Database("nothing was read".to_owned()))
    }

    /// Reads in several steps what the ledger is at one moment, whatever others commit meanwhile.
    ///
    /// # Errors
    /// Whatever `read` reports.
    pub fn at_one_moment<T>(
        &self,
        read: impl FnOnce(&Ledger<S>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.in_one_view(|_| read(self))
    }

    /// Where the trail ends now.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn mark(&self) -> Result<Mark, LedgerError> {
        self.in_one_view(Mark::at_end)
    }

    /// Refuses a trail that does not go through `mark`.
    ///
    /// # Errors
    /// [`LedgerError::Parted`]; whatever SQLite reports.
    pub fn check_mark(&self, mark: &Mark) -> Result<(), LedgerError> {
        self.in_one_view(|view| mark.check(view))
    }

    /// From here on refuses to write into a trail that does not go through `mark`: what was decided
    /// on was read before it was restored.
    pub fn hold_to(&mut self, mark: Mark) {
        self.mark = mark;
    }
}

impl Ledger {
    /// From which schema to which it was raised by being opened, if it was.
    pub fn raised(&self) -> Option<(i64, i64)> {
        Some((self.raised_from?, version::CURRENT))
    }

    /// Prepares [`Ledger::check_in_place`] for a long stay. Takes a fraction of a millisecond.
    ///
    /// # Errors
    /// As [`Ledger::check_in_place`].
    pub fn remember_alone(&mut self) -> Result<(), LedgerError> {
        self.store.files.remember_alone(&self.store.conn)
    }
}
