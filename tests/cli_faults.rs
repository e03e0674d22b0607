//! Bad input: a sentence, a hint and the agreed exit code, never a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Desk;

/// Two lines in Chinese without a trace of the insides.
fn is_said_well(desk: &Desk, args: &[&str], code: i32) {
    let ran = desk.run(args).came_to(code);
    assert!(ran.err.starts_with("错误："), "{args:?}: {}", ran.err);
    assert!(
        !ran.err.contains("panicked") && !ran.err.contains("Error {"),
        "{}",
        ran.err
    );
    let english = desk.run(&[&["--lang", "en"], args].concat()).came_to(code);
    assert!(
        english.err.starts_with("error: "),
        "{args:?}: {}",
        english.err
    );
}

#[test]
fn values_that_are_none_are_refused_with_two() {
    let desk = Desk::empty();
    desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    for args in [
        vec!["update", "1", "--progress", "101"],
        vec!["update", "1", "--progress", "-1"],
        vec!["update", "1", "--progress", "半"],
        vec!["update", "1", "--deadline", "2025-02-30"],
        vec!["update", "1", "--status", "完成了"],
        vec!["update", "1", "--sector", "没有"],
        vec!["update", "x", "--progress", "1"],
        vec!["update", "1", "--report-cycle", "daily"],
        vec!["update", "1", "--milestone", "first"],
        vec!["list", "--status", "x"],
        vec!["list", "--sector", "x"],
        vec!["list", "--light", "x"],
        vec!["list", "--sort", "x"],
        vec!["list", "--format", "x"],
        vec!["list", "--limit", "-1"],
        vec!["list", "--due-before", "2025-13-01"],
        vec!["list", "--as-of", "yesterday"],
        vec!["list", "--today", "2025-02-30"],
        vec!["list", "颜色:红"],
        vec!["list", "\"没有成对"],
        vec!["list", "--no-such-flag"],
        vec!["stats", "--by", "colour"],
        vec!["stats"],
        vec!["lits"],
        vec!["completions", "tcsh"],
        vec!["report", "summary", "--output", "x.docx"],
        vec!["--as-of", "2025-01-01", "audit"],
    ] {
        is_said_well(&desk, &args, 2);
    }
    let hint = desk.run(&["list", "--status", "x"]).err;
    assert!(
        hint.contains("in_progress") && hint.contains("推进中"),
        "{hint}"
    );
    desk.run(&["list", "--lang", "fr"]).came_to(2);
}

#[test]
fn what_is_not_there_is_four() {
    let desk = Desk::empty();
    for args in [
        vec!["show", "99"],
        vec!["update", "99", "--progress", "1"],
        vec!["history", "99"],
        vec!["undo"],
        vec!["redo"],
        vec!["undo", "99"],
        vec!["list", "--as-of", "99"],
        vec!["list", "--region", "不存在县"],
        vec!["list", "--leader", "没有的人"],
        vec!["stats", "--by", "region", "--unit", "没有的局"],
        vec!["export", "--document", "没有的方案", "--output", "x.csv"],
        vec!["import", "no-such-file.json"],
    ] {
        is_said_well(&desk, &args, 4);
    }
    let bare = Desk::bare();
    for args in [
        vec!["list"],
        vec!["show", "1"],
        vec!["add", "--title", "甲", "--region", "敖汉旗"],
        vec!["update", "1", "--progress", "1"],
        vec!["export", "--output", "x.csv"],
        vec!["stats", "--by", "region"],
        vec!["history"],
        vec!["undo"],
        vec!["redo"],
        vec!["audit"],
        vec!["backup", "x"],
    ] {
        is_said_well(&bare, &args, 4);
        assert!(bare.run(&args).err.contains("duban init"));
    }
}

#[test]
fn what_must_not_be_written_is_five() {
    let desk = Desk::sample();
    let before = std::fs::read(desk.path("ledger.db")).unwrap();
    for args in [
        vec!["--read-only", "add", "--title", "甲", "--region", "敖汉旗"],
        vec!["update", "1", "--progress", "1", "--read-only"],
        vec!["undo", "--read-only"],
        vec!["redo", "--read-only"],
        vec!["import", "--read-only", "x.json"],
    ] {
        is_said_well(&desk, &args, 5);
    }
    assert_eq!(desk.list(&["--read-only"]).len(), 227);
    assert_eq!(std::fs::read(desk.path("ledger.db")).unwrap(), before);
}

