//! What is sound of a damaged ledger, as a ledger of its own.
//!
//! The trail is not read through SQLite, which gives up where a page is damaged: entries are
//! recognised by their shape in the bytes of every page, of whichever kind, and put in their order
//! by their hashes. What follows from the first entry by hash is what was written, wherever it lay.
//! Up to the first that is not there the trail is copied as it is, and its tables are made anew
//! from it.

mod end;
mod pages;
mod record;

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params_from_iter};

use crate::domain::fold::State;
use crate::domain::{Action, EntryId};
use crate::files::{AtomicFile, with_tail};
use crate::ledger::chain::{self, Hash};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::handle::Ledger;
use crate::ledger::part::Part;
use crate::ledger::sqlite::copies::copy;
use crate::ledger::sqlite::file::access::Opening;
use crate::ledger::sqlite::file::log_frames::LogIndex;
use crate::ledger::sqlite::file::{about, file_checks, file_doubts, look, open};
use crate::ledger::sqlite::restore::LostWork;
use crate::ledger::sqlite::schema::sealing;
use crate::ledger::sqlite::tables::rows::ENTRY_COLUMNS;
use crate::ledger::sqlite::tables::{Summer, entries, project};
use crate::ledger::store::StoredBatch;

use end::Witnesses;
use pages::Pages;
use record::{RecordValue, Stored};

pub use end::End;

/// What came of salvaging a damaged ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salvaged {
    /// What was written; nothing where not even the first entry is sound.
    pub taken: Option<Taken>,
    /// What is missing; nothing when it is proven that nothing is.
    pub missing: Option<Missing>,
}

/// What was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// How many entries.
    pub entries: u64,
    /// The hash of the last of them, in hex.
    pub head: String,
    /// When that was written.
    pub last_written: Option<DateTime<Utc>>,
}

/// What could not be taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The first entry that is not there or not as it was written.
    pub from: EntryId,
    /// Where the trail ended.
    pub end: End,
    /// Those of them that can still be read, without proof that they are as they were written.
    pub readable: Vec<LostWork>,
}

/// Writes a ledger of all entries of the one at `damaged` up to the first bad one to `target`,
/// where nothing may be, made as `how` says. Where not one entry is sound, nothing is written.
///
/// # Errors
/// [`LedgerError::Exists`]; no ledger there; no room. Nothing is left at `target` then.
pub fn salvage(
    damaged: &Path,
    target: &Path,
    how: impl Into<Opening>,
) -> Result<Salvaged, LedgerError> {
    let how = how.into();
    if fs::symlink_metadata(target).is_ok() {
        return Err(LedgerError::Exists(target.to_owned()));
    }
    match file_checks::check_kind(damaged) {
        Err(error) if !error.is_about_content() => return Err(error),
        _ => {}
    }
    let damaged = &fs::canonicalize(damaged).map_err(|error| unreachable(damaged, error))?;
    let (found, id) = find_entries(damaged, target, &how)?;
    let mut most = u64::MAX;
    // An entry that fits by its hash and follows from nothing ends the trail as well.
    loop {
        match found.write((target, &how), id.as_deref(), most)? {
            Written::Done(salvaged) => return Ok(salvaged),
            Written::UpTo(entries) => most = entries,
        }
    }
}

/// Everything in the files of a ledger that looks like an entry, and the ledger's id; copies are made
/// beside `target`.
fn find_entries(
    damaged: &Path,
    target: &Path,
    how: &Opening,
) -> Result<(EntriesFound, Option<String>), LedgerError> {
    let mut found = EntriesFound::default();
    // Nor an empty log or another index: to look at a ledger makes both.
    let log = with_tail(damaged, "-wal");
    let has_log = fs::symlink_metadata(&log).is_ok();
    let log_index = LogIndex::read(&with_tail(damaged, "-shm"));
    // Without its log, and with: it may be the log of another, so what the file itself says of an
    // entry is believed first.
    // A log that lacks something SQLite would cut to what it reads, and its index with it, which
    // tells how much that is: such a one is read by its bytes alone.
    // Without a log that must be there SQLite would begin another, and nothing would tell any more of
    // what is gone.
    let is_lost = file_doubts::is_log_lost(damaged)?;
    if is_lost {
        found.witnesses.miss_log();
    }
    let (whole, is_own) = match is_lost || file_doubts::is_left_log_broken(damaged)? {
        true => (None, None),
        false => (
            how.wait
                .until_free(|| snapshot(look::look_hard(damaged), target))?,
            look::look_hard(damaged)
                .and_then(|conn| file_doubts::is_continued(&conn, damaged))
                .ok(),
        ),
    };
    let alone = snapshot(look::look_at_file(damaged), target)?;
    let id = alone
        .as_ref()
        .and_then(id_of)
        .or(whole.as_ref().and_then(id_of));
    let order = match is_own {
        // The file by itself may still tell what a restore replaced.
        Some(true) if whole.is_some() => [&whole, &None],
        _ => [&alone, &whole],
    };
    // Beside the log of another it has lost its own.
    if has_log && is_own == Some(false) {
        found.witnesses.miss_log();
    }
    for draft in order.into_iter().flatten() {
        let taken = found.take(draft.path(), None);
        taken.map_err(|error| unreachable(target, error))?;
        found.witnesses.take_tables(draft.path());
    }
    if whole.is_none() {
        // No connection of this process has it open, so it has no lock that this could drop.
        let taken = found.take(damaged, Some(&log));
        taken.map_err(|error| unreachable(damaged, error))?;
    }
    if has_log {
        let is_own = is_own == Some(true) && whole.is_some();
        found.witnesses.take_log(&log, log_index, is_own);
    }
    Ok((found, id))
}

