//! A damaged ledger on the command line: no wrong answer with exit 0, and the way back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::{Desk, Ran};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// A ledger of the five plans that was worked with, copied to one file.
fn worked() -> (Desk, Vec<u8>) {
    let desk = Desk::sample();
    for (task, progress) in [("1", "10"), ("2", "20"), ("40", "60"), ("130", "90")] {
        desk.run(&[
            "update",
            task,
            "--progress",
            progress,
            "--note",
            "已电话催报",
        ])
        .came_to(0);
    }
    desk.run(&["undo"]).came_to(0);
    let copy = desk.text_path("copy.db");
    desk.run(&["backup", &copy]).came_to(0);
    let bytes = fs::read(copy).unwrap();
    (desk, bytes)
}

const READING: [&[&str]; 9] = [
    &["list", "--format", "json"],
    &["list", "学前", "--limit", "5"],
    &["list", "资金", "--format", "csv"],
    &["show", "40", "--format", "json"],
    &["history", "--format", "json"],
    &["history", "2", "--format", "csv"],
    &[
        "stats", "--by", "leader", "--cross", "status", "--format", "json",
    ],
    &["stats", "--by", "region", "--format", "csv"],
    &["export", "--output", "-", "--format", "jsonl"],
];

fn answers(desk: &Desk, ledger: &str) -> Vec<Ran> {
    let ask = |args: &&[&str]| {
        let mut all = vec!["--ledger", ledger];
        all.extend(args.iter());
        desk.run(&all)
    };
    READING.iter().map(ask).collect()
}

#[test]
fn of_flipped_bits_none_gives_a_wrong_answer_with_exit_0() {
    let (desk, bytes) = worked();
    let right = answers(&desk, &desk.text_path("copy.db"));
    assert!(right.iter().all(|ran| ran.code == 0));
    let mut dice = Dice(40);
    let mut noticed = 0;
    for round in 0..40 {
        let (at, bit) = (dice.below(bytes.len()), dice.below(8));
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        for tail in ["-wal", "-shm"] {
            let _ = fs::remove_file(desk.path(&format!("flipped.db{tail}")));
        }
        let ledger = desk.write("flipped.db", &flipped);
        for ((ran, right), args) in answers(&desk, &ledger).iter().zip(&right).zip(READING) {
            let is_right = ran.code != 0 || ran.out == right.out;
            assert!(is_right, "round {round}, byte {at} bit {bit}: {args:?}");
            noticed += usize::from(ran.code != 0);
        }
    }
    assert!(noticed > 0, "no bit was in what was read");
}

/// A ledger with a bit flipped in the title of a task in the table, and the title.
fn with_a_wrong_title() -> (Desk, String) {
    let (desk, mut bytes) = worked();
    let title = desk
        .run(&["show", "40", "--format", "json"])
        .came_to(0)
        .json()["title"]
        .clone();
    let title = title.as_str().unwrap().to_owned();
    let places: Vec<usize> = bytes
        .windows(title.len())
        .enumerate()
        .filter(|(_, window)| *window == title.as_bytes())
        .map(|(at, _)| at)
        .collect();
    // The table, not the entry, whose title stands in quotation marks.
    let in_table = places.into_iter().find(|at| bytes[at - 1] != b'"');
    bytes[in_table.unwrap() + 2] ^= 1;
    let ledger = desk.write("falsified.db", &bytes);
    (desk, ledger)
}

