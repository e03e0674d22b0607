//! Folders: made, held, thrown away.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::folder_of;

/// How often a folder that somebody else holds is tried, and the pause between: they hold it for
/// the milliseconds of one small file.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Makes the folder that `path` is to lie in, and those above it.
///
/// # Errors
/// Whatever the file system reports.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))
}

/// The same for this user alone: those that are made here nobody else can look into.
///
/// # Errors
/// Whatever the file system reports.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder_of(path))
}

/// Holds the folder of `path` until the answer is dropped, among all who ask this way: who reads a
/// file, changes it and replaces it must not do so between another's reading and replacing. A file
/// system without locks, or a folder that cannot be listed, is answered with `None`.
///
/// # Errors
/// `WouldBlock` when somebody else has held it for two seconds; a folder that is not there.
pub fn hold_folder(path: &Path) -> io::Result<Option<File>> {
    // The folder, not the file: that is another one after each replacing.
    let folder = match File::open(folder_of(path)) {
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

/// A folder for this user alone, which goes with all that is in it when dropped.
#[derive(Debug)]
pub struct PrivateFolder(TempDir);

impl PrivateFolder {
    /// Makes one below `place`; its name begins so and ends at random.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn make(place: &Path, beginning: &str) -> io::Result<PrivateFolder> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(beginning).rand_bytes(16);
        // Of itself it would be open to all who the umask lets in.
        builder.permissions(fs::Permissions::from_mode(0o700));
        builder.tempdir_in(place).map(PrivateFolder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Makes a file in it.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.join(name), bytes)
    }

    /// Makes an empty file in it and answers the handle.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn create(&self, name: &str) -> io::Result<File> {
        File::create(self.join(name))
    }
}
