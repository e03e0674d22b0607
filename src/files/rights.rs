//! Who may do what with a file of ours.

use std::fs::{self, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

/// The permission bits of owner, group and others.
const BITS: u32 = 0o777;

/// Those of the group.
const OF_GROUP: u32 = 0o070;

/// Who may write and read a file that is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// As it was, where one's own is replaced; else what the user's umask says.
    Usual,
    /// Its owner alone.
    Private,
    /// The group too: whoever may write the ledger may write what lies beside it.
    Group,
}

impl Sharing {
    pub(super) fn rights(self, path: &Path) -> Rights {
        let mode = match self {
            Sharing::Usual => match fs::symlink_metadata(path) {
                Ok(old) if old.is_file() && is_own(&old) => return Rights::of(&old),
                _ => None,
            },
            Sharing::Private => Some(0o600),
            Sharing::Group => Some(0o660),
        };
        Rights {
            mode,
            ..Rights::default()
        }
    }
}

/// Mode, owner and group to be given to a file; what is not named stays as the system made it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Read, write and execute for owner, group and others.
    pub mode: Option<u32>,
    /// The owner, which only the administrator can give.
    pub owner: Option<u32>,
    /// The group.
    pub group: Option<u32>,
}

impl Rights {
    /// Those of a file.
    pub fn of(file: &Metadata) -> Rights {
        Rights {
            mode: Some(file.mode() & BITS),
            owner: Some(file.uid()),
            group: Some(file.gid()),
        }
    }

    /// Gives them to a file, as far as this user can. Where the group cannot be given, no other
    /// group gets what was meant for it.
    ///
    /// # Errors
    /// When the mode cannot be set.
    pub(super) fn give(self, file: &File) -> io::Result<()> {
        let now = file.metadata()?;
        let differs = |wanted: Option<u32>, now: u32| wanted.filter(|wanted| *wanted != now);
        let group = differs(self.group, now.gid());
        if let Some(owner) = differs(self.owner, now.uid()) {
            // Who is not the administrator keeps it, as with every file they write.
            let _ = fchown(file, Some(owner), None);
        }
        let is_given = group.is_none_or(|group| fchown(file, None, Some(group)).is_ok());
        let Some(mode) = self.mode else {
            return Ok(());
        };
        let mode = match is_given {
            true => mode,
            false => mode & !OF_GROUP,
        };
        file.set_permissions(Permissions::from_mode(mode))
    }
}

/// Whether a file belongs to this user.
pub fn is_own(file: &Metadata) -> bool {
    file.uid() == own_user()
}

pub(super) fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}
