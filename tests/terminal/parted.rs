//! The ledger's files are taken away, exchanged or locked under an open screen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use duban::ledger::{Access, open};

use crate::desk::{Desk, FIRST_ID, NOTE_KEYS, SECOND_ID};
use crate::pty::{Pty, eventually};

/// What the header says then.
const REPLACED: &str = "文件已被换掉";

/// Keys that record something, as a person presses them: one after the other.
const WRITES: [(&str, &[&str]); 5] = [
    ("status", &["s", "y"]),
    ("note", &["n", "再催一次", "\r"]),
    ("progress", &["p", "50", "\r"]),
    ("undo", &["u"]),
    ("redo", &["\x12"]),
];

fn press(pty: &mut Pty, keys: &[&str]) {
    for key in keys {
        pty.send(key);
        pty.settle();
    }
}

fn beside(desk: &Desk, tail: &str) -> PathBuf {
    let mut name = desk.ledger().into_os_string();
    name.push(tail);
    name.into()
}

fn remove(desk: &Desk, tails: &[&str]) {
    for tail in tails {
        fs::remove_file(beside(desk, tail)).unwrap();
    }
}

/// Another ledger, closed.
fn another(desk: &Desk) -> PathBuf {
    let path = desk.home().join("另一个.db");
    desk.run(&["--ledger", path.to_str().unwrap(), "init"]);
    path
}

/// Presses keys that would record something; nothing of it may be said to be recorded.
fn press_all(pty: &mut Pty, fault: &str) {
    for (write, keys) in WRITES {
        press(pty, keys);
        let shown = pty.shown();
        for acknowledged in ["已记入", "u 撤回", "Ctrl-R 重做"] {
            // What was recorded before the fault is no news.
            let last = pty.lines().into_iter().rev().nth(1).unwrap_or_default();
            assert!(!last.contains(acknowledged), "{write} when {fault}: {last}");
        }
        assert!(
            shown.contains(REPLACED),
            "{write} when {fault}:\n{}",
            pty.page()
        );
        pty.send("\x1b");
        pty.settle();
    }
}

type Fault = fn(&Desk);

const FAULTS: [(&str, Fault, &str); 6] = [
    (
        "removed",
        |desk| remove(desk, &["", "-wal", "-shm"]),
        "不在原处",
    ),
    (
        "moved over",
        |desk| fs::rename(another(desk), desk.ledger()).unwrap(),
        "换成了别的文件",
    ),
    (
        "copied over",
        |desk| {
            let from = another(desk);
            let done = Command::new("cp").arg(from).arg(desk.ledger()).status();
            assert!(done.unwrap().success());
        },
        "被整个覆盖",
    ),
    (
        "no log and index",
        |desk| remove(desk, &["-wal", "-shm"]),
        "日志被删掉",
    ),
    ("no log", |desk| remove(desk, &["-wal"]), "日志被删掉"),
    ("no index", |desk| remove(desk, &["-shm"]), "日志被删掉"),
];

#[test]
fn a_screen_says_at_once_that_its_files_were_parted_and_records_nothing_any_more() {
    for (fault, inflict, said) in FAULTS {
        let desk = Desk::with_plans();
        let mut a = desk.sit("张敏");
        a.send("sa");
        a.until("立项 -> 交办");
        inflict(&desk);
        // Nobody pressed a key.
        a.until(REPLACED);
        a.until(said);
        press_all(&mut a, fault);
        a.send("q");
        assert_eq!(a.code(), 0, "{fault}");
        a.assert_given_back();
        // What there is to know is there for whoever sits before the shell again.
        // It is read beside the test, maybe after the program has ended.
        a.until("duban restore");
    }
}

/// The copies that screens kept of what was taken away under them.
fn rescued(desk: &Desk) -> Vec<PathBuf> {
    let folder = fs::read_dir(desk.ledger().parent().unwrap()).unwrap();
    let mut found: Vec<PathBuf> = folder.map(|file| file.unwrap().path()).collect();
    found.retain(|path| path.to_string_lossy().contains(".rescued-"));
    found
}

