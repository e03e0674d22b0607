//! Files of our own beside the ledger, replaced whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

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

fn write(path: &Path, bytes: &[u8], sharing: Sharing) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    if sharing == Sharing::Group {
        options.mode(0o660);
    }
    let mut file = options.open(path)?;
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
    fn what_cannot_be_put_in_place_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("file"), b"x").unwrap();
        assert!(replace(&path, b"new", Sharing::Usual).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
