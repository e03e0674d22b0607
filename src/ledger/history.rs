//! Who changed what, when, from where, why; and the ledger as it stood.

use chrono::{DateTime, NaiveDate, Utc};

use super::error::LedgerError;
use super::handle::Ledger;
use super::mark::Mark;
use super::write::unfoldable;
use crate::domain::fold::State;
use crate::domain::{Entry, EntryId, Task, TaskId, china};
use crate::ledger::store::{Store, StoreView, StoredEntry};
use crate::ledger::trail;

/// Which entries to read; everything by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only of this task.
    pub task: Option<TaskId>,
    /// Only by this user: the name given or the login name.
    pub by: Option<String>,
    /// Only from this day on (Asia/Shanghai).
    pub since: Option<NaiveDate>,
    /// Only up to the end of this day (Asia/Shanghai).
    pub until: Option<NaiveDate>,
    /// Only before this entry, for reading page by page.
    pub before: Option<EntryId>,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}

/// A past moment of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// At the end of this day (Asia/Shanghai).
    Day(NaiveDate),
    /// Right after this entry.
    Entry(EntryId),
}

/// The first instant of `day`.
fn begin_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    china::moment_of(day.and_hms_opt(0, 0, 0)?)
}

impl<S: Store> Ledger<S> {
    /// The entries asked for, oldest first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn history(&self, filter: &HistoryFilter) -> Result<Vec<Entry>, LedgerError> {
        self.in_one_view(|view| {
            let wanted = WantedEntries::of(filter);
            let (before, most) = (wanted.before, filter.limit);
            let Some(id) = filter.task else {
                return trail::newest(view, before, most, |entry| wanted.read(entry));
            };
            let mut found = Vec::new();
            let is_all_wanted =
                filter.by.is_none() && wanted.since.is_none() && wanted.until.is_none();
            trail::of_task(view, id, before, most.filter(|_| is_all_wanted), |entry| {
                found.extend(wanted.read(entry)?);
                Ok(())
            })?;
            found.truncate(most.map_or(usize::MAX, |most| most as usize));
            found.reverse();
            Ok(found)
        })
    }

    /// Hands over the entries asked for, oldest first: those there are now, whatever is written
    /// before the last of them was taken. No view of the ledger is open meanwhile.
    ///
    /// # Errors
    /// As [`Ledger::history`]; [`LedgerError::Parted`]; what `take` does.
    pub fn each_entry<E: From<LedgerError>>(
        &self,
        filter: &HistoryFilter,
        mut take: impl FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        // Those of one task are few.
        if filter.task.is_some() {
            return self.history(filter)?.into_iter().try_for_each(take);
        }
        let wanted = WantedEntries::of(filter);
        let (mark, mut done) = self.in_one_view(|view| {
            let (mark, Some(most)) = (Mark::at_end(view)?, filter.limit) else {
                return Ok((Mark::at_end(view)?, 0));
            };
            let number = |entry: &StoredEntry| Ok(wanted.is(entry)?.then_some(entry.seq));
            let found = trail::newest(view, wanted.before, Some(most), number)?;
            Ok((mark, found.first().map_or(i64::MAX, |first| first - 1)))
        })?;
        let end = mark.seq().min(wanted.before.saturating_sub(1));
        while done < end {
            let upto = end.min(done + PIECE);
            let mut some = Vec::new();
            self.in_one_view(|view| {
                mark.check(view)?;
                trail::walk(view, done, upto, |entry| {
                    some.extend(wanted.read(entry)?);
                    Ok(())
                })
            })?;
            some.into_iter().try_for_each(&mut take)?;
            done = upto;
        }
        Ok(())
    }

    /// The last entry of the trail.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn last_entry(&self) -> Result<Option<EntryId>, LedgerError> {
        Ok(EntryId::new(self.in_one_view(trail::last)?))
    }

    /// The ledger as it stood: the fold of the entries up to that moment. Of a day, up to the first
    /// entry of a later day, so that a later day never shows less than an earlier one.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; damaged.
    pub fn as_of(&self, moment: AsOf) -> Result<State, LedgerError> {
        self.in_one_view(|view| {
            let last = last_of(view, moment)?;
            let mut state = State::default();
            trail::walk(view, 0, last, |entry| {
                let entry = entry.text.read()?;
                state.apply(&entry).map_err(|why| unfoldable(&entry, why))
            })?;
            Ok(state)
        })
    }

    /// The day of a past moment, for the lights of that day.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchEntry`]; whatever SQLite reports.
    pub fn day_of(&self, moment: AsOf) -> Result<NaiveDate, LedgerError> {
        match moment {
            AsOf::Day(day) => Ok(day),
            AsOf::Entry(id) => self.in_one_view(|view| {
                let entry = trail::entry(view, id)?.ok_or(LedgerError::NoSuchEntry(id))?;
                Ok(china::day_of(entry.at))
            }),
        }
    }
}

