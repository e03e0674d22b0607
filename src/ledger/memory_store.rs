//! A store in memory, which holds what the traits promise and nothing else: for tests of the traits.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::chain::Hash;
use super::changes::{Changes, StopSignal};
use super::error::LedgerError;
use super::part::Part;
use super::store::{
    About, Another, BlockKind, Committed, Done, EntryQuery, NameUse, RecordKind, Store, StoreFacts,
    StoreView, StoredBatch, StoredEntry, TaskOutline, TasksBy, TrailEnd, WantedBatches,
    WantedBlocks, WantedRecords, WantedTasks, WriteTransaction,
};
use super::waiting::Wait;
use crate::domain::column::Order;
use crate::domain::entry::{COLUMNS, EntryText};
use crate::domain::{Entry, Row, Task, TaskId};
use crate::packed::{BlockNumber, NameId};

/// An entry that is kept.
#[derive(Clone)]
struct KeptEntry {
    columns: [Option<Vec<u8>>; COLUMNS.len()],
    hash: Hash,
}

/// All there is at one moment.
#[derive(Clone, Default)]
struct Held {
    entries: Vec<KeptEntry>,
    end: TrailEnd,
    batches: Vec<StoredBatch>,
    tasks: BTreeMap<TaskId, Task>,
    records: BTreeMap<(RecordKind, String), String>,
    names: Vec<String>,
    blocks: BTreeMap<(BlockKind, BlockNumber), Vec<u8>>,
}

/// One of them, copied only by who writes.
struct MemoryView(Arc<Held>);

impl Deref for MemoryView {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

impl DerefMut for MemoryView {
    fn deref_mut(&mut self) -> &mut Held {
        Arc::make_mut(&mut self.0)
    }
}

#[derive(Default)]
struct Shared {
    held: Mutex<Arc<Held>>,
    is_locked: Mutex<bool>,
    /// Whether the next commit gets no answer, and whether it is recorded all the same.
    breaks_off: Mutex<Option<bool>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection to a ledger in memory.
#[derive(Default)]
pub struct MemoryStore {
    shared: Arc<Shared>,
    /// The moment of the view that is open.
    moment: RefCell<Option<Arc<Held>>>,
}

impl MemoryStore {
    /// Has the next commit get no answer, recorded or not.
    pub fn break_off(&self, is_recorded: bool) {
        *locked(&self.shared.breaks_off) = Some(is_recorded);
    }

    /// Another connection to the same ledger.
    pub fn connect(&self) -> MemoryStore {
        MemoryStore {
            shared: Arc::clone(&self.shared),
            moment: RefCell::new(None),
        }
    }
}

impl Store for MemoryStore {
    fn facts(&self) -> StoreFacts<'_> {
        StoreFacts {
            place: Path::new("memory"),
            is_read_only: false,
            is_full: false,
            doubt: None,
        }
    }

    fn another(&self, _wait: Wait) -> Another<MemoryStore> {
        let another = self.connect();
        Box::new(move || Ok(another))
    }

    fn check_in_place(&mut self, _wait: &Wait) -> Done {
        Ok(())
    }

    fn view(&self, _wait: &Wait, read: &mut dyn FnMut(&mut dyn StoreView) -> Done) -> Done {
        let outer = self.moment.borrow().clone();
        let moment = outer
            .clone()
            .unwrap_or_else(|| Arc::clone(&locked(&self.shared.held)));
        *self.moment.borrow_mut() = Some(Arc::clone(&moment));
        let done = read(&mut MemoryView(moment));
        *self.moment.borrow_mut() = outer;
        done
    }

    fn begin(&mut self, wait: &Wait) -> Result<Box<dyn WriteTransaction + '_>, LedgerError> {
        wait.until_free(
            || match std::mem::replace(&mut *locked(&self.shared.is_locked), true) {
                true => Err(LedgerError::Busy),
                false => Ok(()),
            },
        )?;
        Ok(Box::new(MemoryWrite {
            held: MemoryView(Arc::clone(&locked(&self.shared.held))),
            shared: Arc::clone(&self.shared),
        }))
    }

    fn changes(&self, beat: Duration) -> Result<Box<dyn Changes>, LedgerError> {
        Ok(Box::new(MemoryChanges {
            shared: Arc::clone(&self.shared),
            beat,
            seen: None,
        }))
    }
}

/// Looks for changes from time to time.
struct MemoryChanges {
    shared: Arc<Shared>,
    beat: Duration,
    seen: Option<i64>,
}

impl Changes for MemoryChanges {
    fn wait(&mut self, at_most: Duration, stop: &StopSignal) -> Result<bool, LedgerError> {
        let end = Instant::now() + at_most;
        loop {
            let now = Some(locked(&self.shared.held).end.entry);
            if std::mem::replace(&mut self.seen, now) != now {
                return Ok(true);
            }
            if Instant::now() >= end || stop.wait(self.beat.min(at_most)) {
                return Ok(false);
            }
        }
    }
}

