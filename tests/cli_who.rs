//! Who wrote it: the login name beside the name given, and names that cannot be told apart by eye.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::process::Command;

use common::Desk;
use duban::domain::{Actor, Edit, Origin, TaskId};
use duban::ledger::{self, Access, Target};
use serde_json::Value;

/// The login name as the system tells it.
fn login() -> String {
    let told = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

/// Runs the program with these variables set besides.
fn run_in(desk: &Desk, variables: &[(&str, &str)], args: &[&str]) -> common::Ran {
    let mut command = desk.command();
    command.env_remove("DUBAN_USER");
    let output = command
        .envs(variables.iter().copied())
        .args(args)
        .output()
        .unwrap();
    common::Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn last_entry(desk: &Desk) -> Value {
    let all = desk.run(&["history", "--limit", "1", "--format", "json"]);
    all.came_to(0).json()[0].clone()
}

/// Whether a text holds what a terminal would act on or nobody sees.
fn is_dirty(text: &str) -> bool {
    let is_bad = |c: char| {
        matches!(c, '\u{80}'..='\u{9F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{3164}' | '\u{FEFF}' | '\x1B')
    };
    text.chars().any(is_bad)
}

const ADD: [&str; 5] = ["add", "--region", "敖汉旗", "--title", "甲"];

#[test]
fn an_entry_keeps_the_login_of_the_system_whatever_the_environment_says() {
    let desk = Desk::empty();
    let login = login();
    let forged = [("USER", "局长"), ("LOGNAME", "局长")];
    run_in(&desk, &forged, &ADD).came_to(0);
    let entry = last_entry(&desk);
    assert_eq!(
        (&entry["user"], &entry["login"]),
        (&login.as_str().into(), &login.as_str().into())
    );
    let named = [("USER", "局长"), ("DUBAN_USER", "王芳")];
    run_in(&desk, &named, &ADD).came_to(0);
    let entry = last_entry(&desk);
    assert_eq!(
        (&entry["user"], &entry["login"]),
        (&"王芳".into(), &login.as_str().into())
    );
    desk.run(&["update", "1", "--note", "已催", "--user", "李雷"])
        .came_to(0);
    assert_eq!(last_entry(&desk)["login"], login.as_str());
    // Both are shown where they differ.
    let both = format!("李雷(登录 {login})");
    for args in [["history", "1"].as_slice(), &["show", "1"]] {
        let shown = desk.run(args).came_to(0).out;
        assert!(shown.contains(&both), "{args:?}: {shown}");
        assert!(!shown.contains(&format!("{login}(")), "{shown}");
    }
    let english = desk.run(&["show", "1", "--lang", "en"]).out;
    assert!(
        english.contains(&format!("李雷(login {login})")),
        "{english}"
    );
    let csv = desk.run(&["history", "--format", "csv"]).came_to(0).out;
    assert!(csv.lines().next().unwrap().ends_with(",login"), "{csv}");
    assert!(csv.lines().last().unwrap().ends_with(&login), "{csv}");
    // Found by either name.
    for by in [login.as_str(), "李雷", "李 雷"] {
        let found = desk.run(&["history", "--by", by, "--format", "json"]);
        assert!(!found.json().as_array().unwrap().is_empty(), "{by}");
    }
    let stale = desk.run(&["update", "1", "--title", "乙", "--expect-revision", "1"]);
    assert!(stale.came_to(3).err.contains(&both));
}

#[test]
fn undo_without_an_argument_is_for_the_same_name_and_the_same_login() {
    let desk = Desk::empty();
    run_in(&desk, &[("DUBAN_USER", "王芳")], &ADD).came_to(0);
    let now = "2026-11-27T02:00:00Z".parse().unwrap();
    let other = Actor {
        user: "王芳".to_owned(),
        host: "ssh".to_owned(),
        session: "other".to_owned(),
        origin: Origin {
            login: Some("somebody-else".to_owned()),
            ..Origin::default()
        },
    };
    let mut ledger = ledger::open(&desk.path("ledger.db"), Access::Write).unwrap();
    let target = Target {
        id: TaskId::new(1).unwrap(),
        seen: None,
    };
    let edit = Edit {
        note: Some("别人的备注".to_owned()),
        ..Edit::default()
    };
    ledger.update(&other, now, &[target], &edit).unwrap();
    drop(ledger);
    // The newest batch of this name is that of another login: 王芳 here takes back her own, which
    // the other has built upon, and it is left.
    let undone = run_in(&desk, &[("DUBAN_USER", "王芳")], &["undo"]);
    let undone = undone.came_to(3);
    assert!(
        undone.err.contains("王芳(登录 somebody-else)"),
        "{}",
        undone.err
    );
    assert_eq!(desk.show("1")["notes"].as_array().unwrap().len(), 1);
    // A blank or an unseen character makes no other person.
    run_in(
        &desk,
        &[("DUBAN_USER", "王芳")],
        &["update", "1", "--title", "乙"],
    )
    .came_to(0);
    run_in(&desk, &[("DUBAN_USER", "王\u{3164} \u{200D}芳")], &["undo"]).came_to(0);
    assert_eq!(desk.show("1")["title"], "甲");
    run_in(&desk, &[("DUBAN_USER", "王方")], &["redo"]).came_to(4);
    run_in(&desk, &[("DUBAN_USER", "王芳")], &["redo"]).came_to(0);
}

#[test]
fn what_a_terminal_would_act_on_or_nobody_sees_reaches_no_entry() {
    let desk = Desk::empty();
    let hostile = [
        ("DUBAN_USER", "王\u{9B}31m\u{202E}\u{115F}\u{FE00}芳"),
        (
            "SSH_CONNECTION",
            "10.0.0.1\u{9D}0;x\u{9C}\u{2066} 5022 10.0.0.2 22",
        ),
    ];
    run_in(&desk, &hostile, &ADD).came_to(0);
    let entry = last_entry(&desk);
    assert_eq!(
        (&entry["user"], &entry["host"]),
        (&"王芳".into(), &"10.0.0.1".into())
    );
    let line = "{\"document\": {\"title\": \"方案\", \"region\": \"敖汉旗\"}, \"tasks\": [{\"number\": \"1\", \"title\": \"甲\"}]}";
    let file = desk.write("计\u{9B}2J划\u{202E}\u{200B}.json", line);
    run_in(&desk, &hostile, &["import", &file]).came_to(0);
    let history = desk.run(&["history", "--format", "json"]).came_to(0);
    assert!(history.out.contains("计划.json"), "{}", history.out);
    assert!(!is_dirty(&history.out) && !is_dirty(&history.err));
}

#[test]
fn where_a_connection_comes_from_is_an_address_or_is_not_kept() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::empty();
    let host_of = |words: &[u8]| {
        let mut command = desk.command();
        command.args(ADD);
        command.env("SSH_CONNECTION", std::ffi::OsStr::from_bytes(words));
        assert!(command.output().unwrap().status.success());
        last_entry(&desk)["host"].as_str().unwrap().to_owned()
    };
    let own = rustix::system::uname();
    let own = own.nodename().to_string_lossy().into_owned();
    for words in [
        &b"10.0\x9B.0.1 1 2 3"[..],
        b"somewhere 1 2 3",
        b" ",
        b"\xff",
    ] {
        assert_eq!(host_of(words), own, "{words:?}");
    }
    assert_eq!(host_of(b"10.0.0.7 1 2 3"), "10.0.0.7");
    assert_eq!(host_of(b"fe80::1%eth0 1 2 3"), "fe80::1%eth0");
}

#[test]
fn old_entries_are_cleaned_when_they_are_printed() {
    let desk = Desk::empty();
    desk.run(&ADD).came_to(0);
    let dirty = |name: &str| format!("{name}\u{9B}31m\u{202E}\u{3164}");
    let before = Actor {
        user: dirty("王芳"),
        host: dirty("ssh"),
        session: dirty("s"),
        origin: Origin {
            login: Some(dirty("wangfang")),
            ..Origin::default()
        },
    };
    let edit = Edit {
        note: Some(dirty("备注")),
        reason: Some(dirty("原因")),
        ..Edit::default()
    };
    let target = Target {
        id: TaskId::new(1).unwrap(),
        seen: None,
    };
    let now = "2026-11-27T02:00:00Z".parse().unwrap();
    let mut ledger = ledger::open(&desk.path("ledger.db"), Access::Write).unwrap();
    ledger.update(&before, now, &[target], &edit).unwrap();
    drop(ledger);
    for args in [
        ["history", "--format", "json"].as_slice(),
        &["history", "--format", "csv"],
        &["history"],
        &["list", "--format", "json"],
        &["show", "1"],
        &["undo", "5", "--format", "json"],
    ] {
        let ran = desk.run(args).came_to(0);
        assert!(
            !is_dirty(&ran.out) && !is_dirty(&ran.err),
            "{args:?}: {:?}",
            ran.out
        );
    }
    let entry = &desk.run(&["history", "1", "--format", "json"]).json()[1];
    assert_eq!(
        (&entry["user"], &entry["login"]),
        (&"王芳".into(), &"wangfang".into())
    );
}

#[test]
fn bytes_that_are_no_utf_8_are_refused_with_a_sentence() {
    let desk = Desk::empty();
    let bad = || OsString::from_vec(b"\xB5\xC7\xFF".to_vec());
    for name in ["DUBAN_USER", "DUBAN_LANG", "DUBAN_TODAY"] {
        for args in [ADD.as_slice(), &["list"]] {
            let output = desk.command().env(name, bad()).args(args).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{name} {args:?}: {said}");
            assert!(said.contains(name) && said.contains("不是 UTF-8"), "{said}");
        }
    }
    for flag in ["--user", "--title", "--region", "--requirement", "--reason"] {
        let mut command = desk.command();
        let output = command.args(["add", flag]).arg(bad()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{flag}: {said}");
        assert!(said.contains("不是 UTF-8"), "{flag}: {said}");
    }
    let stdin = desk.run_with(&["update", "1", "--note", "-"], b"\xB5\xC7\xFF".to_vec());
    assert!(stdin.came_to(2).err.contains("标准输入不是 UTF-8"));
    assert!(desk.list(&[]).is_empty(), "nothing was written");
}
