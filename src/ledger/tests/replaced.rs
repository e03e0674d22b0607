//! Files parted from each other under open programs, and what the next program makes of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::faults::{another, every_write, run};
use super::fixture::*;
use super::machine::*;
use crate::domain::EntryId;
use crate::files::with_tail;
use crate::ledger::sqlite::file::pulse::Pulse;
use crate::ledger::sqlite::salvage::{End, salvage};
use crate::ledger::{Access, Doubt, Ledger, LedgerError, Replacement, Rescue, StopSignal, open};

fn remove(path: &Path, tails: &[&str]) {
    for tail in tails {
        fs::remove_file(with_tail(path, tail)).unwrap();
    }
}

/// Moves what is in the log into the ledger.
fn settle(office: &Office) {
    let conn = &office.ledger.store.conn;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
}

fn doubt(ledger: &Ledger) -> Option<Doubt> {
    match ledger.doubt() {
        Some(LedgerError::Doubtful { doubt, .. }) => Some(doubt),
        _ => None,
    }
}

/// What a colleague does in a program of their own, and prints.
fn colleague(role: &str) {
    let path = handed_path();
    match role {
        // As a duban that knows nothing of all this writes.
        "write blindly" => {
            let conn = Connection::open(&path).unwrap();
            conn.execute("INSERT INTO record VALUES ('mark', 'blind', '{}')", [])
                .unwrap();
        }
        // Leaves its log behind, as whoever is killed.
        "write and die" => {
            let mut ledger = open(&path, Access::Write).unwrap();
            let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
            let (who, now) = (actor(BAO), time("2024-03-20T00:00:00Z"));
            for round in 0..5 {
                let edit = note(&format!("第{round}次催报"));
                ledger.update(&who, now, &[target(id)], &edit).unwrap();
            }
            println!("answer {}", ledger.last_entry().unwrap().unwrap());
            die();
        }
        _ => {
            let mut ledger = open(&path, Access::Write).unwrap();
            println!("answer {:?}", doubt(&ledger));
            println!("answer {}", ledger.state().unwrap().tasks.len());
            let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
            let (who, now) = (actor(BAO), time("2024-03-20T00:00:00Z"));
            let done = ledger.update(&who, now, &[target(id)], &note("催报"));
            let is_doubted = matches!(done, Err(LedgerError::Doubtful { .. }));
            println!("answer {}", if is_doubted { "refused" } else { "written" });
            done.map(drop)
                .or_else(|error| match is_doubted {
                    true => Ok(()),
                    false => Err(error),
                })
                .unwrap();
        }
    }
}

