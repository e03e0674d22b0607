//! Opening: what is no ledger, what cannot be written, what is damaged.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::fixture::*;
use super::machine::*;
use crate::files::with_tail;
use crate::ledger::sqlite::file::pulse::Pulse;
use crate::ledger::sqlite::schema::version;
use crate::ledger::{Access, Ledger, LedgerError, Part, Strange, open};

/// The answer to opening `path`, for writing and for reading, which must be the same.
fn refusal(path: &Path) -> LedgerError {
    let before = fs::read(path).ok();
    let reading = open(path, Access::ReadOnly).unwrap_err();
    let writing = open(path, Access::Write).unwrap_err();
    assert_eq!(reading.to_string(), writing.to_string());
    assert_eq!(fs::read(path).ok(), before, "the file was touched");
    writing
}

fn strange(path: &Path) -> Option<Strange> {
    match refusal(path) {
        LedgerError::NotALedger { path: named, why } => {
            assert_eq!(named, path);
            Some(why)
        }
        _ => None,
    }
}

/// A closed ledger with some work in it, and the folder it lies in.
fn closed() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("台账.db");
    let mut office = Office::new();
    for round in 0..40 {
        let text = format!("第{round}次调度").repeat(40);
        office.update(SUN, &[0], &note(&text)).unwrap();
    }
    office.ledger.backup(&path).unwrap();
    (folder, path)
}

#[test]
fn what_is_not_there_is_missing_and_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for path in [
        folder.path().join("无"),
        folder.path().join("无/无.db"),
        folder.path().join("file/无.db"),
        PathBuf::new(),
    ] {
        assert!(matches!(refusal(&path), LedgerError::Missing(named) if named == path));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn folders_pipes_devices_and_empty_files_are_refused_without_being_opened() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(strange(folder.path()), Some(Strange::Folder));
    let pipe = folder.path().join("管道");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
    // Opening a pipe that nobody writes to would wait for ever.
    for access in [Access::Write, Access::ReadOnly] {
        let refused = open(&pipe, access);
        assert!(matches!(
            refused,
            Err(LedgerError::NotALedger {
                why: Strange::Special,
                ..
            })
        ));
    }
    let refused = open(Path::new("/dev/zero"), Access::Write);
    assert!(matches!(
        refused,
        Err(LedgerError::NotALedger {
            why: Strange::Special,
            ..
        })
    ));
    let empty = folder.path().join("空.db");
    fs::write(&empty, b"").unwrap();
    assert_eq!(strange(&empty), Some(Strange::Empty));
}

#[test]
fn random_bytes_of_any_length_are_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("杂.db");
    let mut dice = Dice(1);
    for length in [1, 50, 99, 100, 511, 512, 4_096, 70_000] {
        let bytes: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        assert_eq!(strange(&path), Some(Strange::Unreadable), "{length}");
    }
    // The right beginning and nothing sensible after it.
    let mut bytes = b"SQLite format 3\0".to_vec();
    bytes.extend((0..5_000).map(|_| dice.below(256) as u8));
    fs::write(&path, &bytes).unwrap();
    assert!(strange(&path).is_some());
    fs::write(&path, "编号,任务\n1,普惠扩容\n").unwrap();
    assert_eq!(strange(&path), Some(Strange::Unreadable));
}

#[test]
fn a_database_of_another_program_is_foreign() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("别的.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TABLE task (id INTEGER); PRAGMA user_version = 1;")
        .unwrap();
    drop(conn);
    assert_eq!(strange(&path), Some(Strange::Foreign));
}

#[test]
fn a_file_cut_off_at_any_page_or_by_a_hundred_bytes_is_refused() {
    let (_folder, path) = closed();
    let whole = fs::read(&path).unwrap();
    let lengths = [
        whole.len() / 2,
        whole.len() - 100,
        whole.len() - 1,
        4_096,
        5_000,
    ];
    for length in lengths {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(strange(&path), Some(Strange::Truncated), "{length}");
    }
    for length in [100, 1_000] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(strange(&path).is_some(), "{length}");
    }
}

#[test]
fn a_newer_schema_is_refused_with_both_versions_and_one_nobody_wrote_as_damage() {
    let (_folder, path) = closed();
    let set = |version: i64| {
        let conn = Connection::open(&path).unwrap();
        conn.pragma_update(None, "user_version", version).unwrap();
    };
    set(7);
    let LedgerError::NewerSchema { found, supported } = refusal(&path) else {
        panic!("not refused as newer");
    };
    assert_eq!((found, supported), (7, version::CURRENT));
    for version in [0, -3] {
        set(version);
        let refused = open(&path, Access::Write);
        assert!(
            matches!(refused, Err(LedgerError::Altered(Part::Shape))),
            "{refused:?}"
        );
    }
    set(version::CURRENT);
    assert!(
        open(&path, Access::Write)
            .unwrap()
            .audit()
            .unwrap()
            .is_clean()
    );
}

