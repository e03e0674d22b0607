//! Two people on one ledger.

use std::cell::Cell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use duban::domain::draft::{DocumentHead, TaskDraft};
use duban::domain::{Actor, Origin};
use duban::ledger::{Access, Drafts, EachDraft, IntakeOptions, LedgerError, open};

use crate::desk::{Desk, FIRST, FIRST_ID, NOTE_KEYS, SECOND, SECOND_ID};
use crate::pty::{Pty, eventually};

/// A change must be seen by the others in this time; a busy machine is granted some more.
const SEEN_IN: Duration = Duration::from_millis(1500);

fn line_of(pty: &Pty, title: &str) -> String {
    let found = pty.lines().into_iter().find(|line| line.contains(title));
    found.unwrap_or_else(|| panic!("no {title} in\n{}", pty.page()))
}

#[test]
fn a_change_is_seen_by_the_other_within_a_second_and_nothing_else_moves() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let mut b = desk.sit("王芳");
    b.send("GGkkk");
    b.until("第 126 行");
    b.send("gjjjj");
    b.until("第 5 行");
    // The preview follows once no key does.
    b.settle();
    let before = b.lines();
    a.send("j");
    a.until("第 2 行");
    let sent_at = Instant::now();
    a.send("sy");
    eventually(
        "the change",
        || line_of(&b, SECOND).contains("签收"),
        || b.page(),
    );
    assert!(sent_at.elapsed() < SEEN_IN, "{:?}", sent_at.elapsed());
    let row = line_of(&b, SECOND);
    assert!(row.contains('!'), "{row}");
    b.until("张敏");
    b.settle();
    let after = b.lines();
    // Right of the facets, whose counts follow the change.
    let table = |lines: &[String]| -> Vec<String> {
        let lines = lines.iter().skip(2).take(36);
        let right = lines.filter_map(|line| line.split_once('|'));
        let others = right.filter(|(_, row)| !row.contains(SECOND));
        others.map(|(_, row)| row.to_owned()).collect()
    };
    assert_eq!(table(&after), table(&before));
    assert_eq!(table(&after).len(), 35);
    assert!(after.iter().any(|line| line.contains("第 5 行")));
}

#[test]
fn text_being_typed_survives_a_change_by_the_other() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let mut b = desk.sit("王芳");
    b.send("n");
    b.until(NOTE_KEYS);
    b.send("已到县局核对");
    b.until("已到县局核对");
    let cursor = b.screen().screen().cursor_position();
    a.send("sa");
    eventually(
        "the change",
        || line_of(&b, FIRST).contains("交办"),
        || b.page(),
    );
    assert!(b.shown().contains("已到县局核对"), "{}", b.page());
    assert_eq!(b.screen().screen().cursor_position(), cursor);
    b.send("\r");
    b.until("已记入");
    assert!(desk.run(&["history", FIRST_ID]).contains("已到县局核对"));
    assert_eq!(desk.field(FIRST_ID, "status"), "assigned");
}

/// Voluntary and forced switches of all threads: how often the program woke.
fn wake_ups(pty: &Pty) -> u64 {
    let tasks = format!("/proc/{}/task", pty.pid().as_raw_nonzero());
    let mut sum = 0;
    for task in std::fs::read_dir(tasks).unwrap() {
        let status = std::fs::read_to_string(task.unwrap().path().join("status")).unwrap();
        let counts = status
            .lines()
            .filter_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        sum += counts
            .map(|n| n.trim().parse::<u64>().unwrap())
            .sum::<u64>();
    }
    sum
}

#[test]
fn an_idle_session_sends_nothing_and_sleeps() {
    let desk = Desk::with_plans();
    let _a = desk.sit("张敏");
    let b = desk.sit("王芳");
    let (sent, woken, began) = (b.sent(), wake_ups(&b), Instant::now());
    // Time itself is what is tested here: no event could be waited for.
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(b.sent(), sent);
    let seconds = began.elapsed().as_secs_f64();
    let each = f64::from(u32::try_from(wake_ups(&b) - woken).unwrap()) / seconds;
    assert!(each <= 3.0, "{each} wake-ups a second");
}

#[test]
fn a_stale_edit_shows_both_versions_and_keeps_what_was_typed() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let mut b = desk.sit("王芳");
    b.send("p");
    b.until("进度(0-100");
    b.send("40");
    a.send("p");
    a.until("进度(0-100");
    a.send("70\r");
    a.until("已记入");
    b.send("\r");
    b.until("张敏");
    b.until("现在(对方)");
    let shown = b.shown();
    assert!(shown.contains("70") && shown.contains("40"), "{}", b.page());
    assert_eq!(desk.field(FIRST_ID, "progress"), "70");
    b.send("\x1b");
    b.until_gone("现在(对方)");
    b.until("进度(0-100");
    assert!(
        b.lines().iter().any(|line| line.contains("|40")),
        "{}",
        b.page()
    );
    b.send("\r");
    b.until("现在(对方)");
    b.send("m");
    b.until("已记入");
    assert_eq!(desk.field(FIRST_ID, "progress"), "40");
}

