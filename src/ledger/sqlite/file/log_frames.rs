//! The log of a ledger (-wal) read as bytes: which pages it holds, and what stands in it beyond what
//! SQLite reads of it. SQLite reads up to the first page whose sum does not fit, and takes what comes
//! after it for the rest of an older log. Where that is of this one, something acknowledged is in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// What SQLite makes its pages where nobody says otherwise.
pub(in crate::ledger) const USUAL_SIZE: u64 = 4_096;

/// How long the head of a log is, and that of each page in it. A log that is no longer than its head
/// has no page in it.
pub(in crate::ledger) const LOG_HEAD: u64 = 32;
pub(in crate::ledger) const FRAME_HEAD: u64 = 24;

/// The first bytes of a log, without the bit that tells how its sums are made.
pub(in crate::ledger) const LOG_MAGIC: u32 = 0x377F_0682;

/// What the index beside a log (`-shm`) says of it: how far it went when it was last written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) struct LogIndex {
    frames: u32,
    /// How many of them stand in the ledger too.
    moved: u32,
    salts: [u8; 8],
}

impl LogIndex {
    /// Reads it; nothing where there is none, or none that is sound.
    ///
    /// No connection of this process may have the ledger open: SQLite's locks lie on this file, and
    /// closing it here would drop them.
    pub fn read(path: &Path) -> Option<LogIndex> {
        // The layout of `WalIndexHdr`, which SQLite writes twice, in the order of the machine.
        let mut bytes = [0; 100];
        // What a link leads to is no index of this log.
        let is_file = fs::symlink_metadata(path).ok()?.is_file();
        let file = File::open(path).ok().filter(|_| is_file)?;
        file.read_exact_at(&mut bytes, 0).ok()?;
        let (one, rest) = bytes.split_at(48);
        let (other, moved) = rest.split_at(48);
        let number =
            |bytes: &[u8]| u32::from_ne_bytes(bytes.first_chunk().copied().unwrap_or_default());
        let is_begun = one[12] == 1;
        (one == other && is_begun).then(|| LogIndex {
            frames: number(&one[16..20]),
            moved: number(moved),
            salts: one[32..40].first_chunk().copied().unwrap_or_default(),
        })
    }
}

impl LogIndex {
    /// Whether an empty log has lost something: whoever empties one has moved all of it before.
    pub fn lacks_all(&self) -> bool {
        self.frames > self.moved
    }
}

/// What was read of a log.
#[derive(Default)]
struct LogRead {
    /// How many frames SQLite reads.
    frames: u32,
    /// What its head says; nothing where that is not sound.
    salts: Option<[u8; 8]>,
    /// Whether nothing of this log lies beyond what SQLite reads.
    is_whole: bool,
    /// Whether something acknowledged does, whatever cut the writing off: a change ends there, and
    /// another begins, which is written only once the one before is on the disk.
    lacks: bool,
}

/// Hands over each page of the log at `path` that was written since the log was begun, and answers
/// whether it is proven that SQLite reads everything that was acknowledged in it. No log is whole;
/// one that may have been cut off is not: where it ends only its index tells.
///
/// SQLite locks no part of a log, so that no lock is lost when it is closed.
pub(in crate::ledger) fn each(
    path: &Path,
    index: Option<LogIndex>,
    mut take: impl FnMut(&[u8]),
) -> io::Result<bool> {
    let Some(file) = opened(path)? else {
        return Ok(true);
    };
    let read = read_all(&file, |_, _, page| take(page))?;
    let goes_so_far = |index: LogIndex| {
        let is_of_it = read.salts.unwrap_or_default() == index.salts;
        index.frames == 0 || (index.frames <= read.frames && is_of_it)
    };
    Ok(read.is_whole && index.is_some_and(goes_so_far))
}

/// Whether something acknowledged stood in the log at `path` that SQLite does not read any more, and
/// would pass over without a word. A last change that was being written when the power went away is
/// not taken for that, unless the index says that it was acknowledged.
///
/// To be asked while nobody has the log open, or it may be in the middle of being written.
pub(in crate::ledger) fn lacks(path: &Path, index: Option<LogIndex>) -> io::Result<bool> {
    let Some(file) = opened(path)? else {
        return Ok(false);
    };
    let read = read_all(&file, |_, _, _| {})?;
    // The index is written after the log, so that it never promises what was not on the disk.
    let is_short = |index: LogIndex| {
        let is_of_it = read.salts.is_none_or(|salts| salts == index.salts);
        is_of_it && index.frames > read.frames && index.frames > index.moved
    };
    Ok(read.lacks || index.is_some_and(is_short))
}

/// The numbers of the pages that SQLite reads in the log at `path`; none where there is no log.
pub(in crate::ledger) fn pages_in(path: &Path) -> io::Result<BTreeSet<u32>> {
    let mut pages = BTreeSet::new();
    let Some(file) = opened(path)? else {
        return Ok(pages);
    };
    read_all(&file, |number, is_read, _| {
        if is_read {
            pages.insert(number);
        }
    })?;
    Ok(pages)
}

/// The log at `path`, if there is one.
fn opened(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        file => file.map(Some),
    }
}

/// Hands over each page of a log with its number and whether SQLite reads it.
fn read_all(file: &File, mut take: impl FnMut(u32, bool, &[u8])) -> io::Result<LogRead> {
    let length = file.metadata()?.len();
    let mut head = [0; LOG_HEAD as usize];
    if length <= LOG_HEAD {
        return Ok(LogRead {
            is_whole: true,
            ..LogRead::default()
        });
    }
    file.read_exact_at(&mut head, 0)?;
    let head = LogHead::of(&head);
    let (mut at, mut sum) = (LOG_HEAD, head.sum);
    let (mut is_read, mut is_whole) = (head.is_sound, head.is_sound);
    let (mut frames, mut has_end_beyond, mut lacks) = (0, false, false);
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
        frames += u32::from(is_read);
        // The last page of something acknowledged tells how long the ledger is with it.
        let is_end = facts[4..8] != [0; 4];
        is_whole &= is_read || !is_of_this || !is_end;
        let is_beyond = is_of_this && !is_read;
        lacks |= is_beyond && has_end_beyond;
        has_end_beyond |= is_beyond && is_end;
        if is_of_this {
            take(word(&facts[..4], true), is_read, page);
        }
    }
    Ok(LogRead {
        frames,
        salts: head.is_sound.then_some(head.salts),
        is_whole,
        lacks,
    })
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
