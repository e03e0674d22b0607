//! Sizes a terminal may claim.

use std::num::NonZeroU16;
use std::time::Duration;

use crate::desk::{Desk, FIRST};
use crate::pty::{Pty, eventually};

fn resident_kb(pty: &Pty) -> u64 {
    let status = format!("/proc/{}/status", pty.pid().as_raw_nonzero());
    let status = std::fs::read_to_string(status).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    peak.trim_end_matches("kB").trim().parse().unwrap()
}

#[test]
fn a_storm_of_sizes_is_survived_and_the_last_one_is_drawn_right() {
    let desk = Desk::with_plans();
    // Looked at to the end: under load its first picture may not be its last one.
    let calm = desk.sit("张敏");
    let mut pty = desk.sit("张敏");
    let sizes = [
        (0, 0),
        (1, 1),
        (65535, 65535),
        (2, 300),
        (300, 2),
        (80, 24),
        (39, 9),
        (200, 50),
        (80, 0),
        (0, 24),
    ];
    for (at, (cols, rows)) in sizes.iter().cycle().take(1000).enumerate() {
        pty.resize(*cols, *rows);
        if at % 50 == 0 {
            pty.send("j");
        }
    }
    pty.resize(120, 40);
    pty.send("g");
    // What was drawn for other sizes is undone by the full frame that follows each of them.
    eventually("the screen", || pty.lines() == calm.lines(), || pty.page());
    assert!(resident_kb(&pty) < 100 << 10, "{} kB", resident_kb(&pty));
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn every_size_to_start_with_is_drawn_or_says_that_it_is_too_small() {
    let desk = Desk::with_plans();
    let sizes = [
        (0, 0, 80, 24),
        (1, 1, 1, 1),
        (39, 20, 39, 20),
        (40, 10, 40, 10),
        (65535, 65535, 500, 200),
    ];
    for (cols, rows, drawn_cols, drawn_rows) in sizes {
        let mut pty = Pty::start(desk.program("张敏", &[]), cols, rows);
        pty.listen();
        eventually("a frame", || pty.sent() > 40, String::new);
        pty.settle();
        let size = |n| NonZeroU16::new(n).unwrap();
        let mut parser = vt100::Parser::new(size(drawn_rows), size(drawn_cols), 0);
        parser.process(&pty.output());
        let shown = parser.screen().contents();
        if drawn_cols < 10 {
            assert!(shown.trim().len() <= 3, "{shown}");
        } else if drawn_cols < 40 {
            assert!(shown.contains("窗口太小"), "{shown}");
        } else {
            assert!(shown.contains(FIRST), "{cols}x{rows}:\n{shown}");
        }
        pty.send("q");
        assert_eq!(pty.code(), 0);
        assert!(pty.ended() < Duration::from_secs(1));
    }
}
