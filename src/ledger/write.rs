//! The one door for writes: entries and projection in one transaction.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use rusqlite::{Transaction, params};
use serde_json::Value;

use super::blocks::shelf::Shelf;
use super::chain::{self, Hash};
use super::error::LedgerError;
use super::handle::Ledger;
use super::part::Part;
use super::targets::{self, Target};
use super::trail_end::End;
use crate::domain::task::{EventBody, TaskBody};
use crate::domain::{
    Action, Actor, BatchId, Change, Edit, Entry, EntryId, Field, Gist, RegionKey, Subject, Task,
    TaskId, entry::canonical, fold, region,
};
use crate::ledger::records;
use crate::ledger::sqlite::file::open_files::OpenFiles;
use crate::ledger::sqlite::file::waiting;
use crate::ledger::sqlite::file::waiting::Turn;
use crate::ledger::sqlite::schema::version;
use crate::ledger::sqlite::tables::rows::BatchRow;
use crate::ledger::sqlite::tables::sums::SumKind;
use crate::ledger::sqlite::tables::tally;
use crate::ledger::sqlite::tables::tally::{Of, Total};
use crate::ledger::sqlite::tables::{project, whole};

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
    pub tx: Transaction<'a>,
    pub shelf: Shelf,
    pub batch: BatchId,
    next: EntryId,
    first: EntryId,
    head: Hash,
    actor: &'a Actor,
    at: DateTime<Utc>,
    action: Action,
    files: &'a OpenFiles,
    /// The last task this command registered.
    last_task: Option<TaskId>,
    /// Whether no region is missing, once that was asked.
    has_all_regions: bool,
    /// For an undo or redo: the batch it is about, to be set before the first entry.
    pub compensates: Option<BatchId>,
    /// Given back after the lock.
    _turn: Turn,
}

