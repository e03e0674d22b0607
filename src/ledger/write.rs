//! The one door for writes: entries and projection in one transaction.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use serde_json::Value;

use super::blocks::block_writer::BlockWriter;
use super::chain::{Hash, Linker};
use super::error::LedgerError;
use super::handle::Ledger;
use super::part::Part;
use super::records::Record;
use super::store::{Committed, Done, Store, StoreView, StoredBatch, StoredEntry, WriteTransaction};
use super::targets::{self, Target};
use super::{read, records, trail};
use crate::domain::entry::EntryText;
use crate::domain::task::EventBody;
use crate::domain::task_field::TaskBody;
use crate::domain::{
    Action, Actor, BatchId, Change, Edit, Entry, EntryId, Field, Gist, Region, RegionKey, Subject,
    Task, TaskId, fold, region,
};

/// What a command recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    /// The batch; `None` when nothing had to change.
    pub batch: Option<BatchId>,
    /// The tasks it changed, as they are now.
    pub changed: Vec<Task>,
    /// The tasks that already were as wished.
    pub unchanged: Vec<TaskId>,
    /// What it did to them.
    pub gist: Gist,
}

/// A clock that says a later year is wrong, and no entry after it could be dated right. Years of
/// five digits could not even be read again.
const LAST_YEAR: i32 = 2199;

/// A command in the making: entries of one batch, each written with its place in the chain.
pub(super) struct Writer<'a> {
    tx: Box<dyn WriteTransaction + 'a>,
    blocks: BlockWriter,
    pub batch: BatchId,
    next: EntryId,
    first: EntryId,
    head: Hash,
    linker: Linker,
    actor: &'a Actor,
    at: DateTime<Utc>,
    action: Action,
    /// The highest number that a task ever had.
    last_task: i64,
    /// For an undo or redo: the batch it is about, to be set before the first entry.
    pub compensates: Option<BatchId>,
}

