//! What comes to light when a part of a ledger is looked through.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;

use crate::domain::EntryId;
use crate::ledger::doubt::Misshapen;
use crate::ledger::problem::{ComparedPart, EntryFault, Problem};
use crate::ledger::sqlite::audit::cursor::number;
use crate::ledger::sqlite::tables::entries::WIDTH;
use crate::ledger::sqlite::tables::{Of, SumKind, Summer, Total};

/// What something is told by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ledger) enum FindingKey {
    Number(i64),
    Text(String),
}

impl FindingKey {
    /// A value as a key.
    pub fn of(value: ValueRef) -> FindingKey {
        match value {
            ValueRef::Integer(number) => FindingKey::Number(number),
            ValueRef::Text(text) => FindingKey::Text(String::from_utf8_lossy(text).into_owned()),
            other => FindingKey::Text(format!("{other:?}")),
        }
    }
}

impl std::fmt::Display for FindingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FindingKey::Number(number) => write!(f, "{number}"),
            FindingKey::Text(text) => f.write_str(text),
        }
    }
}

/// A batch as its entries tell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ledger) struct BatchNote {
    pub first: u32,
    pub last: u32,
    pub count: u32,
    /// Of what the first of them says of the whole batch.
    pub sum: i64,
}

/// Everything found in a part of a ledger; parts are added up.
#[derive(Default)]
pub(in crate::ledger) struct Finding {
    /// How many entries were read.
    pub entries: i64,
    /// Whether an entry is not what was hashed, or cannot be read.
    pub is_trail_bad: bool,
    /// The first entry that does not follow from those before it.
    pub unfoldable: Option<(EntryId, EntryFault)>,
    /// What is not what its entries say.
    pub differs: BTreeSet<(ComparedPart, FindingKey)>,
    /// What is not the table, index or trigger it should be.
    pub misshapen: Vec<Misshapen>,
    /// Tables that cannot be read.
    pub unreadable: Vec<Problem>,
    /// By number.
    batches: Vec<BatchNote>,
    /// What the rows add up to, by [`Of`].
    totals: [Total; Of::ALL.len()],
    /// The tasks with a document, each with it: what an index should have.
    pub by_document: Total,
    /// The highest number of a task in the trail.
    pub last_task: i64,
    /// How many tasks detail no other, and how many of them are on the first page.
    pub tops: usize,
    pub listed: usize,
    /// How many tasks were folded by the rules of the domain, which takes long.
    pub closer_looks: u64,
    /// Whether a task is on the first page, or is not, that should not be, or should.
    pub is_page_wrong: bool,
}

impl Finding {
    /// Notes that something is not what its entries say.
    pub fn note(&mut self, of: ComparedPart, key: impl Into<FindingKey>) {
        self.differs.insert((of, key.into()));
    }

    /// Notes an entry that does not follow from those before it.
    pub fn note_unfoldable(&mut self, entry: EntryId, fault: EntryFault) {
        if self
            .unfoldable
            .as_ref()
            .is_none_or(|(first, _)| entry < *first)
        {
            self.unfoldable = Some((entry, fault));
        }
    }

    /// One row more.
    pub fn add(&mut self, of: Of, sum: i64) {
        self.totals[of as usize].add(sum);
    }

    /// What the rows add up to.
    pub fn total(&self, of: Of) -> Total {
        self.totals[of as usize]
    }

    /// Takes an entry of a trail that ends with `last`.
    pub fn note_entry(&mut self, entry: &[ValueRef; WIDTH], summer: &mut Summer, last: i64) {
        let [
            seq,
            batch,
            task,
            _,
            user,
            _,
            session,
            action,
            _,
            _,
            _,
            _,
            compensates,
            login,
            ..,
        ] = *entry;
        self.entries += 1;
        self.add(Of::Entries, summer.row(SumKind::Entry, [task, seq]));
        self.last_task = self.last_task.max(number(task).unwrap_or(0));
        // No batch has a higher number than its entries, which bounds the list.
        let batch = number(batch).filter(|batch| (1..=last).contains(batch));
        let place = batch.and_then(|batch| usize::try_from(batch - 1).ok());
        let seq = number(seq).and_then(|seq| u32::try_from(seq).ok());
        let (Some(place), Some(seq)) = (place, seq) else {
            self.is_trail_bad = true;
            return;
        };
        let says = [user, session, action, compensates, login];
        if self.batches.len() <= place {
            self.batches.resize(place + 1, BatchNote::default());
        }
        let note = &mut self.batches[place];
        if note.count == 0 || seq < note.first {
            note.first = seq;
            note.sum = summer.row(SumKind::Batch, says);
        }
        note.last = note.last.max(seq);
        note.count += 1;
    }

    /// The batch with this number, as its entries tell it.
    pub fn batch(&self, batch: i64) -> Option<BatchNote> {
        let place = usize::try_from(batch - 1).ok()?;
        self.batches.get(place).copied().filter(|it| it.count > 0)
    }

    /// The batches there are.
    pub fn batches(&self) -> impl Iterator<Item = (i64, BatchNote)> {
        let all = (1..).zip(self.batches.iter().copied());
        all.filter(|(_, note)| note.count > 0)
    }

    /// Adds what was found in another part.
    pub fn merge(&mut self, other: Finding) {
        self.entries += other.entries;
        self.is_trail_bad |= other.is_trail_bad;
        if let Some((entry, fault)) = other.unfoldable {
            self.note_unfoldable(entry, fault);
        }
        self.differs.extend(other.differs);
        self.misshapen.extend(other.misshapen);
        self.unreadable.extend(other.unreadable);
        if self.batches.len() < other.batches.len() {
            self.batches
                .resize(other.batches.len(), BatchNote::default());
        }
        for (note, other) in self.batches.iter_mut().zip(other.batches) {
            if other.count > 0 {
                if note.count == 0 || other.first < note.first {
                    (note.first, note.sum) = (other.first, other.sum);
                }
                note.last = note.last.max(other.last);
                note.count += other.count;
            }
        }
        for (own, other) in self.totals.iter_mut().zip(other.totals) {
            own.merge(other);
        }
        self.by_document.merge(other.by_document);
        self.last_task = self.last_task.max(other.last_task);
        self.tops += other.tops;
        self.listed += other.listed;
        self.closer_looks += other.closer_looks;
        self.is_page_wrong |= other.is_page_wrong;
    }
}

impl From<i64> for FindingKey {
    fn from(number: i64) -> FindingKey {
        FindingKey::Number(number)
    }
}
