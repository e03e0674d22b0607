//! Going back to a backup, whatever became of the ledger meanwhile.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::fixture::*;
use super::machine::*;
use crate::domain::EntryId;
use crate::files::with_tail;
use crate::ledger::sqlite::file::pulse::Pulse;
use crate::ledger::sqlite::restore::{Loss, Lost, Present, Restore, Restored};
use crate::ledger::{Access, AuditReport, LedgerError, open};

const NOON: &str = "2024-03-14T04:00:00Z";

/// An office that went on working after a backup was made.
fn gone_on() -> (Office, PathBuf, AuditReport) {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(30)).unwrap();
    let backup = office.folder().join("备份.db");
    office.ledger.backup(&backup).unwrap();
    let report = office.ledger.audit().unwrap();
    office.update(BAO, &[0, 1], &progress(60)).unwrap();
    office.update(SUN, &[2], &note("已电话催报")).unwrap();
    (office, backup, report)
}

/// What the office was, closed, with the folder it lies in.
fn closed(office: Office) -> (tempfile::TempDir, PathBuf) {
    office.close()
}

fn examine(backup: &Path, ledger: &Path) -> Result<Restore, LedgerError> {
    Restore::examine(backup, ledger, Path::new("/tmp"), Access::Write)
}

fn restore(backup: &Path, ledger: &Path) -> Result<Restored, LedgerError> {
    examine(backup, ledger)?.carry_out(time(NOON))
}

fn lost(loss: &Loss) -> Vec<(&str, u64, u64)> {
    let by = loss.by.iter();
    by.map(|work| (work.user.as_str(), work.entries, work.tasks))
        .collect()
}

fn kept_beside(ledger: &Path) -> PathBuf {
    with_tail(ledger, ".before-restore-20240314-120000.bak")
}

/// Fails unless the ledger at `path` is sound and ends as `report` says.
fn is_as(path: &Path, report: &AuditReport) {
    let found = open(path, Access::Write).unwrap().audit().unwrap();
    assert!(found.is_clean(), "{found:?}");
    assert_eq!(found.head, report.head);
}

#[test]
fn what_would_be_lost_is_told_by_person_and_nothing_is_changed() {
    let (office, backup, _) = gone_on();
    let before = names(office.folder());
    let bytes = fs::read(&backup).unwrap();
    {
        let plan = examine(&backup, &office.path).unwrap();
        assert_eq!(plan.loss().entries, Lost::Exactly(3));
        assert_eq!(lost(plan.loss()), [(SUN, 1, 1), (BAO, 2, 2)]);
        let last = plan.loss().by[0].last;
        assert_eq!(last, office.ledger.last_written().unwrap());
        assert!(matches!(plan.present(), Present::Sound));
        assert_eq!((plan.loss().parted, plan.loss().is_another), (None, false));
    }
    assert_eq!(names(office.folder()), before);
    assert_eq!(fs::read(&backup).unwrap(), bytes);
    assert_eq!(
        office.entries(),
        office.ledger.history(&Default::default()).unwrap().len()
    );
}

#[test]
fn a_live_ledger_is_restored_into_the_same_file_and_what_was_is_kept() {
    let (mut office, backup, report) = gone_on();
    let was = office.ledger.audit().unwrap();
    let inode = fs::metadata(&office.path).unwrap().ino();
    let mut pulse = Pulse::open(&office.path).unwrap();
    let done = restore(&backup, &office.path).unwrap();
    assert_eq!(done.report.head, report.head);
    assert_eq!(done.kept, [kept_beside(&office.path)]);
    assert_eq!(done.loss.entries, Lost::Exactly(3));
    assert_eq!(fs::metadata(&office.path).unwrap().ino(), inode);
    assert!(pulse.beat().unwrap(), "whoever has it open hears of it");
    // The connection that was open all the time reads what was restored, and writes on.
    assert_eq!(office.ledger.audit().unwrap().head, report.head);
    office.update(BAO, &[1], &progress(5)).unwrap();
    office.assert_clean();
    is_as(&done.kept[0], &was);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&office.path), mode(&done.kept[0])), (0o660, 0o660));
}

