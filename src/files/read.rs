//! Reading files that others may have put there.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::links::{Links, resolve};

/// Opens what is there and nothing that it leads to, and waits for nobody: to open a pipe would
/// wait for somebody to write into it.
pub(super) const WITHOUT_FOLLOWING: i32 = {
    use rustix::fs::OFlags;
    OFlags::NOFOLLOW.union(OFlags::NONBLOCK).bits() as i32
};

/// The text of the file at `path`, of at most `most` bytes.
///
/// # Errors
/// `NotFound`; `FileTooLarge`; what is no regular file or no text; a link that is not followed.
pub fn read_text(path: &Path, most: u64, links: Links) -> io::Result<String> {
    let file = open(path, links)?;
    if file.metadata()?.len() > most {
        return Err(ErrorKind::FileTooLarge.into());
    }
    let mut text = String::new();
    file.take(most).read_to_string(&mut text)?;
    Ok(text)
}

/// The first bytes of the file at `path`, `most` of them.
///
/// # Errors
/// As [`read_text`].
pub fn read_beginning(path: &Path, most: u64, links: Links) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path, links)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn open(path: &Path, links: Links) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(WITHOUT_FOLLOWING);
    let file = options.open(resolve(path, links)?)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("not a regular file")),
    }
}
