//! Making a ledger: one wins, the others are told, nothing half is left.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Barrier;

use super::fixture::*;
use super::machine::*;
use crate::ledger::{Access, LedgerError, create, open};

const TEST: &str = "tests::first_start::";

fn fill(ledger: &mut crate::ledger::Ledger) -> Result<(), LedgerError> {
    let now = time("2024-03-13T01:00:00Z");
    for body in &bodies() {
        ledger.register(&actor(SUN), now, body, None)?;
    }
    Ok(())
}

fn assert_whole(path: &Path) {
    let ledger = open(path, Access::Write).unwrap();
    assert!(ledger.audit().unwrap().is_clean());
    assert_eq!(ledger.state().unwrap().tasks.len(), 3);
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn of_many_first_starts_in_one_process_exactly_one_wins() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("深/处/台账.db");
        let start = Barrier::new(8);
        let made = std::thread::scope(|scope| {
            let run = || {
                start.wait();
                create(&path, fill)
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect::<Vec<_>>()
        });
        assert_eq!(
            made.iter().filter(|made| made.is_ok()).count(),
            1,
            "{made:?}"
        );
        for lost in made.iter().filter_map(|made| made.as_ref().err()) {
            assert!(matches!(lost, LedgerError::Exists(named) if *named == path));
        }
        assert_whole(&path);
        assert_eq!(names(path.parent().unwrap()), ["台账.db"]);
    }
}

#[test]
fn of_many_first_starts_in_many_processes_exactly_one_wins() {
    if role().is_some() {
        let answer = match create(&handed_path(), fill) {
            Ok(()) => "made",
            Err(LedgerError::Exists(_)) => "exists",
            Err(_) => "failed",
        };
        println!("answer {answer}");
        return;
    }
    let name = format!("{TEST}of_many_first_starts_in_many_processes_exactly_one_wins");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let said: Vec<String> = std::thread::scope(|scope| {
        let run = || answers(&mut child(&name, "create", &path));
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(run)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(
        said.iter().filter(|said| *said == "made").count(),
        1,
        "{said:?}"
    );
    assert_eq!(
        said.iter().filter(|said| *said == "exists").count(),
        5,
        "{said:?}"
    );
    assert_whole(&path);
    assert_eq!(names(folder.path()), ["台账.db"]);
}

#[test]
fn a_first_start_killed_at_any_moment_leaves_nothing_at_the_path_or_a_whole_ledger() {
    if let Some(moment) = role() {
        let made = create(&handed_path(), |ledger| {
            fill(ledger)?;
            if moment == "within" {
                die();
            }
            println!("answer filled");
            Ok(())
        });
        assert!(made.is_ok());
        return;
    }
    let name = format!(
        "{TEST}a_first_start_killed_at_any_moment_leaves_nothing_at_the_path_or_a_whole_ledger"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let killed = child(&name, "within", &path).output().unwrap();
    assert!(!killed.status.success());
    assert!(!path.exists());
    let mut dice = Dice(3);
    for _ in 0..12 {
        let mut running = child(&name, "outside", &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_micros(dice.below(40_000) as u64));
        running.kill().unwrap();
        running.wait().unwrap();
        if path.exists() {
            assert_whole(&path);
            fs::remove_file(&path).unwrap();
        }
    }
    // What the killed ones left beside it is in nobody's way.
    create(&path, fill).unwrap();
    assert_whole(&path);
}

#[test]
fn whatever_is_there_already_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let exists = |path: &Path| {
        let refused = create(path, |_| panic!("must not be filled"));
        assert!(
            matches!(refused, Err(LedgerError::Exists(_))),
            "{refused:?}"
        );
    };
    exists(folder.path());
    fs::write(&path, "别人的").unwrap();
    exists(&path);
    assert_eq!(fs::read_to_string(&path).unwrap(), "别人的");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(folder.path().join("无"), &path).unwrap();
    exists(&path);
    fs::remove_file(&path).unwrap();
    create(&path, fill).unwrap();
    exists(&path);
    assert_whole(&path);
}

#[test]
fn the_log_of_a_ledger_that_was_removed_is_not_played_into_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let log = folder.path().join("台账.db-wal");
    create(&path, fill).unwrap();
    let mut ledger = open(&path, Access::Write).unwrap();
    fill(&mut ledger).unwrap();
    fs::remove_file(&path).unwrap();
    let refused = create(&path, fill);
    assert!(matches!(refused, Err(LedgerError::Exists(named)) if named == log));
}

#[test]
fn what_cannot_be_filled_is_not_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let refused = create(&path, |ledger| {
        fill(ledger)?;
        Err(LedgerError::NothingToUndo)
    });
    assert!(matches!(refused, Err(LedgerError::NothingToUndo)));
    assert_eq!(names(folder.path()), Vec::<String>::new());
    let refused = create(Path::new("/proc/督办/台账.db"), fill);
    assert!(
        matches!(refused, Err(LedgerError::Unreachable { .. })),
        "{refused:?}"
    );
}