/// Moves what is in the log of the ledger at `path` into its file, and then keeps whatever comes next
/// from being moved there too: the log stays as long as the answer lives.
fn moved_and_held(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    let moved: i64 = conn
        .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(2))
        .unwrap();
    assert!(moved > 0);
    let held = Connection::open(path).unwrap();
    held.execute_batch("BEGIN; SELECT count(*) FROM entry")
        .unwrap();
    held
}

/// The files of a ledger as a machine that stops now would leave them, elsewhere.
fn as_left(path: &Path) -> (tempfile::TempDir, PathBuf) {
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("台账.db");
    for tail in ["", "-wal", "-shm"] {
        fs::copy(with_tail(path, tail), with_tail(&copy, tail)).unwrap();
    }
    (elsewhere, copy)
}

#[test]
fn a_restore_that_stays_in_the_log_is_the_ledgers_own_for_everybody_who_comes() {
    for restores in 1..=3 {
        let (mut office, backup, report) = gone_on();
        let held = moved_and_held(&office.path);
        for round in 0..restores {
            let done = restore(&backup, &office.path).unwrap();
            assert_eq!(done.report.head, report.head, "{round}");
            if round + 1 < restores {
                office.update(BAO, &[0], &progress(70 + round)).unwrap();
                office.update(SUN, &[1], &note("又做了")).unwrap();
            }
        }
        let mut other = open(&office.path, Access::Write).unwrap();
        assert!(other.doubt().is_none());
        let now = office.now();
        let targets = [target(office.ids[2])];
        other
            .update(&actor(BAO), now, &targets, &progress(35))
            .unwrap();
        let head = other.audit().unwrap().head;
        let (_elsewhere, left) = as_left(&office.path);
        drop(held);
        for path in [&left, &office.path] {
            let found = open(path, Access::Write).unwrap();
            assert!(found.doubt().is_none(), "{restores}");
            let found = found.audit().unwrap();
            assert!(found.is_clean(), "{found:?}");
            assert_eq!(
                (found.head, found.entries),
                (head.clone(), report.entries + 1)
            );
        }
        let (_elsewhere, left) = as_left(&office.path);
        let target = left.with_file_name("救出.db");
        let saved = crate::ledger::sqlite::salvage::salvage(&left, &target, Access::Write).unwrap();
        let taken = saved.taken.unwrap();
        assert_eq!((taken.head, saved.missing), (head, None));
    }
}

#[test]
fn a_ledger_that_was_read_before_a_restore_takes_no_write_until_it_is_read_again() {
    let (mut office, backup, _) = gone_on();
    let mark = office.ledger.mark().unwrap();
    office.ledger.hold_to(mark);
    office.update(SUN, &[0], &note("照常")).unwrap();
    restore(&backup, &office.path).unwrap();
    // As many entries as were seen, and other ones.
    let mut other = open(&office.path, Access::Write).unwrap();
    for text in ["一", "二", "三", "四"] {
        let targets = [target(office.ids[0])];
        let now = office.now();
        other
            .update(&actor(BAO), now, &targets, &note(text))
            .unwrap();
    }
    assert!(other.last_entry().unwrap() >= mark.last());
    let head = other.audit().unwrap().head;
    let id = office.ids[0];
    for (way, done) in super::faults::every_write(&mut office.ledger, id) {
        assert!(matches!(done, Err(LedgerError::Parted)), "{way}: {done:?}");
    }
    assert_eq!(other.audit().unwrap().head, head);
    assert!(matches!(
        office.ledger.check_mark(&mark),
        Err(LedgerError::Parted)
    ));
    let mark = office.ledger.mark().unwrap();
    office.ledger.hold_to(mark);
    office.update(SUN, &[0], &note("看过了")).unwrap();
    office.assert_clean();
}

