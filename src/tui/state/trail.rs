//! The history screen: the trail by batches, newest first, unfolded where somebody looks.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::domain::{BatchId, Entry, EntryId, Lang, TaskId};
use crate::ledger::{BatchFilter, BatchLine, BatchPage, Ledger, LedgerError};
use crate::report::trail::{record_text, value_text, who};
use crate::search::{Kind, Needle};

/// How many entries of an unfolded batch are read at a time.
pub const ENTRIES: u32 = 500;

/// What is asked of the trail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrailAsk {
    /// Task, person, day, and where to read on.
    pub filter: BatchFilter,
    /// The words some entry must hold, each.
    pub words: Vec<TrailWord>,
}

/// A word looked for in the trail.
#[derive(Clone, Debug, PartialEq)]
pub struct TrailWord {
    /// As typed.
    pub text: String,
    /// The tasks that it finds on the browse screen.
    pub tasks: Arc<FxHashSet<TaskId>>,
}

/// Entries of a batch that somebody unfolds.
#[derive(Clone, Debug, PartialEq)]
pub struct EntriesAsk {
    /// Which.
    pub batch: BatchId,
    /// Its first and last entry.
    pub span: (EntryId, EntryId),
    /// Only those about this task.
    pub task: Option<TaskId>,
    /// Only those after this one.
    pub after: Option<EntryId>,
}

/// What a filter of the trail is chosen from a list by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailBy {
    /// A person.
    Person,
    /// A day.
    Day,
}

/// A row of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailRow {
    /// A batch.
    Batch(BatchId),
    /// An entry of one that is unfolded.
    Entry(BatchId, EntryId),
}

impl TrailRow {
    /// The batch it is or belongs to.
    pub fn batch(self) -> BatchId {
        match self {
            TrailRow::Batch(batch) | TrailRow::Entry(batch, _) => batch,
        }
    }
}

/// The entries of an unfolded batch.
#[derive(Debug, Default)]
pub struct UnfoldedBatch {
    /// Those read, in their order.
    pub entries: Vec<Entry>,
    /// Whether there are no more.
    pub is_whole: bool,
    /// More have been asked for.
    pub is_reading: bool,
}

/// The screen.
#[derive(Debug, Default)]
pub struct History {
    /// Task, person and day it is narrowed to.
    pub filter: BatchFilter,
    /// The words it is narrowed to, as typed.
    pub words: String,
    /// The same, ready to be asked for.
    pub wanted: Vec<TrailWord>,
    /// The batches, newest first.
    pub lines: Vec<BatchLine>,
    /// Where older ones begin; `None` when all were read.
    pub before: Option<EntryId>,
    /// Whether anything was answered yet.
    pub is_read: bool,
    /// Whether something was asked for and is on its way.
    pub is_reading: bool,
    /// The batches that are unfolded.
    pub opened: BTreeMap<BatchId, UnfoldedBatch>,
    /// The row under the cursor.
    pub cursor: Option<TrailRow>,
    /// The first row drawn.
    pub offset: usize,
    /// The batch whose undo is being weighed.
    pub planning: Option<BatchId>,
    /// The screen to go back to.
    pub came_from_task: bool,
}

impl History {
    /// A rule and what stands below it of the row under the cursor.
    const DETAIL: u16 = 11;

    /// How many of a screen's rows list batches, below the heads of the columns; the one under the
    /// cursor stands below, with more room where the trail is short: a registration is long.
    pub fn list_rows(&self, rows: u16) -> u16 {
        let half = (rows / 2).max(1);
        let all = u16::try_from(self.rows().len()).unwrap_or(u16::MAX);
        rows.saturating_sub(Self::DETAIL).min(all).max(half)
    }

