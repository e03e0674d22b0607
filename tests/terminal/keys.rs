//! Keys as slow lines deliver them.

use std::time::Duration;

use crate::desk::{Desk, FIRST_ID};
use crate::pty::Pty;

/// The row the cursor is on.
fn row(pty: &Pty) -> usize {
    let shown = pty.shown();
    let (_, tail) = shown.rsplit_once("第 ").unwrap();
    let (number, _) = tail.split_once(" 行").unwrap();
    number.parse().unwrap()
}

/// A pause on the line: what is tested is time itself.
fn pause(millis: u64) {
    std::thread::sleep(Duration::from_millis(millis));
}

#[test]
fn an_arrow_key_split_anywhere_is_one_down_or_nothing() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    for arrow in ["\x1b[B", "\x1bOB"] {
        for delay in [0, 20, 50] {
            for split in [1, 2] {
                let before = row(&pty);
                let (head, tail) = arrow.split_at(split);
                pty.send(head);
                pause(delay);
                pty.send(tail);
                pty.settle();
                let after = row(&pty);
                assert!(
                    after == before + 1 || after == before,
                    "{arrow:?} {delay} {split}"
                );
                // Within the time a lone Esc is given nothing may get lost.
                assert!(
                    delay == 50 || after == before + 1,
                    "{arrow:?} {delay} {split}"
                );
                assert!(pty.shown().contains("s 状态"), "{}", pty.page());
            }
        }
        let before = row(&pty);
        for byte in arrow.bytes() {
            pty.send([byte]);
            pause(20);
        }
        pty.settle();
        assert_eq!(row(&pty), before + 1);
    }
    assert_eq!(desk.entries(), entries);
}

#[test]
fn a_tail_that_comes_long_after_its_esc_does_nothing() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    let before = pty.lines();
    for tail in [
        "[5~",
        "[1;5u",
        "[?1;2c",
        "[24;80R",
        "[B",
        "OA",
        "[[A",
        "]11;rgb:ffff/0000/0000\x07",
    ] {
        for delay in [100, 600] {
            pty.send("\x1b");
            pause(delay);
            pty.send(tail);
            pty.settle();
            assert_eq!(pty.lines()[..38], before[..38], "{tail:?} {delay}");
        }
    }
    assert_eq!(desk.entries(), entries);
    pty.send("j");
    pty.until("第 2 行");
}

#[test]
fn full_width_letters_and_punctuation_are_the_keys_they_stand_for() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("ｊ");
    pty.until("第 2 行");
    pty.send("／");
    pty.until("Enter 留作筛选");
    pty.send("\x1b");
    pty.until_gone("Enter 留作筛选");
    pty.send("、");
    pty.until("Enter 留作筛选");
    pty.send("\x1b");
    pty.until_gone("Enter 留作筛选");
    pty.send("？");
    pty.until("帮助");
    pty.send("\x1b");
    pty.settle();
    pty.send("：");
    pty.until("Enter 执行");
    pty.send("\x1b");
    pty.until_gone("Enter 执行");
    pty.send("ｓ");
    pty.until("推进中 ");
    pty.send("ｐ");
    pty.until("立项 -> 推进中");
}

#[test]
fn keys_typed_ahead_of_the_disk_act_on_what_it_answers() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    pty.send("sasysp");
    pty.until("签收 -> 推进中");
    assert_eq!(desk.field(FIRST_ID, "status"), "in_progress");
    assert_eq!(desk.entries(), entries + 3);
    pty.send("uuuj");
    pty.until("第 2 行");
    pty.settle();
    assert_eq!(desk.field(FIRST_ID, "status"), "registered");
    assert_eq!(desk.entries(), entries + 6);
}
