//! The machine under the tests: other processes, other users, small disks.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What a test that was started again in a process of its own is to do there; `None` in the
/// first, which is the test itself.
pub fn role() -> Option<String> {
    std::env::var("DUBAN_TEST_ROLE").ok()
}

/// The path the first process handed down.
pub fn handed_path() -> PathBuf {
    std::env::var_os("DUBAN_TEST_PATH").unwrap().into()
}

/// This very program, told to run only `test` and to play `role` in it.
pub fn child(test: &str, role: &str, path: &Path) -> Command {
    let program = std::env::current_exe().unwrap();
    child_by(Command::new(program), test, role, path)
}

/// The user `nobody`.
pub const NOBODY: u32 = 65_534;

/// The same as another user; `None` where the system has no `setpriv` or this is not root.
pub fn child_of(user: u32, test: &str, role: &str, path: &Path) -> Option<Command> {
    let identity = [
        format!("--reuid={user}"),
        format!("--regid={user}"),
        "--clear-groups".to_owned(),
        "--".to_owned(),
    ];
    let works = Command::new("setpriv").args(&identity).arg("true").output();
    if !works.is_ok_and(|answer| answer.status.success()) {
        crate::skipped::skipped("no leave to become another user by setpriv");
        return None;
    }
    // The program may lie where others cannot go; the folder of the ledger is open to all.
    let program = path.with_file_name("duban-test");
    if !program.exists() {
        std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    }
    let mut command = Command::new("setpriv");
    command.args(&identity).arg(program);
    Some(child_by(command, test, role, path))
}

fn child_by(mut command: Command, test: &str, role: &str, path: &Path) -> Command {
    command
        .args([
            "--exact",
            &format!("ledger::{test}"),
            "--nocapture",
            "--quiet",
        ])
        .env("DUBAN_TEST_ROLE", role)
        .env("DUBAN_TEST_PATH", path)
        .env("RUST_BACKTRACE", "0");
    command
}

/// What a child printed after `answer `.
pub fn answers(child: &mut Command) -> Vec<String> {
    let mut output = child.output().unwrap();
    // A program that was just copied cannot be started while a child that another test begins at this
    // moment still has the copy open.
    for _ in 0..200 {
        if !String::from_utf8_lossy(&output.stderr).contains("Text file busy") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        output = child.output().unwrap();
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = text.lines();
    lines
        .filter_map(|line| line.strip_prefix("answer "))
        .map(str::to_owned)
        .collect()
}

/// What a child printed after `answer ` until it was killed, `pause` after its first word.
pub fn killed_after(child: &mut Command, pause: std::time::Duration) -> Vec<String> {
    use std::io::{BufRead, BufReader};
    let mut process = child
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let answer = |line: String| line.strip_prefix("answer ").map(str::to_owned);
    let first = lines.by_ref().map_while(Result::ok).find_map(answer);
    // Not to wait for anything: to hit another place each time.
    std::thread::sleep(pause);
    process.kill().unwrap();
    process.wait().unwrap();
    let mut rest: Vec<String> = lines.map_while(Result::ok).filter_map(answer).collect();
    // The last line may be cut short.
    rest.pop();
    first.into_iter().chain(rest).collect()
}

/// Ends this process as a power button would.
pub fn die() -> ! {
    use rustix::process::{Signal, getpid, kill_process};
    kill_process(getpid(), Signal::KILL).unwrap();
    unreachable!()
}

/// A small disk of its own, in memory; gone when dropped.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// `None`, with a line that says so, where nothing can be mounted.
    pub fn of(size: &str) -> Option<Disk> {
        Disk::with(&format!("size={size}"))
    }

    /// The same with these options of its file system.
    pub fn with(options: &str) -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .output();
        if mounted.is_ok_and(|answer| answer.status.success()) {
            return Some(Disk { folder });
        }
        crate::skipped::skipped("no leave to mount a tmpfs");
        None
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn make_read_only(&self) {
        self.run("mount", &["-o", "remount,ro"]);
    }

    /// Fills it to the last byte.
    pub fn fill(&self) -> PathBuf {
        use std::io::Write as _;
        let path = self.path().join("别人的文件");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [4_096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        path
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = Command::new(program)
            .args(arguments)
            .arg(self.path())
            .status();
        assert!(done.is_ok_and(|status| status.success()), "{program}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
