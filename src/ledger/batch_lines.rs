//! The trail by batches: what each command did, in a line, newest first, a page at a time.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row as SqlRow};
use rustc_hash::FxHashSet;

use super::error::{LedgerError, Part};
use super::undo::{is_undone, span_of};
use super::{Ledger, batches, rows, trail};
use crate::domain::gist::FieldGist;
use crate::domain::task::TaskBody;
use crate::domain::{
    Action, Actor, BatchId, Entry, EntryId, Field, Gist, SourceDocument, TaskId, TaskName, china,
};

/// Which batches to read; all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchFilter {
    /// Only those that touched this task.
    pub task: Option<TaskId>,
    /// Only by this user: the name given or the login name.
    pub by: Option<String>,
    /// Only of this day (Asia/Shanghai).
    pub day: Option<NaiveDate>,
    /// Only before this entry, for reading page by page.
    pub before: Option<EntryId>,
}

/// A batch in short.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchLine {
    /// Its number.
    pub batch: BatchId,
    /// Its first entry.
    pub first: EntryId,
    /// Its last entry.
    pub last: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// By what kind of command.
    pub action: Action,
    /// For undo and redo: the batch taken back or put in force again.
    pub compensates: Option<BatchId>,
    /// Why.
    pub reason: Option<String>,
    /// How many tasks it touched.
    pub tasks: usize,
    /// The first of them.
    pub first_tasks: Vec<TaskId>,
    /// What those of them were called that it registered.
    pub names: Vec<TaskName>,
    /// The titles of the documents it registered.
    pub documents: Vec<String>,
    /// What it did.
    pub gist: Gist,
    /// Its entry, where it has only one.
    pub only: Option<Box<Entry>>,
    /// Whether it was taken back and not put in force again since.
    pub is_undone: bool,
}

impl BatchLine {
    /// Whether it is an undo or a redo itself.
    pub fn is_compensation(&self) -> bool {
        matches!(self.action, Action::Undo | Action::Redo)
    }
}

/// Some batches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchPage {
    /// The lines, newest first.
    pub lines: Vec<BatchLine>,
    /// Where to read on; `None` when there is nothing older.
    pub before: Option<EntryId>,
}

/// Whether an entry is looked for; its batch then is.
pub type Keeps<'a> = &'a dyn Fn(&Entry) -> bool;

/// So many lines are a page.
const PAGE: usize = 200;

/// So many entries are looked through at a time.
const STRETCH: i64 = 1_000;

/// After so many a page is handed over, however few lines it has: who waits for a rare word sees
/// that it goes on. A batch longer than this is read whole all the same.
const MOST_ENTRIES: i64 = 20_000;

/// So many tasks of a batch are told by name.
const FIRST_TASKS: usize = 3;

/// Of the batches of one task those longer than this are not read whole.
const LONG_BATCH: i64 = 2_000;

/// The value of a field before and after, as it lies on the disk.
#[derive(PartialEq)]
struct RawField {
    field: Field,
    count: usize,
    old: Option<Option<String>>,
    new: Option<Option<String>>,
}

/// A batch being put together from its entries.
struct Draft {
    head: Entry,
    last: EntryId,
    entries: usize,
    tasks: FxHashSet<TaskId>,
    first_tasks: Vec<TaskId>,
    names: Vec<TaskName>,
    documents: Vec<String>,
    fields: Vec<RawField>,
    is_kept: bool,
}

impl Draft {
    fn of(row: &SqlRow, keeps: Option<Keeps>) -> Result<Draft, LedgerError> {
        let head = rows::entry_of(row)?;
        let mut draft = Draft {
            last: head.id,
            entries: 0,
            tasks: FxHashSet::default(),
            first_tasks: Vec::new(),
            names: Vec::new(),
            documents: Vec::new(),
            fields: Vec::new(),
            is_kept: keeps.is_none(),
            head,
        };
        draft.add(row, keeps)?;
        Ok(draft)
    }

