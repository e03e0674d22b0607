//! Which programs hold locks on which files, as far as the system tells.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::ledger::sqlite::file::file_id::FileId;
use crate::ledger::sqlite::file::file_system;

/// What SQLite locks in the ledger itself for as long as a program has it open with its log, or
/// reads it without one.
const READING: (u64, u64) = (0x4000_0002, 0x4000_0002 + 509);

/// What it locks in the index of the log (-shm) while it has that open.
const INDEX_OPEN: (u64, u64) = (128, 128);

/// The system hands the list over in pieces, and a lock that comes or goes in between makes it skip
/// another. So often a list of several pieces is asked for; it would have to be skipped each time.
const LISTINGS: u32 = 4;

/// A lock some program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lock {
    /// Nothing where the system does not say: it is of a file server, or of another container.
    process: Option<u32>,
    is_write: bool,
    /// Device and number of the file.
    file: (u32, u32, u64),
    /// The first and the last byte.
    bytes: (u64, u64),
}

/// Every lock of one moment.
#[derive(Debug, Default)]
pub(in crate::ledger) struct Locks {
    all: Vec<Lock>,
    /// Whether the system lists them.
    is_known: bool,
    /// The device the list gives the ledger and the files beside it, where `stat` gives another.
    device: Option<(u32, u32)>,
}

impl Locks {
    /// The locks of now, for questions about `ledger` and the files beside it; none where the
    /// system does not list them.
    pub fn now(ledger: &Path) -> Locks {
        let mut locks = Locks {
            all: Vec::new(),
            is_known: false,
            device: file_system::device_of_mount(ledger),
        };
        for _ in 0..LISTINGS {
            let Some((list, is_of_one_moment)) = listing() else {
                break;
            };
            locks.is_known = true;
            locks.all.extend(list.lines().filter_map(lock));
            if is_of_one_moment {
                break;
            }
        }
        locks
    }

    /// Whether the system says that nobody at all has this index open, in whatever container.
    pub fn is_index_free(&self, index: FileId) -> bool {
        let has_it = |lock: &Lock| self.is_on(lock, index) && lock.bytes == INDEX_OPEN;
        self.is_known && !self.all.iter().any(has_it)
    }

    /// The programs that have this index open.
    pub fn with_index(&self, index: FileId) -> Vec<u32> {
        self.processes(|lock| self.is_on(lock, index) && lock.bytes == INDEX_OPEN)
    }

    /// The programs that have a lock of any kind on this file.
    pub fn on(&self, file: FileId) -> Vec<u32> {
        self.processes(|lock| self.is_on(lock, file))
    }