impl<'a> Writer<'a> {
    /// Takes the write lock and finds the end of the trail.
    pub fn begin<S: Store>(
        ledger: &'a mut Ledger<S>,
        actor: &'a Actor,
        now: DateTime<Utc>,
        action: Action,
    ) -> Result<Writer<'a>, LedgerError> {
        let Ledger {
            store, mark, wait, ..
        } = ledger;
        let mut tx = store.begin(wait)?;
        mark.check(tx.view())?;
        Writer::on(tx, actor, now, action)
    }

    /// The same in a transaction that has the lock already.
    pub fn on(
        mut tx: Box<dyn WriteTransaction + 'a>,
        actor: &'a Actor,
        now: DateTime<Utc>,
        action: Action,
    ) -> Result<Writer<'a>, LedgerError> {
        let tail = tx.view().tail()?;
        let out_of_numbers = || LedgerError::Altered(Part::Trail);
        let next = EntryId::new(tail.entry + 1).ok_or_else(out_of_numbers)?;
        // As exact as it is stored, so that what a command answers is what is read later.
        let now = now.trunc_subsecs(3);
        if now.year() > LAST_YEAR {
            return Err(LedgerError::Clock(now));
        }
        Ok(Writer {
            tx,
            blocks: BlockWriter::default(),
            batch: BatchId::new(tail.batch + 1).ok_or_else(out_of_numbers)?,
            next,
            first: next,
            head: tail.hash,
            linker: Linker::default(),
            actor,
            // Time only goes forward, or a past day would show what was done on later ones.
            at: tail
                .at
                .parse()
                .map_or(now, |last: DateTime<Utc>| last.max(now)),
            action,
            last_task: tail.task,
            compensates: None,
        })
    }

    /// Appends one entry and answers it.
    pub fn append(
        &mut self,
        subject: Subject,
        change: Change,
        reason: Option<&str>,
    ) -> Result<Entry, LedgerError> {
        let entry = Entry {
            id: self.next,
            batch: self.batch,
            subject,
            at: self.at,
            actor: self.actor.clone(),
            action: self.action,
            change,
            reason: reason.map(str::to_owned),
            compensates: self.compensates,
        };
        // Written out once, for the chain and for the table.
        let columns = entry.columns();
        let bytes = columns.each_ref().map(|c| c.as_deref().map(str::as_bytes));
        let (text, before) = (EntryText(bytes), self.head);
        self.head = self.linker.link(&text, &before);
        self.tx.append(&StoredEntry {
            seq: entry.id.get(),
            text,
            hash: self.head,
            before,
        })?;
        self.next = self.next.next();
        Ok(entry)
    }

    /// Registers a new task and answers it as it now stands.
    pub fn register(&mut self, body: &TaskBody, reason: Option<&str>) -> Result<Task, LedgerError> {
        self.register_owned(body.clone(), reason)
    }

    /// The same for a body that nobody else needs.
    pub fn register_owned(
        &mut self,
        body: TaskBody,
        reason: Option<&str>,
    ) -> Result<Task, LedgerError> {
        let id = self.next_task()?;
        let change = Change {
            field: Field::Task,
            old: Value::Null,
            new: serde_json::to_value(&body)
                .map_err(|error| LedgerError::Database(error.to_string()))?,
        };
        let entry = self.append(Subject::Task(id), change, reason)?;
        let task = fold::registered_as(id, &entry, body);
        self.put_task(None, &task)?;
        self.last_task = id.get();
        Ok(task)
    }

    /// Makes changes to a task and answers it as it now stands.
    pub fn change(
        &mut self,
        task: &Task,
        changes: Vec<Change>,
        reason: Option<&str>,
    ) -> Result<Task, LedgerError> {
        let mut after = task.clone();
        for change in changes {
            let entry = self.append(Subject::Task(task.id), change, reason)?;
            fold::apply_to_task(&mut after, &entry)
                .map_err(|why| unfoldable(&entry, why.into()))?;
        }
        self.put_task(Some(task), &after)?;
        Ok(after)
    }

    /// Makes sure a region and the nodes above it are in the ledger.
    pub fn ensure_region(&mut self, key: &RegionKey) -> Result<(), LedgerError> {
        for region in region::chain(key) {
            if !records::has::<Region>(self.view(), &region.key)? {
                self.record(&region)?;
            }
        }
        Ok(())
    }

    /// Records a document, a region or what else is no task.
    pub fn record<R: Record>(&mut self, record: &R) -> Done {
        let change = Change {
            field: R::FIELD,
            old: Value::Null,
            new: serde_json::to_value(record)
                .map_err(|error| LedgerError::Database(error.to_string()))?,
        };
        self.append(Subject::Record, change, None)?;
        records::put(self.tx.as_mut(), record)
    }

    /// Whether nothing was written since the trail ended in `last`.
    pub fn follows(&self, last: Option<EntryId>) -> bool {
        self.first == last.map_or(EntryId::FIRST, EntryId::next)
    }

    /// Whether anything was appended.
    pub fn is_empty(&self) -> bool {
        self.next == self.first
    }

    /// Commits; answers the batch, or `None` when there was nothing to write. Recorded is what is
    /// recorded in the file others find: an acknowledgement is given only after a look whether that
    /// is the one written to.
    pub fn commit(mut self) -> Result<Option<BatchId>, LedgerError> {
        if self.is_empty() {
            return Ok(None);
        }
        self.blocks.settle(self.tx.as_mut())?;
        let batch = StoredBatch {
            id: self.batch,
            first: self.first,
            last: EntryId::new(self.next.get() - 1).unwrap_or(self.first),
            user: self.actor.user.clone(),
            session: self.actor.session.clone(),
            action: self.action,
            compensates: self.compensates,
            login: self.actor.origin.login.clone(),
            at: self.at,
        };
        let last = batch.last;
        match self.tx.commit(&[batch])? {
            Committed::Surely => Ok(Some(self.batch)),
            // The own hash at the own number says what came of it.
            Committed::Perhaps(why) => match trail::hash_of(self.tx.view(), last) {
                Ok(Some(hash)) if hash == self.head => Ok(Some(self.batch)),
                _ => Err(why),
            },
        }
    }

    /// What the ledger is with what was written so far.
    pub fn view(&mut self) -> &mut dyn StoreView {
        self.tx.view()
    }

    /// For records, which nothing is packed of.
    pub fn tx(&mut self) -> &mut dyn WriteTransaction {
        self.tx.as_mut()
    }

    /// Writes a task, new or in the place of what it was before, and what is packed of it.
    pub fn put_task(&mut self, before: Option<&Task>, after: &Task) -> Result<(), LedgerError> {
        self.tx.put_task(before, after)?;
        self.blocks.note(self.tx.as_mut(), before, Some(after))
    }

    /// Takes a task out.
    pub fn remove_task(&mut self, task: &Task) -> Result<(), LedgerError> {
        self.tx.remove_task(task)?;
        self.blocks.note(self.tx.as_mut(), Some(task), None)
    }

    /// The next task id: past every one the trail has ever named.
    fn next_task(&self) -> Result<TaskId, LedgerError> {
        TaskId::new(self.last_task + 1).ok_or(LedgerError::Altered(Part::Tasks))
    }
}

