//! Every way out keeps what was typed, and where one was: for the next start.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::desk::{Desk, FIRST_ID, NOTE_KEYS, SECOND_ID};
use crate::pty::{Pty, eventually};
use crate::read_only::{Mounted, mount};

const OFFER: &str = "上次断线或退出时未记入的草稿 1 条";
const TEXT: &str = "县里说九月底前完成";

/// The state folder of a desk.
fn state(desk: &Desk) -> PathBuf {
    desk.home().join("duban")
}

/// The files of drafts and places in it.
fn kept(desk: &Desk) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(state(desk)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("drafts-") || name.starts_with("place-")
    };
    paths.filter(is_ours).collect()
}

fn is_kept(desk: &Desk, text: &str) -> bool {
    kept(desk).iter().any(|path| {
        let text_of = std::fs::read_to_string(path).unwrap_or_default();
        text_of.contains(text)
    })
}

/// A note half typed on the second row of a filtered list, the first row marked.
fn half_typed(desk: &Desk) -> Pty {
    let mut pty = desk.sit("张敏");
    pty.send("fr");
    pty.until("Space 选");
    pty.send("敖汉");
    pty.until("/ 敖汉");
    pty.send("\r");
    pty.until("30/129 项");
    pty.send(" ");
    pty.until("已标 1");
    pty.send("jn");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until(TEXT);
    pty
}

/// The next start: the filter stands, the note comes back into its box, and goes once recorded.
fn taken_up(desk: &Desk) {
    let mut pty = desk.open("张敏", &[]);
    pty.until(OFFER);
    pty.until("30/129 项");
    pty.until("已标 1");
    pty.send("\r");
    pty.until(NOTE_KEYS);
    pty.until(TEXT);
    pty.send("\r");
    pty.until("已记入");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    assert!(!is_kept(desk, TEXT), "gone once used");
    let trail = desk.run(&["history", "--format", "json"]);
    assert_eq!(trail.matches(TEXT).count(), 1);
}

#[test]
fn a_killed_process_loses_nothing_that_was_typed_before_the_last_pause() {
    let desk = Desk::with_plans();
    let mut pty = half_typed(&desk);
    eventually("a kept draft", || is_kept(&desk, TEXT), || pty.page());
    eventually("a kept place", || is_kept(&desk, "敖汉旗"), || pty.page());
    pty.kill();
    taken_up(&desk);
}

#[test]
fn a_hang_up_loses_nothing_at_all() {
    let desk = Desk::with_plans();
    half_typed(&desk).hang_up();
    taken_up(&desk);
}

#[test]
fn signals_to_end_lose_nothing_and_give_the_terminal_back() {
    for (signal, code) in [
        (Signal::HUP, 129),
        (Signal::TERM, 143),
        (Signal::INT, 130),
        (Signal::QUIT, 131),
    ] {
        let desk = Desk::with_plans();
        let mut pty = half_typed(&desk);
        pty.signal(signal);
        assert_eq!(pty.code(), code);
        pty.assert_given_back();
        taken_up(&desk);
    }
}

#[test]
fn who_types_without_a_pause_has_it_on_the_disk_within_five_seconds() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    let began = Instant::now();
    while !is_kept(&desk, "xx") {
        pty.send("x");
        std::thread::park_timeout(Duration::from_millis(100));
        assert!(began.elapsed() < Duration::from_secs(8), "{}", pty.page());
    }
    pty.kill();
}

/// A desk with a file in the place of its state folder.
fn without_state() -> Desk {
    let desk = Desk::with_plans();
    let file = desk.home().join("state");
    std::fs::write(&file, "").unwrap();
    desk.set("XDG_STATE_HOME", file.to_str().unwrap())
}

#[test]
fn drafts_that_cannot_be_kept_are_said_to_be_lost_and_are_printed_at_every_way_out() {
    const LOST: &str = "1 份未记入的草稿没能保存";
    let desk = without_state();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until("草稿存不了，退出就会丢失(");
    pty.send("\x1b");
    pty.until_gone(NOTE_KEYS);
    pty.send("q");
    pty.until("存不了，退出就会丢失；再按一次 q 仍退出");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    pty.assert_given_back();
    pty.until(LOST);
    pty.until(TEXT);
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until(TEXT);
    pty.signal(Signal::TERM);
    assert_eq!(pty.code(), 143);
    pty.until(LOST);
    pty.until(TEXT);
}

#[test]
fn drafts_that_find_no_room_on_the_disk_are_said_to_be_lost_until_there_is_room_again() {
    let desk = Desk::with_plans();
    let folder = desk.home().join("state");
    std::fs::create_dir(&folder).unwrap();
    if !mount(&["-t", "tmpfs", "-o", "size=256k", "tmpfs"], &folder) {
        crate::skipped::skipped("no leave to mount a tmpfs");
        return;
    }
    let _mounted = Mounted(&folder);
    let desk = desk.set("XDG_STATE_HOME", folder.to_str().unwrap());
    let filler = folder.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    for size in [4_096, 1] {
        while file.write_all(&vec![b'x'; size]).is_ok() {}
    }
    drop(file);
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until("草稿存不了，退出就会丢失(");
    pty.hang_up();
    // Nobody reads a last word after that; the next start offers nothing and says nothing wrong.
    let mut pty = desk.sit("张敏");
    assert!(!pty.shown().contains("草稿 1 条"), "{}", pty.page());
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until("草稿存不了，退出就会丢失(");
    std::fs::remove_file(&filler).unwrap();
    pty.until("草稿又能保存了");
    pty.hang_up();
    let mut pty = desk.open("张敏", &[]);
    pty.until(OFFER);
    pty.send("\r");
    pty.until(TEXT);
    pty.kill();
}

