//! File systems that keep no locks between programs, or share no memory: SQLite relies on both, and
//! without them two people write over each other's changes without a word.

use std::path::Path;

use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::file::access::Opening;

/// What such file systems are called, by the number `statfs` gives.
const WITHOUT_LOCKS: [(u64, &str); 19] = [
    (0x0000_6969, "NFS"),
    (0x0000_517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB2"),
    (0x6573_5546, "FUSE"),
    (0x0102_1997, "9p"),
    (0x00C3_6400, "Ceph"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x0BD0_0BD0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x7461_636F, "OCFS2"),
    (0x0116_1970, "GFS2"),
    (0x1983_0326, "BeeGFS"),
    (0x7375_7245, "Coda"),
    (0x0000_564C, "NCP"),
    (0x2003_0528, "PVFS2"),
    (0x786F_4256, "vboxsf"),
    (0xBACB_ACBC, "vmhgfs"),
];

/// Gives every subvolume a device of its own, of which the system's other lists know nothing.
#[cfg(target_os = "linux")]
const BTRFS: u64 = 0x9123_683E;

/// Refuses to write at `path` where the file system keeps no locks.
pub(in crate::ledger) fn check(path: &Path, opening: &Opening) -> Result<(), LedgerError> {
    if opening.on_any_file_system {
        return Ok(());
    }
    match number_at(path).and_then(kind_of) {
        None => Ok(()),
        Some(kind) => Err(LedgerError::NoLocks {
            path: path.to_owned(),
            kind,
        }),
    }
}

fn kind_of(number: u64) -> Option<&'static str> {
    let found = WITHOUT_LOCKS.iter().find(|known| known.0 == number);
    found.map(|known| known.1)
}

/// The number of the file system at `path`, or where it is to be made.
#[cfg(target_os = "linux")]
fn number_at(path: &Path) -> Option<u64> {
    #[cfg(test)]
    if let Some(number) = pretended::NUMBER.get() {
        return Some(number);
    }
    let mut places = path
        .ancestors()
        .map(|place| match place.as_os_str().is_empty() {
            true => Path::new("."),
            false => place,
        });
    let found = places.find_map(|place| rustix::fs::statfs(place).ok())?;
    // A signed number of 32 or 64 bits, as the machine has it.
    #[allow(clippy::unnecessary_cast, reason = "not on every machine")]
    Some(found.f_type as u64 & 0xFFFF_FFFF)
}

#[cfg(not(target_os = "linux"))]
fn number_at(_path: &Path) -> Option<u64> {
    None
}

/// The device the system's lists give the files at `path`, where `stat` gives them another one.
#[cfg(target_os = "linux")]
pub(in crate::ledger) fn device_of_mount(path: &Path) -> Option<(u32, u32)> {
    use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
    if number_at(path) != Some(BTRFS) {
        return None;
    }
    let mount = statx(CWD, path, AtFlags::empty(), StatxFlags::MNT_ID).ok()?;
    let mount = mount.stx_mnt_id.to_string();
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let mut lines = mounts.lines().map(str::split_ascii_whitespace);
    let device = lines.find_map(|mut words| match words.next() == Some(&mount) {
        true => words.nth(1),
        false => None,
    })?;
    let (major, minor) = device.split_once(':')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(not(target_os = "linux"))]
pub(in crate::ledger) fn device_of_mount(_path: &Path) -> Option<(u32, u32)> {
    None
}

/// What a test says the file system of everything is, in its own thread.
#[cfg(test)]
pub(in crate::ledger) mod pretended {
    use std::cell::Cell;

    thread_local! {
        pub static NUMBER: Cell<Option<u64>> = const { Cell::new(None) };
    }
}
