//! The hash chain: each entry's hash covers its own bytes and the hash before it.

use sha2::{Digest, Sha256};

use crate::domain::entry::{self, EntryText};

/// A link of the chain.
pub type Hash = [u8; 32];

/// What stands before the first entry.
pub const ORIGIN: Hash = [0; 32];

/// The hash of an entry of these canonical bytes after an entry of hash `before`.
pub fn link(before: &Hash, canonical: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(canonical);
    hasher.finalize().into()
}

/// Recomputes hashes; made once and used for many, since it keeps its memory.
#[derive(Default)]
pub struct Linker(Vec<u8>);

impl Linker {
    /// The hash of an entry after one of hash `before`. It runs over the columns as they are stored:
    /// two ways to write one value are two different lines.
    pub fn link(&mut self, text: &EntryText, before: &Hash) -> Hash {
        self.0.clear();
        entry::write_canonical(text.0, &mut self.0);
        link(before, &self.0)
    }
}

/// A hash in hex, as it is shown and sent elsewhere.
pub fn hex(hash: &Hash) -> String {
    use std::fmt::Write as _;
    hash.iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
