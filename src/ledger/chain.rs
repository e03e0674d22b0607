//! The hash chain: each entry's hash covers its own bytes and the hash before it.

use sha2::{Digest, Sha256};

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

/// A hash in hex, as it is shown and sent elsewhere.
pub fn hex(hash: &Hash) -> String {
    use std::fmt::Write as _;
    hash.iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
