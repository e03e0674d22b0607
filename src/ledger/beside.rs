//! Files made whole beside their place and then moved into it.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::error::LedgerError;

/// How many names are tried before giving up.
const TRIES: u32 = 1_000;

/// A file in the making; whatever is left of it goes when this is dropped.
pub(super) struct Draft {
    /// Where it is being made.
    pub path: PathBuf,
}

impl Draft {
    /// Makes an empty file of its own beside `path`, for its owner alone. Process numbers come
    /// round again and threads share one: only the file system can say that a name is free.
    pub fn beside(path: &Path, what: &str) -> Result<Draft, LedgerError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let process = std::process::id();
        for _ in 0..TRIES {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let draft = path.with_file_name(format!(".{name}.{what}-{process}-{count}"));
            let made = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&draft);
            match made {
                // The handle closes here, before SQLite has any lock that this could drop.
                Ok(_) => return Ok(Draft { path: draft }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unreachable(path, error)),
            }
        }
        Err(unreachable(path, ErrorKind::AlreadyExists.into()))
    }

    /// Moves it to `path`, replacing what is there.
    pub fn replace(self, path: &Path) -> Result<(), LedgerError> {
        fs::rename(&self.path, path).map_err(|error| unreachable(path, error))?;
        sync_folder(path);
        Ok(())
    }

    /// Moves it to `path` unless something is there.
    pub fn settle(self, path: &Path) -> Result<(), LedgerError> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        let moved = match renameat_with(CWD, &self.path, CWD, path, RenameFlags::NOREPLACE) {
            // Not every file system can; a second name replaces nothing either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => fs::hard_link(&self.path, path),
            other => other.map_err(Into::into),
        };
        moved.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => LedgerError::Exists(path.to_owned()),
            _ => unreachable(path, error),
        })?;
        sync_folder(path);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for tail in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(with_tail(&self.path, tail));
        }
    }
}

/// `path` with `tail` after its name, as SQLite names its side files.
pub(super) fn with_tail(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    PathBuf::from(name)
}

/// What the system says of `path`.
pub(super) fn unreachable(path: &Path, error: std::io::Error) -> LedgerError {
    if error.kind() == ErrorKind::StorageFull {
        return LedgerError::DiskFull;
    }
    LedgerError::Unreachable {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

/// Makes a rename durable; a file system that cannot is no reason to fail.
fn sync_folder(path: &Path) {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = fs::File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}
