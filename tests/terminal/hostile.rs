//! Titles that would steer a terminal, in the ledger (fault 30).

use std::process::Command;

use crate::desk::Desk;

const HOSTILE: [&str; 4] = [
    "改剪贴板\u{1b}]52;c;cm0gLXJm\u{7}尾",
    "清屏\u{1b}[2J尾",
    "C1\u{9b}31m尾",
    "倒写\u{202e}gnp.exe尾",
];

/// Whether a text holds what only we may send, or what nobody may.
fn is_dirty(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{7}' | '\u{7f}')
    }) || text.contains("\x1b]52")
}

fn has_escape(text: &str) -> bool {
    text.chars()
        .any(|c| c == '\u{1b}' || (c.is_control() && c != '\n' && c != '\r'))
        || is_dirty(text)
}

/// A ledger with hostile titles: as many as come in by the door, and one put in behind its back.
fn desk() -> Desk {
    let desk = Desk::empty();
    desk.run(&["init", "--empty"]);
    for title in HOSTILE {
        desk.run(&[
            "add",
            "--title",
            title,
            "--region",
            title,
            "--lead-unit",
            title,
        ]);
    }
    desk.run(&["update", "1", "--note", HOSTILE[0], "--status", "assigned"]);
    desk
}

#[test]
fn the_command_line_passes_no_hostile_byte_on() {
    let desk = desk();
    for args in [
        &["list"][..],
        &["list", "--format", "csv"],
        &["list", "--format", "json"],
        &["show", "1"],
        &["history"],
        &["history", "--format", "csv"],
        &["history", "--format", "json"],
        &["stats", "--by", "region"],
        &["export", "--output", "-", "--format", "csv"],
        &["export", "--output", "-", "--format", "jsonl"],
        &["export", "--output", "-", "--format", "json"],
    ] {
        let text = desk.run(args);
        assert!(text.contains("尾"), "{args:?}: {text}");
        assert!(!has_escape(&text), "{args:?}: {text:?}");
    }
}

#[test]
fn the_interface_passes_no_hostile_byte_on() {
    let desk = desk();
    let mut pty = desk.open("张\u{1b}[2J敏", &[]);
    pty.until("第 1 行");
    for keys in [
        "jjj", "\r", "\x1b", "5", "1", "s", "\x1b", "n", "\x1b", "frj", "\x1b",
    ] {
        pty.send(keys);
        pty.settle();
    }
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let output = String::from_utf8(pty.output()).unwrap();
    assert!(output.contains("尾"));
    assert!(!is_dirty(&output));
    // Our own frames begin with a clearing of the screen: once at the start, never again.
    assert_eq!(output.matches("\x1b[2J").count(), 1);
}

/// Somebody with another tool put the bytes into the file itself.
#[test]
fn bytes_put_in_behind_the_programs_back_go_no_further() {
    let desk = Desk::with_plans();
    let script = format!(
        "import sqlite3,sys,json
db=sqlite3.connect({:?})
bad=json.loads(sys.argv[1])
for table,column in db.execute(\"select m.name,p.name from sqlite_master m, pragma_table_info(m.name) p where m.type='table' and p.name in ('title','name','search_text')\").fetchall():
    try: db.execute(f'update {{table}} set {{column}}={{column}}||?',(''.join(bad),))
    except sqlite3.Error as e: print(table,e)
db.commit()",
        desk.ledger()
    );
    let bad = serde_json::to_string(&HOSTILE).unwrap();
    let done = Command::new("python3").args(["-c", &script, &bad]).output();
    let Ok(done) = done else {
        crate::skipped::skipped("no python3");
        return;
    };
    assert!(done.status.success(), "{done:?}");
    for args in [&["list"][..], &["list", "--format", "csv"], &["show", "81"]] {
        let output = desk.try_run(args);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!has_escape(&text), "{args:?}");
        assert!(!has_escape(&String::from_utf8(output.stderr).unwrap()));
    }
    let mut pty = desk.open("张敏", &[]);
    // Names that are not as they were written are not shown at all.
    pty.until("名称表与写入时不一致");
    for keys in ["jjj", "\r", "\x1b", "z"] {
        pty.send(keys);
        pty.settle();
    }
    let output = String::from_utf8(pty.output()).unwrap();
    assert!(!is_dirty(&output));
    assert_eq!(output.matches("\x1b[2J").count(), 1);
}