struct MemoryWrite {
    shared: Arc<Shared>,
    held: MemoryView,
}

impl Drop for MemoryWrite {
    fn drop(&mut self) {
        *locked(&self.shared.is_locked) = false;
    }
}

impl WriteTransaction for MemoryWrite {
    fn view(&mut self) -> &mut dyn StoreView {
        &mut self.held
    }

    fn append(&mut self, entry: &StoredEntry) -> Done {
        let end = &mut self.held.end;
        if entry.seq != end.entry + 1 {
            return Err(LedgerError::Altered(Part::Trail));
        }
        *end = TrailEnd {
            entry: entry.seq,
            batch: entry.text.batch()?.get(),
            task: end.task.max(entry.text.task()?.map_or(0, TaskId::get)),
            hash: entry.hash,
            at: entry.text.stamp()?.to_owned(),
        };
        self.held.entries.push(KeptEntry {
            columns: entry.text.0.map(|column| column.map(<[u8]>::to_vec)),
            hash: entry.hash,
        });
        Ok(())
    }

    fn put_task(&mut self, before: Option<&Task>, after: &Task) -> Done {
        match self.held.tasks.insert(after.id, after.clone()).as_ref() == before {
            true => Ok(()),
            false => Err(LedgerError::Altered(Part::Task(after.id))),
        }
    }

    fn remove_task(&mut self, task: &Task) -> Done {
        match self.held.tasks.remove(&task.id).as_ref() == Some(task) {
            true => Ok(()),
            false => Err(LedgerError::Altered(Part::Task(task.id))),
        }
    }

    fn put_record(&mut self, kind: RecordKind, key: &str, body: Option<&str>) -> Done {
        let key = (kind, key.to_owned());
        match body {
            Some(body) => self.held.records.insert(key, body.to_owned()),
            None => self.held.records.remove(&key),
        };
        Ok(())
    }

