//! The trail, and the ledger of a past day.

use duban::domain::Status;
use duban::ledger::AsOf;
use insta::assert_snapshot;

use crate::support::*;

#[test]
fn the_whole_trail_begins_at_its_newest_entry() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5");
    assert_snapshot!("history", stage.picture());
    stage.press("q");
    assert!(stage.line(2).contains("编号"), "q leaves the screen only");
    assert_eq!(stage.0.left_with, None);
}

#[test]
fn values_stand_in_words_and_a_registration_field_by_field() {
    let office = Office::sample();
    let mut stage = office.sit(WIDE);
    stage.press("syv");
    assert!(
        stage.has("原为  立项") && stage.has("改为  签收"),
        "{}",
        stage.text()
    );
    stage.press("g");
    assert!(
        stage.has("任务: 加大建设力度") && !stage.has("\"title\""),
        "{}",
        stage.text()
    );
    assert_snapshot!("history_of_task", stage.picture());
}

#[test]
fn b_and_d_narrow_to_a_person_and_a_day_and_esc_widens_step_by_step() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5b");
    assert!(stage.has("只看 督查员"), "{}", stage.text());
    let person = stage.0.model.history.filter.by.clone().unwrap();
    assert!(
        stage
            .0
            .model
            .history
            .entries
            .iter()
            .all(|entry| entry.actor.user == person)
    );
    stage.press("d");
    assert!(stage.0.model.history.filter.since.is_some());
    assert!(stage.has("只看 2023-10-"), "{}", stage.text());
    stage.press("<Esc>");
    assert_eq!(stage.0.model.history.filter.since, None);
    assert_eq!(stage.0.model.history.filter.by, Some(person));
    stage.press("<Esc>");
    assert_eq!(stage.0.model.history.filter.by, None);
    stage.press("<Esc>");
    assert!(stage.line(2).contains("编号"));
}

#[test]
fn older_entries_come_in_when_the_cursor_reaches_the_top() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5");
    let first = stage.0.model.history.entries.len();
    assert_eq!(first, 500);
    stage.press("g");
    let at = stage.0.model.history.cursor;
    assert!(stage.0.model.history.entries.len() > first);
    assert_eq!(
        stage.0.model.history.entries[stage.0.model.history.cursor_line()].id,
        at.unwrap()
    );
    for _ in 0..6 {
        stage.press("g");
    }
    let ids: Vec<_> = stage
        .0
        .model
        .history
        .entries
        .iter()
        .map(|entry| entry.id)
        .collect();
    assert!(
        ids.windows(2).all(|pair| pair[0] < pair[1]),
        "each once, in order"
    );
    assert_eq!(ids[0].get(), 1);
}

#[test]
fn a_new_entry_does_not_move_the_line_that_is_read() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5g");
    let (cursor, offset) = (stage.0.model.history.cursor, stage.0.model.history.offset);
    let count = stage.0.model.history.entries.len();
    office.other(&[81], &note("王芳的话"));
    stage.0.beat();
    assert_eq!(
        (stage.0.model.history.cursor, stage.0.model.history.offset),
        (cursor, offset)
    );
    assert_eq!(stage.0.model.history.entries.len(), count + 1);
    stage.press("G");
    assert!(stage.has("王芳的话"), "{}", stage.text());
}

#[test]
fn enter_opens_the_task_and_esc_comes_back_to_the_trail() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("5kkk");
    let cursor = stage.0.model.history.cursor;
    stage.press("<Enter>");
    assert!(stage.has("要求"));
    stage.press("<Esc>");
    assert_eq!(stage.0.model.history.cursor, cursor);
    assert!(stage.has("全部留痕"));
    stage.press("<Esc>");
    assert!(stage.line(2).contains("编号"));
    stage.press("<Enter>v<Enter><Esc><Esc><Esc>");
    assert!(
        stage.line(2).contains("编号"),
        "back and forth ends: {}",
        stage.line(2)
    );
}