/// The last entry that counts at a past moment; zero before the first.
///
/// # Errors
/// [`LedgerError::NoSuchEntry`]; as [`trail::walk`].
pub(super) fn last_of(view: &mut dyn StoreView, moment: AsOf) -> Result<i64, LedgerError> {
    match moment {
        AsOf::Entry(id) if id.get() > trail::last(view)? => Err(LedgerError::NoSuchEntry(id)),
        AsOf::Entry(id) => Ok(id.get()),
        AsOf::Day(day) => last_of_day(view, day),
    }
}

/// The last entry before the first one of a later day; zero where there is none. One that a clock
/// gone wrong dated back, in a ledger of an older version, brings nothing of later days with it.
fn last_of_day(view: &mut dyn StoreView, day: NaiveDate) -> Result<i64, LedgerError> {
    let later = match day.succ_opt().and_then(begin_of).map(Entry::stamp) {
        None => None,
        Some(end) => trail::first_since(view, &end)?,
    };
    later.map_or_else(|| trail::last(view), |later| Ok(later - 1))
}

/// A task as its own entries up to `last` make it; `None` when it was not there, or not any more.
pub(super) fn fold_of_task(
    view: &mut dyn StoreView,
    id: TaskId,
    last: i64,
) -> Result<Option<Task>, LedgerError> {
    let mut entries = Vec::new();
    trail::of_task(view, id, last.saturating_add(1), None, |entry| {
        entries.push(entry.text.read()?);
        Ok(())
    })?;
    let mut state = State::default();
    for entry in entries.iter().rev() {
        state.apply(entry).map_err(|why| unfoldable(entry, why))?;
    }
    Ok(state.tasks.remove(&id))
}

/// The documents and regions as the entries up to `last` make them: a ledger without tasks.
pub(super) fn fold_of_records(view: &mut dyn StoreView, last: i64) -> Result<State, LedgerError> {
    let mut state = State::default();
    trail::of_records(view, last, |entry| {
        state.apply(entry).map_err(|why| unfoldable(entry, why))
    })?;
    Ok(state)
}

/// How many entries are in memory at once.
const PIECE: i64 = 1_000;

/// A filter with its days as they are stored.
struct WantedEntries<'a> {
    by: Option<&'a str>,
    since: Option<String>,
    until: Option<String>,
    before: i64,
}

impl WantedEntries<'_> {
    fn of(filter: &HistoryFilter) -> WantedEntries<'_> {
        let next = filter.until.and_then(|day| day.succ_opt());
        WantedEntries {
            by: filter.by.as_deref(),
            since: filter.since.and_then(begin_of).map(Entry::stamp),
            until: next.and_then(begin_of).map(Entry::stamp),
            before: filter.before.map_or(i64::MAX, EntryId::get),
        }
    }

    /// Whether an entry is wanted. Asked of every entry that was read, whose hash is right: a
    /// condition of the query would pass over one whose user or time was altered.
    fn is(&self, entry: &StoredEntry) -> Result<bool, LedgerError> {
        let text = &entry.text;
        let (at, user, login) = (text.stamp()?, text.user()?, text.login()?);
        let is_by = |by| by == user || login == Some(by);
        Ok(self.by.is_none_or(is_by)
            && self.since.as_deref().is_none_or(|since| at >= since)
            && self.until.as_deref().is_none_or(|until| at < until))
    }

    /// The entry, if it is wanted.
    fn read(&self, entry: &StoredEntry) -> Result<Option<Entry>, LedgerError> {
        match self.is(entry)? {
            true => Ok(Some(entry.text.read()?)),
            false => Ok(None),
        }
    }
}
