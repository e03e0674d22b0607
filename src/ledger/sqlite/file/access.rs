//! What a ledger is opened for.

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
