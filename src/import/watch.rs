//! Looking on while a file is read, and stopping it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by who reads and who waits.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    bytes: AtomicU64,
    is_stopped: AtomicBool,
}

impl Watch {
    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// Asks for an end; the reader finds out at its next piece.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether an end was asked for.
    pub fn is_stopped(&self) -> bool {
        self.0.is_stopped.load(Ordering::Relaxed)
    }

    /// Notes bytes that have passed.
    ///
    /// # Errors
    /// When an end was asked for.
    pub(super) fn pass(&self, bytes: usize) -> std::io::Result<()> {
        self.0.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        match self.is_stopped() {
            true => Err(std::io::Error::other("stopped")),
            false => Ok(()),
        }
    }
}

/// The same reading.
impl PartialEq for Watch {
    fn eq(&self, other: &Watch) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
