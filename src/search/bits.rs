//! Masks: which of sixty-four rows, a bit each.

/// The bits that are set, rising.
pub(in crate::search) fn bits(mask: u64) -> Bits {
    Bits(mask)
}

/// See [`bits`].
pub(in crate::search) struct Bits(u64);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let at = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(at)
    }
}

/// How many rows a mask stands for.
pub(in crate::search) fn count(mask: u64) -> usize {
    mask.count_ones() as usize
}
