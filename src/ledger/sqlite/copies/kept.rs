//! What lies beside a ledger that it could be restored from.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::files::{folder_of, with_tail};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::file::connect::connect_unchanging;
use crate::ledger::sqlite::schema::version::APPLICATION_ID;

/// So many files are looked into.
const MOST: usize = 200;

/// Ledgers in the folder of another: those that this program put there when it rescued, restored or
/// upgraded it, which bear its name, and those of any name, which may be backups. The newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptBeside {
    /// `LEDGER.rescued-...`, `LEDGER.before-restore-...` and the like.
    pub of_its_name: Vec<PathBuf>,
    /// Others.
    pub of_others: Vec<PathBuf>,
}

impl KeptBeside {
    /// Looks into the files beside the one at `path`, which must not be open in this process.
    pub fn of(path: &Path) -> KeptBeside {
        let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut found = Vec::new();
        let files = fs::read_dir(folder_of(path))
            .into_iter()
            .flatten()
            .flatten();
        for file in files.take(MOST) {
            let written = file.metadata().ok().filter(fs::Metadata::is_file);
            let written = written.and_then(|facts| facts.modified().ok());
            let file = folder_of(path).join(file.file_name());
            if let Some(written) = written.filter(|_| file != *path && is_ledger(&file)) {
                found.push((written, file));
            }
        }
        found.sort_by_key(|(written, _): &(SystemTime, PathBuf)| std::cmp::Reverse(*written));
        let own = with_tail(path, ".");
        let own = own.as_os_str().as_encoded_bytes();
        let (of_its_name, of_others) = found
            .into_iter()
            .map(|(_, file)| file)
            .partition(|file| file.as_os_str().as_encoded_bytes().starts_with(own));
        KeptBeside {
            of_its_name,
            of_others,
        }
    }

    /// The same where a ledger could not be opened for this reason, and can be restored.
    pub fn instead_of(path: &Path, error: &LedgerError) -> KeptBeside {
        let (LedgerError::Missing(lost) | LedgerError::NotALedger { path: lost, .. }) = error
        else {
            return KeptBeside::default();
        };
        let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match place(lost) == place(path) {
            true => KeptBeside::of(path),
            false => KeptBeside::default(),
        }
    }

    /// All of them, those of its name first.
    pub fn all(&self) -> impl Iterator<Item = &Path> {
        let all = self.of_its_name.iter().chain(&self.of_others);
        all.map(PathBuf::as_path)
    }
}

/// Whether a file says that it is a ledger. It takes no lock.
fn is_ledger(path: &Path) -> bool {
    let found = connect_unchanging(path).ok().and_then(|conn| {
        conn.pragma_query_value(None, "application_id", |row| row.get(0))
            .ok()
    });
    found == Some(APPLICATION_ID)
}