/// A copy of the pages, as far as SQLite can read them.
fn snapshot(
    damaged: Result<Connection, LedgerError>,
    target: &Path,
) -> Result<Option<AtomicFile>, LedgerError> {
    let copied = damaged.and_then(|conn| {
        let draft = AtomicFile::beside(target).map_err(|error| unreachable(target, error))?;
        copy::copy_into(&conn, &draft)?;
        Ok(draft)
    });
    match copied {
        Ok(draft) => Ok(Some(draft)),
        Err(error) if error.is_about_content() => Ok(None),
        Err(error) => Err(error),
    }
}

fn id_of(copy: &AtomicFile) -> Option<String> {
    let conn = look::look_hard(copy.path()).ok()?;
    let sql = "SELECT value FROM about WHERE name = 'ledger'";
    conn.query_row(sql, [], |row| row.get(0)).ok()
}

/// Everything that looks like an entry, by its number, and what else tells of the trail.
#[derive(Default)]
struct EntriesFound {
    sources: Vec<SalvageSource>,
    witnesses: Witnesses,
}

/// The pages of one copy, and what in them looks like an entry.
struct SalvageSource {
    pages: Pages,
    cells: Vec<RecordValue>,
}

/// How far a ledger could be written.
enum Written {
    Done(Salvaged),
    /// Not this far: only so many entries make a state.
    UpTo(u64),
}

impl EntriesFound {
    fn take(&mut self, path: &Path, log: Option<&Path>) -> std::io::Result<()> {
        let pages = Pages::open(path, log)?;
        let mut cells = Vec::new();
        pages.each(|place, bytes| record::find(place, bytes, |cell| cells.push(cell)))?;
        // Of several with one number the one found first comes first.
        cells.sort_by_key(|cell| cell.seq);
        self.witnesses.take_pages(&pages)?;
        self.sources.push(SalvageSource { pages, cells });
        Ok(())
    }

    /// Each entry that may have this number.
    fn with_number(&self, seq: u32) -> impl Iterator<Item = Stored> + '_ {
        self.sources.iter().flat_map(move |source| {
            let from = source.cells.partition_point(|cell| cell.seq < seq);
            let cells = source.cells[from..].iter();
            let cells = cells.take_while(move |cell| cell.seq == seq);
            cells.flat_map(|cell| {
                let ways = [true, false].into_iter();
                ways.filter_map(|by_log| record::read(&source.pages, *cell, by_log))
            })
        })
    }

    /// The numbers there are after one, in their order.
    fn numbers_after(&self, entries: u64) -> Vec<u32> {
        let cells = self.sources.iter().flat_map(|source| &source.cells);
        let mut numbers: Vec<u32> = cells.map(|cell| cell.seq).collect();
        numbers.retain(|seq| u64::from(*seq) > entries);
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Writes the entries that follow from one another, at most so many.
    fn write(
        &self,
        (target, how): (&Path, &Opening),
        id: Option<&str>,
        most: u64,
    ) -> Result<Written, LedgerError> {
        let (mut answer, mut is_kept) = (None, false);
        let made = open::create_as(target, how, |ledger| {
            let tx = ledger.store.conn.unchecked_transaction()?;
            let copied = self.copy_trail(&tx, most)?;
            let missing = self.missing_after(&copied);
            let given_up = match (copied.misfit, copied.entries, &missing) {
                (Some(entries), ..) => Some(Written::UpTo(entries)),
                (None, 0, Some(_)) => Some(Written::Done(Salvaged {
                    taken: None,
                    missing: missing.clone(),
                })),
                _ => None,
            };
            if given_up.is_some() {
                answer = given_up;
                return Err(LedgerError::Altered(Part::Trail));
            }
            copied.put_tables(&tx)?;
            if let Some(id) = id {
                about::give_id(&tx, id)?;
            }
            tx.commit()?;
            check(ledger)?;
            let taken = Taken {
                entries: copied.entries,
                head: chain::hex(&copied.head),
                last_written: copied.last_written,
            };
            is_kept = true;
            answer = Some(Written::Done(Salvaged {
                taken: Some(taken),
                missing,
            }));
            Ok(())
        });
        match (made, answer) {
            // Given up on purpose; nothing was left at the target.
            (Err(_), Some(given_up)) if !is_kept => Ok(given_up),
            (Err(error), _) => Err(error),
            (Ok(()), Some(done)) => Ok(done),
            (Ok(()), None) => Ok(Written::UpTo(0)),
        }
    }

    fn copy_trail(&self, conn: &Connection, most: u64) -> Result<Copied, LedgerError> {
        let select = format!("SELECT {ENTRY_COLUMNS} FROM entry WHERE seq = ?1");
        let mut copied = Copied::default();
        for seq in 1.. {
            if copied.entries == most {
                break;
            }
            let head = copied.head;
            let Some(stored) = self.with_number(seq).find(|stored| stored.follows(&head)) else {
                break;
            };
            let hash = rusqlite::types::Value::Blob(stored.hash.to_vec());
            let values = stored.columns.iter().chain([&hash]);
            conn.prepare_cached(entries::insert())?
                .execute(params_from_iter(values))?;
            // Read back, so that it is read as every other entry is.
            let entry = conn
                .prepare_cached(&select)?
                .query_row([seq], |row| Ok(entries::entry_of(row)));
            let Some(entry) = entry
                .ok()
                .and_then(Result::ok)
                .filter(|entry| copied.state.apply(entry).is_ok())
            else {
                copied.misfit = Some(copied.entries);
                return Ok(copied);
            };
            match copied.batches.last_mut() {
                Some(batch) if batch.id == entry.batch => batch.last = entry.id,
                _ => copied.batches.push(StoredBatch::begun_by(&entry)),
            }
            copied.last_written = Some(entry.at);
            copied.head = stored.hash;
            copied.entries += 1;
        }
        Ok(copied)
    }

    /// What anything tells of after what was copied.
    fn missing_after(&self, copied: &Copied) -> Option<Missing> {
        let (mut later, mut last) = (Vec::new(), 0);
        for seq in self.numbers_after(copied.entries) {
            // Of several with one number one says enough.
            if let Some(stored) = self.with_number(seq).find(is_plausible) {
                last = seq;
                later.push(stored);
            }
        }
        let entries = i64::try_from(copied.entries).unwrap_or(i64::MAX);
        let batch = copied.batches.last().map_or(0, |batch| batch.id.get());
        let end = self
            .witnesses
            .end_after(entries, &copied.head, batch, i64::from(last))?;
        Some(Missing {
            from: EntryId::new(entries.saturating_add(1))?,
            end,
            readable: work_of(&later),
        })
    }
}

