//! Disks without room.

use std::fs;
use std::path::Path;

use super::fixture::*;
use super::machine::*;
use crate::domain::fold::State;
use crate::ledger::sqlite::file::pulse::Pulse;
use crate::ledger::{Access, Ledger, LedgerError, create, open};

fn fill(ledger: &mut Ledger) -> Result<(), LedgerError> {
    for body in &bodies() {
        ledger.register(&actor(SUN), time("2024-03-13T01:00:00Z"), body, None)?;
    }
    Ok(())
}

/// Writes until it is refused; answers the refusal and how many writes were acknowledged.
fn write_until_refused(ledger: &mut Ledger) -> (LedgerError, usize) {
    let ids: Vec<_> = ledger.state().unwrap().tasks.into_keys().collect();
    let now = time("2024-03-14T00:00:00Z");
    for round in 0.. {
        let text = format!("第{round}次调度。").repeat(1 + round % 50);
        match ledger.update(&actor(SUN), now, &[target(ids[round % 3])], &note(&text)) {
            Ok(_) => {}
            Err(refusal) => return (refusal, round),
        }
    }
    unreachable!()
}

fn notes(ledger: &Ledger) -> usize {
    notes_in(&ledger.state().unwrap())
}

fn notes_in(state: &State) -> usize {
    state.tasks.values().map(|task| task.events.len()).sum()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn on_a_full_disk_writes_are_refused_old_data_is_whole_and_work_goes_on_when_there_is_room() {
    let Some(disk) = Disk::of("1m") else { return };
    let path = disk.path().join("台账.db");
    create(&path, fill).unwrap();
    let mut ledger = open(&path, Access::Write).unwrap();
    let spare = disk.path().join("备用");
    fs::write(&spare, vec![b'x'; 100_000]).unwrap();
    let mut written = 0;
    for _ in 0..5 {
        let filler = disk.fill();
        let (refusal, acknowledged) = write_until_refused(&mut ledger);
        assert!(matches!(refusal, LedgerError::DiskFull), "{refusal:?}");
        written += acknowledged;
        assert_eq!(notes(&ledger), written);
        let report = ledger.audit().unwrap();
        assert!(report.is_clean(), "{report:?}");
        // Another program that comes now reads all the same.
        let other = open(&path, Access::Write).map(|other| notes(&other));
        assert!(matches!(other, Ok(there) if there == written), "{other:?}");
        fs::remove_file(&filler).unwrap();
        let now = time("2024-03-15T00:00:00Z");
        let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
        ledger
            .update(&actor(SUN), now, &[target(id)], &note("又有空间"))
            .unwrap();
        written += 1;
    }
    let (refusal, acknowledged) = write_until_refused(&mut ledger);
    assert!(matches!(refusal, LedgerError::DiskFull), "{refusal:?}");
    assert_eq!(notes(&ledger), written + acknowledged);
    drop(ledger);
    // The log could not be moved back into the file and there is no room for its index: a
    // program that starts now reads all of it, and writes once there is.
    for access in [Access::Write, Access::ReadOnly] {
        let mut ledger = open(&path, access).unwrap();
        assert_eq!(notes(&ledger), written + acknowledged, "{access:?}");
        assert!(ledger.is_read_only());
        assert_eq!(ledger.is_full(), access == Access::Write);
        if access == Access::Write {
            let (refusal, acknowledged) = write_until_refused(&mut ledger);
            assert!(matches!(refusal, LedgerError::DiskFull), "{refusal:?}");
            assert_eq!(acknowledged, 0);
        }
    }
    fs::remove_file(&spare).unwrap();
    let ledger = open(&path, Access::Write).unwrap();
    assert_eq!(notes(&ledger), written + acknowledged);
    assert!(ledger.audit().unwrap().is_clean());
}

#[test]
fn a_backup_onto_a_full_disk_leaves_the_old_one_and_no_half_file() {
    let Some(disk) = Disk::of("400k") else { return };
    let target = disk.path().join("备份.db");
    let mut office = Office::new();
    office.ledger.backup(&target).unwrap();
    let old = fs::read(&target).unwrap();
    for round in 0..10 {
        let text = format!("第{round}次调度").repeat(2_000);
        office.update(SUN, &[0], &note(&text)).unwrap();
    }
    for size in [0, 60_000] {
        let filler = disk.fill();
        let length = fs::metadata(&filler).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&filler).unwrap();
        file.set_len(length.saturating_sub(size)).unwrap();
        let refused = office.ledger.backup(&target);
        assert!(matches!(refused, Err(LedgerError::DiskFull)), "{refused:?}");
        assert_eq!(fs::read(&target).unwrap(), old);
        fs::remove_file(&filler).unwrap();
        assert_eq!(names(disk.path()), ["备份.db"]);
    }
}

#[test]
fn a_first_start_on_a_full_disk_leaves_nothing() {
    for free in [0, 40, 100, 160] {
        let Some(disk) = Disk::of("1m") else { return };
        let path = disk.path().join("台账.db");
        let filler = disk.fill();
        let length = fs::metadata(&filler).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&filler).unwrap();
        file.set_len(length - free * 1_024).unwrap();
        match create(&path, fill) {
            Ok(()) => {
                let ledger = open(&path, Access::Write).unwrap();
                assert!(ledger.audit().unwrap().is_clean(), "{free}");
                assert_eq!(ledger.state().unwrap().tasks.len(), 3);
            }
            Err(refusal) => {
                assert!(
                    matches!(refusal, LedgerError::DiskFull),
                    "{free}: {refusal:?}"
                );
                assert_eq!(names(disk.path()), ["别人的文件"], "{free}");
            }
        }
    }
}