#[test]
fn a_restore_of_what_was_kept_takes_a_restore_back() {
    let (office, backup, report) = gone_on();
    let was = office.ledger.audit().unwrap();
    let kept = restore(&backup, &office.path).unwrap().kept;
    let plan = examine(&kept[0], &office.path).unwrap();
    assert!(plan.loss().is_none());
    let again = plan.carry_out(time("2024-03-14T04:00:00Z")).unwrap();
    assert_eq!(office.ledger.audit().unwrap().head, was.head);
    assert_ne!(again.kept, kept, "two in one second are kept apart");
    is_as(&again.kept[0], &report);
}

#[test]
fn a_backup_that_went_another_way_says_where_they_parted_and_one_of_another_ledger_is_named() {
    let (mut office, backup, report) = gone_on();
    restore(&backup, &office.path).unwrap();
    let later = office.folder().join("后来.db");
    office.update(BAO, &[1], &note("恢复之后")).unwrap();
    office.ledger.backup(&later).unwrap();
    restore(&kept_beside(&office.path), &office.path).unwrap();
    let plan = examine(&later, &office.path).unwrap();
    let first = EntryId::new(i64::try_from(report.entries).unwrap() + 1);
    assert_eq!(
        (plan.loss().parted, plan.loss().entries),
        (first, Lost::Exactly(3))
    );
    drop(plan);
    let mut other = Office::empty();
    other.register(BAO, &body("别处的事项", "达州市"));
    let theirs = other.folder().join("别处.db");
    other.ledger.backup(&theirs).unwrap();
    let plan = examine(&theirs, &office.path).unwrap();
    assert!(plan.loss().is_another);
    assert_eq!(
        plan.loss().entries,
        Lost::Exactly(u64::try_from(office.entries()).unwrap())
    );
}

#[test]
fn a_backup_that_is_none_or_damaged_or_newer_or_the_ledger_itself_changes_nothing() {
    let (office, backup, _) = gone_on();
    let head = office.ledger.audit().unwrap().head;
    let whole = fs::read(&backup).unwrap();
    let bad = office.folder().join("坏.db");
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    for bytes in [
        Vec::new(),
        b"no ledger".to_vec(),
        vec![7; 9_000],
        whole[..whole.len() / 2].to_vec(),
        newer,
    ] {
        fs::write(&bad, bytes).unwrap();
        assert!(restore(&bad, &office.path).is_err());
    }
    fs::write(&bad, &whole).unwrap();
    Connection::open(&bad)
        .unwrap()
        .execute_batch("UPDATE task SET progress = 99 WHERE id = 1")
        .unwrap();
    let refused = restore(&bad, &office.path);
    assert!(
        matches!(refused, Err(LedgerError::Unsound { .. })),
        "{refused:?}"
    );
    for own in [office.path.clone(), with_tail(&office.path, "-wal")] {
        let refused = restore(&own, &office.path);
        assert!(
            matches!(refused, Err(LedgerError::Exists(_))),
            "{refused:?}"
        );
    }
    let missing = restore(&office.folder().join("无.db"), &office.path);
    assert!(matches!(missing, Err(LedgerError::Missing(_))));
    assert_eq!(office.ledger.audit().unwrap().head, head);
    assert!(
        !names(office.folder())
            .iter()
            .any(|name| name.contains("before-restore"))
    );
    assert!(
        !names(office.folder())
            .iter()
            .any(|name| name.ends_with(".part"))
    );
}

#[test]
fn what_cannot_be_read_of_a_damaged_ledger_is_not_taken_for_nothing_lost() {
    let (office, backup, _) = gone_on();
    let (_folder, path) = closed(office);
    let whole = fs::read(&path).unwrap();
    let mut sizes = Vec::new();
    for page in 0..whole.len() / 4_096 {
        for harm in [0..100, 0..4_096] {
            let mut bytes = whole.clone();
            bytes[page * 4_096..][harm].fill(0);
            for tail in ["-wal", "-shm"] {
                let _ = fs::remove_file(with_tail(&path, tail));
            }
            fs::write(&path, bytes).unwrap();
            let plan = examine(&backup, &path).unwrap();
            let lost = plan.loss().entries;
            match plan.present() {
                Present::Sound => assert_eq!(lost, Lost::Exactly(3), "page {page}"),
                Present::Damaged(_) if page == 0 => assert_eq!(lost, Lost::Unknown),
                _ => assert!(!matches!(lost, Lost::Exactly(_)), "page {page}: {lost:?}"),
            }
            // Never more than there were.
            let is_told = matches!(
                lost,
                Lost::Unknown | Lost::Exactly(3) | Lost::AtLeast(1..=3)
            );
            assert!(is_told, "page {page}: {lost:?}");
            assert!(!plan.loss().is_none(), "page {page}");
            // What cannot be read went no other way for that.
            assert_eq!(plan.loss().parted, None, "page {page}");
            let told: u64 = plan.loss().by.iter().map(|work| work.entries).sum();
            assert!(told <= 3, "page {page}: {:?}", plan.loss().by);
            sizes.push(lost);
        }
    }
    assert!(sizes.contains(&Lost::AtLeast(3)) && sizes.contains(&Lost::Unknown));
}