    /// Takes an entry in. Most are looked at without being read: a bulk change has one for every
    /// task, and their values are the same.
    fn add(&mut self, row: &SqlRow, keeps: Option<Keeps>) -> Result<(), LedgerError> {
        let touch = rows::brief_of(row)?;
        self.last = touch.id;
        self.entries += 1;
        let is_new = touch.task.is_some_and(|id| self.tasks.insert(id));
        if let (Some(id), true) = (touch.task, is_new && self.first_tasks.len() < FIRST_TASKS) {
            self.first_tasks.push(id);
            if touch.field == Field::Task {
                self.names.extend(name_in(&rows::entry_of(row)?));
            }
        }
        if touch.field == Field::DocumentRecord {
            self.documents.extend(title_in(&rows::entry_of(row)?));
        }
        if !self.is_kept
            && keeps.is_some_and(|keeps| rows::entry_of(row).is_ok_and(|it| keeps(&it)))
        {
            self.is_kept = true;
        }
        self.add_field(touch.field, touch.old, touch.new);
        Ok(())
    }

    fn add_field(&mut self, field: Field, old: Option<&str>, new: Option<&str>) {
        let known = self.fields.iter_mut().find(|it| it.field == field);
        let Some(known) = known else {
            let value =
                |value: Option<&str>| (!field.is_record()).then(|| value.map(str::to_owned));
            self.fields.push(RawField {
                field,
                count: 1,
                old: value(old),
                new: value(new),
            });
            return;
        };
        known.count += 1;
        known.old.take_if(|known| known.as_deref() != old);
        known.new.take_if(|known| known.as_deref() != new);
    }

    /// Takes in the part of the same batch that comes after.
    fn join(&mut self, later: Draft) {
        self.last = later.last;
        self.entries += later.entries;
        self.is_kept |= later.is_kept;
        let own = &self.tasks;
        let more = later.first_tasks.iter().filter(|id| !own.contains(id));
        self.first_tasks.extend(more);
        self.first_tasks.truncate(FIRST_TASKS);
        self.tasks.extend(later.tasks);
        self.documents.extend(later.documents);
        self.names.extend(later.names);
        for other in later.fields {
            match self.fields.iter_mut().find(|it| it.field == other.field) {
                None => self.fields.push(other),
                Some(known) => {
                    known.count += other.count;
                    known.old.take_if(|old| other.old.as_ref() != Some(old));
                    known.new.take_if(|new| other.new.as_ref() != Some(new));
                }
            }
        }
    }

    fn line(self, conn: &Connection) -> Result<BatchLine, LedgerError> {
        let fields = self.fields.into_iter().map(|raw| {
            let value = |value: Option<Option<String>>| {
                value.map(|text| match text {
                    None => Ok(serde_json::Value::Null),
                    Some(text) => serde_json::from_str(&text),
                })
            };
            let old = value(raw.old).transpose();
            let new = value(raw.new).transpose();
            let (old, new) = old
                .and_then(|old| Ok((old, new?)))
                .map_err(|why| LedgerError::Damaged(format!("entry {}: {why}", self.head.id)))?;
            Ok(FieldGist {
                field: raw.field,
                count: raw.count,
                old,
                new,
            })
        });
        let gist = Gist {
            fields: fields.collect::<Result<_, LedgerError>>()?,
        };
        let head = self.head;
        let names = self.names.into_iter();
        let is_first = |name: &TaskName| self.first_tasks.contains(&name.id);
        Ok(BatchLine {
            batch: head.batch,
            first: head.id,
            last: self.last,
            at: head.at,
            actor: head.actor.clone(),
            action: head.action,
            compensates: head.compensates,
            reason: head.reason.clone(),
            tasks: self.tasks.len(),
            names: names.filter(is_first).collect(),
            first_tasks: self.first_tasks,
            documents: self.documents,
            gist,
            is_undone: is_undone(conn, head.batch)?,
            only: (self.entries == 1).then(|| Box::new(head)),
        })
    }
}

/// What a registration, or its taking back, calls its task.
fn name_in(entry: &Entry) -> Option<TaskName> {
    let change = &entry.change;
    let body = match change.new.is_null() {
        true => &change.old,
        false => &change.new,
    };
    let body: TaskBody = Field::Task.read(body).ok()?;
    Some(TaskName {
        id: entry.task()?,
        region: body.region,
        number: body.number,
        title: body.title,
    })
}

fn title_in(entry: &Entry) -> Option<String> {
    let change = &entry.change;
    let record = match change.new.is_null() {
        true => &change.old,
        false => &change.new,
    };
    let document: SourceDocument = Field::DocumentRecord.read(record).ok()?;
    Some(document.title)
}

