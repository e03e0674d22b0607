//! Files by which others see whether a process lives: it holds a lock on one, and the kernel lets
//! go of it however the process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::read::WITHOUT_FOLLOWING;

/// What a try to hold such a file found.
#[derive(Debug)]
pub enum Life {
    /// Nobody held it; now it is held until this is dropped.
    Ours(File),
    /// Somebody holds it, who lives.
    Others,
    /// The file system keeps no locks.
    Unknown,
}

/// Tries to hold the file at `path`, which is made where there is none, for its owner alone.
///
/// # Errors
/// Whatever the file system reports.
pub fn live(path: &Path) -> io::Result<Life> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).mode(0o600);
    let file = options.custom_flags(WITHOUT_FOLLOWING).open(path)?;
    Ok(match file.try_lock() {
        Ok(()) => Life::Ours(file),
        Err(TryLockError::WouldBlock) => Life::Others,
        Err(TryLockError::Error(_)) => Life::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_held_by_one_until_it_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.lock");
        let one = live(&path).unwrap();
        assert!(matches!(one, Life::Ours(_)));
        assert!(matches!(live(&path).unwrap(), Life::Others));
        drop(one);
        assert!(matches!(live(&path).unwrap(), Life::Ours(_)));
    }

    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("session.lock"), folder.path().join("x"));
        std::os::unix::fs::symlink(&other, &path).unwrap();
        assert!(live(&path).is_err() && !other.exists());
    }
}