    fn number_name(&mut self, name: &str, _used: NameUse) -> Result<NameId, LedgerError> {
        let names = &mut self.held.names;
        let at = names.iter().position(|known| known == name);
        let at = at.unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        Ok(NameId::new(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    fn put_block(&mut self, kind: BlockKind, number: BlockNumber, bytes: Option<&[u8]>) -> Done {
        match bytes {
            Some(bytes) => self.held.blocks.insert((kind, number), bytes.to_vec()),
            None => self.held.blocks.remove(&(kind, number)),
        };
        Ok(())
    }

    fn commit(&mut self, batches: &[StoredBatch]) -> Result<Committed, LedgerError> {
        self.held.batches.extend(batches.iter().cloned());
        let broken = locked(&self.shared.breaks_off).take();
        let mut held = locked(&self.shared.held);
        if broken != Some(false) {
            *held = Arc::clone(&self.held.0);
        }
        self.held = MemoryView(Arc::clone(&held));
        Ok(match broken {
            None => Committed::Surely,
            Some(_) => Committed::Perhaps(LedgerError::Database("cut".to_owned())),
        })
    }
}

impl Held {
    fn wanted(&self, wanted: WantedTasks) -> Vec<Task> {
        let is_wanted = |id: &TaskId| match wanted {
            WantedTasks::All => true,
            WantedTasks::These(ids) => ids.contains(id),
        };
        let tasks = self.tasks.values().filter(|task| is_wanted(&task.id));
        tasks.cloned().collect()
    }
}

impl StoreView for MemoryView {
    fn tail(&mut self) -> Result<TrailEnd, LedgerError> {
        Ok(self.end.clone())
    }

    fn entries(&mut self, wanted: &EntryQuery, take: &mut dyn FnMut(&StoredEntry) -> Done) -> Done {
        let count = i64::try_from(self.entries.len()).unwrap_or(i64::MAX);
        let (first, last) = (wanted.after.max(0) + 1, wanted.upto.min(count));
        let numbers: Box<dyn Iterator<Item = i64>> = match wanted.is_newest_first {
            true => Box::new((first..=last).rev()),
            false => Box::new(first..=last),
        };
        let at = |seq: i64| {
            usize::try_from(seq - 1)
                .ok()
                .and_then(|at| self.entries.get(at))
        };
        let mut left = wanted.limit.map_or(usize::MAX, |limit| limit as usize);
        for (seq, kept) in numbers.filter_map(|seq| Some((seq, at(seq)?))) {
            let text = EntryText(kept.columns.each_ref().map(Option::as_deref));
            let is_about = match wanted.about {
                About::Any => true,
                About::Task(id) => text.task()? == Some(id),
                About::Records => text.task()?.is_none(),
            };
            let is_late = match wanted.since {
                Some(since) => text.stamp()? >= since,
                None => true,
            };
            if is_about && is_late && left > 0 {
                left -= 1;
                take(&StoredEntry {
                    seq,
                    text,
                    hash: kept.hash,
                    before: at(seq - 1).map_or(super::chain::ORIGIN, |kept| kept.hash),
                })?;
            }
        }
        Ok(())
    }

    fn batches(&mut self, wanted: WantedBatches) -> Result<Vec<StoredBatch>, LedgerError> {
        let is_wanted = |batch: &&StoredBatch| match wanted {
            WantedBatches::All => true,
            WantedBatches::One(id) => batch.id == id,
            WantedBatches::Compensating(id) => batch.compensates == Some(id),
        };
        let wanted = self.batches.iter().rev().filter(is_wanted);
        Ok(wanted.cloned().collect())
    }

    fn tasks(&mut self, wanted: WantedTasks, take: &mut dyn FnMut(Task) -> Done) -> Done {
        self.wanted(wanted).into_iter().try_for_each(take)
    }

    fn outlines(
        &mut self,
        wanted: WantedTasks,
        take: &mut dyn FnMut(&TaskOutline) -> Done,
    ) -> Done {
        self.wanted(wanted).iter().try_for_each(|task| {
            let path = serde_json::to_string(&task.section_path);
            take(&TaskOutline {
                id: task.id,
                revision: task.revision.get(),
                updated_at: &Entry::stamp(task.updated_at),
                number: &task.number,
                parent: task.parent,
                document: task.document,
                region: task.region.as_str(),
                section_path: &path.unwrap_or_default(),
                title: &task.title,
                requirement: &task.requirement,
            })
        })
    }

    fn requirements(&mut self, of: &[TaskId], take: &mut dyn FnMut(TaskId, &str) -> Done) -> Done {
        let there = of.iter().filter_map(|id| self.tasks.get(id));
        there
            .into_iter()
            .try_for_each(|task| take(task.id, &task.requirement))
    }

    fn task_ids(&mut self, by: TasksBy, limit: usize) -> Result<Vec<TaskId>, LedgerError> {
        let mut tasks: Vec<&Task> = self.tasks.values().collect();
        match by {
            TasksBy::Opening => {
                tasks.retain(|task| task.parent.is_none());
                let order = Order::opening();
                tasks.sort_by(|a, b| order.compare_rows(&Row::of(a), &Row::of(b)));
            }
            TasksBy::Newest => tasks.reverse(),
            TasksBy::Between(first, last) => tasks.retain(|it| it.id >= first && it.id <= last),
            TasksBy::Parent(id) => tasks.retain(|task| task.parent == Some(id)),
            TasksBy::Document(id) => tasks.retain(|task| task.document == Some(id)),
            TasksBy::Region(key) => tasks.retain(|task| task.region == *key),
        }
        Ok(tasks.iter().take(limit).map(|task| task.id).collect())
    }

    fn children(&mut self) -> Result<Vec<(TaskId, TaskId)>, LedgerError> {
        let tasks = self.tasks.values();
        Ok(tasks
            .filter_map(|task| Some((task.parent?, task.id)))
            .collect())
    }

    fn records(
        &mut self,
        kind: RecordKind,
        wanted: WantedRecords,
        take: &mut dyn FnMut(&str, &str) -> Done,
    ) -> Done {
        let own = self.records.iter().filter(|((of, _), _)| *of == kind);
        own.into_iter()
            .filter(|((_, key), _)| match wanted {
                WantedRecords::All => true,
                WantedRecords::Key(wanted) => key == wanted,
            })
            .try_for_each(|((_, key), body)| take(key, body))
    }

    fn names(&mut self, take: &mut dyn FnMut(&str) -> Done) -> Done {
        self.names.iter().try_for_each(|name| take(name))
    }

    fn blocks(
        &mut self,
        kind: BlockKind,
        wanted: WantedBlocks,
        take: &mut dyn FnMut(BlockNumber, &[u8]) -> Done,
    ) -> Done {
        match wanted {
            WantedBlocks::All => {
                let own = self.blocks.iter().filter(|((of, _), _)| *of == kind);
                own.into_iter()
                    .try_for_each(|((_, number), bytes)| take(*number, bytes))
            }
            WantedBlocks::These(numbers) => {
                let there = numbers.iter().filter_map(|number| {
                    let bytes = self.blocks.get(&(kind, *number))?;
                    Some((*number, bytes))
                });
                there
                    .into_iter()
                    .try_for_each(|(number, bytes)| take(number, bytes))
            }
        }
    }
}