#[test]
fn a_new_ledger_is_for_its_owner_and_group() {
    let office = Office::new();
    for tail in ["", "-wal", "-shm"] {
        let file = fs::metadata(format!("{}{tail}", office.path.display())).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o660, "{tail}");
    }
}

#[test]
fn a_ledger_opened_by_a_link_is_the_same_with_all_that_is_still_in_its_log() {
    let mut office = Office::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("链接.db");
    symlink(&office.path, &link).unwrap();
    // More than the file itself holds, so that only the log has it.
    office
        .update(SUN, &[0], &note(&"调度纪要".repeat(20_000)))
        .unwrap();
    for access in [Access::ReadOnly, Access::Write] {
        let linked = open(&link, access).unwrap();
        assert_eq!(linked.state().unwrap(), office.state());
        let log = PathBuf::from(format!("{}-wal", office.path.display()));
        assert!(linked.is_same_file(&link) && linked.is_same_file(&office.path));
        assert!(linked.is_same_file(&log));
        assert!(crate::ledger::is_ledger_file(&link, &log));
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}

#[test]
fn a_name_that_looks_like_an_address_is_a_name() {
    const TEST: &str = "tests::files::a_name_that_looks_like_an_address_is_a_name";
    let path = Path::new("file:台账.db");
    if role().is_some() {
        crate::ledger::create(path, |_| Ok(())).unwrap();
        println!("answer {}", open(path, Access::Write).is_ok());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let said = answers(child(TEST, "create", path).current_dir(folder.path()));
    assert_eq!(said, ["true"]);
    assert!(folder.path().join(path).exists());
}

/// What a ledger opened for writing where nothing can be written does: it reads, and says so.
fn reads_only(path: &Path) {
    let mut ledger: Ledger = open(path, Access::Write).unwrap();
    assert!(ledger.is_read_only());
    let state = ledger.state().unwrap();
    assert_eq!(state.tasks.len(), 3);
    assert!(ledger.audit().unwrap().is_clean());
    let targets = [target(*state.tasks.keys().next().unwrap())];
    let refused = ledger.update(
        &actor(BAO),
        time("2024-03-14T00:00:00Z"),
        &targets,
        &progress(1),
    );
    assert!(matches!(refused, Err(LedgerError::ReadOnly)), "{refused:?}");
    let mut pulse = Pulse::open(path).unwrap();
    assert!(!pulse.beat().unwrap());
}

#[test]
fn a_ledger_on_a_read_only_disk_is_read_even_when_its_log_holds_changes() {
    let Some(disk) = Disk::of("4m") else { return };
    let (_folder, path) = closed();
    let calm = disk.path().join("台账.db");
    fs::copy(&path, &calm).unwrap();
    let hot = disk.path().join("有日志.db");
    let mut office = Office::new();
    office.update(SUN, &[2], &note("尚在日志中")).unwrap();
    for tail in ["", "-wal"] {
        let from = format!("{}{tail}", office.path.display());
        // A copy is all that is wanted of the files; the office is not written to any more.
        fs::copy(from, format!("{}{tail}", hot.display())).unwrap();
    }
    disk.make_read_only();
    reads_only(&calm);
    match open(&hot, Access::Write) {
        Ok(ledger) => assert_eq!(ledger.state().unwrap(), office.state()),
        Err(error) => assert!(
            matches!(error, LedgerError::Unreachable { .. }),
            "{error:?}"
        ),
    }
}

#[test]
fn somebody_who_may_only_read_reads_and_locks_nobody_out() {
    const TEST: &str = "tests::files::somebody_who_may_only_read_reads_and_locks_nobody_out";
    /// Some user who is neither root nor nobody.
    const OWNER: u32 = 1_234;
    match role().as_deref() {
        None => {}
        Some("read") => {
            reads_only(&handed_path());
            println!("answer read");
            return;
        }
        Some(_) => {
            let mut ledger = open(&handed_path(), Access::Write).unwrap();
            let id = target(*ledger.state().unwrap().tasks.keys().next().unwrap());
            let (who, now) = (actor(SUN), time("2024-05-01T00:00:00Z"));
            let written = ledger.update(&who, now, &[id], &note("照常更新")).unwrap();
            println!("answer {}", written.changed.len());
            return;
        }
    }
    for (file_mode, folder_mode) in [(0o644, 0o755), (0o644, 0o1777), (0o666, 0o755)] {
        let (folder, path) = closed();
        let Some(mut nobody) = child_of(NOBODY, TEST, "read", &path) else {
            return;
        };
        let Some(mut owner) = child_of(OWNER, TEST, "write", &path) else {
            return;
        };
        for (path, mode) in [(path.as_path(), file_mode), (folder.path(), folder_mode)] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            chown(path, Some(OWNER), Some(OWNER)).unwrap();
        }
        for _ in 0..2 {
            let read = answers(&mut nobody);
            assert_eq!(read, ["read"], "{file_mode:o} {folder_mode:o}");
            let written = answers(&mut owner);
            assert_eq!(written, ["1"], "{file_mode:o} {folder_mode:o}");
        }
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
fn somebody_who_may_not_even_read_gets_one_sentence() {
    const TEST: &str = "tests::files::somebody_who_may_not_even_read_gets_one_sentence";
    if role().is_some() {
        for access in [Access::Write, Access::ReadOnly] {
            let refused = open(&handed_path(), access).unwrap_err();
            println!(
                "answer {}",
                matches!(refused, LedgerError::Unreachable { .. })
            );
        }
        return;
    }
    let (folder, path) = closed();
    let Some(mut nobody) = child_of(NOBODY, TEST, "open", &path) else {
        return;
    };
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(answers(&mut nobody), ["true", "true"]);
}

#[test]
fn a_file_system_that_keeps_no_locks_is_not_written_to_and_may_be_read() {
    use crate::ledger::create;
    use crate::ledger::sqlite::file::file_system::pretended::NUMBER;
    let (folder, path) = closed();
    for (number, expected) in [
        (0x6969, Some("NFS")),
        (0x517B, Some("SMB")),
        (0xFF53_4D42, Some("CIFS")),
        (0xFE53_4D42, Some("SMB2")),
        (0x6573_5546, Some("FUSE")),
        (0x0102_1997, Some("9p")),
        // ext4, xfs, btrfs, zfs, tmpfs, overlayfs
        (0xEF53, None),
        (0x5846_5342, None),
        (0x9123_683E, None),
        (0x2FC1_2FC1, None),
        (0x0102_1994, None),
        (0x794C_7630, None),
    ] {
        NUMBER.set(Some(number));
        let new = folder.path().join(format!("新{number}.db"));
        for done in [
            open(&path, Access::Write).map(drop),
            create(&new, |_| Ok(())),
        ] {
            match (expected, done) {
                (None, done) => done.unwrap(),
                (Some(expected), Err(LedgerError::NoLocks { kind, .. })) => {
                    assert_eq!(kind, expected);
                }
                (_, done) => panic!("{number:x}: {done:?}"),
            }
        }
        assert_eq!(new.exists(), expected.is_none());
        let read = open(&path, Access::ReadOnly).unwrap();
        assert_eq!(read.state().unwrap().tasks.len(), 3);
    }
    NUMBER.set(None);
    // Where this runs.
    open(&path, Access::Write).unwrap();
}

#[test]
fn a_file_that_was_cut_is_not_opened_for_the_log_beside_it_and_nothing_is_moved_into_it() {
    let mut office = Office::new();
    for round in 0..40 {
        let text = format!("第{round}次调度：{}", "督办".repeat(400));
        office.update(BAO, &[round % 3], &note(&text)).unwrap();
    }
    office
        .ledger
        .store
        .conn
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    for round in 0..3 {
        office
            .update(SUN, &[0], &note(&format!("又{round}")))
            .unwrap();
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("台账.db");
    let (main, log) = (
        fs::read(&office.path).unwrap(),
        fs::read(with_tail(&office.path, "-wal")).unwrap(),
    );
    let put = |length: usize| {
        for tail in ["-wal", "-shm"] {
            let _ = fs::remove_file(with_tail(&path, tail));
        }
        fs::write(&path, &main[..length]).unwrap();
        fs::write(with_tail(&path, "-wal"), &log).unwrap();
    };
    put(main.len());
    assert!(open(&path, Access::Write).is_ok());
    let mut refused = 0;
    for pages in [1, 2, 5, 9, 20] {
        let length = main.len() - pages * 4_096;
        for access in [Access::Write, Access::ReadOnly] {
            put(length);
            match open(&path, access) {
                // The log has all of them.
                Ok(ledger) => assert_eq!(ledger.audit().unwrap().problems, [], "{pages}"),
                Err(error) => {
                    let LedgerError::NotALedger { why, .. } = error else {
                        panic!("{pages} pages: {error:?}");
                    };
                    assert_eq!(why, Strange::Truncated, "{pages} pages");
                    assert_eq!(fs::metadata(&path).unwrap().len(), length as u64);
                    refused += 1;
                }
            }
        }
    }
    assert!(refused >= 6, "{refused} of 10");
}

#[test]
fn a_ledger_opened_for_reading_refuses_every_write() {
    let mut office = Office::new();
    office.update(SUN, &[0], &progress(10)).unwrap();
    let mut reader = open(&office.path, Access::ReadOnly).unwrap();
    assert!(reader.is_read_only());
    let (who, now) = (actor(BAO), office.now());
    let id = office.ids[0];
    let answers = [
        reader.register(&who, now, &bodies()[1], None).err(),
        reader.update(&who, now, &[target(id)], &progress(50)).err(),
        reader.undo(&actor(SUN), now).err(),
        reader.undo_entry(&who, now, office.last_entry()).err(),
        reader.redo(&actor(SUN), now).err(),
        reader.take_in(&who, now, &[], &Default::default()).err(),
    ];
    for (place, answer) in answers.into_iter().enumerate() {
        assert!(
            matches!(answer, Some(LedgerError::ReadOnly)),
            "{place}: {answer:?}"
        );
    }
    assert_eq!(reader.state().unwrap(), office.state());
}