#[test]
fn files_that_are_no_tasks_are_six() {
    let desk = Desk::empty();
    std::fs::create_dir(desk.path("folder")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(desk.path("pipe"))
        .status();
    assert!(made.unwrap().success());
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for (name, bytes) in [
        ("empty.json", Vec::new()),
        ("empty.jsonl", b"\n\n".to_vec()),
        ("noise.json", noise.clone()),
        ("noise.jsonl", noise.clone()),
        ("noise.bin", noise),
        ("half.json", b"{\"tasks\": [".to_vec()),
        ("number.json", b"5".to_vec()),
        ("other.json", b"{\"a\": 1}".to_vec()),
        ("deep.json", "[".repeat(100_000).into_bytes()),
        ("plan.docx", b"PK".to_vec()),
        ("plan.txt", "一、任务".as_bytes().to_vec()),
        ("long.jsonl", vec![b'x'; 40 << 20]),
    ] {
        let file = desk.write(name, bytes);
        is_said_well(&desk, &["import", &file], 6);
        is_said_well(&desk, &["import", "--dry-run", &file], 6);
    }
    for name in ["folder", "pipe", "/dev/zero"] {
        is_said_well(&desk, &["import", name], 6);
    }
    assert!(desk.list(&[]).is_empty());
}

#[test]
fn every_fault_of_a_file_is_told_with_its_line_and_nothing_is_taken() {
    let desk = Desk::empty();
    let file = desk.write(
        "bad.jsonl",
        "{\"title\":\"好\",\"region\":\"敖汉旗\"}\n{\"progress\":101}\n{\"status\":\"差不多\"}\n{\"deadline\":\"2025-02-30\"}\n",
    );
    let ran = desk.run(&["import", &file]).came_to(6);
    for line in ["第 2 行", "第 3 行", "第 4 行"] {
        assert!(ran.err.contains(line), "{}", ran.err);
    }
    assert!(!ran.err.contains("第 1 行") && desk.list(&[]).is_empty());
}

#[test]
fn a_ledger_that_is_none_or_damaged_or_newer_fails_with_one() {
    let desk = Desk::sample();
    let broken = desk.path("broken.db");
    let whole = std::fs::read(desk.path("ledger.db")).unwrap();
    let mut flipped = whole.clone();
    for byte in &mut flipped[..64] {
        *byte ^= 0x5A;
    }
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    for bytes in [
        b"".to_vec(),
        b"not a database at all".to_vec(),
        flipped,
        whole[..whole.len() / 2].to_vec(),
        newer,
    ] {
        std::fs::write(&broken, bytes).unwrap();
        is_said_well(&desk, &["--ledger", broken.to_str().unwrap(), "list"], 1);
        is_said_well(
            &desk,
            &[
                "--ledger",
                broken.to_str().unwrap(),
                "update",
                "1",
                "--progress",
                "3",
            ],
            1,
        );
    }
    is_said_well(&desk, &["--ledger", "/", "list"], 1);
    is_said_well(&desk, &["--ledger", "/dev/null", "list"], 1);
}

#[test]
fn long_and_hostile_words_are_taken_cleaned_or_refused_in_words() {
    let desk = Desk::empty();
    let id = desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    let long = "长".repeat(350_000);
    let ran = desk
        .run_with(&["update", &id, "--note", "-"], long.clone())
        .came_to(2);
    assert!(
        ran.err.contains("350000") && ran.err.lines().count() <= 2,
        "{}",
        ran.err
    );
    let ran = desk
        .run_with(
            &["add", "--title", "x", "--region", "敖汉旗", "--note", "-"],
            long,
        )
        .came_to(2);
    assert!(ran.err.contains("100000"));
    desk.run_with(&["update", &id, "--note", "-"], "字".repeat(100_000))
        .came_to(0);
    desk.run(&[
        "update",
        &id,
        "--note",
        "a\u{1b}]0;x\u{7}b\u{202e}c\u{200f}d",
    ])
    .came_to(0);
    let notes = desk.show(&id)["notes"].clone();
    assert_eq!(notes[1]["text"], "abcd");
    desk.run(&["update", &id, "--note", "\u{202e}"]).came_to(2);
    desk.run(&["list", "--user", &"名".repeat(65)]).came_to(2);
}

#[test]
fn a_misspelt_settings_key_is_named_with_file_line_and_the_nearest() {
    let desk = Desk::empty();
    let file = desk.write("my.toml", "[ui]\nascii = true\nlangauge = \"en\"\n");
    let ran = desk.run(&["list", "--config", &file]).came_to(2);
    for words in ["my.toml", "第 3 行", "ui.langauge", "language"] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    is_said_well(&desk, &["--config", &file, "list"], 2);
    desk.run(&["list", "--config", "no-such.toml"]).came_to(2);
    let file = desk.write(
        "en.toml",
        "[ui]\nlanguage = \"en\"\n[rules]\ndue_soon_workdays = 10\n",
    );
    assert!(
        desk.run(&["list", "--config", &file])
            .came_to(0)
            .err
            .contains("tasks: 0")
    );
    let home = desk.path(".config/duban");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::write(home.join("settings.toml"), "[ui]\nlanguage = \"en\"\n").unwrap();
    assert!(desk.run(&["list"]).came_to(0).err.contains("tasks: 0"));
    assert!(
        desk.run(&["list", "--lang", "zh"])
            .came_to(0)
            .err
            .contains("共 0 项")
    );
    assert!(desk.run(&["lits"]).came_to(2).err.starts_with("error"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure_and_a_full_disk_is_one() {
    let desk = Desk::sample();
    let program = env!("CARGO_BIN_EXE_duban");
    let shell = |line: &str| {
        let mut command = std::process::Command::new("bash");
        command
            .args(["-c", line])
            .env("DUBAN_LEDGER", desk.path("ledger.db"))
            .env("HOME", desk.folder.path());
        command.output().unwrap()
    };
    let ran = shell(&format!(
        "{program} list --format json | head -c 10; exit ${{PIPESTATUS[0]}}"
    ));
    assert_eq!(ran.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    let ran = shell(&format!("{program} list --format json > /dev/full"));
    assert_eq!(ran.status.code(), Some(1));
}

#[test]
fn a_closed_standard_output_is_a_failure_and_nothing_is_done_that_nobody_would_know_of() {
    let desk = Desk::empty();
    let program = env!("CARGO_BIN_EXE_duban");
    let shell = |line: &str| {
        let mut command = std::process::Command::new("bash");
        command
            .args(["-c", &format!("{program} {line}")])
            .env("DUBAN_LEDGER", desk.path("ledger.db"))
            .env("HOME", desk.folder.path());
        command.output().unwrap()
    };
    for line in [
        "list >&-",
        "list <&- >&-",
        "list 1< /dev/null",
        "--help >&-",
        "audit >&-",
        "add --title 甲 --region 敖汉旗 >&-",
        "export --output - >&-",
    ] {
        let ran = shell(line);
        assert_eq!(ran.status.code(), Some(1), "{line}");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(said.contains("错误："), "{line}: {said}");
    }
    assert!(desk.list(&[]).is_empty());
    desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    for line in [
        "list > /dev/null",
        "list <> /dev/null >&0",
        "update 1 --progress 5 >&-",
        "export --output x.csv >&-",
        "backup copy.db >&-",
        "list 2>&-",
    ] {
        let mut command = std::process::Command::new("bash");
        let ran = command
            .args(["-c", &format!("{program} {line}")])
            .env("DUBAN_LEDGER", desk.path("ledger.db"))
            .current_dir(desk.folder.path())
            .status();
        assert_eq!(ran.unwrap().code(), Some(0), "{line}");
    }
    assert_eq!(desk.show("1")["progress"], 5);
}

#[test]
fn a_failure_is_told_in_one_language_also_when_a_settings_file_names_it() {
    let desk = Desk::bare();
    let file = desk.write("en.toml", "[ui]\nlanguage = \"en\"\n");
    let ran = desk.run(&["list", "--config", &file]).came_to(4);
    assert!(
        ran.err.starts_with("error: There is no ledger"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["list", "--frob", "--config", &file]).came_to(2);
    assert!(
        ran.err.starts_with("error: There is no flag"),
        "{}",
        ran.err
    );
}
