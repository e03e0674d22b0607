//! Files in the making.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::rights::Rights;
use super::{folder_of, read, sweep, with_tail};

/// A file in the making beside the place it is made for; whatever is left of it, its side files
/// among them, goes when this is dropped.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    /// Device and inode, by which it is known again: others may write in the folder.
    identity: (u64, u64),
}

impl AtomicFile {
    /// Makes an empty file of its own beside `target`, for its owner alone, to be written by path.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn beside(target: &Path) -> io::Result<AtomicFile> {
        // The handle closes here, before SQLite has any lock that this could drop.
        AtomicFile::open(target, 0o600).map(|(draft, _)| draft)
    }

    /// The same with the handle to write it by; `mode` is cut by the umask.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn open(target: &Path, mode: u32) -> io::Result<(AtomicFile, File)> {
        // Links on the way to the folder are resolved once: SQLite is told to follow none.
        let folder = fs::canonicalize(folder_of(target))?;
        sweep::sweep(&folder);
        let made = tempfile::Builder::new()
            .prefix(&sweep::prefix())
            .suffix(sweep::SUFFIX)
            .rand_bytes(16)
            .make_in(&folder, |path| {
                let mut options = fs::OpenOptions::new();
                options.read(true).write(true).create_new(true).mode(mode);
                options.open(path)
            })?;
        let (file, path) = made.into_parts();
        let path = path.keep().map_err(|error| error.error)?;
        let facts = file.metadata()?;
        let identity = (facts.dev(), facts.ino());
        Ok((AtomicFile { path, identity }, file))
    }

    /// Where it is being made.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it these rights and makes it durable. Nobody may have it open by SQLite: closing the
    /// handle that this takes would drop SQLite's locks.
    ///
    /// # Errors
    /// Whatever the file system reports; somebody has put another file in its place.
    pub fn finish(&self, rights: Rights) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.read(true).custom_flags(read::WITHOUT_FOLLOWING);
        let file = options.open(&self.path)?;
        let facts = file.metadata()?;
        if (facts.dev(), facts.ino()) != self.identity {
            return Err(io::Error::other("another file is in its place"));
        }
        rights.give(&file)?;
        file.sync_all()
    }

    /// Moves it to `path`, replacing what is there.
    ///
    /// # Errors
    /// Whatever the file system reports.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        sync_folder(path);
        Ok(())
    }

    /// Moves it to `path` unless something is there.
    ///
    /// # Errors
    /// `AlreadyExists`; whatever the file system reports.
    pub fn settle(self, path: &Path) -> io::Result<()> {
        move_aside(&self.path, path)
    }
}

/// Moves `from` to `to` unless something is there.
///
/// # Errors
/// `AlreadyExists`; whatever the file system reports.
pub fn move_aside(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Not every file system can; a second name replaces nothing either.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            fs::hard_link(from, to)?;
            fs::remove_file(from)?;
        }
        other => other?,
    }
    sync_folder(to);
    Ok(())
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        for tail in sweep::SIDE_FILES {
            let _ = fs::remove_file(with_tail(&self.path, tail));
        }
    }
}

/// Makes a rename durable; a file system that cannot is no reason to fail.
fn sync_folder(path: &Path) {
    match File::open(folder_of(path)) {
        Ok(folder) => drop(folder.sync_all()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
        Err(error) => tracing::warn!("a folder was not synced: {error}"),
    }
}