    /// Who has a lock on any of these bytes of a file, to write or, where `reading_too`, to read.
    pub fn meeting(
        &self,
        file: FileId,
        (first, last): (u64, u64),
        reading_too: bool,
    ) -> Vec<Option<u32>> {
        let meets = |lock: &&Lock| {
            self.is_on(lock, file)
                && (lock.is_write || reading_too)
                && lock.bytes.0 <= last
                && lock.bytes.1 >= first
        };
        let mut found: Vec<Option<u32>> = self
            .all
            .iter()
            .filter(meets)
            .map(|lock| lock.process)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The programs that have this ledger open together with the index of some log, also of one
    /// that nobody can find any more.
    pub fn with_ledger_and_log(&self, ledger: FileId) -> Vec<u32> {
        let (major, minor, _) = self.listed(ledger);
        let with_log = self.processes(|lock| {
            (lock.file.0, lock.file.1) == (major, minor) && lock.bytes == INDEX_OPEN
        });
        self.processes(|lock| {
            self.is_on(lock, ledger)
                && !lock.is_write
                && lock.bytes == READING
                && lock.process.is_some_and(|it| with_log.contains(&it))
        })
    }

    #[cfg(test)]
    fn read(list: &str) -> Locks {
        Locks {
            all: list.lines().filter_map(lock).collect(),
            is_known: true,
            device: None,
        }
    }

    fn processes(&self, is_wanted: impl Fn(&Lock) -> bool) -> Vec<u32> {
        let wanted = self.all.iter().filter(|lock| is_wanted(lock));
        let mut found: Vec<u32> = wanted.filter_map(|lock| lock.process).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn is_on(&self, lock: &Lock, file: FileId) -> bool {
        lock.file == self.listed(file)
    }

    /// How the list names a file: the two halves of its device, and its number there.
    fn listed(&self, file: FileId) -> (u32, u32, u64) {
        let (major, minor, inode) = file.parts();
        let (major, minor) = self.device.unwrap_or((major, minor));
        (major, minor, inode)
    }
}

/// The list, and whether it came in one piece; nothing where the system has none.
fn listing() -> Option<(String, bool)> {
    let mut list = Vec::new();
    let mut pieces = 0;
    let mut file = File::open("/proc/locks").ok()?;
    let mut piece = [0; 16_384];
    while let Ok(count @ 1..) = file.read(&mut piece) {
        list.extend_from_slice(piece.get(..count).unwrap_or_default());
        pieces += 1;
    }
    let list = String::from_utf8_lossy(&list).into_owned();
    Some((list, pieces <= 1))
}

/// `1: POSIX  ADVISORY  READ 5944 fe:00:10092621 128 128`; somebody who waits has `->` before POSIX.
fn lock(line: &str) -> Option<Lock> {
    let mut words = line.split_ascii_whitespace().skip(1);
    if !matches!(words.next()?, "POSIX" | "OFDLCK") {
        return None;
    }
    let is_write = words.nth(1)? == "WRITE";
    let process = words.next()?.parse().ok().filter(|process| *process > 0);
    let mut place = words.next()?.split(':');
    let mut device = || u32::from_str_radix(place.next()?, 16).ok();
    let (major, minor) = (device()?, device()?);
    let inode = place.next()?.parse().ok()?;
    let first = words.next()?.parse().ok()?;
    let last = match words.next()? {
        "EOF" => u64::MAX,
        number => number.parse().ok()?,
    };
    Some(Lock {
        process,
        is_write,
        file: (major, minor, inode),
        bytes: (first, last),
    })
}

#[cfg(test)]
mod tests {
    use crate::ledger::sqlite::file::locks::*;

    #[test]
    fn a_line_of_the_list_is_read_also_of_who_has_no_name_here_and_those_who_wait_are_not() {
        let list = "1: POSIX  ADVISORY  READ 5944 fe:00:10092621 128 128\n\
                    1: -> POSIX  ADVISORY  WRITE 5945 fe:00:10092621 128 128\n\
                    2: FLOCK  ADVISORY  WRITE 7034 fe:00:5636105 0 EOF\n\
                    3: OFDLCK ADVISORY  READ -1 fe:00:5636105 0 EOF\n\
                    4: POSIX  ADVISORY  WRITE 77 00:2a:3 0 EOF\n\
                    5: POSIX  ADVISORY\n\
                    \n";
        let read = Lock {
            process: Some(5944),
            is_write: false,
            file: (0xfe, 0, 10_092_621),
            bytes: (128, 128),
        };
        let write = Lock {
            process: Some(77),
            is_write: true,
            file: (0, 0x2a, 3),
            bytes: (0, u64::MAX),
        };
        let nameless = Lock {
            process: None,
            is_write: false,
            file: (0xfe, 0, 5_636_105),
            bytes: (0, u64::MAX),
        };
        let locks = Locks::read(list);
        assert_eq!(locks.all, [read, nameless, write]);
        let file = FileId::of_parts(0xfe, 0, 5_636_105);
        assert!(locks.on(file).is_empty());
        assert_eq!(locks.meeting(file, (120, 120), true), [None]);
        assert!(locks.meeting(file, (120, 120), false).is_empty());
        let index = FileId::of_parts(0xfe, 0, 10_092_621);
        assert_eq!(locks.meeting(index, (121, 128), true), [Some(5944)]);
        assert!(locks.meeting(index, (120, 127), true).is_empty());
        assert!(Locks::read("").all.is_empty());
    }

    #[test]
    fn who_reads_a_ledger_without_a_log_has_it_not_open_with_one() {
        let ledger = FileId::of_parts(0xfe, 0, 7);
        let reading = "1: POSIX ADVISORY READ 10 fe:00:7 1073741826 1073742335\n";
        assert!(Locks::read(reading).with_ledger_and_log(ledger).is_empty());
        let with_log = format!("{reading}2: POSIX ADVISORY READ 10 fe:00:99 128 128\n");
        assert_eq!(Locks::read(&with_log).with_ledger_and_log(ledger), [10]);
        assert_eq!(Locks::read(&with_log).on(ledger), [10]);
    }
}
