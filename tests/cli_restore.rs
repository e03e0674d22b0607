//! restore and salvage: the way back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use common::{Desk, Ran};

/// A ledger that two people went on with after a backup, and the backup.
fn gone_on() -> (Desk, String) {
    let desk = Desk::sample();
    desk.run(&["update", "3", "--progress", "40"]).came_to(0);
    let backup = desk.text_path("backup.db");
    desk.run(&["backup", &backup]).came_to(0);
    desk.run(&["update", "3", "4", "--progress", "80"])
        .came_to(0);
    desk.run(&["--user", "督查员乙", "update", "5", "--note", "催报"])
        .came_to(0);
    (desk, backup)
}

fn head(desk: &Desk, ledger: &str) -> String {
    desk.run(&["--ledger", ledger, "audit"]).came_to(0).out
}

/// What was kept beside the ledger.
fn kept(desk: &Desk) -> Vec<PathBuf> {
    let files = fs::read_dir(desk.folder.path()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut kept: Vec<PathBuf> = files
        .filter(|path| path.to_str().unwrap().contains("before-restore"))
        .collect();
    kept.sort();
    kept
}

#[test]
fn a_dry_run_tells_what_would_be_lost_and_changes_nothing() {
    let (desk, backup) = gone_on();
    let before = head(&desk, &desk.text_path("ledger.db"));
    let ran = desk.run(&["restore", &backup, "--dry-run"]).came_to(0);
    for words in [
        "3 条",
        "督查员甲：2 条，涉及 2 项",
        "督查员乙：1 条，涉及 1 项",
        "最后在 20",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(ran.err.contains("没有写入"), "{}", ran.err);
    let english = desk
        .run(&["--lang", "en", "restore", &backup, "--dry-run"])
        .came_to(0);
    assert!(
        english.out.contains("督查员乙: 1 entries on 1 tasks"),
        "{}",
        english.out
    );
    desk.run(&["--read-only", "restore", &backup, "--dry-run"])
        .came_to(0);
    assert_eq!(head(&desk, &desk.text_path("ledger.db")), before);
    assert!(kept(&desk).is_empty());
}

#[test]
fn restore_goes_back_to_the_backup_and_keeps_what_was() {
    let (desk, backup) = gone_on();
    let ledger = desk.text_path("ledger.db");
    let (was, wanted) = (head(&desk, &ledger), head(&desk, &backup));
    let ran = desk.run(&["restore", &backup]).came_to(0);
    assert!(
        ran.err.contains("督查员乙") && ran.err.contains("另存为"),
        "{}",
        ran.err
    );
    assert_eq!(head(&desk, &ledger), wanted);
    assert_eq!(desk.show("3")["progress"], 40);
    assert_eq!(ran.out.trim(), kept(&desk)[0].to_str().unwrap());
    assert_eq!(head(&desk, ran.out.trim()), was);
    let mode = fs::metadata(&ledger).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    desk.run(&["update", "3", "--progress", "50"]).came_to(0);
    desk.run(&["undo"]).came_to(0);
    assert_eq!(desk.show("3")["progress"], 40);
    desk.run(&["audit"]).came_to(0);
    // And forth again, with what was done since named.
    let back = desk.run(&["restore", ran.out.trim(), "--yes"]).came_to(0);
    assert!(back.err.contains("各走各的"), "{}", back.err);
    assert_eq!(head(&desk, &ledger), was);
}

#[test]
fn a_ledger_that_is_missing_cut_off_destroyed_or_mixed_with_leftovers_is_restored() {
    for harm in ["missing", "cut", "noise", "empty", "log", "journal"] {
        let (desk, backup) = gone_on();
        let path = desk.path("ledger.db");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let wanted = head(&desk, &backup);
        for tail in ["-wal", "-shm"] {
            let _ = fs::remove_file(desk.path(&format!("ledger.db{tail}")));
        }
        let whole = fs::read(&path).unwrap();
        match harm {
            "missing" => fs::remove_file(&path).unwrap(),
            "cut" => fs::write(&path, &whole[..whole.len() / 3]).unwrap(),
            "noise" => fs::write(&path, vec![0x5A; whole.len()]).unwrap(),
            "empty" => fs::write(&path, b"").unwrap(),
            "log" => {
                fs::remove_file(&path).unwrap();
                drop(desk.write("ledger.db-wal", &whole[..9_000]));
            }
            _ => drop(desk.write("ledger.db-journal", &whole[..9_000])),
        }
        let there = fs::read(&path).ok();
        desk.run(&["restore", &backup]).came_to(0);
        assert_eq!(head(&desk, path.to_str().unwrap()), wanted, "{harm}");
        assert_eq!(desk.show("3")["progress"], 40, "{harm}");
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if there.is_some() { 0o640 } else { 0o660 }, "{harm}");
        let kept = kept(&desk);
        assert_eq!(kept.is_empty(), harm == "missing", "{harm}: {kept:?}");
        if let Some(bytes) = there.filter(|bytes| !bytes.is_empty()) {
            assert_eq!(fs::read(&kept[0]).unwrap(), bytes, "{harm}");
        }
        desk.run(&["update", "5", "--progress", "9"]).came_to(0);
        desk.run(&["audit"]).came_to(0);
    }
}

#[test]
fn what_cannot_be_restored_changes_nothing_and_says_why() {
    let (desk, backup) = gone_on();
    let ledger = desk.text_path("ledger.db");
    let before = head(&desk, &ledger);
    let bytes = fs::read(&backup).unwrap();
    let mut newer = bytes.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    let falsified = desk.write("falsified.db", &bytes);
    rusqlite::Connection::open(&falsified)
        .unwrap()
        .execute_batch("UPDATE task SET title = 'x' WHERE id = 3")
        .unwrap();
    for (file, code, words) in [
        (desk.text_path("none.db"), 4, "没有备份文件"),
        (desk.write("text.db", "mine"), 1, "不是台账"),
        (desk.write("empty.db", ""), 1, "空文件"),
        (
            desk.write("half.db", &bytes[..bytes.len() / 2]),
            1,
            "比应有的短",
        ),
        (desk.write("newer.db", newer), 1, "更新的版本"),
        (falsified, 1, "没有通过核对"),
        (ledger.clone(), 1, "台账本身"),
        ("/dev/null".to_owned(), 1, "管道或设备"),
        (desk.folder.path().to_str().unwrap().to_owned(), 1, "文件夹"),
    ] {
        for flags in [
            &["restore", file.as_str()][..],
            &["restore", &file, "--dry-run"],
        ] {
            let ran = desk.run(flags).came_to(code);
            assert!(ran.err.contains(words), "{file}: {}", ran.err);
        }
    }
    desk.run(&["--read-only", "restore", &backup]).came_to(5);
    let other = Desk::sample();
    let theirs = desk.text_path("theirs.db");
    other.run(&["backup", &theirs]).came_to(0);
    let ran = desk.run(&["restore", &theirs]).came_to(1);
    assert!(
        ran.err.contains("另一份台账") && ran.err.contains("--yes"),
        "{}",
        ran.err
    );
    assert_eq!(head(&desk, &ledger), before);
    assert!(kept(&desk).is_empty());
    desk.run(&["restore", &theirs, "--yes"]).came_to(0);
    assert_eq!(head(&desk, &ledger), head(&desk, &theirs));
}

#[test]
fn the_backup_is_read_through_a_link_from_a_folder_that_cannot_be_written_and_stays_as_it_is() {
    let (desk, backup) = gone_on();
    fs::create_dir(desk.path("shelf")).unwrap();
    let there = desk.path("shelf/kept.db");
    fs::rename(&backup, &there).unwrap();
    fs::set_permissions(&there, fs::Permissions::from_mode(0o440)).unwrap();
    fs::set_permissions(desk.path("shelf"), fs::Permissions::from_mode(0o555)).unwrap();
    std::os::unix::fs::symlink("shelf/kept.db", &backup).unwrap();
    let before = (
        fs::read(&there).unwrap(),
        fs::metadata(&there).unwrap().mtime_nsec(),
    );
    desk.run(&["restore", &backup]).came_to(0);
    let after = (
        fs::read(&there).unwrap(),
        fs::metadata(&there).unwrap().mtime_nsec(),
    );
    assert!(before == after);
    assert_eq!(fs::read_dir(desk.path("shelf")).unwrap().count(), 1);
    fs::set_permissions(desk.path("shelf"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_hint_that_speaks_of_going_back_names_the_verb() {
    let (desk, _) = gone_on();
    rusqlite::Connection::open(desk.path("ledger.db"))
        .unwrap()
        .execute_batch("UPDATE task SET title = 'x' WHERE id = 3")
        .unwrap();
    for lang in ["zh", "en"] {
        // The trail is whole: going back would lose what was entered since.
        let ran = desk.run(&["--lang", lang, "audit"]).came_to(1);
        assert!(ran.err.contains("duban audit --rebuild"), "{}", ran.err);
    }
    rusqlite::Connection::open(desk.path("ledger.db"))
        .unwrap()
        .execute_batch(
            "DROP TRIGGER entry_is_never_changed; UPDATE entry SET user = '别人' WHERE seq = 5",
        )
        .unwrap();
    for lang in ["zh", "en"] {
        let ran = desk.run(&["--lang", lang, "audit"]).came_to(1);
        assert!(ran.err.contains("duban restore"), "{}", ran.err);
    }
    fs::write(desk.path("ledger.db"), "SQLite format 3\0 and noise").unwrap();
    let ran = desk.run(&["list"]).came_to(1);
    assert!(ran.err.contains("duban restore"), "{}", ran.err);
}

#[test]
fn what_is_sound_of_a_damaged_ledger_is_taken_out_what_is_missing_is_said_and_it_can_be_restored() {
    let (desk, _) = gone_on();
    let ledger = desk.path("ledger.db");
    let whole = desk
        .run(&["audit", "--salvage", &desk.text_path("whole.db")])
        .came_to(0);
    assert!(whole.err.contains("没有缺失"), "{}", whole.err);
    let entries = desk.run(&["audit", "--format", "json"]).came_to(0).json()["entries"].clone();
    let conn = rusqlite::Connection::open(&ledger).unwrap();
    conn.execute_batch(
        "DROP TRIGGER entry_is_never_changed; UPDATE entry SET user = '别人' WHERE seq = (SELECT max(seq) - 1 FROM entry);",
    )
    .unwrap();
    drop(conn);
    // Not even its beginning is left.
    let mut bytes = fs::read(&ledger).unwrap();
    bytes[..100].fill(0);
    fs::write(&ledger, &bytes).unwrap();
    for tail in ["-wal", "-shm"] {
        let _ = fs::remove_file(desk.path(&format!("ledger.db{tail}")));
    }
    let out = desk.text_path("out.db");
    let ran = salvaged(&desk, "out.db").came_to(1);
    let told = ran.json();
    let saved = entries.as_u64().unwrap() - 2;
    assert_eq!(
        (&told["entries"], &told["first_bad"]),
        (&saved.into(), &(saved + 1).into())
    );
    assert_eq!(
        (&told["last_known"], &told["ok"]),
        (&entries, &false.into())
    );
    assert_eq!(told["readable"][0]["user"], "督查员乙");
    assert!(
        ran.err.contains("缺失或不可信") && ran.err.contains("duban restore"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read(&ledger).unwrap(), bytes);
    desk.run(&["audit", "--salvage", &out]).came_to(1);
    desk.run(&["restore", &out]).came_to(0);
    assert_eq!(head(&desk, ledger.to_str().unwrap()).trim(), told["head"]);
    assert_eq!(desk.show("3")["progress"], 80);
    desk.run(&["audit", "--salvage", &desk.text_path("ledger.db-wal")])
        .came_to(1);
    desk.run(&[
        "--ledger",
        &desk.text_path("none.db"),
        "audit",
        "--salvage",
        &desk.text_path("x.db"),
    ])
    .came_to(4);
}

/// What is sound of the ledger, taken out into a file of that name.
fn salvaged(desk: &Desk, name: &str) -> Ran {
    let out = desk.text_path(name);
    desk.run(&["audit", "--salvage", &out, "--format", "json"])
}

/// Takes the ledger's log into it and leaves it alone with these bytes.
fn damage(desk: &Desk, harm: impl FnOnce(&mut Vec<u8>)) {
    let backup = desk.text_path("whole.db");
    desk.run(&["backup", &backup, "--force"]).came_to(0);
    for tail in ["-wal", "-shm"] {
        let _ = fs::remove_file(desk.path(&format!("ledger.db{tail}")));
    }
    let mut bytes = fs::read(&backup).unwrap();
    fs::remove_file(&backup).unwrap();
    harm(&mut bytes);
    fs::write(desk.path("ledger.db"), bytes).unwrap();
}

#[test]
fn of_a_ledger_that_was_cut_salvage_says_which_entries_are_missing() {
    let (desk, _) = gone_on();
    let entries = desk.run(&["audit", "--format", "json"]).came_to(0).json()["entries"].clone();
    damage(&desk, |bytes| bytes.truncate(500_000));
    let ran = salvaged(&desk, "out.db").came_to(1);
    let told = ran.json();
    let taken = told["entries"].as_u64().unwrap();
    assert!(taken > 0 && taken < entries.as_u64().unwrap(), "{told}");
    assert_eq!(
        (&told["ok"], &told["end_known"]),
        (&false.into(), &true.into())
    );
    assert_eq!(
        (&told["first_bad"], &told["last_known"]),
        (&(taken + 1).into(), &entries)
    );
    let missing = format!("第 {} 条到第 {entries} 条", taken + 1);
    assert!(ran.err.contains(&missing), "{}", ran.err);
    assert!(!ran.err.contains("没有缺失"), "{}", ran.err);
    for words in ["取出的不是全部", "duban restore", "--dry-run"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
}

#[test]
fn where_the_first_entries_are_gone_salvage_says_so_in_words_and_how_many_follow() {
    let (desk, _) = gone_on();
    let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
    let sql = "SELECT hash FROM entry WHERE seq = 1";
    let first: Vec<u8> = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    drop(conn);
    damage(&desk, |bytes| {
        let holds_it = |page: &&mut [u8]| page.windows(32).any(|it| it == first);
        bytes
            .chunks_mut(4_096)
            .filter(holds_it)
            .for_each(|page| page.fill(0));
    });
    for (lang, words) in [
        ("zh", ["第 1 条留痕就读不出", "还读得出", "duban restore"]),
        (
            "en",
            [
                "Entry 1 cannot be read",
                "can still be read",
                "duban restore",
            ],
        ),
    ] {
        let out = desk.text_path("out.db");
        let ran = desk
            .run(&["--lang", lang, "audit", "--salvage", &out])
            .came_to(1);
        for words in words {
            assert!(ran.err.contains(words), "{words}: {}", ran.err);
        }
        assert!(lang == "en" || !ran.err.contains("entry"), "{}", ran.err);
        assert_eq!(ran.out, "");
        assert!(!desk.path("out.db").exists());
    }
    let ran = salvaged(&desk, "out.db").came_to(1);
    let told = ran.json();
    assert_eq!(
        (&told["entries"], &told["head"]),
        (&0.into(), &serde_json::Value::Null)
    );
    assert!(
        told["readable"][0]["entries"].as_u64().unwrap() > 0,
        "{told}"
    );
}

#[test]
fn where_nobody_knows_what_would_be_lost_nothing_is_not_said() {
    let (desk, backup) = gone_on();
    damage(&desk, |bytes| bytes[..100].fill(0));
    for (lang, unknown, wrong) in [
        ("zh", "不得而知", ["不会丢", " 0 条"]),
        ("en", "is unknown", ["nothing is lost", " 0 entries"]),
    ] {
        let ran = desk
            .run(&["--lang", lang, "restore", &backup, "--dry-run"])
            .came_to(0);
        assert!(ran.out.contains(unknown), "{}", ran.out);
        assert!(
            wrong.iter().all(|words| !ran.out.contains(words)),
            "{}",
            ran.out
        );
    }
    // Of one that was cut something can be counted, and there may have been more.
    let (desk, backup) = gone_on();
    damage(&desk, |bytes| bytes.truncate(bytes.len() - 40_000));
    let ran = desk.run(&["restore", &backup, "--dry-run"]).came_to(0);
    let is_honest = ran.out.contains("至少") || ran.out.contains("不得而知");
    assert!(is_honest && !ran.out.contains("不会丢"), "{}", ran.out);
}

#[test]
fn a_ledger_that_is_gone_empty_or_without_its_beginning_names_what_it_can_be_restored_from() {
    for harm in ["gone", "empty", "header", "cut"] {
        let (desk, backup) = gone_on();
        damage(&desk, |bytes| match harm {
            "header" => bytes[..100].fill(0),
            "cut" => bytes.truncate(300_000),
            _ => bytes.clear(),
        });
        if harm == "gone" {
            fs::remove_file(desk.path("ledger.db")).unwrap();
        }
        let code = if harm == "gone" { 4 } else { 1 };
        for lang in ["zh", "en"] {
            let ran = desk.run(&["--lang", lang, "list"]).came_to(code);
            for words in ["duban restore", "backup.db"] {
                assert!(ran.err.contains(words), "{harm}: {words}: {}", ran.err);
            }
        }
        // What bears its name comes first.
        let rescued = desk.text_path("ledger.db.rescued-230-0011aabb.db");
        fs::copy(&backup, &rescued).unwrap();
        desk.write("ledger.db.rescued-none.db", "none");
        let ran = desk.run(&["list"]).came_to(code);
        let command = format!("duban restore {rescued} --dry-run");
        assert!(ran.err.contains(&command), "{harm}: {}", ran.err);
        assert!(!ran.err.contains("rescued-none"), "{harm}: {}", ran.err);
        desk.run(&["restore", &rescued, "--dry-run"]).came_to(0);
    }
    let desk = Desk::bare();
    let ran = desk.run(&["list"]).came_to(4);
    assert!(!ran.err.contains("旁边有"), "{}", ran.err);
}

#[test]
fn what_is_no_ledger_given_to_restore_says_what_is_wanted() {
    let (desk, backup) = gone_on();
    let text = desk.write("x.txt", "这是一份文字材料，不是台账。".repeat(60));
    for (file, code) in [
        (text, 1),
        (desk.write("x.csv", ""), 1),
        (desk.text_path("none.db"), 4),
        (desk.folder.path().to_str().unwrap().to_owned(), 1),
    ] {
        for lang in ["zh", "en"] {
            let ran = desk.run(&["--lang", lang, "restore", &file]).came_to(code);
            assert!(ran.err.contains(&backup), "{file}: {}", ran.err);
            assert!(
                code == 4 || ran.err.contains("duban backup"),
                "{file}: {}",
                ran.err
            );
        }
    }
}

#[test]
fn a_log_left_where_the_ledger_is_gone_is_named_before_a_restore_and_kept() {
    let (desk, backup) = gone_on();
    let said = desk.run(&["restore", &backup, "--dry-run"]).came_to(0).out;
    assert!(!said.contains("-wal"), "{said}");
    fs::remove_file(desk.path("ledger.db")).unwrap();
    desk.write("ledger.db-wal", vec![7; 5_000]);
    let said = desk.run(&["restore", &backup, "--dry-run"]).came_to(0).out;
    assert!(said.contains(&desk.text_path("ledger.db-wal")), "{said}");
    let done = desk.run(&["restore", &backup, "--yes"]).came_to(0);
    assert!(done.err.contains("ledger.db-wal"), "{}", done.err);
    let kept = done.out.lines().find(|line| line.ends_with("-wal"));
    let kept = kept.map(|line| fs::read(line).unwrap());
    assert_eq!(kept, Some(vec![7; 5_000]));
    desk.run(&["audit"]).came_to(0);
}
