//! The command line on a ledger whose files are not what they should be, and under a wrong clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::{Desk, skipped::skipped};
use duban::ledger::{Access, Ledger, open};

/// Every verb that records something.
const WRITES: [&[&str]; 5] = [
    &["add", "--title", "新增事项", "--region", "敖汉旗"],
    &["update", "1", "--note", "催报"],
    &["import", "lines.jsonl"],
    &["undo"],
    &["redo"],
];

/// Every verb that shows something of the ledger.
const READS: [&[&str]; 7] = [
    &["list"],
    &["list", "--format", "json"],
    &["show", "1"],
    &["history"],
    &["stats", "--by", "region"],
    &["export", "--output", "-", "--format", "jsonl"],
    &["list", "--as-of", "2030-01-01"],
];

/// A desk with something recorded, something to take back and something to put back.
fn desk() -> Desk {
    let desk = Desk::empty();
    desk.write(
        "lines.jsonl",
        "{\"title\":\"导入的事项\",\"region\":\"敖汉旗\"}\n",
    );
    desk.add(&["--title", "甲", "--region", "敖汉旗"]);
    desk.run(&["update", "1", "--note", "第一次"]).came_to(0);
    desk.run(&["undo"]).came_to(0);
    desk
}

fn beside(desk: &Desk, tail: &str) -> PathBuf {
    desk.path(&format!("ledger.db{tail}"))
}

/// How many entries are in the file itself, looked at without making a log beside it.
fn entries(desk: &Desk) -> i64 {
    use rusqlite::{Connection, OpenFlags};
    let address = format!("file:{}?immutable=1", beside(desk, "").display());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(address, flags).unwrap();
    let count = "SELECT count(*) FROM entry";
    conn.query_row(count, [], |row| row.get(0)).unwrap()
}

/// No verb writes or copies, and each says so with `words`.
fn is_not_written(desk: &Desk, words: &[&str]) {
    let before = entries(desk);
    for verb in WRITES.iter().chain(&READS) {
        let ran = desk.run(verb);
        assert_eq!(ran.code, 1, "{verb:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{verb:?}: {}", ran.err);
        }
        assert!(!ran.err.contains("UNIQUE"), "{verb:?}: {}", ran.err);
        assert!(ran.err.contains("提示"), "{verb:?}: {}", ran.err);
    }
    assert_eq!(entries(desk), before);
    let copy = desk.path("backup.db");
    desk.run(&["backup", "backup.db"]).came_to(1);
    assert!(!copy.exists(), "a doubtful ledger is no backup");
    let doctor = desk.run(&["doctor"]).came_to(1);
    assert!(doctor.out.contains(words[0]), "{}", doctor.out);
}

/// The same, and what can be read is shown all the same.
fn is_only_read(desk: &Desk, words: &[&str]) {
    is_not_written(desk, words);
    for verb in READS {
        assert!(!desk.run(verb).out.is_empty(), "{verb:?}");
    }
}

/// Somebody else who has the ledger open, with something in its log.
fn open_elsewhere(desk: &Desk) -> Ledger {
    open(&beside(desk, ""), Access::Write).unwrap()
}

#[test]
fn beside_a_program_whose_log_was_removed_nothing_is_written() {
    for tails in [&["-wal", "-shm"][..], &["-wal"], &["-shm"]] {
        let desk = desk();
        let elsewhere = open_elsewhere(&desk);
        for tail in tails {
            fs::remove_file(beside(&desk, tail)).unwrap();
        }
        let own = std::process::id().to_string();
        match tails.len() {
            2 => is_only_read(&desk, &["被删掉了", &own]),
            _ => {
                let said = desk.run(&["update", "1", "--note", "催报"]).came_to(1).err;
                assert!(said.contains("被删掉了") && said.contains(&own), "{said}");
            }
        }
        drop(elsewhere);
        desk.run(&["update", "1", "--note", "又可以写"]).came_to(0);
        desk.run(&["audit"]).came_to(0);
    }
}

/// Somebody who has a ledger open by SQLite alone, as an older program does, until told to go.
struct Stranger(std::process::Child);

