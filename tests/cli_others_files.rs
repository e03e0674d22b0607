//! Files of others: what export and backup leave alone, and what they may replace.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use common::{Desk, Ran, skipped::skipped};

/// Names in the folder of the desk, without what a home has.
fn names(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != ".local")
        .collect();
    names.sort();
    names
}

fn is_refused(ran: Ran, words: &str) {
    let ran = ran.came_to(1);
    assert!(
        ran.err.contains(words) && ran.err.contains("--force"),
        "{}",
        ran.err
    );
}

#[test]
fn an_export_never_replaces_a_file_that_is_none_unless_it_is_told_to() {
    let desk = Desk::sample();
    for (name, bytes) in [
        ("letter.csv", "编号,任务\n1,甲\n"),
        ("notes.json", "{\"title\": \"mine\"}"),
        ("list.jsonl", "[1, 2]\n"),
        ("plain.csv", "mine"),
    ] {
        let file = desk.write(name, bytes);
        is_refused(
            desk.run(&["export", "--output", &file]),
            "不是本程序导出的文件",
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), bytes);
        desk.run(&["export", "--output", &file, "--force"])
            .came_to(0);
        assert_ne!(fs::read_to_string(&file).unwrap(), bytes);
        // Now it is one.
        desk.run(&["export", "--output", &file]).came_to(0);
    }
    // Whichever format it had.
    for (name, format) in [
        ("notes.json", "csv"),
        ("letter.csv", "jsonl"),
        ("list.jsonl", "json"),
    ] {
        desk.run(&[
            "export",
            "--output",
            &desk.text_path(name),
            "--format",
            format,
        ])
        .came_to(0);
    }
    let empty = desk.write("empty.csv", "");
    desk.run(&["export", "--output", &empty, "没有这样的词"])
        .came_to(0);
    let before = fs::read(desk.path("ledger.db")).unwrap();
    for own in ["ledger.db", "ledger.db-wal"] {
        let own = desk.text_path(own);
        desk.run(&["export", "--output", &own, "--format", "csv", "--force"])
            .came_to(2);
    }
    assert_eq!(fs::read(desk.path("ledger.db")).unwrap(), before);
}

#[test]
fn an_export_keeps_a_link_and_the_mode_of_what_it_replaces() {
    let desk = Desk::sample();
    fs::create_dir(desk.path("shelf")).unwrap();
    let kept = desk.path("shelf/tasks.csv");
    symlink(&kept, desk.path("out.csv")).unwrap();
    let link = desk.text_path("out.csv");
    desk.run(&["export", "--output", &link]).came_to(0);
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o600)).unwrap();
    let inode = fs::metadata(&kept).unwrap().ino();
    desk.run(&["export", "--output", &link]).came_to(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let after = fs::metadata(&kept).unwrap();
    assert_ne!(after.ino(), inode, "replaced as a whole");
    assert_eq!(after.permissions().mode() & 0o777, 0o600);
    fs::write(&kept, "mine").unwrap();
    is_refused(
        desk.run(&["export", "--output", &link]),
        "不是本程序导出的文件",
    );
    assert_eq!(fs::read(&kept).unwrap(), b"mine");
    assert!(
        names(&desk).iter().all(|name| !name.contains(".part")),
        "{:?}",
        names(&desk)
    );
}

#[test]
fn the_link_of_somebody_else_is_not_followed_even_when_told_to_replace() {
    let desk = Desk::sample();
    let login = desk.write("login", "mine");
    let link = desk.path("out.csv");
    symlink(&login, &link).unwrap();
    if std::os::unix::fs::lchown(&link, Some(65_534), Some(65_534)).is_err() {
        skipped("no leave to give a link away");
        return;
    }
    let link = desk.text_path("out.csv");
    desk.run(&["export", "--output", &link]).came_to(1);
    desk.run(&["export", "--output", &link, "--force"])
        .came_to(0);
    assert_eq!(fs::read(&login).unwrap(), b"mine");
    assert!(!fs::symlink_metadata(&link).unwrap().is_symlink());
}

/// A task changed behind the program's back.
fn falsify(path: &std::path::Path) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("UPDATE task SET title = 'false' WHERE id = 7;")
        .unwrap();
}

