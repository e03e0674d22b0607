//! What programs that were killed left behind.
//!
//! A draft's name says where and by whom it is made: `.duban-BIRTHPLACE-PROCESS-RANDOM.part`. The
//! birthplace is this run of this machine, and of this container where there are several: only
//! there does a process number mean anything. A draft of a process that is gone is nobody's; one
//! of another birthplace is left for a day, since its process cannot be asked for. Only files of
//! this user's are taken away, whatever their names say.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use super::links::Links;
use super::read::read_beginning;
use super::rights::is_own;

const PREFIX: &str = ".duban-";
pub(super) const SUFFIX: &str = ".part";

/// What SQLite puts beside a database.
pub const SIDE_FILES: [&str; 3] = ["-wal", "-journal", "-shm"];

/// A draft from elsewhere that was not written to for so long is nobody's.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

/// The same of a draft named as versions 0.1.0 and 0.1.1 named them.
const OLD: Duration = Duration::from_secs(600);

/// How the drafts of this process begin.
pub(super) fn prefix() -> String {
    format!("{PREFIX}{}-{}-", birthplace(), std::process::id())
}

/// This run of this machine, and its room for process numbers.
fn birthplace() -> String {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let room = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let room = room.to_string_lossy();
    let alphanumeric = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect();
    let (boot, room): (String, String) = (alphanumeric(&boot), alphanumeric(&room));
    format!("{boot}{room}")
}

/// Takes away what programs that were killed left in a folder, whatever they were making there.
pub(super) fn sweep(folder: &Path) {
    let here = birthplace();
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name();
        let Some(name) = name.to_str().filter(|name| name.starts_with('.')) else {
            continue;
        };
        let Ok(facts) = file.metadata() else { continue };
        // One that has a second name is somebody's, whatever this name looks like.
        if !facts.is_file() || !is_own(&facts) || facts.nlink() != 1 {
            continue;
        }
        if is_abandoned(name, &facts, &here) || is_abandoned_old(&file.path(), name, &facts) {
            let _ = fs::remove_file(file.path());
        }
    }
}

fn is_abandoned(name: &str, facts: &Metadata, here: &str) -> bool {
    let Some((place, process)) = maker(name) else {
        return false;
    };
    match !here.is_empty() && place == here {
        true => !is_running(process),
        false => is_older(facts, LONG),
    }
}

/// The birthplace and the process that a draft's name tells of.
fn maker(name: &str) -> Option<(&str, i32)> {
    let name = without_tail(name).strip_suffix(SUFFIX)?;
    let mut parts = name.strip_prefix(PREFIX)?.split('-');
    let (place, process, random) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && random.len() == 16;
    Some((place, process.parse().ok().filter(|_| is_whole)?))
}

fn without_tail(name: &str) -> &str {
    let tail = SIDE_FILES.iter().find_map(|tail| name.strip_suffix(tail));
    tail.unwrap_or(name)
}

/// Until 0.1.1 a backup was begun as `.NAME.part-PROCESS-NUMBER`, a ledger as `.NAME.new-...`, any
/// other file as `.NAME.part-PROCESS`. Nothing in such a name is ours alone, so what is in the file has its say: a database, or the
/// empty beginning of one.
fn is_abandoned_old(path: &Path, name: &str, facts: &Metadata) -> bool {
    let parts = without_tail(name).rsplit_once(".part-");
    let parts = parts.or_else(|| without_tail(name).rsplit_once(".new-"));
    let process = parts
        .map(|(_, numbers)| numbers.split_once('-').unwrap_or((numbers, "0")))
        .filter(|(_, number)| number.parse::<u32>().is_ok())
        .and_then(|(process, _)| process.parse().ok());
    let is_gone = process.is_some_and(|process| !is_running(process)) && is_older(facts, OLD);
    is_gone && (without_tail(name) != name || is_database(path))
}

fn is_database(path: &Path) -> bool {
    let begins = read_beginning(path, 16, Links::None);
    begins.is_ok_and(|bytes| {
        bytes.is_empty() || bytes == *b"SQLite format 3\0" || bytes == [0_u8; 16]
    })
}

fn is_older(facts: &Metadata, than: Duration) -> bool {
    let changed = facts.modified();
    changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > than))
}

/// Whether there is a process of this number, of whichever user.
pub fn is_running(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let answer = Pid::from_raw(process).map(test_kill_process);
    !matches!(answer, Some(Err(rustix::io::Errno::SRCH)))
}
