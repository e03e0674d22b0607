//! Locks of others on the files of a ledger, and stops in the middle of a write.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::fixture::*;
use super::machine::*;
use crate::domain::Action;
use crate::files::with_tail;
use crate::ledger::write::Writer;
use crate::ledger::{
    Access, Holder, Ledger, LedgerError, Opening, Wait, between_writes, holders, open,
};

const SHORT: Duration = Duration::from_millis(30);

/// Another program that holds something until it is killed.
struct Other(Child);

impl Other {
    /// This test in a process of its own, once it says that it holds what `role` says.
    fn that_holds(test: &str, role: &str, path: &Path) -> Other {
        let mut process = child(test, role, path)
            .stdout(Stdio::piped())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let held = lines
            .map_while(Result::ok)
            .any(|line| line == "answer held");
        assert!(held);
        Other(process)
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.0)
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// In the other program: holds it until the first one kills this one, or is gone itself.
fn hold<T>(held: T) {
    println!("answer held");
    let _ = std::io::stdin().read_line(&mut String::new());
    drop(held);
}

fn opening(access: Access, wait: Duration) -> Opening {
    Opening {
        wait: Wait::at_most(wait),
        ..Opening::from(access)
    }
}

fn is_busy<T>(tried: &Result<T, LedgerError>) -> bool {
    matches!(tried, Err(LedgerError::Busy))
}

fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(10), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_foreign_lock_on_any_file_of_a_ledger_is_waited_for_and_its_holder_is_named() {
    const TEST: &str = "tests::locks::a_foreign_lock_on_any_file_of_a_ledger_is_waited_for_and_its_holder_is_named";
    if let Some(tail) = role() {
        let file = with_tail(&handed_path(), tail.trim_start_matches("lock"));
        hold(crate::files::lock_whole(&file).unwrap().unwrap());
        return;
    }
    for role in ["lock", "lock-shm"] {
        let (folder, path) = Office::new().close();
        if role == "lock-shm" {
            // As they are for a moment whenever somebody opens a ledger.
            std::fs::write(with_tail(&path, "-wal"), "").unwrap();
            std::fs::write(with_tail(&path, "-shm"), "").unwrap();
        }
        let other = Other::that_holds(TEST, role, &path);
        for access in [Access::Write, Access::ReadOnly] {
            let tried = open(&path, opening(access, SHORT));
            assert!(is_busy(&tried), "{role} {access:?}: {tried:?}");
        }
        let found = holders(&path);
        let process = u32::try_from(other.pid().as_raw_nonzero().get()).ok();
        assert!(
            matches!(found.as_slice(), [one] if one.process == process && !one.is_stopped),
            "{role}: {found:?}"
        );
        assert!(!found[0].name.is_empty() && !found[0].user.is_empty());
        drop(other);
        assert_eq!(holders(&path), [], "{role}");
        assert_eq!(
            open(&path, Access::Write)
                .unwrap()
                .state()
                .unwrap()
                .tasks
                .len(),
            3
        );
        drop(folder);
    }
}

#[test]
fn who_stopped_in_the_middle_of_a_write_is_named_and_reading_goes_on() {
    const TEST: &str =
        "tests::locks::who_stopped_in_the_middle_of_a_write_is_named_and_reading_goes_on";
    if role().is_some() {
        let mut ledger = open(&handed_path(), Access::Write).unwrap();
        let who = actor(BAO);
        let now = time("2024-03-14T00:00:00Z");
        hold(Writer::begin(&mut ledger, &who, now, Action::Update).unwrap());
        return;
    }
    let mut office = Office::new();
    let other = Other::that_holds(TEST, "写", &office.path);
    other.signal(Signal::STOP);
    let is_stopped = |all: &[Holder]| matches!(all, [one] if one.is_stopped);
    eventually("stopped", || is_stopped(&holders(&office.path)));
    office.ledger.wait_for_others(Wait::at_most(SHORT));
    assert!(is_busy(&office.update(SUN, &[0], &progress(10))));
    assert_eq!(office.state().tasks.len(), 3);
    assert_eq!(
        open(&office.path, Access::ReadOnly)
            .unwrap()
            .state()
            .unwrap()
            .tasks
            .len(),
        3
    );
    drop(other);
    office.ledger.wait_for_others(Wait::default());
    office.update(SUN, &[0], &progress(10)).unwrap();
    assert_eq!(holders(&office.path), []);
}

#[test]
fn whoever_waits_is_told_once_a_wait_and_not_for_short_ones() {
    const TEST: &str = "tests::locks::whoever_waits_is_told_once_a_wait_and_not_for_short_ones";
    if role().is_some() {
        hold(crate::files::lock_whole(&handed_path()).unwrap().unwrap());
        return;
    }
    let (folder, path) = Office::new().close();
    let other = Other::that_holds(TEST, "锁", &path);
    let told = Arc::new(AtomicU32::new(0));
    for (wait, times) in [(SHORT, 0), (Duration::from_secs(2), 1)] {
        let count = Arc::clone(&told);
        let mut how = opening(Access::ReadOnly, wait);
        how.wait = how.wait.telling(move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        assert!(is_busy(&open(&path, how)));
        assert_eq!(told.load(Ordering::Relaxed), times);
    }
    drop((other, folder));
}

/// Fails unless the program stops only after `write`, on a thread of its own, has ended: it says that it
/// holds the lock, and goes on when it is let.
fn stops_only_after(write: impl FnOnce(Sender<()>, Receiver<()>) + Send) {
    let (holds, held) = channel();
    let (release, released) = channel();
    let (ends, ended) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            write(holds, released);
            ends.send(()).unwrap();
        });
        held.recv().unwrap();
        let (stops, stopped) = channel();
        scope.spawn(move || {
            between_writes(|| stops.send(()).unwrap());
        });
        assert!(stopped.recv_timeout(Duration::from_millis(200)).is_err());
        release.send(()).unwrap();
        ended.recv_timeout(Duration::from_secs(10)).unwrap();
        stopped.recv_timeout(Duration::from_secs(10)).unwrap();
    });
}

#[test]
fn the_program_is_not_stopped_between_the_lock_of_a_write_and_its_end() {
    let office = Office::new();
    stops_only_after(|holds, released| {
        let mut ledger: Ledger = open(&office.path, Access::Write).unwrap();
        let who = actor(BAO);
        let now = time("2024-03-14T00:00:00Z");
        let writer = Writer::begin(&mut ledger, &who, now, Action::Update).unwrap();
        holds.send(()).unwrap();
        released.recv().unwrap();
        drop(writer);
    });
}

#[test]
fn who_writes_may_close_another_ledger_while_the_program_waits_to_stop() {
    let (office, other) = (Office::new(), Office::new());
    stops_only_after(move |holds, released| {
        let (mut ledger, another) = (office.another(), other.another());
        let who = actor(BAO);
        let now = time("2024-03-14T00:00:00Z");
        let writer = Writer::begin(&mut ledger, &who, now, Action::Update).unwrap();
        holds.send(()).unwrap();
        released.recv().unwrap();
        drop(another);
        drop(writer);
    });
}
