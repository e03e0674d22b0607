//! Files of others: what export and backup leave alone, and what they may replace.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use common::{Desk, Ran};

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
        let ran = desk.run(&["export", "--output", &own, "--format", "csv", "--force"]);
        assert!(ran.code == 2 || own.ends_with("-wal"), "{}", ran.err);
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
        println!("skipped: cannot give a link away");
        return;
    }
    let link = desk.text_path("out.csv");
    desk.run(&["export", "--output", &link]).came_to(1);
    desk.run(&["export", "--output", &link, "--force"])
        .came_to(0);
    assert_eq!(fs::read(&login).unwrap(), b"mine");
    assert!(!fs::symlink_metadata(&link).unwrap().is_symlink());
}
