//! Files made whole beside their place and then moved into it.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::error::LedgerError;

/// A draft not written to for so long, of a program that is gone, is nobody's.
const ABANDONED: Duration = Duration::from_secs(600);

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
        sweep(path, &format!(".{name}.{what}-"));
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

/// Takes away what programs that were killed left beside `path`. Its age is asked as well, because
/// a program in another container has a process number that means nothing here.
fn sweep(path: &Path, beginning: &str) {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let found = fs::read_dir(folder.unwrap_or(Path::new(".")));
    for file in found.into_iter().flatten().flatten() {
        let name = file.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(beginning));
        let process = rest.and_then(|rest| rest.split('-').next()?.parse().ok());
        let changed = file.metadata().and_then(|facts| facts.modified());
        let is_old = changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED));
        if is_old && process.is_some_and(|process| !is_running(process)) {
            let _ = fs::remove_file(file.path());
        }
    }
}

/// Whether there is a process of this number, of whichever user.
pub(crate) fn is_running(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let answer = Pid::from_raw(process).map(test_kill_process);
    !matches!(answer, Some(Err(rustix::io::Errno::SRCH)))
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

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_a_killed_program_left_goes_with_the_next_draft_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - ABANDONED * 2;
        let leave = |name: &str, at: SystemTime| {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(at).unwrap();
        };
        // The highest number Linux gives is 4194304.
        leave(".台账.db.new-4194399-0", long_ago);
        leave(".台账.db.new-4194399-0-wal", long_ago);
        leave(".台账.db.new-4194399-1", SystemTime::now());
        leave(&format!(".台账.db.new-{}-7", std::process::id()), long_ago);
        leave(".另一个.db.new-4194399-0", long_ago);
        leave(".台账.db.new-", long_ago);
        let draft = Draft::beside(&folder.path().join("台账.db"), "new").unwrap();
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap())
            .filter(|file| file.path() != draft.path)
            .map(|file| file.file_name().into_string().unwrap())
            .collect();
        left.sort();
        let own = format!(".台账.db.new-{}-7", std::process::id());
        let mut kept = vec![
            ".另一个.db.new-4194399-0".to_owned(),
            ".台账.db.new-".to_owned(),
            ".台账.db.new-4194399-1".to_owned(),
            own,
        ];
        kept.sort();
        assert_eq!(left, kept);
    }
}
