//! A terminal at the far end of a slow line: it answers status requests when it has got that far.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use crate::desk::{DUBAN, Desk};
use crate::pty::{Pty, eventually};

const REQUEST: &str = "\x1b[5n";
const ANSWER: &str = "\x1b[0n";

/// How often the terminal was asked.
fn asked(pty: &Pty) -> usize {
    String::from_utf8_lossy(&pty.output())
        .matches(REQUEST)
        .count()
}

fn until_asked(pty: &Pty, times: usize) {
    eventually("a request", || asked(pty) >= times, || pty.page());
}

/// A pause on the line: what is tested is time itself.
fn pause(millis: u64) {
    std::thread::sleep(Duration::from_millis(millis));
}

/// Somebody sits down at a line that takes its time over the first frame.
fn sit(desk: &Desk) -> Pty {
    let mut command = CommandBuilder::new(DUBAN);
    desk.dress(&mut command, "张敏");
    start(command)
}

/// Until the first screen is there and nothing that was asked is left without an answer.
fn start(command: CommandBuilder) -> Pty {
    let mut pty = Pty::start(command, 80, 24);
    pty.listen();
    // Once before the first frame, once after it.
    until_asked(&pty, 2);
    pty.send(ANSWER);
    pause(700);
    pty.send(ANSWER);
    pty.until("第 1 行");
    pty.settle();
    // What else was asked about meanwhile has arrived.
    pty.send(ANSWER.repeat(asked(&pty) - 2));
    pause(50);
    pty
}

#[test]
fn on_a_slow_line_one_frame_is_under_way_and_keys_typed_meanwhile_come_with_the_next() {
    let desk = Desk::with_plans();
    let mut pty = sit(&desk);
    let before = asked(&pty);
    pty.send("j");
    until_asked(&pty, before + 1);
    pty.until("第 2 行");
    let sent = pty.sent();
    for _ in 0..4 {
        pause(33);
        pty.send("j");
    }
    pause(100);
    assert_eq!(
        pty.sent(),
        sent,
        "the first frame has not arrived:\n{}",
        pty.page()
    );
    pty.send(ANSWER);
    pty.until("第 6 行");
    // Three frames were never sent.
    assert!(
        asked(&pty) <= before + 3,
        "{} requests",
        asked(&pty) - before
    );
}

#[test]
fn an_answer_that_never_comes_holds_nothing_up_for_long() {
    let desk = Desk::with_plans();
    let mut pty = sit(&desk);
    for row in 2..8 {
        let began = Instant::now();
        pty.send("j");
        pty.until(&format!("第 {row} 行"));
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{:?}",
            began.elapsed()
        );
    }
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn while_keys_follow_each_other_the_preview_stands_still_and_then_shows_the_last_row() {
    let desk = Desk::with_plans();
    let mut pty = sit(&desk);
    let title = |pty: &Pty, row: usize| {
        let lines = pty.lines();
        let at = lines
            .iter()
            .position(|line| line.starts_with("-- 预览"))
            .unwrap();
        lines[at + 1].contains(&format!("林西县 {row} "))
    };
    assert!(title(&pty, 1), "{}", pty.page());
    for row in 2..=5 {
        pty.send("j");
        pty.send(ANSWER.repeat(3));
        pty.until(&format!("第 {row} 行"));
        pause(20);
    }
    // The keys have stopped.
    eventually("the preview", || title(&pty, 5), || pty.page());
}

#[test]
fn the_shell_gets_no_answer_to_our_questions() {
    let desk = Desk::with_plans();
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.args(["-c", "\"$0\"; read line; echo \"read-$line-\""]);
    shell.arg(DUBAN);
    desk.dress(&mut shell, "张敏");
    let mut pty = start(shell);
    let before = asked(&pty);
    pty.send("j");
    until_asked(&pty, before + 1);
    pty.send("q");
    pause(150);
    pty.send(ANSWER);
    eventually(
        "the end",
        || !pty.screen().screen().alternate_screen(),
        || pty.page(),
    );
    pty.send("x\n");
    pty.until("read-x-");
}