/// Runs a colleague to their end, however they end.
fn with_colleague(test: &str, role: &str, path: &Path) -> Vec<String> {
    let output = child(test, role, path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_over = output.status.success() || role == "write and die";
    assert!(is_over, "{text}{}", String::from_utf8_lossy(&output.stderr));
    let said = text.lines().filter_map(|line| line.strip_prefix("answer "));
    said.map(str::to_owned).collect()
}

#[test]
fn whoever_comes_to_a_ledger_whose_log_was_taken_away_under_an_open_program_does_not_write() {
    const TEST: &str = "tests::replaced::whoever_comes_to_a_ledger_whose_log_was_taken_away_under_an_open_program_does_not_write";
    if let Some(role) = role() {
        return colleague(&role);
    }
    for tails in [&["-wal", "-shm"][..], &["-wal"], &["-shm"]] {
        let mut office = Office::new();
        settle(&office);
        office.update(SUN, &[0], &note("只在日志里")).unwrap();
        let before = office.state();
        remove(&office.path, tails);
        let own = std::process::id();
        let [found, tasks, done] = &with_colleague(TEST, "update", &office.path)[..] else {
            panic!("no answer");
        };
        assert_eq!(found, &format!("Some(LogTaken([{own}]))"), "{tails:?}");
        assert_eq!((tasks.as_str(), done.as_str()), ("3", "refused"));
        // The program that has the log leaves, and all of it is in the ledger.
        let path = office.path.clone();
        drop(office.ledger);
        let ledger = open(&path, Access::Write).unwrap();
        assert_eq!((doubt(&ledger), ledger.state().unwrap()), (None, before));
        drop(ledger);
        assert_eq!(with_colleague(TEST, "update", &path)[2], "written");
        assert!(
            open(&path, Access::Write)
                .unwrap()
                .audit()
                .unwrap()
                .is_clean()
        );
    }
}

#[test]
fn a_program_whose_log_was_taken_away_moves_it_into_the_ledger_before_it_may_be_killed() {
    let mut office = Office::new();
    office.update(SUN, &[0], &note("只在日志里")).unwrap();
    let before = office.state();
    assert_eq!(office.ledger.rescue().unwrap(), Rescue::NotNeeded);
    remove(&office.path, &["-wal", "-shm"]);
    assert_eq!(office.ledger.rescue().unwrap(), Rescue::PutBack);
    assert!(matches!(
        office.update(SUN, &[0], &note("不再写")),
        Err(LedgerError::Replaced {
            how: Replacement::LogGone,
            ..
        })
    ));
    // As somebody finds it who comes when all others were killed.
    let copy = office.folder().join("以后.db");
    run("cp", &office.path, &copy);
    let found = open(&copy, Access::Write).unwrap();
    assert_eq!((doubt(&found), found.state().unwrap()), (None, before));
    assert!(found.audit().unwrap().is_clean());
}

#[test]
fn a_ledger_taken_away_under_an_open_program_is_kept_as_a_copy_once() {
    type Taking = fn(&Office);
    let takings: [Taking; 3] = [
        |office| remove(&office.path, &["", "-wal", "-shm"]),
        |office| fs::rename(another(office), &office.path).unwrap(),
        |office| fs::rename(&office.path, office.folder().join("归档.db")).unwrap(),
    ];
    for take_away in takings {
        let mut office = Office::new();
        office.update(SUN, &[0], &note("只在日志里")).unwrap();
        let second = open(&office.path, Access::Write).unwrap();
        let (before, last) = (office.state(), office.last_entry());
        take_away(&office);
        let Rescue::Kept(copy) = office.ledger.rescue().unwrap() else {
            panic!("no copy");
        };
        let name = copy.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            name.starts_with(&format!("台账.db.rescued-{last}-")),
            "{name}"
        );
        let kept = open(&copy, Access::Write).unwrap();
        assert_eq!((doubt(&kept), kept.state().unwrap()), (None, before));
        assert!(kept.audit().unwrap().is_clean());
        assert_eq!(second.rescue().unwrap(), Rescue::Kept(copy));
    }
}