#[test]
fn what_is_damaged_is_named_with_the_way_on_and_repaired_from_the_trail() {
    let (desk, ledger) = with_a_wrong_title();
    let on = |args: &[&str]| {
        let mut all = vec!["--ledger", ledger.as_str()];
        all.extend(args);
        desk.run(&all)
    };
    let refused = on(&["show", "40"]).came_to(1);
    for words in [
        "台账已损坏：任务 40",
        "duban audit --rebuild",
        "duban restore",
    ] {
        assert!(refused.err.contains(words), "{words}: {}", refused.err);
    }
    on(&["update", "40", "--progress", "70"]).came_to(1);
    let told = on(&["audit", "--format", "json"]).came_to(1);
    assert!(told.err.contains("duban audit --rebuild"), "{}", told.err);
    let told = told.json();
    assert_eq!(told["problems"][0], "task 40 is not what its entries say");
    assert_eq!(told["file_check"], true);
    let quick = on(&["audit", "--no-file-check", "--format", "json"]).came_to(1);
    assert_eq!(quick.json()["file_check"], false);
    let done = on(&["audit", "--rebuild", "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(done["ok"], true);
    assert_eq!(done["rebuild"]["repaired"]["task"], 1);
    on(&["show", "40"]).came_to(0);
    let history = on(&["history", "--limit", "1", "--format", "json"])
        .came_to(0)
        .json();
    assert_eq!(history[0]["action"], "rebuild");
    assert_eq!(history[0]["entry"], done["rebuild"]["entry"]);
    let again = on(&["audit", "--rebuild"]).came_to(0);
    assert!(again.err.contains("没有需要修复的"), "{}", again.err);
}

#[test]
fn doctor_looks_at_the_end_of_the_trail() {
    let (desk, _) = worked();
    let ran = desk.run(&["doctor"]);
    assert!(ran.out.contains("最后"), "{}", ran.out);
}

#[test]
fn what_the_audit_says_a_repair_mends_the_repair_does_mend() {
    for (damage, told, is_read_only) in [
        (
            "DELETE FROM region WHERE key NOT IN (SELECT region FROM task)",
            "地区",
            false,
        ),
        (
            "UPDATE source_document SET region = '敖汉旗'",
            "文件",
            false,
        ),
        ("DROP INDEX entry_task", "缺少索引 entry_task", true),
        ("DROP INDEX task_parent", "缺少索引 task_parent", true),
        ("DROP TABLE packed_marks", "缺少表 packed_marks", true),
        ("DROP TABLE event", "缺少表 event", true),
        ("DROP TABLE tally", "缺少表 tally", true),
        ("DROP TABLE packed_name", "缺少表 packed_name", true),
        (
            "DROP TRIGGER entry_is_never_changed",
            "缺少触发器 entry_is_never_changed",
            true,
        ),
        (
            "ALTER TABLE task ADD COLUMN colour TEXT",
            "表 task 被改过",
            true,
        ),
    ] {
        let desk = Desk::sample();
        let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {damage}"))
            .unwrap();
        drop(conn);
        let found = desk.run(&["audit"]).came_to(1);
        for words in [told, "duban audit --rebuild"] {
            assert!(found.err.contains(words), "{damage}: {}", found.err);
        }
        if is_read_only {
            let refused = desk.run(&["update", "3", "--progress", "8"]).came_to(1);
            for words in [told, "只读打开", "duban audit --rebuild"] {
                assert!(refused.err.contains(words), "{damage}: {}", refused.err);
            }
            let lines = found.err.lines().filter(|line| line.starts_with("  "));
            assert_eq!(lines.count(), 1, "{damage}: {}", found.err);
        }
        let done = desk.run(&["audit", "--rebuild"]).came_to(0);
        assert!(done.err.contains("已按留痕修复"), "{damage}: {}", done.err);
        desk.run(&["audit"]).came_to(0);
        desk.run(&["update", "3", "--progress", "8"]).came_to(0);
        desk.run(&["show", "3"]).came_to(0);
    }
}

/// Every way to take a table or a column out of a ledger by hand: what is done, and to which.
fn ways_to_misshape(desk: &Desk) -> Vec<(String, String)> {
    let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut rows = conn.prepare(sql).unwrap();
        let rows = rows.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut ways = Vec::new();
    for table in all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
        ways.push((format!("DROP TABLE {table}"), table.clone()));
        ways.push((
            format!("ALTER TABLE {table} RENAME TO other"),
            table.clone(),
        ));
        for column in all(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            let rename = format!("ALTER TABLE {table} RENAME COLUMN \"{column}\" TO other");
            ways.push((rename, table.clone()));
            // Of a key or an indexed column SQLite refuses that.
            let dropped = format!("ALTER TABLE {table} DROP COLUMN \"{column}\"");
            let tried = conn.execute_batch(&format!("BEGIN; {dropped}; ROLLBACK"));
            if tried.is_ok() {
                ways.push((dropped, table.clone()));
            } else {
                let _ = conn.execute_batch("ROLLBACK");
            }
        }
    }
    assert!(ways.len() > 150, "{}", ways.len());
    ways
}

#[test]
fn a_table_or_a_column_that_is_missing_is_said_in_words_by_whatever_reads() {
    const VERBS: [&[&str]; 6] = [
        &["list"],
        &["show", "1"],
        &["history", "--limit", "3"],
        &["stats", "--by", "region"],
        &["export", "--output", "-", "--format", "jsonl"],
        &["doctor"],
    ];
    let desk = Desk::empty();
    desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    let sound = fs::read(desk.path("ledger.db")).unwrap();
    for (at, (way, table)) in ways_to_misshape(&desk).into_iter().enumerate() {
        fs::write(desk.path("ledger.db"), &sound).unwrap();
        let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {way}"))
            .unwrap();
        drop(conn);
        // Of a column one verb each: they say it at one place.
        let verbs = match way.contains("COLUMN") {
            true => &VERBS[at % VERBS.len()..][..1],
            false => &VERBS[..],
        };
        for verb in verbs {
            let ran = desk.run(verb).came_to(1);
            let said = format!("{}{}", ran.out, ran.err);
            for raw in ["no such", "SQL", "数据库出错"] {
                assert!(!said.contains(raw), "{way}: {verb:?}: {said}");
            }
            let mut words = vec!["已损坏", table.as_str()];
            if verb[0] != "doctor" {
                words.extend(["duban audit --rebuild", "duban restore"]);
            }
            for words in words {
                assert!(said.contains(words), "{way}: {verb:?}: {said}");
            }
        }
    }
}

/// Whether there are English words in it beside commands, names of files and their endings.
fn has_english(text: &str, allowed: &[&str]) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_./".contains(c)));
    let is_plain = |word: &&str| word.len() > 2 && word.chars().all(|c| c.is_ascii_lowercase());
    let words: Vec<&str> = words.filter(is_plain).collect();
    words.iter().any(|word| !allowed.contains(word))
}