    /// Every row, from the top.
    pub fn rows(&self) -> Vec<TrailRow> {
        let mut rows = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            rows.push(TrailRow::Batch(line.batch));
            if let Some(opened) = self.opened.get(&line.batch) {
                let entries = opened.entries.iter();
                rows.extend(entries.map(|entry| TrailRow::Entry(line.batch, entry.id)));
            }
        }
        rows
    }

    /// The place of the cursor among the rows.
    pub fn cursor_row(&self, rows: &[TrailRow]) -> usize {
        let at = |place: TrailRow| rows.iter().position(|row| *row == place);
        let own = self.cursor.and_then(at);
        // An entry that was folded away: its batch.
        let batch = || self.cursor.and_then(|it| at(TrailRow::Batch(it.batch())));
        own.or_else(batch).unwrap_or(0)
    }

    /// The batch under the cursor, or that of the entry under it.
    pub fn current(&self) -> Option<&BatchLine> {
        let batch = self.cursor?.batch();
        self.line(batch)
    }

    /// A batch.
    pub fn line(&self, batch: BatchId) -> Option<&BatchLine> {
        self.lines.iter().find(|line| line.batch == batch)
    }

    /// The entry under the cursor.
    pub fn current_entry(&self) -> Option<&Entry> {
        let TrailRow::Entry(batch, id) = self.cursor? else {
            return None;
        };
        let mut entries = self.opened.get(&batch)?.entries.iter();
        entries.find(|entry| entry.id == id)
    }

    /// The task under the cursor: of an entry its own, of a batch the only one it touched.
    pub fn task(&self) -> Option<TaskId> {
        match self.cursor? {
            TrailRow::Entry(..) => self.current_entry()?.task(),
            TrailRow::Batch(_) => {
                let line = self.current()?;
                line.first_tasks
                    .first()
                    .copied()
                    .filter(|_| line.tasks == 1)
            }
        }
    }

    /// Whether it is narrowed by anything but a task.
    pub fn is_narrowed(&self) -> bool {
        self.filter.by.is_some() || self.filter.day.is_some() || !self.words.is_empty()
    }

    /// What to ask for: the newest, or from here on.
    pub fn ask(&self, before: Option<EntryId>) -> TrailAsk {
        TrailAsk {
            filter: BatchFilter {
                before,
                ..self.filter.clone()
            },
            words: self.wanted.clone(),
        }
    }
}

/// Reads a page of what is asked.
///
/// # Errors
/// Whatever the ledger answers.
pub fn read(ledger: &Ledger, ask: &TrailAsk, lang: Lang) -> Result<BatchPage, LedgerError> {
    if ask.words.is_empty() {
        return ledger.batches(&ask.filter, None);
    }
    let words: Vec<(Needle, &TrailWord)> = ask
        .words
        .iter()
        .map(|word| (Needle::new(&word.text, false), word))
        .collect();
    let keeps = |entry: &Entry| {
        let text = said(entry, lang);
        words.iter().all(|(needle, word)| {
            let is_of_task = entry.task().is_some_and(|id| word.tasks.contains(&id));
            // In so much text gaps and wrong characters would be found everywhere.
            let found = || needle.find(&text).is_some_and(|it| it.kind >= Kind::Pinyin);
            is_of_task || found()
        })
    };
    ledger.batches(&ask.filter, Some(&keeps))
}

/// Everything an entry says, in the words of the screen.
fn said(entry: &Entry, lang: Lang) -> String {
    let change = &entry.change;
    let value = |value| match entry.is_record() {
        true => record_text(value, lang),
        false => value_text(change.field, value, lang),
    };
    let parts = [
        who(&entry.actor, lang),
        entry.actor.host.clone(),
        entry.action.label(lang).to_owned(),
        change.field.label(lang).to_owned(),
        value(&change.old),
        value(&change.new),
        entry.reason.clone().unwrap_or_default(),
    ];
    parts.join(" ")
}

/// What a filter can be chosen from, each with the number of batches.
///
/// # Errors
/// Whatever the ledger answers.
pub fn choices(
    ledger: &Ledger,
    by: TrailBy,
    person: Option<&str>,
) -> Result<Vec<(String, usize)>, LedgerError> {
    match by {
        TrailBy::Person => ledger.writers(),
        TrailBy::Day => {
            let days = ledger.days(person)?.into_iter();
            Ok(days.map(|(day, n)| (day.to_string(), n)).collect())
        }
    }
}