#[test]
fn an_undo_over_the_change_of_another_is_refused_and_names_who() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let mut b = desk.sit("王芳");
    a.send("sa");
    a.until("立项 -> 交办");
    eventually(
        "the change",
        || line_of(&b, FIRST).contains("交办"),
        || b.page(),
    );
    b.send("sp");
    b.until("交办 -> 推进中");
    eventually(
        "the change",
        || line_of(&a, FIRST).contains("推进中"),
        || a.page(),
    );
    a.send("u");
    a.until("又被 王芳");
    assert_eq!(desk.field(FIRST_ID, "status"), "in_progress");
}

#[test]
fn a_killed_session_leaves_a_whole_ledger_that_others_write_at_once() {
    let desk = Desk::with_plans();
    for round in 0..8 {
        let mut a = desk.sit("张敏");
        a.send("p");
        a.until("进度(0-100");
        a.send(format!("\x15{}\r", round + 10));
        a.until("已记入");
        // More on its way to the disk: somewhere in there the end comes.
        a.send("jspsesbsx");
        std::thread::sleep(Duration::from_millis(round));
        a.kill();
        assert_eq!(
            desk.field(FIRST_ID, "progress"),
            (round + 10).to_string(),
            "what the screen called recorded"
        );
        desk.run(&["update", SECOND_ID, "--note", "接着写"]);
        desk.run(&["audit"]);
        let mut again = desk.sit("张敏");
        again.send("q");
        assert_eq!(again.code(), 0);
    }
}

#[test]
fn screens_that_are_open_read_anew_what_a_third_one_restores_and_go_on() {
    let desk = Desk::with_plans();
    let backup = desk.ledger().with_file_name("backup.db");
    desk.run(&["backup", backup.to_str().unwrap()]);
    let mut a = desk.sit("张敏");
    let mut b = desk.sit("王芳");
    a.send("sp");
    a.until("立项 -> 推进中");
    eventually(
        "the change",
        || line_of(&b, FIRST).contains("推进中"),
        || b.page(),
    );
    b.send("n");
    b.until(NOTE_KEYS);
    b.send("已到县局核对");
    b.until("已到县局核对");
    desk.run(&["restore", backup.to_str().unwrap()]);
    a.until("台账已从备份恢复");
    b.until("台账已从备份恢复");
    b.until("1 份内容");
    a.send("\r");
    a.until_gone("台账已从备份恢复");
    // The list is read anew meanwhile.
    a.until(FIRST);
    assert!(line_of(&a, FIRST).contains("立项"), "{}", a.page());
    a.send("sa");
    a.until("立项 -> 交办");
    assert_eq!(desk.field(FIRST_ID, "status"), "assigned");
    desk.run(&["audit"]);
}

/// An import of one task that stops in the middle of writing until it is told to go on.
struct Slow {
    readings: Cell<u32>,
    is_writing: Sender<()>,
    go_on: Receiver<()>,
}

impl Drafts for Slow {
    fn head(&self, _: usize) -> Option<&DocumentHead> {
        None
    }

    fn has_returned(&self) -> bool {
        false
    }

    fn walk(&self, each: &mut EachDraft) -> Result<(), LedgerError> {
        self.readings.set(self.readings.get() + 1);
        // Read twice before the lock is taken, to prepare and to look for tasks that are there, and
        // then under it.
        if self.readings.get() == 3 {
            self.is_writing.send(()).unwrap();
            let _ = self.go_on.recv();
        }
        let draft = TaskDraft {
            title: "导入的任务".to_owned(),
            ..TaskDraft::default()
        };
        each(0, 0, &draft)
    }
}

#[test]
fn a_change_made_during_an_import_says_so_lets_one_read_on_and_is_saved_afterwards() {
    let desk = Desk::with_plans();
    let mut a = desk.sit("张敏");
    let (is_writing, began) = channel();
    let (tell, go_on) = channel();
    let path = desk.ledger();
    let import = thread::spawn(move || {
        let slow = Slow {
            readings: Cell::new(0),
            is_writing,
            go_on,
        };
        let actor = Actor {
            user: "王芳".to_owned(),
            host: "h".to_owned(),
            session: "s".to_owned(),
            origin: Origin::default(),
        };
        let mut ledger = open(&path, Access::Write).unwrap();
        let now = chrono::Utc::now();
        let taken = ledger.take_in_drafts(&actor, now, &slow, &IntakeOptions::default());
        taken.unwrap().registered.len()
    });
    began.recv().unwrap();
    a.send("sa");
    a.until(&format!("等 进程 {}", std::process::id()));
    a.until("写完台账，之后自动保存");
    a.send("j");
    a.until("第 2 行");
    assert_eq!(desk.field(FIRST_ID, "status"), "registered");
    tell.send(()).unwrap();
    assert_eq!(import.join().unwrap(), 1);
    eventually(
        "the change",
        || desk.field(FIRST_ID, "status") == "assigned",
        || a.page(),
    );
}