#[test]
fn a_backup_over_the_ledger_itself_or_into_nowhere_is_refused() {
    let office = Office::new();
    let copy = office.folder().join("备份.db");
    std::os::unix::fs::symlink(&office.path, &copy).unwrap();
    for tail in ["", "-wal", "-shm"] {
        let own = format!("{}{tail}", office.path.display());
        let refused = office.ledger.backup(Path::new(&own));
        assert!(matches!(refused, Err(LedgerError::Exists(_))), "{tail}");
    }
    let refused = office.ledger.backup(&copy);
    assert!(matches!(refused, Err(LedgerError::Exists(_))));
    for nowhere in ["/proc/备份.db", "/无/备份.db"] {
        let refused = office.ledger.backup(Path::new(nowhere));
        assert!(
            matches!(refused, Err(LedgerError::Unreachable { .. })),
            "{refused:?}"
        );
    }
    let refused = office.ledger.backup(office.folder());
    assert!(
        matches!(refused, Err(LedgerError::Unreachable { .. })),
        "{refused:?}"
    );
    office.assert_clean();
}

/// What lies beside a ledger whose disk is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// Nothing: everybody left it in peace.
    Nothing,
    /// A log with changes that nobody has moved into the file, and its index.
    Log,
    /// The same without the index.
    LogAlone,
}

/// Makes a ledger with three tasks and a note, of which the log may have the note alone.
fn prepare(path: &Path, beside: Beside) {
    create(path, fill).unwrap();
    let mut ledger = open(path, Access::Write).unwrap();
    let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
    let now = time("2024-03-14T00:00:00Z");
    ledger
        .update(&actor(SUN), now, &[target(id)], &note("只在日志里"))
        .unwrap();
    if beside != Beside::Nothing {
        crate::ledger::sqlite::file::connect::leave_log(&ledger.store.conn).unwrap();
    }
    drop(ledger);
    if beside == Beside::LogAlone {
        let _ = fs::remove_file(crate::files::with_tail(path, "-shm"));
    }
}

#[test]
fn a_full_disk_is_looked_at_whatever_lies_beside_the_ledger() {
    const TEST: &str = "tests::full::a_full_disk_is_looked_at_whatever_lies_beside_the_ledger";
    if role().is_some() {
        let mut ledger = open(&handed_path(), Access::Write).unwrap();
        assert!(!ledger.is_full() && !ledger.is_read_only());
        let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
        let now = time("2024-03-15T00:00:00Z");
        let done = ledger.update(&actor(BAO), now, &[target(id)], &note("又有空间"));
        assert!(done.is_ok() && ledger.audit().unwrap().is_clean());
        println!("answer 又有空间");
        return;
    }
    let cases = [
        ("size=1m", Beside::Nothing),
        ("size=1m", Beside::Log),
        ("size=1m", Beside::LogAlone),
        // Room, and not one file more.
        ("size=4m,nr_inodes=6", Beside::Nothing),
        ("size=4m,nr_inodes=6", Beside::Log),
    ];
    for (options, beside) in cases {
        let case = format!("{options} {beside:?}");
        let Some(disk) = Disk::with(options) else {
            return;
        };
        let path = disk.path().join("台账.db");
        prepare(&path, beside);
        let fillers: Vec<_> = match options.contains("inodes") {
            false => vec![disk.fill()],
            true => (0..)
                .map(|number| disk.path().join(number.to_string()))
                .take_while(|path| fs::write(path, "").is_ok())
                .collect(),
        };
        assert!(!fillers.is_empty(), "{case}");
        for access in [Access::ReadOnly, Access::Write, Access::ReadOnly] {
            let ledger = open(&path, access);
            let mut ledger = ledger.unwrap_or_else(|why| panic!("{case} {access:?}: {why:?}"));
            assert_eq!(notes(&ledger), 1, "{case} {access:?}");
            assert_eq!(
                ledger.history(&Default::default()).unwrap().len() as i64,
                ledger.last_entry().unwrap().unwrap().get()
            );
            if access == Access::Write && !ledger.is_full() {
                // Its side files had a place: only writing finds that there is no room.
                assert!(
                    beside != Beside::Nothing || options.contains("inodes"),
                    "{case}"
                );
            } else if access == Access::Write {
                let (refusal, _) = write_until_refused(&mut ledger);
                assert!(
                    matches!(refusal, LedgerError::DiskFull),
                    "{case}: {refusal:?}"
                );
            }
            Pulse::open(&path).unwrap().beat().unwrap();
        }
        // Whoever looks while room is made sees what is written then.
        let looking = open(&path, Access::Write).unwrap();
        fillers
            .iter()
            .for_each(|file| fs::remove_file(file).unwrap());
        // Another program, for one shares the index of a log among its connections.
        assert_eq!(
            answers(&mut child(TEST, "写", &path)),
            ["又有空间"],
            "{case}"
        );
        match looking.state() {
            Ok(state) => assert_eq!(notes_in(&state), 2, "{case}"),
            // Where nothing can be made beside it, the file is read as if it never changed.
            Err(LedgerError::Replaced { .. }) => assert!(options.contains("inodes"), "{case}"),
            Err(other) => panic!("{case}: {other:?}"),
        }
        drop(looking);
        assert_eq!(notes(&open(&path, Access::Write).unwrap()), 2, "{case}");
    }
}
