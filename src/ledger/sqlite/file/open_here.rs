//! What this program has open.

use std::fs;
use std::path::{Path, PathBuf};

use crate::files::with_tail;
use crate::ledger::sqlite::file::file_id::FileId;

/// What this program has open. Its connections share an index, whatever lies at the path by now, so
/// what the path names need not be what SQLite took.
pub(super) struct OpenHere(Option<Vec<PathBuf>>);

impl OpenHere {
    /// What it has open now, where the system tells.
    pub fn now() -> OpenHere {
        let open = fs::read_dir("/proc/self/fd").ok();
        OpenHere(open.map(|open| open.flatten().map(|file| file.path()).collect()))
    }

    /// Whether this file is among it, or it cannot be told.
    pub fn has(&self, file: FileId) -> bool {
        let Some(open) = &self.0 else {
            return true;
        };
        // The files of SQLite were opened last.
        let mut open = open.iter().rev().filter_map(|file| fs::metadata(file).ok());
        open.any(|found| FileId::of(&found) == file)
    }

    /// Whether it has a file open that was called `path`.
    /// Whether a file of this name is, be it deleted by now.
    pub fn has_named(&self, path: &Path) -> bool {
        let open = self.0.iter().flatten();
        let mut names = open.filter_map(|file| fs::read_link(file).ok());
        let deleted = with_tail(path, " (deleted)");
        names.any(|name| name == path || name == deleted)
    }
}