/// What was copied of a trail.
#[derive(Default)]
struct Copied {
    entries: u64,
    head: Hash,
    state: State,
    batches: Vec<StoredBatch>,
    last_written: Option<DateTime<Utc>>,
    /// How many entries come before one that fits by its hash and follows from nothing.
    misfit: Option<u64>,
}

impl Copied {
    /// Makes every table beside the trail, with the sums and totals that vouch for all of them.
    fn put_tables(&self, conn: &Connection) -> Result<(), LedgerError> {
        for region in self.state.regions.values() {
            project::put_region(conn, region)?;
        }
        for document in self.state.documents.values() {
            project::put_document(conn, document)?;
        }
        for task in self.state.tasks.values() {
            project::put_task(conn, &mut Summer::default(), task)?;
        }
        for batch in &self.batches {
            project::put_batch(conn, batch)?;
        }
        // What seals the ledger counts and packs it too.
        sealing::seal_all(conn)
    }
}

fn check(ledger: &Ledger) -> Result<(), LedgerError> {
    let report = ledger.audit()?;
    match report.problems.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(LedgerError::Unsound {
            path: ledger.path().to_owned(),
            problem: Box::new(problem),
        }),
    }
}

/// Whether it may be an entry, by what every entry has.
fn is_plausible(stored: &Stored) -> bool {
    let action = stored.text("action").and_then(Action::from_id);
    action.is_some() && written_at(stored).is_some() && stored.text("user").is_some()
}

fn written_at(stored: &Stored) -> Option<DateTime<Utc>> {
    stored.text("at")?.parse().ok()
}

/// Whose they are, the last to write first.
fn work_of(entries: &[Stored]) -> Vec<LostWork> {
    let mut work: Vec<(LostWork, Vec<i64>)> = Vec::new();
    for stored in entries.iter().rev() {
        let user = stored.text("user").unwrap_or_default();
        let at = match work.iter().position(|(work, _)| work.user == user) {
            Some(at) => at,
            None => {
                work.push((
                    LostWork {
                        user: user.to_owned(),
                        entries: 0,
                        tasks: 0,
                        last: written_at(stored),
                    },
                    Vec::new(),
                ));
                work.len() - 1
            }
        };
        let (work, tasks) = &mut work[at];
        work.entries += 1;
        tasks.extend(stored.number("task"));
    }
    let counted = work.into_iter().map(|(work, mut tasks)| {
        tasks.sort_unstable();
        tasks.dedup();
        LostWork {
            tasks: u64::try_from(tasks.len()).unwrap_or(u64::MAX),
            ..work
        }
    });
    counted.collect()
}
