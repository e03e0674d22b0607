//! Keeping what was, and putting a backup in its place.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use rustix::io::Errno;

use crate::domain::china;
use crate::files::{self, AtomicFile, Rights, SIDE_FILES, with_tail};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::sqlite::copies::copy;
use crate::ledger::sqlite::file::access::{Access, Opening};
use crate::ledger::sqlite::file::{
    FileId, Identity, Locks, file_system, look, open, replaced_ends,
};
use crate::ledger::sqlite::restore::candidate::Candidate;
use crate::ledger::sqlite::restore::loss::{Loss, ShownWork};
use crate::ledger::sqlite::restore::{Present, is_about_files};
use crate::ledger::waiting::{Turn, Wait};

/// Where SQLite keeps changes that are not in the file itself.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// The index of the log, which tells how much was in it.
const INDEX: &str = "-shm";

/// How many names are tried for what is kept.
const TRIES: u32 = 100;

/// How long others are waited for, and the pause between.
const WAITS: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// What was done.
pub(super) struct RestoreDone {
    pub kept: Vec<PathBuf>,
    pub loss: Loss,
}

/// Why the ledger at `place` is not sound; nothing when it is. One of an older schema is taken for
/// sound where its pages are: its tables are not those that an audit knows.
///
/// # Errors
/// Whatever has nothing to do with what is written in it.
pub(super) fn fault(place: &Path, how: &Opening) -> Result<Option<LedgerError>, LedgerError> {
    if has_journal(place) {
        let journal = with_tail(place, "-journal");
        return Ok(Some(LedgerError::InUse(journal)));
    }
    let found = match open::open(place, how.to(Access::Closely)) {
        // Not its own log, or none where there must be one: what can be read alone is not all.
        Ok(ledger) if ledger.doubt().is_some() => Ok(ledger.doubt()),
        Ok(ledger) => ledger.audit().map(|report| {
            let problem = report.problems.into_iter().next()?;
            Some(LedgerError::Unsound {
                path: place.to_owned(),
                problem: Box::new(problem),
            })
        }),
        // It is of an older schema, which is not brought up to date here.
        Err(LedgerError::OlderSchema { .. }) => check_pages(place),
        Err(error) => Err(error),
    };
    match found {
        Err(error) if error.is_about_content() => Ok(Some(error)),
        other => other,
    }
}

/// Whether something lies beside it that SQLite would play back into it: a ledger has none.
fn has_journal(place: &Path) -> bool {
    fs::metadata(with_tail(place, "-journal")).is_ok_and(|journal| journal.len() > 0)
}

fn check_pages(place: &Path) -> Result<Option<LedgerError>, LedgerError> {
    let conn = look::look_at(place)?;
    let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(Some(LedgerError::Damaged(verdict.clone())).filter(|_| verdict != "ok"))
}

/// Puts the candidate in its place, over what was found there.
pub(super) fn put(
    mut candidate: Candidate,
    place: &Path,
    present: &Present,
    (how, now): (&Opening, DateTime<Utc>),
) -> Result<RestoreDone, LedgerError> {
    let stamp = china::local(now).format("%Y%m%d-%H%M%S");
    let names = LedgerNames {
        place,
        beginning: format!(".before-restore-{stamp}"),
    };
    file_system::check(place, how)?;
    if let Ok(view) = present.view(place) {
        candidate.take_id(&Identity::of(&view))?;
    }
    let loss = present.loss(place, &candidate);
    // From here on no connection to it may be open: closing one gives up every lock on it.
    let alone = match present {
        Present::Sound => None,
        Present::Missing | Present::Damaged(_) => hold_alone(place)?,
    };
    match (alone, present) {
        (Some(alone), _) => as_new_file(candidate, &names, loss, alone),
        (None, Present::Sound) => into_live(&candidate, &names, KeepAside::Copy, &how.wait),
        // They write to a log that nobody else finds: what is put into the file now is not theirs.
        (None, Present::Missing) => Err(held_open(place)),
        (None, Present::Damaged(error)) if is_about_files(error) || has_journal(place) => {
            Err(held_open(place))
        }
        (None, Present::Damaged(_)) => into_live(&candidate, &names, KeepAside::Bytes, &how.wait),
    }
}

