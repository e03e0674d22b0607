//! Whoever reads what the program prints as slowly as they like: others are not held up, and the
//! answer is still of one moment.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy's leave for tests ends where a helper function begins"
)]

mod common;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

use common::Desk;

/// Enough for more than a pipe and every buffer on the way to it hold.
const TASKS: usize = 1_500;

fn large() -> Desk {
    let desk = Desk::empty();
    let line = |number: usize| {
        let text = "落实到人，按月报送进展。".repeat(10);
        format!(
            r#"{{"title": "第{number}项", "number": "{number}", "region": "敖汉旗", "requirement": "{text}"}}"#
        )
    };
    let lines: Vec<String> = (1..=TASKS).map(line).collect();
    let file = desk.write("lines.jsonl", lines.join("\n") + "\n");
    desk.run(&["import", &file]).came_to(0);
    desk
}

/// A pager that shows the first line and then waits for a key.
struct Pager {
    child: Child,
    pipe: BufReader<ChildStdout>,
    first: String,
}

impl Pager {
    fn of(desk: &Desk, args: &[&str]) -> Pager {
        let mut child = desk
            .beside()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut pipe = BufReader::with_capacity(64, child.stdout.take().unwrap());
        let mut first = String::new();
        pipe.read_line(&mut first).unwrap();
        Pager { child, pipe, first }
    }

    fn read_on(mut self) -> String {
        let mut all = self.first;
        self.pipe.read_to_string(&mut all).unwrap();
        assert!(self.child.wait().unwrap().success());
        all
    }
}

/// Whether the log can be emptied: nobody has an old view of the ledger open.
fn is_log_emptied(desk: &Desk) -> bool {
    let conn = rusqlite::Connection::open(desk.path("ledger.db")).unwrap();
    conn.busy_timeout(std::time::Duration::from_secs(5))
        .unwrap();
    let busy: i64 = conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .unwrap();
    busy == 0
}

#[test]
fn a_pager_that_waits_does_not_let_the_log_grow_and_shows_the_ledger_of_one_moment() {
    for args in [
        &["list"] as &[&str],
        &["list", "--format", "json"],
        &["list", "--format", "csv", "--sort", "-title"],
        &["list", "按月报送", "--format", "json", "--limit", "1400"],
        &["export", "--output", "-", "--format", "jsonl"],
        &["list", "--as-of", "1400", "--format", "json"],
        &["history"],
        &["history", "--format", "json"],
        &["history", "--format", "csv"],
    ] {
        let desk = large();
        let before = desk.run(args).came_to(0).out;
        assert!(before.len() > 90_000, "{args:?}: {} bytes", before.len());
        let pager = Pager::of(&desk, args);
        for (id, title) in [("1400", "改名了"), ("1450", "也改名了"), ("3", "还有")] {
            desk.run(&["update", id, "--title", title]).came_to(0);
        }
        desk.run(&["add", "--title", "第0项", "--region", "敖汉旗"])
            .came_to(0);
        assert!(is_log_emptied(&desk), "{args:?}");
        let shown = pager.read_on();
        assert!(shown == before, "{args:?}: of another moment");
    }
}

#[test]
fn a_pager_left_before_the_end_is_no_failure() {
    let desk = large();
    for args in [
        &["list", "--format", "json"] as &[&str],
        &["list", "--format", "csv"],
        &["history", "--format", "csv"],
        &["export", "--output", "-", "--format", "jsonl"],
    ] {
        let mut pager = Pager::of(&desk, args);
        drop(pager.pipe);
        assert_eq!(pager.child.wait().unwrap().code(), Some(0), "{args:?}");
    }
}
