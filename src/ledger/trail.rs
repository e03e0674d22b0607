//! Reading entries, each held against the chain of hashes, and none left out.

use std::collections::BTreeSet;

use super::chain::{Hash, Linker};
use super::error::LedgerError;
use super::part::Part;
use super::store::{About, Done, EntryQuery, StoreView, StoredEntry};
use crate::domain::{Entry, EntryId, Task, TaskId};

/// Hands over the entries asked for, each of which is as it was written.
///
/// # Errors
/// An entry that is not as it was written; what `take` answers; whatever the store reports.
fn each(
    view: &mut dyn StoreView,
    wanted: &EntryQuery,
    mut take: impl FnMut(&StoredEntry) -> Done,
) -> Done {
    let mut linker = Linker::default();
    let mut last: Option<i64> = None;
    view.entries(wanted, &mut |entry| {
        let is_in_order = match last.replace(entry.seq) {
            Some(newer) if wanted.is_newest_first => entry.seq < newer,
            Some(older) => entry.seq > older,
            None => true,
        };
        match is_in_order && linker.link(&entry.text, &entry.before) == entry.hash {
            true => take(entry),
            false => Err(LedgerError::Altered(
                EntryId::new(entry.seq).map_or(Part::Trail, Part::Entry),
            )),
        }
    })
}

/// The hash of an entry; `None` where there is no such entry.
///
/// # Errors
/// Whatever the store reports.
pub(super) fn hash_of(view: &mut dyn StoreView, id: EntryId) -> Result<Option<Hash>, LedgerError> {
    let mut found = None;
    view.entries(&EntryQuery::range(id.get() - 1, id.get()), &mut |entry| {
        found = Some(entry.hash);
        Ok(())
    })?;
    Ok(found)
}

/// The last entry there is, zero before the first.
///
/// # Errors
/// Whatever the store reports; a trail that does not end where it should.
pub(super) fn last(view: &mut dyn StoreView) -> Result<i64, LedgerError> {
    Ok(view.tail()?.entry)
}

/// Hands over the entries after one number up to another, in their order.
///
/// # Errors
/// An entry that is not as it was written, or is missing; what `take` answers; whatever the store
/// reports.
pub(super) fn walk(
    view: &mut dyn StoreView,
    after: i64,
    upto: i64,
    mut take: impl FnMut(&StoredEntry) -> Done,
) -> Done {
    let (mut last, mut head) = (after, None);
    each(view, &EntryQuery::range(after, upto), |entry| {
        if entry.seq != last + 1 {
            return Err(LedgerError::Altered(Part::Trail));
        }
        (last, head) = (entry.seq, Some(entry.hash));
        take(entry)
    })?;
    if last >= upto {
        return Ok(());
    }
    // Before `upto` came, there was no more: that must be the end.
    let tail = view.tail()?;
    match tail.entry == last && head.is_none_or(|head| head == tail.hash) {
        true => Ok(()),
        false => Err(LedgerError::Altered(Part::Trail)),
    }
}

/// How many entries are looked through at a time for the newest that are wanted.
const STRETCH: i64 = 1_000;

/// What `read` makes of the newest entries before one number, at most so many, oldest first; it
/// is shown entries in their order, some stretches of them, the last stretch first.
///
/// # Errors
/// As [`walk`].
pub(super) fn newest<T>(
    view: &mut dyn StoreView,
    before: i64,
    most: Option<u32>,
    read: impl Fn(&StoredEntry) -> Result<Option<T>, LedgerError>,
) -> Result<Vec<T>, LedgerError> {
    let most = most.map_or(usize::MAX, |most| most as usize);
    let mut stretches: Vec<Vec<T>> = Vec::new();
    let (mut found, mut end) = (0, last(view)?.min(before.saturating_sub(1)));
    while end > 0 && found < most {
        let begin = (end - STRETCH).max(0);
        let mut some = Vec::new();
        walk(view, begin, end, |entry| {
            some.extend(read(entry)?);
            Ok(())
        })?;
        found += some.len();
        end = begin;
        stretches.push(some);
    }
    let all = stretches.into_iter().rev().flatten();
    Ok(all.skip(found.saturating_sub(most)).collect())
}

/// The first entry that was written at this time, as it is stored, or later.
///
/// # Errors
/// As [`walk`].
pub(super) fn first_since(view: &mut dyn StoreView, at: &str) -> Result<Option<i64>, LedgerError> {
    let wanted = EntryQuery {
        since: Some(at),
        limit: Some(1),
        ..EntryQuery::of(About::Any)
    };
    let mut found = None;
    each(view, &wanted, |entry| {
        found = Some(entry.seq);
        Ok(())
    })?;
    Ok(found)
}

/// Hands over the newest entries of a task before one number, at most so many, newest first.
///
/// # Errors
/// As [`walk`]; entries that were lost.
pub(super) fn of_task(
    view: &mut dyn StoreView,
    id: TaskId,
    before: i64,
    most: Option<u32>,
    take: impl FnMut(&StoredEntry) -> Done,
) -> Done {
    let wanted = EntryQuery {
        upto: before.saturating_sub(1),
        is_newest_first: true,
        limit: most,
        ..EntryQuery::of(About::Task(id))
    };
    each(view, &wanted, take)
}

/// The tasks that the entries after one number up to another are about.
///
/// # Errors
/// Whatever the store reports.
pub(super) fn tasks_between(
    view: &mut dyn StoreView,
    after: i64,
    upto: i64,
) -> Result<BTreeSet<TaskId>, LedgerError> {
    let mut tasks = BTreeSet::new();
    view.entries(&EntryQuery::range(after, upto), &mut |entry| {
        tasks.extend(entry.text.task()?);
        Ok(())
    })?;
    Ok(tasks)
}

/// The entry of this number; `None` where there is none.
///
/// # Errors
/// As [`walk`].
pub(super) fn entry(view: &mut dyn StoreView, id: EntryId) -> Result<Option<Entry>, LedgerError> {
    if id.get() > last(view)? {
        return Ok(None);
    }
    let mut found = None;
    walk(view, id.get() - 1, id.get(), |entry| {
        found = Some(entry.text.read()?);
        Ok(())
    })?;
    Ok(found)
}

/// A task with the login of whoever wrote it last.
///
/// # Errors
/// As [`walk`].
pub(super) fn with_login(view: &mut dyn StoreView, task: &Task) -> Result<Task, LedgerError> {
    let mut task = task.clone();
    of_task(view, task.id, i64::MAX, Some(1), |entry| {
        task.updated_login = entry.text.login()?.map(str::to_owned);
        Ok(())
    })?;
    Ok(task)
}

/// Hands over the entries that are about no task, in their order.
///
/// # Errors
/// As [`walk`].
pub(super) fn of_records(
    view: &mut dyn StoreView,
    upto: i64,
    mut take: impl FnMut(&Entry) -> Done,
) -> Done {
    let wanted = EntryQuery {
        upto,
        ..EntryQuery::of(About::Records)
    };
    each(view, &wanted, |entry| take(&entry.text.read()?))
}