impl Ledger {
    /// The batches asked for, newest first, a page of them. With `keeps` only those of which some
    /// entry is kept.
    ///
    /// # Errors
    /// Whatever SQLite reports; an entry that is not as it was written.
    pub fn batches(
        &self,
        filter: &BatchFilter,
        keeps: Option<Keeps>,
    ) -> Result<BatchPage, LedgerError> {
        self.in_one_view(|conn| match filter.task {
            None => page(conn, filter, keeps),
            Some(id) => page_of_task(conn, id, filter, keeps),
        })
    }

    /// Entries of a batch after one of them, at most so many, in their order; with `task` only
    /// those about it.
    ///
    /// # Errors
    /// As [`Ledger::batches`].
    pub fn batch_entries(
        &self,
        (first, last): (EntryId, EntryId),
        task: Option<TaskId>,
        after: Option<EntryId>,
        most: u32,
    ) -> Result<Vec<Entry>, LedgerError> {
        self.in_one_view(|conn| {
            let mut found = Vec::new();
            let begin = after.map_or(first.get() - 1, EntryId::get);
            match task {
                None => {
                    let end = last.get().min(begin.saturating_add(i64::from(most)));
                    trail::walk(conn, begin, end, |row| {
                        found.push(rows::entry_of(row)?);
                        Ok(())
                    })?;
                }
                Some(id) => {
                    trail::of_task(conn, id, last.get() + 1, None, |row| {
                        let touch = rows::brief_of(row)?;
                        if touch.id.get() > begin {
                            found.push(rows::entry_of(row)?);
                        }
                        Ok(())
                    })?;
                    found.reverse();
                    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                }
            }
            Ok(found)
        })
    }

    /// Everybody who wrote, by name and by login name, with how many batches; most first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn writers(&self) -> Result<Vec<(String, usize)>, LedgerError> {
        self.in_one_view(|conn| {
            batches::check(conn)?;
            let mut all: Vec<(String, usize)> = Vec::new();
            let mut add = |name: String, n: usize| match all.iter_mut().find(|it| it.0 == name) {
                Some((_, sum)) => *sum += n,
                None => all.push((name, n)),
            };
            let sql = "SELECT user, login, count(*) FROM batch GROUP BY user, login";
            super::read::each(conn, sql, |row| {
                let (user, login): (String, Option<String>) = (row.get(0)?, row.get(1)?);
                let n = usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
                if let Some(login) = login.filter(|login| *login != user) {
                    add(login, n);
                }
                add(user, n);
                Ok(())
            })?;
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(all)
        })
    }

    /// The days on which somebody wrote, or this user, with how many batches; newest first.
    ///
    /// # Errors
    /// Whatever SQLite reports.
    pub fn days(&self, by: Option<&str>) -> Result<Vec<(NaiveDate, usize)>, LedgerError> {
        self.in_one_view(|conn| {
            let mut all = std::collections::BTreeMap::new();
            let sql = "SELECT entry.at FROM batch JOIN entry ON entry.seq = batch.first_entry \
                       WHERE ?1 IS NULL OR batch.user = ?1 OR batch.login = ?1";
            super::read::each_with(conn, sql, [by], |row| {
                let at = row.get_ref(0)?.as_str().ok().and_then(rows::time);
                let at = at.ok_or(LedgerError::Altered(Part::Trail))?;
                *all.entry(china::day_of(at)).or_insert(0) += 1;
                Ok(())
            })?;
            Ok(all.into_iter().rev().collect())
        })
    }
}

/// Whether a batch is one of those asked for, but for the words.
fn is_wanted(filter: &BatchFilter, head: &Entry) -> bool {
    let login = head.actor.origin.login.as_deref();
    let by = filter.by.as_deref();
    by.is_none_or(|by| by == head.actor.user || login == Some(by))
        && filter.day.is_none_or(|day| day == china::day_of(head.at))
}