#[test]
fn a_program_whose_log_was_exchanged_leaves_that_of_the_others_alone_when_it_ends() {
    const TEST: &str = "tests::replaced::a_program_whose_log_was_exchanged_leaves_that_of_the_others_alone_when_it_ends";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let mut office = Office::new();
    settle(&office);
    office.update(SUN, &[0], &note("在旧日志里")).unwrap();
    let mine = office.state();
    remove(&office.path, &["-wal", "-shm"]);
    with_colleague(TEST, "write blindly", &office.path);
    for (way, done) in every_write(&mut office.ledger, office.ids[0]) {
        let is_said = matches!(
            done,
            Err(LedgerError::Replaced {
                how: Replacement::LogOther,
                ..
            })
        );
        assert!(is_said, "{way}: {done:?}");
    }
    let Rescue::Kept(copy) = office.ledger.rescue().unwrap() else {
        panic!("no copy");
    };
    let path = office.path.clone();
    drop(office.ledger);
    let ledger = open(&path, Access::Write).unwrap();
    let mark: String = ledger
        .store
        .conn
        .query_row("SELECT key FROM record WHERE kind = 'mark'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(mark, "blind");
    assert!(ledger.audit().unwrap().is_clean());
    let kept = open(&copy, Access::Write).unwrap();
    assert_eq!(kept.state().unwrap(), mine);
}

#[test]
fn a_ledger_put_in_the_place_of_an_open_one_is_read_alone_and_not_written_to() {
    const TEST: &str = "tests::replaced::a_ledger_put_in_the_place_of_an_open_one_is_read_alone_and_not_written_to";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let mut office = Office::new();
    office.update(SUN, &[0], &note("只在日志里")).unwrap();
    fs::rename(another(&office), &office.path).unwrap();
    let own = std::process::id();
    let said = with_colleague(TEST, "update", &office.path);
    assert_eq!(
        said,
        [&format!("Some(LedgerExchanged([{own}]))"), "1", "refused"]
    );
    // Once the other program has left, its log lies there and is not this ledger's.
    let path = office.path.clone();
    drop(office.ledger);
    let said = with_colleague(TEST, "update", &path);
    assert_eq!(said, ["Some(LogOfAnother)", "1", "refused"]);
    remove(&path, &["-wal", "-shm"]);
    let said = with_colleague(TEST, "update", &path);
    assert_eq!(said, ["None", "1", "written"]);
    assert!(
        open(&path, Access::Write)
            .unwrap()
            .audit()
            .unwrap()
            .is_clean()
    );
}

/// A ledger, closed, with an older copy of it; then somebody was killed with `log` lying there.
/// As `cp` does it: the file stays, its bytes become those of another.
fn overwrite(path: &Path, with: &[u8]) {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(with).unwrap();
    file.set_len(with.len() as u64).unwrap();
    // To close it here would drop the locks of the ledger that is open.
    std::mem::forget(file);
}

/// What is in another ledger that has more tasks than the one of `office`, so that both have pages of
/// the same numbers.
fn bytes_of_a_longer_one(office: &Office) -> Vec<u8> {
    let path = another(office);
    let mut longer = open(&path, Access::Write).unwrap();
    for round in 0..60 {
        let body = body(&format!("别处第{round}项"), "达州市");
        let now = time("2024-03-14T00:00:00Z");
        longer.register(&actor(BAO), now, &body, None).unwrap();
    }
    drop(longer);
    fs::read(&path).unwrap()
}

#[test]
fn a_ledger_whose_bytes_became_those_of_another_under_an_open_program_is_not_written_to() {
    const TEST: &str = "tests::replaced::a_ledger_whose_bytes_became_those_of_another_under_an_open_program_is_not_written_to";
    if let Some(role) = role() {
        return colleague(&role);
    }
    for changes in [1, 3, 40] {
        let mut office = Office::new();
        settle(&office);
        for round in 0..changes {
            office
                .update(SUN, &[0], &note(&format!("第{round}次")))
                .unwrap();
        }
        let bytes = bytes_of_a_longer_one(&office);
        overwrite(&office.path, &bytes);
        let answers = with_colleague(TEST, "update", &office.path);
        let (found, done) = (&answers[0], answers.last().unwrap());
        assert_eq!(
            (found.as_str(), done.as_str()),
            ("Some(LogOfAnother)", "refused"),
            "{changes}"
        );
    }
}

#[test]
fn a_program_whose_ledger_was_copied_over_leaves_the_copy_as_it_is_when_it_ends() {
    for has_looked in [true, false] {
        let mut office = Office::new();
        settle(&office);
        office.ledger.remember_alone().unwrap();
        office.update(SUN, &[0], &note("在日志里")).unwrap();
        let bytes = bytes_of_a_longer_one(&office);
        overwrite(&office.path, &bytes);
        if has_looked {
            let found = office.ledger.check_in_place();
            assert!(
                matches!(found, Err(LedgerError::Replaced { .. })),
                "{found:?}"
            );
        }
        let path = office.path.clone();
        drop(office.ledger);
        assert!(fs::read(&path).unwrap() == bytes, "{has_looked}");
    }
}

#[test]
fn a_copy_put_over_a_ledger_right_behind_a_colleagues_change_stays_as_it_is_too() {
    for is_older in [true, false] {
        let mut office = Office::new();
        office.update(SUN, &[1], &note("昨天")).unwrap();
        settle(&office);
        let copy = office.folder().join("昨天.db");
        run("cp", &office.path, &copy);
        let yesterday = fs::read(&copy).unwrap();
        let bytes = match is_older {
            true => yesterday,
            false => bytes_of_a_longer_one(&office),
        };
        office.update(SUN, &[1], &note("今天")).unwrap();
        settle(&office);
        office.ledger.remember_alone().unwrap();
        office.ledger.check_in_place().unwrap();
        let mut other = open(&office.path, Access::Write).unwrap();
        for task in [0, 2] {
            let (now, targets) = (office.now(), [target(office.ids[task])]);
            other
                .update(&actor(BAO), now, &targets, &note("刚刚"))
                .unwrap();
        }
        overwrite(&office.path, &bytes);
        drop(other);
        let looks: Vec<_> = (0..3).map(|_| office.ledger.check_in_place()).collect();
        let is_found =
            |it: &Result<(), LedgerError>| matches!(it, Err(LedgerError::Replaced { .. }));
        assert!(looks.iter().any(is_found), "{is_older}: {looks:?}");
        let path = office.path.clone();
        drop(office.ledger);
        assert!(fs::read(&path).unwrap() == bytes, "{is_older}");
        assert!(fs::metadata(with_tail(&path, "-wal")).unwrap().len() > 0);
    }
}

#[test]
fn an_older_copy_of_a_ledger_put_over_it_under_an_open_program_is_not_written_to() {
    const TEST: &str = "tests::replaced::an_older_copy_of_a_ledger_put_over_it_under_an_open_program_is_not_written_to";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let mut office = Office::new();
    let far: Vec<_> = (0..150)
        .map(|round| office.register(SUN, &body(&format!("第{round}项"), "林西县")))
        .collect();
    settle(&office);
    let copy = office.folder().join("昨天.db");
    office.ledger.backup(&copy).unwrap();
    // Rows on pages that what follows does not touch.
    let (who, now) = (actor(BAO), time("2024-03-20T00:00:00Z"));
    let targets: Vec<_> = far[90..100].iter().map(|task| target(task.id)).collect();
    office
        .ledger
        .update(&who, now, &targets, &progress(40))
        .unwrap();
    settle(&office);
    office.update(SUN, &[0], &note("在日志里")).unwrap();
    overwrite(&office.path, &fs::read(&copy).unwrap());
    let answers = with_colleague(TEST, "update", &office.path);
    assert_eq!(
        (answers[0].as_str(), answers[2].as_str()),
        ("Some(LogOfAnother)", "refused")
    );
}

/// A ledger with changes that are only in its log, and a backup from before them.
fn with_changes_in_the_log() -> (Office, PathBuf) {
    let mut office = Office::new();
    settle(&office);
    let copy = office.folder().join("备份.db");
    office.ledger.backup(&copy).unwrap();
    office.ledger.remember_alone().unwrap();
    for round in 0..3 {
        let text = format!("第{round}次，在日志里");
        office.update(SUN, &[0, 1], &note(&text)).unwrap();
    }
    (office, copy)
}

/// What is copied over a ledger by mistake.
fn bytes_of_others(office: &Office) -> [Vec<u8>; 4] {
    let length = usize::try_from(fs::metadata(&office.path).unwrap().len()).unwrap();
    [
        bytes_of_a_longer_one(office),
        Vec::new(),
        vec![0; length],
        "这不是台账。".repeat(length / 18).into_bytes(),
    ]
}

/// Copies something over it, which the next write finds.
fn copy_over(office: &mut Office, with: usize) {
    let bytes = &bytes_of_others(office)[with];
    overwrite(&office.path, bytes);
    let found = office.update(SUN, &[0], &note("不再写"));
    let is_said = matches!(
        found,
        Err(LedgerError::Replaced {
            how: Replacement::Overwritten,
            ..
        })
    );
    assert!(is_said, "{found:?}");
}

#[test]
fn a_ledger_that_was_copied_over_is_kept_as_a_copy_while_its_pages_are_remembered() {
    for with in 0..4 {
        let (mut office, _) = with_changes_in_the_log();
        let before = office.state();
        copy_over(&mut office, with);
        let Rescue::Kept(copy) = office.ledger.rescue().unwrap() else {
            panic!("{with}: no copy");
        };
        let kept = open(&copy, Access::Write).unwrap();
        assert_eq!((doubt(&kept), kept.state().unwrap()), (None, before));
        assert!(kept.audit().unwrap().is_clean());
    }
}

#[test]
fn what_is_only_in_the_log_of_a_ledger_that_was_copied_over_is_kept_and_taken_out_beside_a_backup()
{
    for with in 0..4 {
        let (mut office, backup) = with_changes_in_the_log();
        let (before, last) = (office.state(), office.last_entry());
        let forget = "PRAGMA cache_size = 1; PRAGMA shrink_memory;";
        office.ledger.store.conn.execute_batch(forget).unwrap();
        copy_over(&mut office, with);
        let Rescue::KeptLog(log) = office.ledger.rescue().unwrap() else {
            panic!("{with}: no log");
        };
        let again = office.ledger.rescue().unwrap();
        assert_eq!(again, Rescue::KeptLog(log.clone()));
        drop(office.ledger);
        // As the sentence says: the log beside the last backup.
        let name = log.to_str().unwrap();
        let base = Path::new(name.strip_suffix("-wal").unwrap());
        fs::copy(&backup, base).unwrap();
        let target = base.with_file_name("取出.db");
        let taken = salvage(base, &target, Access::Write).unwrap();
        // All of it, though nothing but an index beside the log could prove that.
        let end = taken.missing.map(|missing| missing.end);
        assert_eq!(end, Some(End::Unknown));
        assert_eq!(i64::try_from(taken.taken.unwrap().entries), Ok(last.get()));
        let taken = open(&target, Access::Write).unwrap();
        assert_eq!(taken.state().unwrap(), before);
    }
}

#[test]
fn a_ledger_of_which_others_spoilt_an_index_is_kept_with_all_that_its_trail_and_tables_have() {
    let (mut office, _) = with_changes_in_the_log();
    let (before, id) = (office.state(), office.ledger.id().unwrap());
    let conn = &office.ledger.store.conn;
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'task_parent'";
    let number = |sql| conn.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
    let (root, size) = (number(root), number("PRAGMA page_size"));
    let forget = "PRAGMA cache_size = 1; PRAGMA shrink_memory;";
    conn.execute_batch(forget).unwrap();
    let mut file = fs::File::open(&office.path).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
    // To close it here would drop the locks of the ledger that is open.
    std::mem::forget(file);
    // The index, and what says whose file it is, which the log has as well.
    bytes[(root - 1) * size..root * size].fill(0);
    bytes[68..72].fill(0);
    overwrite(&office.path, &bytes);
    let found = office.ledger.check_in_place();
    assert!(
        matches!(found, Err(LedgerError::Replaced { .. })),
        "{found:?}"
    );
    // A copy of its pages would not stand up to its audit either.
    assert!(!office.ledger.audit().unwrap().is_clean());
    let Rescue::Kept(copy) = office.ledger.rescue().unwrap() else {
        panic!("no copy");
    };
    assert_eq!(office.ledger.rescue().unwrap(), Rescue::Kept(copy.clone()));
    let kept = open(&copy, Access::Write).unwrap();
    assert_eq!((doubt(&kept), kept.state().unwrap()), (None, before));
    assert_eq!(kept.id().unwrap(), id);
    assert!(kept.audit().unwrap().is_clean());
}

#[test]
fn a_ledger_whose_log_was_cut_off_is_kept_as_a_copy_while_its_pages_are_remembered() {
    let (mut office, _) = with_changes_in_the_log();
    let before = office.state();
    let log = fs::OpenOptions::new()
        .write(true)
        .open(with_tail(&office.path, "-wal"))
        .unwrap();
    log.set_len(4_000).unwrap();
    let found = office.update(SUN, &[0], &note("不再写"));
    let is_said = matches!(
        found,
        Err(LedgerError::Replaced {
            how: Replacement::LogCut,
            ..
        })
    );
    assert!(is_said, "{found:?}");
    let Rescue::Kept(copy) = office.ledger.rescue().unwrap() else {
        panic!("no copy");
    };
    assert_eq!(open(&copy, Access::Write).unwrap().state().unwrap(), before);
}

struct Killed {
    office: Office,
    last: EntryId,
}

/// Something put in the place of a ledger whose log still lies there.
type Exchange = fn(&Killed);

fn killed(test: &str) -> Killed {
    let office = Office::new();
    let copy = office.folder().join("备份.db");
    office.ledger.backup(&copy).unwrap();
    let mut office = office;
    for round in 0..3 {
        let text = format!("第{round}次调度");
        office.update(SUN, &[0, 1, 2], &note(&text)).unwrap();
    }
    // Closed and opened again, so that the copy and the log have no page in common.
    settle(&office);
    let last = office.last_entry();
    let path = office.path.clone();
    let shut = std::mem::replace(&mut office.ledger, open(&copy, Access::ReadOnly).unwrap());
    drop(shut);
    assert!(!with_tail(&path, "-wal").exists());
    let said = with_colleague(test, "write and die", &path);
    assert_eq!(said, [(last.get() + 5).to_string()]);
    assert!(fs::metadata(with_tail(&path, "-wal")).unwrap().len() > 0);
    Killed { office, last }
}

#[test]
fn a_log_left_by_somebody_killed_is_played_into_its_own_ledger_and_into_no_other() {
    const TEST: &str = "tests::replaced::a_log_left_by_somebody_killed_is_played_into_its_own_ledger_and_into_no_other";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let exchanges: [(&str, Exchange); 6] = [
        ("another moved", |killed| {
            fs::rename(another(&killed.office), &killed.office.path).unwrap();
        }),
        ("another copied", |killed| {
            run("cp", &another(&killed.office), &killed.office.path);
        }),
        ("an old one moved", |killed| {
            fs::rename(killed.office.folder().join("备份.db"), &killed.office.path).unwrap();
        }),
        ("an old one copied", |killed| {
            let copy = killed.office.folder().join("备份.db");
            run("cp", &copy, &killed.office.path);
        }),
        ("an old one copied with its time", |killed| {
            let copy = killed.office.folder().join("备份.db");
            fs::remove_file(&killed.office.path).unwrap();
            let done = Command::new("cp")
                .arg("-p")
                .args([&copy, &killed.office.path])
                .status();
            assert!(done.unwrap().success());
        }),
        ("an empty one moved", |killed| {
            let empty = killed.office.folder().join("空.db");
            crate::ledger::create(&empty, |_| Ok(())).unwrap();
            fs::rename(&empty, &killed.office.path).unwrap();
        }),
    ];
    for (name, exchange) in exchanges {
        let killed = killed(TEST);
        let path = &killed.office.path;
        exchange(&killed);
        for access in [Access::ReadOnly, Access::Write] {
            let mut ledger = open(path, access).unwrap();
            assert_eq!(doubt(&ledger), Some(Doubt::LogOfAnother), "{name}");
            let last = ledger.last_entry().unwrap();
            assert!(last < Some(killed.last), "{name}: the log was played in");
            for (way, done) in every_write(&mut ledger, killed.office.ids[0]) {
                let is_refused = matches!(done, Err(LedgerError::Doubtful { .. }));
                assert!(is_refused, "{name}, {way}: {done:?}");
            }
        }
        assert!(with_tail(path, "-wal").exists(), "{name}");
    }
    let killed = killed(TEST);
    for access in [Access::ReadOnly, Access::Write] {
        let ledger = open(&killed.office.path, access).unwrap();
        assert_eq!(doubt(&ledger), None);
        let last = ledger.last_entry().unwrap().unwrap();
        assert_eq!(last.get(), killed.last.get() + 5);
    }
}

#[test]
fn a_log_that_was_partly_moved_into_its_ledger_is_still_its_own() {
    const TEST: &str =
        "tests::replaced::a_log_that_was_partly_moved_into_its_ledger_is_still_its_own";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let killed = killed(TEST);
    let path = &killed.office.path;
    let ledger = open(path, Access::Write).unwrap();
    let reader = open(path, Access::ReadOnly).unwrap();
    reader.stand_still().unwrap();
    let seen = reader.last_entry().unwrap().unwrap();
    let mut second = open(path, Access::Write).unwrap();
    let now = time("2024-03-21T00:00:00Z");
    let edit = note("读的人还没有看到");
    let targets = [target(killed.office.ids[0])];
    second.update(&actor(SUN), now, &targets, &edit).unwrap();
    let moved: (i64, i64, i64) = ledger
        .store
        .conn
        .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert!(moved.2 < moved.1, "{moved:?}");
    // As they lie there when all of these are killed now.
    let later = killed.office.folder().join("以后.db");
    for tail in ["-wal", ""] {
        run("cp", &with_tail(path, tail), &with_tail(&later, tail));
    }
    let found = open(&later, Access::Write).unwrap();
    assert_eq!(doubt(&found), None);
    assert_eq!(found.last_entry().unwrap(), Some(seen.next()));
}

#[test]
fn a_log_that_was_lost_with_its_content_is_missed() {
    const TEST: &str = "tests::replaced::a_log_that_was_lost_with_its_content_is_missed";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let killed = killed(TEST);
    let path = &killed.office.path;
    remove(path, &["-wal"]);
    for access in [Access::ReadOnly, Access::Write] {
        let mut ledger = open(path, access).unwrap();
        assert_eq!(doubt(&ledger), Some(Doubt::LogLost));
        assert_eq!(ledger.last_entry().unwrap(), Some(killed.last));
        let refused = every_write(&mut ledger, killed.office.ids[0]);
        assert!(refused.iter().all(|(_, done)| done.is_err()));
    }
    remove(path, &["-shm"]);
    assert_eq!(doubt(&open(path, Access::Write).unwrap()), None);
}

#[test]
fn the_pulse_says_at_once_that_a_file_was_taken_away_and_when_it_is_back() {
    const LONG: Duration = Duration::from_secs(60);
    type Taking = fn(&Office);
    let takings: [(&str, Taking); 6] = [
        ("removed", |office| remove(&office.path, &[""])),
        ("exchanged", |office| {
            fs::rename(another(office), &office.path).unwrap();
        }),
        ("no log", |office| remove(&office.path, &["-wal"])),
        ("no index", |office| remove(&office.path, &["-shm"])),
        ("overwritten", |office| {
            run("cp", &another(office), &office.path);
        }),
        ("cut", |office| {
            let log = with_tail(&office.path, "-wal");
            run("truncate", Path::new("--size=0"), &log);
        }),
    ];
    for (name, take_away) in takings {
        let office = Office::new();
        let mut pulse = Pulse::open(&office.path).unwrap();
        take_away(&office);
        let begun = Instant::now();
        let told = pulse.wait(LONG, LONG, &StopSignal::pair().unwrap().1);
        let is_said = matches!(told, Err(LedgerError::Replaced { .. }));
        assert!(is_said && begun.elapsed() < LONG, "{name}: {told:?}");
        for _ in 0..2 {
            let beat = pulse.beat();
            let is_said = matches!(beat, Err(LedgerError::Replaced { .. }));
            assert!(is_said, "{name}: {beat:?}");
        }
    }
    let office = Office::new();
    let mut pulse = Pulse::open(&office.path).unwrap();
    let aside = office.folder().join("一时放在别处.db");
    fs::rename(&office.path, &aside).unwrap();
    assert!(pulse.beat().is_err());
    fs::rename(&aside, &office.path).unwrap();
    assert!(!pulse.beat().unwrap());
}

#[test]
fn a_second_opening_in_one_program_does_not_take_up_with_a_log_that_is_not_the_first_ones() {
    let office = Office::new();
    remove(&office.path, &["-wal", "-shm"]);
    let own = vec![std::process::id()];
    let second = open(&office.path, Access::ReadOnly).unwrap();
    assert_eq!(doubt(&second), Some(Doubt::LogTaken(own)));
    assert!(matches!(
        Pulse::open(&office.path),
        Err(LedgerError::Doubtful { .. })
    ));
    assert!(
        !with_tail(&office.path, "-wal").exists(),
        "nothing was made"
    );
}

#[test]
fn reading_checkpoints_and_copies_of_others_are_no_replacement() {
    const TEST: &str =
        "tests::replaced::reading_checkpoints_and_copies_of_others_are_no_replacement";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let mut office = Office::new();
    office.ledger.remember_alone().unwrap();
    let mut pulse = Pulse::open(&office.path).unwrap();
    for round in 0..30 {
        let text = format!("第{round}次调度").repeat(400);
        office.update(SUN, &[0, 1, 2], &note(&text)).unwrap();
        pulse.beat().unwrap();
        if round % 10 == 0 {
            assert_eq!(with_colleague(TEST, "update", &office.path)[2], "written");
            let other = Connection::open(&office.path).unwrap();
            other
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                .unwrap();
            office
                .ledger
                .backup(&office.folder().join("备份.db"))
                .unwrap();
            office.ledger.check_in_place().unwrap();
            pulse.beat().unwrap();
        }
    }
    office.assert_clean();
}

#[test]
fn a_backup_that_sqlite_copies_into_the_ledger_is_no_replacement() {
    let mut office = Office::new();
    let copy = office.folder().join("备份.db");
    office.ledger.backup(&copy).unwrap();
    let before = office.state();
    office.update(SUN, &[0], &note("恢复后没有了")).unwrap();
    settle(&office);
    office.ledger.remember_alone().unwrap();
    let mut pulse = Pulse::open(&office.path).unwrap();
    let from = Connection::open(&copy).unwrap();
    let mut to = Connection::open(&office.path).unwrap();
    rusqlite::backup::Backup::new(&from, &mut to)
        .unwrap()
        .run_to_completion(i32::MAX, std::time::Duration::ZERO, None)
        .unwrap();
    // First in the log, later in the file: neither is a replacement.
    assert!(pulse.beat().unwrap());
    office.ledger.check_in_place().unwrap();
    to.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    pulse.beat().unwrap();
    assert_eq!(office.state(), before);
    office.update(SUN, &[0], &note("接着写")).unwrap();
    office.assert_clean();
}

#[test]
fn a_path_over_a_link_that_leads_elsewhere_now_takes_no_write_and_nothing_is_lost() {
    use std::os::unix::fs::symlink;
    let mut office = Office::new();
    let other = another(&office);
    let (folder, id) = (office.folder().to_owned(), office.ids[0]);
    let (release, next) = (folder.join("甲"), folder.join("乙"));
    for place in [&release, &next] {
        fs::create_dir(place).unwrap();
    }
    // Closed, so that nothing lies beside it.
    settle(&office);
    run("cp", &office.path, &release.join("台账.db"));
    run("cp", &other, &next.join("台账.db"));
    type Link = (PathBuf, PathBuf, PathBuf, PathBuf);
    let ways: [Link; 3] = [
        // A folder on the way.
        (
            folder.join("现在"),
            release.clone(),
            next.clone(),
            folder.join("现在/台账.db"),
        ),
        // The file itself.
        (
            folder.join("台账链接.db"),
            release.join("台账.db"),
            next.join("台账.db"),
            folder.join("台账链接.db"),
        ),
        // It leads nowhere any more.
        (
            folder.join("台账断链.db"),
            release.join("台账.db"),
            folder.join("无"),
            folder.join("台账断链.db"),
        ),
    ];
    for (link, before, after, path) in ways {
        symlink(&before, &link).unwrap();
        let mut ledger = open(&path, Access::Write).unwrap();
        let mut pulse = Pulse::open(&path).unwrap();
        let (who, now) = (actor(BAO), time("2024-03-20T00:00:00Z"));
        ledger
            .update(&who, now, &[target(id)], &note("换链接之前"))
            .unwrap();
        let end = ledger.last_entry().unwrap();
        fs::remove_file(&link).unwrap();
        symlink(&after, &link).unwrap();
        let is_elsewhere = |error: &LedgerError| matches!(error, LedgerError::Replaced { how, .. } if *how == Replacement::Elsewhere);
        assert!(is_elsewhere(&pulse.beat().unwrap_err()), "{path:?}");
        for (name, done) in every_write(&mut ledger, id) {
            assert!(done.is_err_and(|error| is_elsewhere(&error)), "{name}");
        }
        assert_eq!(ledger.rescue().unwrap(), Rescue::NotNeeded);
        drop((ledger, pulse));
        let place = release.join("台账.db");
        let ledger = open(&place, Access::Write).unwrap();
        assert_eq!((doubt(&ledger), ledger.last_entry().unwrap()), (None, end));
        assert!(ledger.audit().unwrap().is_clean());
        fs::remove_file(&link).unwrap();
    }
    office.update(BAO, &[0], &note("另一处照写")).unwrap();
}

#[test]
fn a_ledger_that_is_open_under_a_second_name_and_a_log_with_one_are_called_that() {
    const TEST: &str = "tests::replaced::a_ledger_that_is_open_under_a_second_name_and_a_log_with_one_are_called_that";
    if let Some(role) = role() {
        return colleague(&role);
    }
    let mut office = Office::new();
    settle(&office);
    office.update(SUN, &[0], &note("只在日志里")).unwrap();
    let before = office.state();
    let own = std::process::id();
    let second = office.path.with_file_name("第二个名字.db");
    fs::hard_link(&office.path, &second).unwrap();
    let found = with_colleague(TEST, "update", &second);
    assert_eq!(found[0], format!("Some(SecondName([{own}]))"));
    assert_eq!(found[2], "refused");
    // Whoever comes by the name it is open under writes on.
    let found = with_colleague(TEST, "update", &office.path);
    assert_eq!(found[2], "written", "{found:?}");
    fs::remove_file(&second).unwrap();
    let after = office.state();
    assert_ne!(after, before);
    office.ledger.backup(&second).unwrap();
    for tail in ["-wal", "-shm"] {
        fs::hard_link(with_tail(&office.path, tail), with_tail(&second, tail)).unwrap();
    }
    for path in [&second, &office.path] {
        let found = with_colleague(TEST, "update", path);
        let log = with_tail(path, "-wal");
        assert_eq!(found[0], format!("Some(LogShared({log:?}, [{own}]))"));
        assert_eq!(found[2], "refused");
    }
    // A folder copied by links is one ledger under two names.
    fs::remove_file(&second).unwrap();
    fs::hard_link(&office.path, &second).unwrap();
    let found = with_colleague(TEST, "update", &office.path);
    assert_eq!(found[2], "written", "{found:?}");
    remove(&second, &["", "-wal", "-shm"]);
    assert_eq!(with_colleague(TEST, "update", &office.path)[2], "written");
    assert!(office.ledger.audit().unwrap().is_clean());
}