#[test]
fn what_the_system_the_database_and_the_settings_reader_say_is_said_in_chinese() {
    const ALLOWED: [&str; 9] = [
        "duban", "audit", "restore", "init", "list", "wal", "shm", "find", "samefile",
    ];
    let desk = Desk::sample();
    for (settings, words) in [
        ("[ui", "没有闭合"),
        ("[ui]\nascii", "没有 ="),
        ("[ui]\nlanguage = zh", "没有加引号"),
        ("[ui]\nlanguage = \"zh", "没有闭合"),
        ("[ui]\nascii = true\nascii = true", "写了两次"),
        ("[ui]\n= true", "缺少键"),
    ] {
        let file = desk.write("s.toml", settings);
        let ran = desk.run(&["--config", &file, "list"]).came_to(2);
        let sentence = ran.err.lines().next().unwrap();
        assert!(sentence.contains(words), "{settings}: {sentence}");
        let english = desk
            .run(&["--lang", "en", "--config", &file, "list"])
            .came_to(2);
        assert!(english.err.is_ascii(), "{}", english.err);
    }
    let file = desk.path("s.toml");
    fs::write(&file, b"\xff\xfe[ui]").unwrap();
    let ran = desk
        .run(&["--config", file.to_str().unwrap(), "list"])
        .came_to(2);
    assert!(ran.err.contains("不是 UTF-8"), "{}", ran.err);
    let nowhere = desk.text_path("ledger.db/below/x.csv");
    let ran = desk.run(&["export", "--output", &nowhere]);
    assert!(
        ran.code != 0 && !ran.err.contains("os error"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["backup", &desk.text_path("ledger.db/x.db")]);
    assert!(
        ran.code != 0 && !ran.err.contains("os error"),
        "{}",
        ran.err
    );
    // A page that SQLite trips over.
    let whole = fs::read(desk.path("ledger.db")).unwrap();
    for page in (1..60).step_by(3) {
        let mut bytes = whole.clone();
        bytes[page * 4_096..(page + 1) * 4_096].fill(0);
        fs::write(desk.path("ledger.db"), bytes).unwrap();
        for verb in [
            &["list"][..],
            &["history"],
            &["update", "3", "--progress", "8"],
        ] {
            let ran = desk.run(verb);
            let told = ran.err.lines().filter(|line| line.starts_with("错误"));
            for line in told {
                assert!(!has_english(line, &ALLOWED), "page {page}: {line}");
            }
            for tail in ["-wal", "-shm"] {
                let _ = fs::remove_file(desk.path(&format!("ledger.db{tail}")));
            }
        }
    }
}

#[test]
fn a_log_that_is_a_link_or_has_a_second_name_is_called_that_and_nothing_is_written() {
    use std::os::unix::fs::symlink;
    for (harm, zh, en) in [
        ("link to nothing", "符号链接", "symbolic link"),
        ("link to a file", "符号链接", "symbolic link"),
        ("linked index", "符号链接", "symbolic link"),
        ("second name", "硬链接", "hard link"),
    ] {
        let desk = Desk::sample();
        let backup = desk.text_path("backup.db");
        desk.run(&["backup", &backup]).came_to(0);
        let [log, index] = ["-wal", "-shm"].map(|tail| desk.path(&format!("ledger.db{tail}")));
        for side in [&log, &index] {
            let _ = fs::remove_file(side);
        }
        let other = desk.path("other");
        match harm {
            "link to nothing" => symlink(&other, &log).unwrap(),
            "link to a file" => {
                fs::write(&other, "not a log").unwrap();
                symlink(&other, &log).unwrap();
            }
            "linked index" => symlink(&other, &index).unwrap(),
            _ => {
                fs::write(&other, "not a log").unwrap();
                fs::hard_link(&other, &log).unwrap();
            }
        }
        let was = fs::read(desk.path("ledger.db")).unwrap();
        for verb in [
            &["list"][..],
            &["update", "3", "--progress", "40"],
            &["audit"],
        ] {
            let ran = desk.run(verb).came_to(1);
            for words in [zh, "ledger.db-", "移到"] {
                assert!(ran.err.contains(words), "{harm}: {words}: {}", ran.err);
            }
            let mut english = vec!["--lang", "en"];
            english.extend(verb);
            let ran = desk.run(&english).came_to(1);
            assert!(
                ran.err.contains(en) && ran.err.contains("move"),
                "{harm}: {}",
                ran.err
            );
        }
        let ran = desk.run(&["doctor"]);
        assert!(ran.out.contains(zh), "{harm}: {}", ran.out);
        assert_eq!(fs::read(desk.path("ledger.db")).unwrap(), was, "{harm}");
        assert!(
            harm == "link to nothing"
                || harm == "linked index"
                || fs::read(&other).unwrap() == b"not a log"
        );
        desk.run(&["restore", &backup, "--yes"]).came_to(0);
        desk.run(&["update", "3", "--progress", "40"]).came_to(0);
    }
}

#[test]
fn what_no_list_can_be_made_of_is_not_well_for_doctor_either() {
    for fault in [
        "DELETE FROM packed_rows",
        "DELETE FROM packed_name",
        "PRAGMA foreign_keys = OFF; UPDATE region SET key = key || '甲' WHERE key = (SELECT max(key) FROM region)",
        "UPDATE source_document SET title = title || '甲' WHERE id = 1",
    ] {
        let desk = Desk::sample();
        let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
        conn.execute_batch(fault).unwrap();
        drop(conn);
        desk.run(&["list"]).came_to(1);
        let ran = desk.run(&["doctor"]).came_to(1);
        assert!(
            ran.out.contains("duban audit") || ran.out.contains("不是原样"),
            "{fault}: {}",
            ran.out
        );
    }
}

#[test]
fn the_entry_that_is_gone_is_the_one_that_doctor_and_audit_name() {
    let desk = Desk::sample();
    let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
    conn.execute_batch("DROP TRIGGER entry_is_never_deleted; DELETE FROM entry WHERE seq = 100")
        .unwrap();
    drop(conn);
    for verb in ["doctor", "audit"] {
        let ran = desk.run(&[verb]).came_to(1);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains("100"), "{verb}: {said}");
    }
}

#[test]
fn what_is_no_file_beside_a_ledger_is_named_and_nobody_waits_at_it() {
    for tail in ["-wal", "-shm", "-journal"] {
        for make in ["mkfifo", "mkdir"] {
            let desk = Desk::sample();
            let side = desk.text_path(&format!("ledger.db{tail}"));
            let made = std::process::Command::new(make).arg(&side).status();
            assert!(made.unwrap().success());
            for args in [&["list"][..], &["update", "5", "--note", "x"], &["doctor"]] {
                let ran = desk.run(args).came_to(1);
                let said = format!("{}{}", ran.out, ran.err);
                assert!(said.contains(&side), "{make} {tail}: {said}");
            }
        }
    }
}
