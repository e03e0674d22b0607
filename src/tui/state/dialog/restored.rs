//! Saying that the ledger was restored from a backup: nothing acts before it was read.

/// The notice.
#[derive(Clone, Copy, Debug)]
pub struct RestoredBox {
    /// How many texts that were typed became drafts.
    pub put_aside: usize,
}