#[test]
fn a_backup_replaces_only_a_backup_of_the_same_ledger_unless_it_is_told_to() {
    let desk = Desk::sample();
    let other = Desk::sample();
    let mine = desk.text_path("mine.db");
    for name in ["mine.db", "second.db"] {
        desk.run(&["backup", &desk.text_path(name)]).came_to(0);
    }
    desk.add(&["--title", "新", "--region", "敖汉旗"]);
    desk.run(&["backup", &mine]).came_to(0);
    assert_eq!(desk.list(&["--ledger", &mine]).len(), 228);
    let theirs = desk.text_path("theirs.db");
    other.run(&["backup", &theirs]).came_to(0);
    let foreign = desk.text_path("foreign.db");
    rusqlite::Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE entry (seq INTEGER); INSERT INTO entry VALUES (1);")
        .unwrap();
    let plain = desk.write("notes.txt", "mine");
    let empty = desk.write("empty.db", "");
    for target in [theirs, foreign, plain, empty] {
        let before = fs::read(&target).unwrap();
        is_refused(desk.run(&["backup", &target]), "不是这份台账的备份");
        assert_eq!(fs::read(&target).unwrap(), before);
        desk.run(&["backup", &target, "--force"]).came_to(0);
        assert_eq!(desk.list(&["--ledger", &target]).len(), 228);
        desk.run(&["backup", &target]).came_to(0);
    }
    // An older state does not replace a newer one, which may be the only one left.
    let older = desk.text_path("second.db");
    let refused = desk.run(&["--ledger", &older, "backup", &mine]).came_to(1);
    assert!(refused.err.contains("没有的留痕"), "{}", refused.err);
    assert_eq!(desk.list(&["--ledger", &mine]).len(), 228);
    desk.run(&["--ledger", &older, "backup", &mine, "--force"])
        .came_to(0);
    desk.run(&["backup", "/dev/null", "--force"]).came_to(1);
    for own in ["ledger.db", "ledger.db-wal", "ledger.db-journal"] {
        desk.run(&["backup", &desk.text_path(own), "--force"])
            .came_to(1);
    }
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn a_ledger_that_fails_its_audit_is_never_copied_over_the_last_good_backup() {
    let desk = Desk::sample();
    let copy = desk.text_path("copy.db");
    desk.run(&["backup", &copy]).came_to(0);
    let good = fs::read(&copy).unwrap();
    falsify(&desk.path("ledger.db"));
    for flags in [
        &["backup", copy.as_str()][..],
        &["backup", &copy, "--force"],
    ] {
        let ran = desk.run(flags).came_to(1);
        assert!(
            ran.err.contains("没有通过核对") && ran.err.contains("duban restore"),
            "{}",
            ran.err
        );
        assert_eq!(fs::read(&copy).unwrap(), good);
    }
    desk.run(&["backup", &desk.text_path("new.db")]).came_to(1);
    let left = names(&desk).into_iter();
    let left: Vec<_> = left
        .filter(|name| !name.starts_with("ledger.db-"))
        .collect();
    assert_eq!(left, ["copy.db", "ledger.db"]);
}

#[test]
fn a_backup_has_the_mode_and_the_group_of_the_ledger_and_keeps_a_link() {
    let desk = Desk::sample();
    let ledger = desk.path("ledger.db");
    fs::create_dir(desk.path("shelf")).unwrap();
    symlink("shelf/today.db", desk.path("copy.db")).unwrap();
    let kept = desk.path("shelf/today.db");
    let is_root = fs::metadata(&ledger).unwrap().uid() == 0;
    for mode in [0o660, 0o640, 0o600] {
        fs::set_permissions(&ledger, fs::Permissions::from_mode(mode)).unwrap();
        if is_root {
            std::os::unix::fs::chown(&ledger, None, Some(4_321)).unwrap();
        }
        desk.run(&["backup", &desk.text_path("copy.db")]).came_to(0);
        let facts = fs::metadata(&kept).unwrap();
        assert_eq!(facts.permissions().mode() & 0o777, mode);
        assert_eq!(facts.gid(), fs::metadata(&ledger).unwrap().gid());
        assert!(
            fs::symlink_metadata(desk.path("copy.db"))
                .unwrap()
                .is_symlink()
        );
    }
}

#[test]
fn a_backup_that_somebody_works_on_or_that_a_stray_log_would_be_played_into_is_left_alone() {
    let desk = Desk::sample();
    let copy = desk.text_path("copy.db");
    desk.run(&["backup", &copy]).came_to(0);
    let before = fs::read(&copy).unwrap();
    let conn = rusqlite::Connection::open(&copy).unwrap();
    conn.pragma_update(None, "journal_mode", "WAL").unwrap();
    conn.execute_batch("CREATE TABLE theirs (x); ").unwrap();
    let ran = desk.run(&["backup", &copy]).came_to(1);
    assert!(ran.err.contains("copy.db-wal"), "{}", ran.err);
    drop(conn);
    desk.run(&["backup", &copy]).came_to(0);
    assert_eq!(fs::read(&copy).unwrap().len(), before.len());
    let stray = desk.write("fresh.db-wal", "whatever");
    desk.run(&["backup", &desk.text_path("fresh.db")])
        .came_to(1);
    assert_eq!(fs::read(&stray).unwrap(), b"whatever");
    desk.run(&["--ledger", &copy, "audit"]).came_to(0);
}

#[test]
fn what_a_killed_backup_left_goes_with_the_next_one_whatever_its_name() {
    let desk = Desk::sample();
    let parts = || {
        names(&desk)
            .into_iter()
            .filter(|name| name.contains(".part"))
    };
    let mut round = 0;
    while parts().count() == 0 {
        round += 1;
        assert!(round < 100, "no backup could be killed in the middle");
        let mut backup = std::process::Command::new(env!("CARGO_BIN_EXE_duban"))
            .args(["backup", &desk.text_path("monday.db")])
            .env("HOME", desk.folder.path())
            .env("DUBAN_LEDGER", desk.path("ledger.db"))
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while parts().count() == 0 && backup.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        backup.kill().unwrap();
        backup.wait().unwrap();
    }
    desk.run(&["backup", &desk.text_path("tuesday.db")])
        .came_to(0);
    assert_eq!(parts().collect::<Vec<_>>(), Vec::<String>::new());
}
