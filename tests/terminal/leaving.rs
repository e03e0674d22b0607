//! Every way out: the terminal is as it was, the code says why, nothing holds the ledger.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::desk::{DUBAN, Desk, FIRST_ID, NOTE_KEYS, SECOND_ID};
use crate::pty::{Pty, eventually, process_state, settings};

#[test]
fn q_leaves_with_0_and_the_terminal_as_found() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    assert!(pty.screen().screen().alternate_screen() && pty.screen().screen().bracketed_paste());
    assert_ne!(settings(pty.master()), pty.found);
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn ctrl_c_never_writes_and_never_breaks_the_terminal() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send("半句话");
    pty.until("半句话");
    pty.send("\x03");
    pty.until("草稿 1");
    pty.send("\x03");
    pty.settle();
    assert_eq!(process_state(pty.pid()), "S");
    pty.signal(Signal::INT);
    assert_eq!(pty.code(), 130);
    pty.assert_given_back();
    assert_eq!(desk.entries(), entries);
}

#[test]
fn a_signal_ends_with_128_and_its_number() {
    let desk = Desk::with_plans();
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::QUIT, 131)] {
        for dialogs in ["", "s", "n"] {
            let mut pty = desk.sit("张敏");
            pty.send(dialogs);
            pty.settle();
            let began = Instant::now();
            pty.signal(signal);
            assert_eq!(pty.code(), code, "{dialogs}");
            assert!(began.elapsed() < Duration::from_secs(1));
            pty.assert_given_back();
        }
    }
}

#[test]
fn a_hang_up_ends_the_program_within_a_second_and_frees_the_ledger() {
    let desk = Desk::with_plans();
    // No dialog, one, and one that came out of another: a reason asked for by the status popup.
    for (dialogs, note) in [("", "无"), ("s", "一"), ("sz", "二")] {
        let mut pty = desk.sit("张敏");
        pty.send(dialogs);
        pty.settle();
        let pid = pty.pid();
        let lived = pty.hang_up();
        assert!(lived < Duration::from_secs(1), "{dialogs}: {lived:?}");
        assert!(!std::path::Path::new(&format!("/proc/{}/stat", pid.as_raw_nonzero())).exists());
        let began = Instant::now();
        desk.run(&["update", FIRST_ID, "--note", note]);
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    desk.run(&["audit"]);
}

#[test]
fn a_hang_up_that_somebody_ignores_for_us_still_ends_the_program() {
    let desk = Desk::with_plans();
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.args(["-c", "trap '' HUP; exec \"$0\""]);
    shell.arg(DUBAN);
    desk.dress(&mut shell, "张敏");
    let mut pty = Pty::start(shell, 120, 40);
    pty.listen();
    pty.until("第 1 行");
    let lived = pty.hang_up();
    assert!(lived < Duration::from_secs(1), "{lived:?}");
    desk.run(&["update", SECOND_ID, "--note", "可写"]);
}

#[test]
fn a_stop_by_signal_gives_the_terminal_back_and_a_return_draws_all() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send("未写完");
    pty.until("未写完");
    let before = pty.lines();
    pty.signal(Signal::TSTP);
    eventually("stop", || process_state(pty.pid()) == "T", String::new);
    pty.assert_given_back();
    pty.signal(Signal::CONT);
    eventually("the screen", || pty.lines() == before, || pty.page());
    assert!(pty.screen().screen().bracketed_paste());
    assert_ne!(settings(pty.master()), pty.found);
    pty.send("\r");
    pty.until("已记入");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn ctrl_z_under_a_shell_stops_and_fg_comes_back() {
    let desk = Desk::with_plans();
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.args([
        "-mc",
        "\"$0\"; echo stopped-with-$?; read line; fg; echo over-with-$?",
    ]);
    shell.arg(DUBAN);
    desk.dress(&mut shell, "张敏");
    let mut pty = Pty::start(shell, 120, 40);
    pty.listen();
    pty.until("第 1 行");
    pty.settle();
    let before = pty.lines();
    pty.send("\x1a");
    pty.until("stopped-with-");
    assert!(!pty.screen().screen().alternate_screen());
    pty.send("\n");
    eventually("the screen", || pty.lines() == before, || pty.page());
    pty.send("j");
    pty.until("第 2 行");
    pty.send("q");
    pty.until("over-with-0");
    pty.assert_given_back();
}

#[test]
fn where_the_system_gives_no_threads_the_screen_says_so_and_leaves_the_terminal_alone() {
    let desk = Desk::with_plans();
    // Root is exempt from the limit on processes: as somebody else then, who may use the ledger and
    // of whom nothing else runs on this machine, since all his processes count.
    let is_root = rustix::process::getuid().is_root();
    let number = (100_000 + std::process::id()).to_string();
    let somebody = [
        "setpriv",
        "--reuid",
        &number,
        "--regid",
        "65534",
        "--clear-groups",
    ];
    for path in [desk.home(), &desk.home().join("duban"), &desk.ledger()] {
        use std::os::unix::fs::PermissionsExt;
        let everybody = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(path, everybody).unwrap();
    }
    for most in [1, 2, 3] {
        let limit = format!("--nproc={most}");
        let limited = ["prlimit", &limit, DUBAN];
        let who: &[&str] = if is_root { &somebody } else { &[] };
        let words: Vec<&str> = who.iter().chain(&limited).copied().collect();
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        desk.dress(&mut command, "王芳");
        let mut pty = Pty::start(command, 120, 40);
        pty.listen();
        assert_eq!(pty.code(), 1, "{}", pty.page());
        let shown = String::from_utf8_lossy(&pty.output()).into_owned();
        assert!(shown.contains("系统不让再开线程"), "{shown}");
        assert!(!shown.contains("panicked"), "{shown}");
        assert!(!shown.contains("\u{1b}[?1049h"), "it was never taken");
        assert_eq!(settings(pty.master()), pty.found);
    }
}
