//! A log that killed programs left behind: what stood in it is read, or its loss is said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::fixture::*;
use crate::files::with_tail;
use crate::ledger::restore::{Lost, Restore};
use crate::ledger::salvage::salvage;
use crate::ledger::{Access, Doubt, Ledger, LedgerError, open};

/// How many changes stand in the log alone.
const CHANGES: i64 = 5;

/// The lengths of the head of a log, and of a frame with its page.
const HEAD: usize = 32;
const FRAME: usize = 24 + 4_096;

/// What a killed program leaves: a ledger, its log with some changes, and the index of the log.
struct Left {
    folder: tempfile::TempDir,
    log: Vec<u8>,
    /// How many entries there are.
    entries: i64,
}

impl Left {
    fn new() -> Left {
        let mut office = Office::new();
        office.update(SUN, &[0], &note("先前")).unwrap();
        let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
        office.ledger.store.conn.execute_batch(empty).unwrap();
        for round in 0..CHANGES {
            let text = format!("第{round}次").repeat(20);
            office.update(SUN, &[0], &note(&text)).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        // Not by this process, whose locks lie on the index.
        let mut copy = Command::new("cp");
        copy.arg("--preserve=timestamps");
        copy.args(["", "-wal", "-shm"].map(|tail| with_tail(&office.path, tail)));
        assert!(copy.arg(folder.path()).status().unwrap().success());
        let kept = folder.path().join("kept");
        fs::create_dir(&kept).unwrap();
        let files = fs::read_dir(folder.path()).unwrap().flatten();
        for file in files.filter(|file| file.path().is_file()) {
            fs::rename(file.path(), kept.join(file.file_name())).unwrap();
        }
        let name = office.path.file_name().unwrap().to_owned();
        let log = fs::read(with_tail(&kept.join(&name), "-wal")).unwrap();
        let last = office.ledger.last_entry().unwrap().unwrap();
        fs::rename(kept.join(&name), kept.join("l.db")).unwrap();
        for tail in ["-wal", "-shm"] {
            let from = with_tail(&kept.join(&name), tail);
            fs::rename(from, with_tail(&kept.join("l.db"), tail)).unwrap();
        }
        Left {
            folder,
            log,
            entries: last.get(),
        }
    }

    /// The files as they were left, but for the log; without the index where that is so.
    fn with(&self, log: &[u8], has_index: bool) -> PathBuf {
        let path = self.folder.path().join("台账.db");
        let kept = self.folder.path().join("kept/l.db");
        for tail in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(with_tail(&path, tail));
        }
        fs::copy(&kept, &path).unwrap();
        if has_index {
            fs::copy(with_tail(&kept, "-shm"), with_tail(&path, "-shm")).unwrap();
        }
        fs::write(with_tail(&path, "-wal"), log).unwrap();
        path
    }

    /// The frames that each change ends with, by their number.
    fn ends(&self) -> Vec<usize> {
        let frames = self.log[HEAD..].chunks_exact(FRAME).enumerate();
        let is_end = |frame: &[u8]| frame[4..8] != [0; 4];
        frames.filter(|(_, it)| is_end(it)).map(|it| it.0).collect()
    }
}

/// What is said of the ledger by whoever reads and by whoever writes, which must be the same, and
/// must leave the log as it is where it is doubted.
fn said(path: &Path) -> Option<Doubt> {
    let log = fs::read(with_tail(path, "-wal")).unwrap();
    let doubt = |ledger: &Ledger| match ledger.doubt() {
        Some(LedgerError::Doubtful { doubt, .. }) => Some(doubt),
        None => None,
        other => panic!("{other:?}"),
    };
    let reading = doubt(&open(path, Access::ReadOnly).unwrap());
    if reading.is_some() {
        let writing = doubt(&open(path, Access::Write).unwrap());
        assert_eq!(reading, writing);
        assert_eq!(fs::read(with_tail(path, "-wal")).unwrap(), log);
    }
    reading
}

