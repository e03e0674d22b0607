//! Somebody goes back to a backup while the screen is open.

use std::path::PathBuf;
use std::process::Command;

use duban::domain::{Status, TaskId};
use insta::assert_snapshot;

use crate::support::*;

fn progress(text: &str) -> duban::domain::Edit {
    duban::domain::Edit {
        progress: Some(text.parse().ok()),
        ..Default::default()
    }
}

/// The program itself, in another process.
fn program(office: &Office, args: &[&str]) {
    let ran = Command::new(env!("CARGO_BIN_EXE_duban"))
        .args(args)
        .env("HOME", office.folder())
        .env("DUBAN_LEDGER", &office.path)
        .env_remove("DUBAN_USER")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{args:?}: {said}");
}

fn backup(office: &Office) -> PathBuf {
    let path = office.folder().join("backup.db");
    office.open().backup(&path).unwrap();
    path
}

fn restore(office: &Office, from: &std::path::Path) {
    program(office, &["restore", from.to_str().unwrap()]);
}

#[test]
fn a_screen_hears_of_it_says_so_and_reads_all_anew() {
    let office = Office::sample();
    let from = backup(&office);
    let mut stage = office.sit(NARROW);
    stage.press("sp<Space>");
    assert!(stage.row_of("加大建设力度").contains("推进中"));
    restore(&office, &from);
    stage.0.beat();
    assert_snapshot!("restored", stage.picture());
    stage.press("<Enter>");
    assert!(stage.0.model.dialog.is_none());
    assert!(
        stage.row_of("加大建设力度").contains("立项"),
        "{}",
        stage.text()
    );
    assert!(stage.0.model.browse.marks.is_empty());
    assert_eq!(
        stage.0.model.last_entry,
        office.open().last_entry().unwrap()
    );
    stage.press("gsa");
    assert_eq!(
        stage.message(),
        "已记入 林西县 1 状态 立项 -> 交办  加大建设力度  u 撤回"
    );
    stage.press("5");
    assert!(!stage.has("推进中"), "{}", stage.text());
}

/// A screen that saw task 81 at a revision; then the ledger is restored, and the task comes to the
/// same revision, and the trail to the same length, with something else in it.
fn come_round_again(keys: &str) -> (Office, Stage) {
    let office = Office::sample();
    let from = backup(&office);
    let mut stage = office.sit(WIDE);
    stage.press("sp");
    let (revision, entries) = (office.task(81).revision, stage.entries(&office));
    stage.press(keys);
    restore(&office, &from);
    office.other(&[81], &to_status(Status::Concluded));
    assert_eq!(
        (office.task(81).revision, stage.entries(&office)),
        (revision, entries)
    );
    (office, stage)
}

#[test]
fn a_key_that_was_decided_on_before_it_writes_nothing_though_revision_and_length_came_round() {
    for (keys, last) in [
        ("", "sb"),
        ("s", "e"),
        ("p60", "<Enter>"),
        ("n核对", "<Enter>"),
        ("d2024-12-31<Tab>顺延", "<Enter>"),
        ("", "u"),
        ("<Space><Space>sb", "<Enter>"),
        ("sz停工", "<Enter>"),
    ] {
        let (office, mut stage) = come_round_again(keys);
        let entries = stage.entries(&office);
        stage.press(last);
        assert_eq!(stage.entries(&office), entries, "{keys} {last}");
        assert!(
            stage.has("台账已从备份恢复"),
            "{keys} {last}: {}",
            stage.text()
        );
        // Not even what is pressed on without looking.
        stage.press(last).press("sb");
        let now = office.task(81).status;
        stage.press("<Esc><Esc>");
        assert_eq!(now, Status::Concluded, "{keys} {last}");
    }
}

#[test]
fn what_was_typed_is_a_draft_afterwards_and_is_recorded_over_what_is_there_then_only_when_seen() {
    let (office, mut stage) = come_round_again("p60");
    stage.0.beat();
    assert!(stage.has("1 份内容"), "{}", stage.text());
    stage.press("<Enter>");
    assert!(stage.has("60"), "offered: {}", stage.text());
    stage.press("<Enter>");
    assert!(stage.has("|60"), "in its box again: {}", stage.text());
    stage.press("<Enter>");
    assert!(stage.has("现在(对方)"), "{}", stage.text());
    assert!(office.task(81).progress.is_none());
    stage.press("m");
    assert_eq!(
        office.task(81).progress.map(|it| it.to_string()),
        Some("60".into())
    );
    assert_eq!(stage.0.model.draft_count(), 0);
}

#[test]
fn a_note_for_a_task_that_is_no_more_is_kept_and_not_given_to_the_one_that_has_its_number_now() {
    let office = Office::sample();
    let from = backup(&office);
    let mut stage = office.sit(WIDE);
    stage.press("c").type_text("第一件").press("<Ctrl-s>");
    let new = stage.cursor().unwrap();
    stage.press("n").type_text("关于第一件");
    restore(&office, &from);
    program(&office, &["add", "--title", "第二件", "--region", "林西县"]);
    assert_eq!(office.task(new).body.title, "第二件");
    stage.press("<Enter>");
    assert!(office.task(new).events.is_empty());
    assert!(stage.has("1 份内容"), "{}", stage.text());
    stage.press("<Enter>");
    assert!(
        stage.has("关于第一件") && stage.has("第一件"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_form_left_open_by_its_task_and_a_past_day_and_the_page_of_a_task_end_with_it() {
    let office = Office::sample();
    let from = backup(&office);
    let mut stage = office.sit(WIDE);
    office.other(&[81], &progress("45"));
    stage.0.beat();
    stage.press("<Enter>");
    restore(&office, &from);
    stage.0.beat();
    stage.press("<Enter>");
    assert!(stage.0.model.shown.as_of.is_none());
    assert_eq!(stage.0.model.screen, duban::tui::model::Screen::Browse);
    office.other(&[81], &progress("45"));
    stage.0.beat();
    stage.press("@").type_text("2023-10-17").press("<Enter>");
    assert!(stage.0.model.shown.as_of.is_some(), "{}", stage.text());
    restore(&office, &from);
    stage.0.beat();
    stage.press("<Enter>");
    assert!(stage.0.model.shown.as_of.is_none());
    assert!(stage.0.model.data.contains(TaskId::new(81).unwrap()));
    stage.press("gsa");
    assert!(
        stage.message().contains("立项 -> 交办"),
        "{}",
        stage.message()
    );
}

#[test]
fn undo_of_this_session_knows_nothing_of_what_was_lost() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("sa");
    let from = backup(&office);
    stage.press("sp");
    restore(&office, &from);
    stage.0.beat();
    stage.press("<Enter>u");
    assert!(
        stage.message().contains("交办 -> 立项"),
        "{}",
        stage.message()
    );
    stage.press("u");
    assert!(
        stage.message().contains("没有可撤回的"),
        "{}",
        stage.message()
    );
    stage.press("<Ctrl-r>");
    assert!(
        stage.message().contains("立项 -> 交办"),
        "{}",
        stage.message()
    );
}
