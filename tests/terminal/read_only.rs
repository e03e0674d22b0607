//! A ledger one may only read.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::desk::{DUBAN, Desk, FIRST, FIRST_ID};
use crate::pty::Pty;

/// Everything that would write says why not; reading and moving work.
fn assert_read_only(pty: &mut Pty) {
    pty.until("第 1 行");
    pty.until("只读");
    for keys in ["s", "p", "n", "d", "c", "e", "u"] {
        pty.send(keys);
        pty.until("台账是只读的");
        // No letter: those are taken for text of the refused box for a moment.
        pty.send("\x1b[B");
        pty.until_gone("台账是只读的");
    }
    pty.send("/");
    pty.until("Enter 留作筛选");
    pty.send("\x1b");
    pty.until_gone("Enter 留作筛选");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
}

#[test]
fn read_only_shows_everything_and_writes_nothing() {
    let desk = Desk::with_plans();
    let entries = desk.entries();
    let mut pty = desk.open("张敏", &["--read-only"]);
    assert_read_only(&mut pty);
    let refused = desk.try_run(&["--read-only", "update", FIRST_ID, "--note", "x"]);
    assert_eq!(refused.status.code(), Some(5));
    assert_eq!(desk.entries(), entries);
}

#[test]
fn read_only_without_a_ledger_is_said_in_one_line() {
    let desk = Desk::empty();
    let mut pty = desk.open("张敏", &["--read-only"]);
    assert_eq!(pty.code(), 4);
    assert!(!String::from_utf8(pty.output()).unwrap().contains('\x1b'));
    assert!(!desk.ledger().exists());
}

pub fn mount(args: &[&str], at: &Path) -> bool {
    let done = Command::new("mount").args(args).arg(at).output();
    done.is_ok_and(|done| done.status.success())
}

/// A mounted folder; it is unmounted whatever happens.
pub struct Mounted<'a>(pub &'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_read_only_file_system_is_read_from() {
    let desk = Desk::empty();
    let folder = desk.home().join("disk");
    std::fs::create_dir(&folder).unwrap();
    if !mount(&["-t", "tmpfs", "tmpfs"], &folder) {
        crate::skipped::skipped("no leave to mount a read-only file system");
        return;
    }
    let _mounted = Mounted(&folder);
    let path = folder.join("ledger.db");
    let ledger = path.to_str().unwrap();
    desk.run(&["--ledger", ledger, "init", "--sample"]);
    assert!(mount(&["-o", "remount,ro"], &folder));
    let mut pty = desk.open("张敏", &["--ledger", ledger]);
    assert_read_only(&mut pty);
    assert!(desk.run(&["--ledger", ledger, "list"]).contains(FIRST));
    let refused = desk.try_run(&["--ledger", ledger, "update", FIRST_ID, "--note", "x"]);
    assert_eq!(refused.status.code(), Some(5));
}

#[test]
fn a_full_disk_is_read_from_and_the_screen_says_so() {
    let desk = Desk::empty();
    let folder = desk.home().join("disk");
    std::fs::create_dir(&folder).unwrap();
    if !mount(&["-t", "tmpfs", "-o", "size=2m", "tmpfs"], &folder) {
        crate::skipped::skipped("no leave to mount a tmpfs");
        return;
    }
    let _mounted = Mounted(&folder);
    let path = folder.join("ledger.db");
    let ledger = path.to_str().unwrap();
    desk.run(&["--ledger", ledger, "init", "--sample"]);
    let filler = folder.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    for size in [4_096, 1] {
        while std::io::Write::write_all(&mut file, &vec![b'x'; size]).is_ok() {}
    }
    drop(file);
    let mut pty = desk.open("张敏", &["--ledger", ledger]);
    pty.until("磁盘已满");
    assert_read_only(&mut pty);
    assert!(desk.run(&["--ledger", ledger, "list"]).contains(FIRST));
    assert!(
        desk.run(&["--ledger", ledger, "show", FIRST_ID])
            .contains(FIRST)
    );
    let refused = desk.try_run(&["--ledger", ledger, "update", FIRST_ID, "--note", "x"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("磁盘已满"), "{said}");
    std::fs::remove_file(&filler).unwrap();
    desk.run(&["--ledger", ledger, "update", FIRST_ID, "--note", "x"]);
}

#[test]
fn a_folder_one_may_not_write_in_is_read_from_or_said_in_one_line() {
    let desk = Desk::with_plans();
    let folder = desk.home().join("duban");
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    set(desk.home(), 0o755);
    set(&folder, 0o555);
    let for_root = rustix::process::geteuid().is_root();
    if for_root {
        set(&desk.ledger(), 0o644);
    }
    let mut command = if for_root {
        let mut command = CommandBuilder::new("setpriv");
        command.args([
            "--reuid",
            "65534",
            "--regid",
            "65534",
            "--clear-groups",
            DUBAN,
        ]);
        command
    } else {
        CommandBuilder::new(DUBAN)
    };
    desk.dress(&mut command, "张敏");
    let mut pty = Pty::start(command, 120, 40);
    pty.listen();
    let is_there = |pty: &Pty| pty.shown().contains("第 1 行") || pty.shown().contains("duban: ");
    crate::pty::eventually("an answer", || is_there(&pty), || pty.page());
    if pty.shown().contains("第 1 行") {
        assert_read_only(&mut pty);
    } else {
        assert_eq!(pty.code(), 5, "{}", pty.page());
        assert!(!String::from_utf8(pty.output()).unwrap().contains('\x1b'));
    }
    set(&folder, 0o755);
}
