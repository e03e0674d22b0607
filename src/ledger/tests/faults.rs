//! Every way to write under everything that can happen to the file meanwhile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::fixture::*;
use super::machine::*;
use crate::domain::{EntryId, TaskId};
use crate::files::with_tail;
use crate::ledger::sqlite::schema::version;
use crate::ledger::{Access, Ledger, LedgerError, Replacement, Strange, Wait, create, open};

/// A way to write, in the hands of somebody at a time.
type Way = fn(&mut Ledger, &str, DateTime<Utc>, TaskId) -> Result<(), LedgerError>;

/// Every way to write, by its name.
pub const WAYS: [(&str, Way); 6] = [
    ("register", |ledger, user, now, _| {
        let body = body("新增事项", "敖汉旗");
        ledger.register(&actor(user), now, &body, None).map(drop)
    }),
    ("update", |ledger, user, now, id| {
        let targets = [target(id)];
        ledger
            .update(&actor(user), now, &targets, &note("催报"))
            .map(drop)
    }),
    ("take in", |ledger, user, now, _| {
        let plans = crate::sample::plans();
        ledger
            .take_in(&actor(user), now, &plans, &Default::default())
            .map(drop)
    }),
    ("undo", |ledger, user, now, _| {
        ledger.undo(&actor(user), now).map(drop)
    }),
    ("undo an entry", |ledger, user, now, _| {
        ledger
            .undo_entry(&actor(user), now, EntryId::FIRST)
            .map(drop)
    }),
    ("redo", |ledger, user, now, _| {
        ledger.redo(&actor(user), now).map(drop)
    }),
];

/// Each of [`WAYS`] with what it came to.
pub fn every_write(
    ledger: &mut Ledger,
    id: TaskId,
) -> Vec<(&'static str, Result<(), LedgerError>)> {
    let now = time("2024-03-14T00:00:00Z");
    let done = WAYS.iter();
    done.map(|(name, way)| (*name, way(ledger, SUN, now, id)))
        .collect()
}

/// Runs a program of the system: opening the files here would drop the locks of the test itself.
pub fn run(program: &str, from: &Path, to: &Path) {
    let done = Command::new(program).arg(from).arg(to).status().unwrap();
    assert!(
        done.success(),
        "{program} {} {}",
        from.display(),
        to.display()
    );
}

/// Another ledger, closed, beside the one of `office`.
pub fn another(office: &Office) -> PathBuf {
    let path = office.folder().join("另一个.db");
    create(&path, |ledger| {
        let now = time("2024-03-13T00:00:00Z");
        let body = body("另一个台账的事项", "林西县");
        ledger.register(&actor(BAO), now, &body, None).map(drop)
    })
    .unwrap();
    path
}

/// Something that happens to an open ledger, and the failure it must come to.
struct Fault {
    name: &'static str,
    inflict: fn(&Office),
    is_expected: fn(&LedgerError) -> bool,
}

fn is(error: &LedgerError, expected: Replacement) -> bool {
    matches!(error, LedgerError::Replaced { how, .. } if *how == expected)
}

fn remove(path: &Path, tails: &[&str]) {
    for tail in tails {
        fs::remove_file(with_tail(path, tail)).unwrap();
    }
}