#[test]
fn a_past_day_is_shown_read_only_and_esc_returns() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("fr").type_text("敖汉").press("<Enter>");
    let now = stage.picture();
    stage.press("@");
    assert_snapshot!("as_of_box", stage.picture());
    stage.type_text("2023-06-30").press("<Enter>");
    assert!(
        stage.line(0).contains("当日台账 2023-06-30 只读"),
        "{}",
        stage.line(0)
    );
    assert!(stage.line(0).contains("今天 2023-06-30"));
    assert_snapshot!("as_of", stage.picture());
    let entries = stage.entries(&office);
    for key in ["s", "p", "n", "d", "e", "c", "u", "<Ctrl-R>"] {
        stage.press(key);
        assert!(
            stage.message().contains("不能改；Esc 回到现在"),
            "{key}: {}",
            stage.message()
        );
        assert!(stage.0.model.dialog.is_none());
    }
    assert_eq!(stage.entries(&office), entries);
    stage.press("<Enter>");
    assert!(!stage.has("正在读取"), "{}", stage.text());
    stage.press("<Esc><Esc>");
    assert!(
        stage.message().contains("已回到现在"),
        "{}",
        stage.message()
    );
    stage.press("jk");
    assert_eq!(stage.picture(), now, "filter and place are as they were");
}

#[test]
fn an_entry_is_a_moment_too_and_one_that_is_none_is_refused() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("@").type_text("#300").press("<Enter>");
    assert!(
        stage.line(0).contains("当日台账 #300 只读"),
        "{}",
        stage.line(0)
    );
    stage.press("<Esc>@").type_text("#999999").press("<Enter>");
    assert!(stage.message().contains("999999"), "{}", stage.message());
    assert!(
        stage.has("|#999999"),
        "what was typed is back: {}",
        stage.text()
    );
    stage.press("<Ctrl-U>").type_text("昨天").press("<Enter>");
    assert_eq!(stage.message(), "「昨天」不是日期");
}

#[test]
fn before_the_first_entry_the_ledger_is_said_to_have_been_empty() {
    let office = Office::demo();
    let mut stage = office.sit(WIDE);
    stage.press("@").type_text("2001-01-01").press("<Enter>");
    assert!(stage.has("那时台账里还没有任务"), "{}", stage.text());
    stage.press("<Esc>");
    assert_eq!(stage.shown(), 129);
}

#[test]
fn the_interface_can_begin_in_the_past() {
    let office = Office::demo();
    let mut start = office.start("张敏");
    start.as_of = Some(AsOf::Day(day("2022-12-31")));
    let mut stage = Stage(duban::tui::offstage::Offstage::new(start, WIDE));
    assert!(
        stage.line(0).contains("当日台账 2022-12-31 只读"),
        "{}",
        stage.line(0)
    );
    assert!(
        stage.line(0).contains("99/99"),
        "the plan of 2023 is not there yet: {}",
        stage.line(0)
    );
    stage.press("<Esc>");
    assert!(stage.line(0).contains("129/129"), "{}", stage.line(0));
}

#[test]
fn on_a_read_only_ledger_each_writing_key_says_why_not() {
    let office = Office::sample();
    let mut start = office.start("张敏");
    start.ledger =
        Some(duban::ledger::open(&office.path, duban::ledger::Access::ReadOnly).unwrap());
    let mut stage = Stage(duban::tui::offstage::Offstage::new(start, WIDE));
    assert!(
        stage.line(0).contains("样本:五份文件 只读"),
        "{}",
        stage.line(0)
    );
    for (key, label) in [
        ("s", "状态"),
        ("p", "进度"),
        ("n", "备注"),
        ("d", "时限"),
        ("e", "编辑"),
        ("c", "新建"),
        ("u", "撤回"),
        ("<Ctrl-R>", "重做"),
    ] {
        stage.press(key);
        assert_eq!(stage.message(), format!("{label}: 台账是只读的，不能改"));
    }
    assert!(
        !stage.keys().contains("s 状态"),
        "keys that cannot act are not offered"
    );
    stage.press("<Enter>s");
    assert_eq!(stage.message(), "状态: 台账是只读的，不能改");
    assert_eq!(office.task(81).status, Status::Registered);
}
