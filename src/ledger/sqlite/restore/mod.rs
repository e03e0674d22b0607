//! Going back to a backup.
//!
//! The backup is copied first and never opened for writing: the copy is brought to the newest
//! schema and has to stand up to its audit. Then the present ledger is kept beside its place under
//! a dated name, and the copy takes its place: page by page into the live file, under SQLite's own
//! locks, so that whoever has it open reads on in what was restored; or as a new file where there
//! is none that SQLite could lock.
//!
//! Between the keeping and the taking of the place nobody can write, so that no acknowledged
//! change is in neither file.

mod candidate;
mod loss;
mod place;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::files::{self, Links};
use crate::ledger::doubt::Doubt;
use crate::ledger::error::{LedgerError, Strange, unreachable};
use crate::ledger::part::Part;
use crate::ledger::sqlite::audit::report::AuditReport;
use crate::ledger::sqlite::file::access::{Access, Opening};
use crate::ledger::sqlite::file::{look, open};
use crate::ledger::sqlite::view::SqliteView;

use candidate::Candidate;
use loss::ShownWork;

pub use loss::{Loss, Lost, LostWork};

/// A backup that may take the place of a ledger, and what that would mean.
#[derive(Debug)]
pub struct Restore {
    candidate: Candidate,
    /// Where the ledger lies or belongs.
    place: PathBuf,
    present: Present,
    loss: Loss,
    how: Opening,
}

/// What lies where the ledger belongs.
#[derive(Debug)]
pub enum Present {
    /// Nothing.
    Missing,
    /// A ledger that stands up to its audit.
    Sound,
    /// One that does not, or what is left of one, and why.
    Damaged(LedgerError),
}

/// What came of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the ledger was before: one file, or a damaged one with its side files.
    pub kept: Vec<PathBuf>,
    /// The ledger as it is now.
    pub report: AuditReport,
    /// What was lost, as it was at the moment of restoring.
    pub loss: Loss,
}

impl Restore {
    /// Reads the backup `file` and what lies at `ledger`. Nothing is changed; a copy of the backup
    /// lies beside the ledger, or in `spare` where that folder cannot be written, until the answer
    /// is dropped. `how` says how long who holds the ledger is waited for, and where it may be written.
    ///
    /// # Errors
    /// `file` is no ledger, is damaged, newer, fails its audit ([`LedgerError::Unsound`]), or is
    /// the ledger itself; what lies at `ledger` is neither a ledger nor the rest of one.
    pub fn examine(
        file: &Path,
        ledger: &Path,
        spare: &Path,
        how: impl Into<Opening>,
    ) -> Result<Restore, LedgerError> {
        let how = how.into();
        if crate::ledger::is_ledger_file(ledger, file) {
            return Err(LedgerError::Exists(file.to_owned()));
        }
        let place = fs::canonicalize(ledger).or_else(|_| files::resolve(ledger, Links::Own));
        let place = place.map_err(|error| unreachable(ledger, error))?;
        let candidate = how.wait.until_free(|| Candidate::of(file, &place, spare))?;
        let (present, loss) = find(&place, &candidate, &how)?;
        Ok(Restore {
            candidate,
            place,
            present,
            loss,
            how,
        })
    }

    /// The audit of the backup.
    pub fn report(&self) -> &AuditReport {
        &self.candidate.report
    }

    /// When the last entry of the backup was written.
    pub fn last_written(&self) -> Option<DateTime<Utc>> {
        self.candidate.last_written
    }

    /// What lies where the ledger belongs.
    pub fn present(&self) -> &Present {
        &self.present
    }

    /// What would be lost.
    pub fn loss(&self) -> &Loss {
        &self.loss
    }

    /// Puts the backup in the ledger's place, and audits it there. `now` names what is kept.
    ///
    /// # Errors
    /// Somebody has a ledger open that SQLite cannot lock any more ([`LedgerError::InUse`]); no
    /// room; no permission; busy. The ledger is as it was then.
    pub fn carry_out(self, now: DateTime<Utc>) -> Result<Restored, LedgerError> {
        let Restore {
            candidate,
            place,
            present,
            how,
            ..
        } = self;
        let end = candidate.end()?;
        let done = place::put(candidate, &place, &present, (&how, now))?;
        let restored = open::open(&place, how.to(Access::ReadOnly))?;
        if let Some(doubt) = restored.doubt() {
            return Err(doubt);
        }
        // Somebody may have worked on already; what was restored is before that in the trail.
        let is_there = restored
            .store
            .in_one_view(|conn| end.is_in(&mut SqliteView::of(conn)))?;
        let report = restored.audit()?;
        match report.problems.first() {
            None if is_there => Ok(Restored {
                kept: done.kept,
                report,
                loss: done.loss,
            }),
            None => Err(LedgerError::Altered(Part::Trail)),
            Some(problem) => Err(LedgerError::Unsound {
                path: place,
                problem: Box::new(problem.clone()),
            }),
        }
    }
}

/// What lies at `place`, and what of it the candidate does not have.
fn find(
    place: &Path,
    candidate: &Candidate,
    how: &Opening,
) -> Result<(Present, Loss), LedgerError> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((Present::Missing, Loss::nothing()));
        }
        Err(error) => return Err(unreachable(place, error)),
        Ok(_) => {}
    }
    let present = match place::fault(place, how) {
        Ok(fault) => fault.map_or(Present::Sound, Present::Damaged),
        Err(error) if is_rest_of_one(&error, place) => Present::Damaged(error),
        Err(error) => return Err(error),
    };
    let loss = present.loss(place, candidate);
    Ok((present, loss))
}

impl Present {
    /// What it has that the candidate does not.
    fn loss(&self, place: &Path, candidate: &Candidate) -> Loss {
        match (self, self.view(place)) {
            (Present::Missing, _) => Loss::nothing(),
            (_, Ok(view)) => Loss::between(&view, self.shown(), candidate),
            (_, Err(_)) => Loss::unknown(),
        }
    }

    /// Whether all of it can be read.
    fn shown(&self) -> ShownWork {
        match self {
            Present::Sound => ShownWork::All,
            Present::Missing | Present::Damaged(_) => ShownWork::Rest,
        }
    }

    /// A connection to it that reads what can be read and changes nothing.
    fn view(&self, place: &Path) -> Result<Connection, LedgerError> {
        match self {
            Present::Missing => Err(LedgerError::Missing(place.to_owned())),
            Present::Sound => look::look_at(place),
            // With the log of another, or beside one that others have open unseen, the file alone.
            Present::Damaged(error) if is_about_files(error) => look::look_at_file(place),
            Present::Damaged(_) => look::look_hard(place),
        }
    }
}

/// Whether what cannot be opened is what is left of a ledger, and not somebody's file.
fn is_rest_of_one(error: &LedgerError, place: &Path) -> bool {
    match error {
        LedgerError::NotALedger { why, .. } => match why {
            Strange::Folder | Strange::Special => false,
            // One whose header was hit has a trail all the same.
            Strange::Foreign => look::has_trail(place),
            Strange::Empty | Strange::Unreadable | Strange::Truncated => true,
        },
        other => other.is_about_content(),
    }
}

/// Whether log and ledger were parted, rather than that something in them is wrong.
fn is_about_files(error: &LedgerError) -> bool {
    match error {
        LedgerError::Doubtful { doubt, .. } => !matches!(doubt, Doubt::Tail(_) | Doubt::Shape(_)),
        _ => false,
    }
}
