//! How the allocator is dealt with. Left alone, glibc gives memory back to the kernel between one
//! search and the next, and gets it for each thread a page at a time; of both the kernel makes
//! more work than the search itself is.

use std::hint::black_box;

/// Memory the allocator keeps, see [`keep_memory`].
const KEPT: usize = 16 << 20;

/// How much a thread gets at a time, see [`make_room`]: some times what it needs between two calls.
const ROOM: usize = 4 << 20;

/// Has the allocator keep what one search gives back for the next, instead of having the kernel
/// clear every page of it again. Whoever gives back a piece as large as this is taken for one who
/// will want such pieces again, see `M_TRIM_THRESHOLD` in mallopt(3); the piece itself is never
/// touched and so costs nothing.
pub fn keep_memory() {
    touch_not(KEPT);
}

/// Gets this thread memory for many small pieces at once. The heap of a thread but the first
/// otherwise grows by a page at a time, with a call of the kernel for each. After [`keep_memory`],
/// which has the allocator serve a piece of this size from that heap; where there is room already
/// it costs next to nothing.
pub(in crate::search) fn make_room() {
    touch_not(ROOM);
}

fn touch_not(size: usize) {
    drop(black_box(Vec::<u8>::with_capacity(size)));
}
