//! Settings: that of the machine, one's own, what is wrong with them, and small limits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::os::unix::process::CommandExt;

use common::{Desk, Ran};

/// Runs the program without `DUBAN_LEDGER`.
fn unnamed(desk: &Desk, args: &[&str]) -> Ran {
    let mut command = desk.command();
    let output = command
        .env_remove("DUBAN_LEDGER")
        .args(args)
        .output()
        .unwrap();
    Ran::of(output)
}

/// A machine whose settings name the ledger of the office.
fn office() -> (Desk, String) {
    let desk = Desk::bare();
    let ledger = desk.text_path("srv/ledger.db");
    std::fs::create_dir(desk.path("srv")).unwrap();
    desk.write("system.toml", format!("[ledger]\npath = \"{ledger}\"\n"));
    (desk, ledger)
}

#[test]
fn the_settings_of_the_machine_name_the_ledger_for_whoever_has_no_environment() {
    let (desk, ledger) = office();
    assert_eq!(unnamed(&desk, &["list"]).came_to(4).out, "");
    unnamed(&desk, &["init", "--sample"]).came_to(0);
    assert!(desk.path("srv/ledger.db").exists(), "{ledger}");
    let list = unnamed(&desk, &["list", "--format", "json"]).came_to(0);
    assert_eq!(list.json().as_array().unwrap().len(), 227);
    assert!(unnamed(&desk, &["doctor"]).out.contains(&ledger));
    // Flag, environment, one's own settings go before it, in this order.
    let own = desk.write(
        "own.toml",
        format!("[ledger]\npath = \"{}\"\n", desk.text_path("b.db")),
    );
    unnamed(&desk, &["init", "--config", &own]).came_to(0);
    assert!(desk.path("b.db").exists());
    assert_eq!(
        unnamed(&desk, &["list", "--config", &own, "--format", "json"]).out,
        "[]\n"
    );
    desk.run(&["init", "--config", &own]).came_to(0);
    assert!(desk.path("ledger.db").exists(), "DUBAN_LEDGER");
    let flag = desk.text_path("c.db");
    desk.run(&["init", "--config", &own, "--ledger", &flag])
        .came_to(0);
    assert!(desk.path("c.db").exists());
}

#[test]
fn ones_own_settings_leave_those_of_the_machine_where_they_say_nothing() {
    let desk = Desk::empty();
    desk.write(
        "system.toml",
        "[ui]\nlanguage = \"en\"\n[rules]\ndue_soon_workdays = 200\n",
    );
    desk.add(&[
        "--title",
        "甲",
        "--region",
        "敖汉旗",
        "--deadline",
        "2026-12-31",
    ]);
    desk.run(&["update", "1", "--status", "assigned"])
        .came_to(0);
    let own = desk.write("own.toml", "[ui]\nascii = true\n");
    let said = desk
        .run(&["list", "--today", "2026-06-30", "--config", &own])
        .came_to(0);
    assert!(
        said.out.contains("yel -") && said.err.contains("tasks: 1"),
        "{}{}",
        said.out,
        said.err
    );
    let own = desk.write(
        "own.toml",
        "[ui]\nlanguage = \"zh\"\n[rules]\ndue_soon_workdays = 3\n",
    );
    let said = desk
        .run(&["list", "--today", "2026-06-30", "--config", &own])
        .came_to(0);
    assert!(said.out.contains("灰 无据"), "{}", said.out);
}

#[test]
fn a_fault_of_the_settings_stops_no_verb_that_is_needed_when_something_is_wrong() {
    let desk = Desk::sample();
    let backup = desk.text_path("b.db");
    let wrong = desk.write("wrong.toml", "[ui]\nlangauge = \"en\"\n");
    let broken = desk.write("broken.toml", "[ui\n");
    let missing = desk.text_path("nobody.toml");
    for file in [&wrong, &broken, &missing] {
        let stopped = desk.run(&["list", "--config", file]).came_to(2);
        assert!(stopped.err.contains(file.as_str()), "{}", stopped.err);
        for verb in [
            ["audit"].as_slice(),
            &["backup", &backup, "--force"],
            &["restore", &backup, "--dry-run"],
        ] {
            let mut all = verb.to_vec();
            all.extend(["--config", file]);
            let ran = desk.run(&all).came_to(0);
            assert!(
                ran.err.contains(file.as_str())
                    && ran.err.contains("不理会")
                    && ran.err.contains("用的台账是"),
                "{}",
                ran.err
            );
        }
        let doctor = desk.run(&["doctor", "--config", file]).came_to(1);
        assert!(doctor.out.contains(file.as_str()), "{}", doctor.out);
        assert!(
            doctor.out.contains("ledger.db"),
            "it goes on: {}",
            doctor.out
        );
    }
    // The machine's own file is no other.
    std::fs::copy(&wrong, desk.path("system.toml")).unwrap();
    desk.run(&["audit"]).came_to(0);
    desk.run(&["list"]).came_to(2);
}

