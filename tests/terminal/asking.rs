//! Verbs that ask before they go on.

use crate::desk::{Desk, FIRST_ID};

#[test]
fn a_restore_asks_whoever_sits_at_the_terminal_and_takes_no_for_an_answer() {
    let desk = Desk::with_plans();
    let backup = desk.home().join("backup.db");
    let backup = backup.to_str().unwrap();
    desk.run(&["backup", backup]);
    desk.run(&["update", FIRST_ID, "--status", "assigned"]);
    for no in ["n\r", "\r", "nein\r"] {
        let mut pty = desk.open("张敏", &["restore", backup]);
        pty.until("将没有");
        pty.until("[y/N]");
        pty.send(no);
        assert_eq!(pty.code(), 1);
        assert_eq!(desk.field(FIRST_ID, "status"), "assigned");
    }
    let mut pty = desk.open("张敏", &["restore", backup]);
    pty.until("[y/N]");
    pty.send("y\r");
    assert_eq!(pty.code(), 0);
    assert_eq!(desk.field(FIRST_ID, "status"), "registered");
    desk.run(&["update", FIRST_ID, "--status", "assigned"]);
    let mut pty = desk.open("张敏", &["restore", backup, "--yes"]);
    assert_eq!(pty.code(), 0);
    assert_eq!(desk.field(FIRST_ID, "status"), "registered");
}
