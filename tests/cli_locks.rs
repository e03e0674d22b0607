//! Others who hold the ledger: what a command says while it waits for them, how long it waits, and
//! that it does not hold the ledger itself while it is stopped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy's leave for tests ends where a helper function begins"
)]

mod common;

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Desk, skipped::skipped};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::process::{Pid, Signal, kill_process};

/// A lock on the whole file, as a backup agent or a file server takes it, held by another program:
/// this one, told to run this test alone.
const HOLD: &str = "DUBAN_TEST_HOLD";

#[test]
fn a_program_that_holds_a_lock_until_it_is_killed() {
    let Some(path) = std::env::var_os(HOLD) else {
        return;
    };
    let held = duban::files::lock_whole(Path::new(&path)).unwrap();
    println!("held {}", held.is_some());
    let _ = std::io::stdin().read_to_string(&mut String::new());
}

/// Killed when dropped.
struct Other(Child);

impl Other {
    fn that_holds(path: &Path) -> Other {
        let test = "a_program_that_holds_a_lock_until_it_is_killed";
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--quiet"])
            .env(HOLD, path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let other = Other(child);
        assert!(lines.any(|line| line.unwrap() == "held true"));
        other
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program itself, as a shell starts a job.
fn start(desk: &Desk, args: &[&str]) -> Other {
    start_into(desk, args, Stdio::null())
}

/// A pipe into which nothing more goes until somebody reads.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    while writer.write(&[b'.'; 4096]).is_ok() {}
    fcntl_setfl(&writer, OFlags::empty()).unwrap();
    (reader, writer)
}

fn start_into(desk: &Desk, args: &[&str], stdout: Stdio) -> Other {
    let mut command = desk.beside();
    command.args(args).process_group(0).stdin(Stdio::null());
    Other(
        command
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap(),
    )
}

fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_foreign_lock_is_named_while_a_command_waits_and_when_it_gives_up() {
    let desk = Desk::sample();
    let other = Other::that_holds(&desk.path("ledger.db"));
    let process = format!("进程 {}(", other.0.id());
    for args in [
        &["list"] as &[&str],
        &["show", "1"],
        &["history"],
        &["update", "1", "--note", "x"],
        &["backup", "copy.db"],
    ] {
        let args: Vec<&str> = args.iter().copied().chain(["--wait", "3"]).collect();
        let begun = Instant::now();
        let ran = desk.run(&args).came_to(3);
        assert!(begun.elapsed() >= Duration::from_secs(3), "{args:?}");
        let lines: Vec<&str> = ran.err.lines().collect();
        assert!(
            lines[0].contains("正在等待，最多 3 秒") && lines[0].contains(&process),
            "{args:?}: {}",
            ran.err
        );
        assert!(
            lines[1].contains("等了 3 秒") && lines[1].contains(&process),
            "{}",
            ran.err
        );
        assert_eq!(lines.len(), 3, "{}", ran.err);
        assert!(!ran.err.contains("导入"), "{}", ran.err);
    }
    let begun = Instant::now();
    let ran = desk.run(&["list", "--wait=0", "--lang", "en"]).came_to(3);
    assert!(
        ran.err
            .contains(&format!("held by process {}", other.0.id())),
        "{}",
        ran.err
    );
    assert!(begun.elapsed() < Duration::from_secs(3));
    drop(other);
    assert!(desk.run(&["list", "--wait", "0"]).came_to(0).out.len() > 1_000);
}

#[test]
fn a_command_that_waited_goes_on_when_the_lock_is_gone() {
    let desk = Desk::sample();
    let other = Other::that_holds(&desk.path("ledger.db"));
    let mut list = start(&desk, &["list", "--wait", "50"]);
    let mut said = BufReader::new(list.0.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("正在等待"), "{line}");
    drop(other);
    assert!(list.0.wait().unwrap().success());
    line.clear();
    said.read_to_string(&mut line).unwrap();
    assert!(!line.contains("等待"), "{line}");
}

#[test]
fn a_wait_is_a_whole_number_of_seconds() {
    let desk = Desk::sample();
    for wrong in ["-1", "1.5", "x", "", "86401", "99999999999999999999"] {
        let ran = desk.run(&["list", "--wait", wrong]).came_to(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{wrong}");
    }
    for right in ["0", "86400", " 5 "] {
        desk.run(&["list", "--wait", right]).came_to(0);
    }
}

/// A ledger on which an import takes long enough to be met in the middle.
fn importing(stdout: Stdio) -> (Desk, Other) {
    let desk = Desk::sample();
    let text = "落实到人，按月报送进展。".repeat(20);
    let line = |number: usize| {
        format!(r#"{{"title": "第{number}项", "region": "敖汉旗", "requirement": "{text}"}}"#)
    };
    let lines: Vec<String> = (0..6_000).map(line).collect();
    let file = desk.write("lines.jsonl", lines.join("\n") + "\n");
    let import = start_into(&desk, &["import", &file], stdout);
    let path = desk.path("ledger.db");
    let process = Some(import.0.id());
    eventually("writing", || {
        let holders = duban::ledger::holders(&path);
        holders.iter().any(|holder| holder.process == process)
    });
    (desk, import)
}

fn state_of(other: &Other) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", other.0.id())).unwrap();
    let after_name = stat.rsplit(") ").next().unwrap();
    after_name.chars().next().unwrap()
}

#[test]
fn an_import_stopped_by_its_shell_finishes_writing_first_and_holds_nobody_up() {
    // What it says in the end waits for a reader: it cannot be gone before it is stopped.
    let (mut reader, writer) = full_pipe();
    let (desk, mut import) = importing(writer.into());
    import.signal(Signal::TSTP);
    eventually("stopped", || state_of(&import) == 'T');
    assert_eq!(duban::ledger::holders(&desk.path("ledger.db")), []);
    desk.run(&["update", "1", "--note", "别人照写", "--wait", "1"])
        .came_to(0);
    import.signal(Signal::CONT);
    reader.read_to_end(&mut Vec::new()).unwrap();
    assert!(import.0.wait().unwrap().success());
    assert_eq!(desk.list(&["第5999项", "--limit", "9000"]).len(), 1);
    desk.run(&["audit"]).came_to(0);
}

/// The number of a session that was begun outside a container is 0 in it.
#[test]
fn a_command_in_a_container_is_stopped_by_its_shell_as_well() {
    let within = |args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork", "--kill-child", "--mount-proc"]);
        command.args(args).output()
    };
    if !within(&["true"]).is_ok_and(|ran| ran.status.success()) {
        skipped("no leave to make a container of processes");
        return;
    }
    let program = std::env::current_exe().unwrap();
    let test = "an_import_stopped_by_its_shell_finishes_writing_first_and_holds_nobody_up";
    let ran = within(&[program.to_str().unwrap(), "--exact", test]).unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stdout)
    );
}

#[test]
fn whoever_is_stopped_in_the_middle_of_a_write_all_the_same_is_named_as_stopped() {
    let (desk, import) = importing(Stdio::null());
    import.signal(Signal::STOP);
    eventually("stopped", || state_of(&import) == 'T');
    let ran = desk
        .run(&["update", "1", "--note", "x", "--wait", "2"])
        .came_to(3);
    let process = format!("进程 {}(duban", import.0.id());
    assert!(
        ran.err.contains(&process) && ran.err.contains("已暂停"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("fg"), "{}", ran.err);
    assert!(!desk.list(&["--limit", "1"]).is_empty(), "reading goes on");
    drop(import);
    desk.run(&["update", "1", "--note", "x"]).came_to(0);
}