fn page(
    conn: &Connection,
    filter: &BatchFilter,
    keeps: Option<Keeps>,
) -> Result<BatchPage, LedgerError> {
    let before = filter.before.map_or(i64::MAX, EntryId::get);
    let newest = trail::last(conn)?.min(before.saturating_sub(1));
    let mut end = newest;
    let mut page = BatchPage::default();
    // The newer part of a batch whose beginning is still to be read.
    let mut open: Option<Draft> = None;
    while end > 0 && page.lines.len() < PAGE {
        let goes_on = open.as_ref().is_some_and(|it| it.last.get() == newest);
        if newest - end >= MOST_ENTRIES && !goes_on {
            break;
        }
        let begin = (end - STRETCH).max(0);
        let mut some = stretch(conn, begin, end, keeps)?;
        if let Some(later) = open.take() {
            match some.last_mut() {
                Some(last) if last.head.batch == later.head.batch => last.join(later),
                _ => some.push(later),
            }
        }
        let mut some = some.into_iter();
        if begin > 0 {
            open = some.next();
        }
        for draft in some.rev() {
            if draft.is_kept && is_wanted(filter, &draft.head) {
                page.lines.push(draft.line(conn)?);
            }
        }
        end = begin;
    }
    page.before = match open {
        Some(open) => Some(open.last.next()),
        None if end > 0 => EntryId::new(end + 1),
        None => None,
    };
    Ok(page)
}

/// The batches of some entries, oldest first; the first may have begun before, the last go on.
fn stretch(
    conn: &Connection,
    begin: i64,
    end: i64,
    keeps: Option<Keeps>,
) -> Result<Vec<Draft>, LedgerError> {
    let mut some: Vec<Draft> = Vec::new();
    trail::walk(conn, begin, end, |row| {
        let batch = rows::brief_of(row)?.batch;
        match some.last_mut() {
            Some(draft) if draft.head.batch == batch => draft.add(row, keeps)?,
            _ => some.push(Draft::of(row, keeps)?),
        }
        Ok(())
    })?;
    Ok(some)
}

/// The batches that touched a task. One too long to be read whole is told by what it did to that
/// task, and by the number of its tasks.
fn page_of_task(
    conn: &Connection,
    id: TaskId,
    filter: &BatchFilter,
    keeps: Option<Keeps>,
) -> Result<BatchPage, LedgerError> {
    let before = filter.before.map_or(i64::MAX, EntryId::get);
    // Newest first, as they come.
    let mut own: Vec<Entry> = Vec::new();
    trail::of_task(conn, id, before, None, |row| {
        own.push(rows::entry_of(row)?);
        Ok(())
    })?;
    let mut page = BatchPage::default();
    for entries in own.chunk_by(|one, other| one.batch == other.batch) {
        let Some(newest) = entries.first() else {
            continue;
        };
        if page.lines.len() >= PAGE {
            page.before = Some(newest.id.next());
            break;
        }
        let is_kept = keeps.is_none_or(|keeps| entries.iter().any(keeps));
        if is_kept && is_wanted(filter, newest) {
            page.lines.extend(line_of_batch(conn, newest.batch, id)?);
        }
    }
    Ok(page)
}

fn line_of_batch(
    conn: &Connection,
    batch: BatchId,
    id: TaskId,
) -> Result<Option<BatchLine>, LedgerError> {
    let (first, last) = span_of(conn, batch)?;
    if last - first < LONG_BATCH {
        let draft = stretch(conn, first - 1, last, None)?.into_iter().next();
        return draft.map(|draft| draft.line(conn)).transpose();
    }
    let mut line = None;
    trail::each_of_task(conn, id, last + 1, None, |row| {
        if rows::brief_of(row)?.batch == batch {
            let mut earlier = Draft::of(row, None)?;
            if let Some(later) = line.take() {
                earlier.join(later);
            }
            line = Some(earlier);
        }
        Ok(())
    })?;
    let Some(draft) = line else { return Ok(None) };
    let sql = "SELECT count(DISTINCT task) FROM entry WHERE seq BETWEEN ?1 AND ?2";
    let tasks: i64 = conn.query_row(sql, [first, last], |row| row.get(0))?;
    let mut line = draft.line(conn)?;
    line.tasks = usize::try_from(tasks).unwrap_or(0);
    line.only = None;
    line.first = EntryId::new(first).unwrap_or(line.first);
    line.last = EntryId::new(last).unwrap_or(line.last);
    Ok(Some(line))
}