pub(super) fn unfoldable(entry: &Entry, why: fold::FoldError) -> LedgerError {
    LedgerError::Unfoldable {
        entry: entry.id,
        why,
    }
}

impl<S: Store> Ledger<S> {
    /// Registers a task by hand.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`] for a parent that is not there; read-only; busy; disk full.
    pub fn register(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        body: &TaskBody,
        reason: Option<&str>,
    ) -> Result<Task, LedgerError> {
        self.register_noted(actor, now, body, None, reason)
    }

    /// Registers a task by hand with its first note, as one batch.
    ///
    /// # Errors
    /// As [`Ledger::register`].
    pub fn register_noted(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        body: &TaskBody,
        note: Option<&str>,
        reason: Option<&str>,
    ) -> Result<Task, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, Action::Register)?;
        if let Some(parent) = body.parent {
            read::task(writer.view(), parent)?.ok_or(LedgerError::NoSuchTask(parent))?;
        }
        writer.ensure_region(&body.region)?;
        let mut task = writer.register(body, reason)?;
        if let Some(text) = note {
            let text = text.to_owned();
            let added = Change::adding(&EventBody::Note { text });
            task = writer.change(&task, vec![added], None)?;
        }
        writer.commit()?;
        Ok(task)
    }

    /// Carries out `edit` on every target, or on none.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchTask`]; [`LedgerError::Stale`] with the present tasks when a revision
    /// moved; [`LedgerError::Refused`] with the reasons; read-only, busy, disk full.
    pub fn update(
        &mut self,
        actor: &Actor,
        now: DateTime<Utc>,
        targets: &[Target],
        edit: &Edit,
    ) -> Result<Recorded, LedgerError> {
        let mut writer = Writer::begin(self, actor, now, Action::Update)?;
        let ids: Vec<TaskId> = targets.iter().map(|target| target.id).collect();
        let present = read::some_tasks(writer.view(), &ids)?;
        targets::check_present(writer.view(), targets, &present)?;
        let planned = targets::plan(targets, &present, edit)?;
        if let Some(region) = &edit.region {
            writer.ensure_region(region)?;
        }
        let mut recorded = Recorded::default();
        for (task, changes) in planned {
            if changes.is_empty() {
                recorded.unchanged.push(task.id);
            } else {
                changes.iter().for_each(|change| recorded.gist.add(change));
                recorded
                    .changed
                    .push(writer.change(task, changes, edit.reason.as_deref())?);
            }
        }
        recorded.batch = writer.commit()?;
        Ok(recorded)
    }
}
