//! Who holds a ledger so that others have to wait, as far as the system tells.

use std::fs;
use std::path::Path;

use nix::unistd::{Uid, User};

use crate::files::with_tail;
use crate::ledger::sqlite::file::file_id::FileId;
use crate::ledger::sqlite::file::locks::Locks;

/// A program that holds a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process; `None` where the system does not say: the lock is a file server's, or was taken
    /// in another container.
    pub process: Option<u32>,
    /// What it is called, and of whom it is.
    pub name: String,
    /// Its user.
    pub user: String,
    /// Whether it was stopped and will not go on by itself.
    pub is_stopped: bool,
}

/// The byte of the log's index that whoever writes holds.
const WRITING: (u64, u64) = (120, 120);

/// What SQLite locks of the file itself: to begin to read, to write without a log, to read.
const FILE: (u64, u64) = (0x4000_0000, 0x4000_01FF);

/// What else it locks of the index: to mend it, to say which part of the log is being read, to have
/// it open.
const INDEX: (u64, u64) = (121, 128);

/// The programs that hold the ledger at `path`, this one not among them; of several kinds of holding
/// those that explain a wait best. Nothing where the system tells nothing, or nobody holds it by now.
pub fn holders(path: &Path) -> Vec<Holder> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let locks = Locks::now(path);
    let on = |tail: &str, bytes, reading_too| {
        let file = FileId::at(&with_tail(path, tail)).ok().flatten();
        let mut found = file.map_or(Vec::new(), |file| locks.meeting(file, bytes, reading_too));
        found.retain(|process| *process != Some(std::process::id()));
        (!found.is_empty()).then_some(found)
    };
    let found = on("-shm", WRITING, true)
        .or_else(|| on("", FILE, false))
        .or_else(|| on("-shm", INDEX, false));
    found.into_iter().flatten().map(Holder::of).collect()
}

impl Holder {
    fn of(process: Option<u32>) -> Holder {
        let status = process.map(|it| fs::read_to_string(format!("/proc/{it}/status")));
        let status = status.and_then(Result::ok).unwrap_or_default();
        let of = |key: &str| {
            let mut lines = status.lines();
            let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
            value.unwrap_or_default().trim().to_owned()
        };
        let user = of("Uid");
        let number = user.split_whitespace().next().unwrap_or_default();
        let user = number.parse().ok().map(Uid::from_raw);
        let user = user.and_then(|user| User::from_uid(user).ok().flatten());
        Holder {
            process,
            name: of("Name"),
            user: user.map_or(number.to_owned(), |user| user.name),
            is_stopped: of("State").starts_with(['T', 't']),
        }
    }
}
