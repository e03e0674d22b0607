//! Symbolic links: which are followed.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::folder_of;
use super::rights::own_user;

/// No chain of links is longer.
const LONGEST: u32 = 40;

/// Which links are followed where a file is read or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Those that this user or the administrator made: whoever keeps settings or exports
    /// elsewhere by a link means it so. Anybody else's is refused.
    Own,
    /// None: in a folder that many may write, a link leads where somebody else wants.
    None,
}

/// Where `path` leads: itself, unless it is a link that `links` lets follow. Nothing need be there.
///
/// # Errors
/// A link that is not followed; a chain of links without end; whatever the file system reports.
pub fn resolve(path: &Path, links: Links) -> io::Result<PathBuf> {
    let mut place = path.to_owned();
    for _ in 0..LONGEST {
        let facts = match fs::symlink_metadata(&place) {
            Ok(facts) => facts,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(place),
            Err(error) => return Err(error),
        };
        if !facts.is_symlink() {
            return Ok(place);
        }
        // A second name of a link of one's own may have been given it by somebody else.
        let is_own = (facts.uid() == own_user() || facts.uid() == 0) && facts.nlink() == 1;
        if links == Links::None || !is_own {
            return Err(refused());
        }
        place = folder_of(&place).join(fs::read_link(&place)?);
    }
    Err(rustix::io::Errno::LOOP.into())
}

/// Whether this is why a file was not opened or replaced.
pub(super) fn refused() -> io::Error {
    io::Error::other("a symbolic link, which is not followed here")
}