#[test]
fn a_settings_file_with_a_fault_may_be_what_names_the_ledger_and_none_is_made_instead() {
    let (desk, ledger) = office();
    let backup = desk.text_path("b.db");
    desk.run(&["init", "--sample", "--ledger", &backup])
        .came_to(0);
    // So broken that not even the ledger it names can be read.
    let named = format!("[ledger\npath = {ledger}\n");
    let system = desk.write("system.toml", named);
    for verb in [
        ["audit"].as_slice(),
        &["backup", &desk.text_path("c.db")],
        &["restore", &backup],
        &["restore", &backup, "--dry-run"],
    ] {
        let ran = unnamed(&desk, verb).came_to(4);
        assert!(ran.err.contains(&system), "{}", ran.err);
        assert!(!ran.err.contains("duban init"), "{}", ran.err);
    }
    // Whoever names it goes on.
    let to = desk.text_path("d.db");
    unnamed(&desk, &["restore", &backup, "--ledger", &to]).came_to(0);
}

#[test]
fn whoever_goes_on_without_settings_works_on_the_ledger_they_name() {
    let (desk, ledger) = office();
    unnamed(&desk, &["init", "--sample"]).came_to(0);
    desk.write(
        "system.toml",
        format!("[ledger]\npath = \"{ledger}\"\n[ui]\nlangauge = \"en\"\n"),
    );
    let ran = unnamed(&desk, &["backup", &desk.text_path("b.db")]).came_to(0);
    assert!(ran.err.contains("langauge"), "{}", ran.err);
    let copy = desk.text_path("b.db");
    let list = desk.run(&[
        "list",
        "--ledger",
        &copy,
        "--config",
        &desk.write("none.toml", ""),
    ]);
    assert_eq!(
        list.code, 2,
        "the machine's fault is still one: {}",
        list.err
    );
    desk.write("system.toml", "");
    let list = desk
        .run(&["list", "--ledger", &copy, "--format", "json"])
        .came_to(0);
    assert_eq!(list.json().as_array().unwrap().len(), 227);
}

#[test]
fn doctor_looks_at_the_file_that_was_named_and_at_the_keys_in_it() {
    let desk = Desk::sample();
    let file = desk.write("own.toml", "[keys]\nnote = \"w\"\n");
    let fine = desk.run(&["doctor", "--config", &file]);
    assert!(fine.out.contains(&file), "{}", fine.out);
    for (keys, word) in [
        ("nonsense = \"w\"", "nonsense"),
        ("note = \"Meta-Super-x\"", "Meta-Super-x"),
        ("note = \"s\"", "s"),
    ] {
        let file = desk.write("own.toml", format!("[keys]\n{keys}\n"));
        let ran = desk.run(&["doctor", "--config", &file]).came_to(1);
        assert!(ran.out.contains(word), "{keys}: {}", ran.out);
    }
}

#[test]
fn small_limits_end_in_an_answer_or_a_sentence() {
    let desk = Desk::sample();
    let ledger = desk.text_path("ledger.db");
    // Root is exempt from the limit on processes: as somebody else then, who may run the program.
    let is_root = rustix::process::getuid().is_root() && {
        let mut tried = std::process::Command::new(env!("CARGO_BIN_EXE_duban"));
        tried.arg("--version").uid(65_534).gid(65_534);
        tried.output().is_ok_and(|output| output.status.success())
    };
    let open = |path| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
    };
    open(desk.folder.path().to_owned());
    open(desk.path("ledger.db"));
    for (limit, args) in [
        ("--nproc=1", "list"),
        ("--nproc=1", "list 教师"),
        ("--nproc=1", "export --output -"),
        ("--nproc=1", "stats --by region"),
        ("--nproc=2", "list"),
        ("--nproc=3", "list"),
        ("--nofile=7:1000", "list"),
        ("--nofile=5", "list"),
        ("--nofile=5", "backup copy.db"),
        ("--nofile=5", "update 1 --note 备注"),
        ("--as=47000000", "list"),
        ("--as=48000000", "audit"),
        ("--fsize=0", "update 1 --note 备注"),
    ] {
        let mut command = std::process::Command::new("prlimit");
        command
            .args([limit, env!("CARGO_BIN_EXE_duban")])
            .args(args.split(' '))
            .env("DUBAN_LEDGER", &ledger)
            .env("HOME", desk.folder.path())
            .env("DUBAN_SYSTEM_SETTINGS", desk.path("system.toml"))
            .env("RUST_BACKTRACE", "1");
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !said.contains("panicked") && !said.contains("backtrace"),
            "{limit} {args}: {said}"
        );
        let code = output.status.code();
        let words = match limit {
            "--nofile=5" => Some("允许同时打开的文件太少"),
            "--as=47000000" | "--as=48000000" => Some("内存上限太小"),
            "--fsize=0" => Some("错误"),
            _ => None,
        };
        match words {
            Some(words) => assert!(
                code == Some(1) && said.contains(words) && !said.contains("duban restore"),
                "{limit} {args}: {code:?} {said}"
            ),
            None => assert_eq!(code, Some(0), "{limit} {args}: {said}"),
        }
    }
}