#[test]
fn a_ledger_that_is_missing_with_or_without_its_folder_is_made_again() {
    let (office, backup, report) = gone_on();
    let (folder, path) = closed(office);
    fs::remove_file(&path).unwrap();
    let done = restore(&backup, &path).unwrap();
    assert!(done.kept.is_empty() && done.loss.is_none());
    is_as(&path, &report);
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    let deeper = folder.path().join("处/室/台账.db");
    restore(&backup, &deeper).unwrap();
    is_as(&deeper, &report);
}

/// A change to a closed ledger's files.
type Harm = fn(&Path, &[u8]);

#[test]
fn a_ledger_that_was_damaged_cut_off_or_left_with_the_logs_of_others_is_restored_and_kept_as_it_was()
 {
    let harms: [(&str, Harm); 9] = [
        ("cut in half", |path, whole| {
            fs::write(path, &whole[..whole.len() / 2]).unwrap()
        }),
        ("cut by a hundred bytes", |path, whole| {
            fs::write(path, &whole[..whole.len() - 100]).unwrap();
        }),
        ("emptied", |path, _| fs::write(path, b"").unwrap()),
        ("its beginning destroyed", |path, whole| {
            let mut bytes = whole.to_vec();
            bytes[..200].fill(0x5A);
            fs::write(path, bytes).unwrap();
        }),
        ("noise", |path, whole| {
            fs::write(path, vec![0xA5; whole.len()]).unwrap()
        }),
        ("a page overwritten", |path, whole| {
            let mut bytes = whole.to_vec();
            bytes[3 * 4096..4 * 4096].fill(0xFF);
            fs::write(path, bytes).unwrap();
        }),
        ("a task falsified", |path, _| {
            let conn = Connection::open(path).unwrap();
            conn.execute_batch("UPDATE task SET progress = 99 WHERE id = 1")
                .unwrap();
        }),
        ("a stray log", |path, whole| {
            fs::write(with_tail(path, "-wal"), &whole[..5_000]).unwrap();
            fs::write(path, &whole[..whole.len() / 2]).unwrap();
        }),
        ("a stray journal", |path, whole| {
            fs::write(with_tail(path, "-journal"), &whole[..5_000]).unwrap();
        }),
    ];
    for (name, harm) in harms {
        let (office, backup, report) = gone_on();
        let (_folder, path) = closed(office);
        let whole = fs::read(&path).unwrap();
        chown(&path, None, Some(4_321)).unwrap_or_default();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let group = fs::metadata(&path).unwrap().gid();
        harm(&path, &whole);
        let harmed = fs::read(&path).unwrap();
        let plan = examine(&backup, &path).unwrap();
        assert!(matches!(plan.present(), Present::Damaged(_)), "{name}");
        let done = plan.carry_out(time(NOON)).unwrap();
        assert_eq!(fs::read(&done.kept[0]).unwrap(), harmed, "{name}");
        let facts = fs::metadata(&path).unwrap();
        assert_eq!(
            (facts.mode() & 0o777, facts.gid()),
            (0o640, group),
            "{name}"
        );
        for tail in ["-wal", "-journal"] {
            let is_kept = with_tail(&done.kept[0], tail).exists();
            assert_eq!(
                is_kept,
                name.contains("stray") && name.contains(&tail[1..4].replace("wal", "log")),
                "{name} {tail}"
            );
        }
        is_as(&path, &report);
    }
}