const FAULTS: [Fault; 13] = [
    Fault {
        name: "the file is removed",
        inflict: |office| remove(&office.path, &[""]),
        is_expected: |error| is(error, Replacement::Gone),
    },
    Fault {
        name: "all files are removed",
        inflict: |office| remove(&office.path, &["", "-wal", "-shm"]),
        is_expected: |error| is(error, Replacement::Gone),
    },
    Fault {
        name: "the file is moved away",
        inflict: |office| fs::rename(&office.path, office.folder().join("归档.db")).unwrap(),
        is_expected: |error| is(error, Replacement::Gone),
    },
    Fault {
        name: "the folder is moved away",
        inflict: |office| {
            let elsewhere = office.folder().join("归档");
            fs::create_dir(&elsewhere).unwrap();
            for tail in ["", "-wal", "-shm"] {
                let from = with_tail(&office.path, tail);
                fs::rename(&from, elsewhere.join(from.file_name().unwrap())).unwrap();
            }
        },
        is_expected: |error| is(error, Replacement::Gone),
    },
    Fault {
        name: "another ledger is moved over it",
        inflict: |office| fs::rename(another(office), &office.path).unwrap(),
        is_expected: |error| is(error, Replacement::Other),
    },
    Fault {
        name: "another ledger is copied over it",
        inflict: |office| run("cp", &another(office), &office.path),
        is_expected: |error| is(error, Replacement::Overwritten),
    },
    Fault {
        name: "an older copy of it is copied over it",
        inflict: |office| {
            let copy = office.folder().join("备份.db");
            run("cp", &copy, &office.path);
        },
        is_expected: |error| is(error, Replacement::Overwritten),
    },
    Fault {
        name: "log and index are removed",
        inflict: |office| remove(&office.path, &["-wal", "-shm"]),
        is_expected: |error| is(error, Replacement::LogGone),
    },
    Fault {
        name: "the log is removed",
        inflict: |office| remove(&office.path, &["-wal"]),
        is_expected: |error| is(error, Replacement::LogGone),
    },
    Fault {
        name: "the index is removed",
        inflict: |office| remove(&office.path, &["-shm"]),
        is_expected: |error| is(error, Replacement::LogGone),
    },
    Fault {
        name: "the log is emptied",
        inflict: |office| {
            run(
                "truncate",
                Path::new("--size=0"),
                &with_tail(&office.path, "-wal"),
            )
        },
        is_expected: |error| is(error, Replacement::LogCut),
    },
    Fault {
        name: "the schema is raised",
        inflict: |office| {
            let newer = Connection::open(&office.path).unwrap();
            newer.pragma_update(None, "user_version", 99).unwrap();
        },
        is_expected: |error| {
            matches!(
                error,
                LedgerError::SchemaMoved {
                    found: 99,
                    supported: version::CURRENT
                }
            )
        },
    },
    Fault {
        name: "another program's database is copied into it",
        inflict: |office| {
            let other = Connection::open(&office.path).unwrap();
            other.pragma_update(None, "application_id", 7).unwrap();
        },
        is_expected: |error| {
            let LedgerError::NotALedger { why, .. } = error else {
                return false;
            };
            *why == Strange::Foreign
        },
    },
];

/// An office with an older copy of its ledger, all of it in the file, and something in its log.
fn office() -> Office {
    let mut office = Office::new();
    let copy = office.folder().join("备份.db");
    office.ledger.backup(&copy).unwrap();
    office.update(SUN, &[0], &note("第一次调度")).unwrap();
    office
        .ledger
        .store
        .conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    office.ledger.remember_alone().unwrap();
    office.undo(SUN).unwrap();
    office
}

#[test]
fn whatever_happens_to_the_file_no_way_to_write_acknowledges_anything() {
    for fault in FAULTS {
        let mut office = office();
        let entries = office.entries();
        (fault.inflict)(&office);
        let id = office.ids[1];
        for (way, done) in every_write(&mut office.ledger, id) {
            let error = done.expect_err(&format!("{way} when {}", fault.name));
            assert!(
                (fault.is_expected)(&error),
                "{way} when {}: {error:?}",
                fault.name
            );
        }
        if fault.name != "the log is emptied" {
            assert_eq!(written(&office.ledger), entries, "{}", fault.name);
        }
    }
}

/// How many entries the open files have.
fn written(ledger: &Ledger) -> usize {
    let sql = "SELECT count(*) FROM entry";
    let count: i64 = ledger
        .store
        .conn
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    usize::try_from(count).unwrap()
}

#[test]
fn what_was_refused_because_a_file_was_away_is_taken_once_it_is_back() {
    for tails in [&[""][..], &["-wal", "-shm"], &["", "-wal", "-shm"]] {
        let mut office = office();
        let aside = office.folder().join("一时放在别处");
        fs::create_dir(&aside).unwrap();
        let names = || tails.iter().map(|tail| with_tail(&office.path, tail));
        let there: Vec<PathBuf> = names().collect();
        for file in &there {
            fs::rename(file, aside.join(file.file_name().unwrap())).unwrap();
        }
        let refused = office.update(SUN, &[1], &note("催报"));
        assert!(matches!(refused, Err(LedgerError::Replaced { .. })));
        for file in &there {
            fs::rename(aside.join(file.file_name().unwrap()), file).unwrap();
        }
        office.update(SUN, &[1], &note("催报")).unwrap();
        office.assert_clean();
    }
}

