//! The pages of a database as bytes, and those in its log. Nothing here believes what it reads: a
//! page that is named and not there is nothing, a chain of pages that goes in circles has an end.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::ledger::sqlite::file::log_frames::{FRAME_HEAD, LOG_HEAD, LOG_MAGIC, USUAL_SIZE};

/// A file of pages.
#[derive(Debug)]
pub(super) struct Pages {
    /// The database first, then its log.
    files: Vec<File>,
    lengths: Vec<u64>,
    size: u64,
    /// Where in the log the newest copy of a page is.
    logged: HashMap<u32, u64>,
}

impl Pages {
    /// Those of the database at `path`, with its log if `log` is one.
    pub fn open(path: &Path, log: Option<&Path>) -> io::Result<Pages> {
        let main = File::open(path)?;
        let mut head = [0; 18];
        let size = match main.read_exact_at(&mut head, 0) {
            Ok(()) => size_in(&head),
            Err(_) => None,
        };
        let mut pages = Pages {
            lengths: vec![main.metadata()?.len()],
            files: vec![main],
            size: size.unwrap_or(USUAL_SIZE),
            logged: HashMap::new(),
        };
        if let Some(log) = log.and_then(|log| File::open(log).ok()) {
            pages.take_log(log)?;
        }
        Ok(pages)
    }

    fn take_log(&mut self, log: File) -> io::Result<()> {
        let length = log.metadata()?.len();
        let mut head = [0; 4];
        let is_log =
            log.read_exact_at(&mut head, 0).is_ok() && u32::from_be_bytes(head) & !1 == LOG_MAGIC;
        if !is_log {
            return Ok(());
        }
        let mut at = LOG_HEAD;
        while at + FRAME_HEAD + self.size <= length {
            log.read_exact_at(&mut head, at)?;
            self.logged
                .insert(u32::from_be_bytes(head), at + FRAME_HEAD);
            at += FRAME_HEAD + self.size;
        }
        self.files.push(log);
        self.lengths.push(length);
        Ok(())
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.lengths.iter().sum()
    }

    /// How large a page is. Ledgers have nothing reserved at the end of it.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Every stretch of bytes in which a page lies, each with its place; those of the log first,
    /// since they are newer.
    pub fn each(&self, mut take: impl FnMut(PagePlace, &[u8])) -> io::Result<()> {
        let mut bytes = vec![0; usize::try_from(self.size).unwrap_or(0)];
        for (file, length) in self.lengths.iter().enumerate().rev() {
            let (mut at, step) = match file {
                0 => (0, self.size),
                _ => (LOG_HEAD + FRAME_HEAD, self.size + FRAME_HEAD),
            };
            while at < *length {
                let there = usize::try_from((length - at).min(self.size)).unwrap_or(0);
                // A sector that cannot be read is a page that is not there.
                if self.files[file]
                    .read_exact_at(&mut bytes[..there], at)
                    .is_ok()
                {
                    take(PagePlace { file, at }, &bytes[..there]);
                }
                at += step;
            }
        }
        Ok(())
    }

    /// So many bytes from a place; nothing where there are not so many.
    pub fn read(&self, place: PagePlace, offset: u64, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; count];
        let at = place.at + offset;
        self.files
            .get(place.file)?
            .read_exact_at(&mut bytes, at)
            .ok()?;
        Some(bytes)
    }

    /// What overflowed from a record: `count` bytes in the chain of pages that begins with `first`,
    /// as the log has them if `by_log`, else as the database itself does.
    pub fn chain(&self, first: u32, count: u64, by_log: bool) -> Option<Vec<u8>> {
        let each = self.size - 4;
        if count > self.length() {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(count).ok()?);
        let mut page = first;
        let mut left = count;
        while left > 0 {
            let place = self.place_of(page, by_log)?;
            let next = self.read(place, 0, 4)?;
            page = u32::from_be_bytes(next.try_into().ok()?);
            let here = left.min(each);
            bytes.extend(self.read(place, 4, usize::try_from(here).ok()?)?);
            left -= here;
        }
        Some(bytes)
    }

    fn place_of(&self, page: u32, by_log: bool) -> Option<PagePlace> {
        if let Some(at) = self.logged.get(&page).filter(|_| by_log) {
            return Some(PagePlace { file: 1, at: *at });
        }
        let at = u64::from(page.checked_sub(1)?) * self.size;
        (at < self.lengths[0]).then_some(PagePlace { file: 0, at })
    }
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PagePlace {
    file: usize,
    at: u64,
}

impl PagePlace {
    /// So much further.
    pub fn further(self, by: u64) -> PagePlace {
        PagePlace {
            at: self.at + by,
            ..self
        }
    }
}

fn size_in(head: &[u8; 18]) -> Option<u64> {
    if !head.starts_with(b"SQLite format 3\0") {
        return None;
    }
    let size = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    (size.is_power_of_two() && (512..=65_536).contains(&size)).then_some(size)
}
