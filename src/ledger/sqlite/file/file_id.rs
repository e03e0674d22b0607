//! A file, whatever its name.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::ledger::error::{LedgerError, unreachable};

/// A file, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    pub fn of(found: &Metadata) -> FileId {
        FileId {
            device: found.dev(),
            inode: found.ino(),
        }
    }

    /// What `path` names now; nothing where there is nothing.
    pub fn at(path: &Path) -> Result<Option<FileId>, LedgerError> {
        Ok(stat(path)?.as_ref().map(FileId::of))
    }

    /// Whether this process has it open, or it cannot be told.
    pub fn is_open_here(self) -> bool {
        let Ok(open) = fs::read_dir("/proc/self/fd") else {
            return true;
        };
        let mut files = open.flatten().flat_map(|it| fs::metadata(it.path()));
        files.any(|file| FileId::of(&file) == self)
    }

    /// The two halves of the device, and the file's number there.
    pub fn parts(self) -> (u32, u32, u64) {
        let (major, minor) = (
            rustix::fs::major(self.device),
            rustix::fs::minor(self.device),
        );
        (major, minor, self.inode)
    }

    #[cfg(test)]
    pub fn of_parts(major: u32, minor: u32, inode: u64) -> FileId {
        let device = rustix::fs::makedev(major, minor);
        FileId { device, inode }
    }
}

/// What the system says of `path`; nothing where there is nothing.
pub(in crate::ledger) fn stat(path: &Path) -> Result<Option<Metadata>, LedgerError> {
    told(path, fs::metadata(path))
}

/// The same of a link itself.
pub(in crate::ledger) fn stat_link(path: &Path) -> Result<Option<Metadata>, LedgerError> {
    told(path, fs::symlink_metadata(path))
}

fn told(path: &Path, said: io::Result<Metadata>) -> Result<Option<Metadata>, LedgerError> {
    match said {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(unreachable(path, error)),
    }
}
