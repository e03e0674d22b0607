//! Taking a reviewed file in, and throwing one away: both asked first, with the numbers.

/// Asks before the file is taken in.
#[derive(Clone, Copy, Debug)]
pub struct TakeIn {
    /// Also hand new tasks out.
    pub assign: bool,
    /// Also record what differs from the ledger.
    pub accept_changes: bool,
    /// Also record what is held back for a doubt: never proposed.
    pub accept_doubtful: bool,
}

/// Asks before what was reviewed is thrown away for another file.
#[derive(Clone, Copy, Debug)]
pub struct Discard;
