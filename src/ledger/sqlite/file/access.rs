//! How a ledger is opened.

use crate::ledger::waiting::Wait;

/// Whether the caller means to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write where the file allows it.
    Write,
    /// Never write.
    ReadOnly,
    /// Never write, but see as closely as whoever writes who else has it open: for what vouches for
    /// the whole ledger, such as a backup.
    Closely,
    /// Write also where tables are missing or the end of the trail does not fit: to mend that.
    Mend,
}

impl Access {
    /// Whether entries are to be written.
    pub(super) fn is_to_write(self) -> bool {
        matches!(self, Access::Write | Access::Mend)
    }
}

/// How a ledger is opened or made.
#[derive(Clone, Debug)]
pub struct Opening {
    /// What for.
    pub access: Access,
    /// How long others who hold it are waited for.
    pub wait: Wait,
    /// Whether it is written to also where the file system keeps no locks: whoever says so knows that
    /// one program alone uses it, on one machine.
    pub on_any_file_system: bool,
}

impl From<Access> for Opening {
    fn from(access: Access) -> Opening {
        Opening {
            access,
            wait: Wait::default(),
            on_any_file_system: false,
        }
    }
}

impl Opening {
    /// The same for something else.
    pub fn to(&self, access: Access) -> Opening {
        Opening {
            access,
            ..self.clone()
        }
    }
}