#[test]
fn a_missing_ledger_is_not_mixed_with_the_log_that_was_left_of_it() {
    let (mut office, backup, report) = gone_on();
    for round in 0..20 {
        let text = format!("第{round}次").repeat(300);
        office.update(BAO, &[0], &note(&text)).unwrap();
    }
    let log = fs::read(with_tail(&office.path, "-wal")).unwrap();
    let (_folder, path) = closed(office);
    fs::remove_file(&path).unwrap();
    fs::write(with_tail(&path, "-wal"), &log).unwrap();
    let done = restore(&backup, &path).unwrap();
    is_as(&path, &report);
    assert_eq!(done.kept, [with_tail(&kept_beside(&path), "-wal")]);
    assert_eq!(fs::read(&done.kept[0]).unwrap(), log);
}

/// The log of another office, with changes in it.
fn log_of_another() -> Vec<u8> {
    let mut other = Office::empty();
    for round in 0..30 {
        other.register(BAO, &body(&format!("别处第{round}项"), "达州市"));
    }
    fs::read(with_tail(&other.path, "-wal")).unwrap()
}

#[test]
fn a_ledger_with_the_log_of_another_beside_it_loses_nothing_that_is_not_kept() {
    let (office, backup, report) = gone_on();
    let (_folder, path) = closed(office);
    let was = fs::read(&path).unwrap();
    let log = log_of_another();
    fs::write(with_tail(&path, "-wal"), &log).unwrap();
    let plan = examine(&backup, &path).unwrap();
    assert!(matches!(
        plan.present(),
        Present::Damaged(LedgerError::Doubtful { .. })
    ));
    assert_eq!(
        lost(plan.loss()),
        [(SUN, 1, 1), (BAO, 2, 2)],
        "read without that log"
    );
    assert!(!plan.loss().is_another);
    let done = plan.carry_out(time(NOON)).unwrap();
    is_as(&path, &report);
    assert_eq!(fs::read(&done.kept[0]).unwrap(), was);
    assert_eq!(fs::read(&done.kept[1]).unwrap(), log);
    assert_eq!(lost(&done.loss), [(SUN, 1, 1), (BAO, 2, 2)]);
}

#[test]
fn a_ledger_whose_log_was_taken_from_under_somebody_is_not_restored_before_they_have_left() {
    const TEST: &str = "tests::restore::a_ledger_whose_log_was_taken_from_under_somebody_is_not_restored_before_they_have_left";
    if role().is_some() {
        hold_open(&handed_path());
        return;
    }
    for gone in [&["-wal"][..], &["-wal", "-shm"]] {
        let (office, backup, report) = gone_on();
        let (folder, path) = closed(office);
        let holder = held_open(TEST, folder.path(), &path);
        for tail in gone {
            fs::remove_file(with_tail(&path, tail)).unwrap();
        }
        let head = fs::read(&path).unwrap();
        let refused = restore(&backup, &path);
        let Err(LedgerError::HeldOpen { by, .. }) = &refused else {
            panic!("{gone:?}: {refused:?}");
        };
        assert_eq!(by.len(), 1, "{gone:?}");
        assert_eq!(fs::read(&path).unwrap(), head, "{gone:?}");
        fs::write(folder.path().join("go"), "").unwrap();
        holder.join().unwrap();
        restore(&backup, &path).unwrap();
        is_as(&path, &report);
    }
}

