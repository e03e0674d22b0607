//! Copies of a ledger that can be trusted.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;

use crate::files::{AtomicFile, Links, Over, SIDE_FILES, resolve, with_tail};
use crate::ledger::error::{LedgerError, unreachable};
use crate::ledger::handle::Ledger;
use crate::ledger::mark::Mark;
use crate::ledger::sqlite::copies::copy::{copy_into, put_in_place, rights_of};
use crate::ledger::sqlite::file::{Identity, connect, look};
use crate::ledger::sqlite::store::SqliteStore;
use crate::ledger::sqlite::tables::entries;
use crate::ledger::sqlite::view::SqliteView;

/// What a backup may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BackupReplace {
    /// A backup of the same ledger.
    Backups,
    /// Any file.
    Anything,
}

impl Ledger {
    /// Writes a copy of the ledger, as it is at this moment, to `target`, with the mode and the
    /// group of the ledger. A backup of this same ledger is replaced, once the new copy has stood
    /// up to its audit; a link of one's own stays, and what it leads to is replaced.
    ///
    /// # Errors
    /// [`LedgerError::NotABackup`] for another file there, [`LedgerError::BackupAhead`] for a backup with
    /// entries that this ledger has not, [`LedgerError::Unsound`] for a copy that
    /// fails its audit; no room, no permission, or `target` is the ledger itself. The old target
    /// stands then.
    pub fn backup(&self, target: &Path) -> Result<(), LedgerError> {
        self.back_up(target, BackupReplace::Backups)
    }

    /// The same over whatever file is there.
    ///
    /// # Errors
    /// As [`Ledger::backup`].
    pub fn backup_over(&self, target: &Path) -> Result<(), LedgerError> {
        self.back_up(target, BackupReplace::Anything)
    }

    fn back_up(&self, target: &Path, replace: BackupReplace) -> Result<(), LedgerError> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        self.store.files.check()?;
        if self.is_same_file(target) {
            return Err(LedgerError::Exists(target.to_owned()));
        }
        let (place, over) = self.place_of(target, replace)?;
        let draft = AtomicFile::beside(&place).map_err(|error| unreachable(target, error))?;
        self.audited_copy(&draft)?;
        let rights = rights_of(&self.store.path)?;
        match put_in_place(draft, rights, &place, over) {
            // Somebody was faster, who may have made a backup of this same ledger.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.back_up(target, replace),
            done => done.map_err(|error| unreachable(target, error)),
        }
    }

    /// Copies the ledger into a file in the making, where it has to stand up to its audit.
    pub(in crate::ledger) fn audited_copy(
        &self,
        draft: &AtomicFile,
    ) -> Result<Ledger, LedgerError> {
        let copy = copy_into(&self.store.conn, draft)?;
        let copy = Ledger::over(SqliteStore::new(copy, draft.path().to_owned(), true)?);
        let report = copy.audit()?;
        match report.problems.into_iter().next() {
            None => Ok(copy),
            Some(problem) => Err(LedgerError::Unsound {
                path: self.store.path.clone(),
                problem: Box::new(problem),
            }),
        }
    }

    /// Where the copy goes, and whether it replaces a file there.
    fn place_of(
        &self,
        target: &Path,
        replace: BackupReplace,
    ) -> Result<(PathBuf, Over), LedgerError> {
        let place = match resolve(target, Links::Own) {
            // The link of somebody else goes itself, and what it leads to stays.
            Err(_) if replace == BackupReplace::Anything => target.to_owned(),
            place => place.map_err(|error| unreachable(target, error))?,
        };
        let found = match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            other => Some(other.map_err(|error| unreachable(target, error))?),
        };
        let over = match found {
            None => Over::Nothing,
            Some(found) if found.is_symlink() => return Ok((place, Over::Anything)),
            Some(found) if !found.is_file() => {
                let why = io::Error::other("not a regular file");
                return Err(unreachable(target, why));
            }
            Some(_) if replace == BackupReplace::Anything => Over::Anything,
            Some(_) if !self.is_of_this(&place) => {
                return Err(LedgerError::NotABackup(target.to_owned()));
            }
            // After a wrong restore it would be the only file that still has them.
            Some(_) if !self.has_all_of(&place)? => {
                return Err(LedgerError::BackupAhead(target.to_owned()));
            }
            Some(_) => Over::Anything,
        };
        check_alone(&place, over)?;
        Ok((place, over))
    }

    /// Whether the file at `path` is a copy of this ledger.
    fn is_of_this(&self, path: &Path) -> bool {
        let theirs = look::look_at(path).map(|conn| Identity::of(&conn));
        theirs.is_ok_and(|theirs| theirs.is_of(&Identity::of(&self.store.conn)))
    }

    /// Whether this ledger has every entry of its copy at `path`, as far as that can be read.
    fn has_all_of(&self, path: &Path) -> Result<bool, LedgerError> {
        match look::look_at(path).and_then(|conn| entries::end(&conn).map(Mark::of)) {
            Ok(end) => end.is_in(&mut SqliteView::of(&self.store.conn)),
            Err(_) => Ok(true),
        }
    }

    /// Whether `other` names this ledger's file or one of its side files, by device and inode or
    /// by name: it must then not be opened by anything but SQLite.
    pub fn is_same_file(&self, other: &Path) -> bool {
        is_ledger_file(&self.store.path, other)
    }
}

/// Whether `other` is the ledger at `ledger`, its log or its shared memory, under any name, or
/// stands where SQLite would take it for one of them.
pub fn is_ledger_file(ledger: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
    let file = fs::canonicalize(ledger).unwrap_or_else(|_| ledger.to_owned());
    let folder = fs::canonicalize(crate::files::folder_of(other)).ok();
    let named = folder
        .zip(other.file_name())
        .map(|(folder, name)| folder.join(name));
    let there = identity(other);
    let tails = std::iter::once("").chain(SIDE_FILES);
    tails
        .map(|tail| with_tail(&file, tail))
        .any(|own| named.as_ref() == Some(&own) || (there.is_some() && identity(&own) == there))
}

/// Makes sure that nothing lies beside `path` that SQLite would play into the file that is put
/// there: what is left of a program that was killed is played into the old one first. Where
/// somebody works on that one, their next change would go into the new one's pages.
fn check_alone(path: &Path, over: Over) -> Result<(), LedgerError> {
    let side_file = || {
        let names = SIDE_FILES.iter().map(|tail| with_tail(path, tail));
        names
            .into_iter()
            .find(|name| fs::symlink_metadata(name).is_ok())
    };
    if side_file().is_none() {
        return Ok(());
    }
    if over == Over::Anything {
        // Whoever closes a database last takes its side files away.
        let last = connect::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let _ = last.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        drop(last);
    }
    match side_file() {
        Some(left) => Err(LedgerError::InUse(left)),
        None => Ok(()),
    }
}