impl Stranger {
    /// `None`, with a line that says so, where there is no python3.
    fn at(desk: &Desk) -> Option<Stranger> {
        use std::io::{BufRead, BufReader};
        use std::process::Stdio;
        let words = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
                     c.execute('SELECT count(*) FROM entry').fetchall(); \
                     print('open', flush=True); sys.stdin.read()";
        let mut command = Command::new("python3");
        command.args(["-c", words]).arg(beside(desk, ""));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let Ok(mut child) = command.spawn() else {
            skipped("no python3");
            return None;
        };
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert_eq!(line, "open\n");
        Some(Stranger(child))
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn beside_a_program_whose_log_was_removed_a_new_log_of_somebody_elses_hides_nothing() {
    let desk = desk();
    let elsewhere = open_elsewhere(&desk);
    for tail in ["-wal", "-shm"] {
        fs::remove_file(beside(&desk, tail)).unwrap();
    }
    let Some(stranger) = Stranger::at(&desk) else {
        return;
    };
    assert!(beside(&desk, "-wal").exists() && beside(&desk, "-shm").exists());
    let own = std::process::id().to_string();
    let before = entries(&desk);
    // Not by this program: to close the ledger's file here would drop the locks on it.
    let mut copying = Command::new("cp");
    copying
        .arg(beside(&desk, ""))
        .arg(desk.path("yesterday.db"));
    assert!(copying.status().unwrap().success());
    for verb in [
        &["backup", "backup.db"][..],
        &["audit"],
        &["doctor"],
        &["update", "1", "--note", "催报"],
        &["undo"],
        &["restore", "yesterday.db"],
    ] {
        let ran = desk.run(verb).came_to(1);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(&own), "{verb:?}: {said}");
        if verb[0] != "restore" {
            assert!(said.contains("被删掉了"), "{verb:?}: {said}");
        }
    }
    assert_eq!(entries(&desk), before);
    assert!(!desk.path("backup.db").exists());
    drop(elsewhere);
    drop(stranger);
    desk.run(&["update", "1", "--note", "又可以写"]).came_to(0);
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn a_ledger_moved_over_one_that_somebody_has_open_is_only_read() {
    let desk = desk();
    let other = self::desk();
    other.run(&["update", "1", "--note", "另一个"]).came_to(0);
    let elsewhere = open_elsewhere(&desk);
    fs::copy(other.path("ledger.db"), desk.path("new.db")).unwrap();
    fs::rename(desk.path("new.db"), beside(&desk, "")).unwrap();
    is_only_read(&desk, &["被换过", &std::process::id().to_string()]);
    drop(elsewhere);
    // Its log was empty, so nothing of it is missed.
    desk.run(&["update", "1", "--note", "又可以写"]).came_to(0);
    desk.run(&["audit"]).came_to(0);
}

/// Leaves a log behind, as somebody who is killed does.
fn kill_while_writing(desk: &Desk) {
    let mut copies = Vec::new();
    let elsewhere = open_elsewhere(desk);
    desk.run(&["update", "1", "--note", "在日志里"]).came_to(0);
    for tail in ["", "-wal"] {
        let copy = desk.path(&format!("killed{tail}"));
        let done = Command::new("cp")
            .arg(beside(desk, tail))
            .arg(&copy)
            .status();
        assert!(done.unwrap().success());
        copies.push((copy, beside(desk, tail)));
    }
    drop(elsewhere);
    for (copy, place) in copies {
        fs::rename(copy, place).unwrap();
    }
}

#[test]
fn a_log_left_beside_another_ledger_is_not_played_into_it() {
    let desk = desk();
    let other = self::desk();
    kill_while_writing(&desk);
    fs::copy(other.path("ledger.db"), desk.path("new.db")).unwrap();
    fs::rename(desk.path("new.db"), beside(&desk, "")).unwrap();
    is_only_read(&desk, &["不是这个台账的", "ledger.db-wal"]);
    fs::rename(beside(&desk, "-wal"), desk.path("aside")).unwrap();
    let _ = fs::remove_file(beside(&desk, "-shm"));
    desk.run(&["update", "1", "--note", "又可以写"]).came_to(0);
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn what_is_not_found_may_be_in_the_log_that_was_not_read_and_that_is_said() {
    let desk = desk();
    let other = self::desk();
    kill_while_writing(&desk);
    fs::copy(other.path("ledger.db"), desk.path("new.db")).unwrap();
    fs::rename(desk.path("new.db"), beside(&desk, "")).unwrap();
    for asked in [
        &["show", "99999"][..],
        &["history", "99999"],
        &["undo", "99999"],
        &["redo"],
        &["list", "--leader", "没有此人"],
        &["list", "--parent", "99999"],
        &["rename", "leader", "没有此人", "有此人"],
        &["update", "99999", "--status", "assigned"],
    ] {
        let ran = desk.run(asked).came_to(1);
        assert!(ran.err.contains("不是这个台账的"), "{asked:?}: {}", ran.err);
    }
}

#[test]
fn a_log_left_beside_its_own_ledger_is_played_in_by_whoever_comes() {
    for verb in WRITES.iter().chain(&READS) {
        let desk = desk();
        kill_while_writing(&desk);
        // After the update in the log there is nothing to put back any more.
        desk.run(verb)
            .came_to(if *verb == ["redo"] { 4 } else { 0 });
        let history = desk.run(&["history", "1"]).came_to(0).out;
        assert!(history.contains("在日志里"), "{verb:?}");
        desk.run(&["audit"]).came_to(0);
    }
}

#[test]
fn an_end_of_the_trail_that_does_not_fit_is_said_in_words_and_not_written_on() {
    for damage in [
        "UPDATE entry SET reason = '假' WHERE seq = (SELECT max(seq) FROM entry)",
        "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)",
        "INSERT INTO batch SELECT id + 1, first_entry, last_entry, user, session, action, compensates, \
         login FROM batch ORDER BY id DESC LIMIT 1",
    ] {
        let desk = desk();
        let conn = rusqlite::Connection::open(beside(&desk, "")).unwrap();
        conn.execute_batch(&format!(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER entry_is_never_changed; \
             DROP TRIGGER entry_is_never_deleted; {damage}"
        ))
        .unwrap();
        drop(conn);
        is_not_written(&desk, &["已损坏", "duban audit", "duban restore"]);
    }
}

/// A desk whose last entries are of a clock that was forty days ahead: to them the clock of this
/// machine is one that was set back.
fn desk_of_the_future() -> Desk {
    let desk = Desk::bare();
    desk.write(
        "lines.jsonl",
        "{\"title\":\"导入的事项\",\"region\":\"敖汉旗\"}\n",
    );
    let now = chrono::Utc::now() + chrono::TimeDelta::days(40);
    duban::ledger::create(&beside(&desk, ""), |ledger| {
        let actor = duban::domain::Actor {
            user: "王芳".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
            origin: Default::default(),
        };
        let plans = duban::sample::plans();
        ledger
            .take_in(&actor, now, &plans, &Default::default())
            .map(drop)
    })
    .unwrap();
    desk
}

#[test]
fn a_clock_set_back_is_named_by_every_verb_that_writes_and_time_in_the_trail_goes_on() {
    let desk = desk_of_the_future();
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let before = desk.list(&["--as-of", &today]);
    desk.run(&["update", "1", "--note", "催报"]).came_to(0);
    for verb in WRITES {
        let said = desk.run(verb).came_to(0).err;
        assert!(said.contains("请校准时间"), "{verb:?}: {said}");
    }
    let history = desk.run(&["history", "--format", "json"]).json();
    let entries = history.as_array().unwrap();
    let times = entries.iter().map(|entry| entry["at"].as_str().unwrap());
    assert!(times.is_sorted());
    assert_eq!(desk.list(&["--as-of", &today]), before);
    desk.run(&["audit"]).came_to(0);
}

#[test]
fn how_far_the_clock_is_behind_is_said_in_both_languages_and_by_the_doctor() {
    let desk = desk_of_the_future();
    let said = desk.run(&["update", "1", "--note", "催报"]).came_to(0).err;
    assert!(
        said.contains("早 39 天") || said.contains("早 40 天"),
        "{said}"
    );
    let said = desk
        .run(&["update", "1", "--note", "再催", "--lang", "en"])
        .came_to(0)
        .err;
    assert!(said.contains("days behind the last entry"), "{said}");
    let doctor = desk.run(&["doctor"]).came_to(0).out;
    assert!(doctor.contains("请校准时间"), "{doctor}");
    desk.run(&["audit"]).came_to(0);
}