/// Somebody who has the ledger open, with a change in its log, until told to go.
fn hold_open(path: &Path) {
    let mut ledger = open(path, Access::Write).unwrap();
    let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
    let now = time("2024-05-01T00:00:00Z");
    ledger
        .update(&actor(BAO), now, &[target(id)], &note("开着"))
        .unwrap();
    fs::write(path.with_file_name("is-open"), "").unwrap();
    while !path.with_file_name("go").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// The same in a process of its own, once it has it open.
fn held_open(test: &str, folder: &Path, path: &Path) -> std::thread::JoinHandle<Vec<String>> {
    let mut child = child(test, "hold", path);
    let holder = std::thread::spawn(move || answers(&mut child));
    while !folder.join("is-open").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    holder
}

#[test]
fn where_no_locks_are_kept_nothing_is_restored() {
    use crate::ledger::sqlite::file::file_system::pretended::NUMBER;
    let (office, backup, _) = gone_on();
    let head = office.ledger.audit().unwrap().head;
    NUMBER.set(Some(0x6969));
    let refused = restore(&backup, &office.path);
    NUMBER.set(None);
    assert!(
        matches!(refused, Err(LedgerError::NoLocks { .. })),
        "{refused:?}"
    );
    assert_eq!(office.ledger.audit().unwrap().head, head);
}

#[test]
fn a_file_of_somebody_elses_in_the_ledgers_place_is_left_alone() {
    let (office, backup, _) = gone_on();
    let (folder, path) = closed(office);
    fs::remove_file(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    assert!(restore(&backup, &path).is_err());
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(restore(&backup, &path).is_err());
    assert!(
        names(folder.path())
            .iter()
            .all(|name| !name.contains("before-restore"))
    );
}

#[test]
fn a_backup_of_an_older_schema_is_brought_up_on_the_copy_and_the_ledger_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("台账.db"), folder.path().join("旧.db"));
    let old = include_bytes!("../../../tests/ledgers/schema-3.db");
    fs::write(&path, old).unwrap();
    fs::write(&backup, old).unwrap();
    let mut ledger = open(&path, Access::Write).unwrap();
    let (id, head) = (ledger.id().unwrap(), ledger.audit().unwrap().head);
    let task = *ledger.state().unwrap().tasks.keys().next().unwrap();
    let now = time("2027-01-01T00:00:00Z");
    ledger
        .update(&actor(SUN), now, &[target(task)], &note("之后"))
        .unwrap();
    let done = restore(&backup, &path).unwrap();
    assert_eq!(
        (done.report.head, done.loss.entries),
        (head.clone(), Lost::Exactly(1))
    );
    assert_eq!(ledger.audit().unwrap().head, head);
    assert_eq!(ledger.id().unwrap(), id);
    assert_eq!(fs::read(&backup).unwrap(), old);
    assert!(
        !names(folder.path())
            .iter()
            .any(|name| name.contains("schema-3.bak-"))
    );
    // Into a ledger of an older schema too: nobody brought that one up to date yet.
    drop(ledger);
    fs::write(&path, old).unwrap();
    let done = restore(&done.kept[0], &path).unwrap();
    assert!(done.report.is_clean() && done.loss.is_none());
    assert_eq!(fs::read(&done.kept[0]).unwrap().len(), old.len());
}

#[test]
fn a_disk_without_room_leaves_the_ledger_as_it_was() {
    let (office, backup, _) = gone_on();
    for free in [0_u64, 150, 400, 700, 900] {
        let Some(disk) = Disk::of("2m") else { return };
        let path = disk.path().join("台账.db");
        office.ledger.backup(&path).unwrap();
        let was = open(&path, Access::Write).unwrap().audit().unwrap();
        let filler = disk.fill();
        let length = fs::metadata(&filler).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&filler).unwrap();
        file.set_len(length - free * 1_024).unwrap();
        drop(file);
        let done = restore(&backup, &path);
        if let Err(error) = &done {
            assert!(matches!(error, LedgerError::DiskFull), "{free}: {error:?}");
            fs::remove_file(&filler).unwrap();
            is_as(&path, &was);
            assert_eq!(names(disk.path()), ["台账.db"], "{free}");
        }
    }
}

