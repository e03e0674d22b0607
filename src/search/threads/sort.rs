//! Sorting on all threads.

use rayon::prelude::*;

/// From how many rows on a sort wakes the threads.
const WORTH_IT: usize = 1 << 14;

/// Sorts, on all threads where it pays.
pub(in crate::search) fn sort<T: Ord + Send>(all: &mut [T]) {
    match all.len() < WORTH_IT {
        true => all.sort_unstable(),
        false => all.par_sort_unstable(),
    }
}
