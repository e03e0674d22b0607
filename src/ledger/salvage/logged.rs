//! What stands in a log beyond what SQLite reads of it. SQLite reads up to the first page whose sum
//! does not fit, and takes what comes after it for the rest of an older log. Where that is of this
//! one, something acknowledged is in it.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::pages::{FRAME_HEAD, LOG_HEAD, LOG_MAGIC, USUAL_SIZE};

/// Hands over each page of the log at `path` that was written since the log was begun, and answers
/// whether SQLite reads everything that was acknowledged in it. No log is whole.
///
/// SQLite locks no part of a log, so that no lock is lost when it is closed.
pub(super) fn each(path: &Path, mut take: impl FnMut(&[u8])) -> io::Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        file => file?,
    };
    let length = file.metadata()?.len();
    let mut head = [0; LOG_HEAD as usize];
    if length <= LOG_HEAD {
        return Ok(true);
    }
    file.read_exact_at(&mut head, 0)?;
    let head = LogHead::of(&head);
    let (mut at, mut sum) = (LOG_HEAD, head.sum);
    let (mut is_read, mut is_whole) = (head.is_sound, head.is_sound);
    let mut frame = vec![0; usize::try_from(FRAME_HEAD + head.size).unwrap_or(0)];
    while at + FRAME_HEAD + head.size <= length {
        at += FRAME_HEAD + head.size;
        if file
            .read_exact_at(&mut frame, at - FRAME_HEAD - head.size)
            .is_err()
        {
            is_read = false;
            continue;
        }
        let (facts, page) = frame.split_at(FRAME_HEAD as usize);
        let is_of_this = !head.is_sound || facts[8..16] == head.salts;
        sum = head.add(head.add(sum, &facts[..8]), page);
        is_read &= is_of_this && facts[16..24] == bytes_of(sum);
        // The last page of something acknowledged tells how long the ledger is with it.
        is_whole &= is_read || !is_of_this || facts[4..8] == [0; 4];
        if is_of_this {
            take(page);
        }
    }
    Ok(is_whole)
}

/// What the head of a log says of all of it.
struct LogHead {
    /// Whether SQLite reads on.
    is_sound: bool,
    size: u64,
    salts: [u8; 8],
    sum: (u32, u32),
    is_big_endian: bool,
}

impl LogHead {
    fn of(bytes: &[u8; LOG_HEAD as usize]) -> LogHead {
        let magic = word(&bytes[..4], true);
        let size = u64::from(word(&bytes[8..12], true));
        let is_size = size.is_power_of_two() && (512..=65_536).contains(&size);
        let mut salts = [0; 8];
        salts.copy_from_slice(&bytes[16..24]);
        let mut head = LogHead {
            is_sound: false,
            size: if is_size { size } else { USUAL_SIZE },
            salts,
            sum: (0, 0),
            is_big_endian: magic & 1 == 1,
        };
        head.sum = head.add((0, 0), &bytes[..24]);
        head.is_sound = magic & !1 == LOG_MAGIC && is_size && bytes[24..] == bytes_of(head.sum);
        head
    }

    /// The sum after these bytes, as SQLite's file format says.
    fn add(&self, sum: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        bytes.chunks_exact(8).fold(sum, |(one, two), chunk| {
            let first = word(&chunk[..4], self.is_big_endian);
            let second = word(&chunk[4..], self.is_big_endian);
            let one = one.wrapping_add(first).wrapping_add(two);
            (one, two.wrapping_add(second).wrapping_add(one))
        })
    }
}

fn word(bytes: &[u8], is_big_endian: bool) -> u32 {
    let bytes = bytes.first_chunk().copied().unwrap_or_default();
    match is_big_endian {
        true => u32::from_be_bytes(bytes),
        false => u32::from_le_bytes(bytes),
    }
}

fn bytes_of((one, two): (u32, u32)) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&one.to_be_bytes());
    bytes[4..].copy_from_slice(&two.to_be_bytes());
    bytes
}
