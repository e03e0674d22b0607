//! Somebody else was faster.

use duban::domain::Status;
use insta::assert_snapshot;

use crate::support::*;

/// 张敏 has typed a figure; 王芳 records two changes before she presses Enter.
fn late() -> (Office, Stage) {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("p").type_text("60");
    let mut edit = to_status(Status::InProgress);
    edit.progress = Some("45".parse().ok());
    office.other(&[81], &edit);
    stage.press("<Enter>");
    (office, stage)
}

#[test]
fn both_versions_stand_side_by_side() {
    let (office, stage) = late();
    assert_snapshot!("stale", stage.picture());
    assert_eq!(
        office.task(81).progress.map(|it| it.to_string()),
        Some("45".into()),
        "nothing is written"
    );
}

#[test]
fn m_puts_mine_on_top_of_theirs() {
    let (office, mut stage) = late();
    stage.press("m");
    let task = office.task(81);
    assert_eq!(task.progress.map(|it| it.to_string()), Some("60".into()));
    assert_eq!(
        task.status,
        Status::InProgress,
        "what I did not touch is theirs"
    );
    assert!(stage.0.model.dialog.is_none());
}

#[test]
fn t_keeps_theirs() {
    let (office, mut stage) = late();
    let entries = stage.entries(&office);
    stage.press("t");
    assert!(stage.0.model.dialog.is_none());
    assert_eq!(stage.entries(&office), entries);
    assert!(stage.row().contains("推进中"), "{}", stage.row());
}

#[test]
fn esc_takes_neither_and_what_was_typed_is_kept() {
    let (office, mut stage) = late();
    let entries = stage.entries(&office);
    stage.press("<Esc>");
    assert!(
        stage.has("|60 "),
        "the box is back with its text: {}",
        stage.text()
    );
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Esc>");
    assert!(stage.0.model.dialog.is_none());
}

#[test]
fn a_status_that_came_too_late_is_asked_about_too() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("s");
    office.other(&[81], &to_status(Status::Concluded));
    stage.press("p");
    assert!(stage.has("王芳 10:31 改过这一项"), "{}", stage.text());
    assert!(stage.has("办结") && stage.has("推进中"));
    assert_eq!(office.task(81).status, Status::Concluded);
    stage.press("<Esc>");
    assert!(stage.0.model.dialog.is_none());
}

#[test]
fn of_several_the_number_is_asked_for_again() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("<Space><Space><Space>sb");
    office.other(&[82], &to_status(Status::Concluded));
    stage.press("<Enter>");
    assert_eq!(
        office.task(81).status,
        Status::Registered,
        "nothing was written"
    );
    assert!(
        stage
            .message()
            .contains("王芳 10:31 改过其中的任务，没有写入"),
        "{}",
        stage.message()
    );
    assert!(
        stage.has("确认  2 项改为 办结") && stage.has("办结 1 项: 已是此状态"),
        "{}",
        stage.text()
    );
    stage.press("<Enter>");
    assert_eq!(office.task(81).status, Status::Concluded);
    assert_eq!(stage.message(), "已记入 2 项 状态 立项 -> 办结  u 撤回");
}

#[test]
fn a_note_typed_while_the_program_was_upgraded_stays_in_its_box() {
    let office = Office::sample();
    let mut stage = office.sit(NARROW);
    stage.press("n").type_text("已电话催报");
    let newer = rusqlite::Connection::open(&office.path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    stage.press("<Enter>");
    let screen = stage.picture();
    assert!(screen.contains("程序已升级"), "{screen}");
    assert!(screen.contains("已电话催报"), "{screen}");
    // Nor does it read on from what it no longer understands.
    stage.0.beat();
    assert!(stage.picture().contains("程序已升级"));
}