/// Somebody has open what cannot be put in order under their hands.
fn held_open(place: &Path) -> LedgerError {
    let locks = Locks::now(place);
    let files = [place.to_owned(), with_tail(place, "-shm")];
    let files = files
        .iter()
        .filter_map(|file| FileId::at(file).ok().flatten());
    let mut by: Vec<u32> = files.flat_map(|file| locks.on(file)).collect();
    by.sort_unstable();
    by.dedup();
    LedgerError::HeldOpen {
        path: place.to_owned(),
        by,
    }
}

/// How what was is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeepAside {
    /// As one file, copied by SQLite.
    Copy,
    /// Byte for byte with its logs: SQLite would not read all of it.
    Bytes,
}

/// Writes the candidate into the live file, as one transaction of SQLite's: whoever has the ledger
/// open reads the old one until then, and the new one from then on.
fn into_live(
    candidate: &Candidate,
    names: &LedgerNames,
    keep: KeepAside,
    wait: &Wait,
) -> Result<RestoreDone, LedgerError> {
    let place = names.place;
    let mut live = match keep {
        KeepAside::Copy => wait.until_free(|| look::connect_live(place))?,
        // Somebody has open what SQLite does not open any more: nothing can be done under their
        // hands.
        KeepAside::Bytes => wait
            .until_free(|| look::connect_damaged(place))
            .map_err(|error| match error {
                LedgerError::Busy | LedgerError::DiskFull | LedgerError::ReadOnly => error,
                _ => held_open(place),
            })?,
    };
    let _turn = Turn::take();
    let copying = Backup::new(candidate.conn(), &mut live)?;
    // No page yet, but the lock: nobody writes between the keeping and the copying.
    wait.until_free(|| step(&copying, 0))
        .map_err(|error| match keep {
            KeepAside::Bytes if error.is_about_content() => held_open(place),
            _ => error,
        })?;
    let view = match keep {
        KeepAside::Copy => look::look_at(place),
        KeepAside::Bytes => look::look_hard(place),
    };
    let shown = match keep {
        KeepAside::Copy => ShownWork::All,
        KeepAside::Bytes => ShownWork::Rest,
    };
    let loss = match &view {
        Ok(view) => Loss::between(view, shown, candidate),
        Err(_) => Loss::unknown(),
    };
    replaced_ends::tell(candidate.conn(), view.as_ref().ok(), place)?;
    let kept = match keep {
        KeepAside::Copy => vec![names.keep_copy(&view?)?],
        KeepAside::Bytes => names.keep_bytes()?,
    };
    let copied = step(&copying, -1);
    drop(copying);
    if let Err(error) = copied {
        for file in kept {
            let _ = fs::remove_file(file);
        }
        return Err(error);
    }
    // So that the file alone is the ledger again as soon as nobody reads the old one.
    let _ = live.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    live.close().map_err(|(_, error)| error)?;
    Ok(RestoreDone { kept, loss })
}

fn step(copying: &Backup, pages: i32) -> Result<(), LedgerError> {
    for _ in 0..WAITS {
        match copying.step(pages)? {
            StepResult::Done => return Ok(()),
            StepResult::More if pages == 0 => return Ok(()),
            StepResult::More => {}
            // Whoever asks for the lock waits for it.
            _ if pages == 0 => return Err(LedgerError::Busy),
            _ => std::thread::sleep(PAUSE),
        }
    }
    Err(LedgerError::Busy)
}

