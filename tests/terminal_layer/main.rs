//! The terminal layer in a real pseudo-terminal. The child is this test binary itself, running
//! the one test `child_main` with a scene to play.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are not seen as tests"
)]

mod child;
#[path = "../support/pty.rs"]
mod pty;
mod scene;

use std::time::Duration;

use rustix::process::Signal;

use pty::{eventually, process_state, settings, size_of};
use scene::Scene;

const SCENE: &str = "DUBAN_TEST_SCENE";
const NOTES: &str = "DUBAN_TEST_NOTES";
const SORRY: &str = "sorry-said-once";

#[test]
fn child_main() {
    if let Ok(scene) = std::env::var(SCENE) {
        child::play(&scene);
    }
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = Scene::play("plain");
    assert!(pty.screen().screen().alternate_screen());
    pty.send(b"q");
    pty.ended();
    pty.assert_given_back();
}

#[test]
fn a_signal_to_end_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT] {
        let mut pty = Scene::play("plain");
        pty.signal(signal);
        assert!(pty.ended() < Duration::from_secs(1));
        pty.assert_given_back();
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_once() {
    for (key, message) in [(b"!", "a-panic-in-the-loop"), (b"@", "a-panic-in-a-thread")] {
        let mut pty = Scene::play("plain");
        pty.send(key);
        pty.ended();
        pty.assert_given_back();
        assert!(pty.note().contains(message));
        assert_eq!(pty.shown().matches(SORRY).count(), 1);
    }
}

#[test]
fn a_stop_gives_the_terminal_back_and_a_return_draws_everything() {
    let by_signal: fn(&mut Scene) = |pty| pty.signal(Signal::TSTP);
    let by_key: fn(&mut Scene) = |pty| pty.send(b"\x1a");
    for stop in [by_signal, by_key] {
        let mut pty = Scene::play("plain");
        stop(&mut pty);
        eventually("stop", || process_state(pty.pid()) == "T", String::new);
        pty.assert_given_back();
        pty.signal(Signal::CONT);
        pty.until("\"Back\"");
        let screen = pty.screen();
        assert!(screen.screen().alternate_screen() && screen.screen().bracketed_paste());
        assert_ne!(settings(pty.master()), pty.found);
        assert_eq!(pty.shown().matches("Back").count(), 1);
        pty.send(b"q");
        pty.ended();
        pty.assert_given_back();
    }
}

#[test]
fn a_stop_from_outside_is_recovered_from() {
    let mut pty = Scene::play("plain");
    pty.signal(Signal::STOP);
    eventually("stop", || process_state(pty.pid()) == "T", String::new);
    pty.signal(Signal::CONT);
    pty.until("\"Back\"");
    pty.send(b"q");
    pty.ended();
    pty.assert_given_back();
}

#[test]
fn a_hang_up_ends_the_program_within_a_second() {
    for ignored in [false, true] {
        let pty = Scene::start("unread", ignored);
        pty.note();
        let Scene {
            pty,
            folder: _folder,
            ..
        } = pty;
        let lived = pty.hang_up();
        assert!(lived < Duration::from_secs(1), "SIGHUP ignored: {ignored}");
    }
}

#[test]
fn a_program_that_stays_after_a_hang_up_does_not_spin() {
    let pty = Scene::start("stubborn", true);
    pty.note();
    let Scene {
        pty,
        notes,
        folder: _folder,
    } = pty;
    pty.hang_up();
    let millis = || std::fs::read_to_string(&notes).ok()?.parse::<u64>().ok();
    eventually("a note", || millis().is_some(), String::new);
    assert!(millis() >= Some(3 * 200), "{:?}", millis());
}

#[test]
fn a_thousand_resizes_are_survived_and_the_last_is_drawn() {
    let mut pty = Scene::play("plain");
    let sizes = [
        (0, 0),
        (1, 1),
        (65535, 65535),
        (80, 0),
        (2, 300),
        (120, 40),
        (40, 12),
    ];
    for (cols, rows) in sizes.iter().cycle().take(1000) {
        pty.master().resize(size_of(*cols, *rows)).unwrap();
    }
    pty.master().resize(size_of(80, 24)).unwrap();
    pty.send(b"m");
    pty.until("\"m\"");
    pty.until("Size { width: 80, height: 24 }");
    pty.send(b"q");
    pty.ended();
    pty.assert_given_back();
}

#[test]
fn an_idle_screen_sends_nothing_and_wakes_no_more_than_asked() {
    let pty = Scene::play("idle");
    let sent = pty.output().len();
    let millis: u64 = pty.note().parse().unwrap();
    assert_eq!(pty.output().len(), sent);
    assert!(millis >= 5 * 200);
}

#[test]
fn a_split_arrow_key_is_one_down_or_nothing() {
    let mut pty = Scene::play("plain");
    for delay in [0, 20, 50] {
        for split in [1, 2] {
            let (head, tail) = b"\x1b[B".split_at(split);
            pty.send(head);
            std::thread::sleep(Duration::from_millis(delay));
            pty.send(tail);
        }
    }
    pty.send(b"m");
    pty.until("\"m\"");
    let shown = pty.shown();
    assert!(shown.matches("Down").count() >= 4, "{shown}");
    assert!(
        !shown.contains("\"[\"") && !shown.contains("\"B\""),
        "{shown}"
    );
}

#[test]
fn a_long_paste_with_a_split_start_is_cut_at_the_limit() {
    let mut pty = Scene::play("text");
    pty.send(b"\x1b[2");
    pty.send(b"00~");
    let line = "\x1b[31m督办\rq".repeat(1 << 17);
    assert!(line.len() < 2 << 20);
    pty.send(line.as_bytes());
    pty.send(line.as_bytes());
    pty.send(b"\x1b[201~m");
    pty.until("\"Paste209715");
    pty.until("\"m\"");
}

#[test]
fn a_thread_wakes_the_loop() {
    let mut pty = Scene::play("plain");
    pty.send(b"w");
    pty.until("Wake");
}
