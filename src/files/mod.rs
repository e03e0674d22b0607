//! Every file of our own is made here, and nowhere else in the program.
//!
//! The folder of a ledger belongs to a group, and whoever may write there could lie in wait with a
//! link under a name that is known beforehand. So a file is begun under a random name that must be
//! free (`O_EXCL`, which follows no link), given its mode while it has that name, synced, and then
//! renamed over the one it replaces: a rename replaces a name and writes through nothing. Nobody
//! ever sees half of it, and a full disk leaves the old one.
//!
//! Files of others are read with [`read_text`], which waits for no pipe and follows a link only
//! where it is told to.

mod draft;
mod folders;
mod life;
mod links;
mod read;
mod rights;
mod sweep;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use draft::{AtomicFile, move_aside};
pub use folders::{PrivateFolder, hold_folder, make_folder, make_private_folder};
pub use life::{Life, live};
pub use links::{Links, resolve};
pub use read::{read_beginning, read_text};
pub use rights::{Rights, Sharing, is_own};
pub use sweep::{SIDE_FILES, is_running};

/// What may stand where a new file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nothing: whoever came first has the name.
    Nothing,
    /// A file, which is replaced.
    Anything,
}

/// Puts `bytes` in the place of the file at `path`, or makes it. A link there is followed as
/// `links` says, and stays a link.
///
/// # Errors
/// Whatever the file system reports; the old file stands then, and nothing is left beside it.
pub fn replace(path: &Path, bytes: &[u8], sharing: Sharing, links: Links) -> io::Result<()> {
    put(&resolve(path, links)?, bytes, sharing, Over::Anything)
}

/// Makes the file at `path` of `bytes`. What `path` names is replaced itself, be it a link.
///
/// # Errors
/// As [`replace`]; `AlreadyExists` where nothing may stand there and something does.
pub fn put(path: &Path, bytes: &[u8], sharing: Sharing, over: Over) -> io::Result<()> {
    let mut file = begin(path, sharing)?;
    file.write_all(bytes)?;
    file.finish(path, over)
}

/// A file in the making that is written piece by piece; it goes when this is dropped.
#[derive(Debug)]
pub struct Begun {
    draft: AtomicFile,
    file: File,
    rights: Rights,
}

/// Begins a file that is to be put at `path` once it is whole.
///
/// # Errors
/// Whatever the file system reports.
pub fn begin(path: &Path, sharing: Sharing) -> io::Result<Begun> {
    let rights = sharing.rights(path);
    // Others get at it once it is whole, if at all.
    let (draft, file) = AtomicFile::open(path, rights.mode.map_or(0o666, |_| 0o600))?;
    Ok(Begun {
        draft,
        file,
        rights,
    })
}

impl Write for Begun {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Begun {
    /// Puts the whole file in its place.
    ///
    /// # Errors
    /// As [`put`].
    pub fn finish(self, path: &Path, over: Over) -> io::Result<()> {
        let Begun {
            draft,
            file,
            rights,
        } = self;
        rights.give(&file)?;
        file.sync_all()?;
        drop(file);
        match over {
            Over::Anything => draft.replace(path),
            Over::Nothing => draft.settle(path),
        }
    }
}

/// Opens a file to be added to at its end, for its owner alone; makes it where there is none. A
/// link there, a pipe or a device is refused: what is added would go where others want it.
///
/// # Errors
/// Whatever the file system reports.
pub fn append(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true).mode(0o600);
    let file = options.custom_flags(read::WITHOUT_FOLLOWING).open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("not a regular file")),
    }
}

/// Copies an open file, from where it stands to its end, to a new one of these rights.
///
/// # Errors
/// As [`put`]; `AlreadyExists` where something is there.
pub fn copy(from: &mut std::fs::File, to: &Path, rights: Rights) -> io::Result<()> {
    let (draft, mut file) = AtomicFile::open(to, 0o600)?;
    io::copy(from, &mut file)?;
    rights.give(&file)?;
    file.sync_all()?;
    drop(file);
    draft.settle(to)
}

/// A lock on a whole file against everybody who locks any part of it, such as SQLite; nothing when
/// somebody has one. It is given up when the answer is dropped, and so is every other lock that
/// this program has on the file.
///
/// # Errors
/// `NotFound`; whatever the file system reports.
pub fn lock_whole(path: &Path) -> io::Result<Option<std::fs::File>> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true);
    let file = options.custom_flags(read::WITHOUT_FOLLOWING).open(path)?;
    match rustix::fs::fcntl_lock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::ACCESS) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A file without a name, for what has to be read twice.
///
/// # Errors
/// Whatever the file system reports.
pub fn nameless(folder: &Path) -> io::Result<std::fs::File> {
    tempfile::tempfile_in(folder)
}

/// `path` with `tail` after its name, as SQLite names its side files.
pub fn with_tail(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    PathBuf::from(name)
}

/// The folder a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests;