/// Proof that nobody has the ledger open, and that nobody can open it meanwhile.
struct HeldAlone(#[expect(dead_code, reason = "held, not read")] Vec<File>);

/// Waits a moment for whoever is just reading; nothing when somebody stays.
fn hold_alone(place: &Path) -> Result<Option<HeldAlone>, LedgerError> {
    for _ in 0..TRIES {
        let mut held = Vec::new();
        let mut is_held = true;
        for path in [place.to_owned(), with_tail(place, "-shm")] {
            match files::lock_whole(&path) {
                Ok(Some(lock)) => held.push(lock),
                Ok(None) => is_held = false,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                // An index that is a link: SQLite opens none, so that nobody has it.
                Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {}
                Err(error) => return Err(unreachable(&path, error)),
            }
        }
        if is_held {
            return Ok(Some(HeldAlone(held)));
        }
        drop(held);
        std::thread::sleep(PAUSE / 5);
    }
    Ok(None)
}

/// Moves what is there aside, and the candidate to where it was.
fn as_new_file(
    candidate: Candidate,
    names: &LedgerNames,
    loss: Loss,
    alone: HeldAlone,
) -> Result<RestoreDone, LedgerError> {
    let place = names.place;
    let said = |error| unreachable(place, error);
    files::make_folder(place).map_err(said)?;
    let rights = rights_for(place);
    let draft = candidate.into_draft(place)?;
    draft.finish(rights).map_err(said)?;
    let moved = names.move_aside()?;
    if let Err(error) = draft.settle(place) {
        for (from, to) in moved.iter().rev() {
            let _ = files::move_aside(to, from);
        }
        return Err(unreachable(place, error));
    }
    drop(alone);
    Ok(RestoreDone {
        kept: moved
            .into_iter()
            .filter(|(from, _)| *from != with_tail(place, INDEX))
            .map(|(_, to)| to)
            .collect(),
        loss,
    })
}

/// Mode, owner and group of the ledger that was there; else what its folder says.
fn rights_for(place: &Path) -> Rights {
    if let Ok(there) = fs::metadata(place) {
        return Rights::of(&there);
    }
    let folder = fs::metadata(files::folder_of(place));
    let folder = folder.map_or(Rights::default(), |folder| Rights::of(&folder));
    Rights {
        mode: Some(0o660),
        ..folder
    }
}

/// The names of what is kept.
struct LedgerNames<'a> {
    place: &'a Path,
    beginning: String,
}

impl LedgerNames<'_> {
    /// The first name that is free, with its logs. More than one is tried only where two restore in one
    /// second.
    fn free(&self) -> Result<PathBuf, LedgerError> {
        let is_free = |name: &PathBuf| {
            let mut all = [""].into_iter().chain(SIDE_FILES);
            all.all(|tail| fs::symlink_metadata(with_tail(name, tail)).is_err())
        };
        let taken = || unreachable(self.place, ErrorKind::AlreadyExists.into());
        copy::names_beside(self.place, &self.beginning)
            .find(is_free)
            .ok_or_else(taken)
    }

    fn keep_copy(&self, view: &Connection) -> Result<PathBuf, LedgerError> {
        let name = self.free()?;
        let said = |error| unreachable(&name, error);
        let draft = AtomicFile::beside(&name).map_err(said)?;
        let copy = copy::copy_into(view, &draft)?;
        copy.close().map_err(|(_, error)| error)?;
        draft.finish(rights_for(self.place)).map_err(said)?;
        draft.settle(&name).map_err(said)?;
        Ok(name)
    }

    /// Copies the files as they lie. Their handles are left open for good: to close one would drop
    /// the locks of the connection that writes there.
    fn keep_bytes(&self) -> Result<Vec<PathBuf>, LedgerError> {
        let name = self.free()?;
        let mut kept = Vec::new();
        // The log last: what others move from it into the ledger meanwhile is in both then.
        for tail in [""].into_iter().chain(LOGS) {
            let (from, to) = (with_tail(self.place, tail), with_tail(&name, tail));
            let mut file = match File::open(&from) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(unreachable(&from, error)),
            };
            let copied = files::copy(&mut file, &to, rights_for(self.place));
            std::mem::forget(file);
            copied.map_err(|error| unreachable(&to, error))?;
            kept.push(to);
        }
        Ok(kept)
    }

    /// Moves the files aside, the ledger first: a log without one is opened by nobody.
    fn move_aside(&self) -> Result<Vec<(PathBuf, PathBuf)>, LedgerError> {
        let name = self.free()?;
        let mut moved = Vec::new();
        for tail in [""].into_iter().chain(SIDE_FILES) {
            let (from, to) = (with_tail(self.place, tail), with_tail(&name, tail));
            // In an empty log is nothing worth keeping.
            if !tail.is_empty() && fs::metadata(&from).is_ok_and(|log| log.len() == 0) {
                let _ = fs::remove_file(&from);
                continue;
            }
            match files::move_aside(&from, &to) {
                Ok(()) => moved.push((from, to)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    for (from, to) in moved.iter().rev() {
                        let _ = files::move_aside(to, from);
                    }
                    return Err(unreachable(&from, error));
                }
            }
        }
        Ok(moved)
    }
}