#[test]
fn a_log_that_was_left_whole_is_read_to_its_end_with_its_index_and_without() {
    let left = Left::new();
    for has_index in [true, false] {
        let path = left.with(&left.log, has_index);
        assert_eq!(said(&path), None);
        let ledger = open(&path, Access::Write).unwrap();
        assert_eq!(ledger.last_entry().unwrap().unwrap().get(), left.entries);
    }
}

#[test]
fn a_flipped_bit_in_a_log_that_was_left_never_takes_changes_away_without_a_word() {
    let left = Left::new();
    let ends = left.ends();
    assert_eq!(ends.len(), usize::try_from(CHANGES).unwrap());
    let before_last = ends[ends.len() - 2];
    for frame in 0..=*ends.last().unwrap() {
        // In the number of the page, its salt, its sum, and in the page.
        for place in [2, 9, 17, 24 + (frame * 97) % 4_096] {
            let mut log = left.log.clone();
            log[HEAD + frame * FRAME + place] ^= 4;
            let at = format!("frame {frame}, byte {place}");
            let doubt = said(&left.with(&log, true));
            assert_eq!(doubt, Some(Doubt::LogBroken), "{at}");
            // Without the index the last change may as well have been cut off by a lost power.
            if frame < before_last {
                let doubt = said(&left.with(&log, false));
                assert_eq!(doubt, Some(Doubt::LogBroken), "{at}, no index");
            }
        }
    }
}

#[test]
fn a_log_that_was_cut_or_emptied_after_a_kill_is_said_to_lack_changes() {
    let left = Left::new();
    let whole = HEAD + (left.ends().last().unwrap() + 1) * FRAME;
    for length in (0..whole).step_by(1_500).chain([1, 31, 32, whole - 1]) {
        let doubt = said(&left.with(&left.log[..length], true));
        assert_eq!(doubt, Some(Doubt::LogBroken), "{length} bytes");
    }
    let head = [0; HEAD];
    let mut log = left.log.clone();
    log[..HEAD].copy_from_slice(&head);
    for has_index in [true, false] {
        let doubt = said(&left.with(&log, has_index));
        assert_eq!(doubt, Some(Doubt::LogBroken), "head zeroed");
    }
}

#[test]
fn a_last_change_that_the_power_tore_is_none() {
    let left = Left::new();
    let ends = left.ends();
    let last = ends[ends.len() - 1];
    let begin = ends[ends.len() - 2] + 1;
    for frame in begin..=last {
        let mut log = left.log.clone();
        log[HEAD + frame * FRAME + 24..][..512].fill(0);
        let path = left.with(&log, false);
        assert_eq!(said(&path), None, "frame {frame}");
        let ledger = open(&path, Access::Write).unwrap();
        assert!(ledger.last_entry().unwrap().unwrap().get() < left.entries);
        assert!(ledger.audit().unwrap().is_clean());
    }
}

#[test]
fn salvage_of_a_log_that_was_left_damaged_says_the_same_each_time_and_after_any_other_look() {
    let left = Left::new();
    let mut flipped = left.log.clone();
    flipped[HEAD + left.ends().last().unwrap() * FRAME + 100] ^= 1;
    let backup = left.folder.path().join("backup.db");
    open(&left.with(&left.log, true), Access::Write)
        .unwrap()
        .backup(&backup)
        .unwrap();
    for log in [&flipped[..], &left.log[..0], &left.log[..9_000]] {
        let path = left.with(log, true);
        let mut said = Vec::new();
        for round in 0..3 {
            let target = left.folder.path().join(format!("s{round}.db"));
            let salvaged = salvage(&path, &target, Access::Write).unwrap();
            fs::remove_file(&target).unwrap();
            said.push(salvaged.missing.map(|missing| (missing.from, missing.end)));
            let ledger = open(&path, Access::Write).unwrap();
            ledger.audit().unwrap();
            let restore =
                Restore::examine(&backup, &path, left.folder.path(), Access::Write).unwrap();
            assert_eq!(restore.loss().entries, Lost::Unknown, "{} bytes", log.len());
        }
        assert!(said[0].is_some(), "{} bytes", log.len());
        assert!(said.iter().all(|it| *it == said[0]), "{said:?}");
    }
}
