//! Files of our own beside the ledger, replaced whole or not at all.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a folder that somebody else holds is tried, and the pause between: they hold it for
/// the milliseconds of one small file.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Who may write a file that is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// What the user's umask says.
    Usual,
    /// The group too: whoever may write the ledger may write what lies beside it.
    Group,
}

/// Puts `bytes` in the place of the file at `path`: a neighbour first, renamed over it once whole,
/// so that no reader ever sees half of it and a full disk leaves the old one.
///
/// # Errors
/// Whatever the file system reports; the old file stands then, and no neighbour stays.
pub fn replace(path: &Path, bytes: &[u8], sharing: Sharing) -> io::Result<()> {
    let neighbour = neighbour(path);
    let written = write(&neighbour, bytes, sharing).and_then(|()| fs::rename(&neighbour, path));
    if written.is_err() {
        let _ = fs::remove_file(&neighbour);
    }
    written
}

/// Holds the folder of `path` until the answer is dropped, among all who ask this way: who reads a
/// file, changes it and replaces it must not do so between another's reading and replacing. A file
/// system without locks, or a folder that cannot be listed, is answered with `None`.
///
/// # Errors
/// `WouldBlock` when somebody else has held it for two seconds; a folder that is not there.
pub fn hold_folder(path: &Path) -> io::Result<Option<File>> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    // The folder, not the file: that is another one after each replacing.
    let folder = match File::open(folder.unwrap_or(Path::new("."))) {
        Ok(folder) => folder,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(None),
        Err(error) => return Err(error),
    };
    for _ in 0..TRIES {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(ErrorKind::WouldBlock.into())
}

fn write(path: &Path, bytes: &[u8], sharing: Sharing) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    let mut file = options.open(path)?;
    if sharing == Sharing::Group {
        // A mode asked for at opening is cut by the umask, and others could not read the file.
        file.set_permissions(fs::Permissions::from_mode(0o660))?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

fn neighbour(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part-{}", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("views.toml");
        replace(&path, b"old and long", Sharing::Usual).unwrap();
        replace(&path, b"new", Sharing::Group).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_shared_file_is_the_groups_whatever_the_umask_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.views.toml");
        replace(&path, b"new", Sharing::Group).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660);
    }

    #[test]
    fn what_cannot_be_put_in_place_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("file"), b"x").unwrap();
        assert!(replace(&path, b"new", Sharing::Usual).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
