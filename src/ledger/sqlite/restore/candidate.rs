//! The backup, copied, brought up to date and audited.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::files::{AtomicFile, PrivateFolder};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::handle::Ledger;
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::audit::report::AuditReport;
use crate::ledger::sqlite::copies::copy;
use crate::ledger::sqlite::file::{Identity, about, look};
use crate::ledger::sqlite::schema::steps;
use crate::ledger::sqlite::store::SqliteStore;
use crate::ledger::sqlite::view::SqliteView;

/// A sound copy of a backup.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The copy in the making, beside the ledger or in a folder of its own.
    draft: AtomicFile,
    /// Where it lies when it cannot lie beside the ledger.
    elsewhere: Option<PrivateFolder>,
    /// It, opened.
    ledger: Ledger,
    pub identity: Identity,
    pub report: AuditReport,
    pub last_written: Option<DateTime<Utc>>,
}

impl Candidate {
    /// Copies the backup `file` beside `place`, or into `spare`.
    pub fn of(file: &Path, place: &Path, spare: &Path) -> Result<Candidate, LedgerError> {
        let source = look::look_closely(file)?;
        let (draft, elsewhere) = draft_for(place, spare)?;
        let mut conn = copy::copy_into(&source, &draft)?;
        drop(source);
        steps::upgrade_copy(&mut conn)?;
        let ledger = Ledger::over(SqliteStore::new(conn, draft.path().to_owned(), true)?);
        let report = ledger.audit()?;
        if let Some(problem) = report.problems.first() {
            return Err(LedgerError::Unsound {
                path: file.to_owned(),
                problem: Box::new(problem.clone()),
            });
        }
        let last_written = ledger.last_written()?;
        Ok(Candidate {
            identity: Identity::of(&ledger.store.conn),
            draft,
            elsewhere,
            ledger,
            report,
            last_written,
        })
    }

    /// A connection to it.
    pub fn conn(&self) -> &Connection {
        &self.ledger.store.conn
    }

    /// Where its trail ends.
    pub fn end(&self) -> Result<Mark, LedgerError> {
        Mark::at_end(&mut SqliteView::of(self.conn()))
    }

    /// Takes over the id of the ledger whose place it takes: a backup of an older schema got one
    /// of its own when it was brought up to date.
    pub fn take_id(&mut self, of: &Identity) -> Result<(), LedgerError> {
        if let Some(id) = of.id().filter(|_| of.is_of(&self.identity)) {
            about::give_id(&self.ledger.store.conn, id)?;
        }
        Ok(())
    }

    /// The file alone, closed, beside `place`.
    pub fn into_draft(self, place: &Path) -> Result<AtomicFile, LedgerError> {
        let draft = match self.elsewhere {
            None => self.draft,
            Some(_) => {
                let draft = AtomicFile::beside(place).map_err(|error| unreachable(place, error))?;
                let copy = copy::copy_into(&self.ledger.store.conn, &draft)?;
                copy.close().map_err(|(_, error)| error)?;
                draft
            }
        };
        drop(self.ledger);
        Ok(draft)
    }
}

fn draft_for(
    place: &Path,
    spare: &Path,
) -> Result<(AtomicFile, Option<PrivateFolder>), LedgerError> {
    match AtomicFile::beside(place) {
        Ok(draft) => Ok((draft, None)),
        Err(_) => {
            let said = |error| unreachable(spare, error);
            let folder = PrivateFolder::make(spare, "duban-restore-").map_err(said)?;
            let draft = AtomicFile::beside(&folder.join("ledger.db")).map_err(said)?;
            Ok((draft, Some(folder)))
        }
    }
}