impl<'a> Writer<'a> {
    /// Takes the write lock and finds the end of the trail.
    pub fn begin(
        ledger: &'a mut Ledger,
        actor: &'a Actor,
        now: DateTime<Utc>,
        action: Action,
    ) -> Result<Writer<'a>, LedgerError> {
        ledger.check_writable()?;
        ledger.check_in_place()?;
        let Ledger {
            conn, files, mark, ..
        } = ledger;
        let (turn, tx) = waiting::begin_write(conn)?;
        // Under the lock: while it was waited for, somebody may have exchanged the files.
        files.check()?;
        version::check_unmoved(&tx)?;
        mark.check(&tx)?;
        Writer::on((turn, tx), files, actor, now, action)
    }

    /// The same in a transaction that has the lock already.
    pub fn on(
        (turn, tx): (Turn, Transaction<'a>),
        files: &'a OpenFiles,
        actor: &'a Actor,
        now: DateTime<Utc>,
        action: Action,
    ) -> Result<Writer<'a>, LedgerError> {
        let end = End::of(&tx)?;
        // As exact as it is stored, so that what a command answers is what is read later.
        let now = now.trunc_subsecs(3);
        if now.year() > LAST_YEAR {
            return Err(LedgerError::Clock(now));
        }
        Ok(Writer {
            tx,
            shelf: Shelf::default(),
            batch: end.batch,
            next: end.next,
            first: end.next,
            head: end.head,
            actor,
            // Time only goes forward, or a past day would show what was done on later ones.
            at: end.at.map_or(now, |last| last.max(now)),
            action,
            files,
            last_task: None,
            has_all_regions: false,
            compensates: None,
            _turn: turn,
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
        self.head = chain::link(&self.head, &canonical(bytes));
        let [_, _, _, at, _, _, _, _, _, old, new, ..] = &columns;
        let origin = &entry.actor.origin;
        self.tx
            .prepare_cached(
                "INSERT INTO entry (seq, batch, task, at, user, host, session, action, field, old, new, \
                 reason, compensates, login, member, key, address, hash) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )?
            .execute(params![
                entry.id.get(),
                entry.batch.get(),
                entry.task().map(TaskId::get),
                at,
                entry.actor.user,
                entry.actor.host,
                entry.actor.session,
                entry.action.id(),
                entry.change.field.id(),
                old,
                new,
                entry.reason,
                entry.compensates.map(BatchId::get),
                origin.login,
                origin.member,
                origin.key,
                origin.address,
                self.head.as_slice(),
            ])?;
        let Shelf { summer, tally, .. } = &mut self.shelf;
        let task = entry.task().map(TaskId::get);
        let cells = [task.into(), entry.id.get().into()];
        tally.add(Of::Entries, summer.cells(SumKind::Entry, &cells));
        if task.is_none() {
            tally.add(Of::Records, entry.id.get());
        }
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
        project::insert_task(&self.tx, &mut self.shelf, &task)?;
        self.last_task = Some(id);
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
        project::update_task(&self.tx, &mut self.shelf, task, &after)?;
        Ok(after)
    }

    /// Makes sure a region and the nodes above it are in the ledger.
    pub fn ensure_region(&mut self, key: &RegionKey) -> Result<(), LedgerError> {
        for region in region::chain(key) {
            let there: bool = self
                .tx
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM region WHERE key = ?1)")?
                .query_row([region.key.as_str()], |row| row.get(0))?;
            if !there {
                if !self.has_all_regions {
                    // Not there, or lost: the whole table tells.
                    records::regions_with(&self.tx, &self.shelf.tally)?;
                    self.has_all_regions = true;
                }
                let change = Change {
                    field: Field::RegionRecord,
                    old: Value::Null,
                    new: serde_json::to_value(&region)
                        .map_err(|error| LedgerError::Database(error.to_string()))?,
                };
                self.append(Subject::Record, change, None)?;
                project::insert_region(&self.tx, &mut self.shelf, &region)?;
            }
        }
        Ok(())
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
            self.tx.rollback()?;
            return Ok(None);
        }
        self.insert_batch()?;
        // What tasks refer to; small tables, of which nothing else is read by most writes.
        records::check_regions_and_documents(&self.tx, &self.shelf.tally)?;
        let tally = &mut self.shelf.tally;
        let last = self.next.get() - 1;
        tally.set(Of::Trail, Total::of_trail(last, &self.head));
        if let Some(id) = self.last_task {
            let count = id.get();
            tally.set(Of::LastTask, Total { count, sum: 0 });
        }
        self.shelf.settle(&self.tx)?;
        self.tx.commit()?;
        self.files.check()?;
        Ok(Some(self.batch))
    }

    fn insert_batch(&mut self) -> Result<(), LedgerError> {
        let batch = BatchRow {
            id: self.batch,
            first: self.first,
            last: EntryId::new(self.next.get() - 1).unwrap_or(self.first),
            user: self.actor.user.clone(),
            session: self.actor.session.clone(),
            action: self.action,
            compensates: self.compensates,
            login: self.actor.origin.login.clone(),
        };
        project::insert_batch(&self.tx, &mut self.shelf, &batch)
    }

    /// The next task id: past every one the trail has ever named.
    fn next_task(&self) -> Result<TaskId, LedgerError> {
        let last = match self.last_task {
            Some(id) => id.get(),
            None => tally::total(&self.tx, Of::LastTask)?.count,
        };
        TaskId::new(last + 1).ok_or(LedgerError::Altered(Part::Tasks))
    }
}

pub(super) fn unfoldable(entry: &Entry, why: fold::FoldError) -> LedgerError {
    LedgerError::Unfoldable {
        entry: entry.id,
        why,
    }
}

impl Ledger {
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
            whole::task(&writer.tx, parent)?.ok_or(LedgerError::NoSuchTask(parent))?;
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
        let present = whole::some_tasks(&writer.tx, &ids)?;
        targets::check_present(&writer.tx, targets, &present)?;
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
