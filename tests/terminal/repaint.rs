//! What others write on the screen, and how it goes again.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use crate::desk::Desk;
use crate::pty::{Pty, eventually};

/// Writes to the terminal as `wall` does: past the program.
fn scribble(pty: &Pty, bytes: &str) {
    let no_ctty = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).custom_flags(no_ctty);
    let mut tty = options.open(pty.master().tty_name().unwrap()).unwrap();
    tty.write_all(bytes.as_bytes()).unwrap();
}

/// The lines of the screen; a blank that was written and one that was erased look the same.
fn page(pty: &Pty) -> Vec<String> {
    let lines = pty.lines().into_iter();
    lines.map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn ctrl_l_takes_foreign_text_away_on_every_screen_and_in_every_box() {
    let desk = Desk::with_plans();
    for keys in ["", "s", "n", "c", "/", "?", ":", "\r", "2", "5", "6"] {
        let mut pty = desk.sit("张敏");
        pty.send(keys);
        pty.settle();
        let before = page(&pty);
        scribble(
            &pty,
            "\x07\r\n\r\nBroadcast message from root@host\r\n\r\nshutdown in 5 min\r\n",
        );
        pty.until("Broadcast");
        pty.send("\x0c");
        eventually("the screen", || page(&pty) == before, || pty.page());
    }
}

#[test]
fn ctrl_l_mends_what_another_program_did_to_the_terminal() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    let before = page(&pty);
    // Scroll region, inverse, no wrapping, main screen, no bracketed paste.
    scribble(
        &pty,
        "\x1b[5;9r\x1b[7m\x1b[?7l\x1b[?2004l\x1b[?1049lpartial",
    );
    pty.until("partial");
    pty.send("\x0c");
    eventually("the screen", || page(&pty) == before, || pty.page());
    let screen = pty.screen();
    assert!(screen.screen().alternate_screen() && screen.screen().bracketed_paste());
    pty.send("jjj");
    pty.until("第 4 行");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}