#[test]
fn the_last_word_of_drafts_that_cannot_be_kept_is_said_at_every_signal() {
    for (signal, code) in [(Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let desk = without_state();
        let mut pty = desk.sit("张敏");
        pty.send("n");
        pty.until(NOTE_KEYS);
        pty.send(TEXT);
        pty.until(TEXT);
        pty.signal(signal);
        assert_eq!(pty.code(), code);
        pty.assert_given_back();
        pty.until("1 份未记入的草稿没能保存");
        pty.until(TEXT);
    }
}

/// Only terminals that speak the kitty protocol tell this Enter from the one that records.
#[test]
fn enter_with_shift_is_a_new_line_of_the_note_and_records_nothing() {
    let desk = Desk::with_plans();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send("一行");
    pty.send("\x1b[13;2u");
    pty.send("二行");
    pty.until("二行");
    pty.until(NOTE_KEYS);
    pty.send("\r");
    pty.until("已记入");
    assert!(
        desk.run(&["history", "--format", "json"])
            .contains("一行\\n二行")
    );
}

#[test]
fn who_leaves_before_the_first_pause_is_told_as_well() {
    let desk = without_state();
    let mut pty = desk.sit("张敏");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until(TEXT);
    pty.send("\x1b");
    pty.until_gone(NOTE_KEYS);
    pty.send("q");
    pty.until("存不了，退出就会丢失；再按一次 q 仍退出");
    // There is room again: nobody has to press a key for it.
    std::fs::remove_file(desk.home().join("state")).unwrap();
    pty.until("留到下次");
    pty.send("q");
    assert_eq!(pty.code(), 0);
}

/// Leaves a note for the first two rows that was closed with Esc, the marks cleared since.
fn note_for_two_put_aside(desk: &Desk, are_marks_cleared: bool) -> Pty {
    let mut pty = desk.sit("张敏");
    pty.send("  ");
    pty.until("已标 2");
    pty.send("n");
    pty.until(NOTE_KEYS);
    pty.send(TEXT);
    pty.until(TEXT);
    pty.send("\x1b");
    pty.until_gone(NOTE_KEYS);
    if are_marks_cleared {
        pty.send("\x1b");
        pty.until_gone("已标 2");
        pty.send("G");
        pty.until("第 129 行");
    }
    pty
}

/// The note is taken up for those it was typed for, and recorded on them alone.
fn taken_up_for_two(desk: &Desk) {
    let mut pty = desk.open("张敏", &[]);
    pty.until(OFFER);
    pty.send("\r");
    pty.until(NOTE_KEYS);
    pty.until(TEXT);
    pty.send("\r");
    pty.until("Enter 写入 2 项");
    pty.send("\r");
    pty.until_gone("草稿 1");
    pty.send("q");
    assert_eq!(pty.code(), 0);
    let trail = desk.run(&["history", "--format", "json"]);
    let trail: serde_json::Value = serde_json::from_str(&trail).unwrap();
    let notes = trail.as_array().unwrap().iter();
    let notes = notes.filter(|entry| entry.to_string().contains(TEXT));
    let mut tasks: Vec<String> = notes.map(|entry| entry["task"].to_string()).collect();
    tasks.sort();
    let mut wanted = vec![FIRST_ID.to_owned(), SECOND_ID.to_owned()];
    wanted.sort();
    assert_eq!(tasks, wanted);
}

#[test]
fn a_note_for_marked_tasks_stays_theirs_whatever_is_marked_later_and_at_every_way_out() {
    for are_marks_cleared in [true, false] {
        let desk = Desk::with_plans();
        let mut pty = note_for_two_put_aside(&desk, are_marks_cleared);
        pty.send("q");
        pty.until("再按一次 q 退出");
        pty.send("q");
        assert_eq!(pty.code(), 0);
        taken_up_for_two(&desk);
        let desk = Desk::with_plans();
        note_for_two_put_aside(&desk, are_marks_cleared).hang_up();
        taken_up_for_two(&desk);
        let desk = Desk::with_plans();
        let mut pty = note_for_two_put_aside(&desk, are_marks_cleared);
        pty.signal(Signal::TERM);
        assert_eq!(pty.code(), 143);
        taken_up_for_two(&desk);
    }
}

#[test]
fn two_windows_of_one_person_keep_each_its_own() {
    let desk = Desk::with_plans();
    let mut one = half_typed(&desk);
    let mut two = desk.sit("张敏");
    two.send("n");
    two.until(NOTE_KEYS);
    two.send("另一个窗口");
    eventually(
        "both",
        || is_kept(&desk, "另一个窗口") && is_kept(&desk, TEXT),
        String::new,
    );
    one.kill();
    two.kill();
    let pty = desk.open("张敏", &[]);
    pty.until("上次断线或退出时未记入的草稿 2 条");
}

#[test]
fn nobody_else_can_read_what_is_kept() {
    let desk = Desk::with_plans().set("XDG_STATE_HOME", "");
    let mut pty = half_typed(&desk);
    let state = desk.home().join(".local/state/duban");
    let files = || -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&state).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let are_there = || {
        ["drafts-", "place-"].iter().all(|kind| {
            let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
            files().iter().any(|path| name(path).starts_with(kind))
        })
    };
    eventually("the files", are_there, || pty.page());
    let mode = |path: &PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for path in files() {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(mode(&state), 0o700);
    pty.kill();
}