#[test]
fn a_restore_killed_at_any_moment_leaves_the_ledger_before_or_after_it() {
    const TEST: &str =
        "tests::restore::a_restore_killed_at_any_moment_leaves_the_ledger_before_or_after_it";
    let restore_for_ever = |path: &Path| {
        let backups = ["备份.db", "后来.db"].map(|name| path.with_file_name(name));
        for backup in backups.iter().cycle() {
            restore(backup, path).unwrap();
            fs::write(path.with_file_name("is-restoring"), "").unwrap();
        }
    };
    if role().is_some() {
        restore_for_ever(&handed_path());
        return;
    }
    let (office, backup, report) = gone_on();
    office
        .ledger
        .backup(&backup.with_file_name("后来.db"))
        .unwrap();
    let later = office.ledger.audit().unwrap();
    let (folder, path) = closed(office);
    let mut dice = Dice(5);
    for _ in 0..scaled("DUBAN_RESTORE_KILLS", 8) {
        let _ = fs::remove_file(folder.path().join("is-restoring"));
        let mut child = child(TEST, "restore", &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while !folder.path().join("is-restoring").exists() {
            assert!(child.try_wait().unwrap().is_none());
            std::thread::yield_now();
        }
        // Somewhere in the next one.
        std::thread::sleep(std::time::Duration::from_micros(dice.below(60_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = open(&path, Access::Write).unwrap().audit().unwrap();
        assert!(found.is_clean(), "{found:?}");
        assert!([&report.head, &later.head].contains(&&found.head));
    }
    restore(&backup, &path).unwrap();
    is_as(&path, &report);
    assert!(
        !names(folder.path())
            .iter()
            .any(|name| name.ends_with(".part"))
    );
}

#[test]
fn whoever_writes_without_pause_finds_every_change_in_what_was_kept_or_in_what_was_restored() {
    const TEST: &str = "tests::restore::whoever_writes_without_pause_finds_every_change_in_what_was_kept_or_in_what_was_restored";
    if role().is_some() {
        let mut ledger = open(&handed_path(), Access::Write).unwrap();
        let id = *ledger.state().unwrap().tasks.keys().next().unwrap();
        for round in 0..300 {
            let text = format!("{}-{round}", std::process::id());
            let (who, now) = (actor(BAO), time("2024-05-01T00:00:00Z"));
            ledger
                .update(&who, now, &[target(id)], &note(&text))
                .unwrap();
            println!("answer {text}");
        }
        return;
    }
    let (office, backup, _) = gone_on();
    let (folder, path) = closed(office);
    let writers: Vec<_> = (0..2)
        .map(|_| {
            let mut child = child(TEST, "write", &path);
            std::thread::spawn(move || answers(&mut child))
        })
        .collect();
    let mut rounds = 0;
    while !writers.iter().all(std::thread::JoinHandle::is_finished) || rounds == 0 {
        restore(&backup, &path).unwrap();
        rounds += 1;
    }
    let written: Vec<String> = writers
        .into_iter()
        .flat_map(|it| it.join().unwrap())
        .collect();
    assert_eq!(written.len(), 600);
    let mut found = String::new();
    for name in names(folder.path()) {
        if name == "台账.db" || name.contains("before-restore") {
            let ledger = open(&folder.path().join(name), Access::ReadOnly).unwrap();
            for entry in ledger.history(&Default::default()).unwrap() {
                found.push_str(&entry.change.new.to_string());
            }
        }
    }
    for text in written {
        assert!(found.contains(&format!("\"{text}\"")), "{text} is lost");
    }
}

#[test]
fn what_somebody_has_open_and_nobody_can_lock_is_not_taken_from_under_them() {
    const TEST: &str =
        "tests::restore::what_somebody_has_open_and_nobody_can_lock_is_not_taken_from_under_them";
    if role().is_some() {
        hold_open(&handed_path());
        return;
    }
    let (office, backup, report) = gone_on();
    let (folder, path) = closed(office);
    let holder = held_open(TEST, folder.path(), &path);
    // Opened for writing in place, so that it stays the file somebody has open.
    use std::os::unix::fs::FileExt;
    for tail in ["", "-wal"] {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(with_tail(&path, tail))
            .unwrap();
        file.write_all_at(&[0x5A; 4_096], 0).unwrap();
    }
    let refused = restore(&backup, &path);
    assert!(
        matches!(refused, Err(LedgerError::HeldOpen { .. })),
        "{refused:?}"
    );
    fs::write(folder.path().join("go"), "").unwrap();
    holder.join().unwrap();
    restore(&backup, &path).unwrap();
    is_as(&path, &report);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
