//! Keys that come before what they would answer is on the screen.

use std::io::Read;
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crate::desk::{Desk, FIRST_ID, SECOND_ID};
use crate::pty::{PATIENCE, Pty, eventually};

#[test]
fn keys_and_their_enter_in_one_piece_are_taken_for_a_paste_and_do_nothing() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    pty.send("asb\r");
    pty.until("输入法开着或误粘贴，未执行");
    assert_eq!(desk.entries(), entries);
    pty.send("asb");
    pty.until("129 项改为 办结");
    pty.settle();
    pty.send("\r");
    pty.until("已记入 129 项");
}

#[test]
fn a_fast_status_of_one_task_lives() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("sp");
    pty.until("立项 -> 推进中");
    assert_eq!(desk.field(FIRST_ID, "status"), "in_progress");
}

/// A line that carries only as much as it is asked for.
struct Slow {
    ask: Sender<usize>,
    came: Receiver<Vec<u8>>,
    /// Asked for and still to come.
    is_asked: bool,
    screen: vt100::Parser,
}

impl Slow {
    fn of(pty: &Pty, cols: u16, rows: u16) -> Slow {
        let mut reader = pty.master().try_clone_reader().unwrap();
        let (ask, asked) = channel::<usize>();
        let (answer, came) = channel();
        std::thread::spawn(move || {
            for most in asked {
                let mut some = vec![0; most];
                let Ok(count) = reader.read(&mut some) else {
                    return;
                };
                some.truncate(count);
                if answer.send(some).is_err() {
                    return;
                }
            }
        });
        let size = |n| NonZeroU16::new(n).unwrap();
        Slow {
            ask,
            came,
            is_asked: false,
            screen: vt100::Parser::new(size(rows), size(cols), 0),
        }
    }

    /// Takes at most so many bytes of what the program writes, if anything comes in this time;
    /// answers how many came.
    fn take(&mut self, most: usize, patience: Duration) -> Option<usize> {
        if !std::mem::replace(&mut self.is_asked, true) {
            self.ask.send(most).unwrap();
        }
        let some = self.came.recv_timeout(patience).ok()?;
        self.is_asked = false;
        self.screen.process(&some);
        Some(some.len())
    }

    fn shown(&self) -> String {
        self.screen.screen().contents().replace('\n', "")
    }

    /// The last lines, to be read in a failure.
    fn foot(&self) -> String {
        let all = self.screen.screen().contents();
        let lines: Vec<&str> = all.lines().rev().take(2).collect();
        lines.join("\n")
    }

    /// Takes everything until the program is quiet; a byte of what comes next is asked for.
    fn settle(&mut self) {
        while self.take(1, Duration::from_millis(300)).is_some() {
            while self.take(65_536, Duration::from_millis(50)).is_some() {}
        }
    }

    /// Takes everything up to a text on the screen; answers how many bytes came.
    fn until(&mut self, text: &str) -> usize {
        let mut sum = 0;
        while !self.shown().contains(text) {
            let some = self.take(65_536, PATIENCE);
            sum += some.unwrap_or_else(|| panic!("no {text}:\n{}", self.foot()));
        }
        sum
    }
}

#[test]
fn an_enter_typed_while_the_frame_with_the_box_still_waits_for_a_slow_line_is_dropped() {
    let desk = Desk::with_plans();
    // The preview beside the table shows it: a frame far larger than any buffer on the way.
    let long = "长".repeat(30_000);
    desk.run(&["update", FIRST_ID, "--requirement", &long]);
    let entries = desk.entries();
    let mut pty = Pty::start(desk.program("张敏", &[]), 500, 200);
    let mut line = Slow::of(&pty, 500, 200);
    line.until("第 1 行");
    line.settle();
    // All of the screen anew, and the box in the same frame.
    pty.send("\x0casb");
    line.take(1, PATIENCE).unwrap();
    // It is being written and waits for us; nobody can have seen the box.
    assert!(!line.shown().contains("确认"));
    pty.send("\r");
    let rest = line.until("框出来之前按的键没有执行");
    assert!(rest > 65_536, "it did not have to wait: {rest} bytes");
    assert!(line.shown().contains("129 项改为 办结"));
    assert_eq!(desk.entries(), entries);
    pty.kill();
}

#[test]
fn commands_while_a_change_waits_for_the_lock_of_another_are_dropped_and_never_done_later() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    let lock = rusqlite::Connection::open(desk.ledger()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The second command is typed ahead of the first one's end, which does not come.
    pty.send("sasp");
    pty.until("正在保存，请稍候；这一键没有执行");
    pty.send("j");
    pty.until("第 2 行");
    pty.until("写完台账，之后自动保存");
    pty.send("s");
    pty.until("正在保存，请稍候；这一键没有执行");
    for key in ["b", "\r"] {
        pty.send(key);
        pty.settle();
        assert!(
            pty.shown().contains("第 2 行 / 129"),
            "{key:?}: {}",
            pty.page()
        );
    }
    lock.execute_batch("ROLLBACK").unwrap();
    drop(lock);
    eventually(
        "the change",
        || desk.field(FIRST_ID, "status") == "assigned",
        || pty.page(),
    );
    pty.until("已记入");
    pty.settle();
    assert_eq!(desk.field(FIRST_ID, "status"), "assigned");
    assert_eq!(desk.field(SECOND_ID, "status"), "registered");
    pty.send("sp");
    pty.until("立项 -> 推进中");
}