fn status(desk: &Desk, ledger: &Path) -> String {
    let ledger = ledger.to_str().unwrap();
    desk.run(&["--ledger", ledger, "audit"]);
    let text = desk.run(&["--ledger", ledger, "show", FIRST_ID, "--format", "json"]);
    let task: serde_json::Value = serde_json::from_str(&text).unwrap();
    task["status"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_recorded_in_a_ledger_that_is_removed_is_kept_once_and_what_was_typed_stays() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let mut b = desk.sit("王芳");
    a.send("sa");
    a.until("立项 -> 交办");
    b.send("n");
    b.until(NOTE_KEYS);
    b.send("已到县局核对");
    b.until("已到县局核对");
    remove(&desk, &["", "-wal", "-shm"]);
    a.until(REPLACED);
    b.until(REPLACED);
    b.send("\r");
    b.until("不在原处；记下的都已另存为");
    assert!(b.shown().contains("已到县局核对"), "{}", b.page());
    eventually("a copy", || rescued(&desk).len() == 1, || a.page());
    press(&mut a, &["q"]);
    press(&mut b, &["\x1b", "q", "q"]);
    a.ended();
    b.ended();
    let [kept] = &rescued(&desk)[..] else {
        panic!("{:?}", rescued(&desk));
    };
    assert_eq!(status(&desk, kept), "assigned");
}

#[test]
fn a_colleague_does_not_write_beside_a_screen_whose_log_was_removed_and_nothing_is_lost() {
    for tails in [&["-wal", "-shm"][..], &["-wal"], &["-shm"]] {
        let desk = Desk::with_plans();
        let mut a = desk.sit("张敏");
        a.send("sa");
        a.until("立项 -> 交办");
        remove(&desk, tails);
        let refused = desk.try_run(&["update", SECOND_ID, "--note", "一"]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{tails:?}: {said}");
        let own = a.pid().as_raw_nonzero().to_string();
        assert!(said.contains(&own) && said.contains("退出"), "{said}");
        // Whoever only reads is told as well that it may not be all.
        let read = desk.try_run(&["show", SECOND_ID]);
        assert_eq!(read.status.code(), Some(1));
        assert!(!read.stdout.is_empty());
        a.until("记下的都已写回");
        // Not even the end of the screen is needed for that.
        a.kill();
        assert_eq!(status(&desk, &desk.ledger()), "assigned");
        desk.run(&["update", SECOND_ID, "--note", "一"]);
        desk.run(&["audit"]);
    }
}

#[test]
fn what_is_typed_on_after_a_box_was_refused_never_commands() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    fs::rename(desk.ledger(), desk.home().join("别处.db")).unwrap();
    a.until(REPLACED);
    a.send("n");
    a.until("不能改；请退出");
    for c in ["j", "j", "o", "f"] {
        a.send(c);
    }
    a.until("其余 4 字未执行");
    assert!(a.shown().contains("第 1 行"), "{}", a.page());
    // Whoever has paused commands again.
    a.send("j");
    a.until("请退出：不在原处");
}

#[test]
fn what_is_typed_on_where_nothing_can_be_written_never_commands_either() {
    let desk = Desk::with_plans();
    let refuses = |args: &[&str], why: &str| {
        let mut a = desk.open("张敏", args);
        a.until("行 / 129");
        a.settle();
        a.send("g");
        a.until("第 1 行");
        a.send("n");
        a.until(why);
        for c in ["j", "j", "o", "f"] {
            a.send(c);
        }
        a.until("其余 4 字未执行");
        assert!(a.shown().contains("第 1 行"), "{}", a.page());
        a.send("j");
        a.until("第 2 行");
    };
    refuses(&["--read-only"], "台账是只读的");
    refuses(&["--as-of", "2099-01-01"], "这是过去某天的台账");
}

#[test]
fn a_file_that_comes_back_is_written_to_again() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    a.send("sa");
    a.until("立项 -> 交办");
    let aside = desk.home().join("一时放在别处.db");
    fs::rename(desk.ledger(), &aside).unwrap();
    a.until(REPLACED);
    fs::rename(&aside, desk.ledger()).unwrap();
    a.until("又回到原处");
    a.until_gone(REPLACED);
    a.send("sy");
    a.until("交办 -> 签收");
    assert_eq!(desk.field(FIRST_ID, "status"), "acknowledged");
}

/// The worker's wait for a lock of others, and every other fault of a screen that writes.
#[test]
fn no_key_that_records_is_acknowledged_while_the_ledger_is_locked_raised_or_full() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let other = rusqlite::Connection::open(desk.ledger()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    a.send("sa");
    a.until("之后自动保存");
    other.execute_batch("ROLLBACK").unwrap();
    eventually(
        "the change",
        || desk.field(FIRST_ID, "status") == "assigned",
        || a.page(),
    );
    other.pragma_update(None, "user_version", 99).unwrap();
    for (write, keys) in WRITES {
        press(&mut a, keys);
        a.until("程序已升级");
        // Another message, so that the next refusal is a new one.
        press(&mut a, &["\x1b", "j"]);
        assert!(!a.shown().contains("程序已升级"), "{write}:\n{}", a.page());
    }
    other.pragma_update(None, "user_version", 4).unwrap();
    assert_eq!(desk.field(FIRST_ID, "status"), "assigned");
    desk.run(&["audit"]);
}

#[test]
fn a_terminal_that_goes_while_any_key_records_leaves_a_whole_ledger_with_all_that_was_said() {
    let desk = Desk::with_plans();
    for (round, (write, keys)) in WRITES.iter().cycle().take(10).enumerate() {
        let mut a = desk.sit("张敏");
        press(&mut a, &["n", &format!("第{round}次调度"), "\r"]);
        a.until("已记入");
        if let Some((last, first)) = keys.split_last() {
            press(&mut a, first);
            a.send(last);
        }
        // Somewhere on the way of the key to the disk; by turns with a kill.
        std::thread::sleep(std::time::Duration::from_millis(
            u64::try_from(round).unwrap(),
        ));
        match round % 2 {
            0 => drop(a.hang_up()),
            _ => a.kill(),
        }
        let history = desk.run(&["history", FIRST_ID]);
        assert!(history.contains(&format!("第{round}次调度")), "{write}");
        desk.run(&["audit"]);
        assert!(
            open(&desk.ledger(), Access::Write)
                .unwrap()
                .doubt()
                .is_none()
        );
    }
}