#[test]
fn while_somebody_else_holds_the_ledger_no_way_to_write_gets_through_and_all_do_afterwards() {
    let mut office = office();
    let entries = office.entries();
    let other = Connection::open(&office.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let wait = Wait::at_most(Duration::from_millis(5));
    office.ledger.wait_for_others(wait);
    let id = office.ids[1];
    for (way, done) in every_write(&mut office.ledger, id) {
        assert!(matches!(done, Err(LedgerError::Busy)), "{way}: {done:?}");
    }
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(office.entries(), entries);
    for (way, done) in every_write(&mut office.ledger, id) {
        // What was taken back already, or nothing to put back, is the business of other tests.
        let is_done = !matches!(done, Err(LedgerError::Busy));
        assert!(is_done, "{way}: {done:?}");
    }
    office.assert_clean();
}

#[test]
fn on_a_full_disk_no_way_to_write_acknowledges_anything_and_all_is_as_before() {
    let Some(disk) = Disk::of("2m") else { return };
    let path = disk.path().join("台账.db");
    create(&path, |ledger| {
        for body in &bodies() {
            ledger.register(&actor(SUN), time("2024-03-13T01:00:00Z"), body, None)?;
        }
        let first = ledger.state()?.tasks.into_keys().next().unwrap();
        let edit = note("先记一条");
        let now = time("2024-03-13T02:00:00Z");
        ledger.update(&actor(SUN), now, &[target(first)], &edit)?;
        ledger.undo(&actor(SUN), now).map(drop)
    })
    .unwrap();
    let mut ledger = open(&path, Access::Write).unwrap();
    let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
    let before = (written(&ledger), ledger.state().unwrap());
    let _filler = disk.fill();
    for (way, done) in every_write(&mut ledger, id) {
        assert!(
            matches!(done, Err(LedgerError::DiskFull)),
            "{way}: {done:?}"
        );
    }
    assert_eq!((written(&ledger), ledger.state().unwrap()), before);
    assert!(ledger.audit().unwrap().is_clean());
}

#[test]
fn killed_in_the_middle_of_any_way_to_write_a_ledger_has_all_that_was_acknowledged_and_is_whole() {
    const TEST: &str = "tests::faults::killed_in_the_middle_of_any_way_to_write_a_ledger_has_all_that_was_acknowledged_and_is_whole";
    if let Some(way) = role() {
        let (_, way) = WAYS.iter().find(|known| known.0 == way).unwrap();
        let mut ledger = open(&handed_path(), Access::Write).unwrap();
        let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
        for round in 0.. {
            // Each time there is something to take back and to put back.
            if round % 2 == 0 {
                let (now, targets) = (time("2024-03-14T00:00:00Z"), [target(id)]);
                let edit = note(&format!("第{round}次调度"));
                ledger.update(&actor(SUN), now, &targets, &edit).unwrap();
            } else {
                let _ = way(&mut ledger, SUN, time("2024-03-14T00:00:00Z"), id);
            }
            println!("answer {}", ledger.last_entry().unwrap().unwrap());
        }
        return;
    }
    let mut dice = Dice(5);
    for (way, _) in WAYS {
        let office = Office::new();
        let path = office.path.clone();
        drop(office.ledger);
        let mut acknowledged = 0;
        for _ in 0..3 {
            let pause = Duration::from_micros(dice.below(30_000) as u64);
            let heard = killed_after(&mut child(TEST, way, &path), pause);
            let last = heard.iter().filter_map(|line| line.parse::<i64>().ok());
            acknowledged = last.fold(acknowledged, i64::max);
            let ledger = open(&path, Access::Write).unwrap();
            assert_eq!(ledger.doubt().map(|doubt| doubt.to_string()), None, "{way}");
            assert!(ledger.audit().unwrap().is_clean(), "{way}");
            let last = ledger.last_entry().unwrap().unwrap().get();
            assert!(last >= acknowledged, "{way}: {last} of {acknowledged}");
        }
        assert!(acknowledged > 3, "{way}: nothing was acknowledged");
    }
}
